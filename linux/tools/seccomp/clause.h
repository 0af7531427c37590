/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading the statements of a policy, which backslashes spread over lines.
 */
#ifndef _TOOLS_SECCOMP_CLAUSE_H
#define _TOOLS_SECCOMP_CLAUSE_H

#include <stdbool.h>

/* A piece of a policy, or of a message; not terminated */
struct span {
	const char	*at;
	int		len;
};

/* The line that a backslash at @at joins to its own, or NULL */
const char *joined_line(const char *at);
/* Skip blanks, and ends of lines that are joined. */
const char *skip_blanks(const char *at);
/* Where the clause at @at ends, without a comment or line ending */
const char *end_of_statement(const char *at);
/* Where its last line ends, before the newline */
const char *end_of_lines(const char *at);

bool is_word_char(char c);
struct span word_at(const char *at);
bool span_is(struct span span, const char *word);

/**
 * struct clause - a rule or a directive: a statement, taken apart
 * @at:         its first line
 * @line:       the number of that line, from 1
 * @column:     the column of its name, from 1
 * @optional:   there is a '?' in front of the name
 * @name:       of the call or directive; empty if there is no statement
 * @expression: what follows the ':', up to the ';'
 * @action:     what follows the ';'; empty if there is none
 * @comment:    what follows the '#', up to the end of the line
 */
struct clause {
	const char	*at;
	unsigned int	line;
	unsigned int	column;
	bool		optional;
	struct span	name;
	struct span	expression;
	struct span	action;
	struct span	comment;
};

/*
 * Read the clause at the start of @text, or the one after @clause.
 * Returns false at the end. An empty line is an empty clause.
 */
bool first_clause(struct clause *clause, const char *text);
bool next_clause(struct clause *clause);

#endif /* _TOOLS_SECCOMP_CLAUSE_H */
