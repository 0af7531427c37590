// SPDX-License-Identifier: GPL-2.0
/*
 * Run a command held to a text policy of seccomp.
 *
 * A child installs the policy and executes the command; the policy takes
 * effect with on_next_syscall (or on_exec), so it need not allow the execve
 * that starts the command. The parent stays unfiltered: it forwards signals,
 * says what went wrong where the child no longer can, and ends as the command
 * ended.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <getopt.h>
#include <paths.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text-policy.h"

/* Exit statuses of our own, as env(1) and timeout(1) have them. */
#define EXIT_LAUNCH_FAILED	125
#define EXIT_CANNOT_EXECUTE	126
#define EXIT_NOT_FOUND		127
#define EXIT_SIGNALED		128	/* plus the signal */

static const char help[] =
	"Usage: launch [-x] POLICYFILE COMMAND [ARG...]\n"
	"       launch [-x] -e RULES [-e RULES]... COMMAND [ARG...]\n"
	"Run COMMAND held to a text policy of seccomp.\n"
	"\n"
	"  -e, --rules RULES  take the policy's lines from here, not from a file\n"
	"  -x, --on-exec      wait for an execve that succeeds, not for one call\n"
	"  -h, --help         show this text\n"
	"\n"
	"The policy takes effect when COMMAND starts and need not allow the execve\n"
	"that starts it: the line 'on_next_syscall: 1' (with -x: 'on_exec: 1') is\n"
	"added at its end, unless it has one of the two already. Its first two\n"
	"characters must be printable, so no empty line can come first.\n"
	"\n"
	"COMMAND runs with no_new_privs set: set-user-ID programs gain nothing.\n"
	"\n"
	"The exit status is COMMAND's; if a signal ends COMMAND, launch ends by it\n"
	"too. 125: launch failed or the kernel refused the policy; 126: COMMAND\n"
	"cannot be executed; 127: COMMAND was not found.\n"
	"\n"
	"  launch -e 'unlisted: 1' -e 'sys_socket: 0' nc 127.0.0.1 80\n";

/*
 * Written by the child, read by its parent. A store to shared memory is no
 * system call: it works whatever the policy says.
 *
 * @install_error: the policy was refused, an errno value
 * @installed:     the policy was not refused
 * @exec_error:    execve failed, an errno value
 */
struct report {
	int	install_error;
	bool	installed;
	int	exec_error;
};

/* The policy; static, so there is a NUL behind its last byte. */
static char text[POLICY_MAX_LEN + 1];
static size_t text_len;

static void add_text(const char *bytes, size_t len)
{
	if (len > POLICY_MAX_LEN - text_len)
		errx(EXIT_LAUNCH_FAILED,
		     "the policy is too long: at most %d bytes fit, with the line that launch adds",
		     POLICY_MAX_LEN);
	memcpy(text + text_len, bytes, len);
	text_len += len;
}

static void add_line(const char *line)
{
	if (text_len && text[text_len - 1] != '\n')
		add_text("\n", 1);
	add_text(line, strlen(line));
	add_text("\n", 1);
}

static void add_file(const char *path)
{
	char chunk[4096];
	ssize_t len;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(EXIT_LAUNCH_FAILED, "cannot open the policy %s", path);
	while ((len = read(fd, chunk, sizeof(chunk))) > 0)
		add_text(chunk, len);
	if (len < 0)
		err(EXIT_LAUNCH_FAILED, "cannot read the policy %s", path);
	close(fd);
}

static bool is_printable(char c)
{
	return c >= 0x20 && c <= 0x7e;
}

/* What the kernel would take for something else, or not see at all */
static void check_text(void)
{
	if (memchr(text, 0, text_len))
		errx(EXIT_LAUNCH_FAILED,
		     "the policy holds a NUL, where the kernel would stop reading");
	if (!is_printable(text[0]) || !is_printable(text[1]))
		errx(EXIT_LAUNCH_FAILED,
		     "the policy must begin with two printable characters, by which the kernel knows a text: no empty line, tab, byte order mark or line of one character can come first");
}

