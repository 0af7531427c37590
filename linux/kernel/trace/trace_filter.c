// SPDX-License-Identifier: GPL-2.0
/*
 * Integer filters over the words of a record, see <linux/trace_filter.h>.
 *
 * The grammar is that of the trace events' filters, for integers only: a
 * comparison is "field operator constant", and comparisons are joined by
 * "&&", "||", "!" and parentheses. Constants may have names, and are combined by
 * "|", "~", "-" and parentheses. Each comparison compiles to one range test with
 * two exits, in the order of the text. An exit leads to a later test, or to the
 * result.
 */
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_filter.h>

#include "trace_filter_reduce.h"

enum operator {
	OP_EQ,
	OP_NE,
	OP_LE,
	OP_GE,
	OP_LT,
	OP_GT,
	OP_AND,
	NR_OPERATORS
};

/* An operator that starts with another one comes first. */
static const char operators[NR_OPERATORS][3] = {
	[OP_EQ]		= "==",
	[OP_NE]		= "!=",
	[OP_LE]		= "<=",
	[OP_GE]		= ">=",
	[OP_LT]		= "<",
	[OP_GT]		= ">",
	[OP_AND]	= "&",
};

/**
 * struct exits - exits of steps that will all lead to the same place
 * @first: the first exit, or 0: 1 + twice its step, and 1 more if it is the
 *         exit taken outside of the range
 * @last:  the last one. Each but the last holds the next one where its target
 *         will be
 */
struct exits {
	u16	first;
	u16	last;
};

/**
 * struct operand - a part of the expression that has been compiled
 * @yes: its exits that are taken if it is true
 * @no:  those that are taken if it is false
 */
struct operand {
	struct exits	yes;
	struct exits	no;
};

/**
 * struct level - the expression, or one in parentheses, being compiled
 * @yes:    exits of its alternatives so far, which make it true
 * @no:     exits of the current alternative, which make that false
 * @invert: a '!' applies to the whole level
 * @bits:   the terms so far of a constant on this level, combined
 * @sign:   the '-' or '~' before the current term of that constant, or 0
 * @term:   where the current term starts
 */
struct level {
	struct exits	yes;
	struct exits	no;
	bool		invert;
	u64		bits;
	char		sign;
	const char	*term;
};

/**
 * struct compiler - an expression on its way to a filter
 * @scope:  what it may contain
 * @expr:   the expression
 * @at:     the next character of it
 * @filter: receives the steps
 * @steps:  number of steps so far
 * @error:  filled in if it is refused
 * @level:  the innermost open level
 * @levels: one for each level that the expression has, the outermost first
 */
struct compiler {
	const struct trace_filter_scope	*scope;
	const char			*expr;
	const char			*at;
	struct trace_filter		*filter;
	unsigned int			steps;
	struct trace_filter_error	*error;
	struct level			*level;
	struct level			levels[];
};

static int fail(struct trace_filter_error *error,
		enum trace_filter_problem problem, unsigned int pos)
{
	error->problem = problem;
	error->pos = pos;
	return problem == TRACE_FILTER_NO_MEMORY ? -ENOMEM :
	       problem == TRACE_FILTER_TOO_MANY ||
	       problem == TRACE_FILTER_TOO_DEEP ? -E2BIG : -EINVAL;
}

static int fail_at(struct compiler *c, enum trace_filter_problem problem,
		   const char *at)
{
	return fail(c->error, problem, at - c->expr);
}

/* The operator that @at starts with, or NR_OPERATORS. */
static enum operator find_operator(const char *at)
{
	enum operator op;

	for (op = 0; op < NR_OPERATORS; op++) {
		if (at[0] == operators[op][0] &&
		    (!operators[op][1] || at[1] == operators[op][1]))
			break;
	}
	return op;
}

/* Let others run every few KiB of the expression, if the caller can sleep. */
static void reschedule(const struct trace_filter_scope *scope, unsigned int pos)
{
	if (!(pos % 4096) && gfpflags_allow_blocking(scope->gfp))
		cond_resched();
}

/* Exits and where they lead */

static s16 *exit_target(struct trace_filter *filter, u16 exit)
{
	struct trace_filter_step *step = &filter->steps[(exit - 1) / 2];

	return (exit - 1) % 2 ? &step->outside : &step->inside;
}

static void append_exits(struct trace_filter *filter, struct exits *to,
			 struct exits exits)
{
	if (!to->first) {
		*to = exits;
	} else if (exits.first) {
		*exit_target(filter, to->last) = exits.first;
		to->last = exits.last;
	}
}

