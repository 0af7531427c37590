// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that sync, execute, end, and come into being at the same time; and
 * a process whose first thread has ended before all others.
 */
#include "seccomp_text.h"

#include <pthread.h>

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define TSYNC_ESRCH	(TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

#define NO_PGRP		DENYLIST "getpgrp: 0\n"
#define NO_UID		DENYLIST "getuid: 0\n"
#define NR_EXECS	60
#define NR_ROUNDS	20

enum { MARK_SYNCED, MARK_DONE, MARK_GO };
enum { OF_SYNC, OF_SYNCER, OF_OTHER, OF_CHILD };

/* A text by @policy, or a BPF filter against getuid. */
static long sync_with(const char *policy)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getuid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	return install_flags(TSYNC, policy ? (const void *)policy : &prog);
}

/* Whether the first thread of this process has ended. */
static bool leader_is_dead(void)
{
	char text[512], *end;
	int fd = open("/proc/self/stat", O_RDONLY);
	ssize_t len = read(fd, text, sizeof(text) - 1);

	close(fd);
	if (len <= 0)
		return false;
	text[len] = '\0';
	end = strrchr(text, ')');
	return end && end[1] == ' ' && end[2] == 'Z';
}

struct leaderless {
	const char *of_leader;	/* what the leader had for itself */
	const char *synced;	/* what is synced after its death */
};

struct leaderless_thread {
	struct text_page *page;
	const struct leaderless *plan;
};

static void *stay(void *data)
{
	struct text_page *page = data;

	await_mark(&page->mark[MARK_GO], 1);
	page->result[OF_OTHER] = RAW(__NR_getuid);
	set_mark(&page->mark[MARK_DONE], 1);
	return NULL;
}

static void *outlive_leader(void *data)
{
	struct leaderless_thread *self = data;
	struct text_page *page = self->page;
	pthread_t other;
	int status;
	pid_t pid;

	CHILD_CHECK(page, !pthread_create(&other, NULL, stay, page));
	set_mark(&page->mark[MARK_SYNCED], 1);
	while (!leader_is_dead())
		sched_yield();

	set_mark(&page->before, 1);
	page->result[OF_SYNC] = sync_with(self->plan->synced);
	page->result[OF_SYNCER] = RAW(__NR_getuid);
	set_mark(&page->mark[MARK_GO], 1);
	await_mark(&page->mark[MARK_DONE], 1);

	pid = raw_fork();
	CHILD_CHECK(page, pid >= 0);
	if (!pid) {
		page->result[OF_CHILD] = RAW(__NR_getuid);
		leave(0);
	}
	status = raw_wait(pid);
	CHILD_CHECK(page, left_with(status, 0));
	set_mark(&page->after, 1);
	leave(0);
	return NULL;
}

static void die_as_leader(struct text_page *page, const void *arg)
{
	static struct leaderless_thread self;
	pthread_t thread;

	self.page = page;
	self.plan = arg;
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, outlive_leader, &self));
	await_mark(&page->mark[MARK_SYNCED], 1);
	if (self.plan->of_leader)
		CHILD_CHECK(page, install(self.plan->of_leader) == 0);
	RAW(__NR_exit, 0);
}

TEXT_TEST(a_dead_leader_does_not_stop_a_sync)
{
	static const struct leaderless plans[] = {
		{ NULL, NO_UID }, { NO_PGRP, NO_UID },
		{ NULL, NULL }, { NO_PGRP, NULL },
		{ NO_PGRP "on_exec: 1\n", NO_UID },
	};

	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
		EXPECT_FATE("passed", die_as_leader, &plans[i]);
		EXPECT_EQ(0, self->page->result[OF_SYNC]);
		EXPECT_EQ(-DENIED, self->page->result[OF_SYNCER]);
		EXPECT_EQ(-DENIED, self->page->result[OF_OTHER]);
		EXPECT_EQ(-DENIED, self->page->result[OF_CHILD]);
	}
}

