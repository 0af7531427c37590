// SPDX-License-Identifier: GPL-2.0
/*
 * Synchronising threads: a sync, of a text or of a BPF filter, looks at both
 * halves of every thread, and never drops or widens either.
 */
#include "seccomp_text.h"

#include <pthread.h>

#define NO_PGRP		"unlisted: 1\ngetpgrp: 0; errno 123\n"
#define NO_SID		"unlisted: 1\ngetsid: 0; errno 123\n"
#define NO_SID_ON_EXEC	NO_SID "on_exec: 1\n"
#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define TSYNC_ESRCH	(TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

#define NR_CALLERS	8
#define NR_ROUNDS	40
#define NR_RACES	100
#define RACE_STEP	4000

enum { MARK_READY, MARK_GO, MARK_DONE };
enum { OF_SYNC, TID, PGRP_BEFORE, PGRP, SID, SID_OF_CALLER, GETUID };

/* Two threads: what each installs, and how the second one syncs. */
struct plan {
	const char *of_both;
	const char *of_thread;
	unsigned int flags;
	const char *text;	/* NULL: a BPF filter that refuses getuid */
};

static struct sock_filter refuse_getuid[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getuid, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static struct sock_fprog refuse_getuid_prog = {
	.len = ARRAY_SIZE(refuse_getuid),
	.filter = refuse_getuid,
};

struct thread_arg {
	struct text_page *page;
	const struct plan *plan;
};

static void *other_thread(void *data)
{
	const struct thread_arg *arg = data;
	struct text_page *page = arg->page;

	if (arg->plan->of_thread)
		CHILD_CHECK(page, install(arg->plan->of_thread) == 0);
	page->result[TID] = RAW(__NR_gettid);
	page->result[PGRP_BEFORE] = RAW(__NR_getpgrp);
	set_mark(&page->mark[MARK_READY], 1);
	await_mark(&page->mark[MARK_GO], 1);

	page->result[PGRP] = RAW(__NR_getpgrp);
	page->result[SID] = RAW(__NR_getsid, 0);
	page->result[GETUID] = RAW(__NR_getuid);
	return NULL;
}

static void sync_with_thread(struct text_page *page, const void *data)
{
	const struct plan *plan = data;
	struct thread_arg arg = { page, plan };
	pthread_t thread;

	CHILD_CHECK(page, no_new_privs() == 0);
	if (plan->of_both)
		CHILD_CHECK(page, install(plan->of_both) == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, other_thread, &arg));
	await_mark(&page->mark[MARK_READY], 1);

	page->result[OF_SYNC] =
		install_flags(plan->flags, plan->text ? (const void *)plan->text
						      : &refuse_getuid_prog);
	page->result[SID_OF_CALLER] = RAW(__NR_getsid, 0);
	set_mark(&page->mark[MARK_GO], 1);
	CHILD_CHECK(page, !pthread_join(thread, NULL));
}

#define RUN_PLAN(...)							\
do {									\
	const struct plan plan = { __VA_ARGS__ };			\
	int status = run_child(self->page, sync_with_thread, &plan);	\
									\
	ASSERT_TRUE(left_with(status, 0)) {				\
		TH_LOG("status %#x, line %d", status, self->page->line); \
	}								\
	ASSERT_GT(self->page->result[TID], 0);				\
} while (0)

TEXT_TEST(a_sync_restricts_a_thread_that_had_nothing)
{
	long *result = self->page->result;

	RUN_PLAN(.flags = TSYNC, .text = NO_PGRP);
	EXPECT_EQ(0, result[OF_SYNC]);
	EXPECT_LT(0, result[PGRP_BEFORE]);
	EXPECT_EQ(-DENIED, result[PGRP]);
	EXPECT_LE(0, result[SID]);
}

TEXT_TEST(without_the_flag_a_policy_is_its_threads_own)
{
	long *result = self->page->result;

	RUN_PLAN(.flags = 0, .text = NO_PGRP);
	EXPECT_EQ(0, result[OF_SYNC]);
	EXPECT_LT(0, result[PGRP]);
}

