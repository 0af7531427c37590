/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What seccomp_text_stress runs its rounds with: the memory that all processes
 * of a round share, steps, and what looks whether they are in force.
 */
#ifndef SECCOMP_TEXT_STRESS_H
#define SECCOMP_TEXT_STRESS_H

#include "seccomp_text_soak.h"

#include <dirent.h>
#include <sys/ptrace.h>

#define TSYNC_ESRCH	(SECCOMP_FILTER_FLAG_TSYNC | \
			 SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

#define NR_STEPS	16
#define NR_ROLES	12	/* of one kind in a plan, at most */
#define NR_SIGHTS	32
#define ROUND_SECONDS	300

/* One for each thread that makes steps */
enum group { SYNCED, NARROWED, OTHER, BPF, NR_GROUPS };

/* Steps refuse numbers below these. */
#define GROUP_SIZE	100
#define OWN_NUMBER	900	/* a thread's that is about to end */
#define ALLOWED_NUMBER	901
#define BASE_NUMBER	1000000	/* and above: in a rule that holds anyway */
#define BASE_PREDS	100

#define STEP_POLICY	DENYLIST "%sgetpriority: who != %d\n"
#define OWN_POLICY	DENYLIST "getpriority: who != 900\n"

enum count {
	ROUNDS, CALLS, INSTALLS, SYNCS, REFUSED_SYNCS, THREADS, FORKS, EXECS,
	READS, STOPS, SUSPENSIONS, NR_COUNTS
};

/* Shared by all processes of a test; zero when a round begins, but for @count. */
struct arena {
	struct text_page page;
	int begun[NR_GROUPS];	/* steps that somebody began to make */
	int taken[NR_GROUPS];	/* steps that all threads are held to */
	int after_exec[NR_GROUPS];	/* the same of who executes */
	int ready;		/* threads that have started */
	int stop;		/* all movers are done */
	int over;		/* the process is gone */
	int syncs;		/* begun */
	int waiting;		/* a thread waits for one to begin */
	int forkers;
	int of_child[2][NR_GROUPS];
	int suspensions;	/* odd while a tracer suspends seccomp */
	struct {
		long number, ret, known, begun;
	} lost;
	long count[NR_COUNTS];
	unsigned int seeds;
};

static struct arena *arena;
static int arena_file;

/* What a thread knows to be in force for it. */
struct view {
	unsigned int seed;
	int known[NR_GROUPS];
	long calls;
};

typedef void (*role)(struct view *view);
typedef void (*helper)(pid_t pid);

struct plan {
	role movers[NR_ROLES];
	role lookers[NR_ROLES];
	helper helpers[NR_ROLES];
	bool may_stop_syncs;	/* some threads have more than others */
	bool threads_narrow;	/* those of make_threads() do */
	bool executes;		/* the process ends as another program */
	bool killed;		/* the process is killed */
};

static const struct plan *plan;

static inline void count(enum count what)
{
	__atomic_add_fetch(&arena->count[what], 1, __ATOMIC_RELAXED);
}

/* Ends the process; the first failure is the one that is told. */
static inline void lose(int line)
{
	int none = 0;

	__atomic_compare_exchange_n(&arena->page.line, &none, line, false,
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	leave(1);
}

#define MUST(condition) do {						\
	if (!(condition))						\
		lose(__LINE__);						\
} while (0)

static inline unsigned int pick(struct view *view, unsigned int n)
{
	return pick_number(&view->seed, n);
}

static inline struct view new_view(void)
{
	unsigned int nth = __atomic_add_fetch(&arena->seeds, 1, __ATOMIC_SEQ_CST);

	return (struct view){ .seed = nth * 2654435761U };
}

/* Steps */

static inline int number_of(enum group group, int step)
{
	return group * GROUP_SIZE + step;
}

