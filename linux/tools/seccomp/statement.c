// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): the parts of a line of a policy.
 */
#include <stdlib.h>
#include <string.h>

#include "main.h"
#include "statement.h"

/* The line that a backslash at @at joins to its own, or NULL */
static const char *joined_line(const char *at)
{
	at += 1 + strspn(at + 1, " \t");
	at += *at == '\r';
	return *at == '\n' ? at + 1 : NULL;
}

/* Skip blanks, and ends of lines that are joined. */
static const char *skip_blanks(const char *at)
{
	const char *next = at;

	while (next) {
		at = next;
		next = *at == '\\' ? joined_line(at) :
		       *at == ' ' || *at == '\t' ? at + 1 : NULL;
	}
	return at;
}

/* Find where the statement ends, and how many lines it takes. */
static void find_end(struct statement *statement)
{
	const char *at = statement->start, *joined;

	statement->nr_lines = 1;
	while (*at && !strchr("#\r\n", *at)) {
		joined = *at == '\\' ? joined_line(at) : NULL;
		statement->nr_lines += joined ? 1 : 0;
		if (*at == ';' && !statement->action)
			statement->action = at;
		at = joined ? joined : at + 1;
	}
	statement->end = at;
	at += strcspn(at, "\n");
	statement->next = *at ? at + 1 : at;
}

static void find_parts(struct statement *statement)
{
	const char *at = skip_blanks(statement->start);

	if (*at == '?')
		at = skip_blanks(at + 1);
	if (at >= statement->end)
		return;
	statement->name = at;
	statement->name_len = strcspn(at, " \t\\:;#\r\n");
	at = skip_blanks(at + statement->name_len);
	if (at >= statement->end || *at != ':')
		return;
	statement->value = skip_blanks(at + 1);
	at = statement->action ? statement->action : statement->end;
	while (at > statement->value && strchr(" \t\\\r\n", at[-1]))
		at--;
	statement->value_end = at;
}

bool next_statement(const char *bytes, struct statement *statement)
{
	const char *at = statement->start ? statement->next : bytes;
	unsigned int line = statement->start ? statement->line + statement->nr_lines : 1;

	if (!*at)
		return false;
	*statement = (struct statement){ .start = at, .line = line };
	find_end(statement);
	find_parts(statement);
	return true;
}

bool is_directive(const struct statement *statement)
{
	static const char * const directives[] = {
		"unlisted", "on_violation", "foreign", "on_next_syscall", "on_exec",
		"include",
	};
	unsigned int i;

	for (i = 0; statement->name && i < ARRAY_SIZE(directives); i++) {
		if (strlen(directives[i]) == statement->name_len &&
		    !strncmp(directives[i], statement->name, statement->name_len))
			return true;
	}
	return false;
}

char *flatten(const char *from, const char *to)
{
	char *flat = need_memory(strndup(from, to - from)), *at, *end;

	for (at = flat; (at = strchr(at, '\\')); at++) {
		end = at + strspn(at, "\\ \t\r\n");
		while (at > flat && strchr(" \t", at[-1]))
			at--;
		*at = ' ';
		memmove(at + 1, end, strlen(end) + 1);
	}
	return flat;
}
