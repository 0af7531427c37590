/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A second reading of the policy language in user space, written from the
 * documentation: regular expressions for the lines of a text, and a recursive
 * parser for predicates and their constants. The harnesses compare it with the
 * kernel's parser and with its filter engine.
 */
#ifndef _READING_H
#define _READING_H

#include <linux/trace_filter.h>

#include "seccomp_parse.h"

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Decimal, hexadecimal or octal, as in C. Returns false if it is none. */
bool read_number(const char *word, size_t len, __int128 *value);

/* ------------------------------------------------------------ lines: reading.c */

/**
 * struct statements - the rules and directives of a text
 * @item:  in the order of their lines
 * @count: number of @item, up to the first wrong statement
 * @valid: there is no wrong statement, and the text is a complete policy
 * @first: the first line of the wrong statement, or else 0
 * @last:  its last line
 */
struct statements {
	struct seccomp_item	*item;
	u32			count;
	bool			valid;
	u32			first, last;
};

/* Sets @statements; free @statements->item afterwards. */
void read_statements(const char *text, struct statements *statements);

/* The start and the end of line @number, from 1; NULL if there is none. */
const char *find_line(const char *text, u32 number, const char **end);

/* The name, perhaps empty, of the statement that starts at @start. */
struct seccomp_span find_name(const char *start);

/*
 * A copy of @span on one line: one blank stands for each backslash, and for all the
 * blanks, ends of lines and further backslashes behind it. Free it afterwards.
 */
char *join_lines(struct seccomp_span span);

/* Does errno @value have a name? */
bool has_errno_name(u32 value);

bool span_equals(struct seccomp_span span, const char *string);

/* ------------------------------------------------------------ predicates: predicate.c */

enum node_kind { COMPARISON, AND, OR, NOT };

struct node {
	enum node_kind			kind;
	const struct node		*left, *right;	/* NOT uses only @left */
	const struct trace_filter_field	*field;		/* NULL: any_field */
	const char			*op;
	__int128			constant;
};

/**
 * struct predicate - an expression that has been read
 * @root:           NULL if it is malformed
 * @nodes:          all nodes
 * @nr_nodes:       number of @nodes
 * @nr_comparisons: number of comparisons, up to an error
 * @depth:          deepest nesting of parentheses
 * @problem:        why it is malformed
 * @pos:            where, in bytes
 */
struct predicate {
	const struct node		*root;
	struct node			*nodes;
	unsigned int			nr_nodes;
	unsigned int			nr_comparisons;
	unsigned int			depth;
	enum trace_filter_problem	problem;
	unsigned int			pos;
};

/*
 * Ignores the limits of @scope. Constants have the names of constants.h, if the
 * scope has any. Free @predicate->nodes afterwards.
 */
void read_predicate(const char *text, const struct trace_filter_scope *scope,
		    struct predicate *predicate);

bool evaluate(const struct node *node, const unsigned long *record);

#endif /* _READING_H */