static inline long install_step(unsigned int flags, enum group group, int step,
				const char *directive)
{
	char policy[160];

	snprintf(policy, sizeof(policy), STEP_POLICY, directive,
		 number_of(group, step));
	set_mark(&arena->begun[group], step + 1);
	return flags ? install_flags(flags, policy) : install(policy);
}

/* The same as a BPF filter. */
static inline long sync_bpf(int step)
{
	const size_t who = offsetof(struct seccomp_data, args[1]);
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getpriority, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, who),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(BPF, step), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	set_mark(&arena->begun[BPF], step + 1);
	return install_flags(TSYNC_ESRCH, &prog);
}

/* Every call of this test walks these, so that evaluating takes its time. */
static inline long install_base(void)
{
	char policy[BASE_PREDS * 32] = DENYLIST "getpriority: ";
	size_t len = strlen(policy);

	for (int i = 0; i < BASE_PREDS; i++)
		len += snprintf(policy + len, sizeof(policy) - len,
				"%swho != %d", i ? " && " : "", BASE_NUMBER + i);
	return install(policy);
}

/* Looking at them by calling */

static inline void catch_up(struct view *view)
{
	for (int group = 0; group < NR_GROUPS; group++) {
		int taken = get_mark(&arena->taken[group]);

		if (view->known[group] < taken)
			view->known[group] = taken;
	}
}

/* Whether seccomp may have been suspended for us since @before was read. */
static inline bool suspended_since(int before)
{
	return before & 1 || get_mark(&arena->suspensions) != before;
}

static inline void look_at(struct view *view, enum group group, int step)
{
	const int suspensions = get_mark(&arena->suspensions);
	long ret, begun;

	catch_up(view);
	ret = call_number(number_of(group, step));
	begun = get_mark(&arena->begun[group]);
	if (ret == -DENIED && step < begun) {
		if (view->known[group] <= step)
			view->known[group] = step + 1;
		return;
	}
	if (ret == -EINVAL &&
	    (step >= view->known[group] || suspended_since(suspensions)))
		return;

	arena->lost.number = number_of(group, step);
	arena->lost.known = view->known[group];
	arena->lost.begun = begun;
	arena->lost.ret = ret;
	lose(__LINE__);
}

/* One step, and now and then what no step refuses. */
static inline void look(struct view *view)
{
	look_at(view, pick(view, NR_GROUPS), pick(view, NR_STEPS));
	if (++view->calls % 64)
		return;
	MUST(call_number(ALLOWED_NUMBER) == -EINVAL);
	MUST(RAW(__NR_getppid) > 0);
	__atomic_add_fetch(&arena->count[CALLS], 66, __ATOMIC_RELAXED);
}

static inline void scan(struct view *view)
{
	for (int group = 0; group < NR_GROUPS; group++) {
		for (int step = 0; step < NR_STEPS; step++)
			look_at(view, group, step);
	}
}

/* For who is held to what nobody changes any more: how many of each group. */
static inline bool find_steps(int *lens, const int *at_least)
{
	for (int group = 0; group < NR_GROUPS; group++) {
		lens[group] = 0;
		for (int step = 0; step < NR_STEPS; step++) {
			long ret = call_number(number_of(group, step));

			if (ret == -DENIED && step == lens[group])
				lens[group]++;
			else if (ret != -EINVAL)
				return false;
		}
		if (lens[group] < at_least[group])
			return false;
	}
	return true;
}

/* Looking at them by reading */

/* Whether it is a whole state; says how many steps of each group it has. */
static inline bool parse_policy(const char *text, int *lens)
{
	static const char head[] = "unlisted: 1\non_violation: errno ENOMEDIUM\n";
	unsigned int seen[NR_GROUPS] = { };
	int number, bases = 0;

	if (strncmp(text, head, strlen(head)))
		return false;
	for (text += strlen(head); *text && *text != '#'; text++) {
		if (sscanf(text, "sys_getpriority: who != %d", &number) != 1)
			return false;
		if (number >= BASE_NUMBER)
			bases++;
		else if (number != OWN_NUMBER && number % GROUP_SIZE < NR_STEPS &&
			 number < NR_GROUPS * GROUP_SIZE)
			seen[number / GROUP_SIZE] |= 1 << number % GROUP_SIZE;
		else if (number != OWN_NUMBER)
			return false;
		text = strchr(text, '\n');
		if (!text)
			return false;
	}
	for (int group = 0; group < NR_GROUPS; group++) {
		if (seen[group] & (seen[group] + 1))
			return false;
		lens[group] = __builtin_popcount(seen[group]);
	}
	return bases == 1;
}

