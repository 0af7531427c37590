/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Start a command, held to policies or not, and end the way it ended.
 */
#ifndef _TOOLS_SECCOMP_LAUNCH_H
#define _TOOLS_SECCOMP_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "bpf/bpf.h"
#include "inject/inject.h"
#include "text.h"

/* What the child was doing when it failed */
enum launch_step {
	STEP_START,
	STEP_NO_NEW_PRIVS,
	STEP_CHECK,
	STEP_INSTALL,
	STEP_EXECUTE,
};

/**
 * struct progress - written by the child, read by its parent
 * @step:   what it does
 * @policy: which policy it checks or installs
 * @error:  the errno of what failed, or 0
 * @traced: written by a helper of become_command(): it has attached
 *
 * It is in shared memory: a store is not a system call, so no policy can refuse it.
 */
struct progress {
	enum launch_step	step;
	unsigned int		policy;
	int			error;
	bool			traced;
};

/**
 * struct launch - a command and how to start it
 * @argv:        the command
 * @texts:       the policies it is held to, oldest first
 * @checked:     if not NULL, the policies that are checked, for these in their place
 * @nr_texts:    their number
 * @filter:      if not NULL, a BPF filter that is installed instead of @texts
 * @injection:   if not NULL, what the command installs itself; the child does not
 * @before_exec: the policies are in force before the command is executed
 * @flags:       SECCOMP_FILTER_FLAG_* for each install
 * @keep_privs:  do not set no_new_privs
 * @wait:        wait in the child until let_go()
 * @program:     the file of the command; set by prepare_command()
 * @progress:    set by prepare_command()
 * @child:       set by start_command()
 */
struct launch {
	char			**argv;
	const struct text	*texts;
	const struct text	*checked;
	unsigned int		nr_texts;
	const struct bpf_program *filter;
	struct injection	*injection;
	bool			before_exec;
	unsigned int		flags;
	bool			keep_privs;
	bool			wait;
	const char		*program;
	struct progress		*progress;
	pid_t			child;
	int			gate;
};

/* Find the program. Exits if the command is not found, or would not gain what it is to. */
void prepare_command(struct launch *launch);

/* Install the policies and execute the command. Returns only if that fails. */
void execute_command(struct launch *launch);

/*
 * Prepare the command, fork and, in the child, install the policies and execute the
 * command. From here on, signals that are sent to the tool go to the child; those of the
 * terminal reach it by themselves.
 */
void start_command(struct launch *launch);
void let_go(struct launch *launch);

/*
 * Wait until the command ends. Returns its wait status. Sets @executed if the
 * child has become the command.
 */
int wait_for_command(struct launch *launch, bool *executed);

/* Say why the command was not executed, and exit. Returns if it was. */
void explain_failure(const struct launch *launch, int status, bool executed);

/* The exit status for a wait status; dies of the signal if there was one. */
int end_like(int status);

#endif /* _TOOLS_SECCOMP_LAUNCH_H */
