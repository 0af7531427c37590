// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp check --machine: what the running kernel has to enforce policies.
 */
#include <json-c/json.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "kernel.h"
#include "language/language.h"
#include "machine.h"
#include "main.h"

/* Those that policies can ask for, the strictest first */
static const uint32_t actions[] = {
	SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP,
	SECCOMP_RET_ERRNO, SECCOMP_RET_TRACE, SECCOMP_RET_LOG,
};

static const char * const engine_names[] = {
	[ENGINE_TEXT]	= "text",
	[ENGINE_BPF]	= "bpf",
	[ENGINE_NONE]	= "none",
};

/**
 * struct machine - what there is
 * @engine:    what the verb run uses
 * @has_text:  text policies
 * @sysctl:    for whom they are, "" if that is not known
 * @has_bpf:   BPF filters
 * @has_log:   SECCOMP_FILTER_FLAG_LOG for them
 * @ptrace_scope: kernel.yama.ptrace_scope; BPF filters are installed by way of ptrace
 */
struct machine {
	enum engine	engine;
	bool		has_text;
	char		sysctl[16];
	bool		has_bpf;
	bool		has_log;
	int		ptrace_scope;
};

/* Yama's, or 0 without it */
static int read_ptrace_scope(void)
{
	FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
	int scope = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%d", &scope) != 1)
		scope = 0;
	fclose(file);
	return scope;
}

static void look_around(struct machine *machine)
{
	machine->engine = best_engine();
	machine->has_text = kernel_has_text_policies();
	read_text_sysctl(machine->sysctl);
	machine->has_bpf = kernel_has_bpf();
	machine->has_log = kernel_knows_flags(SECCOMP_FILTER_FLAG_LOG);
	machine->ptrace_scope = read_ptrace_scope();
}

static const char *name_action(uint32_t action)
{
	static char words[32];

	/* Without its data */
	print_action(action, words, sizeof(words));
	words[strcspn(words, " ")] = 0;
	return words;
}

static void print_machine(const struct machine *machine)
{
	unsigned int i;

	printf("engine:         %s\n", engine_names[machine->engine]);
	printf("text policies:  %s\n", machine->has_text ? "yes" : "no");
	if (*machine->sysctl)
		printf("    sysctl:     %s\n", machine->sysctl);
	printf("BPF filters:    %s\n", machine->has_bpf ? "yes" : "no");
	if (machine->has_bpf) {
		printf("    actions:   ");
		for (i = 0; i < ARRAY_SIZE(actions); i++) {
			if (kernel_knows_action(actions[i]))
				printf(" %s", name_action(actions[i]));
		}
		printf("\n    log flag:   %s\n", machine->has_log ? "yes" : "no");
	}
	printf("ptrace_scope:   %d\n", machine->ptrace_scope);
}

static struct json_object *describe_bpf(const struct machine *machine)
{
	struct json_object *object = json_object_new_object();
	struct json_object *names = json_object_new_array();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (kernel_knows_action(actions[i]))
			json_object_array_add(names,
					      new_json_string(name_action(actions[i])));
	}
	json_object_object_add(object, "actions", names);
	json_object_object_add(object, "log", json_object_new_boolean(machine->has_log));
	return object;
}

static void print_json(const struct machine *machine)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "engine",
			       new_json_string(engine_names[machine->engine]));
	json_object_object_add(object, "text", json_object_new_boolean(machine->has_text));
	if (*machine->sysctl)
		json_object_object_add(object, "sysctl", new_json_string(machine->sysctl));
	json_object_object_add(object, "bpf",
			       machine->has_bpf ? describe_bpf(machine) : NULL);
	json_object_object_add(object, "ptrace_scope",
			       json_object_new_int(machine->ptrace_scope));
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

int describe_machine(void)
{
	struct machine machine;

	look_around(&machine);
	if (want_json)
		print_json(&machine);
	else
		print_machine(&machine);
	return machine.engine == ENGINE_NONE ? EXIT_NEGATIVE : EXIT_SUCCESS;
}