/* The program takes the number of the dead leader, not its policy. */
struct heir {
	struct text_page *page;
	const struct image *image;
	const char *policy;
};

static void *exec_after_leader(void *data)
{
	static const char * const argv[] = { "image", NULL };
	struct heir *heir = data;
	struct text_page *page = heir->page;

	CHILD_CHECK(page, install(heir->policy) == 0);
	set_mark(&page->mark[MARK_SYNCED], 1);
	while (!leader_is_dead())
		sched_yield();
	/* Not by a path in /proc/self, which is the leader's and dead. */
	page->result[0] = RAW(__NR_execveat, heir->image->file,
			      (unsigned long)"", (unsigned long)argv,
			      (unsigned long)(argv + 1), AT_EMPTY_PATH);
	leave(1);
	return NULL;
}

static struct heir heir;

static void leave_heir_behind(struct text_page *page, const void *unused)
{
	pthread_t thread;

	(void)unused;
	heir.page = page;
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, exec_after_leader, &heir));
	await_mark(&page->mark[MARK_SYNCED], 1);
	CHILD_CHECK(page, install(NO_PGRP) == 0);
	RAW(__NR_exit, 0);
}

static void expect_of_heir(struct __test_metadata *_metadata,
			   struct text_page *page, const char *policy,
			   unsigned int nr, const char *fate)
{
	struct image image;
	int status;

	ASSERT_TRUE(image_open(&image, nr));
	heir.image = &image;
	heir.policy = policy;
	status = run_child(page, leave_heir_behind, NULL);
	EXPECT_EQ(0, page->line);
	EXPECT_STREQ(fate, image_fate(&image, status)) {
		TH_LOG("call %u under %s", nr, policy);
	}
	image_close(&image);
}

TEXT_TEST(program_of_a_thread_keeps_the_policy_of_that_thread)
{
	expect_of_heir(_metadata, self->page, NO_UID, __NR_getuid, "denied");
	expect_of_heir(_metadata, self->page, NO_UID, __NR_getpgrp, "passed");
	expect_of_heir(_metadata, self->page, NO_UID "on_exec: 1\n",
		       __NR_getuid, "denied");
}

/*
 * One thread syncs while another one executes a program, which ends all
 * others, and a third one does nothing but make threads that end.  A sync that
 * was first is in force in the program.
 */
struct exec_race {
	struct text_page *page;
	const struct image *image;
	int delay;
	int ready;
};

static void *end_at_once(void *unused)
{
	(void)unused;
	return NULL;
}

static void *make_threads(void *data)
{
	struct exec_race *race = data;
	pthread_t thread;

	__atomic_add_fetch(&race->ready, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		if (!pthread_create(&thread, NULL, end_at_once, NULL))
			pthread_join(thread, NULL);
	}
	return NULL;
}

static void *sync_once(void *data)
{
	struct exec_race *race = data;

	__atomic_add_fetch(&race->ready, 1, __ATOMIC_SEQ_CST);
	await_mark(&race->ready, 3);
	if (!install_flags(TSYNC, NO_UID))
		set_mark(&race->page->mark[MARK_SYNCED], 1);
	return end_at_once(data);
}

static void exec_while_synced(struct text_page *page, const void *arg)
{
	struct exec_race race = *(const struct exec_race *)arg;
	pthread_t threads[2];

	race.page = page;
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install(NO_PGRP) == 0);
	CHILD_CHECK(page, !pthread_create(&threads[0], NULL, make_threads, &race));
	CHILD_CHECK(page, !pthread_create(&threads[1], NULL, sync_once, &race));
	__atomic_add_fetch(&race.ready, 1, __ATOMIC_SEQ_CST);
	await_mark(&race.ready, 3);
	while (race.delay--)
		asm volatile("");
	image_exec(race.image);
	leave(1);
}

