// SPDX-License-Identifier: GPL-2.0
/*
 * Questions about the language, for the running kernel or, offline, for the
 * tables in the tool.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "kernel.h"
#include "language/language.h"
#include "main.h"

/* More notes are counted, and not told apart. */
#define MAX_NOTES	100

static bool offline;

void ask_offline(void)
{
	offline = true;
}

bool is_offline(void)
{
	return offline;
}

static void fill_in(struct seccomp_text_report *report, const struct problem *problem)
{
	report->status = problem->errno_value;
	report->line = problem->line;
	report->column = problem->column;
	snprintf(report->message, sizeof(report->message), "%s", problem->message);
}

/* The valid policy that was asked about last: its notes are asked for one by one. */
static struct {
	char		*text;
	struct problem	notes[MAX_NOTES];
	int		nr_notes;
} last;

/* Returns false, with the first error, if the policy has any. */
static bool find_notes(const char *text, struct problem *problem)
{
	struct compiled *policy;

	if (last.text && !strcmp(last.text, text))
		return true;
	policy = compile_policy(text, problem);
	if (!policy)
		return false;
	free_compiled(policy);
	free(last.text);
	last.text = need_memory(strdup(text));
	last.nr_notes = find_problems(text, last.notes, MAX_NOTES);
	if (last.nr_notes < 0)
		errx(EXIT_TOOL_FAILED, "out of memory");
	return true;
}

static int check_offline(const char *text, unsigned int note,
			 struct seccomp_text_report *report)
{
	struct problem problem = { };

	*report = (struct seccomp_text_report){ .size = sizeof(*report), .note = note };
	if (!find_notes(text, &problem)) {
		fill_in(report, &problem);
		return 0;
	}
	report->nr_notes = last.nr_notes;
	if (note < report->nr_notes && note < MAX_NOTES)
		fill_in(report, &last.notes[note]);
	return 0;
}

int ask_policy(const char *text, unsigned int note, struct seccomp_text_report *report)
{
	return offline ? check_offline(text, note, report) : check_policy(text, note, report);
}

int ask_call(struct seccomp_text_call *call, const char *name, int nr)
{
	if (!offline)
		return describe_call(call, name, nr);
	return describe_offline(call, name, nr) ? 0 : ENOENT;
}
