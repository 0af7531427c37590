// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp run: hold a command to policies.
 *
 * With one policy, on_next_syscall makes it take effect at the command. With several,
 * installing each is a call of its own, which the one before it would be spent on;
 * so they all wait for the execve to succeed.
 *
 * A BPF filter cannot wait. The command installs it itself, when it has been executed.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "ask.h"
#include "become.h"
#include "check.h"
#include "engine.h"
#include "kernel.h"
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
	"      --engine ENGINE text: the kernel's text policies; bpf: a BPF filter. The\n"
	"                      default is text policies if they can be had, else BPF\n"
	"      --before-exec   put the policies in force before COMMAND is executed; they\n"
	"                      must allow execve\n"
	"      --after-loader  wait until the dynamic loader is done; it and the\n"
	"                      constructors of libraries run without the policies\n"
	"      --become        become COMMAND, with the same process ID, as env(1) does\n"
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
	"With --become there is no process between the caller and COMMAND: services and\n"
	"their managers need that.\n"
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

enum moment {
	AT_START,
	BEFORE_EXEC,
	AFTER_LOADER,
};

static const char * const moments[] = {
	[BEFORE_EXEC]	= "--before-exec",
	[AFTER_LOADER]	= "--after-loader",
};

/**
 * struct request - what the command line asks for
 * @texts:    the policies
 * @nr_texts: their number
 * @rules:    the index of the one that -e adds to, or -1
 * @compiled: the same, for BPF and for reports
 * @launch:   how to start the command
 * @engine:   what enforces them
 * @moment:   when they take effect
 * @filter:   with ENGINE_BPF
 * @injection: if the command installs something itself
 * @on_exec:  with -x
 * @become:   with --become
 * @explain:  with -E
 * @dry:      with -n
 * @out:      for reports
 */
