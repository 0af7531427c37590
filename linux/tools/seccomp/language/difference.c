// SPDX-License-Identifier: GPL-2.0
/*
 * How two policies judge a call differently.
 *
 * A compiled policy decides a call by steps, each of which tests one argument. So walk
 * through the steps of both policies at once, with a set of values for each argument,
 * which each step divides into those that go here and those that go there. Where both
 * have decided, any of the values that are left are arguments of such a call.
 *
 * That is exact as far as the values are: there must be one for each combination of
 * results that the tests of an argument can have. If all of them test ranges, the
 * values around their ends are enough; and if all of them test bits, one value for each
 * set of bits that tests tell apart. If some test bits and others single values, these
 * values are needed as well, and for each set of bits a value that is not one of them.
 * Otherwise, finding nothing proves nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/minmax.h>
#include <trace/syscall.h>

#include "compiled.h"

#define NR_ARGS		6
#define MAX_VALUES	4096
/* So many classes of bits have 2^n sets. */
#define MAX_CLASSES	10
/* A range, or what it leaves out, of so many values counts as single values. */
#define MAX_SINGLE	16
/* How many values are tested before giving up */
#define MAX_TESTS	20000000

/**
 * struct values - values of an argument, masked to its width
 * @at:    the values
 * @nr:    their number
 * @width: the mask of its width
 * @masks: masks of bits that steps test
 * @nr_masks: number of @masks
 * @ranges: steps test ranges of the whole width
 * @wide:   some of these are not single values
 * @partial: there may be values that differ from all of these
 */
struct values {
	u64	*at;
	unsigned int	nr;
	u64	width;
	u64	masks[64];
	unsigned int	nr_masks;
	bool		ranges;
	bool		wide;
	bool		partial;
};

/**
 * struct side - where one of the policies is
 * @state: the policy's
 * @step:  the next step, or NULL if it has decided
 * @decided: the last step; NULL if no step was needed
 * @allows: it has decided, and allows the call
 */
struct side {
	const struct seccomp_state	*state;
	const struct trace_filter_step	*step;
	const struct trace_filter_step	*decided;
	bool				allows;
};

struct walk {
	struct difference	*difference;
	unsigned long		tests;
	bool			no_memory;
};

/* Collect values */

static void add_value(struct values *values, u64 value)
{
	if (values->nr == MAX_VALUES) {
		values->partial = true;
		return;
	}
	values->at[values->nr++] = value & values->width;
}

static void add_singles(struct values *values, u64 first, unsigned int nr)
{
	while (nr--)
		add_value(values, first++);
}

static void add_range(struct values *values, u64 low, u64 span)
{
	add_value(values, low - 1);
	add_value(values, low);
	add_value(values, low + span);
	add_value(values, low + span + 1);
	if (span < MAX_SINGLE)
		add_singles(values, low, span + 1);
	else if (values->width - span <= MAX_SINGLE)
		add_singles(values, low + span + 1, values->width - span);
	else
		values->wide = true;
}

static void add_mask(struct values *values, u64 mask)
{
	unsigned int i;

	for (i = 0; i < values->nr_masks; i++) {
		if (values->masks[i] == mask)
			return;
	}
	if (values->nr_masks == sizeof(values->masks) / sizeof(mask)) {
		values->partial = true;
		return;
	}
	values->masks[values->nr_masks++] = mask;
}

/* The ranges of a search that @step leads to by @exit */
static void add_search(struct values *values, const struct trace_filter_step *step, long exit)
{
	const struct trace_filter_step *search;
	unsigned long i;

	if (exit >= TRACE_FILTER_TRUE)
		return;
	search = (const void *)step + TRACE_FILTER_TRUE - exit;
	for (i = 0; i < 2 * search->half; i++)
		add_range(values, step->low + search->lows[i],
			  search->lows[i + search->nr_lows]);
}

