// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: names that the kernel skips for their '?'. Those of other architectures'
 * calls are meant so; those that nobody has may be misspelt.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "hints/guess.h"
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

/* What kernels after this tree have */
static const char * const later_calls[] = {
	"file_getattr", "file_setattr", "getxattrat", "listns", "listxattrat",
	"open_tree_attr", "removexattrat", "setxattrat", "uprobe",
};

static bool is_later(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(later_calls); i++) {
		if (!strcmp(name, later_calls[i]))
			return true;
	}
	return false;
}

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
	const struct other_call *other = find_other(name);
	struct guess guess;

	if (other)
		add_lint(lint->remarks, KIND_NOTE, "other-architecture", clause,
			 "'%s' is a call elsewhere: %s", name, other->archs);
	else if (is_later(name))
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

void lint_names(const struct lint *lint)
{
	char name[SECCOMP_TEXT_NAME_SIZE];
	struct seccomp_text_call call;
	struct clause clause;
	bool more;

	for (more = first_clause(&clause, lint->remarks->text->bytes); more;
	     more = next_clause(&clause)) {
		if (!clause.optional || clause.name.len >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", clause.name.len, clause.name.at);
		if (ask_call(&call, name, 0) && !describe_offline(&call, name, 0))
			lint_unknown(lint, &clause, name);
	}
}
