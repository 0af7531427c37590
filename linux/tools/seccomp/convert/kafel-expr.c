// SPDX-License-Identifier: GPL-2.0
/* Policies of kafel: their tokens, constants and expressions */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kafel.h"
#include "main.h"

#define MAX_DEPTH	32

static void set_place(struct reader *reader)
{
	reader->place.line = reader->lines ? reader->lines[reader->line - 1] : reader->line;
}

static void skip_to(struct reader *reader, const char *end)
{
	for (; reader->at < end; reader->at++)
		reader->line += *reader->at == '\n';
}

static void skip_comment(struct reader *reader)
{
	const char *end = strstr(reader->at + 2, "*/");

	if (!end)
		reject(&reader->place, "a comment without an end");
	skip_to(reader, end + 2);
}

static void skip_blanks(struct reader *reader)
{
	for (;;) {
		skip_to(reader, reader->at + strspn(reader->at, " \t\r\n"));
		set_place(reader);
		if (!strncmp(reader->at, "//", 2))
			reader->at += strcspn(reader->at, "\n");
		else if (!strncmp(reader->at, "/*", 2))
			skip_comment(reader);
		else
			return;
	}
}

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

static void take_text(struct reader *reader, enum token_kind kind, size_t len, size_t quotes)
{
	reader->token.kind = kind;
	reader->token.text = format_string("%.*s", (int)len, reader->at + quotes);
	reader->at += len + 2 * quotes;
}

static void take_quoted(struct reader *reader)
{
	size_t len = strcspn(reader->at + 1, "\"\n");

	if (reader->at[1 + len] != '"')
		reject(&reader->place, "a string without an end");
	take_text(reader, TOKEN_STRING, len, 1);
}

static void take_number(struct reader *reader)
{
	const char *end;

	if (!parse_number(reader->at, &end, &reader->token.value) || strspn(end, letters))
		reject(&reader->place, "'%.*s' is no number of 64 bits",
		       (int)strspn(reader->at, letters), reader->at);
	take_text(reader, TOKEN_NUMBER, end - reader->at, 0);
}

void next_token(struct reader *reader)
{
	static const char * const doubles[] = { "==", "!=", "<=", ">=", "&&", "||" };
	unsigned int i;
	uint64_t value = 0;

	skip_blanks(reader);
	reader->token = (struct token){ .kind = TOKEN_END, .text = "", .value = value };
	if (!*reader->at)
		return;
	if (*reader->at == '"') {
		take_quoted(reader);
		return;
	}
	if (strchr("0123456789", *reader->at) ||
	    (*reader->at == '-' && reader->at[1] && strchr("0123456789", reader->at[1]))) {
		take_number(reader);
		return;
	}
	if (strchr(letters, *reader->at)) {
		take_text(reader, TOKEN_WORD, strspn(reader->at, letters), 0);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(doubles) && strncmp(reader->at, doubles[i], 2); i++)
		;
	take_text(reader, TOKEN_SIGN, i < ARRAY_SIZE(doubles) ? 2 : 1, 0);
}

bool is_sign(const struct reader *reader, const char *sign)
{
	return reader->token.kind == TOKEN_SIGN && !strcmp(reader->token.text, sign);
}

bool is_word(const struct reader *reader, const char *word)
{
	return reader->token.kind == TOKEN_WORD && !strcmp(reader->token.text, word);
}

bool take_sign(struct reader *reader, const char *sign)
{
	if (!is_sign(reader, sign))
		return false;
	next_token(reader);
	return true;
}

bool take_word(struct reader *reader, const char *word)
{
	if (!is_word(reader, word))
		return false;
	next_token(reader);
	return true;
}

void reject_token(const struct reader *reader, const char *expected)
{
	if (reader->token.kind == TOKEN_END)
		reject(&reader->place, "%s is expected before the end", expected);
	reject(&reader->place, "%s is expected instead of '%.40s'", expected, reader->token.text);
}

void need_sign(struct reader *reader, const char *sign)
{
	if (!take_sign(reader, sign))
		reject_token(reader, format_string("'%s'", sign));
}

const char *need_any_word(struct reader *reader)
{
	const char *word = reader->token.text;

	if (reader->token.kind != TOKEN_WORD)
		reject_token(reader, "a name");
	next_token(reader);
	return word;
}

static struct {
	const char	*name;
	uint64_t	value;
} *defined;
static unsigned int nr_defined;

/* The index of a constant, or nr_defined */
static unsigned int find_defined(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_defined && strcmp(defined[i].name, name); i++)
		;
	return i;
}

