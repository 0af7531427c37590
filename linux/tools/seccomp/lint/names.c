// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: names that the kernel skips for their '?', and names with two meanings. Those of
 * other architectures' calls are meant to be skipped; those that nobody has may be misspelt.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "hints/guess.h"
#include "language/language.h"
#include "lint.h"
#include "main.h"

/**
 * struct other_call - a call of any architecture
 * @name:  its name
 * @archs: who has it
 */
struct other_call {
	const char	*name;
	const char	*archs;
};

/* Sorted by name */
static const struct other_call other_calls[] = {
#include "other-calls.h"
};

static int compare_names(const void *name, const void *call)
{
	return strcmp(name, ((const struct other_call *)call)->name);
}

static const struct other_call *find_other(const char *name)
{
	if (!strncmp(name, "sys_", strlen("sys_")))
		name += strlen("sys_");
	return bsearch(name, other_calls, ARRAY_SIZE(other_calls), sizeof(*other_calls),
		       compare_names);
}

static void lint_unknown(const struct lint *lint, const struct clause *clause,
			 const char *name)
{
	struct seccomp_text_call call;
	struct guess guess;

	/* Only x86_64 has uprobe, and only riscv64 the other one. */
	if (describe_offline(&call, name, 0) || !strcmp(name, "uprobe") ||
	    !strcmp(name, "riscv_hwprobe"))
		add_lint(lint->remarks, KIND_NOTE, "other-architecture", clause,
			 "'%s' is a call of later kernels", name);
	else if (guess_call(&guess, name, false))
		add_lint(lint->remarks, KIND_WARNING, "unknown-call", clause,
			 "no architecture has a call '%s'; did you mean '%s'?", name,
			 guess.name);
	else
		add_lint(lint->remarks, KIND_WARNING, "unknown-call", clause,
			 "no architecture has a call '%s', unless a later kernel does",
			 name);
}

/* The installed sets have rules for all architectures, which nobody needs to know. */
static bool is_of_set(const struct lint *lint, const struct clause *clause)
{
	const char *file = lint->remarks->text->origins[clause->line - 1].file;

	return !strncmp(file, SETS_DIR "/", strlen(SETS_DIR "/"));
}

static void note_others(const struct lint *lint, const struct names *others,
			const struct clause *first, const char *name)
{
	if (others->nr == 1)
		add_lint(lint->remarks, KIND_NOTE, "other-architecture", first,
			 "'%s' is a call elsewhere: %s", name, find_other(name)->archs);
	else if (others->nr)
		add_lint(lint->remarks, KIND_NOTE, "other-architecture", first,
			 "skipped, as these are calls elsewhere: %s", others->list);
}

static void lint_skipped(const struct lint *lint)
{
	char name[SECCOMP_TEXT_NAME_SIZE], first_name[SECCOMP_TEXT_NAME_SIZE] = "";
	struct names others = { };
	struct seccomp_text_call call;
	struct clause first = { };
	struct clause clause;
	bool more;

	for (more = first_clause(&clause, lint->remarks->text->bytes); more;
	     more = next_clause(&clause)) {
		if (!clause.optional || clause.name.len >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", clause.name.len, clause.name.at);
		if (!ask_call(&call, name, 0))
			continue;
		if (describe_offline(&call, name, 0) && !is_later_call(call.nr))
			continue;
		if (is_of_set(lint, &clause))
			continue;
		if (!find_other(name)) {
			lint_unknown(lint, &clause, name);
			continue;
		}
		if (!others.nr) {
			first = clause;
			memcpy(first_name, name, sizeof(name));
		}
		add_name(&others, name);
	}
	note_others(lint, &others, &first, first_name);
}

/* A call's name can be the kernel's entry for another call: sys_umount is umount2. */
static void lint_meanings(const struct lint *lint, const struct rule *rule)
{
	struct seccomp_text_call by_name, by_entry, *here, *other;
	char entry[SECCOMP_TEXT_NAME_SIZE + 4];
	bool is_entry;

	snprintf(entry, sizeof(entry), "sys_%.*s", rule->clause.name.len, rule->clause.name.at);
	is_entry = !strncmp(entry, "sys_sys_", strlen("sys_sys_"));
	if (!describe_offline(&by_entry, entry + 4 * is_entry, 0) ||
	    !describe_offline(&by_name, entry + 4 + 4 * is_entry, 0) ||
	    by_name.nr == by_entry.nr)
		return;
	here = is_entry ? &by_entry : &by_name;
	other = is_entry ? &by_name : &by_entry;
	if (!find_rule(lint, other->uapi_name))
		add_lint(lint->remarks, KIND_NOTE, "two-meanings", &rule->clause,
			 "this is %s, entry %s; %s, entry %s, is another call, which no rule names",
			 here->uapi_name, here->name, other->uapi_name, other->name);
}

static void lint_later(const struct lint *lint, const struct rule *rule)
{
	const struct clause *clause = &rule->clause;

	if (!clause->optional && is_later_call(rule->nr))
		add_lint(lint->remarks, KIND_NOTE, "other-architecture", clause,
			 "'%.*s' is a call of later kernels; without a '?', others refuse the policy as text",
			 clause->name.len, clause->name.at);
}

void lint_names(const struct lint *lint)
{
	unsigned int i;

	lint_skipped(lint);
	for (i = 0; i < lint->nr_rules; i++) {
		lint_meanings(lint, &lint->rules[i]);
		lint_later(lint, &lint->rules[i]);
	}
}
