// SPDX-License-Identifier: GPL-2.0
/*
 * Policies of minijail.
 *
 * Two programs read them: minijail0 itself, and compile_seccomp_policy.py, which
 * knows more (braces, metadata, actions other than return). "EXPR; return E" means
 * that all other arguments get E to the first, and those of EXPR to the second. As
 * policies with plain lines are written for minijail0, its reading is taken; inside
 * braces, which only the other one knows, that of the other one.
 */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "convert.h"
#include "main.h"

#define MAX_DEPTH	10
#define MAX_TOKEN	128

/**
 * struct reader - where the policy is being read
 * @conv:     what is collected
 * @source:   the options
 * @at:       the next character of the statement
 * @place:    its line
 * @depth:    how many files include this one
 * @denylist: calls that are not named are allowed
 */
struct reader {
	struct conversion	*conv;
	const struct source	*source;
	const char		*at;
	struct place		place;
	unsigned int		depth;
	bool			*denylist;
};

static void skip_blanks(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t\r\n");
}

static bool at_end(struct reader *reader)
{
	skip_blanks(reader);
	return !*reader->at;
}

/* Take @sign if it comes next. */
static bool take(struct reader *reader, const char *sign)
{
	skip_blanks(reader);
	if (strncmp(reader->at, sign, strlen(sign)))
		return false;
	reader->at += strlen(sign);
	return true;
}

static void need(struct reader *reader, const char *sign)
{
	if (!take(reader, sign))
		reject(&reader->place, "'%s' is expected before '%.20s'", sign, reader->at);
}

static const char word_letters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/* The word that comes next, or NULL */
static char *take_word(struct reader *reader)
{
	size_t len;
	char *word;

	skip_blanks(reader);
	len = strspn(reader->at, word_letters);
	if (!len)
		return NULL;
	if (len >= MAX_TOKEN)
		reject(&reader->place, "a word of %zu characters", len);
	word = format_string("%.*s", (int)len, reader->at);
	reader->at += len;
	return word;
}

static struct number parse_value(struct reader *reader, unsigned int depth);

static struct number parse_term(struct reader *reader, unsigned int depth)
{
	struct number number = { 0 };
	const char *end;
	char *word;

	if (depth > 16)
		reject(&reader->place, "too many parentheses");
	if (take(reader, "(")) {
		number = parse_value(reader, depth + 1);
		need(reader, ")");
		return number;
	}
	word = take_word(reader);
	if (!word)
		reject(&reader->place, "a constant is expected before '%.20s'", reader->at);
	if (parse_number(word, &end, &number.value) && !*end)
		return number;
	if (!find_number(reader->source, word, &number))
		reject(&reader->place, "the constant %s is unknown; give its value with -D %s=N",
		       word, word);
	return number;
}

/* a | b, in words if one of them has any */
static struct number combine(struct number a, struct number b)
{
	struct number number = { .value = a.value | b.value };

	if ((!a.words && !b.words) || a.inverted || b.inverted)
		return number;
	if (!a.words)
		a.words = format_string("0x%llx", (unsigned long long)a.value);
	if (!b.words)
		b.words = format_string("0x%llx", (unsigned long long)b.value);
	number.words = format_string("%s|%s", a.words, b.words);
	return number;
}

static struct number parse_value(struct reader *reader, unsigned int depth)
{
	struct number number = { 0 }, term;
	bool first = true;

	do {
		bool inverted = take(reader, "~");

		term = parse_term(reader, depth);
		if (inverted) {
			term.value = ~term.value;
			term.inverted = !term.inverted;
		}
		number = first ? term : combine(number, term);
		first = false;
	} while (!(reader->at[strspn(reader->at, " \t")] == '|' &&
		   reader->at[strspn(reader->at, " \t") + 1] == '|') && take(reader, "|"));
	return number;
}

static const struct expr *parse_atom(struct reader *reader, const struct call *call)
{
	static const struct { const char *sign; enum test_op op; } signs[] = {
		{ "==", TEST_EQ }, { "!=", TEST_NE }, { "<=", TEST_LE }, { ">=", TEST_GE },
		{ "<", TEST_LT }, { ">", TEST_GT }, { "&", TEST_ANY }, { "in", TEST_NONE },
	};
	struct number number;
	unsigned int arg, i;

	need(reader, "arg");
	if (reader->at[0] < '0' || reader->at[0] > '5' || strspn(reader->at, "0123456789") != 1)
		reject(&reader->place, "arguments are arg0 to arg5");
	arg = *reader->at++ - '0';
	for (i = 0; i < ARRAY_SIZE(signs) && !take(reader, signs[i].sign); i++)
		;
	if (i == ARRAY_SIZE(signs))
		reject(&reader->place, "an operator is expected before '%.20s'", reader->at);
	number = parse_value(reader, 0);
	if (i == ARRAY_SIZE(signs) - 1) {	/* none of the other bits */
		number.value = ~number.value;
		number.inverted = !number.inverted;
	}
	return compare(call, arg, signs[i].op, number, &reader->place);
}