static bool is_defined(const char *name)
{
	return find_defined(name) < nr_defined;
}

void define_constant(struct reader *reader, const char *name, uint64_t value)
{
	if (is_defined(name))
		reject(&reader->place, "%s is defined twice", name);
	if (nr_defined >= 4096)
		reject(&reader->place, "more than 4096 constants");
	defined = need_memory(realloc(defined, (nr_defined + 1) * sizeof(*defined)));
	defined[nr_defined].name = name;
	defined[nr_defined++].value = value;
}

bool find_constant(const struct reader *reader, const char *name, struct number *number)
{
	if (!is_defined(name))
		return find_number(reader->source, name, number);
	*number = (struct number){ .value = defined[find_defined(name)].value };
	return true;
}

/**
 * struct operand - one side of a comparison
 * @has_arg:  it is an argument, else a number
 * @arg:      the argument's position
 * @has_mask: only some bits of it
 * @number:   the number, or the mask
 */
struct operand {
	bool		has_arg, has_mask;
	unsigned int	arg;
	struct number	number;
};

/* The position of an argument, or -1 */
static int find_argument(const struct call *call, const struct arguments *arguments,
			 const char *name)
{
	unsigned int i, nr = arguments->nr ?: (call->known ? call->about.nr_args : 0);

	for (i = 0; i < nr; i++) {
		const char *own = arguments->nr ? arguments->names[i] : call->about.args[i].name;

		if (!strcmp(own, name))
			return i;
	}
	return -1;
}

static struct operand parse_plain(struct reader *reader, const struct call *call,
				  const struct arguments *arguments)
{
	struct operand operand = { .number.value = reader->token.value };
	const char *name;
	int arg;

	if (reader->token.kind == TOKEN_NUMBER) {
		next_token(reader);
		return operand;
	}
	name = need_any_word(reader);
	/* A constant of the policy hides an argument. */
	arg = is_defined(name) ? -1 : find_argument(call, arguments, name);
	if (arg < 0 && !find_constant(reader, name, &operand.number))
		reject(&reader->place,
		       "'%.40s' is neither an argument of %s nor a constant; arguments can be declared: %s(first, second)",
		       name, call->name, call->name);
	operand.has_arg = arg >= 0;
	operand.arg = arg >= 0 ? arg : 0;
	return operand;
}

/* PLAIN { '|' PLAIN }, only of constants */
static struct operand parse_alternatives(struct reader *reader, const struct call *call,
					 const struct arguments *arguments)
{
	struct operand operand = parse_plain(reader, call, arguments);

	while (take_sign(reader, "|")) {
		struct operand more = parse_plain(reader, call, arguments);
		struct number *a = &operand.number, *b = &more.number;

		if (operand.has_arg || more.has_arg)
			reject(&reader->place,
			       "an argument of %s with bits added, which a policy cannot compare",
			       call->name);
		a->words = a->words && b->words ? format_string("%s|%s", a->words, b->words) :
			   NULL;
		a->value |= b->value;
	}
	return operand;
}

static struct operand mask(struct reader *reader, const struct call *call,
			   const struct operand *a, const struct operand *b)
{
	struct operand operand = a->has_arg ? *a : *b;

	if (a->has_arg && b->has_arg)
		reject(&reader->place,
		       "two arguments of %s are combined, which a policy cannot say",
		       call->name);
	if (!operand.has_arg) {
		operand.number = (struct number){ .value = a->number.value & b->number.value };
		return operand;
	}
	operand.has_mask = true;
	operand.number = a->has_arg ? b->number : a->number;
	return operand;
}

static struct operand parse_operand(struct reader *reader, const struct call *call,
				    const struct arguments *arguments, unsigned int depth)
{
	struct operand operand, more;

	if (depth > MAX_DEPTH)
		reject(&reader->place, "too many parentheses");
	if (take_sign(reader, "(")) {
		operand = parse_operand(reader, call, arguments, depth + 1);
		need_sign(reader, ")");
		return operand;
	}
	operand = parse_alternatives(reader, call, arguments);
	if (!take_sign(reader, "&"))
		return operand;
	more = parse_alternatives(reader, call, arguments);
	return mask(reader, call, &operand, &more);
}

static bool compare_numbers(enum test_op op, uint64_t a, uint64_t b)
{
	switch (op) {
	case TEST_EQ:
		return a == b;
	case TEST_NE:
		return a != b;
	case TEST_LT:
		return a < b;
	case TEST_LE:
		return a <= b;
	case TEST_GT:
		return a > b;
	default:
		return a >= b;
	}
}

