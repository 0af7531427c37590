// SPDX-License-Identifier: GPL-2.0
/*
 * Join the comparisons of an integer filter that test the same word, see
 * <linux/trace_filter.h>.
 *
 * However they are joined in the expression, such comparisons divide the values
 * of the word into intervals. All values in one interval lead to the same place,
 * and as each comparison has two exits, intervals that lead to two places
 * alternate. A *decision* is such a division.
 *
 * In the beginning each step is a decision of its own. Working back from the
 * last one, a decision takes in the one that follows it if they test the same
 * word, no other decision leads to that one, and both together lead to two
 * places. As "&&" and "||" of comparisons of one word always lead to two places,
 * they become one decision. (Where a part of them turns out to be constant only
 * on the way, more than one can be left.)
 */
#include <linux/array_size.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_filter.h>

#include "trace_filter_reduce.h"

/**
 * struct decision - what is done with the values of a word
 * @mask:      the bits of the word that are compared
 * @offset:    offset of the word in a record
 * @exits:     where the first interval leads, and where the second one does: a
 *             later decision, TRACE_FILTER_TRUE or TRACE_FILTER_FALSE. No exit
 *             leads to decision 0
 * @entries:   how many exits of other decisions lead here
 * @next:      the next decision that is left
 * @first_step: its first step in the reduced filter
 * @longest:   how many steps there are at most from here to a result
 * @nr_bounds: number of @bounds
 * @constant:  all values lead to @exits[0]
 * @bounds:    the first value of each interval but the first, in order
 */
struct decision {
	unsigned long	mask;
	u16		offset;
	s16		exits[2];
	u16		entries;
	u16		next;
	u16		first_step;
	u16		longest;
	u16		nr_bounds;
	bool		constant;
	unsigned long	*bounds;
};

/**
 * struct reduction - the decisions of a filter
 * @nr:     number of @all, whether they are left or not
 * @bounds: two for each decision. One that took in others has theirs too, and
 *          uses the end of them, so there is room before
 * @all:    the decisions, in the order of the steps
 */
struct reduction {
	unsigned int	nr;
	unsigned long	*bounds;
	struct decision	all[];
};

