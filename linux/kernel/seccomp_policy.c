// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: from text to lines that mean something.
 *
 * Pure: no allocation, no task, no filter engine. The same file compiles in
 * user space. Every error goes through policy_fail(), with the character it is about.
 */
#ifdef __KERNEL__
#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#else
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif

#include "seccomp_policy.h"

#define MAX_ACTION_ERRNO	4095

struct error_text {
	int		error;
	const char	*words;
};

/* The words follow "line L, column C: ". */
static const struct error_text error_texts[POLICY_NR_ERRORS] = {
#define PROBLEM(id, error, words) { error, words },
#include "seccomp_policy_errors.h"
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
	/* What libc calls EOPNOTSUPP as well. */
	{ "ENOTSUP", EOPNOTSUPP },
};

/* A header that could not be read must not leave a table without names. */
static_assert(ARRAY_SIZE(errno_names) > 100, "no errno names");

static const struct {
	const char		*name;
	enum policy_item_kind	kind;
} directives[] = {
	{ "unlisted",		POLICY_UNLISTED },
	{ "on_violation",	POLICY_ON_VIOLATION },
	{ "on_next_syscall",	POLICY_ON_NEXT_SYSCALL },
	{ "on_exec",		POLICY_ON_EXEC },
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

static bool is_printable(char c)
{
	return c >= SECCOMP_TEXT_FIRST && c <= SECCOMP_TEXT_LAST;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       is_digit(c) || c == '_';
}

/* Mostly it is not, and the first character shows it. */
static bool span_is(struct policy_span span, const char *word)
{
	u32 i;

	for (i = 0; i < span.len; i++) {
		if (span.text[i] != word[i])
			return false;
	}
	return !word[i];
}

static struct policy_span span_trim(const char *from, const char *to)
{
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	return (struct policy_span){ from, to - from };
}

/* Take the word that @rest starts with off it, and the blanks behind it. */
static struct policy_span span_take_word(struct policy_span *rest)
{
	const char *end = rest->text + rest->len;
	const char *at = rest->text;
	struct policy_span word;

	while (at < end && !is_blank(*at))
		at++;
	word = (struct policy_span){ rest->text, at - rest->text };
	*rest = span_trim(at, end);
	return word;
}

/**
 * policy_fail - say what is wrong with the line that was read last
 * @reader: the walk
 * @id:     what is wrong
 * @at:     the character it is about, on that line
 *
 * Return: the negative errno that goes with @id.
 */
int policy_fail(struct policy_reader *reader, enum policy_error_id id,
		const char *at)
{
	reader->error.id = id;
	reader->error.line = reader->line;
	reader->error.column = at - reader->start + 1;
	reader->error.at = at;
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

/* A constant as C writes it, from 0 to @max: true if @span is one. */
static bool span_number(struct policy_span span, u32 max, u32 *value)
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

		if (digit >= base)
			return false;
		*value = *value * base + digit;
		if (*value > max)
			return false;
	}
	return true;
}

static bool span_errno(struct policy_span span, u32 *value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errno_names); i++) {
		if (span_is(span, errno_names[i].name)) {
			*value = errno_names[i].value;
			return true;
		}
	}
	return span_number(span, MAX_ACTION_ERRNO, value) && *value;
}

static int read_action_data(struct policy_reader *reader, u32 action,
			    struct policy_span word, u32 *data)
{
	*data = 0;
	if (action == SECCOMP_RET_ERRNO) {
		if (!span_errno(word, data))
			return policy_fail(reader, POLICY_ERROR_ERRNO, word.text);
		return 0;
	}
	if (word.len && !span_number(word, SECCOMP_RET_DATA, data))
		return policy_fail(reader, POLICY_ERROR_DATA, word.text);
	return 0;
}

