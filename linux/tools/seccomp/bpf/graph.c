// SPDX-License-Identifier: GPL-2.0
/* The nodes of a graph */
#include <stdlib.h>
#include <string.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/seccomp.h>

#include "graph.h"

#define BLOCK_SIZE	16384

/* Where what makes a node different begins */
#define KEY_START	offsetof(struct node, kind)

struct block {
	struct block	*next;
	unsigned long	memory[];
};

static bool add_block(struct graph *graph, size_t size)
{
	struct block *block = malloc(sizeof(*block) + size);

	if (!block)
		return false;
	block->next = graph->blocks;
	graph->blocks = block;
	graph->left = size;
	return true;
}

void *graph_memory(struct graph *graph, size_t size)
{
	size_t aligned = (size + 15) & ~(size_t)15;

	if (aligned > graph->left &&
	    !add_block(graph, aligned > BLOCK_SIZE ? aligned : BLOCK_SIZE)) {
		graph->error = -ENOMEM;
		return NULL;
	}
	graph->left -= aligned;
	return memset((char *)graph->blocks->memory + graph->left, 0, aligned);
}

void free_graph(struct graph *graph)
{
	struct block *block, *next;

	for (block = graph->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	free(graph->pieces);
}

static size_t key_size(const struct node *node)
{
	return sizeof(*node) + node->nr * sizeof(node->intervals[0]) - KEY_START;
}

static unsigned long hash_key(const struct node *node)
{
	const unsigned long *word = (const void *)((const char *)node + KEY_START);
	unsigned long hash = 0;
	size_t i;

	for (i = 0; i < key_size(node) / sizeof(*word); i++)
		hash = (hash ^ word[i]) * 0x9e3779b97f4a7c15UL;
	return hash >> 40;
}

/* What is returned when there is no memory for a node */
static struct node no_node = { .value = SECCOMP_RET_KILL_PROCESS };

/* The node with the key of @key, which has no intervals yet */
static struct node *find_or_add(struct graph *graph, const struct node *key,
				const struct interval *intervals)
{
	size_t size = sizeof(*key) + key->nr * sizeof(*intervals), left = graph->left;
	struct node *node = graph_memory(graph, size);
	struct node **slot, *found;

	if (!node)
		return &no_node;
	memcpy(node, key, sizeof(*key));
	if (key->nr)
		memcpy(node->intervals, intervals, key->nr * sizeof(*intervals));

	slot = &graph->buckets[hash_key(node) % ARRAY_SIZE(graph->buckets)];
	for (found = *slot; found; found = found->next) {
		if (found->nr == node->nr &&
		    !memcmp(&found->kind, &node->kind, key_size(node)))
			break;
	}
	if (!found) {
		node->next = *slot;
		*slot = node;
		return node;
	}
	/* Give the memory back, unless it began a block. */
	if (left > graph->left)
		graph->left = left;
	return found;
}

struct node *make_return(struct graph *graph, u32 action)
{
	const struct node key = { .kind = NODE_RETURN, .size = 1, .value = action };

	return find_or_add(graph, &key, NULL);
}

/* Whether @node tests bits of a word, all of which are in @mask */
static bool tests_in(const struct node *node, unsigned int kind, unsigned int word, u64 mask)
{
	return node->kind == kind && node->word == word && !(node->mask & ~mask);
}

struct node *make_bits(struct graph *graph, unsigned int word, u64 mask,
		       struct node *none, struct node *some)
{
	struct node key = { .kind = NODE_BITS, .word = word, .mask = mask };

	while (tests_in(none, NODE_BITS, word, mask))
		none = none->exits[0];
	while (some->kind == NODE_BITS && some->word == word && !(mask & ~some->mask))
		some = some->exits[1];
	/* One of these bits, or one of those */
	while (none->kind == NODE_BITS && none->word == word && none->exits[1] == some) {
		key.mask |= none->mask;
		none = none->exits[0];
	}
	if (none == some)
		return none;
	key.exits[0] = none;
	key.exits[1] = some;
	return find_or_add(graph, &key, NULL);
}

/* Maps */

static u64 last_of(const struct interval *intervals, unsigned int nr, unsigned int i, u64 mask)
{
	return i + 1 < nr ? intervals[i + 1].first - 1 : mask;
}

/* Where @map leads if the word is @value */
static struct node *look_up(const struct node *map, u64 value)
{
	unsigned int low = 0, high = map->nr;

	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		if (map->intervals[middle].first <= value)
			low = middle;
		else
			high = middle;
	}
	return map->intervals[low].to;
}

