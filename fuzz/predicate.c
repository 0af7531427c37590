// SPDX-License-Identifier: GPL-2.0
#include "fuzz.h"
#include "reading.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct reader {
	const struct trace_filter_scope	*scope;
	const char			*text;
	const char			*at;
	struct predicate		*predicate;
};

static const struct node *fail(struct reader *reader,
			       enum trace_filter_problem problem, const char *at)
{
	reader->predicate->problem = problem;
	reader->predicate->pos = at - reader->text;
	return NULL;
}

static void skip_blanks(struct reader *reader)
{
	while (*reader->at == ' ' || (*reader->at >= '\t' && *reader->at <= '\r'))
		reader->at++;
}

static struct node *new_node(struct reader *reader, enum node_kind kind,
			     const struct node *left, const struct node *right)
{
	struct node *node = &reader->predicate->nodes[reader->predicate->nr_nodes++];

	*node = (struct node){ .kind = kind, .left = left, .right = right };
	return node;
}

static const struct {
	const char	*name;
	s64		value;
} constants[] = {
#define CONSTANT(name, value)	{ name, value },
#include "constants.h"
#undef CONSTANT
};

static bool constant_fits(__int128 value, const struct trace_filter_field *field)
{
	const __int128 one = 1;
	__int128 low = 0;
	__int128 high;

	/* The type of an unknown field may be any. */
	if (!field)
		return value >= -(one << 63) && value < one << 64;
	high = (one << 8 * field->size) - 1;
	if (field->is_signed) {
		low = -(one << (8 * field->size - 1));
		high = -low - 1;
	}
	return value >= low && value <= high;
}

/*
 * The number that a field of this type has with these bits. An unknown field may
 * be signed, as it is in -(-5), so do not refuse what follows from that.
 */
static __int128 bits_of_field(__int128 bits, const struct trace_filter_field *field)
{
	unsigned int width = field ? 8 * field->size : 64;
	__int128 modulus = (__int128)1 << width;

	bits &= modulus - 1;
	if ((!field || field->is_signed) && bits >= modulus / 2)
		bits -= modulus;
	return bits;
}

static bool find_constant(const char *name, size_t len, __int128 *value)
{
	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
		if (strlen(constants[i].name) == len &&
		    !memcmp(constants[i].name, name, len)) {
			*value = constants[i].value;
			return true;
		}
	}
	return false;
}

/* Read a number or a name. Returns false if there is none. */
static bool read_value(struct reader *reader, __int128 *value)
{
	const char *word = reader->at;
	bool is_number = is_digit(*word);
	bool is_name = !is_number && reader->scope->find_constant;
	size_t len = 0;

	/* A number has no underscore, which then follows it. */
	while (is_letter(word[len]) || is_digit(word[len]) ||
	       (word[len] == '_' && !is_number))
		len++;
	reader->at += len;
	if ((is_number && read_number(word, len, value)) ||
	    (is_name && find_constant(word, len, value)))
		return true;
	fail(reader, is_name && len ? TRACE_FILTER_NO_NAME : TRACE_FILTER_NO_CONSTANT,
	     word);
	return false;
}

static bool read_constant(struct reader *reader, bool in_parens,
			  const struct trace_filter_field *field, __int128 *value);

/* A sign may precede a number, a name, or a constant in parentheses. */
static bool read_term(struct reader *reader, const struct trace_filter_field *field,
		      __int128 *value)
{
	const char *start;
	char sign = 0;
	bool fits;

	skip_blanks(reader);
	start = reader->at;
	if (*start == '-' || *start == '~') {
		sign = *start;
		reader->at++;
		skip_blanks(reader);
	}
	if (*reader->at == '(') {
		reader->at++;
		if (!read_constant(reader, true, field, value))
			return false;
	} else if (!read_value(reader, value)) {
		return false;
	}

	fits = sign != '~' || constant_fits(*value, field);
	if (sign == '-')
		*value = -*value;
	else if (sign == '~')
		*value = bits_of_field(~*value, field);
	if (!fits || !constant_fits(*value, field)) {
		fail(reader, TRACE_FILTER_OUT_OF_RANGE, start);
		return false;
	}
	return true;
}

/* Terms joined by "|", up to the parenthesis that ends them if @in_parens */
static bool read_constant(struct reader *reader, bool in_parens,
			  const struct trace_filter_field *field, __int128 *value)
{
	__int128 more;

	if (!read_term(reader, field, value))
		return false;
	skip_blanks(reader);
	while (reader->at[0] == '|' && reader->at[1] != '|') {
		reader->at++;
		if (!read_term(reader, field, &more))
			return false;
		*value |= more;
		skip_blanks(reader);
	}
	*value = bits_of_field(*value, field);
	if (!in_parens)
		return true;
	if (*reader->at != ')') {
		fail(reader, TRACE_FILTER_NO_CONSTANT_END, reader->at);
		return false;
	}
	reader->at++;
	return true;
}

