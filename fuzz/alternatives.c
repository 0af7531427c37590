// SPDX-License-Identifier: GPL-2.0
/*
 * What linux/kernel/trace/trace_filter_reduce.c makes of comparisons of the same
 * word, against an evaluator that knows nothing of steps: for all values of 8 and
 * 16 bits, and near the bounds of what is compared for wider words. Prints a line
 * "ok" or "not ok" for each test. The expressions are the same each time.
 *
 * Where an expression compares one word and nothing else, the number of steps and
 * the size of the allocation are known as well: they follow from how many ranges
 * of values the evaluator finds.
 */
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/trace_filter.h>

#include "fuzz.h"

#define MAX_PREDS	256
#define MAX_DEPTH	2000
#define MAX_TEXT	65536
#define MAX_PROBES	(4 * MAX_PREDS + 16)

typedef __int128 wide;

/* Memory and warnings */

static struct {
	unsigned int	live;
	size_t		last;	/* the size of the last allocation */
	bool		warned;
} stub;

bool shim_warn(bool condition, const char *words)
{
	(void)words;
	stub.warned |= condition;
	return condition;
}

void *kmalloc(size_t size, gfp_t gfp)
{
	void *p = malloc(size);

	(void)gfp;
	must(p);
	stub.live++;
	stub.last = size;
	return memset(p, 0xa5, size);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	return memset(kmalloc(size, gfp), 0, size);
}

void kfree(const void *p)
{
	stub.live -= !!p;
	free((void *)p);
}

void *kvmalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp);
}

void kvfree(const void *p)
{
	kfree(p);
}

/* Expressions */

enum kind { COMPARISON, NOT, AND, OR };

static const char * const operators[] = { "==", "!=", "<=", ">=", "<", ">", "&" };

#define NR_OPERATORS	ARRAY_SIZE(operators)
#define OP_BITS		6

struct node {
	enum kind	kind;
	unsigned int	left, right;	/* NOT uses only @left */
	unsigned int	field;
	unsigned int	op;
	wide		constant;
};

/* All expressions are over these two. */
static struct trace_filter_field fields[2] = {
	{ .name = "a", .offset = 0 },
	{ .name = "b", .offset = sizeof(unsigned long) },
};

/* The expression at hand */
static struct {
	struct node	nodes[4 * MAX_PREDS];
	unsigned int	nr_nodes, nr_preds, root;
	char		text[MAX_TEXT];
	size_t		len;
	bool		masks, both;	/* has "&", and compares both words */
} expr;

static struct dice dice;
static bool good;		/* nothing is wrong with the current test */
static unsigned long nr_exprs, nr_values, nr_larger;

static void begin_expr(void)
{
	expr.nr_nodes = 0;
	expr.nr_preds = 0;
	expr.masks = false;
	expr.both = false;
}

static unsigned int add_node(struct node node)
{
	must(expr.nr_nodes < ARRAY_SIZE(expr.nodes));
	expr.nodes[expr.nr_nodes] = node;
	return expr.nr_nodes++;
}

static unsigned int comparison(unsigned int field, unsigned int op, wide constant)
{
	expr.nr_preds++;
	expr.masks |= op == OP_BITS;
	expr.both |= field;
	return add_node((struct node){
		.kind = COMPARISON, .field = field, .op = op, .constant = constant,
	});
}

static unsigned int join(enum kind kind, unsigned int left, unsigned int right)
{
	return add_node((struct node){ .kind = kind, .left = left, .right = right });
}

static wide lowest(unsigned int field)
{
	return fields[field].is_signed ? -((wide)1 << (8 * fields[field].size - 1)) : 0;
}

static wide highest(unsigned int field)
{
	return lowest(field) + (((wide)1 << 8 * fields[field].size) - 1);
}

/* The integer of the field that is at the low end of @word */
static wide value_of(unsigned int field, unsigned long word)
{
	wide modulus = (wide)1 << 8 * fields[field].size;
	wide value = (wide)word & (modulus - 1);

	return value > highest(field) ? value - modulus : value;
}

static bool compare(const struct node *node, const wide *values)
{
	wide value = values[node->field];

	switch (node->op) {
	case 0:
		return value == node->constant;
	case 1:
		return value != node->constant;
	case 2:
		return value <= node->constant;
	case 3:
		return value >= node->constant;
	case 4:
		return value < node->constant;
	case 5:
		return value > node->constant;
	default:
		/* The bits above the field are those of the signs. */
		return value & node->constant &
		       (((wide)1 << 8 * fields[node->field].size) - 1);
	}
}