static const struct expr *parse_expression(struct reader *reader, const struct call *call)
{
	const struct expr *any = never(), *all;

	do {
		all = always();
		do {
			all = both(all, parse_atom(reader, call));
		} while (take(reader, "&&"));
		any = either(any, all);
	} while (take(reader, "||"));
	return any;
}

static uint32_t parse_return(struct reader *reader)
{
	char *word = take_word(reader);

	if (!word)
		reject(&reader->place, "'return' without an errno");
	return parse_errno(word, &reader->place);
}

static uint32_t parse_action(struct reader *reader)
{
	static const struct { const char *word; uint32_t action; } actions[] = {
		{ "1", SECCOMP_RET_ALLOW }, { "allow", SECCOMP_RET_ALLOW },
		{ "kill", SECCOMP_RET_KILL_PROCESS },
		{ "kill-process", SECCOMP_RET_KILL_PROCESS },
		{ "kill-thread", SECCOMP_RET_KILL_THREAD }, { "trap", SECCOMP_RET_TRAP },
		{ "trace", SECCOMP_RET_TRACE }, { "log", SECCOMP_RET_LOG },
	};
	char *word = take_word(reader);
	unsigned int i;

	if (!word)
		reject(&reader->place, "an action is expected before '%.20s'", reader->at);
	if (!strcmp(word, "return"))
		return parse_return(reader);
	if (!strcmp(word, "user-notify"))
		reject(&reader->place, "user-notify: a policy cannot ask a supervisor");
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (!strcmp(word, actions[i].word))
			return actions[i].action;
	}
	reject(&reader->place, "'%s' is no action", word);
}

static bool at_argument(struct reader *reader)
{
	skip_blanks(reader);
	return !strncmp(reader->at, "arg", 3);
}

/* { FILTER, FILTER ... }: the first that matches decides */
static void parse_braced(struct reader *reader, struct call *call)
{
	do {
		const struct expr *when = always();
		uint32_t action = SECCOMP_RET_ALLOW;

		if (at_argument(reader)) {
			when = parse_expression(reader, call);
			if (take(reader, ";"))
				action = parse_action(reader);
		} else {
			action = parse_action(reader);
		}
		add_case(call, when, action);
	} while (take(reader, ","));
	need(reader, "}");
}

/* EXPR; return E of minijail0 */
static void parse_plain(struct reader *reader, struct call *call)
{
	const struct expr *when = parse_expression(reader, call);

	if (!take(reader, ";")) {
		if (*reader->denylist)
			reject(&reader->place, "a denylist must say what %s returns", call->name);
		add_case(call, when, SECCOMP_RET_ALLOW);
		return;
	}
	if (*reader->denylist)
		reject(&reader->place,
		       "minijail0 returns the errno if the expression is false, compile_seccomp_policy.py if it is true; write { %s } with what is meant",
		       call->name);
	if (call->cases)
		reject(&reader->place, "%s has several lines, and one of them returns an errno",
		       call->name);
	warn_place(reader->conv, &reader->place,
		   "%s returns the errno if its expression is false, as for minijail0; compile_seccomp_policy.py takes it the other way",
		   call->name);
	add_case(call, when, SECCOMP_RET_ALLOW);
	need(reader, "return");
	add_case(call, always(), parse_return(reader));
}

static void parse_filter(struct reader *reader, struct call *call)
{
	if (take(reader, "{"))
		parse_braced(reader, call);
	else if (at_argument(reader))
		parse_plain(reader, call);
	else
		add_case(call, always(), parse_action(reader));
	if (!at_end(reader))
		reject(&reader->place, "'%.20s' is one too many", reader->at);
}

/* Whether [arch=x86_64,...] leaves the call to this architecture */
static bool parse_metadata(struct reader *reader)
{
	bool meant = false;
	char *word;

	if (!take(reader, "["))
		return true;
	word = take_word(reader);
	if (!word || strcmp(word, "arch"))
		reject(&reader->place, "the metadata '%s' is unknown", word ?: "");
	need(reader, "=");
	do {
		word = take_word(reader);
		meant |= word && is_native_name(word);
	} while (take(reader, ","));
	need(reader, "]");
	return meant;
}

