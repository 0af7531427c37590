// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): start a command.
 *
 * A child installs the policies and executes the command. The parent stays
 * unfiltered: it forwards signals, reports what the child no longer can, and ends
 * the way the command did. become.c does without a child.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "kernel.h"
#include "launch.h"
#include "main.h"

/* In /proc/PID/stat: the process has not executed anything since it was forked. */
#define PF_FORKNOEXEC	0x40

static const int forwarded[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
};

static struct sigaction old_actions[ARRAY_SIZE(forwarded)];
/* Read by a signal handler */
static pid_t forward_to;

static bool is_executable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return false;
	if (!S_ISREG(st.st_mode)) {
		errno = EACCES;
		return false;
	}
	return !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS);
}

/*
 * execvp() tries one execve after another, but on_next_syscall exempts only one
 * call. So find the file first.
 */
static const char *find_program(const char *name)
{
	const char *path = getenv("PATH");
	bool seen = false;
	char *file;

	if (strchr(name, '/'))
		return name;
	if (!path)
		path = _PATH_DEFPATH;

	while (*name) {
		int len = strcspn(path, ":");

		file = format_string("%.*s/%s", len ? len : 1, len ? path : ".", name);
		if (is_executable(file))
			return file;
		if (errno == EACCES)
			seen = true;
		free(file);
		if (!path[len])
			break;
		path += len + 1;
	}

	if (seen)
		errx(EXIT_CANNOT_EXECUTE, "%s: found on PATH, but not executable", name);
	errx(EXIT_NOT_FOUND, "%s: not found on PATH", name);
}

/* A terminal signals the whole process group, so the command has it already. */
static void forward(int signal_nr, siginfo_t *info, void *context)
{
	pid_t to = __atomic_load_n(&forward_to, __ATOMIC_RELAXED);
	int saved = errno;

	if (info->si_code != SI_KERNEL && to > 0)
		kill(to, signal_nr);
	errno = saved;
}

/* Signals that the tool's caller wants ignored stay ignored. */
static void forward_signals(void)
{
	struct sigaction action = { .sa_sigaction = forward, .sa_flags = SA_SIGINFO };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(forwarded); i++) {
		sigaction(forwarded[i], NULL, &old_actions[i]);
		if (old_actions[i].sa_handler != SIG_IGN)
			sigaction(forwarded[i], &action, NULL);
	}
}

static void restore_signals(const struct sigaction *on_child, const sigset_t *mask)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(forwarded); i++)
		sigaction(forwarded[i], &old_actions[i], NULL);
	sigaction(SIGCHLD, on_child, NULL);
	sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Returns false if @error is one. */
static bool pass_step(struct launch *launch, int error)
{
	launch->progress->error = error;
	return !error;
}

/*
 * The policies are checked before the first is installed, as a check would use up
 * an on_next_syscall. A verdict that cannot be had is left to the install.
 */
static bool check_texts(struct launch *launch)
{
	struct seccomp_text_report report;
	unsigned int i;

	launch->progress->step = STEP_CHECK;
	for (i = 0; launch->checked && i < launch->nr_texts; i++) {
		launch->progress->policy = i;
		if (!check_policy(launch->checked[i].bytes, 0, &report) &&
		    !pass_step(launch, report.status))
			return false;
	}
	return true;
}

/* Make no system call after the last install. */
static bool install_policies(struct launch *launch)
{
	struct progress *progress = launch->progress;
	unsigned int i;

	progress->step = STEP_INSTALL;
	if (launch->filter)
		return pass_step(launch, install_bpf(launch->filter, launch->flags));
	for (i = 0; i < launch->nr_texts; i++) {
		progress->policy = i;
		if (!pass_step(launch, install_policy(launch->texts[i].bytes, launch->flags)))
			return false;
	}
	return true;
}

/* Make no system call between the last install and the execve. */
void execute_command(struct launch *launch)
{
	struct progress *progress = launch->progress;

	if (launch->nr_texts && !launch->keep_privs) {
		progress->step = STEP_NO_NEW_PRIVS;
		if (!pass_step(launch, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? errno : 0))
			return;
	}
	if (!check_texts(launch) || (!launch->injection && !install_policies(launch)))
		return;
	progress->step = STEP_EXECUTE;
	execve(launch->program, launch->argv, environ);
	progress->error = errno;
}

