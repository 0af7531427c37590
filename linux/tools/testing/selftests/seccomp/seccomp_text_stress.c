// SPDX-License-Identifier: GPL-2.0
/*
 * All that changes a policy at the same time as all that may meet it, over and
 * over: each plan of a test is followed for STRESS_SECONDS.
 *
 * A test is a number of rounds, and a round is one process. Its threads are
 * *movers*, which narrow in small steps and come to an end, and *lookers*,
 * which do what they do until all movers have. A step of a group refuses
 * getpriority(BAD_WHICH, a number of its own), and the steps of a group are
 * made in their order. So there is one claim to check, wherever a thread, a
 * child, a program or a reader looks:
 *
 *   Of each group some first steps are in force and no others; never fewer
 *   than this thread has seen before, never fewer than all threads are known
 *   to be held to, and never one that nobody has begun to make.
 */
#include "seccomp_text_stress.h"

/* Lookers */

/* Some calls, and a chance for another thread to be in the midst of its own. */
static void look_around(struct view *view)
{
	for (int n = pick(view, 64); n; n--)
		look(view);
	sched_yield();
}

/* 8 of these and one thread that syncs: RCU has to hold what they evaluate. */
static void call_on(struct view *view)
{
	while (!get_mark(&arena->stop))
		look_around(view);
}

/* A thread that a sync missed has all of it when the next one takes it. */
static void look_at_newest(struct view *view)
{
	for (int group = 0; group < NR_GROUPS; group++) {
		const int taken = get_mark(&arena->taken[group]);

		if (taken)
			look_at(view, group, taken - 1);
	}
}

static void *live_briefly(void *data)
{
	struct view view = *(const struct view *)data;

	look_at_newest(&view);
	for (int i = 0; i < 4; i++)
		look(&view);
	look_at_newest(&view);
	if (!plan->threads_narrow || pick(&view, 2))
		return NULL;

	/* No sync covers this, so none may succeed until this thread is gone. */
	MUST(install(OWN_POLICY) == 0);
	for (int i = 0; i < 4; i++)
		look(&view);
	MUST(call_number(OWN_NUMBER) == -DENIED);
	return NULL;
}

static void make_threads(struct view *view)
{
	pthread_t thread;

	while (!get_mark(&arena->stop)) {
		struct view of_thread = new_view();

		if (pthread_create(&thread, NULL, live_briefly, &of_thread))
			continue;
		pthread_join(thread, NULL);
		count(THREADS);
		look(view);
	}
}

/* In a child, which nobody else can change: the same twice. */
static void be_child(const struct view *before, int *lens)
{
	int again[NR_GROUPS];

	MUST(find_steps(lens, before->known));
	MUST(find_steps(again, lens));
	for (int group = 0; group < NR_GROUPS; group++)
		MUST(again[group] == lens[group]);
	leave(0);
}

static void fork_children(struct view *view)
{
	int forker = __atomic_fetch_add(&arena->forkers, 1, __ATOMIC_SEQ_CST);
	int *lens = arena->of_child[forker];

	while (!get_mark(&arena->stop)) {
		int begun[NR_GROUPS];
		pid_t pid;

		catch_up(view);
		pid = raw_fork();
		if (!pid)
			be_child(view, lens);
		MUST(pid > 0);
		for (int group = 0; group < NR_GROUPS; group++)
			begun[group] = get_mark(&arena->begun[group]);

		MUST(left_with(raw_wait(pid), 0));
		for (int group = 0; group < NR_GROUPS; group++)
			MUST(lens[group] <= begun[group]);
		count(FORKS);
	}
}

/* Movers */

/* Says whether it was made: another thread may have what this does not cover. */
static bool sync_step(enum group group, int step)
{
	long ret;

	__atomic_add_fetch(&arena->syncs, 1, __ATOMIC_SEQ_CST);
	ret = group == BPF ? sync_bpf(step) :
			     install_step(TSYNC_ESRCH, group, step, "");
	if (ret == -ESRCH && plan->may_stop_syncs) {
		count(REFUSED_SYNCS);
		return false;
	}
	MUST(ret == 0);
	count(SYNCS);
	set_mark(&arena->taken[group], step + 1);
	return true;
}

/* If one is about to narrow itself, it shall be at the same time. */
static void meet_narrowing(struct view *view)
{
	for (int n = 0; n < 400 && !get_mark(&arena->waiting); n++)
		look(view);
}

static void sync_steps(struct view *view, enum group group)
{
	for (int step = 0; step < NR_STEPS; step++) {
		if (plan->may_stop_syncs)
			meet_narrowing(view);
		while (!sync_step(group, step))
			look_around(view);
		look_around(view);
	}
}

static void sync_texts(struct view *view)
{
	sync_steps(view, SYNCED);
}

static void sync_filters(struct view *view)
{
	sync_steps(view, BPF);
}

