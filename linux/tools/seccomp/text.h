/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The text of a policy, put together from files, and where each line came from.
 */
#ifndef _TOOLS_SECCOMP_TEXT_H
#define _TOOLS_SECCOMP_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Maximum length of a policy, without its NUL: the kernel's SECCOMP_TEXT_MAX */
#define POLICY_MAX_LEN	65536

/**
 * struct origin - where a line of a policy stands
 * @file: the file, or how the command line gave the rules; not owned
 * @line: its line there, from 1; 0 for a line that the tool added
 */
struct origin {
	const char	*file;
	unsigned int	line;
};

/**
 * struct text - a policy as the kernel gets it
 * @bytes:    the text, terminated
 * @len:      its length without the NUL
 * @origins:  where each line came from
 * @nr_lines: number of lines, and of @origins
 * @name:     for messages about the whole policy
 */
struct text {
	char		*bytes;
	size_t		len;
	struct origin	*origins;
	unsigned int	nr_lines;
	const char	*name;
};

/*
 * Read a policy, its includes resolved: "include: FILE" stands on a line of its
 * own, with an optional comment. FILE is looked for beside the including file,
 * then in SETS_DIR. A directive of the including file replaces that of an included
 * one, wherever it stands. "-" reads standard input. Exits with 125 and says what
 * is wrong: a file that cannot be read, that includes itself, that holds a NUL,
 * a policy that is too long, or that the kernel would take for a BPF filter.
 */
void read_policy(struct text *text, const char *path);
/*
 * The same, but returns what is wrong, or NULL. What was allocated for a policy that is
 * wrong is lost.
 */
char *try_policy(struct text *text, const char *path);
/* The same for rules of the command line; several calls add to one text. */
void add_rules(struct text *text, const char *rules);
/* Add a line of the tool's own, which a backslash before it does not join. */
void add_line(struct text *text, const char *line);
/* Reject what no kernel would take for a policy. Done by read_policy(). */
void check_start(const struct text *text);
void free_text(struct text *text);

/* The value of a directive of @text, or NULL. It ends at a blank or the line's end. */
const char *find_directive(const struct text *text, const char *name);

/* The start of a line of @text, from 1; the end if there is none. */
const char *find_line(const struct text *text, unsigned int line);

/*
 * Print "FILE:LINE:COLUMN: KIND: MESSAGE", the line, and a caret under the column.
 * @line and @column count in @text, from 1; @kind is "error", "note" or "warning".
 */
void print_place(FILE *out, const struct text *text, unsigned int line,
		 unsigned int column, const char *kind, const char *message);

#endif /* _TOOLS_SECCOMP_TEXT_H */