/* (argument & mask) OP @b */
static const struct expr *make_masked(struct reader *reader, const struct call *call,
				      enum test_op op, const struct operand *a, uint64_t b)
{
	const struct expr *expr;

	if (op != TEST_EQ && op != TEST_NE)
		reject(&reader->place,
		       "some bits of an argument of %s are compared as a number, which a policy cannot say",
		       call->name);
	if (!b)
		expr = compare(call, a->arg, TEST_NONE, a->number, &reader->place);
	else
		expr = compare_masked(call, a->arg, a->number.value, b, &reader->place);
	return op == TEST_EQ ? expr : not(expr);
}

static const struct expr *make_comparison(struct reader *reader, const struct call *call,
					  enum test_op op, const struct operand *a,
					  const struct operand *b)
{
	static const enum test_op mirrored[] = {
		[TEST_EQ] = TEST_EQ, [TEST_NE] = TEST_NE, [TEST_LT] = TEST_GT,
		[TEST_GT] = TEST_LT, [TEST_LE] = TEST_GE, [TEST_GE] = TEST_LE,
	};

	if (a->has_arg && b->has_arg)
		reject(&reader->place,
		       "two arguments of %s are compared with each other, which a policy cannot say",
		       call->name);
	if (b->has_arg)
		return make_comparison(reader, call, mirrored[op], b, a);
	if (!a->has_arg)
		return compare_numbers(op, a->number.value, b->number.value) ? always() : never();
	if (a->has_mask)
		return make_masked(reader, call, op, a, b->number.value);
	return compare(call, a->arg, op, b->number, &reader->place);
}

static enum test_op parse_op(struct reader *reader)
{
	static const struct { const char *sign; enum test_op op; } signs[] = {
		{ "==", TEST_EQ }, { "!=", TEST_NE }, { "<=", TEST_LE }, { ">=", TEST_GE },
		{ "<", TEST_LT }, { ">", TEST_GT },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(signs); i++) {
		if (take_sign(reader, signs[i].sign))
			return signs[i].op;
	}
	reject_token(reader, "a comparison");
}

static const struct expr *parse_any(struct reader *reader, const struct call *call,
				    const struct arguments *arguments, unsigned int depth);

/*
 * Whether the parenthesis that comes next holds whole comparisons and not one side of
 * one: it does if a comparison or another joint stands in it.
 */
static bool holds_comparison(const struct reader *reader)
{
	struct reader ahead = *reader;
	unsigned int depth = 0;

	do {
		depth += is_sign(&ahead, "(");
		depth -= is_sign(&ahead, ")");
		if (is_sign(&ahead, "==") || is_sign(&ahead, "!=") || is_sign(&ahead, "<") ||
		    is_sign(&ahead, ">") || is_sign(&ahead, "<=") || is_sign(&ahead, ">="))
			return true;
		next_token(&ahead);
	} while (depth && ahead.token.kind != TOKEN_END);
	return false;
}

static const struct expr *parse_one(struct reader *reader, const struct call *call,
				    const struct arguments *arguments, unsigned int depth)
{
	const struct expr *expr;
	struct operand a, b;
	enum test_op op;

	if (depth > MAX_DEPTH)
		reject(&reader->place, "too many parentheses");
	if (take_sign(reader, "!"))
		return not(parse_one(reader, call, arguments, depth + 1));
	if (is_sign(reader, "(") && holds_comparison(reader)) {
		next_token(reader);
		expr = parse_any(reader, call, arguments, depth + 1);
		need_sign(reader, ")");
		return expr;
	}
	a = parse_operand(reader, call, arguments, depth);
	op = parse_op(reader);
	b = parse_operand(reader, call, arguments, depth);
	return make_comparison(reader, call, op, &a, &b);
}

static const struct expr *parse_any(struct reader *reader, const struct call *call,
				    const struct arguments *arguments, unsigned int depth)
{
	const struct expr *any = never(), *all;

	do {
		all = always();
		do {
			all = both(all, parse_one(reader, call, arguments, depth));
		} while (take_sign(reader, "&&"));
		any = either(any, all);
	} while (take_sign(reader, "||") || take_sign(reader, ","));
	return any;
}

const struct expr *parse_condition(struct reader *reader, const struct call *call,
				   const struct arguments *arguments)
{
	return parse_any(reader, call, arguments, 0);
}