/*
 * Threads that narrow themselves alone keep each other from any sync. So they
 * do it in turn, and each gives to all others what it has before the next one
 * begins: a sync that always succeeds, as nobody else has more than all have.
 * Threads that only sync do not wait for this.
 */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void share_step(struct view *view, enum group group, int step)
{
	scan(view);
	MUST(install_step(TSYNC_ESRCH, group, step, "") == 0);
	count(SYNCS);
	set_mark(&arena->taken[group], step + 1);
	scan(view);
}

/* Some time, without a system call. */
static void while_away(struct view *view)
{
	for (int n = pick(view, 8) * pick(view, 1000); n; n--)
		asm volatile("");
}

/* Comes back when another thread begins a sync, or a little later. */
static void await_sync(struct view *view)
{
	const int syncs = get_mark(&arena->syncs);

	set_mark(&arena->waiting, 1);
	for (int n = 0; n < 500 && get_mark(&arena->syncs) == syncs; n++)
		sched_yield();
	set_mark(&arena->waiting, 0);
	while_away(view);
}

/* Draws up its own policy while others sync theirs into this thread. */
static void narrow_alone(struct view *view, enum group group)
{
	for (int step = 0; step < NR_STEPS; step += 2) {
		pthread_mutex_lock(&turn);
		await_sync(view);
		MUST(install_step(0, group, step, "") == 0);
		count(INSTALLS);
		view->known[group] = step + 1;
		share_step(view, group, step + 1);
		pthread_mutex_unlock(&turn);
		look_around(view);
	}
}

static void narrow(struct view *view)
{
	narrow_alone(view, NARROWED);
}

static void narrow_as_well(struct view *view)
{
	narrow_alone(view, OTHER);
}

/* As before, but what is its own waits for one call. */
static void narrow_by_delay(struct view *view)
{
	for (int step = 0; step < NR_STEPS; step += 2) {
		const int number = number_of(OTHER, step);

		pthread_mutex_lock(&turn);
		await_sync(view);
		MUST(install_step(0, OTHER, step, "on_next_syscall: 1\n") == 0);
		while_away(view);
		MUST(call_number(number) == -EINVAL);
		MUST(call_number(number) == -DENIED);
		count(INSTALLS);
		view->known[OTHER] = step + 1;
		share_step(view, OTHER, step + 1);
		pthread_mutex_unlock(&turn);
		look_around(view);
	}
}

/* Executes this program again, see look_after_exec(), at some step. */
static void execute(struct view *view)
{
	const int when = pick(view, NR_STEPS + 1);
	const long how = arena->count[ROUNDS] + 3;

	while (get_mark(&arena->taken[SYNCED]) < when)
		look(view);

	if (how & 1) {
		MUST(install_step(0, OTHER, 0, "on_exec: 1\n") == 0);
		MUST(call_number(number_of(OTHER, 0)) == -EINVAL);
		MUST(RAW(__NR_execve, (unsigned long)"/none") < 0);
		MUST(call_number(number_of(OTHER, 0)) == -EINVAL);
		scan(view);
		arena->after_exec[OTHER] = 1;
	}
	if (how & 2) {
		arena->after_exec[NARROWED] = 1;
		MUST(install_step(0, NARROWED, 0, "on_next_syscall: 1\n") == 0);
	}
	exec_self();
	MUST(false);
}

/* What comes from outside: processes that nothing restricts. */

/* A reader remembers what it has seen of each thread. */
struct sight {
	pid_t tid;
	bool gone;
	int lens[NR_GROUPS];
};

static struct sight *sight_of(struct sight *sights, int *nr, pid_t tid)
{
	for (int i = 0; i < *nr; i++) {
		if (sights[i].tid == tid)
			return &sights[i];
	}
	if (*nr == NR_SIGHTS)
		*nr = 0;
	sights[*nr] = (struct sight){ .tid = tid };
	return &sights[(*nr)++];
}

static void read_thread(struct view *view, pid_t pid, struct sight *sight)
{
	static char text[TEXT_MAX + 1];
	bool may_lag, may_return;
	int lens[NR_GROUPS];
	ssize_t len;

	catch_up(view);
	/*
	 * A thread that is ending is no longer synced, and who executes takes
	 * the number of a first thread that had ended.
	 */
	may_lag = plan->killed || sight->tid != pid;
	may_return = plan->executes && sight->tid == pid;
	len = read_policy(pid, sight->tid, text, pick(view, 2) ? 700 : TEXT_MAX);
	if (len <= 0) {
		MUST(!len || len == -ESRCH || len == -ENOENT);
		sight->gone = true;
		return;
	}

	MUST(!sight->gone || may_return);
	MUST(parse_policy(text, lens));
	for (int group = 0; group < NR_GROUPS; group++) {
		MUST(lens[group] >= view->known[group] || may_lag);
		MUST(lens[group] >= sight->lens[group]);
		MUST(lens[group] <= get_mark(&arena->begun[group]));
		sight->lens[group] = lens[group];
	}
	MUST(can_be_installed(text));
	if (!pick(view, 16))
		MUST(gives_the_same_state(text));
	count(READS);
}

