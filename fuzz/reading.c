// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <regex.h>
#include <stdarg.h>

#include "fuzz.h"
#include "reading.h"

/* ------------------------------------------------------------ numbers */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Larger than any number that fits somewhere, and far from overflowing */
#define HUGE_NUMBER	((__int128)1 << 100)

/* Decimal, hexadecimal or octal, as in C. Returns false if it is none. */
static bool read_number(const char *word, size_t len, __int128 *value)
{
	unsigned int base = 10;
	size_t i = 0;

	if (!len)
		return false;
	if (word[0] == '0') {
		base = 8;
		if (len > 2 && (word[1] == 'x' || word[1] == 'X')) {
			base = 16;
			i = 2;
		}
	}
	for (*value = 0; i < len; i++) {
		char c = word[i] | 0x20;
		unsigned int digit = is_digit(word[i]) ? word[i] - '0' :
				     c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;

		if (digit >= base)
			return false;
		*value = *value * base + digit;
		if (*value > HUGE_NUMBER)
			*value = HUGE_NUMBER;
	}
	return true;
}

/* ------------------------------------------------------------ lines */

#define BLANK	"[ \t]*"

static regex_t line_regex, action_regex;

/* line_regex, 1: '?', 2: name, 3: expression, 4: ';', 5: action */
enum { OPTIONAL = 1, NAME, EXPR, SEMICOLON, ACTION, NR_PARTS };
/* action_regex, 1: word without data, 2: with data, 4: its data, 5: errno's */
enum { PLAIN = 1, TAKER, GIVEN, GIVEN_NUMBER, ERRNO_WORD, NR_ACTION_PARTS };

static void compile_regexes(void)
{
	static bool compiled;

	if (compiled)
		return;
	compiled = true;
	must(!regcomp(&line_regex, "^" BLANK "(\\?)?" BLANK "([A-Za-z0-9_]+)" BLANK
		      ":" BLANK "([^; \t]|[^; \t][^;]*[^; \t])" BLANK
		      "(;" BLANK "(.*[^ \t])?)?" BLANK "$", REG_EXTENDED));
	must(!regcomp(&action_regex, "^(kill|kill_thread|log)$|"
		      "^(trap|trace)([ \t]+([^ \t]+))?$|^errno[ \t]+([^ \t]+)$",
		      REG_EXTENDED));
}

static const struct {
	const char	*name;
	u32		value;
} errnos[] = {
#define NAME(name, value) { name, value },
#include "seccomp_errno_names.h"
#undef NAME
	{ "ENOTSUP", EOPNOTSUPP },
};

static bool read_data(const char *word, u32 max, u32 *data)
{
	__int128 value;

	if (!read_number(word, strlen(word), &value) || value > max)
		return false;
	*data = value;
	return true;
}

static bool read_errno(const char *word, u32 *data)
{
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		if (!strcmp(word, errnos[i].name)) {
			*data = errnos[i].value;
			return true;
		}
	}
	return read_data(word, 4095, data) && *data;
}

bool has_errno_name(u32 value)
{
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++)
		if (errnos[i].value == value)
			return true;
	return false;
}

static bool read_action(const char *words, u32 *action)
{
	regmatch_t part[NR_ACTION_PARTS];
	u32 data = 0;

	if (regexec(&action_regex, words, NR_ACTION_PARTS, part, 0))
		return false;
	if (part[PLAIN].rm_so >= 0) {
		*action = !strcmp(words, "kill") ? SECCOMP_RET_KILL_PROCESS :
			  !strcmp(words, "log") ? SECCOMP_RET_LOG :
			  SECCOMP_RET_KILL_THREAD;
		return true;
	}
	if (part[TAKER].rm_so >= 0) {
		if (part[GIVEN].rm_so >= 0 &&
		    !read_data(words + part[GIVEN_NUMBER].rm_so, 65535, &data))
			return false;
		*action = (words[2] == 'a' && words[3] == 'p' ?
			   SECCOMP_RET_TRAP : SECCOMP_RET_TRACE) | data;
		return true;
	}
	if (!read_errno(words + part[ERRNO_WORD].rm_so, &data))
		return false;
	*action = SECCOMP_RET_ERRNO | data;
	return true;
}

bool span_equals(struct seccomp_span span, const char *string)
{
	return span.len == strlen(string) && !memcmp(span.text, string, span.len);
}

const char *find_line(const char *text, u32 number, const char **end)
{
	const char *start = text;

	for (; number > 1; number--) {
		start = strchr(start, '\n');
		if (!start)
			return NULL;
		start++;
	}
	*end = start + strcspn(start, "\n");
	return start;
}

/* @start is where @line, a copy, has its place in the text. */
static struct seccomp_span span_of(const char *start, regmatch_t part)
{
	if (part.rm_so < 0)
		return (struct seccomp_span){ start, 0 };
	return (struct seccomp_span){ start + part.rm_so, part.rm_eo - part.rm_so };
}

static bool read_rule(struct seccomp_item *item, char *line, const regmatch_t *part)
{
	item->action = SECCOMP_ACTION_DEFAULT;
	if (part[SEMICOLON].rm_so < 0)
		return true;
	if (part[ACTION].rm_so < 0 || item->expr_kind == SECCOMP_EXPR_1)
		return false;
	line[part[ACTION].rm_eo] = 0;
	return read_action(line + part[ACTION].rm_so, &item->action);
}

