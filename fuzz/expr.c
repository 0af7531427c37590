// SPDX-License-Identifier: GPL-2.0
/*
 * Harness of trace_filter_create() and what it compiles, see extract.py.
 *
 * An input is an expression; behind the first newline there may be settings, see
 * read_settings(). What must hold:
 *
 * - A second parser, recursive and written from the document, accepts the same
 *   and finds the same thing wrong at the same place; and expressions that both
 *   accept have the same value for records made at random near their constants.
 * - What must not be reachable is not: only names of the scope, integers, and the
 *   operators of integers.
 * - The limits hold, and hold exactly.
 * - Steps lead forward, to one another or to a verdict.
 * - Memory is asked for with the caller's flags, given back, and when it runs out
 *   that is what the caller is told. There is no warning but for a scope that is
 *   none.
 */
#include <linux/trace_filter.h>
#include <linux/engine.h>

#include "fuzz.h"

/* Memory and warnings */

#define TEST_GFP	0x1234u

static struct {
	unsigned int	asked;		/* allocations so far */
	unsigned int	fail;		/* which of them fails, from 1; 0: none */
	unsigned int	live;
	unsigned int	warnings;
} stub;

bool stub_warn(bool condition, const char *words)
{
	(void)words;
	stub.warnings += condition;
	return condition;
}

void *stub_alloc(size_t n, size_t size, gfp_t gfp, bool zero)
{
	void *p;

	must(gfp == TEST_GFP);
	must(n && size && n <= (1 << 20) / size);
	if (++stub.asked == stub.fail)
		return NULL;
	stub.live++;
	p = malloc(n * size);
	must(p);
	memset(p, zero ? 0 : 0xa5, n * size);
	return p;
}

void stub_free(const void *p)
{
	if (!p)
		return;
	must(stub.live);
	stub.live--;
	free((void *)p);
}

/* The scope */

static const char * const names[] = {
	"fd", "dfd", "buf", "off", "mode", "family", "flag", "sig", "fd_2",
	"a0", "a1", "a2", "a3", "a4", "a5",
};

#define NR_FIELDS	ARRAY_SIZE(names)
#define NR_WORDS	9	/* a0 to a5 are the first six again */

static const struct {
	u8	size;
	bool	is_signed;
} kinds[] = {
	{ 4, false }, { 4, true }, { 8, false }, { 8, true },
	{ 2, false }, { 2, true }, { 1, false }, { 1, true },
};

#define MAX_PREDS	64
#define MAX_DEPTH	32

struct settings {
	struct trace_filter_field	fields[NR_FIELDS];
	struct trace_filter_scope	scope;
	bool				valid;
	unsigned int			fail;
};

/*
 * Each byte changes one thing, and a byte that is missing leaves it: the types
 * of the fields, most comparisons, deepest nesting, which allocation fails, and
 * whether the scope takes any name (1) or is none (2, 4, 8).
 */