/* The number of bounds that are less than @value */
static unsigned int count_below(const struct decision *d, unsigned long value)
{
	unsigned int low = 0, high = d->nr_bounds;

	/* Lists are mostly in ascending order, and read from their ends. */
	if (!high || value <= d->bounds[0])
		return 0;
	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (d->bounds[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Let all values from @low to @high lead to @exit, which is one of two. */
static void overwrite(struct decision *d, unsigned long low, unsigned long high,
		      int exit)
{
	unsigned int before = count_below(d, low);
	unsigned int after = before;
	unsigned long added[2];
	int nr = 0;
	int less;

	while (after < d->nr_bounds &&
	       (high == d->mask || d->bounds[after] <= high + 1))
		after++;
	if (low && d->exits[before % 2] != exit)
		added[nr++] = low;
	if (high != d->mask && d->exits[after % 2] != exit)
		added[nr++] = high + 1;
	if (!low && d->exits[0] != exit)
		swap(d->exits[0], d->exits[1]);

	less = (int)(after - before) - nr;
	if (before)
		memmove(d->bounds + less, d->bounds,
			before * sizeof(d->bounds[0]));
	d->bounds += less;
	d->nr_bounds -= less;
	while (nr--)
		d->bounds[before + nr] = added[nr];
}

static int absolute_exit(unsigned int at, int exit)
{
	return exit > 0 ? at + exit : exit;
}

static void init_decision(struct reduction *r, unsigned int at,
			  const struct trace_filter_step *step)
{
	unsigned long high = (step->low + step->span) & step->mask;
	struct decision *d = &r->all[at];
	unsigned long *bounds = &r->bounds[2 * at + 2];

	*d = (struct decision){
		.mask = step->mask,
		.offset = step->offset,
		.exits[0] = absolute_exit(at, step->outside),
		.exits[1] = absolute_exit(at, step->inside),
	};
	if (!step->low || high < step->low)
		swap(d->exits[0], d->exits[1]);
	if (step->span != step->mask) {
		/* In descending order, to the end of the room for them */
		if (step->low && high < step->low)
			*--bounds = step->low;
		if (high != step->mask)
			*--bounds = high + 1;
		if (step->low && high >= step->low)
			*--bounds = step->low;
	}
	d->bounds = bounds;
	d->nr_bounds = &r->bounds[2 * at + 2] - bounds;
}

static void add_entries(struct reduction *r, int exit, int nr)
{
	if (exit > 0)
		r->all[exit].entries += nr;
}

static bool is_constant(const struct decision *d)
{
	return !d->nr_bounds || d->exits[0] == d->exits[1];
}

/* Lead around a decision whose values all lead to the same place. */
static void drop_constant(struct reduction *r, struct decision *d)
{
	d->constant = true;
	add_entries(r, d->exits[0], d->entries - 1);
	add_entries(r, d->exits[1], -1);
}

/* Drop what follows @d and cannot be reached any more. */
static void drop_unreachable(struct reduction *r, struct decision *d)
{
	while (d->next < r->nr && !r->all[d->next].entries) {
		const struct decision *dropped = &r->all[d->next];

		add_entries(r, dropped->exits[0], -1);
		add_entries(r, dropped->exits[1], -1);
		d->next = dropped->next;
	}
}

/*
 * Let @d take in the decision that follows it, if they test the same word and
 * lead to two places together.
 */
static bool take_in_next(struct reduction *r, struct decision *d)
{
	struct decision *next = &r->all[d->next];
	unsigned int other;
	int i;

	if (d->next == r->nr || next->entries != 1 ||
	    next->offset != d->offset || next->mask != d->mask)
		return false;
	other = d->exits[0] == d->next;
	if (d->exits[!other] != d->next ||
	    (d->exits[other] != next->exits[0] &&
	     d->exits[other] != next->exits[1]))
		return false;

	/*
	 * The intervals of @d that do not lead to @next stay. Start with the
	 * last one: the bounds of @next, after those of @d, grow into those
	 * that are done.
	 */
	for (i = d->nr_bounds - (d->nr_bounds % 2 != other); i >= 0; i -= 2) {
		unsigned long low = i ? d->bounds[i - 1] : 0;
		unsigned long high = i < d->nr_bounds ? d->bounds[i] - 1 : d->mask;

		overwrite(next, low, high, d->exits[other]);
	}
	add_entries(r, d->exits[other], -1);
	d->bounds = next->bounds;
	d->nr_bounds = next->nr_bounds;
	memcpy(d->exits, next->exits, sizeof(d->exits));
	d->next = next->next;
	return true;
}

/* Lead around the constant decisions after @d. */
static void skip_constants(struct reduction *r, struct decision *d)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(d->exits); i++) {
		if (d->exits[i] > 0 && r->all[d->exits[i]].constant)
			d->exits[i] = r->all[d->exits[i]].exits[0];
	}
}

/*
 * Count the entries from decisions that can be reached. Comparisons that are
 * always true or false count for nothing: they must not keep others apart.
 */
static void count_entries(struct reduction *r)
{
	unsigned int at;

	for (at = r->nr; at--;) {
		struct decision *d = &r->all[at];

		skip_constants(r, d);
		d->constant = is_constant(d);
	}

	/* Evaluation starts there. */
	if (r->all[0].constant)
		add_entries(r, r->all[0].exits[0], 1);
	else
		r->all[0].entries = 1;
	for (at = 0; at < r->nr; at++) {
		const struct decision *d = &r->all[at];

		if (d->constant || !d->entries)
			continue;
		add_entries(r, d->exits[0], 1);
		add_entries(r, d->exits[1], 1);
	}
}

/* Reduce the decisions from @at on, the others after it being done. */
static void reduce_from(struct reduction *r, unsigned int at, unsigned int *first)
{
	struct decision *d = &r->all[at];

	skip_constants(r, d);
	if (d->constant || !d->entries)
		return;
	d->next = *first;
	do {
		drop_unreachable(r, d);
		if (is_constant(d)) {
			drop_constant(r, d);
			*first = d->next;
			return;
		}
	} while (take_in_next(r, d));
	*first = at;
}

/* What the odd intervals of @d, which are ranges of one kind, are made of */
static unsigned int count_ranges(const struct decision *d)
{
	return (d->nr_bounds + 1) / 2;
}

static unsigned long range_low(const struct decision *d, unsigned int range)
{
	return d->bounds[2 * range];
}

static unsigned long range_span(const struct decision *d, unsigned int range)
{
	unsigned int end = 2 * range + 1;

	return (end < d->nr_bounds ? d->bounds[end] - 1 : d->mask) -
	       range_low(d, range);
}

/*
 * Test fewer ranges one after the other: a search would not be cheaper, and would
 * count for more steps than there were comparisons.
 */
#define MIN_SEARCH	4

/* A search is through one of two halves, which may overlap: a power of two. */
static unsigned int half_ranges(const struct decision *d)
{
	return roundup_pow_of_two(count_ranges(d)) / 2;
}

static unsigned int count_steps(const struct decision *d)
{
	/* A search needs a step that leads to both halves. */
	return min(count_ranges(d), 3u);
}

/* How many steps it takes at most. On x86-64, a step takes 10 instructions. */
static unsigned int count_taken(const struct decision *d)
{
	if (count_ranges(d) < MIN_SEARCH)
		return count_ranges(d);
	/* 10 to choose a half, 18 for a search, and 5 each time it halves */
	return 3 + (ilog2(half_ranges(d)) + 1) / 2;
}

static unsigned int count_words(const struct decision *d)
{
	unsigned int nr = count_ranges(d);

	return nr < MIN_SEARCH ? 0 : 2 * nr;
}

/* Where an exit of @d leads, seen from a step at @from */
static s16 relative_exit(const struct reduction *r, const struct decision *d,
			 unsigned int exit, unsigned int from)
{
	int to = d->exits[exit];

	return to > 0 ? TRACE_FILTER_STEP(r->all[to].first_step - from) : to;
}

/* A range, or if there is only one bound, what is below it */
static void emit_range(const struct reduction *r, const struct decision *d,
		       unsigned int range, unsigned int at,
		       struct trace_filter_step *step)
{
	/* Under a mask with gaps, there are 0 and the rest. */
	bool below = d->nr_bounds == 1;

	*step = (struct trace_filter_step){
		.low = below ? 0 : range_low(d, range),
		.mask = d->mask,
		.span = below ? d->bounds[0] - 1 : range_span(d, range),
		.offset = d->offset,
		.inside = relative_exit(r, d, !below, at),
		.outside = range + 1 < count_ranges(d) ? TRACE_FILTER_STEP(1) :
			   relative_exit(r, d, below, at),
	};
}

/* Write the ranges to @words, and a step that leads to two searches in them. */
static void emit_search(const struct reduction *r, const struct decision *d,
			unsigned int at, struct trace_filter_step *steps,
			unsigned long *words)
{
	unsigned int nr = count_ranges(d);
	unsigned int half = half_ranges(d);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		words[i] = range_low(d, i) - range_low(d, 0);
		words[nr + i] = range_span(d, i);
	}
	steps[0] = (struct trace_filter_step){
		.low = range_low(d, 0),
		.mask = d->mask,
		.span = words[half] - 1,
		.offset = d->offset,
		.inside = TRACE_FILTER_SEARCH(1),
		.outside = TRACE_FILTER_SEARCH(2),
	};
	for (i = 1; i <= 2; i++) {
		steps[i] = (struct trace_filter_step){
			.lows = words + (i == 1 ? 0 : nr - half),
			.half = half / 2,
			.nr_lows = nr,
			.inside = relative_exit(r, d, 1, at + i),
			.outside = relative_exit(r, d, 0, at + i),
		};
	}
}

