/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The trace event filter engine, for callers other than trace events.
 *
 * A caller names the fields that an expression may speak of, compiles the
 * expression once and evaluates it as often as it likes against records
 * laid out as its fields say. What is compiled is a chain of range tests on
 * words of the record, without a call or a table of jumps.
 *
 * Only integer comparisons exist here: nothing that the trace events' own
 * filters know beyond them (strings, globs, .ustring, .function, CPUS{}, the
 * generic and the common fields) can be reached through a scope, whatever the
 * expression says.
 */
#ifndef _LINUX_TRACE_FILTER_H
#define _LINUX_TRACE_FILTER_H

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/types.h>

/**
 * struct trace_filter_field - one integer that an expression can compare
 * @name:      how expressions call it; letters, digits and underscores
 * @offset:    where the word is in a record, an unsigned long, whose low end
 *             is the integer; in bytes
 * @size:      1, 2, 4 or 8 bytes, and no more than a word has; anything else
 *             makes the creation fail. What the word has beyond them is not
 *             looked at
 * @is_signed: whether it compares as a signed number
 */
struct trace_filter_field {
	const char	*name;
	u16		offset;
	u8		size;
	bool		is_signed;
};

/**
 * struct trace_filter_scope - what an expression may contain, and who pays
 * @fields:    the fields in scope; nothing else can be named
 * @nr_fields: number of @fields
 * @any_field: any other name is in scope as well, with any 64-bit constant.
 *             For checking an expression whose fields nobody knows: it must
 *             never be evaluated
 * @max_preds: most comparisons in one expression
 * @max_depth: deepest nesting of parentheses in one expression
 * @gfp:       flags of every allocation made for the filter
 */
struct trace_filter_scope {
	const struct trace_filter_field	*fields;
	unsigned int			nr_fields;
	bool				any_field;
	unsigned int			max_preds;
	unsigned int			max_depth;
	gfp_t				gfp;
};

/**
 * enum trace_filter_problem - why an expression was refused
 * @TRACE_FILTER_NO_MEMORY:    memory ran out
 * @TRACE_FILTER_NO_FIELD:     there is no field of the scope
 * @TRACE_FILTER_NO_OPERATOR:  no operator stands behind a field
 * @TRACE_FILTER_NO_CONSTANT:  no constant stands behind an operator
 * @TRACE_FILTER_OUT_OF_RANGE: the field could never hold the constant
 * @TRACE_FILTER_NO_COMPARISON: there is nothing where a comparison must be
 * @TRACE_FILTER_NO_JUNCTION:  what follows a comparison does not join it
 * @TRACE_FILTER_OPEN_PAREN:   a parenthesis is not closed
 * @TRACE_FILTER_CLOSE_PAREN:  a parenthesis was not opened
 * @TRACE_FILTER_OPEN_QUOTE:   a quote is not closed
 * @TRACE_FILTER_TOO_MANY:     there are more comparisons than max_preds
 * @TRACE_FILTER_TOO_DEEP:     parentheses are nested deeper than max_depth
 * @TRACE_FILTER_NR_PROBLEMS:  number of problems
 */
enum trace_filter_problem {
	TRACE_FILTER_NO_MEMORY,
	TRACE_FILTER_NO_FIELD,
	TRACE_FILTER_NO_OPERATOR,
	TRACE_FILTER_NO_CONSTANT,
	TRACE_FILTER_OUT_OF_RANGE,
	TRACE_FILTER_NO_COMPARISON,
	TRACE_FILTER_NO_JUNCTION,
	TRACE_FILTER_OPEN_PAREN,
	TRACE_FILTER_CLOSE_PAREN,
	TRACE_FILTER_OPEN_QUOTE,
	TRACE_FILTER_TOO_MANY,
	TRACE_FILTER_TOO_DEEP,
	TRACE_FILTER_NR_PROBLEMS,
};

/**
 * struct trace_filter_error - why and where an expression was refused
 * @problem: the reason
 * @pos:     offset into the expression, in bytes, starting from 0
 */
struct trace_filter_error {
	enum trace_filter_problem	problem;
	unsigned int			pos;
};

/* Where a struct trace_filter_step can lead other than to another step */
#define TRACE_FILTER_TRUE	0
#define TRACE_FILTER_FALSE	(-1)

/**
 * struct trace_filter_step - a comparison, compiled
 * @low:     the least integer of a range
 * @mask:    the bits of the word that are compared
 * @span:    how many integers the range goes on behind @low. It may go over
 *           the end of what @mask can hold to the beginning again: so the
 *           range -1 to 1 needs no other test than 1 to 3 does
 * @offset:  where the word is in a record, in bytes
 * @inside:  how many steps ahead it goes on if the word is in the range, or
 *           TRACE_FILTER_TRUE, or TRACE_FILTER_FALSE
 * @outside: the same if it is not
 * @tag:     for the caller, who may link steps of several filters; else 0
 */
struct trace_filter_step {
	unsigned long	low;
	unsigned long	mask;
	unsigned long	span;
	u16		offset;
	s16		inside;
	s16		outside;
	u16		tag;
};

/**
 * struct trace_filter - a compiled expression
 * @nr_steps: number of @steps, at least one: there is one per comparison
 * @steps:    the first is where it begins; none leads back
 */
struct trace_filter {
	unsigned int			nr_steps;
	struct trace_filter_step	steps[] __counted_by(nr_steps);
};

/**
 * trace_filter_run - evaluate compiled comparisons
 * @step:   the first; becomes the one that had the last word
 * @record: the data, laid out as the fields of the scope say
 *
 * Context: Any. It is the caller's task to keep the steps alive.
 *
 * Return: whether @record matches.
 */
static __always_inline bool
trace_filter_run(const struct trace_filter_step **step, const void *record)
{
	const struct trace_filter_step *at = *step;
	int next;

	for (;;) {
		unsigned long word = *(const unsigned long *)(record + at->offset);

		if (((word - at->low) & at->mask) <= at->span)
			next = at->inside;
		else
			next = at->outside;
		if (next <= 0)
			break;
		at += next;
	}
	*step = at;
	return next == TRACE_FILTER_TRUE;
}

/**
 * trace_filter_match - evaluate a filter
 * @filter: what trace_filter_create() returned
 * @record: the data, laid out as the fields of the filter's scope say
 *
 * Context: Any. It is the caller's task to keep @filter alive.
 *
 * Return: whether @record matches.
 */
static inline bool trace_filter_match(const struct trace_filter *filter,
				      const void *record)
{
	const struct trace_filter_step *step = filter->steps;

	return trace_filter_run(&step, record);
}

struct trace_filter *trace_filter_create(const struct trace_filter_scope *scope,
					 const char *expr,
					 struct trace_filter_error *error);
void trace_filter_free(struct trace_filter *filter);

#endif /* _LINUX_TRACE_FILTER_H */
