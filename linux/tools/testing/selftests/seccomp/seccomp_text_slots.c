// SPDX-License-Identifier: GPL-2.0
/* Slots of a task: to fill and read them, and a model.  See the header. */
#include "seccomp_text_child.h"
#include "seccomp_text_slots.h"

const struct slot_call calls[NR_POLICIES] = {
	{ __NR_getpgid, "getpgid" }, { __NR_getppid, "getppid" },
	{ __NR_getuid, "getuid" }, { __NR_geteuid, "geteuid" },
	{ __NR_getgid, "getgid" }, { __NR_getegid, "getegid" },
	{ __NR_getsid, "getsid" }, { __NR_getpid, "getpid" },
	{ __NR_times, "times" }, { __NR_getitimer, "getitimer" },
};

void write_policy(char *text, int policy)
{
	static const char * const when[] = {
		"", "on_next_syscall: 1\n", "on_exec: 1\n"
	};

	sprintf(text, "%s" DENYLIST "foreign: log\n%s: 0\n",
		when[policy % NR_SLOTS], calls[policy].name);
}

long install_policy(int policy)
{
	char text[128];

	write_policy(text, policy);
	return install(text);
}

/* Install in each of @slots; the next call would consume NEXT, so it is last. */
bool install_in(int owner, int slots)
{
	static const int order[] = { NOW, EXEC, NEXT };

	for (int i = 0; i < NR_SLOTS; i++) {
		if (slots & BIT(order[i]) && install_policy(owner + order[i]))
			return false;
	}
	return true;
}

/* The policies that current obeys */
int probe(void)
{
	int refused = 0;

	for (int i = 0; i < NR_POLICIES; i++) {
		if (RAW(calls[i].nr, 0) == -DENIED)
			refused |= BIT(i);
	}
	return refused;
}

/* This program, executed again by probe_after_exec() */
__attribute__((constructor)) static void probe_if_asked(void)
{
	const char *fd = getenv("PROBE_FD");
	int refused;

	if (!fd)
		return;
	refused = probe();
	leave(write(atoi(fd), &refused, sizeof(refused)) != sizeof(refused));
}

/* The policies that a program obeys that current executes */
int probe_after_exec(void)
{
	static const char * const argv[] = { "probe", NULL };
	char fd[32];
	const char *env[2] = { fd, NULL };
	int refused = EMPTY;
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		return refused;
	sprintf(fd, "PROBE_FD=%d", ends[1]);
	pid = raw_fork();
	if (!pid) {
		RAW(__NR_execve, (unsigned long)"/proc/self/exe",
		    (unsigned long)argv, (unsigned long)env);
		leave(1);
	}
	close(ends[1]);
	if (read(ends[0], &refused, sizeof(refused)) != sizeof(refused))
		refused = EMPTY;
	close(ends[0]);
	raw_wait(pid);
	return refused;
}

/*
 * The slots of a thread of this process, as /proc shows them.  The action of
 * foreign calls is the last line of each state: it is not that of the rules.
 */
void read_slots(pid_t tid, int *slots)
{
	char path[64], line[128];
	int slot = NOW, refused = 0;
	FILE *file;

	for (int i = 0; i < NR_SLOTS; i++)
		slots[i] = EMPTY;
	snprintf(path, sizeof(path), "/proc/self/task/%d/seccomp_filter", tid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		const char *words = strncmp(line, "# ", 2) ? line : line + 2;

		if (!strcmp(words, "on_next_syscall: 1\n"))
			slot = NEXT;
		if (!strcmp(words, "on_exec: 1\n"))
			slot = EXEC;
		if (!strcmp(words, "foreign: log\n")) {
			slots[slot] = refused;
			refused = 0;
		}
		for (int i = 0; i < NR_POLICIES; i++) {
			if (!strncmp(words, "sys_", 4) &&
			    !strncmp(words + 4, calls[i].name,
				     strcspn(words + 4, ":")))
				refused |= BIT(i);
		}
	}
	if (file)
		fclose(file);
}

/* The model: what slots hold, as the document says */

int effective(const int *slots, int slot)
{
	while (slot > NOW && slots[slot] == EMPTY)
		slot--;
	return slots[slot] == EMPTY ? 0 : slots[slot];
}

bool model_calls_count = true;

static void model_call(int *slots)
{
	if (slots[NEXT] == EMPTY || !model_calls_count)
		return;
	slots[NOW] = slots[NEXT];
	slots[NEXT] = EMPTY;
}

static void model_install(int *slots, int policy)
{
	const int first = policy % NR_SLOTS;

	model_call(slots);
	for (int slot = EXEC; slot >= first; slot--) {
		if (slot == first || slots[slot] != EMPTY)
			slots[slot] = effective(slots, slot) | BIT(policy);
	}
}

void model_install_in(int *slots, int owner, int installed)
{
	static const int order[] = { NOW, EXEC, NEXT };

	for (int i = 0; i < NR_SLOTS; i++) {
		if (installed & BIT(order[i]))
			model_install(slots, owner + order[i]);
	}
}

/* The thread keeps nothing that the caller has not, at the latest by then. */
bool model_covers(const int *caller, const int *thread)
{
	for (int slot = NOW; slot < NR_SLOTS; slot++) {
		if (effective(thread, slot) & ~effective(caller, slot))
			return false;
	}
	return true;
}

bool model_sync(int *caller, int *thread, bool text)
{
	int after[NR_SLOTS];

	model_call(caller);
	memcpy(after, caller, sizeof(after));
	if (text)
		model_install(after, SYNCED);
	if (!model_covers(after, thread))
		return false;

	memcpy(caller, after, sizeof(after));
	for (int slot = NOW; slot < NR_SLOTS; slot++) {
		if (slot == NOW ? after[NOW] > 0 : thread[slot] != EMPTY)
			thread[slot] = after[slot];
	}
	return true;
}