static void read_all(pid_t pid)
{
	struct sight sights[NR_SIGHTS];
	struct view view = new_view();
	int nr_sights = 0;
	pid_t tids[NR_SIGHTS];

	await_policy();
	while (!get_mark(&arena->over)) {
		int nr = list_threads(pid, tids);

		for (int i = 0; i < nr; i++)
			read_thread(&view, pid, sight_of(sights, &nr_sights,
							 tids[i]));
	}
}

/* Stops threads, and half of the time lets them run without any seccomp. */
static void trace(pid_t pid)
{
	struct view view = new_view();
	pid_t tids[NR_SIGHTS];

	await_policy();
	while (!get_mark(&arena->stop) && !get_mark(&arena->over)) {
		int nr = list_threads(pid, tids);

		if (nr)
			trace_thread(tids[pick(&view, nr)], pick(&view, 2));
	}
}

static void kill_some_time(pid_t pid)
{
	struct view view = new_view();
	const int when = pick(&view, NR_STEPS);

	while (get_mark(&arena->taken[SYNCED]) < when && !get_mark(&arena->over))
		sched_yield();
	usleep(pick(&view, 10000));
	kill(pid, SIGKILL);
}

/* Tests */

#define RUN(...) \
	run_plan(_metadata, &(const struct plan){ __VA_ARGS__ })

TEXT_LONG_TEST(eight_threads_that_call_while_one_syncs_never_lose_a_verdict)
{
	RUN(.movers = { sync_texts },
	    .lookers = { call_on, call_on, call_on, call_on,
			 call_on, call_on, call_on, call_on });
}

TEXT_LONG_TEST(narrowing_and_syncing_at_once_lose_nothing)
{
	RUN(.movers = { sync_texts, narrow, narrow_as_well },
	    .lookers = { call_on },
	    .may_stop_syncs = true);
}

TEXT_LONG_TEST(delayed_policies_and_syncs_at_once_lose_nothing)
{
	RUN(.movers = { sync_texts, narrow, narrow_by_delay },
	    .lookers = { call_on },
	    .may_stop_syncs = true);
}

TEXT_LONG_TEST(texts_and_bpf_filters_synced_at_once_lose_nothing)
{
	RUN(.movers = { sync_texts, sync_filters },
	    .lookers = { call_on, call_on, make_threads });
	RUN(.movers = { sync_texts, sync_filters, narrow },
	    .lookers = { call_on, call_on },
	    .may_stop_syncs = true);
}

TEXT_LONG_TEST(threads_that_come_and_go_are_synced)
{
	RUN(.movers = { sync_texts },
	    .lookers = { make_threads, make_threads, make_threads, call_on });
}

TEXT_LONG_TEST(threads_that_narrow_and_die_only_delay_syncs)
{
	RUN(.movers = { sync_texts },
	    .lookers = { make_threads, make_threads, call_on },
	    .may_stop_syncs = true, .threads_narrow = true);
}

TEXT_LONG_TEST(children_have_what_their_parents_had)
{
	RUN(.movers = { sync_texts, narrow },
	    .lookers = { fork_children, fork_children, call_on },
	    .may_stop_syncs = true);
}

TEXT_LONG_TEST(programs_have_what_was_synced_before_their_execve)
{
	RUN(.movers = { sync_texts, execute },
	    .lookers = { make_threads, call_on },
	    .may_stop_syncs = true, .threads_narrow = true,
	    .executes = true);
}

TEXT_LONG_TEST(readers_see_whole_states_that_only_narrow)
{
	RUN(.movers = { sync_texts, narrow },
	    .lookers = { make_threads, call_on },
	    .helpers = { read_all, read_all },
	    .may_stop_syncs = true);
	RUN(.movers = { sync_texts, execute },
	    .lookers = { make_threads },
	    .helpers = { read_all, read_all },
	    .may_stop_syncs = true, .executes = true);
}

TEXT_LONG_TEST(tracers_that_come_and_go_take_nothing_away)
{
	if (geteuid())
		SKIP(return, "not root");
	RUN(.movers = { sync_texts, narrow },
	    .lookers = { call_on, call_on, call_on },
	    .helpers = { trace },
	    .may_stop_syncs = true);
}

/* All that this claims is that the kernel has no complaint. */
TEXT_LONG_TEST(a_process_can_be_killed_at_any_time)
{
	RUN(.movers = { sync_texts, narrow, sync_filters, narrow_by_delay },
	    .lookers = { call_on, make_threads, fork_children },
	    .helpers = { kill_some_time, read_all },
	    .may_stop_syncs = true, .killed = true);
}

TEST_HARNESS_MAIN
