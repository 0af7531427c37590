/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What policies decide, as a graph: each node tests a word of struct seccomp_data and
 * leads to another one, or returns an action. There are never two equal nodes, so equal
 * ends are shared, and pointers compare what they point to.
 *
 * decide.c makes nodes of whole arguments; lower.c makes of these nodes for the 32 bits
 * that BPF tests at a time; emit.c makes instructions of those.
 */
#ifndef _TOOLS_SECCOMP_BPF_GRAPH_H
#define _TOOLS_SECCOMP_BPF_GRAPH_H

#include <linux/filter.h>
#include <linux/types.h>

/* Words of struct seccomp_data: 0 to 5 are the arguments */
#define WORD_NR		6
#define WORD_ARCH	7

enum node_kind {
	NODE_RETURN,
	NODE_BITS,
	NODE_MAP,
	NODE_TEST,
};

/**
 * struct interval - the values from @first to before the next interval
 * @first: the first of them
 * @to:    where they lead
 */
struct interval {
	u64		first;
	struct node	*to;
};

/**
 * struct node - a test, or an action
 * @next:    in the same bucket of the graph
 * @lowered: what lower() has made of it
 * @placed:  where the instruction is, as struct emitter counts, or 0
 * @loaded:  where one that first loads the word is, or 0
 * @size:    of a test: at least how many instructions it leads to
 * @kind:    what it is
 * @word:    which word is tested; of NODE_TEST its offset in struct seccomp_data
 * @code:    of NODE_TEST: the jump, BPF_JEQ, BPF_JGE or BPF_JSET
 * @nr:      of NODE_MAP: number of @intervals
 * @mask:    the bits of the word that are compared
 * @value:   of NODE_RETURN the action with its data, of NODE_TEST what the word is
 *           compared with
 * @exits:   of NODE_BITS and NODE_TEST: where it leads if no bit is set, or if the test
 *           fails; and else
 * @intervals: of NODE_MAP: what the values lead to, from 0 on
 */
struct node {
	struct node	*next;
	struct node	*lowered;
	unsigned int	placed;
	unsigned int	loaded;
	unsigned long	size;

	/* What makes it different from others */
	u16		kind;
	u16		word;
	u16		code;
	u16		nr;
	u64		mask;
	u64		value;
	struct node	*exits[2];
	struct interval	intervals[];
};

struct block;

/**
 * struct graph - all nodes of a program
 * @blocks:    the memory that they are in
 * @left:      what is left of the first block, in bytes
 * @buckets:   the nodes, by a hash of them
 * @pieces:    of the map that is being made
 * @nr_pieces: number of @pieces
 * @max_pieces: so many of them have room
 * @apart:     do not join tests of a word that are made one after the other
 * @big_endian: the high half of an argument comes first
 * @error:     0 or why the graph is not what was asked for, a negative errno
 */
struct graph {
	struct block	*blocks;
	size_t		left;
	struct node	*buckets[512];
	struct interval	*pieces;
	unsigned int	nr_pieces;
	unsigned int	max_pieces;
	bool		apart;
	bool		big_endian;
	int		error;
};

/*
 * These return a node whatever happens. On an error they set @error, and the node means
 * nothing.
 */
struct node *make_return(struct graph *graph, u32 action);
struct node *make_bits(struct graph *graph, unsigned int word, u64 mask,
		       struct node *none, struct node *some);
/* The @intervals begin with 0. @join: even if the graph wants tests apart. */
struct node *make_map(struct graph *graph, unsigned int word, u64 mask,
		      const struct interval *intervals, unsigned int nr, bool join);
struct node *make_test(struct graph *graph, unsigned int code, unsigned int offset,
		       u32 mask, u32 value, struct node *yes, struct node *no);

/* Memory that lives as long as the graph, zeroed. NULL: @error is set. */
void *graph_memory(struct graph *graph, size_t size);
void free_graph(struct graph *graph);

struct seccomp_state;

/* decide.c: the first node of what a state decides */
struct node *decide(struct graph *graph, const struct seccomp_state *state);
/* lower.c: a node made of NODE_TEST and NODE_RETURN only that decides the same */
struct node *lower(struct graph *graph, struct node *node);
/*
 * emit.c: the instructions for a lowered node, as few as possible if it is to be @small.
 * Returns their number, or a negative errno. *@code is to be freed.
 */
int emit(struct node *node, bool small, struct sock_filter **code);

#endif /* _TOOLS_SECCOMP_BPF_GRAPH_H */
