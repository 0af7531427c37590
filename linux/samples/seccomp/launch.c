// SPDX-License-Identifier: GPL-2.0
/*
 * Run a command under a seccomp text policy.
 *
 * A child installs the policy and executes the command. The policy uses
 * on_next_syscall (or on_exec), so it need not allow the execve that starts
 * the command. The parent stays unfiltered: it forwards signals, reports
 * errors that the child no longer can, and exits the way the command did.
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

#include "hints.h"
#include "text-policy.h"

/* Notes that --check shows at most */
#define MAX_NOTES		100
/* Exit status of --check for an invalid policy */
#define EXIT_POLICY_INVALID	1

/* Exit statuses for launch's own errors, as in env(1) and timeout(1) */
#define EXIT_LAUNCH_FAILED	125
#define EXIT_CANNOT_EXECUTE	126
#define EXIT_NOT_FOUND		127
#define EXIT_SIGNALED		128	/* plus the signal */

static const char help[] =
	"Usage: launch [-x] POLICYFILE COMMAND [ARG...]\n"
	"       launch [-x] -e RULES [-e RULES]... COMMAND [ARG...]\n"
	"       launch --check POLICYFILE\n"
	"       launch --show PID\n"
	"Run COMMAND under a seccomp text policy, check a policy, or show the policy\n"
	"of a process.\n"
	"\n"
	"  -e, --rules RULES  use these lines as the policy instead of a file\n"
	"  -x, --on-exec      wait for a successful execve, not for the next call\n"
	"  -n, --dry-run      refuse nothing; list what would have been refused\n"
	"  -c, --check        print the policy's error or notes; run nothing\n"
	"  -s, --show PID     print the policy of process PID\n"
	"  -h, --help         show this text\n"
	"\n"
	"The policy takes effect when COMMAND starts, and need not allow the execve\n"
	"that starts it: launch appends the line 'on_next_syscall: 1' (with -x,\n"
	"'on_exec: 1') unless the policy already has one of them. The policy's first\n"
	"two characters must be printable, so it cannot begin with an empty line.\n"
	"\n"
	"A dry run replaces every action of the policy with 'log', that for foreign\n"
	"ABIs included, and reads the results from the kernel log. It misses lines that\n"
	"the kernel does not print (after 10 lines in 5 seconds for each user, or all\n"
	"of them if the sysctl kernel.seccomp.actions_logged lacks 'log'), and it\n"
	"cannot tell what COMMAND would have done after a refusal.\n"
	"\n"
	"COMMAND runs with no_new_privs set: set-user-ID programs gain nothing.\n"
	"\n"
	"The exit status is COMMAND's. If a signal kills COMMAND, the same signal\n"
	"kills launch. 125: launch failed or the kernel rejected the policy; 126:\n"
	"COMMAND cannot be executed; 127: COMMAND was not found. With --check: 0 if\n"
	"the policy is valid, 1 if it is not, 125 if the check itself failed.\n"
	"\n"
	"  launch -e 'unlisted: 1' -e 'sys_socket: 0' nc 127.0.0.1 80\n";

/**
 * struct progress - written by the child, read by its parent
 * @install_error: errno of the failed install, or 0
 * @installed:     the install succeeded
 * @exec_error:    errno of the failed execve, or 0
 *
 * A store to shared memory is not a system call, so no policy can refuse it.
 */
struct progress {
	int	install_error;
	bool	installed;
	int	exec_error;
};

/* The policy. The array is static, so a NUL follows the last byte. */
static char text[POLICY_MAX_LEN + 1];
static size_t text_len;

/* Where the policy came from, for messages */
static const char *text_name = "policy";

