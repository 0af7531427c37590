// SPDX-License-Identifier: GPL-2.0
/*
 * Which rules of the policies are about which call.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "clause.h"
#include "export.h"
#include "main.h"

#define MAX_COLUMN	80

static void add_statement(struct export *export, const struct text *text,
			  const struct clause *clause)
{
	size_t size = (export->nr_statements + 1) * sizeof(*export->statements);
	char *name = need_memory(strndup(clause->name.at, clause->name.len));
	struct seccomp_text_call call;

	/* A '?' in front of the name lets it be unknown. */
	if (describe_offline(&call, name, 0)) {
		export->statements = need_memory(realloc(export->statements, size));
		export->statements[export->nr_statements++] = (struct statement){
			text, clause->line, clause->column, call.nr,
		};
	}
	free(name);
}

/* By call; those of one call as they were added, which is by policy and line */
static int compare_statements(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;

	if (x->nr != y->nr)
		return x->nr < y->nr ? -1 : 1;
	if (x->text != y->text)
		return x->text < y->text ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

void find_statements(struct export *export)
{
	struct clause clause;
	unsigned int i;
	bool more;

	for (i = 0; i < export->nr_policies; i++) {
		for (more = first_clause(&clause, export->texts[i].bytes); more;
		     more = next_clause(&clause)) {
			if (clause.name.len && !is_directive(&clause))
				add_statement(export, &export->texts[i], &clause);
		}
	}
	if (export->nr_statements)
		qsort(export->statements, export->nr_statements, sizeof(*export->statements),
		      compare_statements);
}

const struct statement *statements_of(const struct export *export, int nr,
				      const struct statement **end)
{
	const struct statement *first = export->statements;
	const struct statement *stop = first + export->nr_statements;

	while (first < stop && first->nr < nr)
		first++;
	*end = first;
	while (*end < stop && (*end)->nr == nr)
		++*end;
	return first;
}

const char *name_call(int nr)
{
	static struct seccomp_text_call call;

	if (!describe_offline(&call, NULL, nr))
		return NULL;
	return call.uapi_name[0] ? call.uapi_name : call.name;
}

char *describe_statement(const struct statement *statement)
{
	struct verdict verdict = { .line = statement->line };
	char *place = name_place(statement->text, &verdict), *at;
	char *rule = copy_statement(statement->text, statement->line);
	char *words = format_string("%s: %s", place, rule);

	/* The name of a file can have anything in it. */
	for (at = words; *at; at++) {
		if (iscntrl((unsigned char)*at))
			*at = '?';
	}
	free(place);
	free(rule);
	return words;
}

static bool has_rule(const struct export *export, int nr)
{
	const struct statement *end;

	return statements_of(export, nr, &end) != end;
}

/* Print the names of calls that have no rule, in lines that are not too long. */
static void print_unnamed(const struct export *export, const struct place *place, FILE *out,
			  const char *prefix)
{
	const char *before = "no rule names:";
	unsigned int i, column = 0;

	for (i = 0; i < place->nr_calls; i++) {
		const char *name = name_call(place->calls[i]);

		if (has_rule(export, place->calls[i]))
			continue;
		if (!column || column + strlen(name) > MAX_COLUMN)
			column = fprintf(out, "%s%s%s", column ? "\n" : "", prefix, before);
		column += fprintf(out, " %s", name);
		before = "  ";
	}
	if (column)
		fputc('\n', out);
}

/* The default is for many calls: count them. */
static void print_others(const struct export *export, const struct place *place, FILE *out,
			 const char *prefix)
{
	unsigned int i, nr = 0;

	for (i = 0; i < place->nr_calls; i++)
		nr += !has_rule(export, place->calls[i]);
	fprintf(out, "%s%u calls that no rule names, and numbers that no call has\n", prefix, nr);
}

static void print_rules_of(const struct export *export, const struct place *place, FILE *out,
			   const char *prefix)
{
	const struct statement *statement, *end;
	unsigned int i;
	char *words;

	for (i = 0; i < place->nr_calls; i++) {
		statement = statements_of(export, place->calls[i], &end);
		for (; statement < end; statement++) {
			words = describe_statement(statement);
			fprintf(out, "%s%s\n", prefix, words);
			free(words);
		}
	}
	if (place->others)
		print_others(export, place, out, prefix);
	else
		print_unnamed(export, place, out, prefix);
	if (place->foreign)
		fprintf(out, "%scalls of other ABIs\n", prefix);
}

void print_place_of(const struct export *export, unsigned int at, FILE *out,
		    const char *prefix)
{
	unsigned int i;

	for (i = 0; i < export->nr_places; i++) {
		if (export->places[i].at == at)
			print_rules_of(export, &export->places[i], out, prefix);
	}
}

void print_summary(const struct export *export, FILE *out, const char *before,
		   const char *after)
{
	unsigned int cached = 0;
	int nr;

	for (nr = 0; nr < (int)count_calls(); nr++) {
		if (name_call(nr))
			cached += is_cached(&export->program, nr);
	}
	fprintf(out, "%s%u instructions; a call takes at most %u of them%s\n", before,
		export->program.nr, longest_path(&export->program), after);
	fprintf(out, "%s%u calls are always allowed; Linux 5.11 and later remember that%s\n",
		before, cached, after);
}