static int read_action(struct policy_reader *reader, struct policy_span text,
		       u32 *action)
{
	struct policy_span word = span_take_word(&text);
	u32 data = 0;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (span_is(word, actions[i].name))
			break;
	}
	if (i == ARRAY_SIZE(actions))
		return policy_fail(reader, POLICY_ERROR_ACTION, word.text);

	if (actions[i].takes_data) {
		word = span_take_word(&text);
		ret = read_action_data(reader, actions[i].action, word, &data);
		if (ret)
			return ret;
	}
	if (text.len)
		return policy_fail(reader, POLICY_ERROR_ACTION_TAIL, text.text);

	*action = actions[i].action | data;
	return 0;
}

static int read_directive(struct policy_reader *reader,
			  struct policy_span name, struct policy_span value,
			  struct policy_item *item)
{
	bool one = span_is(value, "1");

	if (item->optional)
		return policy_fail(reader, POLICY_ERROR_OPTIONAL, name.text);
	if (reader->seen & (1 << item->kind))
		return policy_fail(reader, POLICY_ERROR_TWICE, name.text);
	reader->seen |= 1 << item->kind;

	switch (item->kind) {
	case POLICY_ON_VIOLATION:
		return read_action(reader, value, &item->action);
	case POLICY_UNLISTED:
		if (!one && !span_is(value, "0"))
			return policy_fail(reader, POLICY_ERROR_ZERO_OR_ONE, value.text);
		item->verdict = one ? POLICY_ALLOW : POLICY_DROP;
		return 0;
	default:
		if (!one)
			return policy_fail(reader, POLICY_ERROR_ONLY_ONE, value.text);
		if (reader->seen & (1 << POLICY_ON_NEXT_SYSCALL) &&
		    reader->seen & (1 << POLICY_ON_EXEC))
			return policy_fail(reader, POLICY_ERROR_TWO_DELAYS, name.text);
		return 0;
	}
}

static int read_rule(struct policy_reader *reader, struct policy_item *item,
		     const char *action, const char *end)
{
	if (!item->expr.len)
		return policy_fail(reader, POLICY_ERROR_EXPRESSION, item->expr.text);

	item->verdict = POLICY_TEST;
	if (span_is(item->expr, "0"))
		item->verdict = POLICY_DROP;
	else if (span_is(item->expr, "1"))
		item->verdict = POLICY_ALLOW;

	reader->rules++;
	item->action = SECCOMP_ACTION_DEFAULT;
	if (!action)
		return 0;
	if (item->verdict == POLICY_ALLOW)
		return policy_fail(reader, POLICY_ERROR_ALLOW_ACTION, action);
	return read_action(reader, span_trim(action + 1, end), &item->action);
}

/* @at is the first character that is no blank, @end is behind the last one. */
static int read_statement(struct policy_reader *reader, const char *at,
			  const char *end, struct policy_item *item)
{
	const char *action;
	size_t i;

	*item = (struct policy_item){ .line = reader->line };

	if (*at == '?') {
		item->optional = true;
		at = span_trim(at + 1, end).text;
	}

	item->name.text = at;
	while (at < end && is_word(*at))
		at++;
	item->name.len = at - item->name.text;
	if (!item->name.len)
		return policy_fail(reader, POLICY_ERROR_NAME, at);

	at = span_trim(at, end).text;
	if (at == end || *at != ':')
		return policy_fail(reader, POLICY_ERROR_COLON, at);
	at++;

	action = memchr(at, ';', end - at);
	item->expr = span_trim(at, action ? action : end);

	for (i = 0; i < ARRAY_SIZE(directives); i++) {
		if (!span_is(item->name, directives[i].name))
			continue;
		item->kind = directives[i].kind;
		if (action)
			return policy_fail(reader, POLICY_ERROR_DIRECTIVE_TAIL, action);
		return read_directive(reader, item->name, item->expr, item);
	}
	return read_rule(reader, item, action, end);
}