/* Where exits can lead besides TRACE_FILTER_TRUE and TRACE_FILTER_FALSE */
#define NEXT_STEP	1

/* Let @exits lead to a result, or to the step that will be compiled next. */
static void resolve_exits(struct compiler *c, struct exits *exits, int to)
{
	u16 exit, next;

	for (exit = exits->first; exit; exit = next) {
		s16 *target = exit_target(c->filter, exit);

		next = exit == exits->last ? 0 : *target;
		*target = to;
		if (to == NEXT_STEP)
			*target = c->steps - (exit - 1) / 2;
	}
	*exits = (struct exits){};
}

/* Comparisons */

static const struct trace_filter_field *
find_field(const struct trace_filter_scope *scope, const char *name, size_t len)
{
	unsigned int i;

	for (i = 0; i < scope->nr_fields; i++) {
		const struct trace_filter_field *field = &scope->fields[i];

		if (!strncmp(field->name, name, len) && !field->name[len])
			return field;
	}
	return NULL;
}

/* An integer of up to 64 bits, of either sign */
struct number {
	u64	magnitude;
	bool	negative;
};

/* Stands for a field that is not known: any constant of 64 bits fits. */
static const struct trace_filter_field unknown_field = {
	.size = sizeof(u64),
	.is_signed = true,
};

static u64 value_mask(const struct trace_filter_field *field)
{
	return GENMASK_ULL(field->size * BITS_PER_BYTE - 1, 0);
}

static bool fits(const struct trace_filter_field *field,
		 const struct number *number)
{
	u64 max = value_mask(field) >> field->is_signed;

	if (number->negative)
		max = field->is_signed ? max + 1 : 0;
	else if (field == &unknown_field)
		max = U64_MAX;
	return number->magnitude <= max;
}

/* The number in two's complement, with its sign extended to 64 bits */
static u64 number_bits(const struct number *number)
{
	return number->negative ? -number->magnitude : number->magnitude;
}

/* The number that these bits are in @field */
static struct number
field_number(const struct trace_filter_field *field, u64 bits)
{
	u64 mask = value_mask(field);
	bool negative = field->is_signed && bits & mask & ~(mask >> 1);

	return (struct number){
		.magnitude = (negative ? -bits : bits) & mask,
		.negative = negative,
	};
}

