// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp record: write a policy that allows what a program does.
 *
 * Calls are watched with ptrace alone. A BPF filter that stops only at the entry of
 * calls would halve the stops, but it takes no_new_privs or privileges, stays with the
 * program for good, and does not reach a process that is running already.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launch.h"
#include "main.h"
#include "output.h"
#include "record/record.h"

static const char help[] =
	"record [-o FILE] [-u FILE] [--args] [--] COMMAND [ARGUMENT]...\n"
	"       seccomp record [-o FILE] [-u FILE] [--args] -a PID\n"
	"Run COMMAND, and write a policy that allows the calls that it made, and all that\n"
	"it started.\n"
	"\n"
	"  -o, --output FILE  write to FILE, not to standard output\n"
	"  -u, --update FILE  bring the policy in FILE up to date: add what it lacks. Its\n"
	"                     lines stay as they are; one that refuses some calls becomes\n"
	"                     a comment, followed by one that allows these as well; one\n"
	"                     that refuses all, or is included, stays, and is told of\n"
	"  -r, --args         allow only the values that were seen of arguments such as\n"
	"                     socket families, ioctl commands and flags\n"
	"  -a, --attach PID   watch a running process and its threads, until ^C or its end\n"
	"  -h, --help         show this text\n"
	"\n"
	"It takes no privileges, and no kernel with text policies. COMMAND runs as usual,\n"
	"except that set-user-ID programs gain nothing unless root records them, and that\n"
	"it cannot trace others. The exit status is COMMAND's, as with 'seccomp run'.\n"
	"\n"
	"  seccomp record -o ls.policy ls -l\n"
	"  seccomp record -u ls.policy ls /nonexistent\n"
	"  seccomp run -p ls.policy ls -l\n";

static struct recording recording;
static struct update update;
static const char *output;
static pid_t attach_to;

static void note_program(struct tracee *tracee)
{
	const char *name = program_of(tracee);
	size_t len = strlen(recording.programs);
	char *known = format_string(", %s, ", recording.programs);
	char *this = format_string(", %s, ", name);

	if (!strstr(known, this) && len + strlen(name) + 8 < sizeof(recording.programs)) {
		snprintf(recording.programs + len, sizeof(recording.programs) - len, "%s%s",
			 len ? ", " : "", name);
		make_printable(recording.programs);
	}
	free(known);
	free(this);
}

static void note_start(struct tracee *tracee)
{
	recording.nr_processes += tracee->tid == tracee->pid;
}

/* A program that the tracer's user may not trace with its privileges gets none. */
static void note_exec(struct tracee *tracee)
{
	char path[64];
	struct stat st;

	note_program(tracee);
	snprintf(path, sizeof(path), "/proc/%d/exe", tracee->pid);
	if (geteuid() && !stat(path, &st) && st.st_mode & (S_ISUID | S_ISGID) &&
	    !*recording.privileged)
		snprintf(recording.privileged, sizeof(recording.privileged), "%s",
			 make_printable(strdupa(program_of(tracee))));
}

static void note_entry(struct tracee *tracee)
{
	recording.total++;
	if (update.compiled)
		note_update(&update, &recording, tracee);
	else
		note_call(&recording, tracee);
}

static const struct tracer recorder = {
	.from_exec = true,
	.start = note_start,
	.executed = note_exec,
	.entry = note_entry,
};

static void handle_stop(int signal_nr)
{
	stop_tracing();
}

/* ^C ends the recording, not the process. */
static int record_process(pid_t pid)
{
	struct sigaction action = { .sa_handler = handle_stop };
	struct tracee first = { .tid = pid, .pid = pid };

	sigaction(SIGALRM, &action, NULL);
	attach_process(&recorder, pid);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	note_program(&first);
	if (isatty(STDERR_FILENO))
		warnx("watching process %d; ^C ends the recording", pid);
	recording.command = format_string("process %d (%s)", pid, recording.programs);
	trace_all(&recorder, pid);
	return EXIT_SUCCESS;
}

static char *join_command(char **argv)
{
	char *command = need_memory(strdup("")), *longer;

	for (; *argv; argv++) {
		longer = format_string("%s%s%s", command, *command ? " " : "", *argv);
		free(command);
		command = longer;
	}
	if (strlen(command) > 200)
		memcpy(command + 197, "...", sizeof("..."));
	return make_printable(command);
}

