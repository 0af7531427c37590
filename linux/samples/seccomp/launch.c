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

/* Of --check */
#define MAX_NOTES		100	/* that --check shows */
#define EXIT_POLICY_WRONG	1

/* Exit statuses of our own, as env(1) and timeout(1) have them. */
#define EXIT_LAUNCH_FAILED	125
#define EXIT_CANNOT_EXECUTE	126
#define EXIT_NOT_FOUND		127
#define EXIT_SIGNALED		128	/* plus the signal */

static const char help[] =
	"Usage: launch [-x] POLICYFILE COMMAND [ARG...]\n"
	"       launch [-x] -e RULES [-e RULES]... COMMAND [ARG...]\n"
	"       launch --check POLICYFILE\n"
	"       launch --show PID\n"
	"Run COMMAND held to a text policy of seccomp; or say what is wrong with a\n"
	"policy, or what a process is held to.\n"
	"\n"
	"  -e, --rules RULES  take the policy's lines from here, not from a file\n"
	"  -x, --on-exec      wait for an execve that succeeds, not for one call\n"
	"  -n, --dry-run      refuse nothing; say at the end what would have been\n"
	"  -c, --check        only say what is wrong with the policy, or worth a note\n"
	"  -s, --show PID     print the policy that process PID is held to\n"
	"  -h, --help         show this text\n"
	"\n"
	"The policy takes effect when COMMAND starts and need not allow the execve\n"
	"that starts it: the line 'on_next_syscall: 1' (with -x: 'on_exec: 1') is\n"
	"added at its end, unless it has one of the two already. Its first two\n"
	"characters must be printable, so no empty line can come first.\n"
	"\n"
	"A dry run has all actions of the policy replaced by 'log' and reads the\n"
	"kernel's log for what that reports. It does not see what the kernel leaves\n"
	"out (more than 10 lines in 5 seconds for each user, or all where the sysctl\n"
	"kernel.seccomp.actions_logged lacks 'log'), nor what COMMAND would have done\n"
	"after a refusal. System calls of a foreign ABI are refused all the same.\n"
	"\n"
	"COMMAND runs with no_new_privs set: set-user-ID programs gain nothing.\n"
	"\n"
	"The exit status is COMMAND's; if a signal ends COMMAND, launch ends by it\n"
	"too. 125: launch failed or the kernel refused the policy; 126: COMMAND\n"
	"cannot be executed; 127: COMMAND was not found. With --check: 0 if the policy\n"
	"could be installed, 1 if it is wrong, 125 if that could not be found out.\n"
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

/* Where it is from, for messages */
static const char *text_name = "policy";

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

	text_name = path;
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

static void check_no_nul(void)
{
	if (memchr(text, 0, text_len))
		errx(EXIT_LAUNCH_FAILED,
		     "the policy holds a NUL, where the kernel would stop reading");
}

/* What the kernel would take for something else, or not see at all */
static void check_text(void)
{
	check_no_nul();
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

/* The line of the text that a report is about, with a caret under the place */
static void show_place(FILE *out, const struct seccomp_text_report *report)
{
	const char *line = text;
	size_t len;
	size_t i;

	for (i = 1; i < report->line; i++)
		line = strchr(line, '\n') + 1;
	len = strcspn(line, "\r\n");

	for (i = 0; i < len; i++)
		fputc(is_printable(line[i]) || line[i] == '\t' ? line[i] : '?',
		      out);
	fputc('\n', out);
	/* What is a tab above is one below, so the caret is where it belongs. */
	for (i = 0; i + 1 < report->column; i++)
		fputc(i < len && line[i] == '\t' ? '\t' : ' ', out);
	fputs("^\n", out);
}

static void show_report(FILE *out, const struct seccomp_text_report *report)
{
	fprintf(out, "%s:%u:%u: %s%s\n", text_name, report->line,
		report->column, report->status ? "" : "note: ",
		report->message);
	show_place(out, report);
}

/* Whether the kernel had something to say of a policy that it has refused. */
static bool explain_policy(void)
{
	struct seccomp_text_report report;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    check_policy(text, 0, &report) || !report.status)
		return false;
	show_report(stderr, &report);
	return true;
}