TEXT_TEST(a_sync_reaches_a_thread_with_an_inherited_policy)
{
	long *result = self->page->result;

	RUN_PLAN(.of_both = NO_SID, .flags = TSYNC, .text = NO_PGRP);
	EXPECT_EQ(0, result[OF_SYNC]);
	EXPECT_EQ(-DENIED, result[PGRP]);
	EXPECT_EQ(-DENIED, result[SID]);
}

TEXT_TEST(a_thread_with_a_policy_of_its_own_stops_a_sync)
{
	long *result = self->page->result;

	RUN_PLAN(.of_thread = NO_SID, .flags = TSYNC, .text = NO_PGRP);
	EXPECT_EQ(result[TID], result[OF_SYNC]);
	EXPECT_LT(0, result[PGRP]);
	EXPECT_EQ(-DENIED, result[SID]);
}

TEXT_TEST(an_equal_text_is_not_the_same_policy)
{
	long *result = self->page->result;

	RUN_PLAN(.of_thread = NO_PGRP, .flags = TSYNC, .text = NO_PGRP);
	EXPECT_EQ(result[TID], result[OF_SYNC]);
}

TEXT_TEST(a_sync_that_is_stopped_says_esrch_if_asked_to)
{
	long *result = self->page->result;

	RUN_PLAN(.of_thread = NO_SID, .flags = TSYNC_ESRCH, .text = NO_PGRP);
	EXPECT_EQ(-ESRCH, result[OF_SYNC]);
	EXPECT_LT(0, result[PGRP]);
}

TEXT_TEST(a_pending_policy_stops_a_sync)
{
	long *result = self->page->result;

	RUN_PLAN(.of_thread = NO_SID_ON_EXEC, .flags = TSYNC, .text = NO_PGRP);
	EXPECT_EQ(result[TID], result[OF_SYNC]);
	EXPECT_LT(0, result[PGRP]);
}

TEXT_TEST(a_delayed_policy_cannot_be_synchronised)
{
	long *result = self->page->result;

	RUN_PLAN(.flags = TSYNC, .text = NO_PGRP "on_exec: 1\n");
	EXPECT_EQ(-EINVAL, result[OF_SYNC]);
	RUN_PLAN(.flags = TSYNC, .text = NO_PGRP "on_next_syscall: 1\n");
	EXPECT_EQ(-EINVAL, result[OF_SYNC]);
	EXPECT_LT(0, result[PGRP]);
}

TEXT_TEST(a_text_that_a_bpf_sync_does_not_cover_stops_it)
{
	long *result = self->page->result;

	RUN_PLAN(.of_thread = NO_SID, .flags = TSYNC);
	EXPECT_EQ(result[TID], result[OF_SYNC]);
	EXPECT_EQ(-DENIED, result[SID]);
	EXPECT_LE(0, result[GETUID]);
}

TEXT_TEST(a_bpf_sync_keeps_the_text_it_covers)
{
	long *result = self->page->result;

	RUN_PLAN(.of_both = NO_SID, .flags = TSYNC);
	EXPECT_EQ(0, result[OF_SYNC]);
	EXPECT_EQ(-DENIED, result[SID]);
	EXPECT_EQ(-DENIED, result[GETUID]);
}

struct race {
	struct text_page *page;
	int stop;
	int lost;
	int installed;
	const char *text;
};

/*
 * One thread narrows itself while another one syncs all. If the sync comes
 * between the moments when the install looks what is in force and when it
 * changes that, the install must begin again. Drafting takes longer with many
 * rules, and each round syncs a little later than the one before.
 */
static void *narrowing_thread(void *data)
{
	struct race *race = data;

	set_mark(&race->page->mark[MARK_READY], 1);
	race->installed = install(race->text);
	await_mark(&race->page->mark[MARK_GO], 1);
	race->page->result[PGRP] = RAW(__NR_getpgrp);
	race->page->result[SID] = RAW(__NR_getsid, 0);
	return NULL;
}

