// SPDX-License-Identifier: GPL-2.0
/*
 * Predicates on their way from another format to text.
 *
 * The other formats compare all 64 bits of a register, unsigned. The language
 * compares an argument at the width and sign that the kernel uses. So each
 * comparison is rewritten for the argument's type when it is made; what is left
 * then are comparisons as the language knows them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "main.h"
#include "text.h"

enum expr_kind { EXPR_ALWAYS, EXPR_NEVER, EXPR_TEST, EXPR_AND, EXPR_OR };

/**
 * struct expr - a predicate
 * @kind:   what it is
 * @left:   of AND and OR
 * @right:  of AND and OR
 * @arg:    of TEST, the argument's position
 * @op:     of TEST
 * @number: of TEST, within the argument's type
 */
struct expr {
	enum expr_kind		kind;
	const struct expr	*left, *right;
	unsigned int		arg;
	enum test_op		op;
	struct number		number;
};

static const struct expr always_expr = { .kind = EXPR_ALWAYS };
static const struct expr never_expr = { .kind = EXPR_NEVER };

const struct expr *always(void)
{
	return &always_expr;
}

const struct expr *never(void)
{
	return &never_expr;
}

bool is_always(const struct expr *expr)
{
	return expr->kind == EXPR_ALWAYS;
}

bool is_never(const struct expr *expr)
{
	return expr->kind == EXPR_NEVER;
}

static const struct expr *join(enum expr_kind kind, const struct expr *a, const struct expr *b)
{
	struct expr *expr = need_memory(calloc(1, sizeof(*expr)));

	expr->kind = kind;
	expr->left = a;
	expr->right = b;
	return expr;
}

const struct expr *both(const struct expr *a, const struct expr *b)
{
	if (is_never(a) || is_always(b))
		return a;
	if (is_never(b) || is_always(a))
		return b;
	return join(EXPR_AND, a, b);
}

const struct expr *either(const struct expr *a, const struct expr *b)
{
	if (is_always(a) || is_never(b))
		return a;
	if (is_always(b) || is_never(a))
		return b;
	return join(EXPR_OR, a, b);
}

static const struct expr *test(unsigned int arg, enum test_op op, struct number number)
{
	struct expr *expr = need_memory(calloc(1, sizeof(*expr)));

	expr->kind = EXPR_TEST;
	expr->arg = arg;
	expr->op = op;
	expr->number = number;
	return expr;
}

const struct expr *not(const struct expr *expr)
{
	static const enum test_op opposite[] = {
		[TEST_EQ] = TEST_NE, [TEST_NE] = TEST_EQ,
		[TEST_LT] = TEST_GE, [TEST_GE] = TEST_LT,
		[TEST_LE] = TEST_GT, [TEST_GT] = TEST_LE,
		[TEST_ANY] = TEST_NONE, [TEST_NONE] = TEST_ANY,
	};

	switch (expr->kind) {
	case EXPR_ALWAYS:
		return never();
	case EXPR_NEVER:
		return always();
	case EXPR_AND:
		return either(not(expr->left), not(expr->right));
	case EXPR_OR:
		return both(not(expr->left), not(expr->right));
	default:
		return test(expr->arg, opposite[expr->op], expr->number);
	}
}

/**
 * struct type - of an argument
 * @bits:      its width
 * @is_signed: it compares as a signed number
 * @max:       the largest unsigned number of this width
 * @sign:      the bit that is the sign, of a signed one
 */
struct type {
	unsigned int	bits;
	bool		is_signed;
	uint64_t	max;
	uint64_t	sign;
};

