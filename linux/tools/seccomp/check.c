// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp check: what is wrong with a policy.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "ask.h"
#include "check.h"
#include "hints.h"
#include "kernel.h"
#include "main.h"

/* At most so many errors, and notes, of a policy are shown. */
#define MAX_SHOWN	100

static const char * const kind_names[] = {
	[KIND_ERROR]	= "error",
	[KIND_WARNING]	= "warning",
	[KIND_NOTE]	= "note",
};

/**
 * struct options - of the command line
 * @allowed:    words of warnings that are switched off, terminated by NULL
 * @nr_allowed: number of @allowed
 * @no_lint:    leave out all warnings
 * @strict:     a policy with a warning is not valid
 */
struct options {
	const char	**allowed;
	unsigned int	nr_allowed;
	bool		no_lint;
	bool		strict;
};

/* Findings */

void add_finding(struct findings *findings, struct finding finding)
{
	size_t size = (findings->nr + 1) * sizeof(finding);

	findings->of = need_memory(realloc(findings->of, size));
	findings->of[findings->nr++] = finding;
}

static void free_findings(struct findings *findings)
{
	unsigned int i;

	for (i = 0; i < findings->nr; i++) {
		free(findings->of[i].message);
		free(findings->of[i].hint);
	}
	free(findings->of);
}

static unsigned int count_kind(const struct findings *findings, enum kind kind)
{
	unsigned int i, nr = 0;

	for (i = 0; i < findings->nr; i++)
		nr += findings->of[i].kind == kind;
	return nr;
}

/* Which of them come first: the order of lines, the whole policy last */
static int compare_places(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->line != y->line)
		return x->line - 1 < y->line - 1 ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* Asking the kernel, or the tool */

/* The kernel does not answer: use the tool's own tables. */
static void fall_back(int error)
{
	if (error == EINVAL && !kernel_has_text_policies())
		warnx("note: this kernel has no text policies; the tool itself checks");
	else
		warnx("note: the kernel does not check policies for this user (%s: %s); the tool itself checks",
		      strerror(error), advise_on_install(error));
	ask_offline();
}

static void get_report(const char *text, unsigned int note,
		       struct seccomp_text_report *report)
{
	int error = ask_policy(text, note, report);

	if (error == ENOMEM || error == EFAULT)
		errx(EXIT_TOOL_FAILED, "cannot check the policy: %s: %s", strerror(error),
		     advise_on_install(error));
	if (error) {
		fall_back(error);
		ask_policy(text, note, report);
	}
}

