// SPDX-License-Identifier: GPL-2.0
/*
 * Texts under and over BPF filters that do not decide by themselves: those
 * that ask a supervisor or a tracer, those of a container; and what tools that
 * know BPF filters only see of a text.
 */
#include "seccomp_text.h"

#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>

#define BPF_ERRNO	55
#define OF_SUPERVISOR	66

#ifndef PTRACE_SECCOMP_GET_FILTER
#define PTRACE_SECCOMP_GET_FILTER	0x420c
#endif
#ifndef PTRACE_SECCOMP_GET_METADATA
#define PTRACE_SECCOMP_GET_METADATA	0x420d
#endif

enum { MARK_NOTIFIED, MARK_READY, MARK_GO };

/* A call that a BPF filter hands to a supervisor, and a layer beside it. */
struct notified {
	const char *text;
	unsigned int bpf;	/* if there is no text */
	bool go_on;		/* the supervisor continues the call */
	bool first;		/* the layer is older than the listener */
};

struct supervisor {
	struct text_page *page;
	const struct notified *plan;
	int listener;
	int ready;
};

static int install_listener(unsigned int nr)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	return install_flags(SECCOMP_FILTER_FLAG_NEW_LISTENER, &prog);
}

/* Was made before the filters, and so is not under them. */
static void *supervise(void *data)
{
	struct supervisor *self = data;

	await_mark(&self->ready, 1);
	for (;;) {
		struct seccomp_notif_resp answer = { 0 };
		struct seccomp_notif question = { 0 };

		if (ioctl(self->listener, SECCOMP_IOCTL_NOTIF_RECV, &question))
			return NULL;
		set_mark(&self->page->mark[MARK_NOTIFIED],
			 get_mark(&self->page->mark[MARK_NOTIFIED]) + 1);
		answer.id = question.id;
		if (self->plan->go_on)
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		else
			answer.error = -OF_SUPERVISOR;
		ioctl(self->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

static bool add_layer(const struct notified *plan)
{
	if (plan->text)
		return install(plan->text) == 0;
	return install_bpf(__NR_getpgrp, plan->bpf) == 0;
}

static void call_with_supervisor(struct text_page *page, const void *arg)
{
	struct supervisor supervisor = { .page = page, .plan = arg };
	const struct notified *plan = arg;
	pthread_t thread;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, supervise, &supervisor));
	if (plan->first)
		CHILD_CHECK(page, add_layer(plan));
	supervisor.listener = install_listener(__NR_getpgrp);
	CHILD_CHECK(page, supervisor.listener >= 0);
	if (!plan->first)
		CHILD_CHECK(page, add_layer(plan));
	set_mark(&supervisor.ready, 1);
	act(page, CALL(__NR_getpgrp));
}

struct notified_case {
	const char *text;
	unsigned int bpf;
	int asked;		/* how often the supervisor is */
};

static const struct notified_case notified_cases[] = {
	{ "unlisted: 1\n", SECCOMP_RET_ALLOW, 1 },
	{ "unlisted: 1\ngetpgrp: 0; log\n", SECCOMP_RET_LOG, 1 },
	{ "unlisted: 1\ngetpgrp: 0; trace 3\n", SECCOMP_RET_TRACE | 3, 1 },
	{ DENYLIST "getpgrp: 0\n", SECCOMP_RET_ERRNO | DENIED, 0 },
	{ "unlisted: 1\ngetpgrp: 0; trap\n", SECCOMP_RET_TRAP, 0 },
	{ "unlisted: 1\ngetpgrp: 0\n", SECCOMP_RET_KILL_PROCESS, 0 },
};

/* The text's part in the verdict is that of a BPF filter in its place. */
static void expect_notified(struct __test_metadata *_metadata,
			    struct text_page *page,
			    const struct notified_case *item, bool go_on,
			    bool first)
{
	const struct notified bpf = { NULL, item->bpf, go_on, first };
	const struct notified text = { item->text, 0, go_on, first };
	const char *fate = fate_of(page, call_with_supervisor, &bpf);
	struct text_page want = *page;

	EXPECT_EQ(item->asked, want.mark[MARK_NOTIFIED]);
	EXPECT_STREQ(fate, fate_of(page, call_with_supervisor, &text)) {
		TH_LOG("%s: %d %d", item->text, go_on, first);
	}
	EXPECT_EQ(want.result[0], page->result[0]);
	EXPECT_EQ(item->asked, page->mark[MARK_NOTIFIED]);
	if (!item->asked)
		return;

	EXPECT_STREQ("passed", fate);
	EXPECT_EQ(go_on ? getpgrp() : -OF_SUPERVISOR, page->result[0]);
}

TEXT_TEST(supervisor_is_asked_about_what_the_text_leaves_to_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(notified_cases); i++) {
		for (int way = 0; way < 4; way++)
			expect_notified(_metadata, self->page,
					&notified_cases[i], way & 1, way & 2);
	}
}