static bool has_directive(const char *name)
{
	const char *line = text;

	while (line) {
		line += strspn(line, " \t");
		if (!strncmp(line, name, strlen(name))) {
			const char *rest = line + strlen(name);

			if (rest[strspn(rest, " \t")] == ':')
				return true;
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return false;
}

/* The policy must spare one execve: see that it says so. */
static void add_delay(bool on_exec)
{
	if (has_directive("on_exec"))
		return;
	if (has_directive("on_next_syscall")) {
		if (on_exec)
			errx(EXIT_LAUNCH_FAILED,
			     "the policy says on_next_syscall: leave out --on-exec, or that line");
		return;
	}
	add_line(on_exec ? "on_exec: 1" : "on_next_syscall: 1");
}

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
 * execvp() would try one execve after the other, and on_next_syscall spares
 * one only: decide beforehand which file it is.
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

		if (asprintf(&file, "%.*s/%s", len ? len : 1, len ? path : ".",
			     name) < 0)
			err(EXIT_LAUNCH_FAILED, "asprintf");
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

/* Between the install and the execve no system call can be made. */
static void run_command(struct report *report, const char *program, char **argv)
{
	report->install_error = install_policy(text);
	if (report->install_error)
		_exit(EXIT_LAUNCH_FAILED);
	report->installed = true;
	execve(program, argv, environ);
	report->exec_error = errno;
	_exit(EXIT_CANNOT_EXECUTE);
}

/* Returns the status of @child once it has ended; forwards @signals to it. */
static int wait_for(pid_t child, const sigset_t *signals)
{
	siginfo_t info;
	int status;

	for (;;) {
		if (sigwaitinfo(signals, &info) < 0)
			continue;
		if (info.si_signo == SIGCHLD) {
			if (waitpid(child, &status, WNOHANG) == child)
				return status;
		} else if (info.si_code != SI_KERNEL) {
			/* A terminal tells the whole process group by itself. */
			kill(child, info.si_signo);
		}
	}
}

/*
 * Signals are blocked around the fork, so that none is lost. The child has its
 * caller's mask back before it installs the policy, and no handlers: the
 * return from one would be the system call that on_next_syscall spares.
 */
static int run_and_wait(struct report *report, const char *program, char **argv)
{
	struct sigaction on_child = { .sa_handler = SIG_DFL };
	struct sigaction old_on_child;
	sigset_t signals, old_mask;
	pid_t child;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGQUIT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, &old_mask);
	/* Whoever ignores SIGCHLD has no children to wait for. */
	sigaction(SIGCHLD, &on_child, &old_on_child);

	child = fork();
	if (child < 0)
		err(EXIT_LAUNCH_FAILED, "fork");
	if (!child) {
		sigaction(SIGCHLD, &old_on_child, NULL);
		sigprocmask(SIG_SETMASK, &old_mask, NULL);
		run_command(report, program, argv);
	}
	return wait_for(child, &signals);
}

/* End as the command did, without a second core dump. */
static int die_of(int signal_nr)
{
	sigset_t mask;

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(signal_nr, SIG_DFL);
	sigemptyset(&mask);
	sigaddset(&mask, signal_nr);
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	raise(signal_nr);
	/* The init of a PID namespace outlives its own signals. */
	return EXIT_SIGNALED + signal_nr;
}

static void explain_exec(const char *program, int error)
{
	warnx("cannot execute %s: %s%s", program, strerror(error),
	      error == ENOEXEC ? ": a script needs a '#!' line" : "");
	exit(error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE);
}

static int conclude(const struct report *report, int status, const char *program)
{
	if (report->install_error)
		errx(EXIT_LAUNCH_FAILED, "the policy was not installed: %s: %s",
		     strerror(report->install_error),
		     advise_on_install(report->install_error));
	if (report->exec_error)
		explain_exec(program, report->exec_error);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);

	if (WTERMSIG(status) == SIGSYS && report->installed)
		warnx("%s was stopped by its policy; the kernel log (dmesg) says for which call",
		      program);
	else if (WTERMSIG(status) == SIGSYS)
		warnx("a policy already in force forbids to install another one");
	return die_of(WTERMSIG(status));
}

static void reject_usage(const char *problem)
{
	if (problem)
		warnx("%s", problem);
	fputs("Try 'launch --help'.\n", stderr);
	exit(EXIT_LAUNCH_FAILED);
}

/* Returns the command and its arguments, with the policy read into text. */
static char **read_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rules",	required_argument,	NULL, 'e' },
		{ "on-exec",	no_argument,		NULL, 'x' },
		{ "help",	no_argument,		NULL, 'h' },
		{ }
	};
	bool on_exec = false;
	bool rules = false;
	int option;

	while ((option = getopt_long(argc, argv, "+e:xh", options, NULL)) != -1) {
		switch (option) {
		case 'e':
			add_line(optarg);
			rules = true;
			break;
		case 'x':
			on_exec = true;
			break;
		case 'h':
			fputs(help, stdout);
			exit(EXIT_SUCCESS);
		default:
			/* getopt_long() has said what is wrong. */
			reject_usage(NULL);
		}
	}

	if (!rules) {
		if (optind == argc)
			reject_usage("a policy is missing");
		add_file(argv[optind++]);
	}
	if (optind == argc)
		reject_usage("a command is missing");

	check_text();
	add_delay(on_exec);
	return argv + optind;
}

int main(int argc, char **argv)
{
	struct report *report;
	const char *program;
	int status;

	argv = read_arguments(argc, argv);
	program = find_program(argv[0]);

	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		err(EXIT_LAUNCH_FAILED, "mmap");

	status = run_and_wait(report, program, argv);
	return conclude(report, status, program);
}