static void read_settings(struct settings *settings, const uint8_t *data, size_t size)
{
	unsigned int turn = size > 0 ? data[0] : 0;
	unsigned int odd = size > 4 ? data[4] : 0;
	unsigned int i;

	for (i = 0; i < NR_FIELDS; i++) {
		unsigned int word = i < NR_WORDS ? i : i - NR_WORDS;
		unsigned int kind = (word + turn) % ARRAY_SIZE(kinds);

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
		.max_preds = size > 1 ? data[1] : MAX_PREDS,
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

/* The second parser */

enum node_kind { COMPARISON, AND, OR, NOT };

struct node {
	enum node_kind			kind;
	const struct node		*left, *right;
	const struct trace_filter_field	*field;
	const char			*op;
	__int128			constant;
};

struct parser {
	const struct trace_filter_scope	*scope;
	const char			*text;
	const char			*at;
	struct node			*nodes;
	unsigned int			nr_nodes;
	unsigned int			nr_comparisons;
	bool				failed;
	bool				undecided;
	bool				too_long;	/* digits, and what is none */
	enum trace_filter_problem	problem;
	unsigned int			pos;
};

static const struct node *fail(struct parser *parser,
			       enum trace_filter_problem problem, const char *at)
{
	parser->failed = true;
	parser->problem = problem;
	parser->pos = at - parser->text;
	return NULL;
}

static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip_blanks(struct parser *parser)
{
	while (blank(*parser->at))
		parser->at++;
}

static struct node *new_node(struct parser *parser, enum node_kind kind,
			     const struct node *left, const struct node *right)
{
	struct node *node = &parser->nodes[parser->nr_nodes++];

	*node = (struct node){ .kind = kind, .left = left, .right = right };
	return node;
}

/* The value of a constant; false if it is none */
static bool constant_value(struct parser *parser, const char *word, size_t len,
			   __int128 *value)
{
	const __int128 too_big = (__int128)1 << 100;
	unsigned int base = 10;
	bool negative = false;
	size_t i = 0;

	if (word[0] == '-') {
		negative = true;
		i++;
	}
	/* Longer than any number of 64 bits, except for its zeros. */
	if (len - i > 64)
		parser->undecided = true;
	if (i == len)
		return false;
	if (word[i] == '0') {
		base = 8;
		if (i + 2 < len && (word[i + 1] == 'x' || word[i + 1] == 'X')) {
			base = 16;
			i += 2;
		}
	}
	for (*value = 0; i < len; i++) {
		char c = word[i] | 0x20;
		unsigned int n = digit(word[i]) ? word[i] - '0' :
				 c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;

		if (n >= base) {
			parser->too_long = *value >> 64;
			return false;
		}
		if (*value < too_big)
			*value = *value * base + n;
	}
	if (negative)
		*value = -*value;
	return true;
}

static bool constant_fits(__int128 value, const struct trace_filter_field *field)
{
	const __int128 one = 1;
	__int128 low = 0;
	__int128 high;

	/* A name that nobody knows can be of any type. */
	if (!field)
		return value >= -(one << 63) && value < one << 64;
	high = (one << 8 * field->size) - 1;
	if (field->is_signed) {
		low = -(one << (8 * field->size - 1));
		high = -low - 1;
	}
	return value >= low && value <= high;
}

static const struct node *parse_comparison(struct parser *parser)
{
	static const char * const operators[] = {
		"==", "!=", "<=", ">=", "<", ">", "&",
	};
	const char *start = parser->at;
	const struct trace_filter_field *field = NULL;
	struct node *node;
	__int128 value;
	size_t len = 0;
	size_t i;

	while (letter(start[len]) || digit(start[len]) || start[len] == '_')
		len++;
	for (i = 0; i < parser->scope->nr_fields; i++) {
		if (strlen(parser->scope->fields[i].name) == len &&
		    !memcmp(parser->scope->fields[i].name, start, len))
			field = &parser->scope->fields[i];
	}
	if (!field && (!parser->scope->any_field || !len || digit(*start)))
		return fail(parser, TRACE_FILTER_NO_FIELD, start);

	parser->at += len;
	skip_blanks(parser);
	for (i = 0; i < ARRAY_SIZE(operators); i++) {
		if (!strncmp(parser->at, operators[i], strlen(operators[i])))
			break;
	}
	if (i == ARRAY_SIZE(operators))
		return fail(parser, TRACE_FILTER_NO_OPERATOR, parser->at);
	parser->at += strlen(operators[i]);
	skip_blanks(parser);

	start = parser->at;
	len = *start == '-';
	if (!digit(start[len]))
		return fail(parser, TRACE_FILTER_NO_CONSTANT, start);
	while (letter(start[len]) || digit(start[len]))
		len++;
	if (!constant_value(parser, start, len, &value))
		return fail(parser, TRACE_FILTER_NO_CONSTANT, start);
	if (!constant_fits(value, field))
		return fail(parser, TRACE_FILTER_OUT_OF_RANGE, start);
	parser->at += len;

	node = new_node(parser, COMPARISON, NULL, NULL);
	node->field = field;
	node->op = operators[i];
	node->constant = value;
	parser->nr_comparisons++;
	return node;
}

static const struct node *parse_or(struct parser *parser, bool in_parens);

static const struct node *parse_operand(struct parser *parser)
{
	const struct node *node;

	skip_blanks(parser);
	switch (*parser->at) {
	case '\0':
	case ')':
		return fail(parser, TRACE_FILTER_NO_COMPARISON, parser->at);
	case '!':
		/* != and !~ are operators, and stand behind a name. */
		if (parser->at[1] == '=' || parser->at[1] == '~')
			break;
		parser->at++;
		node = parse_operand(parser);
		return node ? new_node(parser, NOT, node, NULL) : NULL;
	case '(':
		parser->at++;
		node = parse_or(parser, true);
		if (node)
			parser->at++;
		return node;
	}
	return parse_comparison(parser);
}

/* One of two operands is behind @parser->at: whether it joins with another */
static bool joined(struct parser *parser, char c)
{
	skip_blanks(parser);
	if (parser->at[0] != c || parser->at[1] != c)
		return false;
	parser->at += 2;
	return true;
}

static const struct node *parse_and(struct parser *parser)
{
	const struct node *left = parse_operand(parser);

	while (left && joined(parser, '&')) {
		const struct node *right = parse_operand(parser);

		left = right ? new_node(parser, AND, left, right) : NULL;
	}
	return left;
}

static const struct node *parse_or(struct parser *parser, bool in_parens)
{
	const struct node *left = parse_and(parser);

	while (left && joined(parser, '|')) {
		const struct node *right = parse_and(parser);

		left = right ? new_node(parser, OR, left, right) : NULL;
	}
	if (left && *parser->at != (in_parens ? ')' : '\0'))
		return fail(parser, TRACE_FILTER_NO_JUNCTION, parser->at);
	return left;
}

/* Parentheses and quotes come first: false if there is one too many. */
static bool check_pairs(struct parser *parser, unsigned int *depth)
{
	const char **opened = malloc((strlen(parser->text) + 1) * sizeof(*opened));
	const char *quote = NULL;
	unsigned int open = 0;
	const char *at;

	must(opened);
	*depth = 0;
	for (at = parser->text; *at; at++) {
		if (quote) {
			if (*at == *quote)
				quote = NULL;
		} else if (*at == '"' || *at == '\'') {
			quote = at;
		} else if (*at == '(') {
			opened[open++] = at;
			if (open > *depth)
				*depth = open;
		} else if (*at == ')') {
			if (!open) {
				fail(parser, TRACE_FILTER_CLOSE_PAREN, at);
				break;
			}
			open--;
		}
	}
	if (!parser->failed && quote)
		fail(parser, TRACE_FILTER_OPEN_QUOTE, quote);
	if (!parser->failed && open)
		fail(parser, TRACE_FILTER_OPEN_PAREN, opened[open - 1]);
	free(opened);
	return !parser->failed;
}

static bool evaluate(const struct node *node, const unsigned long *record)
{
	unsigned long word;
	unsigned int bits;
	__int128 value;

	switch (node->kind) {
	case AND:
		return evaluate(node->left, record) && evaluate(node->right, record);
	case OR:
		return evaluate(node->left, record) || evaluate(node->right, record);
	case NOT:
		return !evaluate(node->left, record);
	case COMPARISON:
		break;
	}

	word = record[node->field->offset / sizeof(word)];
	switch (node->field->size) {
	case 1:
		value = node->field->is_signed ? (s8)word : (__int128)(u8)word;
		break;
	case 2:
		value = node->field->is_signed ? (s16)word : (__int128)(u16)word;
		break;
	case 4:
		value = node->field->is_signed ? (s32)word : (__int128)(u32)word;
		break;
	default:
		value = node->field->is_signed ? (s64)word : (__int128)(u64)word;
		break;
	}
	bits = 8 * node->field->size;

	if (!strcmp(node->op, "=="))
		return value == node->constant;
	if (!strcmp(node->op, "!="))
		return value != node->constant;
	if (!strcmp(node->op, "<"))
		return value < node->constant;
	if (!strcmp(node->op, "<="))
		return value <= node->constant;
	if (!strcmp(node->op, ">"))
		return value > node->constant;
	if (!strcmp(node->op, ">="))
		return value >= node->constant;
	must(!strcmp(node->op, "&"));
	return (word << (64 - bits) & (unsigned long)node->constant << (64 - bits)) != 0;
}

/* What is compiled */

static bool is_target(const struct trace_filter *filter, unsigned int from, int next)
{
	return next == TRACE_FILTER_TRUE || next == TRACE_FILTER_FALSE ||
	       (next > 0 && from + next < filter->nr_steps);
}

static void check_steps(const struct trace_filter *filter, unsigned int nr_comparisons)
{
	unsigned int i;

	must(filter->nr_steps && filter->nr_steps == nr_comparisons);
	for (i = 0; i < filter->nr_steps; i++) {
		const struct trace_filter_step *step = &filter->steps[i];

		must(is_target(filter, i, step->inside));
		must(is_target(filter, i, step->outside));
		must(step->offset % sizeof(unsigned long) == 0);
		must(step->offset / sizeof(unsigned long) < NR_WORDS);
		must(step->tag == 0);
	}
}

/* Words near the constants that a field is compared with, and any others */
static void roll_record(unsigned long *record, const struct parser *parser,
			struct dice *dice)
{
	unsigned int i;

	for (i = 0; i < NR_WORDS; i++)
		record[i] = dice_roll(dice, 4) ? dice_word(dice) : dice_roll(dice, 3) - 1ul;
	for (i = 0; i < parser->nr_nodes; i++) {
		const struct node *node = &parser->nodes[i];
		unsigned long mask, *word;

		if (node->kind != COMPARISON || !dice_roll(dice, 3))
			continue;
		word = &record[node->field->offset / sizeof(*word)];
		mask = node->field->size == 8 ? ~0ul :
		       (1ul << 8 * node->field->size) - 1;
		/* Above the integer stays what was there. */
		*word = (*word & ~mask) |
			(((unsigned long)node->constant + dice_roll(dice, 3) - 1) & mask);
	}
}

static void check_values(const struct trace_filter *filter, const struct node *root,
			 const struct parser *parser, struct dice *dice)
{
	unsigned long *record = malloc(NR_WORDS * sizeof(*record));
	unsigned int rounds = 24;

	must(record);
	while (rounds--) {
		roll_record(record, parser, dice);
		must(trace_filter_match(filter, record) == evaluate(root, record));
	}
	/* One byte has few values: try all. */
	if (root->kind == COMPARISON && root->field->size == 1) {
		unsigned long *word = &record[root->field->offset / sizeof(*word)];
		unsigned long n;

		for (n = 0; n < 256; n++) {
			*word = (*word & ~255ul) | n;
			must(trace_filter_match(filter, record) == evaluate(root, record));
		}
	}
	free(record);
}

/* Whatever either parser says: nothing but this is ever accepted. */
static void check_reach(const char *text, bool any_field)
{
	static const char * const others[] = {
		"common_", "comm", "COMM", "cpu", "CPU", "stacktrace", "ustring",
		"function", "CPUS",
	};
	size_t i;

	must(text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "0123456789_ \t\v\f\r()!&|=<>-")] == 0);
	for (i = 0; i < ARRAY_SIZE(others) && !any_field; i++)
		must(!strstr(text, others[i]));
}

