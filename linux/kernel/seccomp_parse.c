// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: split a text into rules and directives.
 *
 * Pure: no allocation, no task, no filter engine. The file also compiles in
 * user space. Every error goes through seccomp_parse_fail(), with its position.
 */
#ifdef __KERNEL__
#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#else
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define cond_resched()	((void)0)
#endif

#include "seccomp_parse.h"

#define MAX_ACTION_ERRNO	4095

struct error_text {
	int		error;
	const char	*words;
};

static const struct error_text error_texts[SECCOMP_NR_ERRORS] = {
#define PROBLEM(id, error, words) { error, words },
#include "seccomp_parse_errors.h"
#undef PROBLEM
};

struct errno_name {
	const char	*name;
	u32		value;
};

static const struct errno_name errno_names[] = {
#define NAME(name, value) { name, value },
#include "seccomp_errno_names.h"
#undef NAME
	/* libc has two names for it. */
	{ "ENOTSUP", EOPNOTSUPP },
};

/* Catch a header that could not be read. */
static_assert(ARRAY_SIZE(errno_names) > 100, "no errno names");

static const struct {
	const char		*name;
	enum seccomp_item_kind	kind;
} directives[] = {
	{ "unlisted",		SECCOMP_ITEM_UNLISTED },
	{ "on_violation",	SECCOMP_ITEM_ON_VIOLATION },
	{ "on_next_syscall",	SECCOMP_ITEM_ON_NEXT_SYSCALL },
	{ "on_exec",		SECCOMP_ITEM_ON_EXEC },
	{ "foreign",		SECCOMP_ITEM_FOREIGN },
};

static const struct {
	const char	*name;
	u32		action;
	bool		takes_data;
} actions[] = {
	{ "kill",		SECCOMP_RET_KILL_PROCESS, false },
	{ "kill_thread",	SECCOMP_RET_KILL_THREAD, false },
	{ "trap",		SECCOMP_RET_TRAP,	true },
	{ "errno",		SECCOMP_RET_ERRNO,	true },
	{ "trace",		SECCOMP_RET_TRACE,	true },
	{ "log",		SECCOMP_RET_LOG,	false },
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* For statements only: there, a backslash and the end of a line join two lines. */
static bool is_space(char c)
{
	return c <= ' ' || c == '\\';
}

/* The line that the backslash at @at joins to its own; NULL if it does not */
static const char *joined_line(const char *at)
{
	do {
		at++;
	} while (is_blank(*at));
	if (*at == '\r')
		at++;
	return *at == '\n' ? at + 1 : NULL;
}

static bool is_printable(char c)
{
	return c >= SECCOMP_TEXT_FIRST && c <= SECCOMP_TEXT_LAST;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/**
 * seccomp_is_word - whether a character can be part of a name or a number
 * @c: the character
 *
 * Return: true for ASCII letters, digits and the underscore.
 */
bool seccomp_is_word(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || is_digit(c) ||
	       c == '_';
}

/**
 * seccomp_span_is - whether a span is a certain word
 * @span: the span
 * @word: the word, terminated
 *
 * Return: true if they are equal.
 */
bool seccomp_span_is(struct seccomp_span span, const char *word)
{
	u32 i;

	for (i = 0; i < span.len; i++) {
		if (span.text[i] != word[i])
			return false;
	}
	return !word[i];
}

/**
 * seccomp_skip_blanks - skip blanks, and ends of lines that are joined
 * @at: where to start
 *
 * Context: Process context. May reschedule at each end of a line.
 *
 * Return: the first character that is neither.
 */
const char *seccomp_skip_blanks(const char *at)
{
	const char *line;

	for (;;) {
		while (is_blank(*at))
			at++;
		line = *at == '\\' ? joined_line(at) : NULL;
		if (!line)
			return at;
		/* A text can consist of joined lines only. */
		cond_resched();
		at = line;
	}
}

/**
 * seccomp_copy_expr - copy an expression to one line
 * @expr: the expression, as in the text
 * @to:   receives it and a NUL: where lines are joined, one blank is left. Needs
 *        no more room than @expr and the NUL
 * @len:  maximum number of bytes to copy
 *
 * Context: Process context. May reschedule.
 *
 * Return: where in the text copying has stopped.
 */
const char *seccomp_copy_expr(struct seccomp_span expr, char *to, u32 len)
{
	const char *end = expr.text + expr.len;
	const char *at = expr.text;

	cond_resched();
	while (len && at < end) {
		const char *from = at;
		const char *stop = len < end - at ? at + len : end;

		while (at < stop && *at != '\\')
			at++;
		memcpy(to, from, at - from);
		to += at - from;
		len -= at - from;
		if (at < stop) {
			*to++ = ' ';
			len--;
			at = seccomp_skip_blanks(at);
		}
	}
	*to = 0;
	return at;
}

static struct seccomp_span span_trim(const char *from, const char *to)
{
	while (from < to && is_space(*from))
		from++;
	while (to > from && is_space(to[-1]))
		to--;
	return (struct seccomp_span){ from, to - from };
}

/* Remove the first word of @rest and the blanks after it. */
static struct seccomp_span span_take_word(struct seccomp_span *rest)
{
	const char *end = rest->text + rest->len;
	const char *at = rest->text;
	struct seccomp_span word;

	while (at < end && !is_space(*at))
		at++;
	word = (struct seccomp_span){ rest->text, at - rest->text };
	*rest = span_trim(at, end);
	return word;
}

/**
 * seccomp_parse_fail - record an error or a note about the current statement
 * @parser: the walk
 * @id:     which one
 * @at:     its position in the text
 *
 * Context: Process context. May reschedule.
 *
 * Return: the negative errno of @id.
 */
int seccomp_parse_fail(struct seccomp_parser *parser, enum seccomp_error_id id,
		       const char *at)
{
	const char *line = parser->start;
	const char *next;

	parser->error = (struct seccomp_error){
		.id = id,
		.line = parser->line,
		.at = at,
		.start = parser->start,
	};
	cond_resched();
	while ((next = memchr(line, '\n', at - line))) {
		line = next + 1;
		parser->error.line++;
	}
	cond_resched();
	parser->error.column = at - line + 1;
	return -error_texts[id].error;
}

static int digit_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Whether @span is a constant in C's notation, from 0 to @max */
static bool span_number(struct seccomp_span span, u32 max, u32 *value)
{
	u32 base = 10;
	u32 i = 0;

	if (span.len > 1 && span.text[0] == '0') {
		base = 8;
		i = 1;
		if (span.text[1] == 'x' || span.text[1] == 'X') {
			base = 16;
			i = 2;
		}
	}
	if (i == span.len)
		return false;

	for (*value = 0; i < span.len; i++) {
		u32 digit = digit_value(span.text[i]);

		/* There may be a long row of zeros. */
		if (!(i % 4096))
			cond_resched();
		if (digit >= base)
			return false;
		*value = *value * base + digit;
		if (*value > max)
			return false;
	}
	return true;
}

static bool span_errno(struct seccomp_span span, u32 *value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errno_names); i++) {
		if (seccomp_span_is(span, errno_names[i].name)) {
			*value = errno_names[i].value;
			return true;
		}
	}
	return span_number(span, MAX_ACTION_ERRNO, value) && *value;
}

