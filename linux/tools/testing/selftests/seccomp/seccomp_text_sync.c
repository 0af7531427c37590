// SPDX-License-Identifier: GPL-2.0
/*
 * SECCOMP_FILTER_FLAG_TSYNC, with a text or a BPF filter: a sync gives each
 * thread what the caller has, or fails and changes nothing.  It never takes a
 * refusal away from a thread, whether in force or pending.
 */
#include "seccomp_text.h"
#include "seccomp_text_slots.h"

#include <dirent.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sys/ptrace.h>

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define TSYNC_ESRCH	(TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

#define NO_PGRP		DENYLIST "getpgid: 0\n"
#define NO_SID		DENYLIST "getsid: 0\n"
#define NO_UID		DENYLIST "getuid: 0\n"

enum { MARK_READY, MARK_GO, MARK_DONE };

/* @policy: NULL for a BPF filter that refuses the call of SYNCED */
static long sync_with(unsigned int flags, const char *policy)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[SYNCED].nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	return install_flags(flags, policy ? (const void *)policy : &prog);
}

/*
 * A caller and a thread, and in which slots each of them installs a policy.
 *
 * The call that makes the thread would consume what is pending for the next
 * call.  So a tracer suspends the seccomp of the caller where both have such a
 * policy: up to that call, or to the end of the sync.
 */
struct plan {
	int of_both;
	int of_thread;
	int of_caller;
	bool text;
	enum { NOT_SUSPENDED, TO_CLONE, TO_SYNC } suspended;
};

/* What became of a plan; shared with the child that follows it */
struct task_seen {
	int slots[NR_SLOTS];	/* as /proc shows them right after the sync */
	int first;		/* refused, where the first call consumes NEXT */
	int next;		/* refused after that */
	int exec;		/* refused in a program */
};

static struct outcome {
	long ret;
	pid_t pid, tid;
	struct task_seen thread, caller;
} *outcome;

struct pair {
	struct text_page *page;
	const struct plan *plan;
};

static int follow_as_thread(void *data)
{
	const struct pair *pair = data;
	struct text_page *page = pair->page;

	CHILD_CHECK(page, install_in(OF_THREAD, pair->plan->of_thread));
	set_mark(&page->mark[MARK_READY], 1);
	await_quietly(&page->mark[MARK_GO]);

	outcome->thread.first = probe();
	outcome->thread.next = probe();
	outcome->thread.exec = probe_after_exec();
	set_mark(&page->mark[MARK_DONE], 1);
	syscall(__NR_exit, 0);
	__builtin_trap();
}

/* A thread of libc's makes calls before its function begins. */
static pid_t make_thread(struct pair *pair)
{
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			  CLONE_THREAD | CLONE_SYSVSEM;
	static _Alignas(16) long stack[16384];

	return clone(follow_as_thread, stack + ARRAY_SIZE(stack), flags, pair);
}

/* Tell the tracer to suspend seccomp, or to end that. */
static void stop_if(const struct plan *plan, bool stop)
{
	if (plan->suspended && stop)
		RAW(__NR_tgkill, outcome->pid, outcome->pid, SIGSTOP);
}

static void follow(struct text_page *page, const void *arg)
{
	struct pair pair = { page, arg };
	const struct plan *plan = arg;
	char text[128];

	outcome->pid = getpid();
	write_policy(text, SYNCED);
	CHILD_CHECK(page, no_new_privs() == 0);
	if (plan->suspended)
		CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	stop_if(plan, true);
	CHILD_CHECK(page, install_in(OF_BOTH, plan->of_both));
	outcome->tid = make_thread(&pair);
	CHILD_CHECK(page, outcome->tid > 0);
	stop_if(plan, plan->suspended == TO_CLONE);
	await_quietly(&page->mark[MARK_READY]);

	CHILD_CHECK(page, install_in(OF_CALLER, plan->of_caller));
	outcome->ret = sync_with(TSYNC, plan->text ? text : NULL);

	read_slots(outcome->tid, outcome->thread.slots);
	read_slots(outcome->pid, outcome->caller.slots);
	stop_if(plan, plan->suspended == TO_SYNC);
	set_mark(&page->mark[MARK_GO], 1);
	await_quietly(&page->mark[MARK_DONE]);
	outcome->caller.first = probe();
	outcome->caller.next = probe();
	outcome->caller.exec = probe_after_exec();
}