/* One name of a statement. Its filter is read anew for each name. */
static void parse_named(struct reader *reader, const char *filter)
{
	char *name = take_word(reader);
	struct reader at_filter = *reader;
	struct call *call;
	const char *end;
	uint64_t nr;

	if (!name)
		reject(&reader->place, "the name of a call is expected before '%.20s'",
		       reader->at);
	if (!parse_metadata(reader))
		return;
	if (parse_number(name, &end, &nr) && !*end)
		call = need_call(reader->conv, NULL, nr > 0xffff ? 0xffff : nr, &reader->place);
	else
		call = need_call(reader->conv, name, 0, &reader->place);
	at_filter.at = filter;
	parse_filter(&at_filter, call);
}

static void parse_statement(struct reader *reader)
{
	/* no colon can stand in the names */
	const char *colon = strchr(reader->at, ':');
	bool braces = take(reader, "{");

	if (!colon)
		reject(&reader->place, "neither 'name: filter' nor a directive: '%.20s'",
		       reader->at);
	do {
		parse_named(reader, colon + 1);
	} while (braces && take(reader, ","));
	if (braces)
		need(reader, "}");
	need(reader, ":");
}

static void read_file(struct reader *reader, const char *path, const struct place *from);

static void parse_include(struct reader *reader)
{
	struct reader inner = *reader;
	char *name, *path;

	skip_blanks(reader);
	name = format_string("%.*s", (int)strcspn(reader->at, " \t\r\n"), reader->at);
	if (!*name)
		reject(&reader->place, "@include without a file");
	if (reader->depth >= MAX_DEPTH)
		reject(&reader->place, "more than %u files include each other", MAX_DEPTH);
	path = find_included(reader->source, name, &reader->place);
	if (!path && *reader->denylist)
		reject(&reader->place, "a denylist cannot go on without %s", name);
	if (!path) {
		warn_place(reader->conv, &reader->place, "without what %s allows", name);
		return;
	}
	inner.depth++;
	read_file(&inner, path, &reader->place);
}

static void parse_default(struct reader *reader)
{
	uint32_t action = parse_action(reader);

	if (action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG ||
	    action == SECCOMP_RET_TRACE)
		reject(&reader->place, "minijail takes no such default action");
	if (*reader->denylist)
		reject(&reader->place, "a denylist allows by default");
	reader->conv->default_action = action;
}

static void parse_directive(struct reader *reader)
{
	char *word;

	reader->at++;
	word = take_word(reader);
	if (word && !strcmp(word, "include")) {
		parse_include(reader);
	} else if (word && !strcmp(word, "default")) {
		parse_default(reader);
	} else if (word && !strcmp(word, "denylist")) {
		if (reader->conv->calls)
			reject(&reader->place, "@denylist must come before all rules");
		*reader->denylist = true;
		reader->conv->default_action = SECCOMP_RET_ALLOW;
	} else if (!word || strcmp(word, "frequency")) {	/* only about speed */
		reject(&reader->place, "@%s is unknown", word ?: "");
	}
}

static void parse_line(struct reader *reader, char *line)
{
	reader->at = line;
	if (at_end(reader))
		return;
	if (*reader->at == '@')
		parse_directive(reader);
	else
		parse_statement(reader);
}

/* Cut off a comment. Returns whether the next line belongs to this one. */
static bool trim_line(char *line)
{
	size_t len;

	line[strcspn(line, "#")] = '\0';
	len = strlen(line);
	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	line[len] = '\0';
	if (!len || line[len - 1] != '\\')
		return false;
	line[len - 1] = '\0';
	return true;
}

static void read_file(struct reader *reader, const char *path, const struct place *from)
{
	size_t len;
	char *text = read_source(path, from, &len), *line, *whole = NULL;
	unsigned int nr = 0;

	reader->place = (struct place){ .file = path };
	while ((line = strsep(&text, "\n"))) {
		bool more = trim_line(line);

		nr++;
		if (!whole)
			reader->place.line = nr;
		whole = whole ? format_string("%s %s", whole, line) : line;
		if (more && text)
			continue;
		parse_line(reader, whole);
		whole = NULL;
	}
}

void convert_minijail(struct conversion *conv, const struct source *source)
{
	bool denylist = false;
	struct reader reader = { .conv = conv, .source = source, .denylist = &denylist };

	conv->foreign = SECCOMP_RET_KILL_PROCESS;
	begin_group(conv, "Calls");
	read_file(&reader, source->path, NULL);
	if (!conv->calls)
		reject(&reader.place, "names no call");
}