static void add_step(struct values *values, const struct trace_filter_step *step)
{
	if (step->mask != values->width) {
		add_mask(values, step->mask);
		return;
	}
	values->ranges = true;
	/* What leads to searches only chooses one. */
	if (step->inside >= TRACE_FILTER_TRUE)
		add_range(values, step->low, step->span);
	add_search(values, step, step->inside);
	add_search(values, step, step->outside);
}

static bool is_search(const struct trace_filter *filter, unsigned int n)
{
	long distance = TRACE_FILTER_STEP(n);
	unsigned int i;

	for (i = 0; i < n; i++) {
		long to = TRACE_FILTER_TRUE - (distance - TRACE_FILTER_STEP(i));

		if (filter->steps[i].inside == to || filter->steps[i].outside == to)
			return true;
	}
	return false;
}

static void add_filter(struct values values[NR_ARGS], const struct trace_filter *filter)
{
	unsigned int i;

	for (i = 0; i < filter->nr_steps; i++) {
		if (!is_search(filter, i))
			add_step(&values[filter->steps[i].offset / 8], &filter->steps[i]);
	}
}

static void add_state(struct values values[NR_ARGS], const struct seccomp_state *state, int nr)
{
	const struct seccomp_cond *cond;

	if (test_bit(nr, state->allow))
		return;
	cond = seccomp_first_cond(state, nr);
	do {
		if (cond->filter)
			add_filter(values, cond->filter);
	} while (!cond++->last);
}

/* One bit of each class of bits that no mask tells apart */
static unsigned int find_classes(const struct values *values, u64 bits[64])
{
	u64 seen[64];
	unsigned int bit, i, nr = 0;

	for (bit = 0; bit < 64; bit++) {
		u64 in = 0;

		for (i = 0; i < values->nr_masks; i++)
			in |= (values->masks[i] >> bit & 1) << i;
		for (i = 0; i < nr && seen[i] != in; i++)
			;
		if (!in || i < nr)
			continue;
		seen[nr] = in;
		bits[nr++] = 1ULL << bit;
	}
	return nr;
}

static bool is_among(const struct values *values, unsigned int nr, u64 value)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (values->at[i] == value)
			return true;
	}
	return false;
}

/* The next larger number of those whose bits are all in @mask, or 0 after the last */
static u64 next_in_mask(u64 number, u64 mask)
{
	return (number - mask) & mask;
}

/* A value with the bits in @set that is not among the first @nr. @free: not tested */
static void add_other(struct values *values, unsigned int nr, u64 set, u64 free)
{
	u64 bits = 0;

	while (is_among(values, nr, set | bits)) {
		bits = next_in_mask(bits, free);
		if (!bits) {
			values->partial = true;
			return;
		}
	}
	add_value(values, set | bits);
}

static void add_sets(struct values *values, const u64 bits[64], unsigned int nr, u64 free)
{
	unsigned int nr_before = values->nr;
	u64 set, value;
	unsigned int i;

	for (set = 0; set < 1ULL << nr; set++) {
		value = 0;
		for (i = 0; i < nr; i++)
			value |= set >> i & 1 ? bits[i] : 0;
		add_value(values, value);
		add_other(values, nr_before, value, free);
	}
}

/* Values for tests of bits, and for those beside tests of ranges */
static void add_bits(struct values *values)
{
	unsigned int nr_before = values->nr, nr, i, m;
	u64 bits[64], all = 0;

	if (!values->nr_masks)
		return;
	for (i = 0; i < values->nr_masks; i++)
		all |= values->masks[i];
	nr = find_classes(values, bits);
	values->partial |= values->wide || nr > MAX_CLASSES;
	add_sets(values, bits, min_t(unsigned int, nr, MAX_CLASSES), values->width & ~all);
	for (i = 0; i < nr; i++) {
		add_value(values, bits[i]);
		add_value(values, bits[i] | ~all);
		add_value(values, ~bits[i]);
	}
	for (i = 0; i < nr_before && values->nr < MAX_VALUES; i++) {
		add_value(values, values->at[i] & ~all);
		for (m = 0; m < nr && values->nr < MAX_VALUES; m++)
			add_value(values, values->at[i] ^ bits[m]);
	}
}