static void be_stopped(struct text_page *page, const void *unused)
{
	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	RAW(__NR_kill, getpid(), SIGSTOP);
}

/* Whether this process may suspend seccomp, and the kernel can */
static bool can_suspend(struct text_page *page)
{
	pid_t pid = start_child(page, be_stopped, NULL);
	bool can = WIFSTOPPED(raw_wait(pid)) &&
		   !ptrace(PTRACE_SETOPTIONS, pid, NULL,
			   (void *)PTRACE_O_SUSPEND_SECCOMP);

	kill(pid, SIGKILL);
	raw_wait(pid);
	return can;
}

/* Run a plan, and be its tracer if it needs one. */
static int run_plan(struct text_page *page, const struct plan *plan)
{
	unsigned long options = PTRACE_O_EXITKILL | PTRACE_O_SUSPEND_SECCOMP;
	pid_t pid = start_child(page, follow, plan);
	int status = raw_wait(pid);

	while (WIFSTOPPED(status)) {
		const int sig = WSTOPSIG(status);

		if (sig == SIGSTOP) {
			ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options);
			options = PTRACE_O_EXITKILL;
		}
		ptrace(PTRACE_CONT, pid, NULL, sig == SIGSTOP ? 0L : (long)sig);
		status = raw_wait(pid);
	}
	return status;
}

/* The words for a plan, up to the next one's */
static const char *describe(const struct plan *plan)
{
	static char words[96];

	snprintf(words, sizeof(words),
		 "both %d, thread %d, caller %d, %s, suspended %d",
		 plan->of_both, plan->of_thread, plan->of_caller,
		 plan->text ? "text" : "BPF", plan->suspended);
	return words;
}

static void expect_seen(struct __test_metadata *_metadata,
			const struct plan *plan, const int *slots, int bpf,
			const struct task_seen *seen, const char *who)
{
	const int next = effective(slots, NEXT) | bpf;
	/* The first call of probe() is that of policy 0. */
	const int first = (next & ~BIT(0)) | (effective(slots, NOW) & BIT(0));
	const bool ok = effective(seen->slots, NOW) == effective(slots, NOW) &&
			seen->slots[NEXT] == slots[NEXT] &&
			seen->slots[EXEC] == slots[EXEC] &&
			seen->first == first && seen->next == next &&
			seen->exec == (effective(slots, EXEC) | bpf);

	EXPECT_TRUE(ok) {
		TH_LOG("%s: %s has %x %x %x, wanted %x %x %x; refuses %x %x %x",
		       describe(plan), who, seen->slots[NOW],
		       seen->slots[NEXT], seen->slots[EXEC], slots[NOW],
		       slots[NEXT], slots[EXEC], seen->first, seen->next,
		       seen->exec);
	}
}

/* Follows a plan.  Says whether its sync succeeds. */
static bool expect_plan(struct __test_metadata *_metadata,
			struct text_page *page, const struct plan *plan)
{
	int caller[NR_SLOTS] = { EMPTY, EMPTY, EMPTY };
	int thread[NR_SLOTS], before[NR_SLOTS];
	const int status = run_plan(page, plan);
	bool synced;
	int bpf;

	model_install_in(caller, OF_BOTH, plan->of_both);
	memcpy(thread, caller, sizeof(thread));
	model_install_in(thread, OF_THREAD, plan->of_thread);
	model_calls_count = plan->suspended != TO_SYNC;
	model_install_in(caller, OF_CALLER, plan->of_caller);
	memcpy(before, thread, sizeof(before));
	synced = model_sync(caller, thread, plan->text);
	model_calls_count = true;
	bpf = synced && !plan->text ? BIT(SYNCED) : 0;