static void emit_decision(const struct reduction *r, const struct decision *d,
			  unsigned int at, struct trace_filter_step *steps,
			  unsigned long *words)
{
	unsigned int i;

	if (count_words(d)) {
		emit_search(r, d, at, steps, words);
		return;
	}
	for (i = 0; i < count_ranges(d); i++)
		emit_range(r, d, i, at + i, &steps[i]);
}

/* Find the steps that are left, and return the number of words for searches. */
static unsigned int place_steps(struct reduction *r, unsigned int first,
				unsigned int *nr_steps)
{
	unsigned int words = 0;
	unsigned int at;

	*nr_steps = 0;
	for (at = first; at < r->nr; at = r->all[at].next) {
		struct decision *d = &r->all[at];

		drop_unreachable(r, d);
		d->first_step = *nr_steps;
		*nr_steps += count_steps(d);
		words += count_words(d);
	}
	return words;
}

/* Exits lead ahead, so begin at the end. */
static unsigned int find_longest(struct reduction *r, unsigned int first)
{
	unsigned int at, i;

	for (at = r->nr; at-- > first;) {
		struct decision *d = &r->all[at];

		d->longest = 0;
		for (i = 0; i < ARRAY_SIZE(d->exits); i++) {
			if (d->exits[i] > 0)
				d->longest = max(d->longest, r->all[d->exits[i]].longest);
		}
		d->longest += count_taken(d);
	}
	return r->all[first].longest;
}