static bool evaluate(unsigned int at, const wide *values)
{
	const struct node *node = &expr.nodes[at];

	switch (node->kind) {
	case AND:
		return evaluate(node->left, values) && evaluate(node->right, values);
	case OR:
		return evaluate(node->left, values) || evaluate(node->right, values);
	case NOT:
		return !evaluate(node->left, values);
	default:
		return compare(node, values);
	}
}

static void put(const char *text)
{
	size_t len = strlen(text);

	must(expr.len + len < MAX_TEXT);
	memcpy(expr.text + expr.len, text, len + 1);
	expr.len += len;
}

static void put_constant(wide constant)
{
	char digits[40];

	snprintf(digits, sizeof(digits), "%s%llu", constant < 0 ? "-" : "",
		 (unsigned long long)(constant < 0 ? -constant : constant));
	put(digits);
}

/* Write a node, in parentheses where the grammar needs them, and at times besides. */
static void put_node(unsigned int at, enum kind parent)
{
	const struct node *node = &expr.nodes[at];
	bool parens = node->kind != COMPARISON &&
		      (parent == NOT || (parent == AND && node->kind == OR) ||
		       !dice_roll(&dice, 16));

	if (parens)
		put("(");
	switch (node->kind) {
	case COMPARISON:
		put(fields[node->field].name);
		put(operators[node->op]);
		put_constant(node->constant);
		break;
	case NOT:
		put("!");
		put_node(node->left, NOT);
		break;
	default:
		put_node(node->left, node->kind);
		put(node->kind == AND ? "&&" : "||");
		put_node(node->right, node->kind);
		break;
	}
	if (parens)
		put(")");
}

/* Random expressions */

static wide random_value(unsigned int field)
{
	return value_of(field, dice_word(&dice));
}

/* At the ends of the range, around 0, near another constant, or anywhere */
static wide random_constant(unsigned int field)
{
	wide value;

	switch (dice_roll(&dice, 8)) {
	case 0:
		value = lowest(field) + dice_roll(&dice, 3);
		break;
	case 1:
		value = highest(field) - dice_roll(&dice, 3);
		break;
	case 2:
		value = (int)dice_roll(&dice, 5) - 2;
		break;
	case 3:
	case 4:
		value = lowest(field) - 1;
		if (expr.nr_nodes)
			value = expr.nodes[dice_roll(&dice, expr.nr_nodes)].constant +
				(int)dice_roll(&dice, 5) - 2;
		break;
	default:
		value = lowest(field) - 1;
		break;
	}
	return value < lowest(field) || value > highest(field) ?
	       random_value(field) : value;
}

/* What random expressions are made of */
struct style {
	unsigned int	nr_fields;
	bool		masks;
};

static unsigned int random_comparison(const struct style *style)
{
	unsigned int field = dice_roll(&dice, style->nr_fields);
	unsigned int op = dice_roll(&dice, style->masks ? NR_OPERATORS : OP_BITS);
	wide constant = random_constant(field);

	/* A few masks, again and again */
	if (op == OP_BITS && dice_roll(&dice, 2))
		constant = 1 << dice_roll(&dice, 3);
	return comparison(field, op, constant);
}

/* Any expression of @nr comparisons */
static unsigned int random_tree(const struct style *style, unsigned int nr)
{
	enum kind kind = dice_roll(&dice, 2) ? AND : OR;
	unsigned int at, left;

	if (nr == 1) {
		at = random_comparison(style);
	} else {
		/* Also long rows */
		left = dice_roll(&dice, 3) ? 1 + dice_roll(&dice, nr - 1) : nr - 1;
		at = random_tree(style, left);
		at = join(kind, at, random_tree(style, nr - left));
	}
	return dice_roll(&dice, 8) ? at : join(NOT, at, 0);
}

/*
 * @nr alternatives: single values, or intervals, which are two comparisons. They
 * ascend, descend, or are in any order. Some touch, overlap or are given twice.
 * Or the contrary of that, without a "!" for the whole of it.
 */