/* A check takes the permission to install, which no_new_privs gives. */
static void get_permission(void)
{
	if (!is_offline() && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		warn("cannot set no_new_privs");
}

/* All errors */

/* Overwrite the statement that @line is a part of. False if that was done before. */
static bool blank_out(char *text, unsigned int line)
{
	struct statement statement;
	bool found = first_statement(&statement, text);
	bool changed = false;
	char *at = text, *end;

	while (found && statement.line <= line) {
		at = text + (statement.at - text);
		found = next_statement(&statement);
	}
	for (end = at + (end_of_lines(at) - at); at < end; at++) {
		changed = changed || !strchr(" \n", *at);
		if (*at != '\n')
			*at = ' ';
	}
	return changed;
}

static void add_report(struct findings *findings, const struct seccomp_text_report *report)
{
	char hint[HINT_SIZE];

	add_finding(findings, (struct finding){
		.kind = report->status ? KIND_ERROR : KIND_NOTE,
		.line = report->line,
		.column = report->column,
		.errno_value = report->status,
		.message = format_string("%s", report->message),
		.hint = find_hint(findings->text->bytes, report, hint) ?
			format_string("%s", hint) : NULL,
	});
}

/* With its bad statements taken out, a policy may be none any more. */
static bool is_left_empty(const struct seccomp_text_report *report)
{
	return strstr(report->message, "a policy needs ");
}

/* Each error hides those behind it, so take out its statement and check again. */
static void find_errors(struct findings *findings)
{
	char *text = need_memory(strdup(findings->text->bytes));
	struct seccomp_text_report report;

	while (findings->nr < MAX_SHOWN) {
		get_report(text, 0, &report);
		if (!report.status || (findings->nr && is_left_empty(&report)))
			break;
		add_report(findings, &report);
		if (!report.line || !blank_out(text, report.line))
			break;
	}
	free(text);
}

static void find_notes(struct findings *findings)
{
	struct seccomp_text_report report;
	unsigned int note = 0;

	do {
		get_report(findings->text->bytes, note++, &report);
		if (report.line)
			add_report(findings, &report);
	} while (note < report.nr_notes && note < MAX_SHOWN);
	if (note < report.nr_notes)
		add_finding(findings, (struct finding){
			.kind = KIND_NOTE,
			.message = format_string("there are %u more notes",
						 report.nr_notes - note),
		});
}

/* Lint's findings */

static bool has_word(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	for (; at < end && (at = memmem(at, end - at, word, len)); at += len) {
		if (strchr(" \t,:", at[-1]) &&
		    (at + len == end || strchr(" \t,\r", at[len])))
			return true;
	}
	return false;
}

/* Whether a comment says "lint: allow WORD" */
static bool comment_allows(struct span comment, const char *word)
{
	static const char start[] = "lint: allow ";
	const char *end = comment.at + comment.len;
	const char *at = memmem(comment.at, comment.len, start, strlen(start));

	return at && has_word(at + strlen(start), end, word);
}

/* Such a comment is about its line or, on a line of its own, about all. */
static bool is_allowed(const struct findings *findings, const char *word,
		       const struct statement *statement)
{
	const char * const *allowed = findings->allowed;
	struct statement other;
	bool more;

	for (; allowed && *allowed; allowed++) {
		if (!strcmp(*allowed, word))
			return true;
	}
	if (statement && comment_allows(statement->comment, word))
		return true;
	for (more = first_statement(&other, findings->text->bytes); more;
	     more = next_statement(&other)) {
		if (!other.name.len && comment_allows(other.comment, word))
			return true;
	}
	return false;
}

void add_lint(struct findings *findings, enum kind kind, const char *word,
	      const struct statement *statement, const char *format, ...)
{
	char *message;
	va_list args;

	if (is_allowed(findings, word, statement))
		return;
	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		message = NULL;
	va_end(args);
	add_finding(findings, (struct finding){
		.kind = kind,
		.word = word,
		.line = statement ? statement->line : 0,
		.column = statement ? statement->column : 0,
		.message = need_memory(message),
	});
}

/* Printing */

static void print_finding(const struct text *text, const struct finding *finding)
{
	char *message;

	message = format_string(finding->word ? "%s [%s]" : "%s", finding->message,
				finding->word);
	print_place(stdout, text, finding->line, finding->column, kind_names[finding->kind],
		    message);
	if (finding->hint)
		printf("hint: %s\n", finding->hint);
	free(message);
}

static void add_string(struct json_object *object, const char *key, const char *value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_string(value));
}

static void add_number(struct json_object *object, const char *key, int value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_int(value));
}

static struct json_object *describe_finding(const struct text *text,
					    const struct finding *finding)
{
	struct json_object *object = json_object_new_object();
	bool placed = finding->line && finding->line <= text->nr_lines;
	const struct origin *origin = placed ? &text->origins[finding->line - 1] : NULL;

	add_string(object, "kind", kind_names[finding->kind]);
	add_string(object, "word", finding->word);
	if (origin && origin->line) {
		add_string(object, "file", origin->file);
		add_number(object, "line", origin->line);
		add_number(object, "column", finding->column);
	}
	add_number(object, "errno", finding->errno_value);
	add_string(object, "message", finding->message);
	add_string(object, "hint", finding->hint);
	return object;
}

static struct json_object *describe_findings(const struct findings *findings, bool valid)
{
	struct json_object *object = json_object_new_object();
	struct json_object *problems = json_object_new_array();
	unsigned int i;

	for (i = 0; i < findings->nr; i++)
		json_object_array_add(problems,
				      describe_finding(findings->text, &findings->of[i]));
	add_string(object, "file", findings->text->name);
	json_object_object_add(object, "valid", json_object_new_boolean(valid));
	add_string(object, "checked_by", is_offline() ? "tool" : "kernel");
	json_object_object_add(object, "problems", problems);
	return object;
}

