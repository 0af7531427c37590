// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the statements of a policy, which backslashes spread over lines.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "clause.h"
#include "main.h"

const char *joined_line(const char *at)
{
	at += 1 + strspn(at + 1, " \t");
	at += *at == '\r';
	return *at == '\n' ? at + 1 : NULL;
}

const char *skip_blanks(const char *at)
{
	const char *next = at;

	while (next) {
		at = next;
		next = *at == '\\' ? joined_line(at) :
		       *at == ' ' || *at == '\t' ? at + 1 : NULL;
	}
	return at;
}

const char *end_of_statement(const char *at)
{
	while (*at && !strchr("#\r\n", *at))
		at = *at == '\\' && joined_line(at) ? joined_line(at) : at + 1;
	return at;
}

const char *end_of_lines(const char *at)
{
	at = end_of_statement(at);
	return at + strcspn(at, "\n");
}

bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

struct span word_at(const char *at)
{
	struct span word = { skip_blanks(at), 0 };

	while (is_word_char(word.at[word.len]))
		word.len++;
	return word;
}

bool span_is(struct span span, const char *word)
{
	return !strncmp(span.at, word, span.len) && !word[span.len];
}

/* The piece from @from to @to without the blanks around it */
static struct span trim(const char *from, const char *to)
{
	from = skip_blanks(from);
	while (to > from && strchr(" \t\r\n\\", to[-1]))
		to--;
	return (struct span){ from, to > from ? to - from : 0 };
}

/* Where the column of @at is counted from */
static const char *start_of_line(const char *first, const char *at)
{
	while (at > first && at[-1] != '\n')
		at--;
	return at;
}

static void read_parts(struct clause *clause)
{
	const char *end = end_of_statement(clause->at);
	const char *at = skip_blanks(clause->at);
	const char *colon, *semicolon, *newline;

	clause->comment = (struct span){ end, end_of_lines(clause->at) - end };
	clause->optional = *at == '?';
	clause->name = word_at(at + clause->optional);
	clause->column = 1 + clause->name.at -
			    start_of_line(clause->at, clause->name.at);
	colon = skip_blanks(clause->name.at + clause->name.len);
	colon += *colon == ':';
	if (colon > end)
		colon = end;
	semicolon = memchr(colon, ';', end - colon);
	clause->expression = trim(colon, semicolon ? semicolon : end);
	clause->semicolon = semicolon;
	clause->end = end;
	newline = end_of_lines(clause->at);
	clause->next = *newline ? newline + 1 : newline;
	clause->action = semicolon ? trim(semicolon + 1, end) : (struct span){ end, 0 };
}

bool first_clause(struct clause *clause, const char *text)
{
	*clause = (struct clause){ .at = text, .line = 1 };
	read_parts(clause);
	return *text;
}

bool next_clause(struct clause *clause)
{
	const char *at;

	if (!*clause->next)
		return false;
	for (at = clause->at; at < clause->next; at++)
		clause->line += *at == '\n';
	clause->at = clause->next;
	read_parts(clause);
	return true;
}

bool is_directive(const struct clause *clause)
{
	static const char * const directives[] = {
		"unlisted", "on_violation", "foreign", "on_next_syscall", "on_exec",
		"include",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(directives); i++) {
		if (span_is(clause->name, directives[i]))
			return true;
	}
	return false;
}

const char *end_of_expression(const struct clause *clause)
{
	return clause->expression.at + clause->expression.len;
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

void blank_between(char *from, const char *to)
{
	for (; from < to; from++) {
		if (!strchr("\\\r\n", *from))
			*from = ' ';
	}
}
