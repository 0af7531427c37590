// SPDX-License-Identifier: GPL-2.0
/* Rounds of seccomp_text_stress, see seccomp_text_stress.h. */
#include "seccomp_text_stress.h"

#include <dirent.h>
#include <sys/ptrace.h>

struct arena *arena;
const struct plan *plan;
static int arena_file;

void count(enum count what)
{
	__atomic_add_fetch(&arena->count[what], 1, __ATOMIC_RELAXED);
}

void lose(const char *file, int line)
{
	const char *name = strrchr(file, '/');
	int none = 0;

	if (__atomic_compare_exchange_n(&arena->page.line, &none, line, false,
					__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		snprintf(arena->where, sizeof(arena->where), "%s:%d",
			 name ? name + 1 : file, line);
	leave(1);
}

unsigned int pick(struct view *view, unsigned int n)
{
	return pick_number(&view->seed, n);
}

struct view new_view(void)
{
	unsigned int nth = __atomic_add_fetch(&arena->seeds, 1, __ATOMIC_SEQ_CST);

	return (struct view){ .seed = nth * 2654435761U };
}

/* Steps */

int number_of(enum group group, int step)
{
	return group * GROUP_SIZE + step;
}

long install_step(unsigned int flags, enum group group, int step,
		  const char *directive)
{
	char policy[160];

	snprintf(policy, sizeof(policy), STEP_POLICY, directive,
		 number_of(group, step));
	set_mark(&arena->begun[group], step + 1);
	return flags ? install_flags(flags, policy) : install(policy);
}

long sync_bpf(int step)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getpriority, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_WORD(1)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(BPF, step), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	set_mark(&arena->begun[BPF], step + 1);
	return install_flags(TSYNC_ESRCH, &prog);
}

/* Many comparisons, so that the evaluation of each call takes some time. */
static long install_base(void)
{
	char policy[BASE_PREDS * 32] =
		DENYLIST "foreign: " BASE_FOREIGN "\ngetpriority: ";
	size_t len = strlen(policy);

	for (int i = 0; i < BASE_PREDS; i++)
		len += snprintf(policy + len, sizeof(policy) - len,
				"%swho != %d", i ? " && " : "", BASE_NUMBER + i);
	return install(policy);
}

/* Look at steps by calling */

void catch_up(struct view *view)
{
	for (int group = 0; group < NR_GROUPS; group++) {
		int taken = get_mark(&arena->taken[group]);

		if (view->known[group] < taken)
			view->known[group] = taken;
	}
}

/* Can a tracer have suspended seccomp since @before was read? */
static bool suspended_since(int before)
{
	return before & 1 || get_mark(&arena->suspensions) != before;
}

void look_at(struct view *view, enum group group, int step)
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
	lose(__FILE__, __LINE__);
}

/* Now and then, make calls that no step refuses, too. */
void look(struct view *view)
{
	look_at(view, pick(view, NR_GROUPS), pick(view, NR_STEPS));
	if (++view->calls % 64)
		return;
	MUST(call_number(ALLOWED_NUMBER) == -EINVAL);
	MUST(RAW(__NR_getppid) > 0);
	__atomic_add_fetch(&arena->count[CALLS], 66, __ATOMIC_RELAXED);
}

void scan(struct view *view)
{
	for (int group = 0; group < NR_GROUPS; group++) {
		for (int step = 0; step < NR_STEPS; step++)
			look_at(view, group, step);
	}
}

bool find_steps(int *lens, const int *at_least)
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

/* Look at steps by reading */

static bool note_step(unsigned int *seen, int number)
{
	const int group = number / GROUP_SIZE, step = number % GROUP_SIZE;

	if (number < 0 || group >= NR_GROUPS || step >= NR_STEPS)
		return false;
	seen[group] |= 1U << step;
	return true;
}

static bool take_line(const char **text, const char *format, const char *word)
{
	char line[64];
	int len = snprintf(line, sizeof(line), format, word);

	if (strncmp(*text, line, len))
		return false;
	*text += len;
	return true;
}

static bool take_rule(const char **text, int *number, bool with_action)
{
	static const char action[] = "; errno ENOMEDIUM";
	const char *end = strchr(*text, '\n');
	bool has_action;

	if (!end || sscanf(*text, "sys_getpriority: who != %d", number) != 1)
		return false;
	has_action = !strncmp(end - strlen(action), action, strlen(action));
	*text = end + 1;
	return has_action == with_action;
}

/*
 * With unlisted: 1, on_violation is for foreign calls. If the rules have a
 * stricter action, the last line repeats it.
 */