static bool read_directive(struct seccomp_item *item, char *line,
			   const regmatch_t *part, u32 *seen)
{
	const u32 delays = 1 << SECCOMP_ITEM_ON_NEXT_SYSCALL |
			   1 << SECCOMP_ITEM_ON_EXEC;

	if (item->optional || part[SEMICOLON].rm_so >= 0 || *seen & 1 << item->kind)
		return false;
	*seen |= 1 << item->kind;
	switch (item->kind) {
	case SECCOMP_ITEM_ON_VIOLATION:
		line[part[EXPR].rm_eo] = 0;
		return read_action(line + part[EXPR].rm_so, &item->action);
	case SECCOMP_ITEM_UNLISTED:
		return item->expr_kind != SECCOMP_EXPR_PREDICATE;
	default:
		return item->expr_kind == SECCOMP_EXPR_1 && (*seen & delays) != delays;
	}
}

/*
 * Read a line without its comment and its end. Returns false if it is wrong.
 * @line is overwritten; @start is its place in the text.
 */
static bool read_statement(char *line, const char *start,
			   struct seccomp_item *item, u32 *seen)
{
	static const char * const directives[] = {
		[SECCOMP_ITEM_UNLISTED] = "unlisted",
		[SECCOMP_ITEM_ON_VIOLATION] = "on_violation",
		[SECCOMP_ITEM_ON_NEXT_SYSCALL] = "on_next_syscall",
		[SECCOMP_ITEM_ON_EXEC] = "on_exec",
	};
	regmatch_t part[NR_PARTS];
	u32 kind;

	if (regexec(&line_regex, line, NR_PARTS, part, 0))
		return false;
	*item = (struct seccomp_item){
		.name = span_of(start, part[NAME]),
		.expr = span_of(start, part[EXPR]),
		.optional = part[OPTIONAL].rm_so >= 0,
		.expr_kind = SECCOMP_EXPR_PREDICATE,
	};
	if (span_equals(item->expr, "0"))
		item->expr_kind = SECCOMP_EXPR_0;
	else if (span_equals(item->expr, "1"))
		item->expr_kind = SECCOMP_EXPR_1;

	for (kind = SECCOMP_ITEM_UNLISTED; kind <= SECCOMP_ITEM_ON_EXEC; kind++) {
		if (span_equals(item->name, directives[kind])) {
			item->kind = kind;
			return read_directive(item, line, part, seen);
		}
	}
	return read_rule(item, line, part);
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* A line without its end, its CR and its comment; NULL for bad characters */
static char *copy_line(const char *start, const char *end)
{
	char *line;
	size_t len;

	if (end > start && end[-1] == '\r')
		end--;
	len = end - start;
	for (size_t i = 0; i < len; i++)
		if (start[i] != '\t' && !is_printable(start[i]))
			return NULL;
	line = strndup(start, len);
	must(line);
	line[strcspn(line, "#")] = 0;
	return line;
}

void read_statements(const char *text, struct statements *statements)
{
	bool valid = is_printable(text[0]) && is_printable(text[1]);
	const char *start, *end;
	u32 seen = 0, rules = 0;

	compile_regexes();
	*statements = (struct statements){ 0 };
	for (u32 number = 1; valid && (start = find_line(text, number, &end)); number++) {
		char *line = copy_line(start, end);
		struct seccomp_item item;

		if (!line) {
			valid = false;
			break;
		}
		if (line[strspn(line, " \t")]) {
			valid = read_statement(line, start, &item, &seen);
			item.line = number;
		} else {
			free(line);
			continue;
		}
		free(line);
		if (!valid)
			break;
		rules += item.kind == SECCOMP_ITEM_RULE;
		statements->item = realloc(statements->item,
					   (statements->count + 1) * sizeof(item));
		must(statements->item);
		statements->item[statements->count++] = item;
	}
	statements->valid = valid && (rules || seen & 1 << SECCOMP_ITEM_UNLISTED);
}

/* ------------------------------------------------------------ predicates */

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

static const struct node *
read_constant(struct reader *reader, const struct trace_filter_field *field,
	      const char *op)
{
	const char *start = reader->at;
	const bool negative = *start == '-';
	const char *digits = start + negative;
	struct node *node;
	__int128 value;
	size_t len = 0;

	while (is_letter(digits[len]) || is_digit(digits[len]))
		len++;
	if (!is_digit(*digits) || !read_number(digits, len, &value))
		return fail(reader, TRACE_FILTER_NO_CONSTANT, start);
	if (negative)
		value = -value;
	if (!constant_fits(value, field))
		return fail(reader, TRACE_FILTER_OUT_OF_RANGE, start);
	reader->at = digits + len;

	node = new_node(reader, COMPARISON, NULL, NULL);
	node->field = field;
	node->op = op;
	node->constant = value;
	reader->predicate->nr_comparisons++;
	return node;
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
	skip_blanks(reader);
	return read_constant(reader, field, *op);
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

/* Parentheses and quotes come first. Returns false if one lacks its pair. */
static bool read_pairs(struct reader *reader)
{
	const char **opened = malloc((strlen(reader->text) + 1) * sizeof(*opened));
	enum trace_filter_problem problem = TRACE_FILTER_NR_PROBLEMS;
	const char *quote = NULL;
	const char *at;
	unsigned int open = 0;

	must(opened);
	for (at = reader->text; *at; at++) {
		if (quote) {
			if (*at == *quote)
				quote = NULL;
		} else if (*at == '"' || *at == '\'') {
			quote = at;
		} else if (*at == '(') {
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
	} else if (quote) {
		problem = TRACE_FILTER_OPEN_QUOTE;
		fail(reader, problem, quote);
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