	/* The claim of these tests, of the model first */
	EXPECT_TRUE(model_covers(thread, before));
	EXPECT_TRUE(left_with(status, 0)) {
		TH_LOG("status %#x, line %d", status, page->line);
	}
	EXPECT_EQ(synced ? 0 : outcome->tid, outcome->ret) {
		TH_LOG("%s", describe(plan));
	}
	expect_seen(_metadata, plan, thread, bpf, &outcome->thread, "thread");
	expect_seen(_metadata, plan, caller, bpf, &outcome->caller, "caller");
	return synced;
}

static void expect_plans(struct __test_metadata *_metadata,
			 struct text_page *page, bool text, int suspended)
{
	const int step = kernel_is_slow() ? 3 : 1;
	int nr[2] = { 0 };

	outcome = mmap(NULL, sizeof(*outcome), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, outcome);
	for (int i = 0; i < 4 * 8 * 8; i += step) {
		const struct plan plan = {
			.of_both = (i & 1 ? BIT(NOW) : 0) |
				   (i & 2 ? BIT(EXEC) : 0) |
				   (suspended ? BIT(NEXT) : 0),
			.of_thread = i >> 2 & 7,
			.of_caller = i >> 5,
			.text = text,
			.suspended = suspended,
		};

		/* Any policy of its own makes the sync fail.  One will do. */
		if (suspended && plan.of_thread & ~BIT(NOW))
			continue;
		nr[expect_plan(_metadata, page, &plan)]++;
	}
	TH_LOG("%d plans synced, %d refused", nr[true], nr[false]);
	EXPECT_LT(0, nr[true]);
	EXPECT_LT(0, nr[false]);
	munmap(outcome, sizeof(*outcome));
}

TEXT_LONG_TEST(text_sync_widens_no_thread_whatever_is_in_its_slots)
{
	expect_plans(_metadata, self->page, true, NOT_SUSPENDED);
}

TEXT_LONG_TEST(bpf_sync_widens_no_thread_whatever_is_in_its_slots)
{
	expect_plans(_metadata, self->page, false, NOT_SUSPENDED);
}

TEXT_LONG_TEST(text_sync_widens_no_thread_with_the_same_next_slot)
{
	if (!can_suspend(self->page))
		SKIP(return, "seccomp cannot be suspended here");
	expect_plans(_metadata, self->page, true, TO_CLONE);
	expect_plans(_metadata, self->page, true, TO_SYNC);
}

TEXT_LONG_TEST(bpf_sync_widens_no_thread_with_the_same_next_slot)
{
	if (!can_suspend(self->page))
		SKIP(return, "seccomp cannot be suspended here");
	expect_plans(_metadata, self->page, false, TO_CLONE);
	expect_plans(_metadata, self->page, false, TO_SYNC);
}

/* One thread more than the program has made: the worker of an io_uring */

static pid_t find_other_thread(void)
{
	const pid_t own = RAW(__NR_gettid);
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	pid_t tid = 0;

	while (dir && (entry = readdir(dir))) {
		if (atoi(entry->d_name) && atoi(entry->d_name) != own)
			tid = atoi(entry->d_name);
	}
	if (dir)
		closedir(dir);
	return tid;
}