/* A BPF filter asks the tracer, which lets the call be; a text has a say. */
static void call_traced(struct text_page *page, const void *arg)
{
	const struct notified *plan = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	RAW(__NR_kill, getpid(), SIGSTOP);
	if (plan->first)
		CHILD_CHECK(page, add_layer(plan));
	CHILD_CHECK(page, !install_bpf(__NR_getpgrp, SECCOMP_RET_TRACE | 9));
	if (!plan->first)
		CHILD_CHECK(page, add_layer(plan));
	act(page, CALL(__NR_getpgrp));
}

/* Returns how often the tracer was asked, or -1. */
static int trace_to_the_end(struct text_page *page, const struct notified *plan,
			    int *status)
{
	pid_t pid = start_child(page, call_traced, plan);
	int asked = 0;

	*status = raw_wait(pid);
	if (!WIFSTOPPED(*status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   (void *)(PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL)))
		return -1;
	while (WIFSTOPPED(*status)) {
		const int event = *status >> 8;
		unsigned long signal = 0;

		if (event == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8))
			asked++;
		else if (event == SIGSYS)
			signal = SIGSYS;
		ptrace(PTRACE_CONT, pid, NULL, (void *)signal);
		*status = raw_wait(pid);
	}
	return asked;
}

TEXT_TEST(call_that_the_tracer_of_a_bpf_filter_leaves_meets_the_text)
{
	static const struct notified_case cases[] = {
		{ "unlisted: 1\n", SECCOMP_RET_ALLOW, 1 },
		{ "unlisted: 1\ngetpgrp: 0; log\n", SECCOMP_RET_LOG, 1 },
		{ DENYLIST "getpgrp: 0\n", SECCOMP_RET_ERRNO | DENIED, 0 },
		{ "unlisted: 1\ngetpgrp: 0\n", SECCOMP_RET_KILL_PROCESS, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases) * 2; i++) {
		const struct notified_case *item = &cases[i / 2];
		const struct notified bpf = { NULL, item->bpf, false, i & 1 };
		const struct notified text = { item->text, 0, false, i & 1 };
		int status, text_status;
		long result;

		EXPECT_EQ(item->asked,
			  trace_to_the_end(self->page, &bpf, &status));
		result = self->page->result[0];
		EXPECT_EQ(item->asked,
			  trace_to_the_end(self->page, &text, &text_status));
		EXPECT_EQ(status, text_status);
		if (item->asked)
			result = getpgrp();
		EXPECT_EQ(result, self->page->result[0]);
	}
}

/* A profile of one kind, and a program that is started under the other. */
struct container {
	struct image *image;
	bool bpf_outside;
};