static int read_action_data(struct seccomp_parser *parser, u32 action,
			    struct seccomp_span word, u32 *data)
{
	*data = 0;
	if (action == SECCOMP_RET_ERRNO) {
		if (!span_errno(word, data))
			return seccomp_parse_fail(parser, SECCOMP_ERROR_ERRNO, word.text);
		return 0;
	}
	if (word.len && !span_number(word, SECCOMP_RET_DATA, data))
		return seccomp_parse_fail(parser, SECCOMP_ERROR_DATA, word.text);
	return 0;
}

static int read_action(struct seccomp_parser *parser, struct seccomp_span text,
		       u32 *action)
{
	struct seccomp_span word = span_take_word(&text);
	u32 data = 0;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (seccomp_span_is(word, actions[i].name))
			break;
	}
	if (i == ARRAY_SIZE(actions))
		return seccomp_parse_fail(parser, SECCOMP_ERROR_ACTION, word.text);

	if (actions[i].takes_data) {
		word = span_take_word(&text);
		ret = read_action_data(parser, actions[i].action, word, &data);
		if (ret)
			return ret;
	}
	if (text.len)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_ACTION_TAIL, text.text);

	*action = actions[i].action | data;
	return 0;
}

static int read_directive(struct seccomp_parser *parser,
			  struct seccomp_span name, struct seccomp_span value,
			  struct seccomp_item *item)
{
	bool one = seccomp_span_is(value, "1");

