// SPDX-License-Identifier: GPL-2.0
/*
 * Harness of linux/kernel/trace/trace_filter.c and of trace_filter_reduce.c. An input is an expression, and
 * settings after the first newline; see read_settings(). The constants that it can
 * name are in constants.h. What must hold:
 *
 * - The second reading of reading.c accepts the same, and finds the same problem
 *   at the same position. Accepted expressions have the same value at and beside
 *   each of their constants, at the ends of each type, and for random records.
 * - Only names of the scope and of constants, integers, and operators of integers
 *   are accepted.
 * - The limits are exact.
 * - Steps lead forward, to another step, a search or a result, and each is reached.
 *   There is at most one for each comparison. The ranges of searches are in order,
 *   neither overlap nor touch, and fill the rest of the allocation.
 * - All memory is allocated with the caller's flags and freed. If an allocation
 *   fails, the caller learns it. Only an invalid scope causes a warning.
 */
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/trace_filter.h>

#include "fuzz.h"
#include "kinds.h"
#include "reading.h"

/* Memory and warnings */

#define TEST_GFP	0x1234u

static struct {
	unsigned int	asked;		/* allocations so far */
	unsigned int	fail;		/* the one that fails, from 1; 0: none */
	unsigned int	live;
	unsigned int	warnings;
	size_t		size;		/* of the last allocation */
	const void	*kv;		/* what kvmalloc() returned */
} stub;

bool shim_warn(bool condition, const char *words)
{
	(void)words;
	stub.warnings += condition;
	return condition;
}

static void *allocate(size_t size, gfp_t gfp, int fill)
{
	void *p;

	must(gfp == TEST_GFP);
	must(size && size <= 1 << 20);
	if (++stub.asked == stub.fail)
		return NULL;
	stub.live++;
	stub.size = size;
	p = malloc(size);
	must(p);
	return memset(p, fill, size);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	return allocate(size, gfp, 0xa5);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	return allocate(size, gfp, 0);
}

void kfree(const void *p)
{
	if (!p)
		return;
	must(stub.live && p != stub.kv);
	stub.live--;
	free((void *)p);
}

/* One of them at a time */
void *kvmalloc(size_t size, gfp_t gfp)
{
	must(!stub.kv);
	stub.kv = allocate(size, gfp, 0x5a);
	return (void *)stub.kv;
}

void kvfree(const void *p)
{
	must(p == stub.kv);
	stub.kv = NULL;
	kfree(p);
}

/* The scope */

static const char * const names[] = {
	"fd", "dfd", "buf", "off", "mode", "family", "flag", "sig", "fd_2",
	"a0", "a1", "a2", "a3", "a4", "a5",
};

#define NR_FIELDS	ARRAY_SIZE(names)
#define NR_WORDS	9	/* a0 to a5 name the first six again */

static const struct {
	const char	*name;
	s64		value;
} constants[] = {
#define CONSTANT(name, value)	{ name, value },
#include "constants.h"
#undef CONSTANT
};

/* The name need not be terminated. */
static bool find_constant(const char *name, size_t len, s64 *value)
{
	size_t i;

	must(len && !isdigit(*name));
	for (i = 0; i < len; i++)
		must(isalnum(name[i]) || name[i] == '_');
	for (i = 0; i < ARRAY_SIZE(constants); i++) {
		if (strncmp(name, constants[i].name, len) || constants[i].name[len])
			continue;
		*value = constants[i].value;
		return true;
	}
	return false;
}

#define MAX_PREDS	64
#define MAX_DEPTH	32

struct settings {
	struct trace_filter_field	fields[NR_FIELDS];
	struct trace_filter_scope	scope;
	bool				valid;
	unsigned int			fail;
};

/*
 * Each byte sets one thing, and a missing byte leaves its default: the types of
 * the fields, max_preds, max_depth, the allocation that fails, and flags: the
 * scope has any_field (1), is invalid (2, 4, 8), or has no names of constants (16).
 */
static void read_settings(struct settings *settings, const uint8_t *data, size_t size)
{
	unsigned int turn = size > 0 ? data[0] : 0;
	unsigned int odd = size > 4 ? data[4] : 0;
	unsigned int i;

	for (i = 0; i < NR_FIELDS; i++) {
		unsigned int word = i < NR_WORDS ? i : i - NR_WORDS;
		unsigned int kind = (word + turn) % NR_KINDS;

		settings->fields[i] = (struct trace_filter_field){
			.name = names[i],
			.offset = word * sizeof(unsigned long),
			.size = kinds[kind].size,
			.is_signed = kinds[kind].is_signed,
		};
	}
	settings->scope = (struct trace_filter_scope){
		.fields = settings->fields,
		.nr_fields = NR_FIELDS,
		.any_field = odd & 1,
		.find_constant = odd & 16 ? NULL : find_constant,
		.max_preds = size > 1 ? data[1] + (data[1] == 255) : MAX_PREDS,
		.max_depth = size > 2 ? data[2] : MAX_DEPTH,
		.gfp = TEST_GFP,
	};
	settings->fail = size > 3 ? data[3] : 0;
	if (odd & 2)
		settings->fields[turn % NR_FIELDS].size = 3;
	if (odd & 4)
		settings->fields[turn % NR_FIELDS].size = 16;
	if (odd & 8)
		settings->scope.max_preds = 0x8000;
	settings->valid = !(odd & 14);
}