static void add_text(const char *bytes, size_t len)
{
	if (len > POLICY_MAX_LEN - text_len)
		errx(EXIT_LAUNCH_FAILED,
		     "the policy is too long: the limit is %d bytes, including the lines that launch adds",
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

static void reject_nul(void)
{
	if (memchr(text, 0, text_len))
		errx(EXIT_LAUNCH_FAILED,
		     "the policy contains a NUL, where the kernel would stop reading");
}

/* The kernel would take such a policy for a BPF filter. */
static void reject_bad_start(void)
{
	if (!is_printable(text[0]) || !is_printable(text[1]))
		errx(EXIT_LAUNCH_FAILED,
		     "the policy must begin with two printable characters, or the kernel takes it for a BPF filter: it cannot begin with an empty line, a tab, a byte order mark or a one-character line");
}

/* Length of the statement at @at, without a comment or line ending */
static size_t statement_len(const char *at)
{
	const char *end = at;

	while (*end && !strchr("#\r\n", *end))
		end = *end == '\\' && joined_line(end) ? joined_line(end) : end + 1;
	return end - at;
}

static const char *next_statement(const char *at)
{
	at = strchr(at + statement_len(at), '\n');
	return at ? at + 1 : NULL;
}

/* The value of the directive @name if it is the statement at @at, or NULL */
static const char *directive_value(const char *at, const char *name)
{
	at = skip_blanks(at);
	if (strncmp(at, name, strlen(name)))
		return NULL;
	at = skip_blanks(at + strlen(name));
	return *at == ':' ? skip_blanks(at + 1) : NULL;
}

static bool has_directive(const char *name)
{
	const char *at;

	for (at = text; at; at = next_statement(at)) {
		if (directive_value(at, name))
			return true;
	}
	return false;
}

/* The empty line ends a last line that a backslash would join to this one. */
static void add_directive(const char *line)
{
	add_line("");
	add_line(line);
}

/* Print the line that @report is about, with a caret under the column. */
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
	/* Repeat tabs, so that the caret lines up. */
	for (i = 0; i + 1 < report->column; i++)
		fputc(i < len && line[i] == '\t' ? '\t' : ' ', out);
	fputs("^\n", out);
}

static void show_report(FILE *out, const struct seccomp_text_report *report)
{
	char hint[HINT_SIZE];

	fprintf(out, "%s:%u:%u: %s%s\n", text_name, report->line,
		report->column, report->status ? "" : "note: ",
		report->message);
	show_place(out, report);
	/* An older policy could kill us for asking the kernel about calls. */
	fflush(out);
	if (find_hint(text, report, hint))
		fprintf(out, "hint: %s\n", hint);
}

/* Print why the kernel rejected the policy. Returns false if it cannot tell. */
static bool explain_policy(void)
{
	struct seccomp_text_report report;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    check_policy(text, 0, &report) || !report.status)
		return false;
	show_report(stderr, &report);
	return true;
}

/* Print the policy's error or notes. Returns the exit status of --check. */
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
			     "cannot check the policy: %s: %s",
			     strerror(error), advise_on_install(error));
		if (report.line)
			show_report(stdout, &report);
	} while (!report.status && note < report.nr_notes && note < MAX_NOTES);

	if (!report.status && note < report.nr_notes)
		printf("and %u more notes\n", report.nr_notes - note);

	return report.status ? EXIT_POLICY_INVALID : EXIT_SUCCESS;
}

/* The execve comes before the policy takes effect: add the directive. */
static void add_delay(bool on_exec)
{
	if (has_directive("on_exec"))
		return;
	if (has_directive("on_next_syscall")) {
		if (on_exec)
			errx(EXIT_LAUNCH_FAILED,
			     "the policy has on_next_syscall: remove that line, or omit --on-exec");
		return;
	}
	add_directive(on_exec ? "on_exec: 1" : "on_next_syscall: 1");
}

/* Overwrite a part of the text with blanks, except where it joins lines. */
static void blank_out(const char *from, const char *to)
{
	char *at;

	for (at = text + (from - text); at < to; at++) {
		if (!strchr("\\\r\n", *at))
			*at = ' ';
	}
}

/*
 * For a dry run, turn every action into log. Keep the length of the text, so that
 * line and column numbers still match the file.
 */
static void replace_actions(void)
{
	static const char log[] = "log";
	const char *at;

	for (at = text; at; at = next_statement(at)) {
		const char *end = at + statement_len(at);
		const char *action = directive_value(at, "on_violation");

		if (!action)
			action = directive_value(at, "foreign");
		if (!action) {
			action = memchr(at, ';', end - at);
			if (action)
				blank_out(action, end);
			continue;
		}
		/* Too short for an action: let the kernel reject it. */
		if (strcspn(action, " \t\\\r\n#") < strlen(log))
			continue;
		memcpy(text + (action - text), log, strlen(log));
		blank_out(action + strlen(log), end);
	}
	if (!has_directive("on_violation"))
		add_directive("on_violation: log");
	if (!has_directive("foreign"))
		add_directive("foreign: log");
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
 * execvp() tries one execve after another, but on_next_syscall exempts only
 * one call. So find the file first.
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

/* Make no system call between the install and the execve. */
static void run_command(struct progress *progress, const char *program, char **argv)
{
	progress->install_error = install_policy(text);
	if (progress->install_error)
		_exit(EXIT_LAUNCH_FAILED);
	progress->installed = true;
	execve(program, argv, environ);
	progress->exec_error = errno;
	_exit(EXIT_CANNOT_EXECUTE);
}

/* Forward @signals to @child until it ends. Returns its wait status. */
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
			/* A terminal signals the whole process group. */
			kill(child, info.si_signo);
		}
	}
}

