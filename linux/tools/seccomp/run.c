// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp run: hold a command to policies.
 *
 * With one policy, on_next_syscall makes it take effect at the command. With several,
 * installing each is a call of its own, which the one before it would be spent on;
 * so they all wait for the execve to succeed.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "launch.h"
#include "main.h"
#include "trace/watch.h"

static const char help[] =
	"run [-p FILE]... [-e RULES]... [OPTION]... [--] COMMAND [ARGUMENT]...\n"
	"Run COMMAND held to policies. It can call only what all of them allow.\n"
	"\n"
	"  -p, --policy FILE   a policy; '-' is standard input\n"
	"  -e, --rules RULES   lines of a policy; all -e together are one\n"
	"  -x, --on-exec       wait for a successful execve, not for the next call\n"
	"  -l, --log           have the kernel log errno, trap and trace actions, too\n"
	"      --no-new-privs=keep\n"
	"                      do not set no_new_privs; takes CAP_SYS_ADMIN\n"
	"  -E, --explain       tell which calls are refused, and by which line\n"
	"  -n, --dry-run       refuse nothing; tell what would have been refused\n"
	"  -o, --output FILE   write what -E and -n tell to FILE, not to standard error\n"
	"  -j, --json          end -E and -n with JSON\n"
	"  -h, --help          show this text\n"
	"\n"
	"The policies take effect when COMMAND starts, and need not allow the execve that\n"
	"starts it. -p may be repeated: each policy is complete in itself, and they are\n"
	"installed in the order given.\n"
	"\n"
	"-E and -n trace COMMAND and all that it starts, until the last of it has ended.\n"
	"A program that traces others, such as a debugger, does not work then. A dry run\n"
	"cannot tell what COMMAND would have done after a refusal.\n"
	"\n"
	"The exit status is COMMAND's. If a signal kills COMMAND, the same signal kills\n"
	"seccomp. 125: seccomp failed or the kernel rejected a policy; 126: COMMAND cannot\n"
	"be executed; 127: COMMAND was not found.\n"
	"\n"
	"  seccomp run -e 'unlisted: 1' -e 'socket: 0; errno EACCES' nc 127.0.0.1 80\n";

/**
 * struct request - what the command line asks for
 * @texts:    the policies
 * @nr_texts: their number
 * @rules:    the index of the one that -e adds to, or -1
 * @launch:   how to start the command
 * @on_exec:  with -x
 * @explain:  with -E
 * @dry:      with -n
 * @out:      for reports
 */
struct request {
	struct text	*texts;
	unsigned int	nr_texts;
	int		rules;
	struct launch	launch;
	bool		on_exec;
	bool		explain;
	bool		dry;
	FILE		*out;
};

static struct text *new_text(struct request *request)
{
	request->texts = need_memory(realloc(request->texts, (request->nr_texts + 1) *
					     sizeof(*request->texts)));
	request->texts[request->nr_texts] = (struct text){ };
	return &request->texts[request->nr_texts++];
}

static void add_rules_option(struct request *request, const char *rules)
{
	if (request->rules < 0) {
		request->rules = request->nr_texts;
		new_text(request);
	}
	add_rules(&request->texts[request->rules], rules);
}

/* The execve comes before a policy takes effect: add the directive. */
static void delay_text(const struct request *request, unsigned int i)
{
	struct text *text = &request->texts[i];
	bool last = i == request->nr_texts - 1;

	if (find_directive(text, "on_exec"))
		return;
	if (!find_directive(text, "on_next_syscall")) {
		add_line(text, request->on_exec || request->nr_texts > 1 ?
			 "on_exec: 1" : "on_next_syscall: 1");
		return;
	}
	if (request->on_exec)
		errx(EXIT_TOOL_FAILED,
		     "%s has on_next_syscall: remove that line, or omit --on-exec", text->name);
	if (!last)
		errx(EXIT_TOOL_FAILED,
		     "%s has on_next_syscall, but the next call installs %s: remove that line, or give this policy last",
		     text->name, request->texts[i + 1].name);
}