static void sync_with_ring(struct text_page *page, const void *policy)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_SQPOLL, .sq_thread_idle = 60000
	};
	int of_caller[NR_SLOTS], of_worker[NR_SLOTS];
	pid_t worker;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install_policy(OF_BOTH + EXEC) == 0);
	page->mark[0] = RAW(__NR_io_uring_setup, 4, (unsigned long)&params);
	set_mark(&page->before, 1);
	if (page->mark[0] >= 0) {
		worker = find_other_thread();
		CHILD_CHECK(page, worker > 0);
		page->result[0] = sync_with(TSYNC, policy);
		read_slots(RAW(__NR_gettid), of_caller);
		read_slots(worker, of_worker);
		CHILD_CHECK(page, page->result[0] == 0);
		CHILD_CHECK(page, of_caller[EXEC] & BIT(OF_BOTH + EXEC));
		CHILD_CHECK(page, !memcmp(of_caller, of_worker,
					  sizeof(of_caller)));
		CHILD_CHECK(page, probe() == BIT(SYNCED));
		CHILD_CHECK(page, probe_after_exec() ==
				  (BIT(SYNCED) | BIT(OF_BOTH + EXEC)));
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(worker_of_an_io_uring_does_not_stop_a_sync)
{
	char text[128];
	const char * const policies[] = { text, NULL };

	write_policy(text, SYNCED);
	for (int i = 0; i < 2; i++) {
		EXPECT_FATE("passed", sync_with_ring, policies[i]);
		if (self->page->mark[0] < 0)
			SKIP(return, "no io_uring: %d", self->page->mark[0]);
	}
}

/* The flags, and two policies with the same text */

enum { OF_SYNC, TID, PGRP };

struct sync {
	const char *of_thread;
	const char *synced;
	unsigned int flags;
};

struct other_thread {
	struct text_page *page;
	const struct sync *sync;
};

static void *be_other_thread(void *data)
{
	const struct other_thread *self = data;
	struct text_page *page = self->page;

	if (self->sync->of_thread)
		CHILD_CHECK(page, install(self->sync->of_thread) == 0);
	page->result[TID] = RAW(__NR_gettid);
	set_mark(&page->mark[MARK_READY], 1);
	await_mark(&page->mark[MARK_GO], 1);
	page->result[PGRP] = RAW(__NR_getpgid);
	return NULL;
}

static void sync_other_thread(struct text_page *page, const void *arg)
{
	struct other_thread other = { page, arg };
	pthread_t thread;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, be_other_thread, &other));
	await_mark(&page->mark[MARK_READY], 1);
	set_mark(&page->before, 1);
	page->result[OF_SYNC] = sync_with(other.sync->flags, other.sync->synced);
	set_mark(&page->mark[MARK_GO], 1);
	CHILD_CHECK(page, !pthread_join(thread, NULL));
	set_mark(&page->after, 1);
}

#define SYNC(...)							\
	EXPECT_FATE("passed", sync_other_thread,			\
		    &((const struct sync){ __VA_ARGS__ }))

TEXT_TEST(policy_without_tsync_binds_its_thread_only)
{
	SYNC(NULL, NO_PGRP, 0);
	EXPECT_EQ(0, self->page->result[OF_SYNC]);
	EXPECT_LT(0, self->page->result[PGRP]);
	SYNC(NULL, NO_PGRP, TSYNC);
	EXPECT_EQ(0, self->page->result[OF_SYNC]);
	EXPECT_EQ(-DENIED, self->page->result[PGRP]);
}

TEXT_TEST(an_equal_text_is_not_the_same_policy)
{
	SYNC(NO_PGRP, NO_PGRP, TSYNC);
	EXPECT_EQ(self->page->result[TID], self->page->result[OF_SYNC]);
}

TEXT_TEST(sync_that_fails_is_esrch_with_tsync_esrch)
{
	SYNC(NO_SID, NO_PGRP, TSYNC_ESRCH);
	EXPECT_EQ(-ESRCH, self->page->result[OF_SYNC]);
	EXPECT_LT(0, self->page->result[PGRP]);
}

TEXT_TEST(on_next_syscall_and_on_exec_are_einval_with_tsync)
{
	SYNC(NULL, NO_PGRP "on_exec: 1\n", TSYNC);
	EXPECT_EQ(-EINVAL, self->page->result[OF_SYNC]);
	SYNC(NULL, NO_PGRP "on_next_syscall: 1\n", TSYNC);
	EXPECT_EQ(-EINVAL, self->page->result[OF_SYNC]);
	EXPECT_LT(0, self->page->result[PGRP]);
}