/* In a child that has nothing else; what waits is in comments at the end. */
static inline bool gives_the_same_state(const char *text)
{
	static char again[TEXT_MAX + 1];
	pid_t pid = raw_fork(), self;
	size_t len;

	if (pid)
		return left_with(raw_wait(pid), 0);

	self = RAW(__NR_getpid);
	if (install_unprivileged(text) ||
	    read_policy(self, self, again, TEXT_MAX) < 0)
		leave(1);
	len = strlen(again);
	leave(strncmp(text, again, len) || (text[len] && text[len] != '#'));
	return false;
}

/* From outside */

static inline int list_threads(pid_t pid, pid_t *tids)
{
	struct dirent *entry;
	char path[32];
	int nr = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	if (!dir)
		return 0;
	while (nr < NR_SIGHTS) {
		entry = readdir(dir);
		if (!entry)
			break;
		if (*entry->d_name != '.')
			tids[nr++] = atoi(entry->d_name);
	}
	closedir(dir);
	return nr;
}

/* The process has installed what all of its threads start from. */
static inline void await_policy(void)
{
	while (!get_mark(&arena->ready) && !get_mark(&arena->over))
		sched_yield();
}

static inline bool wait_for_stop(pid_t tid)
{
	int status;

	return waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status);
}

static inline bool stop_thread(pid_t tid)
{
	return !ptrace(PTRACE_INTERRUPT, tid, 0, 0) && wait_for_stop(tid);
}

/* Stops a thread twice, and lets it go; it may end at any time. */
static inline void stop_twice(pid_t tid)
{
	if (!stop_thread(tid))
		return;
	count(STOPS);
	MUST(ptrace(PTRACE_SECCOMP_GET_FILTER, tid, 0, NULL) < 0);
	MUST(errno == EMEDIUMTYPE || errno == ESRCH);
	if (!ptrace(PTRACE_CONT, tid, 0, 0)) {
		sched_yield();
		if (stop_thread(tid))
			ptrace(PTRACE_DETACH, tid, 0, 0);
	}
}

static inline void trace_thread(pid_t tid, bool suspend)
{
	if (suspend)
		__atomic_add_fetch(&arena->suspensions, 1, __ATOMIC_SEQ_CST);
	if (!ptrace(PTRACE_SEIZE, tid, 0,
		    suspend ? PTRACE_O_SUSPEND_SECCOMP : 0)) {
		stop_twice(tid);
		if (suspend)
			count(SUSPENSIONS);
	}
	if (suspend)
		__atomic_add_fetch(&arena->suspensions, 1, __ATOMIC_SEQ_CST);
}

/* Programs */

static inline void exec_self(void)
{
	static char file[12];
	static char * const argv[] = { "after_exec", file, NULL };

	snprintf(file, sizeof(file), "%d", arena_file);
	RAW(__NR_execve, (unsigned long)"/proc/self/exe", (unsigned long)argv,
	    (unsigned long)(argv + 2));
}

static inline void open_arena(int file)
{
	arena_file = file;
	arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE, MAP_SHARED,
		     file, 0);
}

/* What this program does when a round executes it. */
static void __attribute__((constructor)) look_after_exec(int argc, char **argv)
{
	int lens[NR_GROUPS];

	if (argc != 2 || strcmp(argv[0], "after_exec"))
		return;

	open_arena(atoi(argv[1]));
	if (arena == MAP_FAILED)
		leave(1);
	MUST(find_steps(lens, arena->taken));
	for (int group = 0; group < NR_GROUPS; group++) {
		MUST(lens[group] >= arena->after_exec[group]);
		MUST(lens[group] <= arena->begun[group]);
	}
	count(EXECS);
	set_mark(&arena->page.after, 1);
	leave(0);
}

