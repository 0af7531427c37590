// SPDX-License-Identifier: GPL-2.0
/* The memory that a process pins with a filter of its own. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"
#include "policies.h"
#include "tables.h"

#define NR_PROCESSES	1000	/* BPF allocates memory for programs in units of 2 MB */

/**
 * struct size - a policy
 * @kind:  the kind of filter
 * @rules: number of its rules
 * @alternatives: if there is only one rule, the number of its alternatives
 */
struct size {
	enum kind	kind;
	int		rules;
	int		alternatives;
};

/* write(2) is allowed by each policy, and sleeps forever here. */
static int full_pipe(void)
{
	int ends[2];

	if (pipe2(ends, O_NONBLOCK))
		err(EXIT_FAILURE, "pipe");
	while (write(ends[1], "", 1) == 1)
		;
	if (fcntl(ends[1], F_SETFL, 0))
		err(EXIT_FAILURE, "fcntl");
	return ends[1];
}

/*
 * Let NR_PROCESSES processes, which exist already, each install a filter of
 * their own, and compare the free memory before and after.
 */
static void run_memory(const void *arg)
{
	const struct size *s = arg;
	char bytes[NR_PROCESSES] = "", row[64];
	struct prepared prepared;
	int ready[2], start[2], full = full_pipe();
	uint64_t before, after;

	setpgid(0, 0);
	prepare(&prepared, make_policy(s->rules), s->kind);
	if (s->alternatives)
		prepared.filter = text_of_alternatives(s->alternatives);
	if (pipe(ready) || pipe(start))
		err(EXIT_FAILURE, "pipe");
	for (int i = 0; i < NR_PROCESSES; i++) {
		if (fork())
			continue;
		rehearse_install();
		if (write(ready[1], "", 1) != 1 || read(start[0], bytes, 1) != 1)
			_exit(EXIT_FAILURE);
		bytes[0] = install_prepared(&prepared) ? 'n' : 'y';
		if (write(ready[1], bytes, 1) != 1)
			_exit(EXIT_FAILURE);
		while (write(full, "", 1))
			;
	}
	for (int i = 0; i < NR_PROCESSES; i++)
		if (read(ready[0], bytes, 1) != 1)
			err(EXIT_FAILURE, "read");
	settle();
	before = free_bytes();
	if (write(start[1], bytes, NR_PROCESSES) != NR_PROCESSES)
		err(EXIT_FAILURE, "write");
	for (int i = 0; i < NR_PROCESSES; i++)
		if (read(ready[0], bytes, 1) != 1)
			err(EXIT_FAILURE, "read");
	settle();
	after = free_bytes();

	if (s->alternatives)
		snprintf(row, sizeof(row), "bytes per process, a rule with %d alternatives",
			 s->alternatives);
	else
		snprintf(row, sizeof(row), "bytes per process, %d rules", s->rules);
	if (*bytes == 'y')
		print_figure("memory", row, kind_names[s->kind],
			     (before - after) / NR_PROCESSES);
	else
		print_nothing("memory", row, kind_names[s->kind]);
	fflush(stdout);
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
}

void memory(void)
{
	for (int rules = SOME_RULES; rules <= ALL_RULES; rules += 167)
		for (enum kind kind = NONE; kind <= TEXT; kind++)
			in_child(run_memory, &(struct size){ kind, rules, 0 });
	for (int n = 16; n <= 256; n += 240)
		in_child(run_memory, &(struct size){ TEXT, SOME_RULES, n });
}