static struct trace_filter *emit(struct reduction *r, unsigned int first,
				 gfp_t gfp)
{
	struct trace_filter *filter;
	unsigned long *words;
	unsigned int nr_steps, nr_words, at;

	nr_words = place_steps(r, first, &nr_steps);
	filter = kmalloc(size_add(struct_size(filter, steps, nr_steps),
				  array_size(nr_words, sizeof(*words))), gfp);
	if (!filter)
		return NULL;
	filter->nr_preds = r->nr;
	filter->nr_steps = nr_steps;
	filter->longest = find_longest(r, first);
	words = (unsigned long *)&filter->steps[nr_steps];
	for (at = first; at < r->nr; at = r->all[at].next) {
		struct decision *d = &r->all[at];

		emit_decision(r, d, d->first_step,
			      &filter->steps[d->first_step], words);
		words += count_words(d);
	}
	return filter;
}

/* A filter that always leads to @exit */
static struct trace_filter *emit_constant(const struct reduction *r, int exit,
					  gfp_t gfp)
{
	struct trace_filter *filter;

	filter = kmalloc(struct_size(filter, steps, 1), gfp);
	if (!filter)
		return NULL;
	filter->nr_preds = r->nr;
	filter->nr_steps = 1;
	filter->longest = 1;
	filter->steps[0] = (struct trace_filter_step){
		.offset = r->all[0].offset,
		.inside = exit,
		.outside = exit,
	};
	return filter;
}

/**
 * trace_filter_reduce - join comparisons of a filter
 * @filter: a filter with a step for each comparison, which counts steps instead
 *          of using TRACE_FILTER_STEP()
 * @gfp:    flags of every allocation
 *
 * Context: Process context. May sleep if @gfp allows it.
 *
 * Return: another filter that matches the same records, or NULL if memory ran
 * out.
 */
struct trace_filter *trace_filter_reduce(const struct trace_filter *filter,
					 gfp_t gfp)
{
	unsigned int nr = filter->nr_steps;
	unsigned int first = nr;
	struct trace_filter *reduced;
	struct reduction *r;
	unsigned int at;

	r = kvmalloc(size_add(struct_size(r, all, nr),
			      array_size(nr, 2 * sizeof(*r->bounds))), gfp);
	if (!r)
		return NULL;
	r->nr = nr;
	r->bounds = (unsigned long *)&r->all[nr];
	for (at = 0; at < nr; at++)
		init_decision(r, at, &filter->steps[at]);
	count_entries(r);
	for (at = nr; at--;)
		reduce_from(r, at, &first);

	if (!r->all[0].constant)
		reduced = emit(r, 0, gfp);
	else if (r->all[0].exits[0] > 0)
		reduced = emit(r, r->all[0].exits[0], gfp);
	else
		reduced = emit_constant(r, r->all[0].exits[0], gfp);
	kvfree(r);
	return reduced;
}
