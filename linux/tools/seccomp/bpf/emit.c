// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions for a graph of tests.
 *
 * BPF jumps ahead only, so write the program from its end: where a test leads is there
 * before the test is. A place is counted from the end. The first instruction that a
 * node needs may be a load, which is left out for those who come with the word loaded.
 *
 * A conditional jump reaches 255 instructions. For what is farther away, there is a
 * return once more, or a jump that reaches everything.
 */
#include <stddef.h>
#include <stdlib.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/seccomp.h>

#include "graph.h"

#define FAR	255

/**
 * struct emitter - a program being written, from its end
 * @code: its instructions, the last one first
 * @nr:   their number
 * @max:  so many have room
 * @error: 0 or -ENOMEM
 * @small: make it short rather than fast
 */
struct emitter {
	struct sock_filter	*code;
	unsigned int		nr;
	unsigned int		max;
	int			error;
	bool			small;
};

/* What the accumulator holds: a word, masked. Nothing at the start */
struct loaded {
	unsigned int	offset;
	u32		mask;
};

static const struct loaded nothing = { U32_MAX, 0 };

/* Returns the place of the instruction: how many there are from it to the end */
static unsigned int add(struct emitter *e, u16 code, u8 jt, u8 jf, u32 k)
{
	struct sock_filter *room;

	if (e->nr == e->max) {
		room = realloc(e->code, (2 * e->max + 256) * sizeof(*room));
		if (!room) {
			e->error = -ENOMEM;
			e->nr = 0;
		} else {
			e->code = room;
			e->max = 2 * e->max + 256;
		}
	}
	if (!e->error)
		e->code[e->nr++] = (struct sock_filter){ code, jt, jf, k };
	return e->nr;
}

/* How far the next instruction has to jump to get to @place */
static unsigned int distance(const struct emitter *e, unsigned int place)
{
	return e->nr - place;
}

static unsigned int add_jump(struct emitter *e, unsigned int to)
{
	return add(e, BPF_JMP | BPF_JA, 0, 0, distance(e, to));
}

static unsigned int add_return(struct emitter *e, struct node *node)
{
	node->placed = add(e, BPF_RET | BPF_K, 0, 0, node->value);
	return node->placed;
}

/* Where @node is entered by those who have @held loaded; 0: nowhere yet */
static unsigned int *place_of(struct node *node, const struct loaded *held)
{
	if (node->kind == NODE_RETURN ||
	    (held->offset == node->word && held->mask == node->mask))
		return &node->placed;
	return &node->loaded;
}

static unsigned int place(struct emitter *e, struct node *node, const struct loaded *held);

/* Bring where @node is entered within reach of a conditional jump. */
static bool bring_near(struct emitter *e, struct node *node, const struct loaded *held)
{
	unsigned int *at = place_of(node, held);

	if (distance(e, *at) <= FAR)
		return false;
	if (node->kind == NODE_RETURN)
		add_return(e, node);
	else
		*at = add_jump(e, *at);
	return true;
}

/*
 * The exit to place last, so that it follows the test: the kernel makes one instruction
 * of such a test, and two of others. But BPF_JSET has no opposite.
 */
static unsigned int last_exit(const struct node *test)
{
	const struct node *no = test->exits[0], *yes = test->exits[1];

	if (no->placed || yes->placed)
		return !yes->placed;
	if (test->code == BPF_JSET)
		return 0;
	return yes->size < no->size;
}

/*
 * Where arguments decide, a return of its own saves an instruction. Not where numbers do:
 * the kernel remembers those that are allowed.
 */
static void add_own_return(struct emitter *e, const struct node *test)
{
	struct node *no = test->exits[0], *yes = test->exits[1];
	bool allows = yes->value == SECCOMP_RET_ALLOW && test->code != BPF_JSET;

	if (!e->small && test->word >= offsetof(struct seccomp_data, args) &&
	    no->kind == NODE_RETURN && yes->kind == NODE_RETURN &&
	    no->placed != e->nr && yes->placed != e->nr)
		add_return(e, allows ? yes : no);
}

static void add_test(struct emitter *e, struct node *test)
{
	const struct loaded held = { test->word, test->mask };
	struct node *no = test->exits[0], *yes = test->exits[1];
	unsigned int last = last_exit(test);

	place(e, test->exits[!last], &held);
	place(e, test->exits[last], &held);
	add_own_return(e, test);
	while (!e->error && (bring_near(e, yes, &held) || bring_near(e, no, &held)))
		;
	test->placed = add(e, BPF_JMP | test->code | BPF_K,
			   distance(e, *place_of(yes, &held)),
			   distance(e, *place_of(no, &held)), test->value);
}

/* Let @test be entered by those who have something else loaded. */
static void add_load(struct emitter *e, struct node *test)
{
	if (test->placed != e->nr)
		add_jump(e, test->placed);
	if ((u32)test->mask != U32_MAX)
		add(e, BPF_ALU | BPF_AND | BPF_K, 0, 0, test->mask);
	test->loaded = add(e, BPF_LD | BPF_W | BPF_ABS, 0, 0, test->word);
}

static unsigned int place(struct emitter *e, struct node *node, const struct loaded *held)
{
	unsigned int *at = place_of(node, held);

	if (e->error || *at)
		return *at;
	if (node->kind == NODE_RETURN)
		return add_return(e, node);
	if (!node->placed)
		add_test(e, node);
	if (!*at)
		add_load(e, node);
	return *at;
}

static void reverse(struct sock_filter *code, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr / 2; i++) {
		struct sock_filter other = code[i];

		code[i] = code[nr - 1 - i];
		code[nr - 1 - i] = other;
	}
}

int emit(struct node *node, bool small, struct sock_filter **code)
{
	struct emitter e = { .small = small };

	place(&e, node, &nothing);
	if (e.error) {
		free(e.code);
		return e.error;
	}
	reverse(e.code, e.nr);
	*code = e.code;
	return e.nr;
}