static void print_findings(const struct findings *findings)
{
	unsigned int i;

	for (i = 0; i < findings->nr; i++)
		print_finding(findings->text, &findings->of[i]);
}

/* The verb */

static bool check_text(const struct text *text, const struct options *options,
		       struct json_object *files)
{
	struct findings findings = { .text = text, .allowed = options->allowed };
	bool valid;

	find_errors(&findings);
	valid = !findings.nr;
	if (valid)
		find_notes(&findings);
	if (valid && !options->no_lint)
		lint(&findings);
	if (findings.nr)
		qsort(findings.of, findings.nr, sizeof(*findings.of), compare_places);
	if (options->strict && count_kind(&findings, KIND_WARNING))
		valid = false;
	if (files)
		json_object_array_add(files, describe_findings(&findings, valid));
	else
		print_findings(&findings);
	free_findings(&findings);
	return valid;
}

static bool check_file(const char *path, const struct options *options,
		       struct json_object *files)
{
	struct text text;
	bool valid;

	read_policy(&text, path);
	valid = check_text(&text, options, files);
	free_text(&text);
	return valid;
}

static void allow_word(struct options *options, const char *word)
{
	size_t size = (options->nr_allowed + 2) * sizeof(word);

	options->allowed = need_memory(realloc(options->allowed, size));
	options->allowed[options->nr_allowed++] = word;
	options->allowed[options->nr_allowed] = NULL;
}

/* Returns whether -e gave rules, which @rules receives. */
static bool read_options(int argc, char **argv, struct options *options, struct text *rules)
{
	static const struct option long_options[] = {
		{ "offline",	no_argument,		NULL, 'o' },
		{ "rules",	required_argument,	NULL, 'e' },
		{ "no-lint",	no_argument,		NULL, 'n' },
		{ "strict",	no_argument,		NULL, 's' },
		{ "allow",	required_argument,	NULL, 'a' },
		{ "json",	no_argument,		NULL, 'j' },
		{ "help",	no_argument,		NULL, 'h' },
		{ }
	};
	int option;

	while ((option = next_option(argc, argv, "oe:nsa:jh", long_options)) != -1) {
		switch (option) {
		case 'o':
			ask_offline();
			break;
		case 'e':
			add_rules(rules, optarg);
			break;
		case 'n':
			options->no_lint = true;
			break;
		case 's':
			options->strict = true;
			break;
		case 'a':
			allow_word(options, optarg);
			break;
		}
	}
	return rules->bytes;
}

static int run(int argc, char **argv)
{
	struct options options = { };
	struct json_object *files;
	struct text rules = { };
	bool valid = true;

	if (read_options(argc, argv, &options, &rules))
		check_start(&rules);
	else if (optind == argc)
		reject_usage("a policy is missing");
	get_permission();
	files = want_json ? json_object_new_array() : NULL;
	if (rules.bytes)
		valid = check_text(&rules, &options, files);
	for (; optind < argc; optind++)
		valid &= check_file(argv[optind], &options, files);
	if (files)
		puts(json_object_to_json_string_ext(files, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(files);
	free(options.allowed);
	free_text(&rules);
	if (fflush(stdout))
		err(EXIT_TOOL_FAILED, "cannot write");
	return valid ? EXIT_SUCCESS : EXIT_NEGATIVE;
}

const struct verb check_verb = {
	"check",
	"check [OPTION]... FILE...\n"
	"Say what is wrong with policies: all errors, then what is valid but hardly meant.\n"
	"FILE may be -, for standard input.\n"
	"\n"
	"  -e, --rules RULES  check these lines, too; several make one policy\n"
	"  -o, --offline      do not ask the kernel; the tool itself checks\n"
	"  -n, --no-lint      only errors and the kernel's notes\n"
	"  -a, --allow WORD   leave out the warnings that end in [WORD]; a comment\n"
	"                     '# lint: allow WORD' does so, for its line or, on a line of\n"
	"                     its own, for the policy\n"
	"  -s, --strict       warnings make a policy invalid\n"
	"  -j, --json         print JSON\n"
	"\n"
	"The exit status is 0 if all policies are valid, 1 if not, and 125 if the check\n"
	"itself failed.\n",
	run,
};