/* All there is to say of the policy; returns the exit status of --check. */
static int run_check(void)
{
	struct seccomp_text_report report;
	unsigned int note = 0;
	int error;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(EXIT_LAUNCH_FAILED, "cannot set no_new_privs");
	do {
		error = check_policy(text, note++, &report);
		if (error)
			errx(EXIT_LAUNCH_FAILED,
			     "the policy could not be checked: %s: %s",
			     strerror(error), advise_on_install(error));
		if (report.line)
			show_report(stdout, &report);
	} while (!report.status && note < report.nr_notes && note < MAX_NOTES);

	if (!report.status && note < report.nr_notes)
		printf("and %u notes more\n", report.nr_notes - note);

	return report.status ? EXIT_POLICY_WRONG : EXIT_SUCCESS;
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

/* Where the statement of a line ends: at its comment, its CR or its end. */
static size_t statement_len(const char *line)
{
	return strcspn(line, "#\r\n");
}

/*
 * For a dry run: whatever is refused is to be logged. Actions are overwritten
 * with blanks, so that lines and columns stay what they are in the file.
 */
static void replace_actions(void)
{
	bool done = false;
	char *line = text;
	char *end;

	for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		size_t len = statement_len(line);
		char *name = line + strspn(line, " \t");

		if (!strncmp(name, "on_violation", strlen("on_violation"))) {
			end = memchr(line, ':', len);
			done = true;
			/* What is shorter is no action: let the kernel say so. */
			if (!end || line + len - end < (int)strlen(":log"))
				continue;
			memset(end, ' ', line + len - end);
			memcpy(end, ":log", strlen(":log"));
			continue;
		}
		end = memchr(line, ';', len);
		if (end)
			memset(end, ' ', line + len - end);
	}
	if (!done)
		add_line("on_violation: log");
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

/* Dry runs: what the kernel's log said of them */

#define DRY_RUN_LINE	"]: would be refused by its policy: "
#define MAX_FINDINGS	256

/**
 * struct finding - lines of the log that differ in their arguments only
 * @who:   the process's name
 * @call:  the call by name and number
 * @first: all that was said of it, the first time
 * @times: number of lines
 */
struct finding {
	char		who[64];
	char		call[64];
	char		first[512];
	unsigned int	times;
};

static struct finding findings[MAX_FINDINGS];
static unsigned int nr_findings;

/* The kernel's log from now on, or -1. */
static int open_kernel_log(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (log >= 0)
		lseek(log, 0, SEEK_END);
	return log;
}

static struct finding *find_finding(const char *who, const char *call)
{
	unsigned int i;

	for (i = 0; i < nr_findings; i++) {
		if (!strcmp(findings[i].who, who) &&
		    !strcmp(findings[i].call, call))
			return &findings[i];
	}
	if (nr_findings == MAX_FINDINGS)
		return NULL;
	snprintf(findings[i].who, sizeof(findings[i].who), "%s", who);
	snprintf(findings[i].call, sizeof(findings[i].call), "%s", call);
	nr_findings++;
	return &findings[i];
}

/*
 * A record is "PREFIX;seccomp: WHO[PID]: would be ...: CALL (NR): ...\n".
 * WHO was chosen by the process, and is too short for the words behind it.
 */
static bool take_record(char *record)
{
	char *message = strchr(record, ';');
	char *said, *call_end, *who;
	struct finding *finding;
	char call[64];

	if (!message || strncmp(message + 1, "seccomp: ", strlen("seccomp: ")))
		return true;
	who = message + 1 + strlen("seccomp: ");
	said = strstr(who, DRY_RUN_LINE);
	if (!said)
		return true;
	*said = 0;
	*strrchr(who, '[') = 0;
	said += strlen(DRY_RUN_LINE);
	said[strcspn(said, "\n")] = 0;

	call_end = strchr(said, ')');
	if (!call_end)
		return true;
	snprintf(call, sizeof(call), "%.*s", (int)(call_end + 1 - said), said);
	finding = find_finding(who, call);
	if (!finding)
		return false;
	if (!finding->times++)
		snprintf(finding->first, sizeof(finding->first), "%s", said);
	return true;
}

/* Say what would have been refused, as far as the log tells. */
static void summarize(int log)
{
	bool complete = true;
	char record[8192];
	unsigned int i;
	ssize_t len;

	if (log < 0) {
		warnx("dry run: cannot read /dev/kmsg; see dmesg for what would have been refused");
		return;
	}
	while ((len = read(log, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		if (len < 0) {
			/* Records were overwritten before they were read. */
			complete = false;
			continue;
		}
		record[len] = 0;
		if (strstr(record, "callbacks suppressed") &&
		    strstr(record, "seccomp"))
			complete = false;
		if (!take_record(record))
			complete = false;
	}
	close(log);

	if (!nr_findings)
		warnx("dry run: the kernel log tells of nothing that would have been refused");
	for (i = 0; i < nr_findings; i++)
		fprintf(stderr, "launch: dry run: %s: %s\n"
			"launch: dry run:     reported %u time%s, first: %s\n",
			findings[i].who, findings[i].call, findings[i].times,
			findings[i].times == 1 ? "" : "s", findings[i].first);
	if (!complete)
		warnx("dry run: there was more than the log has room for");
	if (nr_findings)
		warnx("dry run: a user's first 10 of 5 seconds are reported; more runs share that");
}

/* Showing what a process is held to */

static int show_policy(const char *pid)
{
	char path[64], chunk[4096];
	bool any = false;
	ssize_t len;
	char *end;
	int fd;

	if (strtol(pid, &end, 10) <= 0 || *end || end - pid > 10)
		errx(EXIT_LAUNCH_FAILED, "%s is no process ID", pid);
	snprintf(path, sizeof(path), "/proc/%s", pid);
	if (access(path, F_OK))
		errx(EXIT_LAUNCH_FAILED, "there is no process %s", pid);
	snprintf(path, sizeof(path), "/proc/%s/seccomp_filter", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		errx(EXIT_LAUNCH_FAILED,
		     "%s: this kernel was built without CONFIG_SECCOMP_FILTER_TEXT, or the process is gone",
		     path);
	if (fd < 0)
		err(EXIT_LAUNCH_FAILED, "%s: whoever may trace the process may read it", path);
	while ((len = read(fd, chunk, sizeof(chunk))) > 0) {
		any = true;
		fwrite(chunk, 1, len, stdout);
	}
	if (len < 0)
		err(EXIT_LAUNCH_FAILED, "%s: whoever may trace the process may read it", path);
	close(fd);
	if (!any)
		warnx("process %s is held to no text policy", pid);
	return fflush(stdout) ? EXIT_LAUNCH_FAILED : EXIT_SUCCESS;
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
	if (report->install_error) {
		if (explain_policy())
			errx(EXIT_LAUNCH_FAILED, "the policy was not installed: %s",
			     strerror(report->install_error));
		errx(EXIT_LAUNCH_FAILED, "the policy was not installed: %s: %s",
		     strerror(report->install_error),
		     advise_on_install(report->install_error));
	}
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

/*
 * Returns the command and its arguments, with the policy read into text, and
 * whether it shall be a dry run in @dry_run.
 */
static char **read_arguments(int argc, char **argv, bool *dry_run)
{
	static const struct option options[] = {
		{ "rules",	required_argument,	NULL, 'e' },
		{ "on-exec",	no_argument,		NULL, 'x' },
		{ "dry-run",	no_argument,		NULL, 'n' },
		{ "show",	required_argument,	NULL, 's' },
		{ "check",	no_argument,		NULL, 'c' },
		{ "help",	no_argument,		NULL, 'h' },
		{ }
	};
	bool on_exec = false;
	bool check = false;
	bool rules = false;
	int option;

	while ((option = getopt_long(argc, argv, "+e:xncs:h", options, NULL)) != -1) {
		switch (option) {
		case 'e':
			add_line(optarg);
			rules = true;
			break;
		case 'x':
			on_exec = true;
			break;
		case 'n':
			*dry_run = true;
			break;
		case 's':
			if (optind != argc)
				reject_usage("--show takes a process ID and nothing else");
			exit(show_policy(optarg));
		case 'c':
			check = true;
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
	if (check) {
		if (optind < argc)
			reject_usage("--check takes no command");
		check_no_nul();
		exit(run_check());
	}
	if (optind == argc)
		reject_usage("a command is missing");

	check_text();
	if (*dry_run)
		replace_actions();
	add_delay(on_exec);
	return argv + optind;
}

int main(int argc, char **argv)
{
	struct report *report;
	const char *program;
	bool dry_run = false;
	int log = -1;
	int status;

	argv = read_arguments(argc, argv, &dry_run);
	program = find_program(argv[0]);

	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		err(EXIT_LAUNCH_FAILED, "mmap");

	if (dry_run)
		log = open_kernel_log();
	status = run_and_wait(report, program, argv);
	if (dry_run && !report->install_error)
		summarize(log);
	return conclude(report, status, program);
}