/* The compiled filter */

/* Note that the step at @from can lead to another one, which must be ahead. */
static void check_exit(const struct trace_filter *filter, unsigned int from, int next,
		       const bool *is_search, bool *reached)
{
	if (next == TRACE_FILTER_TRUE || next == TRACE_FILTER_FALSE)
		return;
	must(next % TRACE_FILTER_STEP(1) == 0);
	next /= TRACE_FILTER_STEP(1);
	must(next > 0 && from + next < filter->nr_steps);
	must(!is_search[from + next]);
	reached[from + next] = true;
}

/*
 * A step that leads to one of two searches, each through one half of a table, or
 * more. Returns the number of ranges in the table, which starts at @words.
 */
static unsigned int check_search(const struct trace_filter *filter, unsigned int at,
				 const unsigned long *words, const unsigned long *end)
{
	const struct trace_filter_step *split = &filter->steps[at];
	const struct trace_filter_step *lower = split + 1, *upper = split + 2;
	unsigned long nr = lower->nr_lows, half = 2 * lower->half, i;

	must(at + 2 < filter->nr_steps);
	must(split->inside == TRACE_FILTER_SEARCH(1));
	must(split->outside == TRACE_FILTER_SEARCH(2));
	must(!(split->mask & (split->mask + 1)));

	must(nr >= 4 && nr <= filter->nr_preds);
	must(lower->lows == words && words + 2 * nr <= end);
	must(upper->nr_lows == nr && upper->half == lower->half);
	must(lower->half && !(lower->half & (lower->half - 1)));
	must(half < nr && 2 * half >= nr);
	must(upper->lows == words + nr - half);

	must(words[0] == 0);
	for (i = 0; i < nr; i++) {
		unsigned long last = words[i] + words[nr + i];

		must(last >= words[i] && split->low + last >= split->low);
		must(split->low + last <= split->mask);
		must(i + 1 == nr || (last < ~0ul && last + 1 < words[i + 1]));
	}
	/* Each half has the ranges of all integers that get there. */
	must(split->span < words[half]);
	must(split->span + 1 >= words[nr - half]);

	must((lower->inside > 0) == (upper->inside > 0));
	must((lower->outside > 0) == (upper->outside > 0));
	must(lower->inside == upper->inside +
	     (upper->inside > 0 ? TRACE_FILTER_STEP(1) : 0));
	must(lower->outside == upper->outside +
	     (upper->outside > 0 ? TRACE_FILTER_STEP(1) : 0));
	return nr;
}

static void check_steps(const struct trace_filter *filter, size_t size,
			unsigned int nr_comparisons)
{
	const unsigned long *words = (const void *)&filter->steps[filter->nr_steps];
	const unsigned long *end = (const void *)((const char *)filter + size);
	bool *is_search, *reached;
	unsigned int i;

	must(filter->nr_preds == nr_comparisons);
	must(filter->nr_steps && filter->nr_steps <= nr_comparisons);
	/* 64 comparisons always fit into 64 steps. */
	must(filter->longest && filter->longest <= nr_comparisons);
	must(words <= end);
	is_search = calloc(2 * filter->nr_steps, sizeof(*is_search));
	must(is_search);
	reached = is_search + filter->nr_steps;
	for (i = 0; i < filter->nr_steps; i++) {
		const struct trace_filter_step *step = &filter->steps[i];

		if (step->inside >= TRACE_FILTER_TRUE &&
		    step->outside >= TRACE_FILTER_TRUE)
			continue;
		words += 2 * check_search(filter, i, words, end);
		is_search[i + 1] = true;
		is_search[i + 2] = true;
		i += 2;
	}
	must(words == end);

	reached[0] = true;
	for (i = 0; i < filter->nr_steps; i++) {
		const struct trace_filter_step *step = &filter->steps[i];

		must(step->tag == 0);
		must(reached[i] || is_search[i]);
		if (!is_search[i]) {
			must(step->offset % sizeof(unsigned long) == 0);
			must(step->offset / sizeof(unsigned long) < NR_WORDS);
			must((step->low & ~step->mask) == 0);
			must(step->span <= step->mask);
		}
		if (step->inside < TRACE_FILTER_TRUE && !is_search[i])
			continue;
		check_exit(filter, i, step->inside, is_search, reached);
		check_exit(filter, i, step->outside, is_search, reached);
	}
	free(is_search);
}