static struct type find_type(const struct call *call, unsigned int arg,
			     const struct place *place)
{
	bool described = call->known && !(call->about.flags & SECCOMP_CALL_UNBUILT);
	struct type type = { .bits = 64 };

	if (arg >= (described ? call->about.nr_args : 6))
		reject(place, "argument %u of %s is compared, which the kernel does not read",
		       arg, call->name);
	if (described) {
		type.bits = call->about.args[arg].size * 8;
		type.is_signed = call->about.args[arg].flags & SECCOMP_ARG_SIGNED;
	}
	type.max = type.bits == 64 ? UINT64_MAX : (1ull << type.bits) - 1;
	type.sign = type.is_signed ? 1ull << (type.bits - 1) : 0;
	return type;
}

/* @value as a number of this width; false if no such number is meant */
static bool narrow(const struct type *type, uint64_t value, uint64_t *narrowed)
{
	uint64_t above = value & ~type->max;
	bool negative = value & (1ull << (type->bits - 1));

	*narrowed = value & type->max;
	return !above || (above == ~type->max && negative);
}

/*
 * @number with @value, which is its value at this width. Its words are kept if they
 * say the same at this width.
 */
static struct number settle(const struct type *type, struct number number, uint64_t value)
{
	uint64_t extended = value & type->sign ? value | ~type->max : value;

	if (extended != number.value)
		return (struct number){ .value = value };
	number.value = value;
	return number;
}

/* argument < or <= @number, as if both were unsigned */
static const struct expr *below(const struct type *type, unsigned int arg, enum test_op op,
				struct number number)
{
	const struct expr *not_negative, *under = test(arg, op, number);

	if (!type->is_signed)
		return under;
	not_negative = test(arg, TEST_GE, (struct number){ 0 });
	if (number.value < type->sign)
		return both(not_negative, under);
	if (number.value == type->sign && op == TEST_LT)
		return not_negative;
	return either(not_negative, under);
}

static const struct expr *order(const struct type *type, unsigned int arg, enum test_op op,
				struct number number)
{
	uint64_t value;

	if (op == TEST_GT || op == TEST_GE)
		return not(order(type, arg, op == TEST_GT ? TEST_LE : TEST_LT, number));
	if (!narrow(type, number.value, &value) || (op == TEST_LE && value == type->max))
		return always();
	if (op == TEST_LT && !value)
		return never();
	return below(type, arg, op, settle(type, number, value));
}

static const struct expr *equal(const struct type *type, unsigned int arg, struct number number)
{
	uint64_t value;

	if (!narrow(type, number.value, &value))
		return never();
	return test(arg, TEST_EQ, settle(type, number, value));
}

/* No bit of the mask is set */
static const struct expr *none(const struct type *type, unsigned int arg, struct number number)
{
	uint64_t mask = number.value & type->max;
	uint64_t base = number.inverted ? ~number.value : number.value;

	if (!mask)
		return always();
	if (mask == type->max)
		return test(arg, TEST_EQ, (struct number){ 0 });
	if (base & ~type->max)
		number = (struct number){ 0 };
	number.value = mask;
	return test(arg, TEST_NONE, number);
}

const struct expr *compare(const struct call *call, unsigned int arg, enum test_op op,
			   struct number number, const struct place *place)
{
	struct type type = find_type(call, arg, place);

	switch (op) {
	case TEST_EQ:
		return equal(&type, arg, number);
	case TEST_NE:
		return not(equal(&type, arg, number));
	case TEST_NONE:
		return none(&type, arg, number);
	case TEST_ANY:
		return not(none(&type, arg, number));
	default:
		return order(&type, arg, op, number);
	}
}

const struct expr *compare_masked(const struct call *call, unsigned int arg, uint64_t mask,
				  uint64_t value, const struct place *place)
{
	struct type type = find_type(call, arg, place);
	const struct expr *expr;
	uint64_t bit;

	if (mask == UINT64_MAX)
		return equal(&type, arg, (struct number){ .value = value });
	if (value & ~mask || value & ~type.max)
		return never();
	mask &= type.max;
	if (mask == type.max)
		return equal(&type, arg, (struct number){ .value = value });
	expr = none(&type, arg, (struct number){ .value = mask & ~value });
	for (bit = 1; bit && bit <= type.max; bit <<= 1) {
		if (value & bit)
			expr = both(expr, not(none(&type, arg, (struct number){ .value = bit })));
	}
	return expr;
}