static int compare_values(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Sort the values, each once. The first of those that decide alike is shown. */
static void sort_values(struct values *values)
{
	unsigned int i, nr = 0;

	add_value(values, 0);
	qsort(values->at, values->nr, sizeof(*values->at), compare_values);
	for (i = 0; i < values->nr; i++) {
		if (!nr || values->at[nr - 1] != values->at[i])
			values->at[nr++] = values->at[i];
	}
	values->nr = nr;
}

static int init_values(struct values values[NR_ARGS], int nr)
{
	const struct syscall_metadata *meta = syscall_find_metadata(nr);
	unsigned int i;

	memset(values, 0, NR_ARGS * sizeof(*values));
	for (i = 0; i < NR_ARGS; i++) {
		values[i].at = malloc(MAX_VALUES * sizeof(*values[i].at));
		if (!values[i].at)
			return -ENOMEM;
		values[i].width = meta && i < meta->nb_args ?
				  ~0ULL >> (64 - 8 * meta->arg_types[i].size) : ~0ULL;
	}
	return 0;
}

static void collect_values(struct values values[NR_ARGS], const struct side sides[2], int nr)
{
	unsigned int i;

	add_state(values, sides[0].state, nr);
	add_state(values, sides[1].state, nr);
	for (i = 0; i < NR_ARGS; i++) {
		add_bits(&values[i]);
		sort_values(&values[i]);
	}
}

/* Walk */

/* Where @side gets to if the argument that it tests is @value: trace_filter_run() */
static struct side take_step(const struct side *side, u64 value)
{
	const struct trace_filter_step *at = side->step;
	u64 word = (value - at->low) & at->mask;
	long next = word <= at->span ? at->inside : at->outside;
	struct side to = { .state = side->state };

	if (next < TRACE_FILTER_TRUE) {
		at = (const void *)at + TRACE_FILTER_TRUE - next;
		next = trace_filter_search(at, word) ? at->inside : at->outside;
	}
	if (next > 0) {
		to.step = (const void *)at + next;
		return to;
	}
	to.decided = at;
	to.allows = next == TRACE_FILTER_TRUE;
	return to;
}

static void fill_verdict(const struct side *side, struct verdict *verdict)
{
	const struct seccomp_cond *cond;

	*verdict = (struct verdict){ .action = SECCOMP_RET_ALLOW };
	if (side->allows)
		return;
	cond = &side->state->conds[side->decided->tag];
	verdict->action = cond->action;
	if (cond->rule != SECCOMP_RULE_NONE)
		verdict->line = side->state->policies[0]->rules[cond->rule].line;
}

/* Both have decided. */
static bool differs(struct walk *walk, const struct side sides[2],
		    const struct values values[NR_ARGS])
{
	struct difference *difference = walk->difference;
	unsigned int i;

	fill_verdict(&sides[0], &difference->verdicts[0]);
	fill_verdict(&sides[1], &difference->verdicts[1]);
	if (difference->verdicts[0].action == difference->verdicts[1].action)
		return false;
	for (i = 0; i < NR_ARGS; i++)
		difference->args[i] = values[i].at[0];
	difference->found = true;
	return true;
}

static bool same_place(const struct side *a, const struct side *b)
{
	return a->step == b->step && a->decided == b->decided && a->allows == b->allows;
}

static bool walk_from(struct walk *walk, const struct side sides[2],
		      const struct values values[NR_ARGS]);

/* Room for @nr values, or the walk ends */
static u64 *make_room(struct walk *walk, unsigned int nr)
{
	u64 *at = malloc(nr * sizeof(*at));

	walk->no_memory |= !at;
	return at;
}

/* Follow the values of @from that go where its first one goes; leave the others. */
static bool follow_first(struct walk *walk, const struct side sides[2], unsigned int s,
			 const struct values values[NR_ARGS], struct values *from)
{
	unsigned int arg = sides[s].step->offset / 8, i, left = 0;
	struct values narrowed[NR_ARGS];
	struct side next[2] = { sides[0], sides[1] };
	struct values *taken = &narrowed[arg];
	bool found;

	memcpy(narrowed, values, sizeof(narrowed));
	taken->at = make_room(walk, from->nr);
	if (!taken->at)
		return false;
	taken->nr = 0;
	next[s] = take_step(&sides[s], from->at[0]);
	for (i = 0; i < from->nr; i++) {
		struct side to = take_step(&sides[s], from->at[i]);

		if (same_place(&to, &next[s]))
			taken->at[taken->nr++] = from->at[i];
		else
			from->at[left++] = from->at[i];
	}
	walk->tests += from->nr;
	from->nr = left;
	found = walk_from(walk, next, narrowed);
	free(taken->at);
	return found;
}

/* Returns true when it has found a difference. */
static bool walk_from(struct walk *walk, const struct side sides[2],
		      const struct values values[NR_ARGS])
{
	unsigned int s = sides[0].step ? 0 : 1;
	struct values from;
	unsigned int arg;
	bool found = false;

	if (!sides[s].step)
		return differs(walk, sides, values);
	/* A condition without a filter tests no argument: any value will do. */
	arg = sides[s].step->offset / 8;
	from = values[arg];
	from.at = make_room(walk, from.nr);
	if (!from.at)
		return false;
	memcpy(from.at, values[arg].at, from.nr * sizeof(*from.at));
	while (from.nr && !found && !walk->no_memory && walk->tests < MAX_TESTS)
		found = follow_first(walk, sides, s, values, &from);
	free(from.at);
	return found;
}

static struct side start_side(const struct compiled *compiled, int nr)
{
	const struct seccomp_state *state = compiled->alone;

	if (test_bit(nr, state->allow))
		return (struct side){ .state = state, .allows = true };
	return (struct side){ .state = state, .step = &state->steps[state->first[nr]] };
}

static const char *words_of(const struct seccomp_state *state, const struct seccomp_cond *cond)
{
	return cond->filter ? state->policies[0]->rules[cond->rule].words : "";
}

/* Whether both have the same conditions, as written: then, all is proved. */
static bool is_same(const struct side sides[2], int nr)
{
	const struct seccomp_state *a = sides[0].state, *b = sides[1].state;
	const struct seccomp_cond *x, *y;

	if (!sides[0].step || !sides[1].step)
		return !sides[0].step && !sides[1].step;
	x = seccomp_first_cond(a, nr);
	y = seccomp_first_cond(b, nr);
	for (;; x++, y++) {
		if (x->action != y->action || x->last != y->last ||
		    !x->filter != !y->filter || strcmp(words_of(a, x), words_of(b, y)))
			return false;
		if (x->last)
			return true;
	}
}

int find_difference(struct compiled *a, struct compiled *b, int nr,
		    struct difference *difference)
{
	const struct side sides[2] = { start_side(a, nr), start_side(b, nr) };
	struct walk walk = { .difference = difference };
	struct values values[NR_ARGS];
	unsigned int i;
	int ret;

	*difference = (struct difference){ .proved = true };
	if (is_same(sides, nr))
		return 0;
	ret = init_values(values, nr);
	if (!ret) {
		collect_values(values, sides, nr);
		walk_from(&walk, sides, values);
	}
	difference->proved = walk.tests < MAX_TESTS;
	for (i = 0; i < NR_ARGS; i++) {
		difference->proved &= !values[i].partial;
		if (values[i].ranges || values[i].nr_masks)
			difference->tested |= 1U << i;
		free(values[i].at);
	}
	return walk.no_memory ? -ENOMEM : ret;
}