static unsigned int random_list(unsigned int field, unsigned int nr)
{
	bool intervals = dice_roll(&dice, 2), contrary = !dice_roll(&dice, 3);
	unsigned int order = dice_roll(&dice, 4);
	wide room = highest(field) - lowest(field) + 1;
	wide gap = room / nr > 1 << 20 ? 1 << 20 : room / nr;
	unsigned int at = 0, i;
	wide low = 0;

	for (i = 0; i < nr; i++) {
		wide from = random_constant(field), to;
		unsigned int alternative;

		if (order == 1 || order == 2) {
			from = order == 1 ? lowest(field) + low : highest(field) - low;
			low += 1 + dice_roll(&dice, gap < 3 ? 1 : gap);
			if (low >= room)
				low = 0;
		}
		to = from + dice_roll(&dice, dice_roll(&dice, 2) ? 3 : 100);
		if (to > highest(field))
			to = highest(field);
		if (expr.nr_preds >= MAX_PREDS - 1 || !intervals || dice_roll(&dice, 2))
			alternative = comparison(field, contrary ? 1 : 0, from);
		else if (contrary)
			alternative = join(OR, comparison(field, 4, from),
					   comparison(field, 5, to));
		else
			alternative = join(AND, comparison(field, 3, from),
					   comparison(field, 2, to));
		at = i ? join(contrary ? AND : OR, at, alternative) : alternative;
		if (expr.nr_preds == MAX_PREDS)
			break;
	}
	return at;
}

/* From 1 to 256, small and large numbers alike */
static unsigned int random_nr(void)
{
	return 1 + dice_roll(&dice, 1u << dice_roll(&dice, 9));
}

static void random_expr(const struct style *style)
{
	begin_expr();
	if (dice_roll(&dice, 3))
		expr.root = random_tree(style, random_nr());
	else
		expr.root = random_list(0, random_nr());
}

/* Checks */

static void complain(const char *what, wide a, wide b)
{
	if (good)
		printf("# %s, a %#llx (%u bits, %ssigned), b %#llx: %.2000s\n", what,
		       (unsigned long long)a, 8 * fields[0].size,
		       fields[0].is_signed ? "" : "un", (unsigned long long)b,
		       expr.text);
	good = false;
}

/* The text of the expression, compiled */
static struct trace_filter *compile(void)
{
	const struct trace_filter_scope scope = {
		.fields = fields,
		.nr_fields = ARRAY_SIZE(fields),
		.max_preds = MAX_PREDS,
		.max_depth = MAX_DEPTH,
	};
	struct trace_filter_error error;
	struct trace_filter *filter;

	must(expr.nr_preds && expr.nr_preds <= MAX_PREDS);
	expr.len = 0;
	put_node(expr.root, COMPARISON);
	filter = trace_filter_create(&scope, expr.text, &error);
	if (IS_ERR(filter)) {
		printf("# problem %u at %u: %s\n", error.problem, error.pos, expr.text);
		exit(1);
	}
	nr_exprs++;
	if (filter->nr_preds != expr.nr_preds)
		complain("another number of comparisons", 0, 0);
	if (!filter->nr_steps || filter->nr_steps > filter->nr_preds)
		complain("another number of steps", 0, 0);
	return filter;
}

/* For these two words the filter must say the same as the evaluator. */
static bool check(const struct trace_filter *filter, unsigned long a, unsigned long b)
{
	wide values[2] = { value_of(0, a), value_of(1, b) };
	unsigned long record[2] = { a, b };
	bool wanted = evaluate(expr.root, values);

	nr_values++;
	if (trace_filter_match(filter, record) != wanted)
		complain("another value", a, b);
	return wanted;
}

/* The word with other bits above the integer */
static unsigned long with_garbage(unsigned int field, unsigned long word)
{
	unsigned long mask = fields[field].size == 8 ? ~0ul :
			     (1ul << 8 * fields[field].size) - 1;

	switch (dice_roll(&dice, 4)) {
	case 0:
		return word & mask;
	case 1:
		return word | ~mask;
	default:
		return (word & mask) | (dice_word(&dice) & ~mask);
	}
}

/* Is a junction in the expression the same for all of these words? */
static bool has_constant_junction(const unsigned long *words, unsigned int nr)
{
	unsigned int at, i;

	for (at = 0; at < expr.nr_nodes; at++) {
		wide values[2] = { value_of(0, words[0]) };
		bool first = evaluate(at, values);

		if (expr.nodes[at].kind != AND && expr.nodes[at].kind != OR)
			continue;
		for (i = 1; i < nr; i++) {
			values[0] = value_of(0, words[i]);
			if (evaluate(at, values) != first)
				break;
		}
		if (i == nr)
			return true;
	}
	return false;
}

/*
 * What is left of an expression over one word that changes its value so often.
 * @words are those between which it can change, and @nr their number.
 */
