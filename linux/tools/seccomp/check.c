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
#include "hints/hints.h"
#include "kernel.h"
#include "machine.h"
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
 * @machine:    check no policy, but what there is to enforce one
 */
struct options {
	const char	**allowed;
	unsigned int	nr_allowed;
	bool		no_lint;
	bool		strict;
	bool		machine;
};

/* Findings */

void add_remark(struct remarks *remarks, struct remark remark)
{
	size_t size = (remarks->nr + 1) * sizeof(remark);

	remarks->of = need_memory(realloc(remarks->of, size));
	remarks->of[remarks->nr++] = remark;
}

static void free_remarks(struct remarks *remarks)
{
	unsigned int i;

	for (i = 0; i < remarks->nr; i++) {
		free(remarks->of[i].message);
		free(remarks->of[i].hint);
	}
	free(remarks->of);
}

static unsigned int count_kind(const struct remarks *remarks, enum kind kind)
{
	unsigned int i, nr = 0;

	for (i = 0; i < remarks->nr; i++)
		nr += remarks->of[i].kind == kind;
	return nr;
}

/* Which of them come first: the order of lines, the whole policy last */
static int compare_places(const void *a, const void *b)
{
	const struct remark *x = a, *y = b;

	if (x->line != y->line)
		return x->line - 1 < y->line - 1 ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* Asking the kernel, or the tool */

/* The kernel does not answer: use the tool's own tables. */
static void fall_back(int error)
{
	if (error == EINVAL && !kernel_has_text_policies())
		warnx("note: this kernel has no text policies, so the tool itself checks");
	else
		warnx("note: the kernel does not check (%s: %s), so the tool itself does",
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
	struct clause clause;
	bool found = first_clause(&clause, text);
	bool changed = false;
	char *at = text, *end;

	while (found && clause.line <= line) {
		at = text + (clause.at - text);
		found = next_clause(&clause);
	}
	for (end = at + (end_of_lines(at) - at); at < end; at++) {
		changed = changed || (*at != ' ' && *at != '\n');
		if (*at != '\n')
			*at = ' ';
	}
	return changed;
}

static void add_report(struct remarks *remarks, const struct seccomp_text_report *report)
{
	char hint[HINT_SIZE];

	add_remark(remarks, (struct remark){
		.kind = report->status ? KIND_ERROR : KIND_NOTE,
		.line = report->line,
		.column = report->column,
		.errno_value = report->status,
		.message = format_string("%s", report->message),
		.hint = find_hint(remarks->text->bytes, report, hint) ?
			format_string("%s", hint) : NULL,
	});
}

/* With its bad statements taken out, a policy may be none any more. */
static bool is_left_empty(const struct seccomp_text_report *report)
{
	return strstr(report->message, "a policy needs ");
}

/* Each error hides those behind it, so take out its statement and check again. */
static void find_errors(struct remarks *remarks)
{
	char *text = need_memory(strdup(remarks->text->bytes));
	struct seccomp_text_report report;

	while (remarks->nr < MAX_SHOWN) {
		get_report(text, 0, &report);
		if (!report.status || (remarks->nr && is_left_empty(&report)))
			break;
		add_report(remarks, &report);
		if (!report.line || !blank_out(text, report.line))
			break;
	}
	free(text);
}

/* Installed sets have rules for other architectures, which are not worth a note. */
static bool is_of_set(const struct text *text, unsigned int line)
{
	const char *file = line <= text->nr_lines ? text->origins[line - 1].file : NULL;

	return file && !strncmp(file, SETS_DIR "/", strlen(SETS_DIR "/"));
}

static void find_notes(struct remarks *remarks)
{
	struct seccomp_text_report report;
	unsigned int note = 0;

	do {
		get_report(remarks->text->bytes, note++, &report);
		if (report.line && !is_of_set(remarks->text, report.line))
			add_report(remarks, &report);
	} while (note < report.nr_notes && note < MAX_SHOWN);
	if (note < report.nr_notes)
		add_remark(remarks, (struct remark){
			.kind = KIND_NOTE,
			.message = format_string("there are %u more notes",
						 report.nr_notes - note),
		});
}

/* Lint's remarks */

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

#define ALLOW_WORDS	"lint: allow "

/* Whether a comment says "lint: allow WORD" */
static bool comment_allows(struct span comment, const char *word)
{
	const char *end = comment.at + comment.len;
	const char *at = memmem(comment.at, comment.len, ALLOW_WORDS, strlen(ALLOW_WORDS));

	return at && has_word(at + strlen(ALLOW_WORDS), end, word);
}

/* Such a comment is about its line or, on a line of its own, about all. */
static bool is_allowed(const struct remarks *remarks, const char *word,
		       const struct clause *clause)
{
	const char * const *allowed = remarks->allowed;
	struct clause other;
	bool more;

	for (; allowed && *allowed; allowed++) {
		if (!strcmp(*allowed, word))
			return true;
	}
	/* Most policies have no such comment, and some have thousands of lines. */
	if (!strstr(remarks->text->bytes, ALLOW_WORDS))
		return false;
	if (clause && comment_allows(clause->comment, word))
		return true;
	for (more = first_clause(&other, remarks->text->bytes); more;
	     more = next_clause(&other)) {
		if (!other.name.len && comment_allows(other.comment, word))
			return true;
	}
	return false;
}

void add_lint(struct remarks *remarks, enum kind kind, const char *word,
	      const struct clause *clause, const char *format, ...)
{
	char *message;
	va_list args;

	if (is_allowed(remarks, word, clause))
		return;
	va_start(args, format);
	message = format_list(format, args);
	va_end(args);
	add_remark(remarks, (struct remark){
		.kind = kind,
		.word = word,
		.line = clause ? clause->line : 0,
		.column = clause ? clause->column : 0,
		.message = message,
	});
}

/* Printing */

static void print_remark(FILE *out, const struct text *text, const struct remark *remark)
{
	char *message;

	message = format_string(remark->word ? "%s [%s]" : "%s", remark->message,
				remark->word);
	print_place(out, text, remark->line, remark->column, kind_names[remark->kind],
		    message);
	if (remark->hint)
		fprintf(out, "hint: %s\n", remark->hint);
	free(message);
}

static void add_string(struct json_object *object, const char *key, const char *value)
{
	if (value)
		json_object_object_add(object, key, new_json_string(value));
}

static void add_number(struct json_object *object, const char *key, int value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_int(value));
}

static struct json_object *describe_remark(const struct text *text,
					   const struct remark *remark)
{
	struct json_object *object = json_object_new_object();
	bool placed = remark->line && remark->line <= text->nr_lines;
	const struct origin *origin = placed ? &text->origins[remark->line - 1] : NULL;

	add_string(object, "kind", kind_names[remark->kind]);
	add_string(object, "word", remark->word);
	if (origin && origin->line) {
		add_string(object, "file", origin->file);
		add_number(object, "line", origin->line);
		add_number(object, "column", remark->column);
	}
	add_number(object, "errno", remark->errno_value);
	add_string(object, "message", remark->message);
	add_string(object, "hint", remark->hint);
	return object;
}

static struct json_object *describe_remarks(const struct remarks *remarks, bool valid)
{
	struct json_object *object = json_object_new_object();
	struct json_object *problems = json_object_new_array();
	unsigned int i;

	for (i = 0; i < remarks->nr; i++)
		json_object_array_add(problems, describe_remark(remarks->text, &remarks->of[i]));
	add_string(object, "file", remarks->text->name);
	json_object_object_add(object, "valid", json_object_new_boolean(valid));
	add_string(object, "checked_by", is_offline() ? "tool" : "kernel");
	json_object_object_add(object, "problems", problems);
	return object;
}

static void print_remarks(FILE *out, const struct remarks *remarks)
{
	unsigned int i;

	for (i = 0; i < remarks->nr; i++)
		print_remark(out, remarks->text, &remarks->of[i]);
}

void print_errors(FILE *out, const struct text *text)
{
	struct remarks remarks = { .text = text };

	find_errors(&remarks);
	print_remarks(out, &remarks);
	free_remarks(&remarks);
}

/* The verb */

static int check_machine(const struct text *rules, bool more)
{
	if (rules->bytes || more)
		reject_usage("--machine checks no policy");
	return describe_machine();
}

static bool check_text(const struct text *text, const struct options *options,
		       struct json_object *files)
{
	struct remarks remarks = { .text = text, .allowed = options->allowed };
	bool valid;

	find_errors(&remarks);
	valid = !remarks.nr;
	if (valid)
		find_notes(&remarks);
	if (valid && !options->no_lint)
		lint(&remarks);
	if (remarks.nr)
		qsort(remarks.of, remarks.nr, sizeof(*remarks.of), compare_places);
	if (options->strict && count_kind(&remarks, KIND_WARNING))
		valid = false;
	if (files)
		json_object_array_add(files, describe_remarks(&remarks, valid));
	else
		print_remarks(stdout, &remarks);
	free_remarks(&remarks);
	return valid;
}

static void tell_unreadable(const char *path, char *why, struct json_object *files)
{
	struct remark remark = { .kind = KIND_ERROR, .message = why };
	struct text text = { .name = path };
	struct remarks remarks = { .text = &text, .of = &remark, .nr = 1 };

	if (files)
		json_object_array_add(files, describe_remarks(&remarks, false));
	else
		warnx("%s", why);
	free(why);
}

/* Returns the exit status. A file that is no policy at all hides no other file. */
static int check_file(const char *path, const struct options *options,
		      struct json_object *files)
{
	struct text text;
	char *why = try_policy(&text, path);
	bool valid;

	if (why) {
		tell_unreadable(path, why, files);
		return EXIT_TOOL_FAILED;
	}
	valid = check_text(&text, options, files);
	free_text(&text);
	return valid ? EXIT_SUCCESS : EXIT_NEGATIVE;
}

static void allow_word(struct options *options, const char *word)
{
	size_t size = (options->nr_allowed + 2) * sizeof(word);

	options->allowed = need_memory(realloc(options->allowed, size));
	options->allowed[options->nr_allowed++] = word;
	options->allowed[options->nr_allowed] = NULL;
}

/* @rules receives those of -e. */
static void read_options(int argc, char **argv, struct options *options, struct text *rules)
{
	static const struct option long_options[] = {
		{ "offline",	no_argument,		NULL, 'o' },
		{ "rules",	required_argument,	NULL, 'e' },
		{ "no-lint",	no_argument,		NULL, 'n' },
		{ "strict",	no_argument,		NULL, 's' },
		{ "allow",	required_argument,	NULL, 'a' },
		{ "machine",	no_argument,		NULL, 'm' },
		{ "json",	no_argument,		NULL, 'j' },
		{ "help",	no_argument,		NULL, 'h' },
		{ }
	};
	int option;

	while ((option = next_option(argc, argv, "oe:nsa:mjh", long_options)) != -1) {
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
		case 'm':
			options->machine = true;
			break;
		}
	}
}