struct request {
	struct text	*texts;
	unsigned int	nr_texts;
	int		rules;
	struct compiled	**compiled;
	struct launch	launch;
	enum engine	engine;
	enum moment	moment;
	struct bpf_program filter;
	struct injection injection;
	bool		on_exec;
	bool		become;
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

/*
 * on_next_syscall is spent on one call, whatever becomes of it. After an execve that fails,
 * a process that is to become the command still has to say so.
 */
static bool waits_for_exec(const struct request *request)
{
	return request->on_exec || request->become || request->nr_texts > 1;
}

/* The execve comes before a policy takes effect: add the directive. */
static void delay_text(const struct request *request, unsigned int i)
{
	struct text *text = &request->texts[i];
	bool last = i == request->nr_texts - 1;

	if (find_directive(text, "on_exec"))
		return;
	if (!find_directive(text, "on_next_syscall")) {
		add_line(text, waits_for_exec(request) ? "on_exec: 1" : "on_next_syscall: 1");
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

/* Of a policy that says itself when it takes effect */
static void reject_delay(const struct request *request, const struct text *text)
{
	static const char * const names[] = { "on_exec", "on_next_syscall" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (find_directive(text, names[i]))
			errx(EXIT_TOOL_FAILED, "%s has %s: remove that line, or omit %s",
			     text->name, names[i], moments[request->moment]);
	}
}

static void set_engine(struct request *request, const char *name)
{
	if (!strcmp(name, "text"))
		request->engine = ENGINE_TEXT;
	else if (!strcmp(name, "bpf"))
		request->engine = ENGINE_BPF;
	else
		reject_usage("--engine can be 'text' or 'bpf'");
}

static void set_moment(struct request *request, enum moment moment)
{
	if (request->moment && request->moment != moment)
		reject_usage("omit --before-exec or --after-loader");
	request->moment = moment;
}

static void open_output(struct request *request, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	request->out = fd < 0 ? NULL : fdopen(fd, "w");
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
	case 'g':
		set_engine(request, optarg);
		break;
	case 'b':
		set_moment(request, BEFORE_EXEC);
		break;
	case 'a':
		set_moment(request, AFTER_LOADER);
		break;
	case 'B':
		request->become = true;
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
		{ "engine",		required_argument,	NULL, 'g' },
		{ "before-exec",	no_argument,		NULL, 'b' },
		{ "after-loader",	no_argument,		NULL, 'a' },
		{ "become",		no_argument,		NULL, 'B' },
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
	if (request->out != stderr && !request->explain && !request->dry)
		reject_usage("--output is for what --explain and --dry-run tell");
	if (request->explain && request->dry)
		reject_usage("a dry run explains already: omit --explain");
	if (request->become && (request->explain || request->dry))
		reject_usage("nobody is left to tell what is refused: omit --become or %s",
			     request->dry ? "--dry-run" : "--explain");
	if (request->on_exec && request->moment)
		reject_usage("omit --on-exec or %s", moments[request->moment]);
	if (request->rules >= 0)
		check_start(&request->texts[request->rules]);
	for (i = 0; i < request->nr_texts; i++) {
		if (request->moment)
			reject_delay(request, &request->texts[i]);
		else
			delay_text(request, i);
	}
	request->launch.argv = argv + optind;
	request->launch.texts = request->texts;
	request->launch.nr_texts = request->nr_texts;
}

/* As the kernel would, but from the tool's own tables */
static __noreturn void reject_text(const struct text *text, const struct problem *problem)
{
	ask_offline();
	if (problem->errno_value == EINVAL)
		print_errors(stderr, text);
	else
		print_place(stderr, text, problem->line, problem->column, "error",
			    problem->message);
	errx(EXIT_TOOL_FAILED, "%s: not installed: %s", text->name,
	     strerror(problem->errno_value));
}

static struct compiled **compile_texts(const struct text *texts, unsigned int nr)
{
	struct compiled **compiled = need_memory(calloc(nr, sizeof(*compiled)));
	struct problem problem;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		compiled[i] = compile_policy(texts[i].bytes, &problem);
		if (!compiled[i])
			reject_text(&texts[i], &problem);
	}
	return compiled;
}

/* Installed are policies that let everything pass; checked are those that were given. */
static void replace_by_dry(struct request *request)
{
	struct text *dry = need_memory(calloc(request->nr_texts, sizeof(*dry)));
	unsigned int i;

	for (i = 0; i < request->nr_texts; i++)
		make_dry(&dry[i], &request->texts[i]);
	request->launch.checked = request->texts;
	request->launch.texts = dry;
}

/* The filter of policies that were given is made in any case: it may be rejected. */
static void prepare_filter(struct request *request)
{
	struct launch *launch = &request->launch;

	make_filter(request->texts, request->compiled, request->nr_texts, &request->filter);
	if (request->dry)
		make_filter(launch->texts, compile_texts(launch->texts, launch->nr_texts),
			    launch->nr_texts, &request->filter);
	if (!kernel_knows_flags(launch->flags))
		errx(EXIT_TOOL_FAILED, "--log is not known to this kernel's BPF filters");
	launch->checked = NULL;
	launch->filter = &request->filter;
}

/* A text that is in force may refuse to install the next one, so they are one filter. */
static void choose_for_request(struct request *request)
{
	bool several_late = request->moment == AFTER_LOADER && request->nr_texts > 1;

	if (several_late && request->engine == ENGINE_TEXT)
		errx(EXIT_TOOL_FAILED,
		     "with --after-loader, the text engine takes one policy: omit --engine text");
	if (several_late)
		request->engine = ENGINE_BPF;
	request->engine = choose_engine(request->engine);
}

static void prepare_injection(struct request *request)
{
	struct injection *injection = &request->injection;
	struct launch *launch = &request->launch;

	*injection = (struct injection){
		.flags = launch->flags,
		.after_loader = request->moment == AFTER_LOADER,
		.is_text = !launch->filter,
	};
	if (injection->is_text) {
		injection->bytes = launch->texts->bytes;
		injection->size = launch->texts->len + 1;
		launch->checked = request->texts;
	} else {
		injection->bytes = launch->filter->code;
		injection->size = launch->filter->nr * sizeof(*launch->filter->code);
	}
	launch->injection = injection;
}

static void prepare(struct request *request)
{
	bool is_bpf;

	choose_for_request(request);
	is_bpf = request->engine == ENGINE_BPF;
	if (is_bpf || request->explain || request->dry)
		request->compiled = compile_texts(request->texts, request->nr_texts);
	if (request->dry)
		replace_by_dry(request);
	if (is_bpf)
		prepare_filter(request);
	request->launch.before_exec = request->moment == BEFORE_EXEC;
	if (request->moment == AFTER_LOADER || (is_bpf && request->moment == AT_START))
		prepare_injection(request);
}

static int run_watched(struct request *request, bool *executed)
{
	struct policies policies = {
		.texts = request->texts,
		.compiled = request->compiled,
		.nr = request->nr_texts,
		.dry = request->dry,
		.out = request->out,
	};
	int status = watch_command(&policies, &request->launch, executed);

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
	prepare(&request);
	if (request.become)
		become_command(launch);
	watched = request.explain || request.dry;
	if (watched) {
		status = run_watched(&request, &executed);
	} else if (launch->injection) {
		status = confine_command(launch, &executed);
	} else {
		start_command(launch);
		status = wait_for_command(launch, &executed);
	}
	explain_failure(launch, status, executed);
	if (!watched && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		warnx("%s was killed by SIGSYS, %s", launch->program,
		      "as by a policy that refuses a call; see --explain or dmesg");
	return end_like(status);
}

const struct verb run_verb = { "run", help, run };
