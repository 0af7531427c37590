// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): become a command.
 *
 * What the command is to install itself, somebody must have it do: a helper, which is
 * gone when the command begins. It is a child of a child. The child between them ends as
 * soon as the helper has attached, and is waited for, so the command has no child. From
 * then on the command is killed if the helper ends before its work is done.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "become.h"
#include "inject/subject.h"
#include "main.h"
#include "trace/request.h"
#include "trace/tracer.h"

/* The process that becomes the command. For a function that atexit() calls */
static struct subject command;

/*
 * The command gets no SIGCHLD for such a child, which would stay pending if its caller
 * has blocked it; and the child can be waited for if SIGCHLD is ignored.
 */
static pid_t fork_silently(void)
{
	return syscall(SYS_clone, 0, 0, 0, 0, 0);
}

/* What the command closes must be closed. Messages need standard error. */
static void close_descriptors(int but)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	int fd;

	while (folder && (entry = readdir(folder))) {
		fd = atoi(entry->d_name);
		if (*entry->d_name != '.' && fd != STDERR_FILENO && fd != but &&
		    fd != dirfd(folder))
			close(fd);
	}
	if (folder)
		closedir(folder);
}

/* When a message says what failed. If it cannot exit, it is killed as this process ends. */
static void end_command(void)
{
	exit_subject(&command, EXIT_TOOL_FAILED);
}

static bool let_go_of_command(void)
{
	return !request(PTRACE_DETACH, command.pid, 0, NULL) ||
	       fail_at(&command, "let go of it");
}

static __noreturn void help(struct launch *launch, int gate)
{
	struct tracer tracer = { .from_exec = true, .injection = launch->injection };

	close_descriptors(gate);
	attach_command(&tracer, command.pid);
	launch->progress->traced = true;
	close(gate);

	command.injection = launch->injection;
	if (run_to_exec(&command)) {
		atexit(end_command);
		if (inject(&command) && let_go_of_command())
			_exit(EXIT_SUCCESS);
	}
	explain_failure(launch, 0, true);
	_exit(EXIT_TOOL_FAILED);
}

static void warn_of_death(int status)
{
	if (WIFSIGNALED(status))
		warnx("signal %d killed the helper that was to put the command under the policies",
		      WTERMSIG(status));
}

/* The parent may have ended. Of another PID namespace, its ID means somebody else here. */
static void check_parent(void)
{
	pid_t parent = getppid();

	if (!parent)
		errx(EXIT_TOOL_FAILED,
		     "cannot trace the command, to put it under the policies when it starts: its children are in another PID namespace");
	if (parent != command.pid)
		_exit(EXIT_TOOL_FAILED);
}

/* The child between. The helper closes the pipe when it has attached, or as it ends. */
static __noreturn void start_helper(struct launch *launch)
{
	int gate[2], status = 0;
	sigset_t all;
	pid_t helper;
	char byte;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	check_parent();
	if (pipe(gate))
		err(EXIT_TOOL_FAILED, "pipe");
	helper = fork_silently();
	if (helper < 0)
		err(EXIT_TOOL_FAILED, "fork");
	if (!helper) {
		close(gate[0]);
		help(launch, gate[1]);
	}
	close(gate[1]);
	while (read(gate[0], &byte, 1) < 0 && errno == EINTR)
		;
	if (!launch->progress->traced && waitpid(helper, &status, __WALL) == helper)
		warn_of_death(status);
	_exit(EXIT_SUCCESS);
}

static void wait_for_helper(struct launch *launch)
{
	pid_t between = fork_silently();
	int status = 0;

	if (between < 0)
		err(EXIT_TOOL_FAILED, "fork");
	if (!between)
		start_helper(launch);
	while (waitpid(between, &status, __WALL) < 0 && errno == EINTR)
		;
	if (!launch->progress->traced)
		warn_of_death(status);
}

/*
 * Yama lets only ancestors trace a process, or descendants of one that it names, itself
 * for instance. Execve does not take that back. A subreaper would get the helper as its
 * own child.
 */
static void get_helped(struct launch *launch)
{
	int subreaper = 0;

	command.pid = getpid();
	prctl(PR_GET_CHILD_SUBREAPER, &subreaper, 0, 0, 0);
	if (subreaper)
		prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
	prctl(PR_SET_PTRACER, command.pid, 0, 0, 0);
	wait_for_helper(launch);
	prctl(PR_SET_PTRACER, 0, 0, 0, 0);
	if (subreaper)
		prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (!launch->progress->traced)
		exit(EXIT_TOOL_FAILED);
}

void become_command(struct launch *launch)
{
	prepare_command(launch);
	if (launch->injection)
		get_helped(launch);
	execute_command(launch);
	explain_failure(launch, 0, false);
	exit(EXIT_TOOL_FAILED);
}