static int record_command(char **argv)
{
	struct launch launch = { .argv = argv, .wait = true };
	int status;

	recording.command = join_command(argv);
	start_command(&launch);
	attach_command(&recorder, launch.child);
	let_go(&launch);
	status = trace_all(&recorder, launch.child);
	explain_failure(&launch, status, recording.nr_processes);
	return status;
}

/* The policy. @changed is false if it is as it was. */
static char *print_result(bool *changed)
{
	size_t size;
	char *text;
	FILE *out = need_memory(open_memstream(&text, &size));

	*changed = true;
	if (update.compiled)
		*changed = write_update(out, &update, &recording);
	else
		write_policy(out, &recording);
	if (fclose(out))
		errx(EXIT_TOOL_FAILED, "out of memory");
	if (!*changed)
		warnx("%s: nothing to add", update.path);
	return text;
}

/* The new policy must be one, or the file stays as it was. */
static void check_result(const char *path)
{
	struct problem problem;
	struct text text;

	read_policy(&text, path);
	if (!compile_policy(text.bytes, &problem)) {
		print_place(stderr, &text, problem.line, problem.column, "error",
			    problem.message);
		errx(EXIT_TOOL_FAILED, "the policy that was recorded is not valid");
	}
	free_text(&text);
}

/* Recordings can take hours, and somebody may edit the policy meanwhile. */
static bool has_been_edited(void)
{
	return update.path && !strcmp(output, update.path) && !is_as_read(&update);
}

static void write_output(void)
{
	bool changed;
	char *text = print_result(&changed);
	const char *beside;

	if (!output) {
		write_whole(STDOUT_FILENO, text, strlen(text), "standard output");
	} else if (is_special(output)) {
		write_special(output, text, strlen(text));
	} else if (changed || output != update.path) {
		beside = write_beside(output, text, strlen(text));
		check_result(beside);
		if (has_been_edited()) {
			leave_beside();
			errx(EXIT_TOOL_FAILED,
			     "%s has changed since the recording began; what was recorded is in %s",
			     update.path, beside);
		}
		put_in_place();
	}
	free(text);
}

static void take_option(int option)
{
	switch (option) {
	case 'o':
		output = optarg;
		break;
	case 'u':
		update.path = optarg;
		break;
	case 'r':
		recording.with_args = true;
		break;
	case 'a':
		attach_to = parse_pid(optarg);
		break;
	}
}

static char **read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output",	required_argument,	NULL, 'o' },
		{ "update",	required_argument,	NULL, 'u' },
		{ "args",	no_argument,		NULL, 'r' },
		{ "attach",	required_argument,	NULL, 'a' },
		{ "help",	no_argument,		NULL, 'h' },
		{ }
	};
	int option;

	while ((option = next_option(argc, argv, "+o:u:ra:h", options)) != -1)
		take_option(option);
	if (want_json)
		reject_usage("a recording is a policy, and never JSON");
	if (!attach_to && optind == argc)
		reject_usage("a command is missing");
	if (attach_to && optind < argc)
		reject_usage("-a takes no command");
	if (update.path && !output)
		output = update.path;
	return argv + optind;
}

/* Programs end, and threads and signal handlers do, whatever the run shows. */
static void note_always(void)
{
	static const char * const names[] = {
		"exit", "exit_group", "restart_syscall", "rt_sigreturn", "sigreturn",
	};
	struct seccomp_text_call call;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (describe_offline(&call, names[i], 0))
			find_seen(&recording, call.nr);
	}
}

static int record(int argc, char **argv)
{
	char **command = read_options(argc, argv);
	int status;

	recording.nr_calls = count_calls();
	recording.seen = need_memory(calloc(recording.nr_calls, sizeof(*recording.seen)));
	if (update.path)
		read_update(&update, update.path, &recording);
	else
		note_always();
	recording.updating = update.path;
	if (output)
		need_writable(output);
	status = attach_to ? record_process(attach_to) : record_command(command);
	write_output();
	return attach_to ? status : end_like(status);
}

const struct verb record_verb = { "record", help, record };