static void check_size(const struct trace_filter *filter, size_t size,
		       unsigned int nr_changes, const unsigned long *words,
		       unsigned int nr)
{
	unsigned int ranges = (nr_changes + 1) / 2;
	unsigned int steps = ranges < 1 ? 1 : ranges > 3 ? 3 : ranges;
	size_t wanted;

	/* A mask divides values in another way; a single comparison stays. */
	if (expr.masks || expr.both)
		return;
	wanted = sizeof(*filter) + steps * sizeof(filter->steps[0]) +
		 (ranges < 4 ? 0 : 16 * ranges);
	if (filter->nr_steps == steps && size == wanted)
		return;
	/* That a junction is constant may become known too late. */
	if (filter->nr_steps < steps || !has_constant_junction(words, nr))
		complain("another size than that of the ranges", 0, 0);
	nr_larger++;
}

/* All values of a word of up to 16 bits */
static void check_all(void)
{
	static unsigned long words[65536];
	struct trace_filter *filter = compile();
	unsigned int nr = 1u << 8 * fields[0].size;
	unsigned int changes = 0, n;
	size_t size = stub.last;
	bool last, value;

	for (n = 0; n < nr; n++) {
		words[n] = n;
		value = check(filter, with_garbage(0, n), dice_word(&dice));
		changes += n && value != last;
		last = value;
	}
	check_size(filter, size, changes, words, nr);
	trace_filter_free(filter);
}

/* All values of two words of 8 bits */
static void check_all_pairs(void)
{
	struct trace_filter *filter = compile();
	unsigned int n;

	for (n = 0; n < 65536; n++)
		check(filter, with_garbage(0, n & 255), with_garbage(1, n >> 8));
	trace_filter_free(filter);
}

/* The ends of the range of a word, and what is near its constants, in order */
static unsigned int find_probes(unsigned int field, unsigned long *probes)
{
	unsigned long mask = fields[field].size == 8 ? ~0ul :
			     (1ul << 8 * fields[field].size) - 1;
	unsigned int nr = 0, i, kept;
	int near;

	for (near = -1; near <= 1; near++) {
		probes[nr++] = near & mask;
		probes[nr++] = ((unsigned long)lowest(field) + near) & mask;
		probes[nr++] = ((unsigned long)highest(field) + near) & mask;
		for (i = 0; i < expr.nr_nodes; i++) {
			if (expr.nodes[i].kind == COMPARISON && expr.nodes[i].field == field)
				probes[nr++] = ((unsigned long)expr.nodes[i].constant +
						near) & mask;
		}
	}
	must(nr <= MAX_PROBES);
	/* Their order, without the equal ones: small numbers of them are sorted fast. */
	for (i = 1; i < nr; i++) {
		unsigned long probe = probes[i];
		unsigned int at = i;

		for (; at && probes[at - 1] > probe; at--)
			probes[at] = probes[at - 1];
		probes[at] = probe;
	}
	for (kept = 1, i = 1; i < nr; i++) {
		if (probes[i] != probes[i - 1])
			probes[kept++] = probes[i];
	}
	return kept;
}

/* Each place where the value of a wide word can change, and random words */
static void check_probes(void)
{
	static unsigned long probes[2][MAX_PROBES];
	struct trace_filter *filter = compile();
	size_t size = stub.last;
	unsigned int nr[2], changes = 0, i;
	bool last, value;

	for (i = 0; i < 2; i++)
		nr[i] = find_probes(i, probes[i]);
	for (i = 0; i < nr[0]; i++) {
		value = check(filter, with_garbage(0, probes[0][i]), dice_word(&dice));
		changes += i && value != last;
		last = value;
	}
	check_size(filter, size, changes, probes[0], nr[0]);
	for (i = 0; i < 500; i++) {
		unsigned long a = probes[0][dice_roll(&dice, nr[0])];
		unsigned long b = probes[1][dice_roll(&dice, nr[1])];

		if (!dice_roll(&dice, 4))
			a = dice_word(&dice);
		if (!dice_roll(&dice, 4))
			b = dice_word(&dice);
		check(filter, with_garbage(0, a), with_garbage(1, b));
	}
	trace_filter_free(filter);
}

static void set_type(unsigned int field, unsigned int size, bool is_signed)
{
	fields[field].size = size;
	fields[field].is_signed = is_signed;
}

/* Tests */