/* Refuses getsid, and says much about other calls that is always true. */
static char *long_text(void)
{
	static const char * const calls[] = {
		"read", "write", "close", "dup", "lseek", "fsync", "fdatasync",
		"fchdir", "fchmod", "fstat", "flock", "ftruncate", "getdents",
	};
	size_t size = 65536;
	char *text = malloc(size);
	size_t at = text ? snprintf(text, size, NO_SID) : 0;

	for (size_t i = 0; text && i < ARRAY_SIZE(calls) * 40; i++)
		at += snprintf(text + at, size - at, "%s: a0 != %zu\n",
			       calls[i % ARRAY_SIZE(calls)], 100000 + i);
	return text;
}

static void narrow_and_sync(struct text_page *page, const void *arg)
{
	struct race race = { .page = page, .text = long_text() };
	int delay = *(const int *)arg;
	pthread_t thread;

	CHILD_CHECK(page, race.text && no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, narrowing_thread,
					  &race));
	await_mark(&page->mark[MARK_READY], 1);
	while (delay--)
		asm volatile("");
	page->result[OF_SYNC] = install_flags(TSYNC_ESRCH, NO_PGRP);
	set_mark(&page->mark[MARK_GO], 1);
	CHILD_CHECK(page, !pthread_join(thread, NULL));
	CHILD_CHECK(page, race.installed == 0);
	CHILD_CHECK(page, page->result[SID] == -DENIED);
}

TEXT_LONG_TEST(an_install_that_races_with_a_sync_loses_nothing)
{
	int syncs = 0;

	for (int round = 0; round < NR_RACES; round++) {
		int delay = round * RACE_STEP;
		int status = run_child(self->page, narrow_and_sync, &delay);
		long *result = self->page->result;

		ASSERT_TRUE(left_with(status, 0)) {
			TH_LOG("status %#x, line %d", status, self->page->line);
		}
		if (result[OF_SYNC] == 0) {
			syncs++;
			EXPECT_EQ(-DENIED, result[PGRP]);
		} else {
			EXPECT_EQ(-ESRCH, result[OF_SYNC]);
		}
	}
	/* Both orders were seen, so what is in between was probably too. */
	EXPECT_LT(0, syncs);
	TH_LOG("%d of %d syncs were first", syncs, NR_RACES);
}

static void *calling_thread(void *data)
{
	struct race *race = data;
	bool refused = false;
	long ret;

	do {
		ret = RAW(__NR_getuid);
		if (refused && ret != -DENIED)
			set_mark(&race->lost, 1);
		refused = ret == -DENIED;
	} while (!get_mark(&race->stop));

	if (RAW(__NR_getuid) != -DENIED)
		set_mark(&race->lost, 2);
	return NULL;
}

static void call_and_sync(struct text_page *page, const void *unused)
{
	static const char * const texts[] = {
		"unlisted: 1\n",
		"unlisted: 1\ngetuid: 0; errno 123\n",
	};
	struct race race = { .page = page };
	pthread_t threads[NR_CALLERS];
	int i;

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	for (i = 0; i < NR_CALLERS; i++)
		CHILD_CHECK(page, !pthread_create(&threads[i], NULL,
						  calling_thread, &race));
	for (i = 0; i < NR_ROUNDS; i++) {
		CHILD_CHECK(page, install_flags(TSYNC, texts[i & 1]) == 0);
		sched_yield();
	}
	set_mark(&race.stop, 1);
	for (i = 0; i < NR_CALLERS; i++)
		CHILD_CHECK(page, !pthread_join(threads[i], NULL));
	CHILD_CHECK(page, !get_mark(&race.lost));
	set_mark(&page->before, 1);
}

TEXT_TEST(threads_that_are_calling_while_synced_never_get_a_call_back)
{
	int status = run_child(self->page, call_and_sync, NULL);

	EXPECT_TRUE(left_with(status, 0)) {
		TH_LOG("status %#x, line %d", status, self->page->line);
	}
	EXPECT_EQ(1, self->page->before);
}

TEST_HARNESS_MAIN
