// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing of text policies inside the guest, guided by coverage where the
 * kernel has KCOV.
 *
 * Each case is a child. Its first policy refuses some calls for all time; then
 * it installs texts that chance has made, and changed, one on another, and in
 * between makes calls, checks, reads, forks, and synchronises threads. Every
 * single call that it makes is judged by an evaluator of our own (meaning.h,
 * held.h), and so is what each install gives.
 *
 *	SEED=N      all follows from it and from coverage; new each time
 *	INSTALLS=N  stop after this many (default 20000)
 *	SECONDS=N   or after this time (default 600)
 *	CASE=N      this one only, with the texts that REPLAY has
 *	REPLAY=FILE what was printed of a failure
 *	and as arguments: files with policies to begin with
 */
#define _GNU_SOURCE
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

#include "child.h"

static uint64_t seed;
static long installs_wanted = 20000, seconds_wanted = 600, only_case = -1;
static int kmsg = -1;
static struct text base;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/*
 * What is said, of a failure and at the end.
 */

static void say_escaped(const char *s, int len)
{
	for (int i = 0; i < len; i++) {
		unsigned char c = s[i];

		if (c == '\n')
			printf("\\n");
		else if (c < 0x20 || c > 0x7e || c == '\\')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('\n');
}

static void say_failure(long nr)
{
	const struct logged *logged = &page->logged;

	printf("FAILED: case %ld: %s\n", nr, page->complaint);
	printf("replay: SEED=%#llx CASE=%ld, with these texts:\n",
	       (unsigned long long)seed, nr);
	for (int i = 0; i < logged->nr; i++) {
		printf("%s: ", logged->mutant[i] ? "text" : "own");
		say_escaped(logged->bytes + logged->at[i], logged->len[i]);
	}
	fflush(stdout);
}

static void say_figure(const char *name, long value)
{
	printf("  %-16s %ld\n", name, value);
}

static void say_figures(double seconds)
{
	const struct figures *n = &page->sum;

	printf("seed %#llx, %.0f s%s\n", (unsigned long long)seed, seconds,
	       cover ? "" : ", not guided");
	say_figure("installs", n->installs);
	say_figure("accepted", n->accepted);
	say_figure("refused", n->refused);
	say_figure("too_big", n->too_big);
	say_figure("checks", n->checks);
	say_figure("notes", n->notes);
	say_figure("reads", n->reads);
	say_figure("syncs", n->syncs);
	say_figure("syncs_stopped", n->syncs_stopped);
	say_figure("calls_judged", n->calls);
	say_figure("calls_refused", n->refused_calls);
	say_figure("traps", n->traps);
	say_figure("kills", n->kills);
	say_figure("foreign", n->foreign);
	say_figure("probes_made", n->made_calls);
	say_figure("forks", n->forks);
	say_figure("threads", n->threads);
	say_figure("bpf_filters", n->bpf);
	say_figure("mirrors", n->mirrors);
	say_figure("unprivileged", n->unprivileged);
	say_figure("places", *nr_places);
	say_figure("texts_kept", page->corpus.nr);
	fflush(stdout);
}

/*
 * Looking at a child from outside.
 */

/* Reading in order from one open file shows one state, in pieces of any size. */
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
	expect_no_address(path, shown->s);
	return !page->failed;
}

#define ALL_LOG		"# flags: LOG\n"
/* What a copy cannot have: it is installed at once. */
#define SOME_LOG	"# flags: LOG, for lines so marked\n"

/* What waits stands in comments at the end. */
static void leave_out_waiting(struct shown *shown)
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

/* By our own reading, what is shown means what was installed. */
static void compare_meanings(const struct policy *shown)
{
	const struct list *list = &page->held.now;
	struct action want, got;
	uint64_t arg[6];

	if (shown->answer != VALID) {
		complain("seccomp_filter shows a text that is not valid");
		return;
	}
	for (int i = 0; i < 24; i++) {
		const struct spec *spec = i % 2 ? &specs[below(COUNT(specs))] :
						  any_call();

		if (!spec || !spec->entry || spec->nr == 335 || spec->nr == 336)
			continue;
		make_arguments(list, spec, arg);
		want = text_verdict(list, spec->nr, arg).action;
		got = verdict_of(shown, spec->nr, arg);
		if (same_action(want, got))
			continue;
		complain("%s: seccomp_filter says %s %d, was installed as %s %d (%#llx %#llx %#llx)",
			 spec->name, name_of(got), got.data, name_of(want),
			 want.data, (unsigned long long)arg[0],
			 (unsigned long long)arg[1], (unsigned long long)arg[2]);
		return;
	}
}

/* A process with the shown text and nothing else. */
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
		__builtin_ia32_pause();
}