static unsigned int digit_value(char c)
{
	return isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Read a number as C writes it. */
static int parse_number(struct compiler *c, struct number *number)
{
	const char *start = c->at;
	unsigned int base = 10;

	if (c->at[0] == '0') {
		base = 8;
		if ((c->at[1] | 0x20) == 'x' && isalnum(c->at[2])) {
			base = 16;
			c->at += 2;
		}
	}
	for (; *c->at == '0'; c->at++)
		reschedule(c->scope, c->at - c->expr);
	for (*number = (struct number){}; isalnum(*c->at); c->at++) {
		unsigned int digit = digit_value(*c->at);

		if (digit >= base)
			return fail_at(c, TRACE_FILTER_NO_CONSTANT, start);
		if (number->magnitude > (U64_MAX >> 4) &&
		    number->magnitude > (U64_MAX - digit) / base)
			return fail_at(c, TRACE_FILTER_OUT_OF_RANGE, c->level->term);
		number->magnitude = number->magnitude * base + digit;
	}
	return 0;
}

static void skip_word(struct compiler *c)
{
	for (; isalnum(*c->at) || *c->at == '_'; c->at++)
		reschedule(c->scope, c->at - c->expr);
}

static int parse_name(struct compiler *c, struct number *number)
{
	const char *name = c->at;
	s64 value;

	skip_word(c);
	if (c->at == name || !c->scope->find_constant)
		return fail_at(c, TRACE_FILTER_NO_CONSTANT, name);
	if (!c->scope->find_constant(name, c->at - name, &value))
		return fail_at(c, TRACE_FILTER_NO_NAME, name);
	number->negative = value < 0;
	number->magnitude = value < 0 ? -(u64)value : value;
	return 0;
}

/* Read the sign of a term and the parentheses before its number, if any. */
static int parse_term(struct compiler *c, struct number *number)
{
	for (;;) {
		c->at = skip_spaces(c->at);
		c->level->term = c->at;
		c->level->sign = 0;
		if (*c->at == '-' || *c->at == '~') {
			c->level->sign = *c->at;
			c->at = skip_spaces(c->at + 1);
		}
		if (*c->at != '(')
			break;
		reschedule(c->scope, c->at - c->expr);
		*++c->level = (struct level){};
		c->at++;
	}
	return isdigit(*c->at) ? parse_number(c, number) : parse_name(c, number);
}

/* Combine a term with those before it. Each must fit the field by itself. */
static int add_term(struct compiler *c, const struct trace_filter_field *field,
		    struct number number)
{
	struct level *level = c->level;
	bool fitted = level->sign != '~' || fits(field, &number);

	if (level->sign == '~')
		number = field_number(field, ~number_bits(&number));
	else if (level->sign == '-')
		number.negative = !number.negative;
	if (!fitted || !fits(field, &number))
		return fail_at(c, TRACE_FILTER_OUT_OF_RANGE, level->term);
	level->bits |= number_bits(&number);
	return 0;
}

/*
 * Read a constant, and store its two's complement in @val. Its parentheses are
 * levels, as scan_expr() has counted them, too.
 */
static int parse_constant(struct compiler *c,
			  const struct trace_filter_field *field, u64 *val)
{
	struct level *outermost = c->level;
	struct number number;
	int ret;

	outermost->bits = 0;
	do {
		/* Terms can be many, and to find a name takes time. */
		reschedule(c->scope, 0);
		ret = parse_term(c, &number);
		if (!ret)
			ret = add_term(c, field, number);
		for (; !ret; c->at++) {
			c->at = skip_spaces(c->at);
			if (c->level == outermost || *c->at != ')')
				break;
			number = field_number(field, c->level->bits);
			c->level--;
			ret = add_term(c, field, number);
		}
		if (ret)
			return ret;
	} while (*c->at == '|' && c->at[1] != '|' && c->at++);

	if (c->level != outermost)
		return fail_at(c, TRACE_FILTER_NO_CONSTANT_END, c->at);
	*val = outermost->bits;
	return 0;
}

/*
 * Each comparison asks whether the integer is in a range, or whether it is not.
 * This holds for signed integers as well: in two's complement the range wraps
 * around. Choose a range that is never empty. Returns whether the comparison is
 * true outside of the range.
 */
static bool set_range(struct trace_filter_step *step, enum operator op,
		      const struct trace_filter_field *field, u64 val)
{
	unsigned int bits = field->size * BITS_PER_BYTE;
	u64 mask = GENMASK_ULL(bits - 1, 0);
	u64 min = field->is_signed ? BIT_ULL(bits - 1) : 0;
	u64 low = val;
	u64 span = 0;

	switch (op) {
	case OP_AND:
		mask &= val;
		low = 0;
		break;
	case OP_GE:
	case OP_LT:
		span = min - 1 - val;
		break;
	case OP_GT:
	case OP_LE:
		low = min;
		span = val - min;
		break;
	default:
		break;
	}

	*step = (struct trace_filter_step){
		.offset = field->offset,
		.mask = mask,
		.low = low & mask,
		.span = span & mask,
	};
	return op == OP_NE || op == OP_LT || op == OP_GT || op == OP_AND;
}

static int compile_comparison(struct compiler *c, struct operand *operand)
{
	const struct trace_filter_field *field;
	const char *name = c->at;
	struct exits inside, outside;
	enum operator op;
	u16 first;
	u64 val;
	int ret;

	skip_word(c);
	field = find_field(c->scope, name, c->at - name);
	if (!field && c->scope->any_field && !isdigit(*name))
		field = &unknown_field;
	if (c->at == name || !field)
		return fail_at(c, TRACE_FILTER_NO_FIELD, name);

	c->at = skip_spaces(c->at);
	op = find_operator(c->at);
	if (op == NR_OPERATORS)
		return fail_at(c, TRACE_FILTER_NO_OPERATOR, c->at);
	c->at += strlen(operators[op]);
	ret = parse_constant(c, field, &val);
	if (ret)
		return ret;

	/* scan_expr() has counted every operator. */
	if (WARN_ON_ONCE(c->steps == c->filter->nr_steps))
		return fail_at(c, TRACE_FILTER_NO_COMPARISON, name);
	first = 1 + 2 * c->steps;
	inside = (struct exits){ first, first };
	outside = (struct exits){ first + 1, first + 1 };
	if (set_range(&c->filter->steps[c->steps++], op, field, val))
		*operand = (struct operand){ .yes = outside, .no = inside };
	else
		*operand = (struct operand){ .yes = inside, .no = outside };
	return 0;
}

/* Expressions */

static void invert_operand(struct operand *operand)
{
	swap(operand->yes, operand->no);
}

/*
 * Compile up to the end of the next comparison, opening the levels before it.
 * A '!' that precedes a '(' applies to that level.
 */
static int compile_operand(struct compiler *c, struct operand *operand)
{
	bool invert = false;
	int ret;

	for (;; c->at++) {
		reschedule(c->scope, c->at - c->expr);
		if (isspace(*c->at))
			continue;
		if (*c->at == '(') {
			*++c->level = (struct level){ .invert = invert };
			invert = false;
		} else if (*c->at == '!' && c->at[1] != '=' && c->at[1] != '~') {
			invert = !invert;
		} else {
			break;
		}
	}
	if (!*c->at || *c->at == ')')
		return fail_at(c, TRACE_FILTER_NO_COMPARISON, c->at);

	ret = compile_comparison(c, operand);
	if (!ret && invert)
		invert_operand(operand);
	return ret;
}

/* The current alternative of the level ends with @operand. */
static void end_alternative(struct compiler *c, struct operand *operand)
{
	append_exits(c->filter, &c->level->no, operand->no);
	operand->no = c->level->no;
	c->level->no = (struct exits){};
}

/* The level ends with @operand, which becomes the operand that it was. */
static void end_level(struct compiler *c, struct operand *operand)
{
	end_alternative(c, operand);
	append_exits(c->filter, &c->level->yes, operand->yes);
	operand->yes = c->level->yes;
	if (c->level->invert)
		invert_operand(operand);
}

/*
 * Compile what follows @operand, up to the operator that joins another one to
 * it. Returns 1 if there is one, 0 at the end of the expression.
 */
static int compile_junction(struct compiler *c, struct operand *operand)
{
	for (;;) {
		c->at = skip_spaces(c->at);
		if (*c->at == ')') {
			/* scan_expr() has seen to it that it was opened. */
			end_level(c, operand);
			c->level--;
			c->at++;
			continue;
		}
		if (!*c->at) {
			end_level(c, operand);
			return 0;
		}
		if ((*c->at != '&' && *c->at != '|') || c->at[1] != c->at[0])
			return fail_at(c, TRACE_FILTER_NO_JUNCTION, c->at);

		if (*c->at == '&') {
			resolve_exits(c, &operand->yes, NEXT_STEP);
			append_exits(c->filter, &c->level->no, operand->no);
		} else {
			end_alternative(c, operand);
			resolve_exits(c, &operand->no, NEXT_STEP);
			append_exits(c->filter, &c->level->yes, operand->yes);
		}
		c->at += 2;
		return 1;
	}
}

static int compile_expr(struct compiler *c)
{
	struct operand operand;
	int ret;

	do {
		ret = compile_operand(c, &operand);
		if (!ret)
			ret = compile_junction(c, &operand);
	} while (ret > 0);
	if (ret)
		return ret;

	resolve_exits(c, &operand.yes, TRACE_FILTER_TRUE);
	resolve_exits(c, &operand.no, TRACE_FILTER_FALSE);
	return 0;
}

/* The last '(' of @expr that is not closed, of which there is at least one */
static unsigned int find_open_paren(const struct trace_filter_scope *scope,
				    const char *expr, unsigned int len)
{
	unsigned int closed = 0;

	while (len--) {
		reschedule(scope, len);
		if (expr[len] == ')')
			closed++;
		else if (expr[len] == '(' && !closed--)
			break;
	}
	return len;
}

/* The characters that mean something to scan_expr() */
static const bool is_special[U8_MAX + 1] = {
	[0] = true, ['('] = true, [')'] = true, ['&'] = true, ['='] = true,
	['!'] = true, ['<'] = true, ['>'] = true,
};

/*
 * Go through @expr once before it is compiled, to find what does not pair up
 * and how much there is to allocate. Each comparison has one operator.
 */
static int scan_expr(const struct trace_filter_scope *scope, const char *expr,
		     unsigned int *nr_preds, unsigned int *depth,
		     struct trace_filter_error *error)
{
	unsigned int open = 0, nr = 0;
	unsigned int i;

	*nr_preds = 0;
	*depth = 0;
	for (i = 0; ; i++) {
		while (!is_special[(u8)expr[i]])
			i++;
		if (!expr[i])
			break;
		reschedule(scope, ++nr);
		switch (expr[i]) {
		case '(':
			if (++open > *depth)
				*depth = open;
			break;
		case ')':
			if (!open--)
				return fail(error, TRACE_FILTER_CLOSE_PAREN, i);
			break;
		case '&':
			/* "&&" joins comparisons. */
			if (expr[i + 1] == '&')
				i++;
			else
				++*nr_preds;
			break;
		default:
			if (expr[i + 1] == '=')
				i++;
			else if (expr[i] == '=' || expr[i] == '!')
				break;
			++*nr_preds;
			break;
		}
	}
	if (open)
		return fail(error, TRACE_FILTER_OPEN_PAREN,
			    find_open_paren(scope, expr, i));
	return 0;
}

static struct trace_filter *compile(const struct trace_filter_scope *scope,
				    const char *expr, unsigned int nr_preds,
				    unsigned int depth,
				    struct trace_filter_error *error)
{
	struct trace_filter *filter;
	struct compiler *c;
	int ret;

	c = kzalloc(struct_size(c, levels, depth + 1), scope->gfp);
	filter = kmalloc(struct_size(filter, steps, nr_preds), scope->gfp);
	if (!c || !filter) {
		ret = fail(error, TRACE_FILTER_NO_MEMORY, 0);
		goto out_free;
	}
	filter->nr_preds = nr_preds;
	filter->nr_steps = nr_preds;
	filter->longest = nr_preds;
	c->scope = scope;
	c->expr = expr;
	c->at = expr;
	c->filter = filter;
	c->error = error;
	c->level = c->levels;

	ret = compile_expr(c);
	if (!ret && WARN_ON_ONCE(c->steps != nr_preds))
		ret = fail(error, TRACE_FILTER_NO_COMPARISON, 0);
out_free:
	kfree(c);
	if (!ret)
		return filter;
	kfree(filter);
	return ERR_PTR(ret);
}

static bool scope_is_valid(const struct trace_filter_scope *scope)
{
	unsigned int i;

	BUILD_BUG_ON(TRACE_FILTER_STEP(TRACE_FILTER_MAX_PREDS) >= S16_MAX);
	if (scope->max_preds > TRACE_FILTER_MAX_PREDS)
		return false;
	for (i = 0; i < scope->nr_fields; i++) {
		if (!is_power_of_2(scope->fields[i].size) ||
		    scope->fields[i].size > sizeof(unsigned long))
			return false;
	}
	return true;
}

/**
 * trace_filter_create - compile an expression over the fields of a scope
 * @scope: what the expression may contain; not used after the call
 * @expr:  the expression, in the grammar of the trace events' filters
 * @error: filled in on failure
 *
 * Works whether or not tracefs is mounted or tracing is allowed.
 *
 * Context: Process context. May sleep if @scope->gfp allows it.
 *
 * Return: the filter, to be freed with trace_filter_free(), or
 *
 * * ERR_PTR(-EINVAL) if the expression is empty or malformed, names anything
 *   outside of @scope, or has a constant that its field could never hold;
 * * ERR_PTR(-E2BIG) if it exceeds a limit of @scope;
 * * ERR_PTR(-ENOMEM) if memory ran out.
 */
struct trace_filter *trace_filter_create(const struct trace_filter_scope *scope,
					 const char *expr,
					 struct trace_filter_error *error)
{
	struct trace_filter *filter, *reduced;
	unsigned int nr_preds, depth;
	int ret;

	if (WARN_ON_ONCE(!scope_is_valid(scope)))
		return ERR_PTR(fail(error, TRACE_FILTER_NO_COMPARISON, 0));

	ret = scan_expr(scope, expr, &nr_preds, &depth, error);
	if (!ret && nr_preds > scope->max_preds)
		ret = fail(error, TRACE_FILTER_TOO_MANY, 0);
	if (!ret && depth > scope->max_depth)
		ret = fail(error, TRACE_FILTER_TOO_DEEP, 0);
	if (ret)
		return ERR_PTR(ret);
	filter = compile(scope, expr, nr_preds, depth, error);
	if (IS_ERR(filter) || nr_preds == 1)
		return filter;

	reduced = trace_filter_reduce(filter, scope->gfp);
	kfree(filter);
	if (!reduced)
		return ERR_PTR(fail(error, TRACE_FILTER_NO_MEMORY, 0));
	return reduced;
}

/**
 * trace_filter_free - free a filter
 * @filter: what trace_filter_create() returned, or NULL
 *
 * Context: Any but NMI. @filter must not be in use.
 */
void trace_filter_free(struct trace_filter *filter)
{
	kfree(filter);
}

#ifdef CONFIG_TRACE_FILTER_KUNIT_TEST
#include "trace_filter_kunit.c"
#endif