	if (item->optional)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_OPTIONAL, name.text);
	if (parser->seen & (1 << item->kind))
		return seccomp_parse_fail(parser, SECCOMP_ERROR_TWICE, name.text);
	parser->seen |= 1 << item->kind;

	switch (item->kind) {
	case SECCOMP_ITEM_ON_VIOLATION:
	case SECCOMP_ITEM_FOREIGN:
		return read_action(parser, value, &item->action);
	case SECCOMP_ITEM_UNLISTED:
		if (!one && !seccomp_span_is(value, "0"))
			return seccomp_parse_fail(parser, SECCOMP_ERROR_ZERO_OR_ONE, value.text);
		item->expr_kind = one ? SECCOMP_EXPR_1 : SECCOMP_EXPR_0;
		return 0;
	default:
		if (!one)
			return seccomp_parse_fail(parser, SECCOMP_ERROR_ONLY_ONE, value.text);
		if (parser->seen & (1 << SECCOMP_ITEM_ON_NEXT_SYSCALL) &&
		    parser->seen & (1 << SECCOMP_ITEM_ON_EXEC))
			return seccomp_parse_fail(parser, SECCOMP_ERROR_TWO_DELAYS, name.text);
		return 0;
	}
}

static int read_rule(struct seccomp_parser *parser, struct seccomp_item *item,
		     const char *action, const char *end)
{
	if (!item->expr.len)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_EXPRESSION, item->expr.text);

	item->expr_kind = SECCOMP_EXPR_PREDICATE;
	if (seccomp_span_is(item->expr, "0"))
		item->expr_kind = SECCOMP_EXPR_0;
	else if (seccomp_span_is(item->expr, "1"))
		item->expr_kind = SECCOMP_EXPR_1;

	parser->rules++;
	item->action = SECCOMP_ACTION_DEFAULT;
	if (!action)
		return 0;
	if (item->expr_kind == SECCOMP_EXPR_1)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_ALLOW_ACTION, action);
	return read_action(parser, span_trim(action + 1, end), &item->action);
}

/* Neither the first character, at @at, nor the last, before @end, is a space. */
static int read_statement(struct seccomp_parser *parser, const char *at,
			  const char *end, const char *action,
			  struct seccomp_item *item)
{
	size_t i;

	*item = (struct seccomp_item){
		.line = parser->line,
		.joined = parser->lines > 1,
	};

	if (*at == '?') {
		item->optional = true;
		at = span_trim(at + 1, end).text;
	}

	item->name.text = at;
	while (at < end && seccomp_is_word(*at))
		at++;
	item->name.len = at - item->name.text;
	if (!item->name.len)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_NAME, at);

	at = span_trim(at, end).text;
	if (at == end || *at != ':')
		return seccomp_parse_fail(parser, SECCOMP_ERROR_COLON, at);
	at++;

	item->expr = span_trim(at, action ? action : end);

	for (i = 0; i < ARRAY_SIZE(directives); i++) {
		if (!seccomp_span_is(item->name, directives[i].name))
			continue;
		item->kind = directives[i].kind;
		if (action)
			return seccomp_parse_fail(parser, SECCOMP_ERROR_DIRECTIVE_TAIL, action);
		return read_directive(parser, item->name, item->expr, item);
	}
	return read_rule(parser, item, action, end);
}

/* The characters that can be anywhere, without a meaning to scan_statement() */
static const bool is_plain[256] = {
	['\t'] = true,
	[SECCOMP_TEXT_FIRST ... '#' - 1] = true,
	['#' + 1 ... ';' - 1] = true,
	[';' + 1 ... '\\' - 1] = true,
	['\\' + 1 ... SECCOMP_TEXT_LAST] = true,
};

/* Texts can be long, and most of their characters are looked at only here. */
static const char *skip_plain(const char *at)
{
	const unsigned char *c = (const unsigned char *)at;

	while (is_plain[*c])
		c++;
	return (const char *)c;
}

/*
 * Check the characters of a statement, and of its comment. Set @end to its end,
 * and @action to the first semicolon before that, or to NULL.
 */
static int scan_statement(struct seccomp_parser *parser, const char **end,
			  const char **action)
{
	const char *comment = NULL;
	const char *line, *at;

	*action = NULL;
	for (at = parser->start; ; at++) {
		at = skip_plain(at);
		if (comment && (*at == '#' || *at == '\\' || *at == ';'))
			continue;
		if (*at == '\n' || !*at)
			break;
		if (*at == '\\') {
			line = joined_line(at);
			if (!line)
				return seccomp_parse_fail(parser, SECCOMP_ERROR_BACKSLASH, at);
			cond_resched();
			at = line - 1;
			parser->lines++;
		} else if (*at == ';') {
			*action = *action ?: at;
		} else if (*at == '#' || (*at == '\r' && (at[1] == '\n' || !at[1]))) {
			if (!comment)
				comment = at;
		} else {
			return seccomp_parse_fail(parser, SECCOMP_ERROR_CHARACTER, at);
		}
	}
	*end = comment ?: at;
	parser->pos = *at ? at + 1 : NULL;
	return 0;
}

