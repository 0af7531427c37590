// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp show: what a task is held to.
 *
 * The output is a policy: what is not one stands in comments.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "main.h"

/**
 * struct state - what threads are held to
 * @comm:         the command name of the first of them
 * @mode:         0 nothing, 1 strict, 2 filters, -1 unknown
 * @filters:      number of BPF filters, -1 if unknown
 * @no_new_privs: whether it is set
 * @policy:       the text policies; NULL if the kernel does not say
 * @error:        why it does not, an errno value
 */
struct state {
	char	comm[64];
	int	mode;
	int	filters;
	bool	no_new_privs;
	char	*policy;
	int	error;
};

/**
 * struct group - threads that are held to the same
 * @state: to what
 * @tids:  their IDs
 * @nr:    their number
 */
struct group {
	struct state	state;
	pid_t		*tids;
	unsigned int	nr;
};

/**
 * struct process - a process that is shown
 * @pid:       its ID
 * @groups:    its threads; the first has the thread whose ID is the process ID
 * @nr_groups: their number
 */
struct process {
	pid_t		pid;
	struct group	*groups;
	unsigned int	nr_groups;
};

/* Reading /proc */

/* Returns NULL, with errno set, if the file cannot be read. */
static char *read_file(const char *path)
{
	char *bytes = need_memory(malloc(1)), chunk[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t got;
	int error;

	if (fd < 0) {
		free(bytes);
		return NULL;
	}
	while ((got = read(fd, chunk, sizeof(chunk))) > 0) {
		bytes = need_memory(realloc(bytes, len + got + 1));
		memcpy(bytes + len, chunk, got);
		len += got;
	}
	error = errno;
	close(fd);
	bytes[len] = 0;
	if (!got)
		return bytes;
	free(bytes);
	errno = error;
	return NULL;
}

/* The number after "NAME:" in a status file, or -1 */
static int find_number(const char *status, const char *name)
{
	char *line = format_string("\n%s:", name);
	const char *at = strstr(status, line);
	int number = at ? atoi(at + strlen(line)) : -1;

	free(line);
	return number;
}

/* The command name, on its line. The kernel has escaped the ends of lines. */
static void copy_comm(char comm[64], const char *status)
{
	const char *at = status + strcspn(status, "\t");

	at += strspn(at, "\t");
	snprintf(comm, 64, "%.*s", (int)strcspn(at, "\n"), at);
	make_printable(comm);
}

static bool read_state(struct state *state, const char *folder)
{
	char *path = format_string("%s/status", folder);
	char *status = read_file(path);

	free(path);
	if (!status)
		return false;
	*state = (struct state){
		.mode = find_number(status, "Seccomp"),
		.filters = find_number(status, "Seccomp_filters"),
		.no_new_privs = find_number(status, "NoNewPrivs") == 1,
	};
	copy_comm(state->comm, status);
	free(status);
	path = format_string("%s/seccomp_filter", folder);
	state->policy = read_file(path);
	state->error = state->policy ? 0 : errno;
	free(path);
	return true;
}

static bool is_same(const struct state *a, const struct state *b)
{
	if (a->mode != b->mode || a->filters != b->filters || a->error != b->error ||
	    a->no_new_privs != b->no_new_privs)
		return false;
	return !a->policy || !strcmp(a->policy, b->policy);
}

static void add_thread(struct process *process, pid_t tid, struct state *state)
{
	struct group *group;
	unsigned int i;

	for (i = 0; i < process->nr_groups; i++) {
		if (is_same(&process->groups[i].state, state))
			break;
	}
	if (i == process->nr_groups) {
		process->groups = need_memory(realloc(process->groups,
						      ++process->nr_groups * sizeof(*group)));
		process->groups[i] = (struct group){ .state = *state };
	} else {
		free(state->policy);
	}
	group = &process->groups[i];
	group->tids = need_memory(realloc(group->tids, (group->nr + 1) * sizeof(tid)));
	group->tids[group->nr++] = tid;
}

/* A thread that is gone when it is read is left out. */
static void read_thread(struct process *process, pid_t tid)
{
	char *folder = format_string("/proc/%d/task/%d", process->pid, tid);
	struct state state;

	if (read_state(&state, folder))
		add_thread(process, tid, &state);
	free(folder);
}

static void read_threads(struct process *process)
{
	char *folder = format_string("/proc/%d/task", process->pid);
	DIR *tasks = opendir(folder);
	struct dirent *entry;

	read_thread(process, process->pid);
	while (tasks && (entry = readdir(tasks))) {
		pid_t tid = atoi(entry->d_name);

		if (tid > 0 && tid != process->pid)
			read_thread(process, tid);
	}
	if (tasks)
		closedir(tasks);
	free(folder);
}

/* Printing */

static const char *name_mode(int mode)
{
	static const char * const names[] = { "none", "strict", "filter" };

	return mode >= 0 && mode < ARRAY_SIZE(names) ? names[mode] : "unknown";
}

/* Why the policy is not shown */
static const char *explain(int error)
{
	if (error == ENOENT)
		return "this kernel shows no text policies: CONFIG_SECCOMP_FILTER_TEXT";
	if (error == EACCES || error == EPERM)
		return "reading the policy takes permission to trace the process";
	return strerror(error);
}

static void print_policy(const struct state *state, bool in_comment)
{
	const char *at = state->policy;

	if (!at || !*at) {
		if (state->error)
			printf("# %s\n", explain(state->error));
		else
			puts("# no text policy");
		return;
	}
	while (*at) {
		size_t len = strcspn(at, "\n");

		printf("%s%.*s\n", in_comment ? "# " : "", (int)len, at);
		at += len + (at[len] == '\n');
	}
}

static void print_group(const struct process *process, const struct group *group)
{
	const struct state *state = &group->state;
	bool first = group == process->groups;
	unsigned int i;

	if (process->nr_groups == 1) {
		printf("# process %d (%s)", process->pid, state->comm);
	} else {
		printf("# process %d (%s), thread%s", process->pid, state->comm,
		       group->nr > 1 ? "s" : "");
		for (i = 0; i < group->nr; i++)
			printf(" %d", group->tids[i]);
	}
	printf(": seccomp %s", name_mode(state->mode));
	if (state->filters >= 0)
		printf(", %d BPF filter%s", state->filters, state->filters == 1 ? "" : "s");
	printf("%s\n", state->no_new_privs ? ", no_new_privs" : "");
	print_policy(state, !first);
}

static struct json_object *describe_group(const struct group *group)
{
	struct json_object *object = json_object_new_object();
	struct json_object *tids = json_object_new_array();
	const struct state *state = &group->state;
	unsigned int i;

	for (i = 0; i < group->nr; i++)
		json_object_array_add(tids, json_object_new_int(group->tids[i]));
	json_object_object_add(object, "threads", tids);
	json_object_object_add(object, "command", new_json_string(state->comm));
	json_object_object_add(object, "seccomp", new_json_string(name_mode(state->mode)));
	if (state->filters >= 0)
		json_object_object_add(object, "bpf_filters", json_object_new_int(state->filters));
	json_object_object_add(object, "no_new_privs",
			       json_object_new_boolean(state->no_new_privs));
	if (state->policy)
		json_object_object_add(object, "policy", new_json_string(state->policy));
	else
		json_object_object_add(object, "error",
				       new_json_string(explain(state->error)));
	return object;
}

static void print_json(const struct process *process)
{
	struct json_object *object = json_object_new_object();
	struct json_object *groups = json_object_new_array();
	unsigned int i;

	for (i = 0; i < process->nr_groups; i++)
		json_object_array_add(groups, describe_group(&process->groups[i]));
	json_object_object_add(object, "pid", json_object_new_int(process->pid));
	json_object_object_add(object, "groups", groups);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static void print_process(const struct process *process)
{
	unsigned int i;

	for (i = 0; i < process->nr_groups; i++)
		print_group(process, &process->groups[i]);
	if (process->nr_groups > 1)
		warnx("note: the threads of process %d are not all held to the same",
		      process->pid);
}

/* The verb */

/* A policy that the user may not see is an error, unless there is certainly none. */
static void reject_unseen(const struct process *process)
{
	const struct state *state;

	if (!process->nr_groups)
		errx(EXIT_TOOL_FAILED, "there is no process %d", process->pid);
	state = &process->groups[0].state;
	if (state->error && state->error != ENOENT && state->mode)
		errx(EXIT_TOOL_FAILED, "cannot read what process %d is held to: %s: %s",
		     process->pid, strerror(state->error), explain(state->error));
}

static void free_process(struct process *process)
{
	unsigned int i;

	for (i = 0; i < process->nr_groups; i++) {
		free(process->groups[i].state.policy);
		free(process->groups[i].tids);
	}
	free(process->groups);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json",	no_argument,	NULL, 'j' },
		{ "help",	no_argument,	NULL, 'h' },
		{ }
	};
	struct process process = { };

	while (next_option(argc, argv, "jh", options) != -1)
		;
	if (argc - optind != 1)
		reject_usage("show takes one process ID");
	process.pid = parse_pid(argv[optind]);
	read_threads(&process);
	reject_unseen(&process);
	if (want_json)
		print_json(&process);
	else
		print_process(&process);
	free_process(&process);
	return EXIT_SUCCESS;
}

const struct verb show_verb = {
	"show",
	"show [-j] PID\n"
	"Print what a process is held to: its text policies, as one policy that can be\n"
	"installed again, and in comments its mode of seccomp and its number of BPF\n"
	"filters. Threads that are held to something else follow in comments.\n"
	"\n"
	"  -j, --json  print JSON\n"
	"\n"
	"The exit status is 0, also if the process is held to nothing, or 125 if it\n"
	"cannot be told.\n",
	run,
};