static void run_in_container(struct text_page *page, const void *arg)
{
	static const char inner[] = "on_exec: 1\n" DENYLIST "getuid: 0\n";
	static const char outer[] = DENYLIST "getpgrp: 0\n";
	const unsigned int refuse = SECCOMP_RET_ERRNO | DENIED;
	const struct container *container = arg;
	int status;
	pid_t pid;

	if (container->bpf_outside)
		CHILD_CHECK(page, install_bpf(__NR_getpgrp, refuse) == 0);
	else
		CHILD_CHECK(page, install_unprivileged(outer) == 0);

	/* What the container's manager does next, and its first program. */
	pid = raw_fork();
	CHILD_CHECK(page, pid >= 0);
	if (!pid) {
		if (container->bpf_outside)
			CHILD_CHECK(page, install(inner) == 0);
		else
			CHILD_CHECK(page, install_bpf(__NR_getuid, refuse) == 0);
		image_exec(container->image);
		leave(1);
	}
	status = raw_wait(pid);
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	leave(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void expect_in_container(struct __test_metadata *_metadata,
				struct text_page *page, bool bpf_outside,
				unsigned int nr, const char *fate)
{
	struct image image;
	struct container container = { &image, bpf_outside };
	int status;

	ASSERT_TRUE(image_open(&image, nr));
	status = run_child(page, run_in_container, &container);
	EXPECT_EQ(0, page->line);
	EXPECT_STREQ(fate, image_fate(&image, status)) {
		TH_LOG("call %u, %d, status %#x", nr, bpf_outside, status);
	}
	image_close(&image);
}

TEXT_TEST(container_under_bpf_runs_a_program_under_a_text)
{
	expect_in_container(_metadata, self->page, true, __NR_getpgrp, "denied");
	expect_in_container(_metadata, self->page, true, __NR_getuid, "denied");
	expect_in_container(_metadata, self->page, true, __NR_getppid, "passed");
}

TEXT_TEST(container_under_a_text_runs_a_program_under_bpf)
{
	expect_in_container(_metadata, self->page, false, __NR_getpgrp, "denied");
	expect_in_container(_metadata, self->page, false, __NR_getuid, "denied");
	expect_in_container(_metadata, self->page, false, __NR_getppid, "passed");
}

/* A task with so many layers of each kind waits to be looked at. */
struct layers {
	int texts;
	int bpf;
	bool pending;
};

static void wait_with_layers(struct text_page *page, const void *arg)
{
	const struct layers *layers = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < layers->texts; i++)
		CHILD_CHECK(page, install("unlisted: 1\n") == 0);
	for (int i = 0; i < layers->bpf; i++)
		CHILD_CHECK(page, !install_bpf(400, SECCOMP_RET_ERRNO));
	if (layers->pending)
		CHILD_CHECK(page, !install("on_exec: 1\nunlisted: 1\n"));
	set_mark(&page->mark[MARK_READY], 1);
	while (!get_mark(&page->mark[MARK_GO]))
		sched_yield();
}

static pid_t start_with_layers(struct text_page *page, const struct layers *layers)
{
	pid_t pid = start_child(page, wait_with_layers, layers);

	return child_comes_to(page, &page->mark[MARK_READY]) ? pid : -1;
}

static void end_child(struct text_page *page, pid_t pid)
{
	set_mark(&page->mark[MARK_GO], 1);
	raw_wait(pid);
}

/* A number from the status file of @pid; -1 if it has no such line. */
static long status_value(pid_t pid, const char *key)
{
	char path[64], line[256];
	long value = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, key, strlen(key)) && line[strlen(key)] == ':')
			value = atol(line + strlen(key) + 1);
	}
	if (file)
		fclose(file);
	return value;
}