/*
 * Block signals around the fork, so that none is lost. The child restores the
 * caller's mask before it installs the policy. It has no handlers: returning
 * from one would use up the call that on_next_syscall exempts.
 */
static int run_and_wait(struct progress *progress, const char *program, char **argv)
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
	/* If SIGCHLD were ignored, waitpid() would find no child. */
	sigaction(SIGCHLD, &on_child, &old_on_child);

	child = fork();
	if (child < 0)
		err(EXIT_LAUNCH_FAILED, "fork");
	if (!child) {
		sigaction(SIGCHLD, &old_on_child, NULL);
		sigprocmask(SIG_SETMASK, &old_mask, NULL);
		run_command(progress, program, argv);
	}
	return wait_for(child, &signals);
}

/* Dry runs: collect findings from the kernel log */

#define DRY_RUN_LINE	"]: would be refused by its policy: "
#define MAX_FINDINGS	256

/**
 * struct finding - log lines for one command and call
 * @comm:   command name
 * @call:  name and number of the call
 * @first: the first such line, from the call on
 * @times: number of lines
 */
struct finding {
	char		comm[64];
	char		call[64];
	char		first[512];
	unsigned int	times;
};

static struct finding findings[MAX_FINDINGS];
static unsigned int nr_findings;

/* Open the kernel log at its end. Returns -1 on error. */
static int open_kernel_log(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (log >= 0)
		lseek(log, 0, SEEK_END);
	return log;
}

static struct finding *find_finding(const char *comm, const char *call)
{
	unsigned int i;

	for (i = 0; i < nr_findings; i++) {
		if (!strcmp(findings[i].comm, comm) &&
		    !strcmp(findings[i].call, call))
			return &findings[i];
	}
	if (nr_findings == MAX_FINDINGS)
		return NULL;
	snprintf(findings[i].comm, sizeof(findings[i].comm), "%s", comm);
	snprintf(findings[i].call, sizeof(findings[i].call), "%s", call);
	nr_findings++;
	return &findings[i];
}

/*
 * Count a record "PREFIX;seccomp: COMM[PID]: would be ...: CALL (NR): ...\n".
 * The process chooses COMM, but it is too short to hold the words that follow
 * the PID. Returns false if there is no room; ignores all other records.
 */
static bool take_record(char *record)
{
	char *message = strchr(record, ';');
	char *said, *call_end, *comm, *pid;
	struct finding *finding;
	char call[64];

	if (!message || strncmp(message + 1, "seccomp: ", strlen("seccomp: ")))
		return true;
	comm = message + 1 + strlen("seccomp: ");
	said = strstr(comm, DRY_RUN_LINE);
	if (!said)
		return true;
	*said = 0;
	pid = strrchr(comm, '[');
	if (!pid)
		return true;
	*pid = 0;
	said += strlen(DRY_RUN_LINE);
	said[strcspn(said, "\n")] = 0;

	call_end = strchr(said, ')');
	if (!call_end)
		return true;
	snprintf(call, sizeof(call), "%.*s", (int)(call_end + 1 - said), said);
	finding = find_finding(comm, call);
	if (!finding)
		return false;
	if (!finding->times++)
		snprintf(finding->first, sizeof(finding->first), "%s", said);
	return true;
}

