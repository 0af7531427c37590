/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The trace event filter engine, for callers other than trace events.
 *
 * A caller names the fields that an expression may speak of, compiles the
 * expression once and evaluates it as often as it likes against records
 * laid out as its fields say. Only integer comparisons exist here: nothing
 * that the trace events' own filters know beyond them (strings, globs,
 * .ustring, .function, CPUS{}, the generic and the common fields) can be
 * reached through a scope, whatever the expression says.
 */
#ifndef _LINUX_TRACE_FILTER_H
#define _LINUX_TRACE_FILTER_H

#include <linux/gfp_types.h>
#include <linux/types.h>

struct event_filter;

/**
 * struct trace_filter_field - one integer that an expression can compare
 * @name:      how expressions call it; letters, digits and underscores
 * @offset:    where it lies in a record, in bytes
 * @size:      1, 2, 4 or 8 bytes; anything else makes the creation fail
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
 * struct trace_filter_error - why and where an expression was refused
 * @what: the reason in words, a constant string; NULL if memory ran out
 * @pos:  offset into the expression, in bytes, starting from 0
 */
struct trace_filter_error {
	const char	*what;
	unsigned int	pos;
};

struct event_filter *trace_filter_create(const struct trace_filter_scope *scope,
					 const char *expr,
					 struct trace_filter_error *error);
bool trace_filter_match(const struct event_filter *filter, const void *record);
unsigned int trace_filter_count_preds(const struct event_filter *filter);
void trace_filter_free(struct event_filter *filter);

#endif /* _LINUX_TRACE_FILTER_H */