static int run(int argc, char **argv)
{
	struct options options = { };
	struct json_object *files;
	struct text rules = { };
	int status = EXIT_SUCCESS, worst = EXIT_SUCCESS;

	read_options(argc, argv, &options, &rules);
	if (options.machine)
		return check_machine(&rules, optind < argc);
	if (rules.bytes)
		check_start(&rules);
	else if (optind == argc)
		reject_usage("a policy is missing");
	get_permission();
	files = want_json ? json_object_new_array() : NULL;
	if (rules.bytes && !check_text(&rules, &options, files))
		worst = EXIT_NEGATIVE;
	for (; optind < argc; optind++) {
		status = check_file(argv[optind], &options, files);
		if (status > worst)
			worst = status;
	}
	if (files)
		puts(json_object_to_json_string_ext(files, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(files);
	free(options.allowed);
	free_text(&rules);
	return worst;
}

const struct verb check_verb = {
	"check",
	"check [OPTION]... FILE... | -m\n"
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
	"  -m, --machine      check no policy, but say what this machine enforces them with\n"
	"  -j, --json         print JSON\n"
	"\n"
	"The exit status is 0 if all policies are valid, 1 if not, and 125 if the check\n"
	"itself failed. With -m it is 1 if nothing can enforce a policy.\n",
	run,
};