/**
 * seccomp_is_text - tell a text from a struct sock_fprog
 * @first_two: the first two bytes
 *
 * A struct sock_fprog that starts with two printable characters is invalid on
 * either byte order: its length would exceed BPF_MAXINSNS.
 *
 * Return: true if both bytes are printable.
 */
bool seccomp_is_text(const char first_two[2])
{
	return is_printable(first_two[0]) && is_printable(first_two[1]);
}

/**
 * seccomp_parser_init - start a walk through a text
 * @parser: the walk
 * @text:   the text, terminated. Items refer to it, so it must not change while
 *          any of them is in use
 */
void seccomp_parser_init(struct seccomp_parser *parser, const char *text)
{
	*parser = (struct seccomp_parser){ .pos = text, .lines = 1 };
}

/**
 * seccomp_parse_item - read the next rule or directive
 * @parser: the walk
 * @item:   receives it
 *
 * Context: Process context. May reschedule at each line.
 *
 * Return: 1, 0 at the end of a complete policy, or -EINVAL for an invalid text,
 * with parser->error filled in.
 */
int seccomp_parse_item(struct seccomp_parser *parser, struct seccomp_item *item)
{
	struct seccomp_span statement;
	const char *end, *action;
	int ret;

	while (parser->pos) {
		parser->start = parser->pos;
		parser->line += parser->lines;
		parser->lines = 1;

		if (parser->line == 1 && !seccomp_is_text(parser->start))
			return seccomp_parse_fail(parser, SECCOMP_ERROR_START, parser->start);
		ret = scan_statement(parser, &end, &action);
		if (ret)
			return ret;
		cond_resched();
		statement = span_trim(parser->start, end);
		if (!statement.len)
			continue;
		ret = read_statement(parser, statement.text,
				     statement.text + statement.len, action, item);
		return ret ? ret : 1;
	}

	if (!parser->rules && !(parser->seen & (1 << SECCOMP_ITEM_UNLISTED)))
		return seccomp_parse_fail(parser, SECCOMP_ERROR_EMPTY, parser->start);
	return 0;
}

/**
 * seccomp_line_name - the name at the beginning of a statement with an error
 * @error: the error
 *
 * Return: the name as spelled there; empty if there is none.
 */
struct seccomp_span seccomp_line_name(const struct seccomp_error *error)
{
	const char *at = seccomp_skip_blanks(error->start);
	struct seccomp_span name;

	while (*at == '?')
		at = seccomp_skip_blanks(at + 1);
	name.text = at;
	while (seccomp_is_word(*at))
		at++;
	name.len = at - name.text;
	return name;
}

/**
 * seccomp_error_errno - the errno of an error
 * @id: the error
 *
 * Return: a positive errno; 0 for a note.
 */
int seccomp_error_errno(enum seccomp_error_id id)
{
	return error_texts[id].error;
}

/**
 * seccomp_error_words - the message of an error or a note
 * @id: which one
 *
 * Return: one line with placeholders in braces, see seccomp_parse_errors.h.
 */
const char *seccomp_error_words(enum seccomp_error_id id)
{
	return error_texts[id].words;
}

static const char *errno_word(u32 value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errno_names); i++) {
		if (errno_names[i].value == value)
			return errno_names[i].name;
	}
	return NULL;
}

/**
 * seccomp_print_action - spell an action as policies do
 * @action: a SECCOMP_RET_* with its data, from seccomp_parse_item()
 * @text:   receives the words and a NUL, truncated to @size
 * @size:   size of @text
 */
void seccomp_print_action(u32 action, char *text, size_t size)
{
	const u32 data = action & SECCOMP_RET_DATA;
	size_t i = 0;

	while (i < ARRAY_SIZE(actions) - 1 && actions[i].action != action - data)
		i++;

	if (actions[i].action == SECCOMP_RET_ERRNO && errno_word(data))
		snprintf(text, size, "errno %s", errno_word(data));
	else if (data)
		snprintf(text, size, "%s %u", actions[i].name, data);
	else
		snprintf(text, size, "%s", actions[i].name);
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_parse_kunit.c"
#endif