/* Words near the constants that their fields are compared with, and others */
static void roll_record(unsigned long *record, const struct predicate *predicate,
			struct dice *dice)
{
	unsigned int i;

	for (i = 0; i < NR_WORDS; i++)
		record[i] = dice_roll(dice, 4) ? dice_word(dice) : dice_roll(dice, 3) - 1ul;
	for (i = 0; i < predicate->nr_nodes; i++) {
		const struct node *node = &predicate->nodes[i];
		unsigned long mask, *word;

		if (node->kind != COMPARISON || !dice_roll(dice, 3))
			continue;
		word = &record[node->field->offset / sizeof(*word)];
		mask = node->field->size == 8 ? ~0ul :
		       (1ul << 8 * node->field->size) - 1;
		/* Keep the bits above the integer. */
		*word = (*word & ~mask) |
			(((unsigned long)node->constant + dice_roll(dice, 3) - 1) & mask);
	}
}

static void check_value(const struct trace_filter *filter,
			const struct predicate *predicate, const unsigned long *record)
{
	must(trace_filter_match(filter, record) == evaluate(predicate->root, record));
}

/* Some values in place of the integer that @field has at the low end of its word */
static void check_near(const struct trace_filter *filter,
		       const struct predicate *predicate, unsigned long *record,
		       const struct trace_filter_field *field, unsigned long value,
		       struct dice *dice)
{
	unsigned long *word = &record[field->offset / sizeof(*word)];
	unsigned long mask = field->size == 8 ? ~0ul : (1ul << 8 * field->size) - 1;
	unsigned long garbage = dice_roll(dice, 3) ? dice_word(dice) :
				dice_roll(dice, 2) - 1ul;
	int near;

	for (near = -1; near <= 1; near++) {
		*word = (garbage & ~mask) | ((value + near) & mask);
		check_value(filter, predicate, record);
	}
}

/* Both ends of each width and sign */
static void check_ends(const struct trace_filter *filter,
		       const struct predicate *predicate, unsigned long *record,
		       const struct trace_filter_field *field, struct dice *dice)
{
	unsigned int bits;

	check_near(filter, predicate, record, field, 0, dice);
	for (bits = 8; bits <= 64; bits *= 2) {
		unsigned long top = 1ul << (bits - 1);

		check_near(filter, predicate, record, field, top, dice);
		check_near(filter, predicate, record, field, -top, dice);
		check_near(filter, predicate, record, field, 2 * top, dice);
		check_near(filter, predicate, record, field, -top - top, dice);
	}
}

static void check_values(const struct trace_filter *filter,
			 const struct predicate *predicate, struct dice *dice)
{
	unsigned long *record = malloc(NR_WORDS * sizeof(*record));
	const struct node *root = predicate->root;
	unsigned int rounds = 24, ends_done = 0, i;

	must(record);
	while (rounds--) {
		roll_record(record, predicate, dice);
		check_value(filter, predicate, record);
	}
	for (i = 0; i < predicate->nr_nodes; i++) {
		const struct node *node = &predicate->nodes[i];
		unsigned int word;

		if (node->kind != COMPARISON)
			continue;
		word = node->field->offset / sizeof(*record);
		if (!dice_roll(dice, 4))
			roll_record(record, predicate, dice);
		check_near(filter, predicate, record, node->field, node->constant, dice);
		if (ends_done & 1u << word)
			continue;
		ends_done |= 1u << word;
		check_ends(filter, predicate, record, node->field, dice);
	}
	/* A byte has few values: try them all. */
	if (root->kind == COMPARISON && root->field->size == 1) {
		unsigned long *word = &record[root->field->offset / sizeof(*word)];
		unsigned long n;

		for (n = 0; n < 256; n++) {
			*word = (*word & ~255ul) | n;
			check_value(filter, predicate, record);
		}
	}
	free(record);
}

static bool is_in_scope(const char *word, size_t len)
{
	size_t i;
	s64 value;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i]) == len && !memcmp(names[i], word, len))
			return true;
	}
	return find_constant(word, len, &value);
}

/* Accept nothing but this, whatever both parsers say. */
static void check_reach(const char *text, bool any_field)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	static const char marks[] = " \t\n\v\f\r()!&|=<>-~";
	size_t len;

	for (text += strspn(text, marks); *text; text += len + strspn(text + len, marks)) {
		len = strspn(text, letters);
		must(len);
		must(any_field || isdigit(*text) || is_in_scope(text, len));
	}
}

