// SPDX-License-Identifier: GPL-2.0
/*
 * Texts and BPF filters in one task: both are obeyed, the strictest action wins
 * and the newest among equals.  Supervisors, tracers, containers and tools that
 * know only BPF filters keep working.
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

/* A BPF filter against getpgid and a text against getuid, in either order. */
static void stack_both(struct text_page *page, const void *arg)
{
	const bool *text_first = arg;
	const int nr = __NR_getpgid, ret = SECCOMP_RET_ERRNO | BPF_ERRNO;
	static const char text[] = DENYLIST "getuid: 0\n";

	if (*text_first)
		CHILD_CHECK(page, install_unprivileged(text) == 0);
	CHILD_CHECK(page, install_bpf(nr, ret) == 0);
	if (!*text_first)
		CHILD_CHECK(page, install(text) == 0);

	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -BPF_ERRNO);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_FILTER);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filter_and_text_are_both_obeyed_in_either_order)
{
	static const bool orders[] = { false, true };

	EXPECT_FATE("passed", stack_both, &orders[0]);
	EXPECT_FATE("passed", stack_both, &orders[1]);
}

static void stack_many(struct text_page *page, const void *unused)
{
	static const int nrs[] = {
		__NR_getpgid, __NR_getuid, __NR_getgid, __NR_geteuid
	};
	static const char * const texts[] = {
		DENYLIST "getpid: 0\n", DENYLIST "gettid: 0\n",
		DENYLIST "getegid: 0\n", DENYLIST "getsid: 0\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(nrs); i++) {
		CHILD_CHECK(page, install_bpf(nrs[i], SECCOMP_RET_ERRNO |
						      BPF_ERRNO) == 0);
		CHILD_CHECK(page, install(texts[i]) == 0);
	}
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(nrs); i++)
		CHILD_CHECK(page, RAW(nrs[i]) == -BPF_ERRNO);
	CHILD_CHECK(page, RAW(__NR_getpid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_gettid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getegid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getsid, 0) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filters_and_texts_may_alternate)
{
	EXPECT_FATE("passed", stack_many, NULL);
}

/* An action that no kernel knows, which kills; its number is above log's. */
#define NO_ACTION	0x7ffe0000U

static void log_what_bpf_kills(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_bpf(__NR_getpgid, NO_ACTION) == 0);
	CHILD_CHECK(page, install(arg) == 0);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->before, 1);
	RAW(__NR_getpgid);
	set_mark(&page->after, 1);
}

TEXT_TEST(no_text_softens_an_unknown_action_of_a_bpf_filter)
{
	EXPECT_FATE("killed", log_what_bpf_kills, "unlisted: 1\n");
	EXPECT_FATE("killed", log_what_bpf_kills,
		    "unlisted: 1\ngetpgid: 0; log\n");
	EXPECT_FATE("killed", log_what_bpf_kills,
		    "unlisted: 1\ngetpgid: 0; errno 1\n");
}

static void text_under_bpf_that_denies_seccomp(struct text_page *page,
					       const void *arg)
{
	CHILD_CHECK(page, install_bpf(__NR_seccomp, SECCOMP_RET_ERRNO |
						    BPF_ERRNO) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install_flags(0, arg) == -BPF_ERRNO);
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, install(arg) == 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filter_decides_whether_a_text_may_be_installed)
{
	EXPECT_FATE("passed", text_under_bpf_that_denies_seccomp,
		    DENYLIST "getpgid: 0\n");
}

