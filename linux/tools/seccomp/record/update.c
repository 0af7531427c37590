// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp record -u: bring an existing policy up to date.
 *
 * Calls that it does not name get rules of their own at its end. A rule that refuses a
 * call gets the values that were seen as further alternatives: a second rule for the
 * call could only narrow it.
 */
#include <ctype.h>
#include <err.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clause.h"
#include "main.h"
#include "record.h"
#include "stack.h"

/* What precedes a rule that was changed */
#define WAS	"# was: "

/* The call that a rule is about. False for directives and unknown names. */
static bool describe_rule(const struct clause *clause, struct seccomp_text_call *call)
{
	char name[SECCOMP_TEXT_NAME_SIZE];

	if (!clause->expression.len || is_directive(clause) ||
	    clause->name.len >= sizeof(name))
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)clause->name.len, clause->name.at);
	return describe_offline(call, name, 0);
}

static unsigned int find_argument(const struct seccomp_text_call *call, const char *word,
				  size_t len)
{
	unsigned int i;

	for (i = 0; i < call->nr_args; i++) {
		if (strlen(call->args[i].name) == len &&
		    !strncmp(call->args[i].name, word, len))
			return 1 << i;
	}
	if (len == 2 && *word == 'a' && word[1] >= '0' && word[1] < '0' + call->nr_args)
		return 1 << (word[1] - '0');
	return 0;
}

/* The arguments that a rule names, as bits */
static unsigned int find_named(const struct clause *clause,
			       const struct seccomp_text_call *call)
{
	const char *at = clause->expression.at;
	unsigned int named = 0;

	while (at < end_of_expression(clause)) {
		size_t len = 0;

		while (isalnum(at[len]) || at[len] == '_')
			len++;
		named |= len ? find_argument(call, at, len) : 0;
		at += len ? len : 1;
	}
	return named;
}

static char *read_bytes(const char *path)
{
	FILE *file = fopen(path, "re");
	char *bytes = NULL;
	size_t size = 0;

	if (!file || getdelim(&bytes, &size, 0, file) < 0)
		err(EXIT_TOOL_FAILED, "cannot read the policy %s", path);
	fclose(file);
	return bytes;
}

bool is_as_read(const struct update *update)
{
	char *bytes = read_bytes(update->path);
	bool same = !strcmp(bytes, update->bytes);

	free(bytes);
	return same;
}

void read_update(struct update *update, const char *path, struct recording *recording)
{
	struct clause clause;
	bool found;
	struct seccomp_text_call call;
	struct problem problem;

	update->path = path;
	read_policy(&update->text, path);
	update->compiled = compile_policy(update->text.bytes, &problem);
	if (!update->compiled) {
		print_place(stderr, &update->text, problem.line, problem.column, "error",
			    problem.message);
		exit(EXIT_TOOL_FAILED);
	}
	update->bytes = read_bytes(path);
	for (found = first_clause(&clause, update->text.bytes); found;
	     found = next_clause(&clause)) {
		if (describe_rule(&clause, &call))
			find_seen(recording, call.nr)->named |= find_named(&clause, &call);
	}
}

void note_update(struct update *update, struct recording *recording,
		 const struct tracee *tracee)
{
	struct verdict verdict;

	judge_call(&update->compiled, 1, tracee->arch, tracee->nr, tracee->args, &verdict);
	if (verdict.action == SECCOMP_RET_ALLOW)
		return;
	if (verdict.line && is_nameable(recording, tracee))
		note_refused(recording, tracee);
	else
		note_call(recording, tracee);
}

/* A rule alone, without its action, as a policy that refuses nothing else */
static struct compiled *compile_rule(const struct clause *clause)
{
	char *rule = flatten(clause->name.at, end_of_expression(clause));
	char *text = format_string("unlisted: 1\n%s\n", rule);
	struct problem problem;
	struct compiled *compiled = compile_policy(text, &problem);

	free(text);
	free(rule);
	return compiled;
}

static bool is_zero_rule(const struct clause *clause)
{
	return span_is(clause->expression, "0");
}

/* Also of calls that declare it a number */
static bool is_address(const struct seccomp_text_arg *arg)
{
	static const char * const names[] = { "addr", "start", "brk", "new_addr", "newsp", "tls" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (arg->size == sizeof(long) && !strcmp(arg->name, names[i]))
			return true;
	}
	return arg->flags & SECCOMP_ARG_POINTER;
}

/* Addresses differ from run to run: all that can be said is whether it is NULL. */
static void append_alternative(const struct seen *seen, unsigned int named,
			       const uint64_t args[6], char *words, size_t size)
{
	char comparison[320];
	unsigned int i;

	for (i = 0; i < seen->call.nr_args; i++) {
		if (!(named & 1 << i))
			continue;
		if (is_address(&seen->call.args[i]))
			snprintf(comparison, sizeof(comparison), "%s %s 0",
				 seen->call.args[i].name, args[i] ? "!=" : "==");
		else
			print_comparison(seen, i, args, comparison, sizeof(comparison));
		snprintf(words + strlen(words), size - strlen(words), "%s%s",
			 *words ? " && " : "", comparison);
	}
}

/* Whether an alternative is among those that " || " precedes already. */
static bool has_alternative(const char *words, const char *alternative)
{
	char *all = format_string("%s || ", words);
	char *whole = format_string(" || %s || ", alternative);
	bool has = strstr(all, whole);

	free(all);
	free(whole);
	return has;
}

