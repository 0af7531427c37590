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
 * @semicolon:  the ';' in front of @action, or NULL
 * @end:        where the clause ends and @comment begins
 * @next:       the line after it, or the end of the text
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
	const char	*semicolon;
	const char	*end;
	const char	*next;
};

/*
 * Read the clause at the start of @text, or the one after @clause.
 * Returns false at the end. An empty line is an empty clause.
 */
bool first_clause(struct clause *clause, const char *text);
bool next_clause(struct clause *clause);

/* Whether it is a directive, or an include */
bool is_directive(const struct clause *clause);
/* The expression with the name before it ends here. */
const char *end_of_expression(const struct clause *clause);
/* A copy, with a blank where lines are joined. To be freed. */
char *flatten(const char *from, const char *to);
/* Overwrite a part of a text with blanks, except where it joins lines. */
void blank_between(char *from, const char *to);

#endif /* _TOOLS_SECCOMP_CLAUSE_H */
