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
 * @name: the call
 * @how:  what it is called with, for messages
 * @data: arguments for memory without code
 * @code: the same with code that can be written
 * @late: the same with code that can no longer be written
 */
struct code_call {
	const char	*name;
	const char	*how;
	uint64_t	data[6];
	uint64_t	code[6];
	uint64_t	late[6];
};

#define WRITE		(PROT_READ | PROT_WRITE)
#define WRITE_EXEC	(PROT_READ | PROT_WRITE | PROT_EXEC)
#define READ_EXEC	(PROT_READ | PROT_EXEC)

/* Those that can write and execute at once */
static const struct code_call code_calls[] = {
	{ "mprotect", "mprotect", { 4096, 4096, PROT_READ }, { 4096, 4096, WRITE_EXEC },
	  { 4096, 4096, READ_EXEC } },
	{ "mmap", "mmap", { 0, 4096, WRITE, ANONYMOUS, -1 },
	  { 0, 4096, WRITE_EXEC, ANONYMOUS, -1 }, { 0, 4096, READ_EXEC, MAP_PRIVATE, 3 } },
	{ "pkey_mprotect", "pkey_mprotect", { 4096, 4096, PROT_READ, -1 },
	  { 4096, 4096, WRITE_EXEC, -1 }, { 4096, 4096, READ_EXEC, -1 } },
};

enum {
	MPROTECT,
	MMAP,
	PKEY_MPROTECT,
};

static bool passes_late(const struct lint *lint, unsigned int call)
{
	return passes(lint, code_calls[call].name, code_calls[call].late);
}

/* Whether rules refuse code to a call that they allow otherwise */
static bool means_to_refuse(const struct lint *lint, unsigned int call,
			    const uint64_t code[6])
{
	const struct code_call *of = &code_calls[call];

	return find_rule(lint, of->name) && passes(lint, of->name, of->data) &&
	       refuses(lint, of->name, code);
}

/* A file in memory can be written, and then mapped as code. */
static bool maps_files_from_memory(const struct lint *lint)
{
	return passes(lint, "memfd_create", NULL) && passes_late(lint, MMAP);
}

static void add_writable(const struct lint *lint, struct names *open)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(code_calls); i++) {
		if (passes(lint, code_calls[i].name, code_calls[i].code))
			add_name(open, code_calls[i].how);
	}
}

/* Data becomes code: written first, and made executable afterwards. */
static void add_late(const struct lint *lint, struct names *open)
{
	static const uint64_t shared[6] = { 0, 0, SHM_EXEC };
	static const uint64_t implied[6] = { READ_IMPLIES_EXEC };

	if (passes_late(lint, PKEY_MPROTECT))
		add_name(open, "pkey_mprotect with PROT_EXEC");
	if (passes(lint, "shmat", shared))
		add_name(open, "shmat with SHM_EXEC");
	if (passes(lint, "personality", implied))
		add_name(open, "personality with READ_IMPLIES_EXEC");
	if (maps_files_from_memory(lint))
		add_name(open, "memfd_create and mmap");
}

/* No memory becomes code. */
static void lint_strict(const struct lint *lint)
{
	struct names open = { };

	if (passes(lint, "mmap", code_calls[MMAP].code))
		add_name(&open, "mmap with PROT_WRITE and PROT_EXEC");
	add_late(lint, &open);
	if (open.nr)
		add_lint(lint->remarks, KIND_WARNING, "code-from-data",
			 &find_rule(lint, "mprotect")->clause,
			 "this keeps memory from becoming code, but not: %s", open.list);
}

/* No memory is writable and code at once. It can be one after the other. */
static void lint_at_once(const struct lint *lint, const struct rule *rule)
{
	struct names open = { };

	add_writable(lint, &open);
	if (open.nr) {
		add_lint(lint->remarks, KIND_WARNING, "code-from-data", &rule->clause,
			 "this refuses memory that is writable and executable, but not by: %s",
			 open.list);
		return;
	}
	if (passes_late(lint, MPROTECT))
		add_name(&open, "mprotect with PROT_EXEC");
	add_late(lint, &open);
	if (open.nr)
		add_lint(lint->remarks, KIND_NOTE, "code-from-data", &rule->clause,
			 "data still becomes code, one after the other, by: %s", open.list);
}

void lint_code(const struct lint *lint)
{
	if (means_to_refuse(lint, MPROTECT, code_calls[MPROTECT].late))
		lint_strict(lint);
	else if (means_to_refuse(lint, MMAP, code_calls[MMAP].code))
		lint_at_once(lint, find_rule(lint, "mmap"));
	else if (means_to_refuse(lint, MPROTECT, code_calls[MPROTECT].code))
		lint_at_once(lint, find_rule(lint, "mprotect"));
}
