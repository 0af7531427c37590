/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Integer filters over the words of a record, in the grammar of the trace events'
 * filters.
 *
 * A caller names the fields that an expression may use, compiles the expression
 * once, and evaluates it against any number of records. A compiled expression is
 * a chain of range tests on words of the record, without calls or jump tables.
 *
 * There are only integer comparisons. No expression can reach anything else that
 * the trace events' filters have: strings, globs, .ustring, .function, CPUS{},
 * generic and common fields.
 */
#ifndef _LINUX_TRACE_FILTER_H
#define _LINUX_TRACE_FILTER_H

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/types.h>

/**
 * struct trace_filter_field - one integer that an expression can compare
 * @name:      its name in expressions: letters, digits and underscores
 * @offset:    offset of the word in a record, in bytes. The word is an unsigned
 *             long, and the integer is its low end
 * @size:      1, 2, 4 or 8 bytes, at most the size of a word; anything else
 *             makes the creation fail. The rest of the word is ignored
 * @is_signed: whether it compares as a signed number
 */
struct trace_filter_field {
	const char	*name;
	u16		offset;
	u8		size;
	bool		is_signed;
};

/**
 * struct trace_filter_scope - what an expression may contain
 * @fields:    the fields in scope; nothing else can be named
 * @nr_fields: number of @fields
 * @any_field: allow any other name, with any 64-bit constant. Only to check an
 *             expression with unknown fields: it must not be evaluated
 * @find_constant: finds a constant by its name, which need not be terminated, and
 *             returns false if there is none. NULL: constants have no names
 * @max_preds: maximum number of comparisons in an expression, at most
 *             TRACE_FILTER_MAX_PREDS
 * @max_depth: maximum nesting of parentheses in an expression, with those in its
 *             constants
 * @gfp:       flags of every allocation for the filter
 */
struct trace_filter_scope {
	const struct trace_filter_field	*fields;
	unsigned int			nr_fields;
	bool				any_field;
	bool (*find_constant)(const char *name, size_t len, s64 *value);
	unsigned int			max_preds;
	unsigned int			max_depth;
	gfp_t				gfp;
};

/**
 * enum trace_filter_problem - why an expression was refused
 * @TRACE_FILTER_NO_MEMORY:    memory ran out
 * @TRACE_FILTER_NO_FIELD:     expected a field of the scope
 * @TRACE_FILTER_NO_OPERATOR:  expected an operator after the field
 * @TRACE_FILTER_NO_CONSTANT:  expected a constant after the operator
 * @TRACE_FILTER_NO_NAME:      no constant has this name
 * @TRACE_FILTER_NO_CONSTANT_END: expected | or ) inside a constant
 * @TRACE_FILTER_OUT_OF_RANGE: the field cannot hold the constant
 * @TRACE_FILTER_NO_COMPARISON: expected a comparison
 * @TRACE_FILTER_NO_JUNCTION:  expected && or || after the comparison
 * @TRACE_FILTER_OPEN_PAREN:   a parenthesis is not closed
 * @TRACE_FILTER_CLOSE_PAREN:  a parenthesis was not opened
 * @TRACE_FILTER_TOO_MANY:     there are more comparisons than max_preds
 * @TRACE_FILTER_TOO_DEEP:     parentheses are nested deeper than max_depth
 * @TRACE_FILTER_NR_PROBLEMS:  number of problems
 */