/* Call trace_filter_create() with one allocation that fails, or none. */
static struct trace_filter *create(const struct settings *settings, const char *text,
				   unsigned int fail, struct trace_filter_error *error)
{
	struct trace_filter *filter;
	unsigned int live = stub.live;
	long ret;

	stub.fail = fail;
	stub.asked = 0;
	stub.warnings = 0;
	*error = (struct trace_filter_error){ TRACE_FILTER_NR_PROBLEMS, 0xdead };
	filter = trace_filter_create(&settings->scope, text, error);
	must(filter);
	must(stub.warnings == !settings->valid);

	if (!IS_ERR(filter)) {
		must(!fail || stub.asked < fail);
		must(stub.live == live + 1);
		return filter;
	}
	must(stub.live == live);
	ret = PTR_ERR(filter);
	must(error->problem < TRACE_FILTER_NR_PROBLEMS);
	must(error->pos <= strlen(text));
	must((ret == -ENOMEM) == (error->problem == TRACE_FILTER_NO_MEMORY));
	must((ret == -ENOMEM) == (fail && stub.asked >= fail));
	must((ret == -E2BIG) == (error->problem == TRACE_FILTER_TOO_MANY ||
				 error->problem == TRACE_FILTER_TOO_DEEP));
	must(ret == -ENOMEM || ret == -E2BIG || ret == -EINVAL);
	return NULL;
}

/* A failed allocation must be the only error, and leave no memory allocated. */
static void check_failures(const struct settings *settings, const char *text,
			   unsigned int asked)
{
	struct trace_filter_error error;
	unsigned int n;

	must(asked <= 4);
	for (n = 1; n <= asked; n++)
		must(!create(settings, text, n, &error));
	if (settings->fail && settings->fail <= asked)
		must(!create(settings, text, settings->fail, &error));
}

/* Both must find the same problem at the same place. */
static void check_error(const struct predicate *predicate,
			const struct settings *settings,
			const struct trace_filter_error *error)
{
	switch (error->problem) {
	case TRACE_FILTER_TOO_MANY:
		/* The engine counts operators, also those of a malformed expression. */
		must(!predicate->root ||
		     predicate->nr_comparisons > settings->scope.max_preds);
		must(error->pos == 0);
		return;
	case TRACE_FILTER_TOO_DEEP:
		must(predicate->depth > settings->scope.max_depth);
		must(error->pos == 0);
		return;
	default:
		must(!predicate->root);
		must(error->pos == predicate->pos);
		must(error->problem == predicate->problem);
	}
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

/* What the engine makes of @text must be what the second reading makes of it. */
static void check_reading(const char *text, const struct settings *settings,
			  const struct trace_filter *filter, size_t filter_size,
			  const struct trace_filter_error *error, struct dice *dice)
{
	const struct trace_filter_scope *scope = &settings->scope;
	struct predicate predicate;

	read_predicate(text, scope, &predicate);
	must(!!filter == (predicate.root && predicate.depth <= scope->max_depth &&
			  predicate.nr_comparisons <= scope->max_preds));
	if (!filter)
		check_error(&predicate, settings, error);
	else
		check_steps(filter, filter_size, predicate.nr_comparisons);
	if (filter && !scope->any_field)
		check_values(filter, &predicate, dice);
	free(predicate.nodes);
}

int fuzz_accepts(const uint8_t *data, size_t size)
{
	struct dice dice = dice_from(data, size);
	struct trace_filter_error error;
	struct trace_filter *filter;
	struct settings settings;
	size_t filter_size, len = 0;
	bool accepted;
	char *text;

	while (len < size && data[len] && data[len] != '\n')
		len++;
	text = malloc(len + 1);
	must(text);
	memcpy(text, data, len);
	text[len] = 0;
	read_settings(&settings, data + len + 1, len < size ? size - len - 1 : 0);

	filter = create(&settings, text, 0, &error);
	filter_size = stub.size;
	accepted = filter;
	if (accepted)
		check_steps(filter, filter_size, filter->nr_preds);
	check_failures(&settings, text, stub.asked);
	must(settings.valid || !accepted);

	/* The kernel also knows letters above ASCII; a text cannot have them. */
	if (is_ascii(text)) {
		if (accepted)
			check_reach(text, settings.scope.any_field);
		if (settings.valid)
			check_reading(text, &settings, filter, filter_size, &error,
				      &dice);
	}

	trace_filter_free(filter);
	must(!stub.live && !stub.kv);
	free(text);
	return accepted;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_accepts(data, size);
	return 0;
}
