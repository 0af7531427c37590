// SPDX-License-Identifier: GPL-2.0
/*
 * Change policies in all ways at the same time, while others make calls, fork,
 * execute, trace and read. Each plan runs for STRESS_SECONDS.
 *
 * A test repeats rounds, and a round is one process. Its *movers* are threads
 * that narrow their state in small steps, and then end. Its *lookers* are
 * threads that go on until all movers have ended. Each step of a group refuses
 * getpriority(BAD_WHICH, number) for one number, and the steps of a group are
 * made in order. This must hold wherever a thread, a child, a program or a
 * reader looks:
 *
 *   The steps in force are the first ones of each group, without a gap. They
 *   are never fewer than this thread has seen before, never fewer than are
 *   known to be in force for all threads, and none that has not begun.
 */
#include "seccomp_text.h"
#include "seccomp_text_stress.h"

/* Lookers */

/* Make some calls, then let another thread run in the middle of its own. */
static void look_around(struct view *view)
{
	for (int n = pick(view, 64); n; n--)
		look(view);
	sched_yield();
}

/* RCU must keep the states that these threads evaluate during a sync. */
static void call_on(struct view *view)
{
	while (!get_mark(&arena->stop))
		look_around(view);
}

/* Look at the last steps that are in force for all threads. */
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

	/* No sync covers this policy, so all of them fail until this thread ends. */
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

/* Nobody else can change the state of a child: look twice. */
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

/* Return false if a thread has a policy that the caller does not have. */
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

/* Give a thread that is about to narrow its state a chance to race. */
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
 * A thread that narrows its own state prevents the syncs of all others. So
 * these threads take turns, and each syncs its new state before the next one
 * begins. That sync always succeeds, as no other thread has a policy of its
 * own. Threads that only sync do not take turns.
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

/* Spend some time without a system call. */
static void while_away(struct view *view)
{
	for (int n = pick(view, 8) * pick(view, 1000); n; n--)
		asm volatile("");
}

/* Wait until another thread begins a sync, but not for long. */
static void await_sync(struct view *view)
{
	const int syncs = get_mark(&arena->syncs);

	set_mark(&arena->waiting, 1);
	for (int n = 0; n < 500 && get_mark(&arena->syncs) == syncs; n++)
		sched_yield();
	set_mark(&arena->waiting, 0);
	while_away(view);
}

/* Install a policy while others sync theirs to this thread. */
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

/* The same with on_next_syscall. */
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

/* Execute this program again, at some step. */
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

/* Helpers: unfiltered processes */

/* A reader remembers the steps of each thread. */
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
	 * A sync leaves out a thread that is ending. A thread that executes a
	 * program takes over the number of the first thread, which may have ended.
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

/* Stop threads, and half of the time suspend their seccomp. */
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

static void log_counts(struct __test_metadata *_metadata)
{
	static const char * const names[NR_COUNTS] = {
		[ROUNDS] = "rounds", [CALLS] = "calls", [INSTALLS] = "installs",
		[SYNCS] = "syncs", [REFUSED_SYNCS] = "refused syncs",
		[THREADS] = "threads", [FORKS] = "forks", [EXECS] = "execs",
		[READS] = "reads", [STOPS] = "stops",
		[SUSPENSIONS] = "suspensions",
	};
	char line[256] = "";
	size_t len = 0;

	for (int i = 0; i < NR_COUNTS; i++) {
		if (arena->count[i])
			len += snprintf(line + len, sizeof(line) - len,
					" %ld %s", arena->count[i], names[i]);
	}
	TH_LOG("stress:%s", line);
}

static void run_plan(struct __test_metadata *_metadata,
		     const struct plan *what)
{
	time_t end = seconds_now() + stress_seconds();

	ASSERT_TRUE(open_arena());
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	plan = what;
	do {
		ASSERT_TRUE(run_round()) {
			TH_LOG("%s; number %ld: %ld, of %ld or more and %ld or less",
			       arena->where, arena->lost.number,
			       arena->lost.ret, arena->lost.known,
			       arena->lost.begun);
		}
	} while (seconds_now() < end);
	log_counts(_metadata);
	close_arena();
}

#define RUN(...) \
	run_plan(_metadata, &(const struct plan){ __VA_ARGS__ })

TEXT_LONG_TEST(syncs_never_lose_a_verdict_of_eight_calling_threads)
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

TEXT_LONG_TEST(threads_that_narrow_and_end_only_delay_syncs)
{
	RUN(.movers = { sync_texts },
	    .lookers = { make_threads, make_threads, call_on },
	    .may_stop_syncs = true, .threads_narrow = true);
}

TEXT_LONG_TEST(children_inherit_during_syncs)
{
	RUN(.movers = { sync_texts, narrow },
	    .lookers = { fork_children, fork_children, call_on },
	    .may_stop_syncs = true);
}

TEXT_LONG_TEST(programs_keep_what_was_synced_before_execve)
{
	RUN(.movers = { sync_texts, execute },
	    .lookers = { make_threads, call_on },
	    .may_stop_syncs = true, .threads_narrow = true,
	    .executes = true);
}

TEXT_LONG_TEST(readers_see_whole_states_that_only_narrow)
{
	if (geteuid())
		SKIP(return, "only root can read the file of an exited task");
	RUN(.movers = { sync_texts, narrow },
	    .lookers = { make_threads, call_on },
	    .helpers = { read_all, read_all },
	    .may_stop_syncs = true);
	RUN(.movers = { sync_texts, execute },
	    .lookers = { make_threads },
	    .helpers = { read_all, read_all },
	    .may_stop_syncs = true, .executes = true);
}

TEXT_LONG_TEST(tracers_that_come_and_go_lose_nothing)
{
	if (geteuid())
		SKIP(return, "not root");
	RUN(.movers = { sync_texts, narrow },
	    .lookers = { call_on, call_on, call_on },
	    .helpers = { trace },
	    .may_stop_syncs = true);
}

/* Rounds check nothing in a killed process: the kernel must not complain. */
TEXT_LONG_TEST(process_can_be_killed_at_any_time)
{
	if (geteuid())
		SKIP(return, "only root can read the file of an exited task");
	RUN(.movers = { sync_texts, narrow, sync_filters, narrow_by_delay },
	    .lookers = { call_on, make_threads, fork_children },
	    .helpers = { kill_some_time, read_all },
	    .may_stop_syncs = true, .killed = true);
}

TEST_HARNESS_MAIN
