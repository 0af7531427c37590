// SPDX-License-Identifier: GPL-2.0
/*
 * From tests of whole arguments to tests of 32 bits, as BPF makes them.
 *
 * A map becomes a binary search. What a test costs is the same everywhere, so divide the
 * tests that are left evenly. A single value between values that lead to one place takes
 * one test.
 */
#include <stddef.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/seccomp.h>

#include "graph.h"

/* So many tests are made one after the other if that saves one. It takes no longer. */
#define MAX_CHAIN	3

/**
 * struct word32 - 32 bits that BPF can load
 * @offset: in struct seccomp_data
 * @mask:   the bits of it that are compared
 */
struct word32 {
	unsigned int	offset;
	u32		mask;
};

static unsigned int word_offset(const struct graph *graph, unsigned int word, bool high)
{
	if (word == WORD_NR)
		return offsetof(struct seccomp_data, nr);
	if (word == WORD_ARCH)
		return offsetof(struct seccomp_data, arch);
	return offsetof(struct seccomp_data, args[word]) +
	       (high == graph->big_endian ? 0 : sizeof(u32));
}

/* Searches */

static bool is_single(const struct interval *list, unsigned int nr, unsigned int i, u32 mask)
{
	return (i + 1 < nr ? list[i + 1].first : (u64)mask + 1) - list[i].first == 1;
}

/* Whether interval @i is a single value between values that lead to one place */
static bool is_hole(const struct interval *list, unsigned int nr, unsigned int i)
{
	return i > 0 && i + 1 < nr && list[i - 1].to == list[i + 1].to &&
	       is_single(list, nr, i, 0);
}

static unsigned int merge(struct interval *list, unsigned int nr)
{
	unsigned int i, kept = 1;

	for (i = 1; i < nr; i++) {
		if (list[i].to != list[kept - 1].to)
			list[kept++] = list[i];
	}
	return kept;
}

/*
 * Count the tests that a search takes, and find where to divide it: before the interval
 * that is returned.
 */
static unsigned int divide(const struct interval *list, unsigned int nr, unsigned int *tests)
{
	unsigned int i, holes = 0, before = 0, best = 1, best_most = nr;
	bool hole = false;

	for (i = 1; i + 1 < nr; i++) {
		hole = !hole && is_hole(list, nr, i);
		holes += hole;
	}
	*tests = nr - 1 - holes;

	/* @before: the holes up to interval i - 2 */
	hole = false;
	for (i = 1; i < nr; i++) {
		unsigned int left = i - 1 - before, right, most;
		bool next = !hole && is_hole(list, nr, i);

		right = nr - 1 - i - (holes - before - hole - next);
		most = left > right ? left : right;
		if (most < best_most) {
			best = i;
			best_most = most;
		}
		before += hole;
		hole = next;
	}
	return best;
}

static struct node *search(struct graph *graph, struct word32 word, struct interval *list,
			   unsigned int nr);

/* Take out a hole: one test tells whether the word is this value. */
static struct node *search_around(struct graph *graph, struct word32 word,
				  struct interval *list, unsigned int nr, unsigned int hole)
{
	u32 value = list[hole].first;
	struct node *yes = list[hole].to;
	unsigned int i;

	/* The interval after it becomes part of the one before it. */
	for (i = hole; i + 2 < nr; i++)
		list[i] = list[i + 2];
	return make_test(graph, BPF_JEQ, word.offset, word.mask, value, yes,
			 search(graph, word, list, nr - 2));
}

static struct node *search_two(struct graph *graph, struct word32 word,
			       const struct interval *list)
{
	struct node *low = list[0].to, *high = list[1].to;

	if (word.mask != U32_MAX && list[1].first == 1)
		return make_test(graph, BPF_JSET, word.offset, U32_MAX, word.mask, high, low);
	if (list[1].first == 1)
		return make_test(graph, BPF_JEQ, word.offset, word.mask, 0, low, high);
	return make_test(graph, BPF_JGE, word.offset, word.mask, list[1].first, high, low);
}

