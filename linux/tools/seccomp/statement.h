/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of a line of a policy, for those who change policies. It is for the
 * language to say whether they are right.
 */
#ifndef _TOOLS_SECCOMP_STATEMENT_H
#define _TOOLS_SECCOMP_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct statement - a rule, a directive or nothing, with lines joined
 * @start:    its first byte, that of its line
 * @line:     the number of that line, from 1
 * @nr_lines: the lines it extends over
 * @name:     of the call or directive, NULL if it is empty
 * @name_len: its length
 * @value:    what follows the ':', NULL if there is none
 * @value_end: where that ends, without blanks
 * @action:   the ';' of a rule's action, NULL if there is none
 * @end:      where the statement ends and a comment may begin
 * @next:     the next line, or the end of the text
 */
struct statement {
	const char	*start;
	unsigned int	line;
	unsigned int	nr_lines;
	const char	*name;
	size_t		name_len;
	const char	*value;
	const char	*value_end;
	const char	*action;
	const char	*end;
	const char	*next;
};

/*
 * Go on to the next statement of the text at @bytes; to the first one if @statement
 * is all zero. Returns false at the end.
 */
bool next_statement(const char *bytes, struct statement *statement);
bool is_directive(const struct statement *statement);
/* A part of a statement on one line: a blank where its lines were joined. To be freed. */
char *flatten(const char *from, const char *to);

#endif /* _TOOLS_SECCOMP_STATEMENT_H */