/*
 * One thread installs while another one syncs.  If the sync comes after the
 * install has read what is in force and before it publishes, the install must
 * begin again.  A policy with many rules takes longer to prepare, and each round
 * syncs a little later than the one before.
 */
#define NR_RACES	100
#define RACE_STEP	4000

struct race {
	struct text_page *page;
	const char *text;
	long installed;
	bool no_pgrp, no_sid;
};

static void *install_in_race(void *data)
{
	struct race *race = data;

	set_mark(&race->page->mark[MARK_READY], 1);
	race->installed = install(race->text);
	await_mark(&race->page->mark[MARK_GO], 1);
	race->no_pgrp = RAW(__NR_getpgid) == -DENIED;
	race->no_sid = RAW(__NR_getsid, 0) == -DENIED;
	return NULL;
}

/* Refuses getsid; the many other rules always hold. */
static char *long_text(void)
{
	static const char * const names[] = {
		"read", "write", "close", "dup", "lseek", "fsync", "fdatasync",
		"fchdir", "fchmod", "fstat", "flock", "ftruncate", "getdents64",
	};
	char *text = malloc(TEXT_MAX + 1);
	char *end = stpcpy(text, NO_SID);

	for (size_t i = 0; i < ARRAY_SIZE(names) * 40; i++)
		end += sprintf(end, "%s: a0 != %zu\n",
			       names[i % ARRAY_SIZE(names)], 100000 + i);
	return text;
}

static void sync_in_race(struct text_page *page, const void *arg)
{
	struct race race = { .page = page, .text = long_text() };
	int delay = *(const int *)arg;
	pthread_t thread;
	long ret;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, install_in_race, &race));
	await_mark(&page->mark[MARK_READY], 1);
	while (delay--)
		asm volatile("");
	ret = sync_with(TSYNC_ESRCH, NO_PGRP);
	set_mark(&page->mark[MARK_GO], 1);
	CHILD_CHECK(page, !pthread_join(thread, NULL));
	CHILD_CHECK(page, race.installed == 0 && race.no_sid);
	CHILD_CHECK(page, ret == (race.no_pgrp ? 0 : -ESRCH));
	page->mark[MARK_DONE] = race.no_pgrp;
}

TEXT_LONG_TEST(an_install_that_races_with_a_sync_loses_nothing)
{
	int syncs = 0;

	for (int round = 0; round < NR_RACES; round++) {
		int delay = round * RACE_STEP;
		int status = run_child(self->page, sync_in_race, &delay);

		ASSERT_TRUE(left_with(status, 0)) {
			TH_LOG("status %#x, line %d", status, self->page->line);
		}
		syncs += self->page->mark[MARK_DONE];
	}
	/* If some syncs came first and some last, some probably met. */
	EXPECT_LT(0, syncs);
	TH_LOG("%d of %d syncs were first", syncs, NR_RACES);
}

/* A process whose first thread, the leader, ends before the others */

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
	const char *of_leader;	/* what the leader installs before it ends */
	const char *synced;	/* what another thread syncs after that */
	bool bpf_of_leader;	/* the leader installs a BPF filter */
};

struct survivor {
	struct text_page *page;
	const struct leaderless *plan;
};

static void *be_synced(void *data)
{
	struct text_page *page = data;

	await_mark(&page->mark[MARK_GO], 1);
	CHILD_CHECK(page, probe() & BIT(SYNCED));
	set_mark(&page->mark[MARK_DONE], 1);
	return NULL;
}