/* A comparison by itself, twice, and its contrary: all of them leave one step. */
static void check_single(unsigned int op, wide constant)
{
	begin_expr();
	expr.root = comparison(0, op, constant);
	check_all();
	begin_expr();
	expr.root = join(AND, comparison(0, op, constant), comparison(0, op, constant));
	check_all();
	begin_expr();
	expr.root = join(OR, comparison(0, op, constant), comparison(0, op, constant));
	expr.root = join(NOT, expr.root, 0);
	check_all();
}

static void each_comparison_of_a_byte(void)
{
	unsigned int op, is_signed;
	wide constant;

	for (is_signed = 0; is_signed < 2; is_signed++) {
		set_type(0, 1, is_signed);
		for (op = 0; op < NR_OPERATORS; op++) {
			for (constant = lowest(0); constant <= highest(0); constant++)
				check_single(op, constant);
		}
	}
}

static void each_comparison_of_16_bits_at_each_bound(void)
{
	static const wide bounds[] = {
		-0x8000, -0x7fff, -0x100, -0x80, 0, 0x7f, 0x80, 0xff, 0x100, 0x7ffe,
		0x7fff, 0x8000, 0xff00, 0xfffe, 0xffff,
	};
	unsigned int op, is_signed, i;
	int near;

	for (is_signed = 0; is_signed < 2; is_signed++) {
		set_type(0, 2, is_signed);
		for (i = 0; i < 3 * ARRAY_SIZE(bounds); i++) {
			wide constant;

			near = (int)(i % 3) - 1;
			constant = bounds[i / 3] + near;
			if (constant < lowest(0) || constant > highest(0))
				continue;
			for (op = 0; op < NR_OPERATORS; op++) {
				begin_expr();
				expr.root = comparison(0, op, constant);
				check_all();
				begin_expr();
				expr.root = join(OR, comparison(0, op, constant),
						 comparison(0, op, constant));
				check_all();
			}
		}
	}
}

static void all_bytes_of_random_expressions(void)
{
	static const struct style style = { .nr_fields = 1 };
	unsigned int i;

	for (i = 0; i < 8000; i++) {
		set_type(0, 1, i % 2);
		random_expr(&style);
		check_all();
	}
}

static void all_bytes_of_random_lists(void)
{
	unsigned int i;

	for (i = 0; i < 4000; i++) {
		set_type(0, 1, i % 2);
		begin_expr();
		expr.root = random_list(0, random_nr());
		check_all();
	}
}

/* Every number of alternatives: each is found, and what is beside it is not. */
static void each_number_of_alternatives_in_each_order(void)
{
	static const unsigned int gaps[] = { 1, 2, 3, 255 };
	unsigned int nr, order, i;
	wide first, gap;

	for (nr = 1; nr <= MAX_PREDS; nr++) {
		set_type(0, 2, nr % 2);
		for (order = 0; order < 3; order++) {
			unsigned int stride = 1;

			gap = gaps[dice_roll(&dice, ARRAY_SIZE(gaps))];
			first = dice_roll(&dice, 3) ? lowest(0) : highest(0) - (nr - 1) * gap;
			/* A number without a factor in common gives each a turn. */
			if (order == 2) {
				for (stride = nr / 2 + 1; nr > 2; stride++) {
					unsigned int a = nr, b = stride, rest;

					for (; b; rest = a % b, a = b, b = rest)
						;
					if (a == 1)
						break;
				}
			}
			begin_expr();
			for (i = 0; i < nr; i++) {
				unsigned int turn = order == 1 ? nr - 1 - i :
						    i * stride % nr;
				unsigned int at = comparison(0, 0, first + turn * gap);

				expr.root = i ? join(OR, expr.root, at) : at;
			}
			if (nr % 16 == 0 || nr < 10)
				check_all();
			else
				check_probes();
		}
	}
}

static void all_words_of_16_bits_of_random_lists(void)
{
	static const struct style style = { .nr_fields = 1 };
	unsigned int i;

	for (i = 0; i < 60; i++) {
		set_type(0, 2, i % 2);
		if (i % 3) {
			begin_expr();
			expr.root = random_list(0, random_nr());
		} else {
			random_expr(&style);
		}
		check_all();
	}
}