/* Wait for let_go(). If the parent is gone, nobody watches: end. */
static void wait_at_gate(int gate[2])
{
	char byte;

	close(gate[1]);
	if (read(gate[0], &byte, 1) != 1)
		_exit(EXIT_TOOL_FAILED);
	close(gate[0]);
}

void let_go(struct launch *launch)
{
	if (write(launch->gate, "", 1) != 1)
		err(EXIT_TOOL_FAILED, "cannot start the command");
	close(launch->gate);
}

static void make_progress(struct launch *launch)
{
	launch->progress = mmap(NULL, sizeof(*launch->progress), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (launch->progress == MAP_FAILED)
		err(EXIT_TOOL_FAILED, "mmap");
}

/* A program that somebody traces who may not trace its new user gains nothing. */
static void check_gain(const struct launch *launch)
{
	struct stat st;

	if (!launch->injection || !launch->keep_privs || has_capability(CAP_SYS_PTRACE) ||
	    stat(launch->program, &st) || !(st.st_mode & (S_ISUID | S_ISGID)))
		return;
	errx(EXIT_TOOL_FAILED,
	     "%s is set-user-ID or set-group-ID, and would gain nothing: the policies are put in force by way of ptrace, which takes CAP_SYS_PTRACE then",
	     launch->program);
}

void prepare_command(struct launch *launch)
{
	launch->program = find_program(launch->argv[0]);
	check_gain(launch);
	make_progress(launch);
	fflush(NULL);
}

/*
 * Signals are blocked around the fork, so that none is lost. The child restores the
 * caller's mask and actions before it installs a policy. It has no handlers:
 * returning from one would use up the call that on_next_syscall exempts.
 */
void start_command(struct launch *launch)
{
	struct sigaction on_child = { .sa_handler = SIG_DFL }, old_on_child;
	sigset_t all, mask;
	int gate[2] = { -1, -1 };

	prepare_command(launch);
	if (launch->wait && pipe2(gate, O_CLOEXEC))
		err(EXIT_TOOL_FAILED, "pipe");

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &mask);
	forward_signals();
	/* If SIGCHLD were ignored, there would be no child to wait for. */
	sigaction(SIGCHLD, &on_child, &old_on_child);
	launch->child = fork();
	if (launch->child < 0)
		err(EXIT_TOOL_FAILED, "fork");
	if (!launch->child) {
		restore_signals(&old_on_child, &mask);
		if (launch->wait)
			wait_at_gate(gate);
		execute_command(launch);
		_exit(EXIT_TOOL_FAILED);
	}
	if (launch->wait)
		close(gate[0]);
	launch->gate = gate[1];
	__atomic_store_n(&forward_to, launch->child, __ATOMIC_RELAXED);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* Whether a process, which may be a zombie, has executed a program. */
static bool has_executed(pid_t pid)
{
	char *path = format_string("/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	unsigned int flags = PF_FORKNOEXEC;
	char line[512] = "", *at;

	free(path);
	if (!file)
		return true;
	at = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
	fclose(file);
	/* ") STATE PPID PGRP SESSION TTY TPGID FLAGS" */
	if (at && sscanf(at, ") %*c %*d %*d %*d %*d %*d %u", &flags) == 1)
		return !(flags & PF_FORKNOEXEC);
	return true;
}

int wait_for_command(struct launch *launch, bool *executed)
{
	siginfo_t info;
	int status;

	while (waitid(P_PID, launch->child, &info, WEXITED | WNOWAIT)) {
		if (errno != EINTR)
			err(EXIT_TOOL_FAILED, "cannot wait for the command");
	}
	*executed = has_executed(launch->child);
	__atomic_store_n(&forward_to, 0, __ATOMIC_RELAXED);
	if (waitpid(launch->child, &status, 0) < 0)
		err(EXIT_TOOL_FAILED, "cannot wait for the command");
	return status;
}

/* What an install can fail with; other errors come from a filter in force. */
static bool is_install_error(int error)
{
	return error == EACCES || error == EPERM || error == EFAULT || error == EINVAL ||
	       error == E2BIG || error == ENOMEM || error == EOPNOTSUPP;
}

/* The kernel's words for what is wrong with a policy. False if it has none. */
static bool explain_policy(const struct launch *launch, const struct text *text)
{
	struct seccomp_text_report report;

	if (!launch->keep_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return false;
	if (check_policy(text->bytes, 0, &report) || !report.status)
		return false;
	if (report.status == EINVAL)
		print_errors(stderr, text);
	else
		print_place(stderr, text, report.line, report.column, "error", report.message);
	return true;
}

/* What the kernel says of a BPF filter, whose code is right */
static const char *advise_on_bpf(const struct launch *launch, int error)
{
	if (error == EACCES && launch->injection && launch->keep_privs)
		return "the program starts without CAP_SYS_ADMIN; omit --no-new-privs=keep";
	if (error == EACCES)
		return "it takes CAP_SYS_ADMIN; omit --no-new-privs=keep";
	if (error == ENOMEM)
		return "free some memory, or stack fewer filters";
	return "a filter already in force refuses to install another";
}

static void explain_install(const struct launch *launch, int error)
{
	const struct text *texts = launch->checked ? launch->checked : launch->texts;
	const struct text *text = &texts[launch->progress->policy];

	if (launch->filter)
		errx(EXIT_TOOL_FAILED, "%s%s: not installed: %s: %s", text->name,
		     launch->nr_texts > 1 ? " and the other policies" : "", strerror(error),
		     advise_on_bpf(launch, error));
	if (!is_install_error(error))
		errx(EXIT_TOOL_FAILED,
		     "%s: not installed: %s: a filter already in force refuses to install another",
		     text->name, strerror(error));
	if (explain_policy(launch, text))
		errx(EXIT_TOOL_FAILED, "%s: not installed: %s", text->name,
		     strerror(error));
	errx(EXIT_TOOL_FAILED, "%s: not installed: %s: %s", text->name, strerror(error),
	     advise_on_install(error));
}

/* The program was killed before it ran with no policy in force. */
static void explain_injection(const struct launch *launch)
{
	if (launch->injection->error)
		explain_install(launch, launch->injection->error);
	errx(EXIT_TOOL_FAILED, "%s cannot be put under the policies: %s", launch->program,
	     launch->injection->failed);
}

static void explain_exec(const struct launch *launch)
{
	int error = launch->progress->error;
	const char *advice = "";

	if (launch->before_exec)
		advice = ": with --before-exec, the policies must allow execve";
	if (error == ENOEXEC)
		advice = ": a script needs a '#!' line";
	warnx("cannot execute %s: %s%s", launch->program, strerror(error), advice);
	exit(error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE);
}

/* The child was killed before it became the command. */
static void explain_death(const struct launch *launch)
{
	static const char * const doing[] = {
		[STEP_START] = "starting the command",
		[STEP_NO_NEW_PRIVS] = "setting no_new_privs",
		[STEP_CHECK] = "checking a policy",
		[STEP_INSTALL] = "installing another policy",
		[STEP_EXECUTE] = "executing a program",
	};

	if (launch->before_exec && launch->progress->step == STEP_EXECUTE)
		errx(EXIT_TOOL_FAILED,
		     "the process was killed for executing %s: with --before-exec, the policies must allow execve",
		     launch->program);
	errx(EXIT_TOOL_FAILED, "a filter already in force killed the process for %s",
	     doing[launch->progress->step]);
}

void explain_failure(const struct launch *launch, int status, bool executed)
{
	if (launch->injection && launch->injection->failed)
		explain_injection(launch);
	if (executed)
		return;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		explain_death(launch);
	if (!launch->progress->error)
		return;
	if (launch->progress->step == STEP_EXECUTE)
		explain_exec(launch);
	if (launch->progress->step == STEP_NO_NEW_PRIVS)
		errx(EXIT_TOOL_FAILED,
		     "cannot set no_new_privs: %s: a filter already in force refuses it",
		     strerror(launch->progress->error));
	explain_install(launch, launch->progress->error);
}

/* Without a second core dump. The init of a PID namespace survives its own signals. */
int end_like(int status)
{
	sigset_t mask;
	int signal_nr;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	signal_nr = WTERMSIG(status);
	fflush(NULL);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(signal_nr, SIG_DFL);
	sigemptyset(&mask);
	sigaddset(&mask, signal_nr);
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	raise(signal_nr);
	return EXIT_SIGNALED + signal_nr;
}