/* Whether the words of a number can stand before the argument's type */
static bool words_fit(const struct type *type, const struct number *number, bool bits)
{
	uint64_t base = number->inverted ? ~number->value & type->max : number->value;

	if (!number->words)
		return false;
	if (!type->is_signed || base < type->sign)
		return true;
	/* a negative name, such as AT_FDCWD */
	return !bits && !number->inverted;
}

static char *format_bits(const struct type *type, uint64_t bits)
{
	if (type->is_signed && bits & type->sign)
		return format_string("~0x%llx", (unsigned long long)(~bits & type->max));
	return format_string("0x%llx", (unsigned long long)bits);
}

static char *format_value(const struct type *type, uint64_t value)
{
	if (type->is_signed && value & type->sign) {
		if (value == type->sign)	/* its negative fits no type */
			return format_string("~0x%llx", (unsigned long long)(type->sign - 1));
		return format_string("-%llu", (unsigned long long)(type->max - value + 1));
	}
	return format_string(value < 0x10000 ? "%llu" : "0x%llx", (unsigned long long)value);
}

/* Names joined by '|', with a place to break behind each but the last */
static char *format_names(const char *words)
{
	char *names = need_memory(malloc(2 * strlen(words) + 1)), *to = names;

	for (; *words; words++) {
		*to++ = *words;
		if (*words == '|')
			*to++ = '\v';
	}
	*to = '\0';
	return names;
}

static char *format_number(const struct type *type, const struct number *number, bool bits)
{
	const char *words = number->words;

	if (!words_fit(type, number, bits))
		return bits ? format_bits(type, number->value) :
			      format_value(type, number->value);
	if (strchr(words, '|'))
		return format_string("%s(%s)", number->inverted ? "~" : "", format_names(words));
	return format_string("%s%s", number->inverted ? "~" : "", words);
}

static char *format_test(const struct call *call, const struct expr *expr)
{
	static const char * const signs[] = {
		[TEST_EQ] = "==", [TEST_NE] = "!=", [TEST_LT] = "<", [TEST_LE] = "<=",
		[TEST_GT] = ">", [TEST_GE] = ">=", [TEST_ANY] = "&", [TEST_NONE] = "&",
	};
	struct type type = find_type(call, expr->arg, &call->place);
	bool bits = expr->op == TEST_ANY || expr->op == TEST_NONE;
	bool named = call->known && !(call->about.flags & SECCOMP_CALL_UNBUILT);
	char *name = named ? format_string("%s", call->about.args[expr->arg].name) :
			     format_string("a%u", expr->arg);
	char *words = format_number(&type, &expr->number, bits);

	if (expr->op == TEST_NONE)
		return format_string("!(%s & %s)", name, words);
	return format_string("%s %s %s", name, signs[expr->op], words);
}

char *format_expr(const struct call *call, const struct expr *expr)
{
	const char *sign = expr->kind == EXPR_AND ? "&&" : "||";
	char *left, *right, *whole;

	if (is_always(expr) || is_never(expr))
		return format_string("%d", is_always(expr));
	if (expr->kind == EXPR_TEST)
		return format_test(call, expr);
	left = format_expr(call, expr->left);
	right = format_expr(call, expr->right);
	if (expr->kind == EXPR_AND && expr->left->kind == EXPR_OR)
		left = format_string("(%s)", left);
	if (expr->kind == EXPR_AND && expr->right->kind == EXPR_OR)
		right = format_string("(%s)", right);
	whole = format_string("%s\n%s %s", left, sign, right);
	free(left);
	free(right);
	if (strlen(whole) > POLICY_MAX_LEN)
		reject(&call->place,
		       "the conditions of %s take more than %u bytes, the limit of a policy",
		       call->name, POLICY_MAX_LEN);
	return whole;
}