static void *outlive_leader(void *data)
{
	const struct survivor *self = data;
	struct text_page *page = self->page;
	pthread_t other;
	pid_t pid;

	CHILD_CHECK(page, !pthread_create(&other, NULL, be_synced, page));
	set_mark(&page->mark[MARK_READY], 1);
	while (!leader_is_dead())
		sched_yield();

	set_mark(&page->before, 1);
	page->result[0] = sync_with(TSYNC, self->plan->synced);
	if (page->result[0]) {
		CHILD_CHECK(page, page->result[0] == getpid());
		CHILD_CHECK(page, !(probe() & BIT(SYNCED)));
		set_mark(&page->after, 1);
		leave(0);
	}
	CHILD_CHECK(page, probe() & BIT(SYNCED));
	set_mark(&page->mark[MARK_GO], 1);
	await_mark(&page->mark[MARK_DONE], 1);

	pid = raw_fork();
	CHILD_CHECK(page, pid >= 0);
	if (!pid)
		leave(probe() & BIT(SYNCED) ? 0 : 1);
	CHILD_CHECK(page, left_with(raw_wait(pid), 0));
	set_mark(&page->after, 1);
	leave(0);
	return NULL;
}

static void die_as_leader(struct text_page *page, const void *arg)
{
	static struct survivor survivor;
	pthread_t thread;

	survivor = (struct survivor){ page, arg };
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, outlive_leader,
					  &survivor));
	await_mark(&page->mark[MARK_READY], 1);
	if (survivor.plan->of_leader)
		CHILD_CHECK(page, install(survivor.plan->of_leader) == 0);
	if (survivor.plan->bpf_of_leader)
		CHILD_CHECK(page, sync_with(0, NULL) == 0);
	RAW(__NR_exit, 0);
}

/* Whether a task has its filters until it is reaped, not just until it exits */
static bool kept_by_the_dead(struct text_page *page)
{
	static const struct leaderless plan = { .bpf_of_leader = true };

	run_child(page, die_as_leader, &plan);
	return page->result[0];
}

TEXT_TEST(a_dead_leader_stops_a_sync_only_if_it_would_stop_one_of_bpf)
{
	const bool kept = kept_by_the_dead(self->page);
	static const char synced[] = DENYLIST "getitimer: 0\n";
	static const struct leaderless plans[] = {
		{ NULL, synced }, { NO_PGRP, synced }, { NULL, NULL },
		{ NO_PGRP, NULL }, { NO_PGRP "on_exec: 1\n", synced },
	};

	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
		EXPECT_FATE("passed", die_as_leader, &plans[i]);
		EXPECT_EQ(kept && plans[i].of_leader, !!self->page->result[0]);
	}
}

/* A program takes the number of the dead leader, but not its policy. */
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
	set_mark(&page->mark[MARK_READY], 1);
	while (!leader_is_dead())
		sched_yield();
	/* By descriptor, as /proc/self belongs to the dead leader. */
	page->result[0] = RAW(__NR_execveat, heir->image->file,
			      (unsigned long)"", (unsigned long)argv,
			      (unsigned long)(argv + 1), AT_EMPTY_PATH);
	leave(1);
	return NULL;
}

static void die_before_heir(struct text_page *page, const void *arg)
{
	static struct heir heir;
	pthread_t thread;

	heir = *(const struct heir *)arg;
	heir.page = page;
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, exec_after_leader, &heir));
	await_mark(&page->mark[MARK_READY], 1);
	CHILD_CHECK(page, install(NO_PGRP) == 0);
	RAW(__NR_exit, 0);
}

static void expect_heir(struct __test_metadata *_metadata,
			struct text_page *page, const char *policy,
			unsigned int nr, const char *fate)
{
	struct image image;
	struct heir heir = { .image = &image, .policy = policy };
	int status;

	ASSERT_TRUE(image_open(&image, nr));
	status = run_child(page, die_before_heir, &heir);
	EXPECT_EQ(0, page->line);
	EXPECT_STREQ(fate, image_fate(&image, status)) {
		TH_LOG("call %u under %s", nr, policy);
	}
	image_close(&image);
}

TEXT_TEST(program_of_a_thread_keeps_the_policy_of_that_thread)
{
	expect_heir(_metadata, self->page, NO_UID, __NR_getuid, "denied");
	expect_heir(_metadata, self->page, NO_UID, __NR_getpgid, "passed");
	expect_heir(_metadata, self->page, NO_UID "on_exec: 1\n", __NR_getuid,
		    "denied");
}

TEST_HARNESS_MAIN
