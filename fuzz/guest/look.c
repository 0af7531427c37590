// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "chance.h"
#include "child.h"
#include "enter.h"
#include "held.h"
#include "look.h"
#include "make.h"
#include "show.h"

/* Read one state in pieces of any size: in order, and from one open file. */
static bool slurp(struct shown *shown, const char *format, int pid, int tid)
{
	char path[64];
	int fd, most = one_in(3) ? 1 + below(200) : TEXT_ROOM;
	ssize_t n = 0;

	snprintf(path, sizeof(path), format, pid, tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	shown->len = 0;
	while (fd >= 0) {
		int room = TEXT_ROOM - 1 - shown->len;

		n = read(fd, shown->s + shown->len, most < room ? most : room);
		if (n <= 0)
			break;
		shown->len += n;
		if (shown->len > 4096)
			most = TEXT_ROOM;
	}
	shown->s[shown->len] = '\0';
	if (fd < 0 || n < 0)
		complain("%s cannot be read: %m", path);
	close(fd);
	page->sum.reads++;
	expect_whole_lines(path, shown->s);
	expect_no_address(path, shown->s);
	return !page->failed;
}

#define ALL_LOG		"# flags: LOG\n"
/* A copy cannot have this, as it is installed in one go. */
#define SOME_LOG	"# flags: LOG, for lines so marked\n"

/* Pending policies are in comments at the end. */
static void leave_out_pending(struct shown *shown)
{
	static const char * const waits[] = {
		"\n# on_next_syscall: 1\n", "\n# on_exec: 1\n",
		"\n# # flags: LOG",
	};

	for (int i = 0; i < COUNT(waits); i++) {
		char *at = strstr(shown->s, waits[i]);

		if (at)
			at[1] = '\0';
	}
}

static bool same_action(struct action a, struct action b)
{
	return a.kind == b.kind && a.data == b.data;
}

static bool compare_verdicts(const struct policy *shown, const char *name, int nr,
			     const uint64_t *arg)
{
	struct action want = text_verdict(&page->held.now, nr, arg).action;
	struct action got = is_foreign(nr) ? shown->foreign :
					     verdict_of(shown, nr, arg);

	if (same_action(want, got))
		return true;
	complain("%s (%d): seccomp_filter says %s %d, the installed texts say %s %d (%#llx %#llx %#llx)",
		 name, nr, name_of(got), got.data, name_of(want), want.data,
		 (unsigned long long)arg[0], (unsigned long long)arg[1],
		 (unsigned long long)arg[2]);
	return false;
}

/* The shown text must mean the same as the installed ones. */
static void compare_meanings(const struct policy *shown)
{
	/* Of no call; the first is one of x32 on x86_64 */
	const int numbers[] = { 0x40000001, 1000, -1, unused_number() };
	const struct list *list = &page->held.now;
	uint64_t arg[6] = { 0 };

	if (shown->answer != VALID) {
		complain("seccomp_filter shows a text that is not valid");
		return;
	}
	for (int i = 0; i < COUNT(numbers); i++)
		if (!compare_verdicts(shown, "a number", numbers[i], arg))
			return;
	for (int i = 0; i < 24; i++) {
		const struct spec *spec = i % 2 ? &vocabulary.specs[below(vocabulary.nr_specs)] :
						  any_call();

		if (!spec || !spec->entry || is_kernel_made(spec))
			continue;
		make_arguments(list, spec, arg);
		if (!compare_verdicts(shown, spec->name, spec->nr, arg))
			return;
	}
}

/* The mirror is a process that installs the shown text, and nothing else. */
static void live_as_mirror(const struct shown *shown)
{
	unsigned int flags = strstr(shown->s, ALL_LOG) ?
			     SECCOMP_FILTER_FLAG_LOG : 0;
	long ret;

	get_ready();
	nr_layers = MAX_LAYERS;
	raw_call(__NR_prctl, ARGS(PR_SET_NO_NEW_PRIVS, 1));
	ret = raw_call(__NR_seccomp, ARGS(SECCOMP_SET_MODE_FILTER, flags,
					  (uint64_t)shown->s));
	if (ret) {
		complain("what seccomp_filter shows could not be installed: %ld\n%.4000s",
			 ret, shown->s);
		fall();
	}
	me()->held.now = page->held.now;
	judge_calls(6);
	__atomic_store_n(&page->parked, 2, __ATOMIC_RELEASE);
	for (;;)
		relax();
}

bool await_parked(pid_t pid, int state, int *status)
{
	struct timespec pause = { 0, 1000000 };

	while (__atomic_load_n(&page->parked, __ATOMIC_ACQUIRE) != state) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

static void compare_mirror(struct shown *shown)
{
	static struct shown again;
	int status, ending = page->ending;
	pid_t pid;

	page->ending = LEAVES;
	pid = fork();
	if (!pid)
		live_as_mirror(shown);
	if (!await_parked(pid, 2, &status)) {
		if (!page->failed && (page->ending != DIES || !ended_as_announced(status)))
			complain("the mirror ended with %#x", status);
		page->ending = ending;
		return;
	}
	page->ending = ending;
	if (slurp(&again, "/proc/%d/seccomp_filter", pid, 0)) {
		leave_out_pending(shown);
		if (!strstr(shown->s, SOME_LOG) && strcmp(shown->s, again.s))
			complain("installing what seccomp_filter shows changes what it shows.\nbefore:\n%.3000s\nafter:\n%.3000s",
				 shown->s, again.s);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	page->sum.mirrors++;
}

void look_at(pid_t pid)
{
	static struct shown shown, other;
	struct policy *policy = &layers[MAX_LAYERS].policy;

	if (!slurp(&shown, "/proc/%d/seccomp_filter", pid, 0) ||
	    !slurp(&other, "/proc/%d/task/%d/seccomp_filter", pid, pid))
		return;
	if (strcmp(shown.s, other.s))
		complain("the files of process and thread differ");
	understand(shown.s, policy);
	compare_meanings(policy);
	if (page->failed)
		complain("%s", shown.s);
	else
		compare_mirror(&shown);
}