enum trace_filter_problem {
	TRACE_FILTER_NO_MEMORY,
	TRACE_FILTER_NO_FIELD,
	TRACE_FILTER_NO_OPERATOR,
	TRACE_FILTER_NO_CONSTANT,
	TRACE_FILTER_NO_NAME,
	TRACE_FILTER_NO_CONSTANT_END,
	TRACE_FILTER_OUT_OF_RANGE,
	TRACE_FILTER_NO_COMPARISON,
	TRACE_FILTER_NO_JUNCTION,
	TRACE_FILTER_OPEN_PAREN,
	TRACE_FILTER_CLOSE_PAREN,
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

/*
 * Where a struct trace_filter_step can lead: to a result, to a later step, or to a
 * later search, for the difference just computed. Zeroed memory never matches.
 */
#define TRACE_FILTER_FALSE	0
#define TRACE_FILTER_TRUE	(-1)
/* In bytes, which saves an instruction for each step */
#define TRACE_FILTER_STEP(n)	((int)((n) * sizeof(struct trace_filter_step)))
#define TRACE_FILTER_SEARCH(n)	(TRACE_FILTER_TRUE - TRACE_FILTER_STEP(n))

/* So many steps ahead fit into an exit. */
#define TRACE_FILTER_MAX_PREDS	1023

/**
 * struct trace_filter_step - a test of a word, compiled
 * @low:     the first integer of a range
 * @mask:    the bits of the word that are compared
 * @span:    the number of integers in the range after @low. The range may wrap
 *           around at @mask, so -1 to 1 needs the same test as 1 to 3
 * @lows:    of a search: the first integers of some ranges, in order, relative to
 *           @low of the step that leads here. No integer that gets here is below
 *           the first one
 * @half:    of a search: half of the number of these ranges, a power of two
 * @nr_lows: of a search: the distance from an integer in @lows to its span
 * @offset:  offset of the word in a record, in bytes
 * @inside:  where to go if the word is in the range, or in one of the ranges:
 *           TRACE_FILTER_TRUE, TRACE_FILTER_FALSE, TRACE_FILTER_STEP(n), or
 *           TRACE_FILTER_SEARCH(n), with the number of steps ahead
 * @outside: the same if it is not
 * @tag:     for callers that link the steps of several filters; otherwise 0
 */
struct trace_filter_step {
	union {
		struct {
			unsigned long		low;
			unsigned long		mask;
			unsigned long		span;
		};
		struct {
			const unsigned long	*lows;
			unsigned long		half;
			unsigned long		nr_lows;
		};
	};
	u16	offset;
	s16	inside;
	s16	outside;
	u16	tag;
};

/**
 * struct trace_filter - a compiled expression
 * @nr_preds: number of comparisons in the expression
 * @nr_steps: number of @steps, at most one for each comparison
 * @longest:  how many steps an evaluation takes at most. A search counts as
 *            steps that take as many instructions
 * @steps:    evaluation starts at the first one and only moves forward. What
 *            searches look up is in the same allocation
 */
struct trace_filter {
	u16				nr_preds;
	u16				nr_steps;
	u16				longest;
	struct trace_filter_step	steps[] __counted_by(nr_steps);
};

/* Whether an integer is in one of the ranges of a search, in logarithmic time */
static __always_inline bool
trace_filter_search(const struct trace_filter_step *search, unsigned long word)
{
	const unsigned long *low = search->lows;
	unsigned long half = search->half;

	/* Even if it is speculated beyond the end, this stays in the ranges. */
	do {
		if (low[half] <= word)
			low += half;
	} while (half >>= 1);
	return word - low[0] <= low[search->nr_lows];
}

/**
 * trace_filter_run - evaluate a compiled expression
 * @step:   the first step; set to the one that decided
 * @record: the data, with the layout of the scope's fields
 *
 * Context: Any. The caller keeps the steps alive, and the filters that they are
 *          from.
 *
 * Return: whether @record matches.
 */
static __always_inline bool
trace_filter_run(const struct trace_filter_step **step, const void *record)
{
	const struct trace_filter_step *at = *step;
	long next;

	for (;;) {
		unsigned long word = *(const unsigned long *)(record + at->offset);

		word = (word - at->low) & at->mask;
		next = word <= at->span ? at->inside : at->outside;
		if (next <= 0) {
			if (next >= TRACE_FILTER_TRUE)
				break;
			at = (const void *)at + TRACE_FILTER_TRUE - next;
			next = trace_filter_search(at, word) ? at->inside :
							       at->outside;
			if (next <= 0)
				break;
		}
		at = (const void *)at + next;
	}
	*step = at;
	return next == TRACE_FILTER_TRUE;
}

/**
 * trace_filter_match - evaluate a filter
 * @filter: what trace_filter_create() returned
 * @record: the data, with the layout of the scope's fields
 *
 * Context: Any. The caller keeps @filter alive.
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