static void open_output(struct request *request, const char *path)
{
	request->out = fopen(path, "we");
	if (!request->out)
		err(EXIT_TOOL_FAILED, "cannot write %s", path);
}

static void take_option(struct request *request, int option)
{
	switch (option) {
	case 'p':
		read_policy(new_text(request), optarg);
		break;
	case 'e':
		add_rules_option(request, optarg);
		break;
	case 'x':
		request->on_exec = true;
		break;
	case 'l':
		request->launch.flags |= SECCOMP_FILTER_FLAG_LOG;
		break;
	case 'k':
		if (strcmp(optarg, "keep"))
			reject_usage("--no-new-privs can be 'keep' only");
		request->launch.keep_privs = true;
		break;
	case 'E':
		request->explain = true;
		break;
	case 'n':
		request->dry = true;
		break;
	case 'o':
		open_output(request, optarg);
		break;
	}
}

static void read_request(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "policy",		required_argument,	NULL, 'p' },
		{ "rules",		required_argument,	NULL, 'e' },
		{ "on-exec",		no_argument,		NULL, 'x' },
		{ "log",		no_argument,		NULL, 'l' },
		{ "no-new-privs",	required_argument,	NULL, 'k' },
		{ "explain",		no_argument,		NULL, 'E' },
		{ "dry-run",		no_argument,		NULL, 'n' },
		{ "output",		required_argument,	NULL, 'o' },
		{ "json",		no_argument,		NULL, 'j' },
		{ "help",		no_argument,		NULL, 'h' },
		{ }
	};
	unsigned int i;
	int option;

	while ((option = next_option(argc, argv, "+p:e:xlEno:jh", options)) != -1)
		take_option(request, option);
	if (!request->nr_texts)
		reject_usage("a policy is missing");
	if (optind == argc)
		reject_usage("a command is missing");
	if (request->explain && request->dry)
		reject_usage("a dry run explains already: omit --explain");
	if (request->rules >= 0)
		check_start(&request->texts[request->rules]);
	for (i = 0; i < request->nr_texts; i++)
		delay_text(request, i);
	request->launch.argv = argv + optind;
	request->launch.texts = request->texts;
	request->launch.nr_texts = request->nr_texts;
}

/* What the tool does not understand, it cannot explain. */
static void compile_texts(const struct request *request, struct policies *policies)
{
	struct problem problem;
	unsigned int i;

	policies->compiled = need_memory(calloc(request->nr_texts, sizeof(*policies->compiled)));
	for (i = 0; i < request->nr_texts; i++) {
		policies->compiled[i] = compile_policy(request->texts[i].bytes, &problem);
		if (policies->compiled[i])
			continue;
		print_place(stderr, &request->texts[i], problem.line, problem.column, "error",
			    problem.message);
		exit(EXIT_TOOL_FAILED);
	}
}

static int run_watched(struct request *request, struct launch *launch, bool *executed)
{
	struct policies policies = {
		.texts = request->texts,
		.nr = request->nr_texts,
		.dry = request->dry,
		.out = request->out,
	};
	struct text *dry;
	unsigned int i;
	int status;

	compile_texts(request, &policies);
	if (request->dry) {
		dry = need_memory(calloc(request->nr_texts, sizeof(*dry)));
		for (i = 0; i < request->nr_texts; i++)
			make_dry(&dry[i], &request->texts[i]);
		launch->checked = request->texts;
		launch->texts = dry;
	}
	status = watch_command(&policies, launch, executed);
	if (*executed)
		summarize_findings(&policies);
	return status;
}

static int run(int argc, char **argv)
{
	struct request request = { .rules = -1, .out = stderr };
	struct launch *launch = &request.launch;
	bool executed, watched;
	int status;

	read_request(&request, argc, argv);
	watched = request.explain || request.dry;
	if (watched) {
		status = run_watched(&request, launch, &executed);
	} else {
		start_command(launch);
		status = wait_for_command(launch, &executed);
	}
	explain_failure(launch, status, executed);
	if (!watched && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		warnx("%s was killed by SIGSYS: a policy refused a call; see --explain or dmesg",
		      launch->program);
	return end_like(status);
}

const struct verb run_verb = { "run", help, run };