/* Print what the log says would have been refused. */
static void summarize(int log)
{
	bool complete = true;
	char record[8192];
	unsigned int i;
	ssize_t len;

	if (log < 0) {
		warnx("dry run: cannot read /dev/kmsg; dmesg shows what would have been refused");
		return;
	}
	while ((len = read(log, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		if (len < 0) {
			/* The kernel overwrote records before we read them. */
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
		warnx("dry run: the kernel log shows nothing that would have been refused");
	for (i = 0; i < nr_findings; i++)
		fprintf(stderr, "launch: dry run: %s: %s\n"
			"launch: dry run:     reported %u time%s, first: %s\n",
			findings[i].comm, findings[i].call, findings[i].times,
			findings[i].times == 1 ? "" : "s", findings[i].first);
	if (!complete)
		warnx("dry run: some lines were lost or suppressed");
	if (nr_findings)
		warnx("dry run: each user gets 10 lines in 5 seconds, all runs together");
}

/* Showing the policy of a process */

static int show_policy(const char *pid)
{
	char path[64], chunk[4096];
	bool any = false;
	ssize_t len;
	char *end;
	int fd;

	if (strtol(pid, &end, 10) <= 0 || *end || end - pid > 10)
		errx(EXIT_LAUNCH_FAILED, "%s is not a process ID", pid);
	snprintf(path, sizeof(path), "/proc/%s", pid);
	if (access(path, F_OK))
		errx(EXIT_LAUNCH_FAILED, "there is no process %s", pid);
	snprintf(path, sizeof(path), "/proc/%s/seccomp_filter", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		errx(EXIT_LAUNCH_FAILED,
		     "no %s: this kernel was built without CONFIG_SECCOMP_FILTER_TEXT, or the process is gone",
		     path);
	if (fd < 0)
		err(EXIT_LAUNCH_FAILED,
		    "cannot open %s, which takes permission to trace the process",
		    path);
	while ((len = read(fd, chunk, sizeof(chunk))) > 0) {
		any = true;
		fwrite(chunk, 1, len, stdout);
	}
	if (len < 0)
		err(EXIT_LAUNCH_FAILED,
		    "cannot read %s, which takes permission to trace the process",
		    path);
	close(fd);
	if (!any)
		warnx("process %s has no text policy", pid);
	return fflush(stdout) ? EXIT_LAUNCH_FAILED : EXIT_SUCCESS;
}

/* Die of the signal that killed the command, without a second core dump. */
static int die_of(int signal_nr)
{
	sigset_t mask;

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(signal_nr, SIG_DFL);
	sigemptyset(&mask);
	sigaddset(&mask, signal_nr);
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	raise(signal_nr);
	/* The init of a PID namespace survives its own signals. */
	return EXIT_SIGNALED + signal_nr;
}

static void explain_exec(const char *program, int error)
{
	warnx("cannot execute %s: %s%s", program, strerror(error),
	      error == ENOEXEC ? ": a script needs a '#!' line" : "");
	exit(error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE);
}

static int conclude(const struct progress *progress, int status, const char *program)
{
	if (progress->install_error) {
		if (explain_policy())
			errx(EXIT_LAUNCH_FAILED, "the policy was not installed: %s",
			     strerror(progress->install_error));
		errx(EXIT_LAUNCH_FAILED, "the policy was not installed: %s: %s",
		     strerror(progress->install_error),
		     advise_on_install(progress->install_error));
	}
	if (progress->exec_error)
		explain_exec(program, progress->exec_error);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);

	if (WTERMSIG(status) == SIGSYS && progress->installed)
		warnx("%s was killed by its policy; the kernel log (dmesg) names the call",
		      program);
	else if (WTERMSIG(status) == SIGSYS)
		warnx("the policy already in force does not allow installing another");
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
 * Read the options and the policy. Returns the command and its arguments; sets
 * @dry_run for a dry run.
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
			/* getopt_long() has printed the error. */
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
		reject_nul();
		exit(run_check());
	}
	if (optind == argc)
		reject_usage("a command is missing");

	reject_nul();
	reject_bad_start();
	if (*dry_run)
		replace_actions();
	add_delay(on_exec);
	return argv + optind;
}

int main(int argc, char **argv)
{
	struct progress *progress;
	const char *program;
	bool dry_run = false;
	int log = -1;
	int status;

	argv = read_arguments(argc, argv, &dry_run);
	program = find_program(argv[0]);

	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (progress == MAP_FAILED)
		err(EXIT_LAUNCH_FAILED, "mmap");

	if (dry_run)
		log = open_kernel_log();
	status = run_and_wait(progress, program, argv);
	if (dry_run && !progress->install_error)
		summarize(log);
	return conclude(progress, status, program);
}