TEXT_TEST(status_shows_the_mode_and_counts_the_bpf_filters)
{
	static const struct layers cases[] = {
		{ 0, 0, false }, { 1, 0, false }, { 3, 0, false },
		{ 0, 2, false }, { 2, 3, false }, { 0, 0, true },
		{ 1, 1, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct layers *layers = &cases[i];
		const bool any = layers->texts || layers->bpf || layers->pending;
		pid_t pid = start_with_layers(self->page, layers);

		ASSERT_LT(0, pid);
		EXPECT_EQ(any ? SECCOMP_MODE_FILTER : SECCOMP_MODE_DISABLED,
			  status_value(pid, "Seccomp"));
		EXPECT_EQ(layers->bpf, status_value(pid, "Seccomp_filters"));
		end_child(self->page, pid);
	}
}

/* What a checkpoint tool learns of filter @index; it is a length if found. */
static long get_filter(pid_t pid, unsigned long index)
{
	long ret = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, index, NULL);

	return ret < 0 ? -errno : ret;
}

static long get_metadata(pid_t pid, unsigned long index)
{
	struct { __u64 filter_off, flags; } data = { .filter_off = index };
	long ret = ptrace(PTRACE_SECCOMP_GET_METADATA, pid, sizeof(data), &data);

	return ret < 0 ? -errno : ret;
}

TEXT_TEST(checkpoint_tool_learns_that_it_has_not_seen_all)
{
	static const struct layers cases[] = {
		{ 0, 1, false }, { 0, 2, false }, { 1, 0, false },
		{ 2, 1, false }, { 1, 2, false }, { 0, 0, true }, { 0, 1, true },
	};

	if (geteuid())
		SKIP(return, "only root may look at filters");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct layers *layers = &cases[i];
		const long beyond = layers->texts || layers->pending ?
				    -EMEDIUMTYPE : -ENOENT;
		pid_t pid = start_with_layers(self->page, layers);

		ASSERT_LT(0, pid);
		ASSERT_EQ(0, ptrace(PTRACE_ATTACH, pid, NULL, NULL));
		ASSERT_TRUE(WIFSTOPPED(raw_wait(pid)));
		for (int j = 0; j < layers->bpf; j++) {
			EXPECT_EQ(4, get_filter(pid, j));
			EXPECT_LT(0, get_metadata(pid, j));
		}
		EXPECT_EQ(beyond, get_filter(pid, layers->bpf));
		EXPECT_EQ(beyond, get_metadata(pid, layers->bpf));
		EXPECT_EQ(beyond, get_filter(pid, layers->bpf + 7));
		EXPECT_EQ(beyond, get_metadata(pid, layers->bpf + 7));
		EXPECT_EQ(0, ptrace(PTRACE_DETACH, pid, NULL, NULL));
		end_child(self->page, pid);
	}
}

/* Programs ask which actions there are before they build a filter. */
static void ask_for_actions(struct text_page *page, const void *arg)
{
	static const unsigned int actions[] = {
		SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD,
		SECCOMP_RET_TRAP, SECCOMP_RET_ERRNO, SECCOMP_RET_USER_NOTIF,
		SECCOMP_RET_TRACE, SECCOMP_RET_LOG, SECCOMP_RET_ALLOW,
	};
	unsigned int unknown = 0x10000000;

	if (arg)
		CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		CHILD_CHECK(page, RAW(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0,
				      (unsigned long)&actions[i]) == 0);
	CHILD_CHECK(page, RAW(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0,
			      (unsigned long)&unknown) == -EOPNOTSUPP);
	CHILD_CHECK(page, RAW(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 1,
			      (unsigned long)&unknown) == -EINVAL);
	CHILD_CHECK(page, RAW(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, 0) ==
			  -EFAULT);
	set_mark(&page->after, 1);
}

TEXT_TEST(actions_can_be_asked_for_under_a_text_and_without)
{
	EXPECT_FATE("passed", ask_for_actions, NULL);
	EXPECT_FATE("passed", ask_for_actions, "unlisted: 1\n");
	EXPECT_FATE("passed", ask_for_actions, "seccomp: op == 2\nexit_group: 1\n");
	EXPECT_FATE("killed", ask_for_actions, "seccomp: op != 2\nexit_group: 1\n");
}

TEST_HARNESS_MAIN