/* Check a line's characters; set @end behind its statement. */
static int scan_line(struct policy_reader *reader, const char **end)
{
	const char *at;

	*end = NULL;
	for (at = reader->start; *at && *at != '\n'; at++) {
		if (*at == '#' && !*end)
			*end = at;
		if (*at == '\r' && (at[1] == '\n' || !at[1])) {
			if (!*end)
				*end = at;
		} else if (!is_printable(*at) && !is_blank(*at)) {
			return policy_fail(reader, POLICY_ERROR_CHARACTER, at);
		}
	}
	if (!*end)
		*end = at;
	reader->pos = *at ? at + 1 : NULL;
	return 0;
}

/**
 * policy_is_text - whether a policy is a text, by its first two bytes
 * @first_two: the first two bytes
 *
 * No valid struct sock_fprog starts with two such bytes, on either byte
 * order: its length would be above BPF_MAXINSNS.
 *
 * Return: true if both are printable.
 */
bool policy_is_text(const char first_two[2])
{
	return is_printable(first_two[0]) && is_printable(first_two[1]);
}

/**
 * policy_reader_init - start to read a text
 * @reader: the walk to begin
 * @text:   the policy, terminated by a NUL; must stay as it is while it is
 *          being read, and as long as the items read from it are in use
 */
void policy_reader_init(struct policy_reader *reader, const char *text)
{
	*reader = (struct policy_reader){ .pos = text };
}

/**
 * policy_read_item - read up to the next line that says something
 * @reader: the walk
 * @item:   filled in if there is one
 *
 * Return: 1 if there was one, 0 at the end of a complete policy, -EINVAL if
 * the text is wrong, with reader->error filled in.
 */
int policy_read_item(struct policy_reader *reader, struct policy_item *item)
{
	struct policy_span statement;
	const char *end;
	int ret;

	while (reader->pos) {
		reader->start = reader->pos;
		reader->line++;

		if (reader->line == 1 && !policy_is_text(reader->start))
			return policy_fail(reader, POLICY_ERROR_START, reader->start);
		ret = scan_line(reader, &end);
		if (ret)
			return ret;
		statement = span_trim(reader->start, end);
		if (!statement.len)
			continue;
		ret = read_statement(reader, statement.text,
				     statement.text + statement.len, item);
		return ret ? ret : 1;
	}

	if (!reader->rules && !(reader->seen & (1 << POLICY_UNLISTED)))
		return policy_fail(reader, POLICY_ERROR_EMPTY, reader->start);
	return 0;
}

/**
 * policy_line_name - the name that an erroneous line begins with
 * @error: the error
 *
 * Return: the name as it is spelt; empty if the line does not begin with one.
 */
struct policy_span policy_line_name(const struct policy_error *error)
{
	const char *at = error->at - (error->column - 1);
	struct policy_span name;

	while (is_blank(*at) || *at == '?')
		at++;
	name.text = at;
	while (is_word(*at))
		at++;
	name.len = at - name.text;
	return name;
}

/**
 * policy_directive - the names of directives
 * @index: which one, from 0
 *
 * Return: the name, or NULL if there are no more.
 */
const char *policy_directive(unsigned int index)
{
	return index < ARRAY_SIZE(directives) ? directives[index].name : NULL;
}

/**
 * policy_error_errno - what an install returns for an error
 * @id: the error
 *
 * Return: a positive errno, 0 for a note.
 */
int policy_error_errno(enum policy_error_id id)
{
	return error_texts[id].error;
}

/**
 * policy_error_words - what an error means, for people
 * @id: the error
 *
 * Return: one line, in which {words} in braces stand for what was found.
 */
const char *policy_error_words(enum policy_error_id id)
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
 * policy_print_action - an action as a policy says it
 * @action: a SECCOMP_RET_* with its data that policy_read_item() can give
 * @text:   receives the words and a NUL, cut to @size
 * @size:   size of @text
 */
void policy_print_action(u32 action, char *text, size_t size)
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