/*
 * The alternatives that a rule lacks: " || fd == 2 || fd == 3". && binds tighter. Returns their
 * number, MAX_CHOICES + 1 if there are too many.
 */
static unsigned int find_alternatives(const struct clause *clause,
				      const struct seen *seen, char *words, size_t size)
{
	unsigned int named = find_named(clause, &seen->call);
	struct compiled *rule = compile_rule(clause);
	struct verdict verdict;
	char alternative[1024];
	unsigned int nr = 0, i;

	*words = 0;
	for (i = 0; rule && i < seen->nr_refused && i < MAX_REFUSED; i++) {
		judge_call(&rule, 1, seen->call.arch, seen->call.nr, seen->refused[i], &verdict);
		if (verdict.action == SECCOMP_RET_ALLOW)
			continue;
		*alternative = 0;
		append_alternative(seen, named, seen->refused[i], alternative,
				   sizeof(alternative));
		if (has_alternative(words, alternative))
			continue;
		if (++nr > MAX_CHOICES)
			break;
		snprintf(words + strlen(words), size - strlen(words), " || %s", alternative);
	}
	free_compiled(rule);
	return seen->nr_refused > MAX_REFUSED && nr ? MAX_CHOICES + 1 : nr;
}

/* An earlier update changed the rule, and keeps what the author wrote. */
static bool has_old(const struct update *update, const struct clause *clause)
{
	const char *line = clause->at;

	if (line == update->bytes)
		return false;
	for (line--; line > update->bytes && line[-1] != '\n'; line--)
		;
	return !strncmp(line, WAS, strlen(WAS));
}

static void write_old(FILE *out, const struct update *update, const struct clause *clause)
{
	const char *at = clause->at;
	size_t len;

	if (has_old(update, clause))
		return;
	while (at < clause->next) {
		len = strcspn(at, "\n");
		fprintf(out, WAS "%.*s\n", (int)len, at);
		at += len + (at[len] == '\n');
	}
}

/* The rule, with more alternatives, on one line */
static void write_wider(FILE *out, const struct clause *clause, const char *more)
{
	char *rule = flatten(clause->at, end_of_expression(clause));
	char *rest = flatten(clause->semicolon ? clause->semicolon : clause->end,
			     clause->end);
	int len = strcspn(clause->end, "\r\n");

	fprintf(out, "%s%s%s%s%.*s\n", rule, more, rest, len && !*rest ? " " : "", len,
		clause->end);
	free(rule);
	free(rest);
}

static void tell_rule(FILE *out, const struct update *update,
		      const struct clause *clause, const char *what)
{
	char *comment = format_string("# %s\n", what);
	size_t len = strlen(comment), before = clause->at - update->bytes;

	warnx("%s:%u: %s", update->path, clause->line, what);
	/* An earlier update may have said so already. */
	if (out && (before < len || memcmp(clause->at - len, comment, len)))
		fputs(comment, out);
	free(comment);
}

/* Write a statement of the file, changed if need be. Returns whether it was. */
static bool write_statement(FILE *out, const struct update *update,
			    const struct recording *recording,
			    const struct clause *clause)
{
	struct seccomp_text_call call;
	const struct seen *seen;
	char more[8192];
	unsigned int nr = 0;

	if (describe_rule(clause, &call)) {
		seen = recording->seen[call.nr];
		nr = find_alternatives(clause, seen, more, sizeof(more));
	}
	if (nr && (nr > MAX_CHOICES || is_zero_rule(clause))) {
		tell_rule(out, update, clause, is_zero_rule(clause) ?
			  "refuses a call that was made, and stays" :
			  "refuses calls with too many different values, and stays");
	} else if (nr) {
		tell_rule(NULL, update, clause, "allows more now");
		write_old(out, update, clause);
		write_wider(out, clause, more);
		return true;
	}
	fwrite(clause->at, 1, clause->next - clause->at, out);
	return nr;
}

/* Rules of an included file are not changed, as others may include it. */
static void warn_of_included(const struct update *update, const struct recording *recording)
{
	struct clause clause;
	bool found;
	struct seccomp_text_call call;
	char more[8192];

	for (found = first_clause(&clause, update->text.bytes); found;
	     found = next_clause(&clause)) {
		const struct origin *origin = &update->text.origins[clause.line - 1];

		if (!origin->line || !strcmp(origin->file, update->path) ||
		    !describe_rule(&clause, &call))
			continue;
		if (find_alternatives(&clause, recording->seen[call.nr], more, sizeof(more)))
			warnx("%s:%u: refuses calls that were made, and stays: it is included",
			      origin->file, origin->line);
	}
}

static bool has_additions(const struct recording *recording)
{
	unsigned int nr;

	for (nr = 0; nr < recording->nr_calls; nr++) {
		if (recording->seen[nr] && recording->seen[nr]->times)
			return true;
	}
	return false;
}

bool write_update(FILE *out, const struct update *update, struct recording *recording)
{
	struct clause clause;
	bool found;
	size_t len = strlen(update->bytes);
	time_t now = time(NULL);
	bool changed = false;
	char date[32];

	for (found = first_clause(&clause, update->bytes); found; found = next_clause(&clause))
		changed |= write_statement(out, update, recording, &clause);
	warn_of_included(update, recording);
	if (!has_additions(recording))
		return changed;
	strftime(date, sizeof(date), "%Y-%m-%d", localtime(&now));
	fprintf(out, "%s\n# Added by seccomp(1) on %s: %s\n",
		len && update->bytes[len - 1] != '\n' ? "\n" : "", date, recording->command);
	write_rules(out, recording);
	return true;
}
