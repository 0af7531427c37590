// SPDX-License-Identifier: GPL-2.0
/*
 * What a state decides, as a graph.
 *
 * The steps of a state are those that the kernel takes, so their meaning is: a word less
 * a number, masked to the width of an argument, is in a range or not. In the graph these
 * become intervals of the values of the argument.
 */
#include <linux/errno.h>
#include <trace/syscall.h>

#include "seccomp_filter.h"
#include "graph.h"

/**
 * struct decisions - the steps of a state on their way to a graph
 * @graph: receives the nodes
 * @state: the state
 * @made:  the node of each step, or NULL
 */
struct decisions {
	struct graph			*graph;
	const struct seccomp_state	*state;
	struct node			**made;
};

static struct node *make_step(struct decisions *d, const struct trace_filter_step *step);

/* Where an exit of @step leads that is no search */
static struct node *follow(struct decisions *d, const struct trace_filter_step *step, int exit)
{
	if (exit == TRACE_FILTER_TRUE)
		return make_return(d->graph, SECCOMP_RET_ALLOW);
	if (exit == TRACE_FILTER_FALSE)
		return make_return(d->graph, d->state->conds[step->tag].action);
	return make_step(d, (const void *)step + exit);
}

/* The search that an exit of @step leads to, as a map of the whole word */
static struct node *make_search(struct decisions *d, const struct trace_filter_step *step,
				int exit)
{
	const struct trace_filter_step *search = (const void *)step + TRACE_FILTER_TRUE - exit;
	unsigned int nr_ranges = 2 * search->half, nr = 0, i;
	struct interval *intervals;
	struct node *in, *out;

	in = follow(d, search, search->inside);
	out = follow(d, search, search->outside);
	intervals = graph_memory(d->graph, (2 * nr_ranges + 1) * sizeof(*intervals));
	if (!intervals)
		return out;
	intervals[nr++] = (struct interval){ 0, out };
	for (i = 0; i < nr_ranges; i++) {
		u64 low = step->low + search->lows[i];
		u64 high = low + search->lows[i + search->nr_lows];

		/* Ranges are in order, and do not wrap around. */
		if (low < intervals[nr - 1].first || high < low || high > step->mask) {
			d->graph->error = -EINVAL;
			return out;
		}
		if (low == intervals[nr - 1].first)
			nr--;
		intervals[nr++] = (struct interval){ low, in };
		if (high < step->mask)
			intervals[nr++] = (struct interval){ high + 1, out };
	}
	return make_map(d->graph, step->offset / 8, step->mask, intervals, nr, true);
}

static struct node *make_exit(struct decisions *d, const struct trace_filter_step *step, int exit)
{
	if (exit < TRACE_FILTER_TRUE)
		return make_search(d, step, exit);
	return follow(d, step, exit);
}

static bool is_width(u64 mask)
{
	return mask == U8_MAX || mask == U16_MAX || mask == U32_MAX || mask == U64_MAX;
}

static struct node *make_range(struct decisions *d, const struct trace_filter_step *step,
			       struct node *in, struct node *out)
{
	u64 low = step->low, high = (step->low + step->span) & step->mask;
	bool wraps = high < low;
	struct interval intervals[3];
	unsigned int nr = 0;

	if (step->span == step->mask)
		return in;
	if (low)
		intervals[nr++] = (struct interval){ 0, wraps ? in : out };
	if (wraps) {
		intervals[nr++] = (struct interval){ high + 1, out };
		intervals[nr++] = (struct interval){ low, in };
	} else {
		intervals[nr++] = (struct interval){ low, in };
		if (high < step->mask)
			intervals[nr++] = (struct interval){ high + 1, out };
	}
	return make_map(d->graph, step->offset / 8, step->mask, intervals, nr,
			step->inside < TRACE_FILTER_TRUE || step->outside < TRACE_FILTER_TRUE);
}

static struct node *make_step(struct decisions *d, const struct trace_filter_step *step)
{
	struct node **made = &d->made[step - d->state->steps];
	struct node *in, *out;

	if (*made)
		return *made;
	in = make_exit(d, step, step->inside);
	if (!step->mask) {
		*made = in;
		return in;
	}
	out = make_exit(d, step, step->outside);
	if (is_width(step->mask)) {
		*made = make_range(d, step, in, out);
	} else {
		/* All other masks are of '&'. */
		if (step->low || step->span)
			d->graph->error = -EINVAL;
		*made = make_bits(d->graph, step->offset / 8, step->mask, in, out);
	}
	return *made;
}

static struct node *make_numbers(struct decisions *d, struct node *foreign)
{
	const struct seccomp_policy *unlisted_by = d->state->unlisted_by;
	struct node *allow = make_return(d->graph, SECCOMP_RET_ALLOW);
	struct node *unlisted = make_return(d->graph, unlisted_by ? unlisted_by->action :
						      SECCOMP_RET_ALLOW);
	struct interval numbers[NR_syscalls + 3];
	unsigned int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		const struct trace_filter_step *first = &d->state->steps[d->state->first[nr]];
		bool allowed = test_bit(nr, d->state->allow);

		numbers[nr] = (struct interval){ nr, allowed ? allow : make_step(d, first) };
	}
	numbers[nr++] = (struct interval){ NR_syscalls, unlisted };
#ifdef __X32_SYSCALL_BIT
	numbers[nr++] = (struct interval){ __X32_SYSCALL_BIT, foreign };
	numbers[nr++] = (struct interval){ __X32_SYSCALL_BIT + 0x10000, unlisted };
#endif
	return make_map(d->graph, WORD_NR, U32_MAX, numbers, nr, true);
}

struct node *decide(struct graph *graph, const struct seccomp_state *state)
{
	struct decisions d = { .graph = graph, .state = state };
	struct node *foreign = make_return(graph, state->foreign_by->foreign);
	struct interval archs[3] = {
		{ 0, foreign }, { state->arch, NULL }, { (u64)state->arch + 1, foreign },
	};

	d.made = graph_memory(graph, state->nr_steps * sizeof(*d.made));
	if (!d.made)
		return foreign;
	archs[1].to = make_numbers(&d, foreign);
	return make_map(graph, WORD_ARCH, U32_MAX, archs, 3, true);
}
