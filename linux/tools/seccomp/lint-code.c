// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: a policy that keeps memory from becoming code in one way, but not in
 * others.
 */
#include <linux/mman.h>
#include <linux/personality.h>
#include <linux/shm.h>
#include <sys/mman.h>

#include "lint.h"
#include "main.h"

#define ANONYMOUS	(MAP_PRIVATE | MAP_ANONYMOUS)

/**
 * struct code_call - a way to get memory that holds code
 * @name:     the call
 * @how:      what it is called with, for messages
 * @harmless: arguments without code
 * @code:     the same with code; a policy that refuses this, and not @harmless,
 *            means to refuse code
 */
struct code_call {
	const char	*name;
	const char	*how;
	uint64_t	harmless[6];
	uint64_t	code[6];
};

/* The first two show what a policy means; the rest are ways around it. */
static const struct code_call code_calls[] = {
	{ "mprotect", "mprotect with PROT_EXEC",
	  { 4096, 4096, PROT_READ }, { 4096, 4096, PROT_READ | PROT_EXEC } },
	{ "mmap", "mmap with PROT_WRITE and PROT_EXEC",
	  { 0, 4096, PROT_READ | PROT_WRITE, ANONYMOUS, -1 },
	  { 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, ANONYMOUS, -1 } },
	{ "pkey_mprotect", "pkey_mprotect with PROT_EXEC",
	  { 4096, 4096, PROT_READ, -1 }, { 4096, 4096, PROT_READ | PROT_EXEC, -1 } },
	{ "shmat", "shmat with SHM_EXEC", { 0, 0, 0 }, { 0, 0, SHM_EXEC } },
	{ "personality", "personality with READ_IMPLIES_EXEC",
	  { 0 }, { READ_IMPLIES_EXEC } },
};

static bool means_to_refuse_code(const struct lint *lint, const struct code_call *call)
{
	return passes(lint, call->name, call->harmless) &&
	       refuses(lint, call->name, call->code);
}

/* A file in memory can be written, and then mapped as code. */
static bool maps_files_from_memory(const struct lint *lint)
{
	static const uint64_t map[6] = { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, 3 };

	return passes(lint, "memfd_create", NULL) && passes(lint, "mmap", map);
}

static const struct code_call *find_intent(const struct lint *lint)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (means_to_refuse_code(lint, &code_calls[i]))
			return &code_calls[i];
	}
	return NULL;
}

void lint_code(const struct lint *lint)
{
	const struct code_call *intent = find_intent(lint);
	struct names open = { };
	unsigned int i;

	if (!intent || !find_rule(lint, intent->name))
		return;
	for (i = 0; i < ARRAY_SIZE(code_calls); i++) {
		if (passes(lint, code_calls[i].name, code_calls[i].code))
			add_name(&open, code_calls[i].how);
	}
	if (maps_files_from_memory(lint))
		add_name(&open, "memfd_create and mmap");
	if (open.nr)
		add_lint(lint->remarks, KIND_WARNING, "code-from-data",
			 &find_rule(lint, intent->name)->clause,
			 "this refuses code in memory, but these make it: %s", open.list);
}