/* True when @state is there; false if the child has ended before. */
static bool await_parked(pid_t pid, int state, int *status)
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
		leave_out_waiting(shown);
		if (!strstr(shown->s, SOME_LOG) && strcmp(shown->s, again.s))
			complain("seccomp_filter after installing what it shows is another.\nbefore:\n%.3000s\nafter:\n%.3000s",
				 shown->s, again.s);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	page->sum.mirrors++;
}

static void look_at(pid_t pid)
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

/* The kernel log has no addresses either. */
static void read_kmsg(void)
{
	static char record[8192];
	ssize_t n;

	while ((n = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		if (strstr(record, "seccomp"))
			expect_no_address("the kernel log", record);
	}
}

/*
 * Cases.
 */

static bool next_mutant(struct text *text)
{
	chance_of = &words;
	make_mutant(text);
	chance_of = &acts;
	return true;
}

/* The whole of it in memory: a filtered child can read no file. */
static const char *replay;

static void load_replay(const char *path)
{
	static char all[4 * LOGGED_ROOM];
	FILE *file = fopen(path ? path : "", "r");

	if (!file) {
		fprintf(stderr, "CASE wants a REPLAY\n");
		exit(2);
	}
	all[fread(all, 1, sizeof(all) - 1, file)] = '\0';
	fclose(file);
	replay = all;
}

static bool next_replayed(struct text *text)
{
	const char *at = strstr(replay, "\ntext: ");

	if (!at)
		return false;
	text->len = 0;
	for (at += 7; *at && *at != '\n'; at++) {
		char c = *at;

		if (c == '\\' && at[1] == 'n') {
			c = '\n';
			at++;
		} else if (c == '\\') {
			c = (at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0');
			at += 3;
		}
		text->s[text->len++] = c;
	}
	text->s[text->len] = '\0';
	replay = at;
	return true;
}

static void run_case(long nr)
{
	bool parks;
	int status;
	pid_t pid;

	seed_case(seed, nr);
	arena->nr_nodes = arena->nr_rules = 0;
	page->logged.nr = page->logged.used = 0;
	page->ending = LEAVES;
	page->parked = page->unpark = 0;
	pick_subjects();
	make_base(&base);
	parks = one_in(4);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(kmsg);
		live(&base, parks);
	}
	if (parks && await_parked(pid, 1, &status)) {
		if (!page->failed)
			look_at(pid);
		__atomic_store_n(&page->unpark, 1, __ATOMIC_RELEASE);
		waitpid(pid, &status, 0);
	} else if (!parks) {
		waitpid(pid, &status, 0);
	}
	if (!page->failed && !ended_as_announced(status))
		complain("the child ended with %#x", status);
	read_kmsg();
}

static bool enough(double start)
{
	return page->sum.installs >= installs_wanted ||
	       now() - start >= seconds_wanted;
}

static void run_cases(double start)
{
	double said = start;

	if (only_case >= 0) {
		run_case(only_case);
		return;
	}
	for (long nr = 0; !page->failed && !enough(start); nr++) {
		run_case(nr);
		if (page->failed)
			say_failure(nr);
		if (now() - said >= 15) {
			said = now();
			printf("... %.0f s: case %ld, %ld installs, %ld accepted, %ld calls, %d places\n",
			       said - start, nr, page->sum.installs,
			       page->sum.accepted, page->sum.calls, *nr_places);
			fflush(stdout);
		}
	}
}

/*
 * Getting ready.
 */

static void read_number(const char *name, long *value)
{
	const char *s = getenv(name);
	char *end;

	if (!s)
		return;
	*value = strtoull(s, &end, 0);
	if (!*s || *end) {
		fprintf(stderr, "%s is no number\n", name);
		exit(2);
	}
}

static void keep_file(const char *path)
{
	static struct text text;
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(2);
	}
	text.len = fread(text.s, 1, TEXT_ROOM - 1, file);
	fclose(file);
	keep(&text);
}

int main(int argc, char **argv)
{
	long chosen = 0;
	double start;

	getrandom(&chosen, 6, GRND_INSECURE);
	read_number("SEED", &chosen);
	seed = chosen;
	read_number("INSTALLS", &installs_wanted);
	read_number("SECONDS", &seconds_wanted);
	read_number("CASE", &only_case);
	page = share(sizeof(*page));
	arena = share(sizeof(*arena));
	layers = share((MAX_LAYERS + 1) * sizeof(*layers));
	next_text = next_mutant;
	if (only_case >= 0) {
		load_replay(getenv("REPLAY"));
		next_text = next_replayed;
	}
	for (int i = 1; i < argc; i++)
		keep_file(argv[i]);
	if (!open_kcov())
		printf("no KCOV here: chance alone decides what is kept\n");
	zero_fd = open("/dev/zero", O_RDONLY);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	lseek(kmsg, 0, SEEK_END);
	map_edge();
	printf("seed %#llx\n", (unsigned long long)seed);
	fflush(stdout);
	start = now();
	run_cases(start);
	if (page->failed && only_case >= 0)
		say_failure(only_case);
	say_figures(now() - start);
	return page->failed;
}