/* "a >= x && a <= y", twice, with ends that touch, overlap or wrap around */
static void pairs_of_intervals(unsigned int size, bool is_signed)
{
	enum kind kind = dice_roll(&dice, 2) ? OR : AND;
	unsigned int parts[2], i;

	set_type(0, size, is_signed);
	begin_expr();
	for (i = 0; i < 2; i++) {
		wide low = random_constant(0), high;
		enum kind inner = dice_roll(&dice, 2) ? AND : OR;

		parts[i] = comparison(0, dice_roll(&dice, 2) ? 3 : 5, low);
		high = random_constant(0);
		parts[i] = join(inner, parts[i],
				comparison(0, dice_roll(&dice, 2) ? 2 : 4, high));
		if (!dice_roll(&dice, 4))
			parts[i] = join(NOT, parts[i], 0);
	}
	expr.root = join(kind, parts[0], parts[1]);
	if (dice_roll(&dice, 2))
		expr.root = join(dice_roll(&dice, 2) ? OR : AND, expr.root,
				 comparison(0, dice_roll(&dice, 2), random_constant(0)));
	check_probes();
}

static void pairs_of_intervals_of_wide_words(void)
{
	unsigned int i;

	for (i = 0; i < 8000; i++)
		pairs_of_intervals(i % 4 < 2 ? 4 : 8, i % 2);
}

static void random_expressions_of_wide_words(void)
{
	static const struct style style = { .nr_fields = 1 };
	unsigned int i;

	for (i = 0; i < 1500; i++) {
		set_type(0, i % 4 < 2 ? 4 : 8, i % 2);
		random_expr(&style);
		check_probes();
	}
}

static void two_words_mixed(void)
{
	static const struct style style = { .nr_fields = 2 };
	unsigned int i;

	for (i = 0; i < 60; i++) {
		set_type(0, 1, i & 1);
		set_type(1, 1, i & 2);
		begin_expr();
		expr.root = random_tree(&style, random_nr());
		check_all_pairs();
	}
	for (i = 0; i < 3000; i++) {
		set_type(0, 1 << i % 4, i & 4);
		set_type(1, 1 << i / 16 % 4, i & 8);
		begin_expr();
		expr.root = random_tree(&style, 2 + dice_roll(&dice, 40));
		check_probes();
	}
}

/* Two lists joined, as rules have them: the words are not mixed within a list. */
static void lists_of_two_words(void)
{
	unsigned int i, left;

	for (i = 0; i < 60; i++) {
		set_type(0, 1, i & 1);
		set_type(1, 1, i & 2);
		begin_expr();
		left = random_list(0, 1 + dice_roll(&dice, 40));
		expr.root = join(dice_roll(&dice, 2) ? AND : OR, left,
				 random_list(1, 1 + dice_roll(&dice, 40)));
		if (dice_roll(&dice, 2))
			expr.root = join(dice_roll(&dice, 2) ? AND : OR, expr.root,
					 random_list(0, 1 + dice_roll(&dice, 20)));
		check_all_pairs();
	}
}

static void masks_mixed(void)
{
	static const struct style styles[] = {
		{ .nr_fields = 1, .masks = true }, { .nr_fields = 2, .masks = true },
	};
	unsigned int i;

	for (i = 0; i < 4000; i++) {
		set_type(0, 1, i % 2);
		random_expr(&styles[0]);
		check_all();
	}
	for (i = 0; i < 1500; i++) {
		set_type(0, 1 << i % 4, i & 4);
		set_type(1, 1 << i / 16 % 4, i & 8);
		random_expr(&styles[i / 2 % 2]);
		check_probes();
	}
}

static const struct {
	const char	*name;
	void		(*run)(void);
} tests[] = {
#define TEST(name)	{ #name, name }
	TEST(each_comparison_of_a_byte),
	TEST(each_comparison_of_16_bits_at_each_bound),
	TEST(all_bytes_of_random_expressions),
	TEST(all_bytes_of_random_lists),
	TEST(each_number_of_alternatives_in_each_order),
	TEST(all_words_of_16_bits_of_random_lists),
	TEST(pairs_of_intervals_of_wide_words),
	TEST(random_expressions_of_wide_words),
	TEST(two_words_mixed),
	TEST(lists_of_two_words),
	TEST(masks_mixed),
};

int main(void)
{
	bool all_good = true;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		good = true;
		nr_exprs = 0;
		nr_values = 0;
		nr_larger = 0;
		dice.state = 612 + i;
		set_type(0, 1, false);
		set_type(1, 1, false);
		tests[i].run();
		if (stub.live || stub.warned)
			complain("memory was not freed, or there was a warning", 0, 0);
		stub.live = 0;
		all_good &= good;
		printf("# %lu expressions, %lu larger than they need to be, %lu values\n"
		       "%sok %s\n", nr_exprs, nr_larger, nr_values, good ? "" : "not ",
		       tests[i].name);
		fflush(stdout);
	}
	return !all_good;
}