bool parse_policy(const char *text, int *lens)
{
	static const char * const foreign[] = {
		BASE_FOREIGN, STEP_FOREIGN, OWN_FOREIGN,
	};
	enum { OF_BASE, OF_STEP, OF_OWN, NOTHING } shown = 0, strictest = 0;
	unsigned int seen[NR_GROUPS] = { };
	int number, bases = 0;

	if (!take_line(&text, "%s\n", "unlisted: 1"))
		return false;
	while (shown < NOTHING &&
	       !take_line(&text, "on_violation: %s\n", foreign[shown]))
		shown++;
	while (*text == 's') {
		if (!take_rule(&text, &number, shown != OF_OWN))
			return false;
		if (number >= BASE_NUMBER)
			bases++;
		else if (number == OWN_NUMBER)
			strictest = OF_OWN;
		else if (!note_step(seen, number))
			return false;
		else if (strictest < OF_STEP)
			strictest = OF_STEP;
	}
	if (shown != strictest)
		return false;
	if (shown != OF_OWN &&
	    !take_line(&text, "foreign: %s\n", foreign[shown]))
		return false;
	if (*text && *text != '#')
		return false;
	for (int group = 0; group < NR_GROUPS; group++) {
		if (seen[group] & (seen[group] + 1))
			return false;
		lens[group] = __builtin_popcount(seen[group]);
	}
	return bases == 1;
}

/* Pending policies are in comments at the end. */
bool gives_the_same_state(const char *text)
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

int list_threads(pid_t pid, pid_t *tids)
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

/* Wait until the process has installed its first policy. */
void await_policy(void)
{
	while (!get_mark(&arena->ready) && !get_mark(&arena->over))
		sched_yield();
}

static bool wait_for_stop(pid_t tid)
{
	int status;

	return waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status);
}

static bool stop_thread(pid_t tid)
{
	return !ptrace(PTRACE_INTERRUPT, tid, 0, 0) && wait_for_stop(tid);
}

/* Stop a thread twice and let it go. It may end at any time. */
static void stop_twice(pid_t tid)
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

void trace_thread(pid_t tid, bool suspend)
{
	if (suspend)
		__atomic_add_fetch(&arena->suspensions, 1, __ATOMIC_SEQ_CST);
	/* Whoever has set this waits for the end of a suspension only. */
	if (!get_mark(&arena->stop) &&
	    !ptrace(PTRACE_SEIZE, tid, 0,
		    suspend ? PTRACE_O_SUSPEND_SECCOMP : 0)) {
		stop_twice(tid);
		if (suspend)
			count(SUSPENSIONS);
	}
	if (suspend)
		__atomic_add_fetch(&arena->suspensions, 1, __ATOMIC_SEQ_CST);
}

/* Programs */

void exec_self(void)
{
	static char file[12];
	static char * const argv[] = { "after_exec", file, NULL };

	snprintf(file, sizeof(file), "%d", arena_file);
	RAW(__NR_execve, (unsigned long)"/proc/self/exe", (unsigned long)argv,
	    (unsigned long)(argv + 2));
}

static bool map_arena(int file)
{
	arena_file = file;
	arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE, MAP_SHARED,
		     file, 0);
	return arena != MAP_FAILED;
}

bool open_arena(void)
{
	int file = memfd_create("arena", 0);

	return file >= 0 && !ftruncate(file, sizeof(*arena)) && map_arena(file);
}

void close_arena(void)
{
	munmap(arena, sizeof(*arena));
	close(arena_file);
}

/* A round has executed this program. */
static void __attribute__((constructor)) look_after_exec(int argc, char **argv)
{
	int lens[NR_GROUPS];

	if (argc != 2 || strcmp(argv[0], "after_exec"))
		return;

	if (!map_arena(atoi(argv[1])))
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

static int count_roles(const role *roles)
{
	int nr = 0;

	while (roles[nr])
		nr++;
	return nr;
}

static void play_all(struct text_page *page, const void *unused)
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
	while (get_mark(&arena->suspensions) & 1)
		sched_yield();

	MUST(find_steps(lens, arena->taken));
	for (int group = 0; group < NR_GROUPS; group++)
		MUST(lens[group] == arena->begun[group]);
	set_mark(&page->after, 1);
}

static pid_t start_helper(helper help, pid_t pid)
{
	pid_t helper_pid = fork();

	if (helper_pid)
		return helper_pid;
	help(pid);
	leave(0);
	return 0;
}

bool run_round(void)
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
	/* We are the subreaper of the children of a killed process. */
	while (wait(NULL) > 0)
		;
	count(ROUNDS);
	if (!plan->killed || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		good &= left_with(status, 0) && arena->page.after;
	return good && !arena->page.line;
}