/* Changes @list. */
static struct node *search(struct graph *graph, struct word32 word, struct interval *list,
			   unsigned int nr)
{
	unsigned int tests, middle, i;
	struct node *no;

	if (nr == 1)
		return list[0].to;
	if (nr == 2)
		return search_two(graph, word, list);
	middle = divide(list, nr, &tests);
	for (i = 1; tests <= MAX_CHAIN && i + 1 < nr; i++) {
		if (is_hole(list, nr, i))
			return search_around(graph, word, list, nr, i);
	}
	no = search(graph, word, list, middle);
	return make_test(graph, BPF_JGE, word.offset, word.mask, list[middle].first,
			 search(graph, word, list + middle, nr - middle), no);
}

/* Whole arguments */

/**
 * struct halves - a map of 64 bits on its way to maps of 32
 * @low:     intervals of the low half, while the high half is @at
 * @high:    intervals of the high half
 */
struct halves {
	struct graph	*graph;
	struct word32	low_word;
	struct interval	*low;
	struct interval	*high;
	unsigned int	nr_low;
	unsigned int	nr_high;
};

static void add_high(struct halves *halves, u32 first, struct node *to)
{
	halves->high[halves->nr_high++] = (struct interval){ first, to };
}

/* Add values with the same high half. */
static void add_low(struct halves *halves, u32 high, u32 first, u32 last, struct node *to)
{
	halves->low[halves->nr_low++] = (struct interval){ first, to };
	if (last != U32_MAX)
		return;
	halves->nr_low = merge(halves->low, halves->nr_low);
	add_high(halves, high, search(halves->graph, halves->low_word, halves->low,
				      halves->nr_low));
	halves->nr_low = 0;
}

/* Add the values from @first to @last. */
static void add_both(struct halves *halves, u64 first, u64 last, struct node *to)
{
	u32 high = first >> 32, last_high = last >> 32;

	if (high == last_high) {
		add_low(halves, high, first, last, to);
		return;
	}
	if ((u32)first)
		add_low(halves, high++, first, U32_MAX, to);
	if ((u32)last == U32_MAX) {
		add_high(halves, high, to);
		return;
	}
	if (high != last_high)
		add_high(halves, high, to);
	add_low(halves, last_high, 0, last, to);
}

static struct node *lower_wide(struct graph *graph, const struct node *map,
			       const struct interval *list)
{
	struct halves halves = {
		.graph = graph,
		.low_word = { word_offset(graph, map->word, false), U32_MAX },
		.low = graph_memory(graph, (map->nr + 1) * sizeof(*list)),
		.high = graph_memory(graph, (2 * map->nr + 1) * sizeof(*list)),
	};
	struct word32 high_word = { word_offset(graph, map->word, true), U32_MAX };
	unsigned int i;

	if (!halves.low || !halves.high)
		return list[0].to;
	for (i = 0; i < map->nr; i++)
		add_both(&halves, list[i].first,
			 i + 1 < map->nr ? list[i + 1].first - 1 : U64_MAX, list[i].to);
	return search(graph, high_word, halves.high, merge(halves.high, halves.nr_high));
}

static struct node *lower_map(struct graph *graph, const struct node *map)
{
	struct word32 word = { word_offset(graph, map->word, false), map->mask };
	struct interval *list;
	unsigned int i;

	list = graph_memory(graph, map->nr * sizeof(*list));
	if (!list)
		return map->intervals[0].to;
	for (i = 0; i < map->nr; i++) {
		list[i].first = map->intervals[i].first;
		list[i].to = lower(graph, map->intervals[i].to);
	}
	if (map->mask == U64_MAX)
		return lower_wide(graph, map, list);
	return search(graph, word, list, merge(list, map->nr));
}

static struct node *lower_bits(struct graph *graph, const struct node *bits)
{
	struct node *none = lower(graph, bits->exits[0]);
	struct node *some = lower(graph, bits->exits[1]);
	u32 low = bits->mask, high = bits->mask >> 32;

	if (high)
		none = make_test(graph, BPF_JSET, word_offset(graph, bits->word, true),
				 U32_MAX, high, some, none);
	if (low)
		none = make_test(graph, BPF_JSET, word_offset(graph, bits->word, false),
				 U32_MAX, low, some, none);
	return none;
}

struct node *lower(struct graph *graph, struct node *node)
{
	if (node->kind == NODE_RETURN)
		return node;
	if (!node->lowered)
		node->lowered = node->kind == NODE_MAP ? lower_map(graph, node) :
				lower_bits(graph, node);
	return node->lowered;
}