/* trace_filter_create() with an allocation that fails, and without a trace of it */
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

/* Memory that runs out is no reason to say anything else, or to keep some. */
static void check_failures(const struct settings *settings, const char *text,
			   unsigned int asked)
{
	struct trace_filter_error error;
	unsigned int n;

	for (n = 1; n <= asked && n <= 12; n++)
		must(!create(settings, text, n, &error));
	if (settings->fail && settings->fail <= asked)
		must(!create(settings, text, settings->fail, &error));
}

/* What is wrong is found by both, and at the same place. */
static void check_error(const struct parser *parser, const struct settings *settings,
			unsigned int depth, const struct trace_filter_error *error)
{
	const char *text = parser->text;

	switch (error->problem) {
	case TRACE_FILTER_TOO_MANY:
		/* Who counts before parsing counts more in what is malformed. */
		must(parser->failed || parser->nr_comparisons > settings->scope.max_preds);
		must(error->pos == 0);
		return;
	case TRACE_FILTER_TOO_DEEP:
		must(depth > settings->scope.max_depth);
		must(error->pos == 0);
		return;
	default:
		break;
	}
	must(parser->failed);
	/* Nothing but parentheses, blanks and "!" */
	if (parser->problem == TRACE_FILTER_NO_COMPARISON && error->pos == 0) {
		must(error->problem == TRACE_FILTER_NO_COMPARISON);
		must(strspn(text, "(! \t\v\f\r") == parser->pos);
		return;
	}
	must(error->pos == parser->pos);
	must(error->problem == parser->problem ||
	     (parser->too_long && error->problem == TRACE_FILTER_OUT_OF_RANGE));
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

int fuzz_accepts(const uint8_t *data, size_t size)
{
	struct trace_filter_error error;
	struct parser parser = { };
	struct settings settings;
	struct trace_filter *filter;
	const struct node *root = NULL;
	struct dice dice = dice_from(data, size);
	unsigned int depth = 0;
	bool accepted;
	size_t len = 0;
	char *text;

	while (len < size && data[len] && data[len] != '\n')
		len++;
	text = malloc(len + 1);
	must(text);
	memcpy(text, data, len);
	text[len] = 0;
	read_settings(&settings, data + len + 1, len < size ? size - len - 1 : 0);

	parser.scope = &settings.scope;
	parser.text = text;
	parser.at = text;
	parser.nodes = calloc(len + 1, sizeof(*parser.nodes));
	must(parser.nodes);
	if (settings.valid && check_pairs(&parser, &depth))
		root = parse_or(&parser, false);
	must(!settings.valid || !root == parser.failed);

	filter = create(&settings, text, 0, &error);
	accepted = filter;
	if (accepted)
		check_steps(filter, filter->nr_steps);
	check_failures(&settings, text, stub.asked);

	if (accepted && is_ascii(text))
		check_reach(text, settings.scope.any_field);
	if (!settings.valid) {
		must(!accepted);
	} else if (is_ascii(text) && !parser.undecided) {
		must(accepted == (root && depth <= settings.scope.max_depth &&
				  parser.nr_comparisons <= settings.scope.max_preds));
		if (!accepted)
			check_error(&parser, &settings, depth, &error);
		else
			check_steps(filter, parser.nr_comparisons);
		if (accepted && !settings.scope.any_field)
			check_values(filter, root, &parser, &dice);
	}

	trace_filter_free(filter);
	must(!stub.live);
	free(parser.nodes);
	free(text);
	return accepted;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_accepts(data, size);
	return 0;
}