TEXT_LONG_TEST(program_keeps_what_was_synced_before_its_execve)
{
	static const unsigned int nrs[] = { __NR_getuid, __NR_getpgrp };
	int syncs = 0;

	for (int round = 0; round < NR_EXECS; round++) {
		const unsigned int nr = nrs[round % 2];
		struct exec_race race = { .delay = round * 4000 };
		struct image image;
		const char *fate;
		int status;

		ASSERT_TRUE(image_open(&image, nr));
		race.image = &image;
		status = run_child(self->page, exec_while_synced, &race);
		EXPECT_EQ(0, self->page->line);
		fate = image_fate(&image, status);
		image_close(&image);
		syncs += self->page->mark[MARK_SYNCED];
		if (nr == __NR_getpgrp || self->page->mark[MARK_SYNCED]) {
			ASSERT_STREQ("denied", fate) {
				TH_LOG("round %d: status %#x", round, status);
			}
		} else if (strcmp(fate, "denied")) {
			ASSERT_STREQ("passed", fate);
		}
	}
	EXPECT_LT(0, syncs);
	TH_LOG("%d of %d syncs were first", syncs, NR_EXECS);
}

/*
 * Two threads narrow the process at the same time, each with calls of its
 * own; others keep looking whether what was taken is still gone.
 */
#define NR_SYNCERS	2
#define NR_LOOKERS	3
#define PER_SYNCER	4

static const struct {
	long nr;
	const char *text;
} steps[NR_SYNCERS * PER_SYNCER] = {
	{ __NR_getppid, DENYLIST "getppid: 0\n" },
	{ __NR_getuid, DENYLIST "getuid: 0\n" },
	{ __NR_geteuid, DENYLIST "geteuid: 0\n" },
	{ __NR_getgid, DENYLIST "getgid: 0\n" },
	{ __NR_getegid, DENYLIST "getegid: 0\n" },
	{ __NR_getpgrp, DENYLIST "getpgrp: 0\n" },
	{ __NR_getsid, DENYLIST "getsid: 0\n" },
	{ __NR_getpid, DENYLIST "getpid: 0\n" },
};

struct sync_race {
	struct text_page *page;
	int taken;		/* a bit for each of the steps */
	int ready;
	int lost;
	int done;
	int first;		/* of the next syncer's steps */
};

static void look(struct sync_race *race)
{
	int taken = get_mark(&race->taken);

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (taken & 1 << i && RAW(steps[i].nr) != -DENIED)
			set_mark(&race->lost, i + 1);
	}
}

static void *look_on(void *data)
{
	struct sync_race *race = data;

	__atomic_add_fetch(&race->ready, 1, __ATOMIC_SEQ_CST);
	do {
		look(race);
	} while (!get_mark(&race->done));
	look(race);
	return NULL;
}

static void *look_once(void *data)
{
	look(data);
	return NULL;
}

/* Made anew all the time: inherits what is in force, or is synchronised. */
static void *make_lookers(void *data)
{
	struct sync_race *race = data;
	pthread_t thread;

	__atomic_add_fetch(&race->ready, 1, __ATOMIC_SEQ_CST);
	do {
		if (!pthread_create(&thread, NULL, look_once, race))
			pthread_join(thread, NULL);
	} while (!get_mark(&race->done));
	return NULL;
}

static void *sync_steps(void *data)
{
	struct sync_race *race = data;
	int first = __atomic_fetch_add(&race->first, PER_SYNCER,
				       __ATOMIC_SEQ_CST);

	__atomic_add_fetch(&race->ready, 1, __ATOMIC_SEQ_CST);
	await_mark(&race->ready, NR_SYNCERS + NR_LOOKERS + 1);
	for (int i = first; i < first + PER_SYNCER; i++) {
		CHILD_CHECK(race->page,
			    install_flags(TSYNC_ESRCH, steps[i].text) == 0);
		__atomic_or_fetch(&race->taken, 1 << i, __ATOMIC_SEQ_CST);
		look(race);
	}
	return NULL;
}