/* Where @node leads if the bits of @word that are in @mask are @value */
static struct node *settle(struct node *node, unsigned int word, u64 mask, u64 value)
{
	for (;;) {
		if (tests_in(node, NODE_MAP, word, mask))
			node = look_up(node, value & node->mask);
		else if (tests_in(node, NODE_BITS, word, mask))
			node = node->exits[(value & node->mask) != 0];
		else
			return node;
	}
}

static void add_piece(struct graph *graph, u64 first, struct node *to)
{
	struct interval *pieces = graph->pieces;
	unsigned int nr = graph->nr_pieces;

	if (nr && pieces[nr - 1].to == to)
		return;
	if (nr == graph->max_pieces) {
		pieces = realloc(pieces, (2 * nr + 16) * sizeof(*pieces));
		if (!pieces) {
			graph->error = -ENOMEM;
			return;
		}
		graph->pieces = pieces;
		graph->max_pieces = 2 * nr + 16;
	}
	pieces[nr] = (struct interval){ .first = first, .to = to };
	graph->nr_pieces++;
}

/* Add the values from @first to @last, which lead to @to. */
static void add_pieces(struct graph *graph, const struct node *key, u64 first, u64 last,
		       struct node *to, bool join)
{
	unsigned int i;

	if (first == last)
		to = settle(to, key->word, key->mask, first);
	if (!join || to->kind != NODE_MAP || to->word != key->word || to->mask != key->mask) {
		add_piece(graph, first, to);
		return;
	}
	for (i = 0; i < to->nr; i++) {
		u64 from = to->intervals[i].first;
		u64 until = last_of(to->intervals, to->nr, i, to->mask);

		if (until < first || from > last)
			continue;
		from = from < first ? first : from;
		until = until > last ? last : until;
		add_piece(graph, from, from == until ?
			  settle(to->intervals[i].to, key->word, key->mask, from) :
			  to->intervals[i].to);
	}
}

struct node *make_map(struct graph *graph, unsigned int word, u64 mask,
		      const struct interval *intervals, unsigned int nr, bool join)
{
	struct node key = { .kind = NODE_MAP, .word = word, .mask = mask };
	unsigned int i;

	graph->nr_pieces = 0;
	for (i = 0; i < nr; i++)
		add_pieces(graph, &key, intervals[i].first, last_of(intervals, nr, i, mask),
			   intervals[i].to, join || !graph->apart);
	if (!graph->nr_pieces)
		return &no_node;
	if (graph->nr_pieces == 1)
		return graph->pieces[0].to;
	if (graph->nr_pieces > U16_MAX) {
		graph->error = -E2BIG;
		return &no_node;
	}
	key.nr = graph->nr_pieces;
	return find_or_add(graph, &key, graph->pieces);
}

struct node *make_test(struct graph *graph, unsigned int code, unsigned int offset,
		       u32 mask, u32 value, struct node *yes, struct node *no)
{
	const struct node key = {
		.kind = NODE_TEST,
		.word = offset,
		.code = code,
		.mask = mask,
		.value = value,
		.exits = { no, yes },
		.size = 1 + (yes->size + no->size < 1000000 ? yes->size + no->size : 1000000),
	};

	return yes == no ? yes : find_or_add(graph, &key, NULL);
}
