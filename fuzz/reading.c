// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <regex.h>

#include "fuzz.h"
#include "reading.h"

bool read_number(const char *word, size_t len, __int128 *value)
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
		/* It fits nowhere, whatever follows. */
		if (*value >> 64)
			return true;
	}
	return true;
}

#define BLANK	"[ \t]*"
#define JOIN	"\\\\[ \t]*\r?\n"	/* a backslash, blanks, and the end of the line */
#define GAP	"([ \t]|" JOIN ")*"

static regex_t line_regex, statement_regex, action_regex, join_regex, name_regex;

/* line_regex, 1: what comes before 2, 3: backslash and blanks at the end */
enum { STATEMENT = 1, TAIL, BACKSLASH, NR_LINE_PARTS };
/* statement_regex, 1: '?', 2: name, 3: expression, 4: ';', 5: action */
enum { OPTIONAL = 1, NAME, EXPR, SEMICOLON, ACTION, NR_PARTS };
/* action_regex, 1: word without data, 2: with data, 4: its data, 5: errno's */
enum { PLAIN = 1, TAKER, GIVEN, GIVEN_NUMBER, ERRNO_WORD, NR_ACTION_PARTS };
/* name_regex, 4: name */
enum { FIRST_NAME = 4, NR_NAME_PARTS };

static void compile_regexes(void)
{
	static bool compiled;

	if (compiled)
		return;
	compiled = true;
	must(!regcomp(&line_regex, "^([^#\\]*)(#.*|(\\\\" BLANK "))?$", REG_EXTENDED));
	must(!regcomp(&statement_regex, "^" BLANK "(\\?)?" BLANK "([A-Za-z0-9_]+)" BLANK
		      ":" BLANK "([^; \t]|[^; \t][^;]*[^; \t])" BLANK
		      "(;" BLANK "(.*[^ \t])?)?" BLANK "$", REG_EXTENDED));
	must(!regcomp(&action_regex, "^(kill|kill_thread|log)$|"
		      "^(trap|trace)([ \t]+([^ \t]+))?$|^errno[ \t]+([^ \t]+)$",
		      REG_EXTENDED));
	must(!regcomp(&join_regex, "(" JOIN BLANK ")+", REG_EXTENDED));
	must(!regcomp(&name_regex, "^" GAP "(\\?" GAP ")*([A-Za-z0-9_]*)",
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

/* What @part has matched, in the text that starts at @start */
static struct seccomp_span span_of(const char *start, regmatch_t part)
{
	if (part.rm_so < 0)
		return (struct seccomp_span){ start, 0 };
	return (struct seccomp_span){ start + part.rm_so, part.rm_eo - part.rm_so };
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

struct seccomp_span find_name(const char *start)
{
	regmatch_t part[NR_NAME_PARTS];

	compile_regexes();
	must(!regexec(&name_regex, start, NR_NAME_PARTS, part, 0));
	return span_of(start, part[FIRST_NAME]);
}

char *join_lines(struct seccomp_span span)
{
	char *line = strndup(span.text, span.len);
	regmatch_t join;

	must(line);
	compile_regexes();
	while (!regexec(&join_regex, line, 1, &join, 0)) {
		line[join.rm_so] = ' ';
		memmove(line + join.rm_so + 1, line + join.rm_eo,
			strlen(line + join.rm_eo) + 1);
	}
	return line;
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
	case SECCOMP_ITEM_FOREIGN:
		line[part[EXPR].rm_eo] = 0;
		return read_action(line + part[EXPR].rm_so, &item->action);
	case SECCOMP_ITEM_UNLISTED:
		return item->expr_kind != SECCOMP_EXPR_PREDICATE;
	default:
		return item->expr_kind == SECCOMP_EXPR_1 && (*seen & delays) != delays;
	}
}

/*
 * Read a statement from @line, a copy on one line, without a comment. Returns
 * false if it is wrong. @line is overwritten; @start is its place in the text.
 */
static bool read_statement(char *line, const char *start,
			   struct seccomp_item *item, u32 *seen)
{
	static const char * const directives[] = {
		[SECCOMP_ITEM_UNLISTED] = "unlisted",
		[SECCOMP_ITEM_ON_VIOLATION] = "on_violation",
		[SECCOMP_ITEM_ON_NEXT_SYSCALL] = "on_next_syscall",
		[SECCOMP_ITEM_ON_EXEC] = "on_exec",
		[SECCOMP_ITEM_FOREIGN] = "foreign",
	};
	regmatch_t part[NR_PARTS];
	u32 kind;

	if (regexec(&statement_regex, line, NR_PARTS, part, 0))
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

	for (kind = SECCOMP_ITEM_UNLISTED; kind <= SECCOMP_ITEM_FOREIGN; kind++) {
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

static bool is_clean(const char *line)
{
	for (; *line; line++)
		if (*line != '\t' && !is_printable(*line))
			return false;
	return true;
}

/*
 * Find the statement that starts on line *@number, and set *@number to its last
 * line. @flat is a copy of @text with each character in the same place: put
 * blanks there for all that joins the lines, and a NUL where the statement ends.
 * Returns false if there are wrong characters.
 */
static bool flatten(const char *text, char *flat, u32 *number)
{
	for (;; ++*number) {
		regmatch_t part[NR_LINE_PARTS];
		const char *start, *end;
		char *line;

		start = find_line(text, *number, &end);
		line = flat + (start - text);
		flat[end - text] = 0;
		if (end > start && end[-1] == '\r')
			flat[end - text - 1] = 0;
		if (!is_clean(line) || regexec(&line_regex, line, NR_LINE_PARTS, part, 0))
			return false;
		if (part[BACKSLASH].rm_so < 0) {
			line[part[STATEMENT].rm_eo] = 0;
			return true;
		}
		/* There must be another line. */
		if (!*end)
			return false;
		memset(line + part[BACKSLASH].rm_so, ' ',
		       end + 1 - start - part[BACKSLASH].rm_so);
	}
}

static void append_item(struct statements *statements, const struct seccomp_item *item)
{
	statements->item = realloc(statements->item,
				   (statements->count + 1) * sizeof(*item));
	must(statements->item);
	statements->item[statements->count++] = *item;
}

/*
 * Read the statement that starts on line *@number, and set *@number to its last
 * line. Returns false if it is wrong.
 */
static bool read_lines(const char *text, char *flat, u32 *number, u32 *seen,
		       struct statements *statements)
{
	struct seccomp_item item;
	u32 first = *number;
	const char *start, *end;
	char *line;

	start = find_line(text, first, &end);
	line = flat + (start - text);
	if (!flatten(text, flat, number))
		return false;
	if (!line[strspn(line, " \t")])
		return true;
	if (!read_statement(line, start, &item, seen))
		return false;
	item.line = first;
	*seen |= 1 << item.kind;
	append_item(statements, &item);
	return true;
}

void read_statements(const char *text, struct statements *statements)
{
	char *flat = strdup(text);
	u32 seen = 0, number;
	const char *end;

	must(flat);
	compile_regexes();
	*statements = (struct statements){
		.valid = is_printable(text[0]) && is_printable(text[1]),
		.first = 1,
		.last = 1,
	};
	for (number = 1; statements->valid && find_line(text, number, &end); number++) {
		statements->first = number;
		statements->valid = read_lines(text, flat, &number, &seen, statements);
		statements->last = number;
	}
	free(flat);
	/* A policy needs one of these, which is no fault of one statement. */
	if (statements->valid) {
		statements->first = 0;
		statements->valid = seen & (1 << SECCOMP_ITEM_RULE |
					    1 << SECCOMP_ITEM_UNLISTED);
	}
}
