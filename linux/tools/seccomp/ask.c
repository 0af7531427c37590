// SPDX-License-Identifier: GPL-2.0
/*
 * Questions about the language, for the running kernel or, offline, for the
 * tables in the tool.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>

#include "ask.h"
#include "kernel.h"
#include "language/language.h"
#include "main.h"

/* More notes are not told apart. */
#define MAX_NOTES	1000

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

/* A note; the policy has no errors. */
static void find_note(const char *text, unsigned int note, struct seccomp_text_report *report)
{
	struct problem *notes = need_memory(calloc(MAX_NOTES, sizeof(*notes)));
	int nr = find_problems(text, notes, MAX_NOTES);

	if (nr < 0)
		errx(EXIT_TOOL_FAILED, "out of memory");
	report->nr_notes = nr;
	if (note < report->nr_notes && note < MAX_NOTES)
		fill_in(report, &notes[note]);
	free(notes);
}

static int check_offline(const char *text, unsigned int note,
			 struct seccomp_text_report *report)
{
	struct problem problem = { };
	struct compiled *policy = compile_policy(text, &problem);

	*report = (struct seccomp_text_report){ .size = sizeof(*report), .note = note };
	if (policy)
		find_note(text, note, report);
	else
		fill_in(report, &problem);
	free_compiled(policy);
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