/* Rounds */

static int crew;

static void *play(void *data)
{
	struct view view = new_view();

	__atomic_add_fetch(&arena->ready, 1, __ATOMIC_SEQ_CST);
	await_mark(&arena->ready, crew);
	(*(const role *)data)(&view);
	return NULL;
}

static int start_roles(const role *roles, pthread_t *threads)
{
	int nr = 0;

	for (; roles[nr]; nr++)
		MUST(!pthread_create(&threads[nr], NULL, play,
				     (void *)&roles[nr]));
	return nr;
}

static inline int count_roles(const role *roles)
{
	int nr = 0;

	while (roles[nr])
		nr++;
	return nr;
}

static inline void play_all(struct text_page *page, const void *unused)
{
	pthread_t movers[NR_ROLES], lookers[NR_ROLES];
	int lens[NR_GROUPS];
	int nr_movers, nr_lookers;

	(void)unused;
	alarm(ROUND_SECONDS);
	MUST(no_new_privs() == 0);
	MUST(install_base() == 0);
	crew = count_roles(plan->movers) + count_roles(plan->lookers);
	nr_lookers = start_roles(plan->lookers, lookers);
	nr_movers = start_roles(plan->movers, movers);
	while (nr_movers--)
		pthread_join(movers[nr_movers], NULL);
	set_mark(&arena->stop, 1);
	while (nr_lookers--)
		pthread_join(lookers[nr_lookers], NULL);

	MUST(find_steps(lens, arena->taken));
	for (int group = 0; group < NR_GROUPS; group++)
		MUST(lens[group] == arena->begun[group]);
	set_mark(&page->after, 1);
}

static inline pid_t start_helper(helper help, pid_t pid)
{
	pid_t helper_pid = fork();

	if (helper_pid)
		return helper_pid;
	help(pid);
	leave(0);
	return 0;
}

/* Whether the process, and all that looked at it, ended as it should. */
static inline bool run_round(void)
{
	pid_t pid, helpers[NR_ROLES];
	int status, nr = 0;
	bool good = true;

	memset(arena, 0, offsetof(struct arena, count));
	pid = start_child(&arena->page, play_all, NULL);
	for (; plan->helpers[nr]; nr++)
		helpers[nr] = start_helper(plan->helpers[nr], pid);

	status = raw_wait(pid);
	set_mark(&arena->over, 1);
	while (nr--)
		good &= left_with(raw_wait(helpers[nr]), 0);
	/* Children of one that was killed have become ours. */
	while (wait(NULL) > 0)
		;
	count(ROUNDS);
	if (!plan->killed || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		good &= left_with(status, 0) && arena->page.after;
	return good && !arena->page.line;
}

static inline void log_counts(struct __test_metadata *_metadata)
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

static inline void run_plan(struct __test_metadata *_metadata,
			    const struct plan *what)
{
	time_t end = seconds_now() + stress_seconds();
	int file = memfd_create("arena", 0);

	ASSERT_LE(0, file);
	ASSERT_EQ(0, ftruncate(file, sizeof(*arena)));
	open_arena(file);
	ASSERT_NE(MAP_FAILED, arena);
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	plan = what;
	do {
		ASSERT_TRUE(run_round()) {
			TH_LOG("line %d; number %ld: %ld, of %ld or more and %ld or less",
			       arena->page.line, arena->lost.number,
			       arena->lost.ret, arena->lost.known,
			       arena->lost.begun);
		}
	} while (seconds_now() < end);
	log_counts(_metadata);
	munmap(arena, sizeof(*arena));
	close(file);
}

#endif /* SECCOMP_TEXT_STRESS_H */