static const struct node *read_comparison(struct reader *reader)
{
	static const char * const operators[] = {
		"==", "!=", "<=", ">=", "<", ">", "&", NULL
	};
	const struct trace_filter_scope *scope = reader->scope;
	const struct trace_filter_field *field = NULL;
	const char *start = reader->at;
	const char * const *op = operators;
	struct node *node;
	__int128 constant;
	size_t len = 0;

	while (is_letter(start[len]) || is_digit(start[len]) || start[len] == '_')
		len++;
	for (unsigned int i = 0; i < scope->nr_fields; i++) {
		const char *name = scope->fields[i].name;

		if (strlen(name) == len && !memcmp(name, start, len))
			field = &scope->fields[i];
	}
	if (!field && (!scope->any_field || !len || is_digit(*start)))
		return fail(reader, TRACE_FILTER_NO_FIELD, start);

	reader->at += len;
	skip_blanks(reader);
	while (*op && strncmp(reader->at, *op, strlen(*op)))
		op++;
	if (!*op)
		return fail(reader, TRACE_FILTER_NO_OPERATOR, reader->at);
	reader->at += strlen(*op);
	if (!read_constant(reader, false, field, &constant))
		return NULL;

	node = new_node(reader, COMPARISON, NULL, NULL);
	node->field = field;
	node->op = *op;
	node->constant = constant;
	reader->predicate->nr_comparisons++;
	return node;
}

static const struct node *read_or(struct reader *reader, bool in_parens);

static const struct node *read_operand(struct reader *reader)
{
	const struct node *node;

	skip_blanks(reader);
	switch (*reader->at) {
	case '\0':
	case ')':
		return fail(reader, TRACE_FILTER_NO_COMPARISON, reader->at);
	case '!':
		/* "!=" and "!~" are operators, which need a name before them. */
		if (reader->at[1] == '=' || reader->at[1] == '~')
			break;
		reader->at++;
		node = read_operand(reader);
		return node ? new_node(reader, NOT, node, NULL) : NULL;
	case '(':
		reader->at++;
		node = read_or(reader, true);
		if (node)
			reader->at++;
		return node;
	}
	return read_comparison(reader);
}

/* Does @c, twice, join the operand before @reader->at to another one? */
static bool joined(struct reader *reader, char c)
{
	skip_blanks(reader);
	if (reader->at[0] != c || reader->at[1] != c)
		return false;
	reader->at += 2;
	return true;
}

static const struct node *read_and(struct reader *reader)
{
	const struct node *left = read_operand(reader);

	while (left && joined(reader, '&')) {
		const struct node *right = read_operand(reader);

		left = right ? new_node(reader, AND, left, right) : NULL;
	}
	return left;
}

static const struct node *read_or(struct reader *reader, bool in_parens)
{
	const struct node *left = read_and(reader);

	while (left && joined(reader, '|')) {
		const struct node *right = read_and(reader);

		left = right ? new_node(reader, OR, left, right) : NULL;
	}
	if (left && *reader->at != (in_parens ? ')' : '\0'))
		return fail(reader, TRACE_FILTER_NO_JUNCTION, reader->at);
	return left;
}

/* Parentheses come first. Returns false if one lacks its pair. */
static bool read_pairs(struct reader *reader)
{
	const char **opened = malloc((strlen(reader->text) + 1) * sizeof(*opened));
	enum trace_filter_problem problem = TRACE_FILTER_NR_PROBLEMS;
	const char *at;
	unsigned int open = 0;

	must(opened);
	for (at = reader->text; *at; at++) {
		if (*at == '(') {
			opened[open++] = at;
			if (open > reader->predicate->depth)
				reader->predicate->depth = open;
		} else if (*at == ')' && !open--) {
			problem = TRACE_FILTER_CLOSE_PAREN;
			break;
		}
	}
	if (problem == TRACE_FILTER_CLOSE_PAREN) {
		fail(reader, problem, at);
	} else if (open) {
		problem = TRACE_FILTER_OPEN_PAREN;
		fail(reader, problem, opened[open - 1]);
	}
	free(opened);
	return problem == TRACE_FILTER_NR_PROBLEMS;
}

void read_predicate(const char *text, const struct trace_filter_scope *scope,
		    struct predicate *predicate)
{
	struct reader reader = {
		.scope = scope, .text = text, .at = text, .predicate = predicate,
	};

	*predicate = (struct predicate){ 0 };
	predicate->nodes = calloc(strlen(text) + 1, sizeof(*predicate->nodes));
	must(predicate->nodes);
	if (read_pairs(&reader))
		predicate->root = read_or(&reader, false);
}

static __int128 field_value(const struct trace_filter_field *field,
			    const unsigned long *record)
{
	unsigned long word = record[field->offset / sizeof(word)];

	switch (field->size) {
	case 1:
		return field->is_signed ? (s8)word : (__int128)(u8)word;
	case 2:
		return field->is_signed ? (s16)word : (__int128)(u16)word;
	case 4:
		return field->is_signed ? (s32)word : (__int128)(u32)word;
	default:
		return field->is_signed ? (s64)word : (__int128)(u64)word;
	}
}

static bool compare(const struct node *node, const unsigned long *record)
{
	__int128 value = field_value(node->field, record);
	const unsigned __int128 bits = ((unsigned __int128)1 << 8 * node->field->size) - 1;

	switch (node->op[0]) {
	case '=':
		return value == node->constant;
	case '!':
		return value != node->constant;
	case '<':
		return node->op[1] ? value <= node->constant : value < node->constant;
	case '>':
		return node->op[1] ? value >= node->constant : value > node->constant;
	}
	must(!strcmp(node->op, "&"));
	return (value & node->constant & bits) != 0;
}

bool evaluate(const struct node *node, const unsigned long *record)
{
	switch (node->kind) {
	case AND:
		return evaluate(node->left, record) && evaluate(node->right, record);
	case OR:
		return evaluate(node->left, record) || evaluate(node->right, record);
	case NOT:
		return !evaluate(node->left, record);
	default:
		return compare(node, record);
	}
}