static void sync_at_once(struct text_page *page, const void *unused)
{
	pthread_t syncers[NR_SYNCERS], lookers[NR_LOOKERS + 1];
	struct sync_race race = { .page = page };
	int i;

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	for (i = 0; i < NR_LOOKERS; i++)
		CHILD_CHECK(page, !pthread_create(&lookers[i], NULL, look_on,
						  &race));
	CHILD_CHECK(page, !pthread_create(&lookers[i], NULL, make_lookers,
					  &race));
	for (i = 0; i < NR_SYNCERS; i++)
		CHILD_CHECK(page, !pthread_create(&syncers[i], NULL, sync_steps,
						  &race));
	set_mark(&page->before, 1);
	for (i = 0; i < NR_SYNCERS; i++)
		CHILD_CHECK(page, !pthread_join(syncers[i], NULL));
	set_mark(&race.done, 1);
	for (i = 0; i <= NR_LOOKERS; i++)
		CHILD_CHECK(page, !pthread_join(lookers[i], NULL));
	page->result[0] = get_mark(&race.lost);
	page->result[1] = get_mark(&race.taken);
	look(&race);
	page->result[2] = get_mark(&race.lost);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(threads_that_sync_at_the_same_time_lose_nothing)
{
	for (int round = 0; round < NR_ROUNDS; round++) {
		EXPECT_FATE("passed", sync_at_once, NULL);
		ASSERT_EQ(0, self->page->result[0]) {
			TH_LOG("round %d", round);
		}
		ASSERT_EQ((1 << ARRAY_SIZE(steps)) - 1, self->page->result[1]);
		ASSERT_EQ(0, self->page->result[2]);
	}
}

/* A thread that is on its way out is no longer in the way of a sync. */
struct exit_race {
	struct text_page *page;
	int stop;
	int narrowed;
	int begun;		/* the main thread has been stopped once */
};

static void *narrow_and_end(void *data)
{
	struct exit_race *race = data;

	/* No sync covers this, which stops one while the thread lives. */
	CHILD_CHECK(race->page, install(NO_PGRP) == 0);
	set_mark(&race->narrowed, 1);
	await_mark(&race->begun, 1);
	return NULL;
}

static void *make_narrow_threads(void *data)
{
	struct exit_race *race = data;
	pthread_t thread;

	while (!get_mark(&race->stop)) {
		if (!pthread_create(&thread, NULL, narrow_and_end, race))
			pthread_join(thread, NULL);
	}
	return NULL;
}

static void sync_while_threads_end(struct text_page *page, const void *unused)
{
	struct exit_race race = { .page = page };
	int synced = 0;
	pthread_t thread;

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, make_narrow_threads,
					  &race));
	set_mark(&page->before, 1);
	await_mark(&race.narrowed, 1);
	page->result[0] = install_flags(TSYNC_ESRCH, NO_UID);
	set_mark(&race.begun, 1);
	for (int i = 0; i < 20000 && synced < 40; i++) {
		long ret;

		/* One is on its way from its policy to its end. */
		await_mark(&race.narrowed, 1);
		set_mark(&race.narrowed, 0);
		ret = install_flags(TSYNC_ESRCH, NO_UID);
		CHILD_CHECK(page, ret == 0 || ret == -ESRCH);
		if (!ret)
			synced++;
	}
	set_mark(&race.stop, 1);
	CHILD_CHECK(page, !pthread_join(thread, NULL));
	page->result[1] = synced;
	page->result[2] = install_flags(TSYNC, NO_PGRP);
	page->result[3] = RAW(__NR_getuid);
	page->result[4] = RAW(__NR_getpgrp);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(threads_that_end_stop_a_sync_only_while_they_live)
{
	EXPECT_FATE("passed", sync_while_threads_end, NULL);
	EXPECT_EQ(-ESRCH, self->page->result[0]);
	EXPECT_EQ(40, self->page->result[1]);
	EXPECT_EQ(0, self->page->result[2]);
	EXPECT_EQ(-DENIED, self->page->result[3]);
	EXPECT_EQ(-DENIED, self->page->result[4]);
}

TEST_HARNESS_MAIN