static void bpf_under_text_without_prctl(struct text_page *page,
					 const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install_bpf(__NR_getpgid, SECCOMP_RET_ERRNO) ==
			  -DENIED);
	CHILD_CHECK(page, install("unlisted: 1\n") == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(text_decides_whether_anything_more_may_be_installed)
{
	EXPECT_FATE("passed", bpf_under_text_without_prctl,
		    DENY_WITH_ERRNO "exit_group: 1\n");
	EXPECT_UNDER("killed", "exit_group: 1\n",
		     CALL(__NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
			  (unsigned long)"unlisted: 1\n"));
}

/* The errno that each of the two returns from getpgid */
#define OF_TEXT		11
#define OF_BPF		22
#define TEXT_ANSWERS	"unlisted: 1\ngetpgid: 0; errno 11\n"

/* A text between two BPF filters, of which only one refuses getpgid */
static void install_text_between_filters(struct text_page *page, const void *arg)
{
	const bool *older_answers = arg;

	CHILD_CHECK(page, !install_bpf(*older_answers ? __NR_getpgid : UNUSED_NR,
				       SECCOMP_RET_ERRNO | OF_BPF));
	CHILD_CHECK(page, !install_unprivileged(TEXT_ANSWERS));
	CHILD_CHECK(page, !install_bpf(*older_answers ? UNUSED_NR : __NR_getpgid,
				       SECCOMP_RET_ERRNO | OF_BPF));
	act(page, CALL(__NR_getpgid));
}

TEXT_TEST(newer_of_text_and_bpf_decides_if_their_actions_are_equal)
{
	bool older_answers = true;

	EXPECT_FATE("passed", install_text_between_filters, &older_answers);
	EXPECT_EQ(-OF_TEXT, self->page->result[0]);
	older_answers = false;
	EXPECT_FATE("passed", install_text_between_filters, &older_answers);
	EXPECT_EQ(-OF_BPF, self->page->result[0]);
}

enum { MARK_NOTIFIED, MARK_READY, MARK_GO, MARK_PID };

/* A BPF filter hands a call to a supervisor; another layer judges it, too. */
struct notified {
	const char *text;
	unsigned int bpf;	/* if there is no text */
	bool go_on;		/* the supervisor continues the call */
	bool first;		/* the layer is older than the BPF filter */
	bool alone;		/* there is no BPF filter and no tracer */
	unsigned int uid;	/* of the child, if it is not the test's */
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

/* This thread is older than the filters, so they do not judge it. */
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
	return install_bpf(__NR_getpgid, plan->bpf) == 0;
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
	supervisor.listener = install_listener(__NR_getpgid);
	CHILD_CHECK(page, supervisor.listener >= 0);
	if (!plan->first)
		CHILD_CHECK(page, add_layer(plan));
	set_mark(&supervisor.ready, 1);
	act(page, CALL(__NR_getpgid));
}

struct notified_case {
	const char *text;
	unsigned int bpf;
	int asked;		/* how often the supervisor or tracer is */
};

static const struct notified_case notified_cases[] = {
	{ "unlisted: 1\n", SECCOMP_RET_ALLOW, 1 },
	{ "unlisted: 1\ngetpgid: 0; log\n", SECCOMP_RET_LOG, 1 },
	{ "unlisted: 1\ngetpgid: 0; trace 3\n", SECCOMP_RET_TRACE | 3, 1 },
	{ DENYLIST "getpgid: 0\n", SECCOMP_RET_ERRNO | DENIED, 0 },
	{ "unlisted: 1\ngetpgid: 0; trap\n", SECCOMP_RET_TRAP, 0 },
	{ "unlisted: 1\ngetpgid: 0\n", SECCOMP_RET_KILL_PROCESS, 0 },
};

/* A text has the same effect as a BPF filter in its place. */
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

TEXT_TEST(supervisor_gets_calls_that_no_text_refuses_more_strictly)
{
	for (size_t i = 0; i < ARRAY_SIZE(notified_cases); i++) {
		for (int way = 0; way < 4; way++)
			expect_notified(_metadata, self->page,
					&notified_cases[i], way & 1, way & 2);
	}
}

/* A BPF filter asks the tracer, which changes nothing. */
static void call_traced(struct text_page *page, const void *arg)
{
	const struct notified *plan = arg;

	page->mark[MARK_PID] = getpid();
	if (plan->uid)
		CHILD_CHECK(page, !setresuid(plan->uid, plan->uid, plan->uid));
	CHILD_CHECK(page, no_new_privs() == 0);
	if (!plan->alone) {
		CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
		RAW(__NR_kill, getpid(), SIGSTOP);
	}
	if (plan->first)
		CHILD_CHECK(page, add_layer(plan));
	if (!plan->alone)
		CHILD_CHECK(page, !install_bpf(__NR_getpgid,
					       SECCOMP_RET_TRACE | 9));
	if (!plan->first)
		CHILD_CHECK(page, add_layer(plan));
	act(page, CALL(__NR_getpgid));
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

TEXT_TEST(call_that_a_tracer_leaves_alone_is_judged_by_the_text)
{
	static const struct notified_case cases[] = {
		{ "unlisted: 1\n", SECCOMP_RET_ALLOW, 1 },
		{ "unlisted: 1\ngetpgid: 0; log\n", SECCOMP_RET_LOG, 1 },
		{ DENYLIST "getpgid: 0\n", SECCOMP_RET_ERRNO | DENIED, 0 },
		{ "unlisted: 1\ngetpgid: 0\n", SECCOMP_RET_KILL_PROCESS, 0 },
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

/* Whether the kernel log tells that a text of @plan would refuse the call */
static bool is_logged(struct text_page *page, const struct notified *plan)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	char record[1024], words[64];
	bool found = false;
	ssize_t len;
	int status;

	lseek(log, 0, SEEK_END);
	if (plan->alone)
		raw_wait(start_child(page, call_traced, plan));
	else if (trace_to_the_end(page, plan, &status) != 1)
		page->after = 0;
	sprintf(words, "[%d]: would be refused by its policy: sys_getpgid",
		page->mark[MARK_PID]);
	while ((len = read(log, record, sizeof(record) - 1)) > 0 ||
	       errno == EPIPE) {
		record[len > 0 ? len : 0] = 0;
		found = found || strstr(record, words);
	}
	close(log);
	return found;
}

/*
 * TRACE is stricter than log.  After the tracer, the kernel judges the call
 * again, takes TRACE for an allowed call, and so leaves the log out.
 */
TEXT_TEST(call_that_bpf_traces_is_not_logged_by_the_text)
{
	/* A user of its own: the log is rate-limited per user. */
	struct notified plan = {
		.text = "unlisted: 1\ngetpgid: 0; log\n", .uid = 200000 + getpid()
	};

	if (geteuid() || access("/dev/kmsg", R_OK))
		SKIP(return, "not root");
	plan.alone = true;
	EXPECT_TRUE(is_logged(self->page, &plan));
	EXPECT_EQ(1, self->page->after);
	plan.alone = false;
	for (int i = 0; i < 2; i++) {
		plan.first = i;
		EXPECT_FALSE(is_logged(self->page, &plan));
		EXPECT_EQ(1, self->page->after);
		EXPECT_LT(0, self->page->result[0]);
	}
}

/* A container under one kind of filter, and a program under the other */
struct container {
	struct image *image;
	bool bpf_outside;
};

static void run_in_container(struct text_page *page, const void *arg)
{
	static const char inner[] = "on_exec: 1\n" DENYLIST "getuid: 0\n";
	static const char outer[] = DENYLIST "getpgid: 0\n";
	const unsigned int refuse = SECCOMP_RET_ERRNO | DENIED;
	const struct container *container = arg;
	int status;
	pid_t pid;

	if (container->bpf_outside)
		CHILD_CHECK(page, install_bpf(__NR_getpgid, refuse) == 0);
	else
		CHILD_CHECK(page, install_unprivileged(outer) == 0);

	/* The container's manager starts the first program. */
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
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
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
	expect_in_container(_metadata, self->page, true, __NR_getpgid, "denied");
	expect_in_container(_metadata, self->page, true, __NR_getuid, "denied");
	expect_in_container(_metadata, self->page, true, __NR_getppid, "passed");
}

TEXT_TEST(container_under_a_text_runs_a_program_under_bpf)
{
	expect_in_container(_metadata, self->page, false, __NR_getpgid, "denied");
	expect_in_container(_metadata, self->page, false, __NR_getuid, "denied");
	expect_in_container(_metadata, self->page, false, __NR_getppid, "passed");
}

/* A task with so many policies and filters, for others to look at */
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
		CHILD_CHECK(page, !install_bpf(UNUSED_NR, SECCOMP_RET_ERRNO));
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

/* A number from /proc/@pid/status, or -1 */
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

/* What a checkpoint tool gets for filter @index: its length, or an error */
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

TEXT_TEST(checkpoint_tool_learns_that_there_is_a_text)
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

/* Programs ask which actions the kernel has before they build a filter. */
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

TEXT_TEST(actions_can_be_queried_with_and_without_a_text)
{
	EXPECT_FATE("passed", ask_for_actions, NULL);
	EXPECT_FATE("passed", ask_for_actions, "unlisted: 1\n");
	EXPECT_FATE("passed", ask_for_actions, "seccomp: op == 2\nexit_group: 1\n");
	EXPECT_FATE("killed", ask_for_actions, "seccomp: op != 2\nexit_group: 1\n");
}

TEST_HARNESS_MAIN
