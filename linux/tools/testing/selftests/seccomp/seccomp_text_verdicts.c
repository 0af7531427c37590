// SPDX-License-Identifier: GPL-2.0
/*
 * Compare the kernel's verdicts on random policies and calls with those of a
 * second reading of the language, seccomp_text_reading.c.
 *
 * No call is ever made: the oldest policy of each child refuses all calls that
 * the test is about, and all foreign ones, with the mildest action. A newer policy
 * that refuses at least as strictly shows in the result instead. So the registers
 * may hold anything. Numbers that no call has are not refused: they fail anyway.
 *
 * What /proc shows of the policies is read as well: from outside, as they may
 * refuse to read it.
 *
 * Everything follows from one seed, which is new each time, and printed. To
 * repeat a single failed case, with its policies and calls, use the line
 * "replay:" of the failure:
 *
 *	env SEED=0x123 CASE=45 seccomp_text_verdicts -t NAME_OF_THE_TEST
 *
 * SEED alone repeats a whole run; VERDICTS=N sets the number of verdicts per
 * test. A case also depends on which calls the kernel was built with.
 */
#include <stdint.h>
#include <sys/random.h>
#include <time.h>

#include "seccomp_text.h"
#include "seccomp_text_soak.h"
#include "seccomp_text_trial.h"

#define MAX_SAID	3	/* failures to report in full */
#define MAX_KILLS	2	/* in one case: each takes a child of its own */

/*
 * Expected verdicts.
 */

static struct action verdict_by(const struct policy *policy,
				const struct trial_call *call)
{
	return is_foreign(call) ? policy->foreign :
				  verdict_of(policy, entry_number(call->nr),
					     call->arg);
}

/* The strictest action of all policies; of equals, that of the newest. */
static struct action verdict_on(const struct trial_call *call)
{
	struct action verdict = { PASS }, action;
	int i;

	for (i = 0; i < this_case.nr_layers; i++) {
		const struct layer *layer = &this_case.layer[i];

		if (!is_valid(layer))
			continue;
		action = verdict_by(&layer->policy, call);
		if (action.kind >= verdict.kind)
			verdict = action;
	}
	return verdict;
}

static bool is_kill(struct action action)
{
	return action.kind == KILL || action.kind == KILL_THREAD;
}

static void make_trial_calls(void)
{
	int kills = 0, tries;

	for (tries = 0; tries < 2 * MAX_CALLS; tries++) {
		struct trial_call *call = &this_case.call[this_case.nr_calls];

		make_trial_call(call);
		call->expected = verdict_on(call);
		if (is_kill(call->expected) && ++kills > MAX_KILLS)
			continue;
		if (++this_case.nr_calls == MAX_CALLS)
			return;
	}
}

/*
 * Reports of failures.
 */

static uint64_t seed;
static long only_case = -1;	/* if not negative */
static long wanted;		/* VERDICTS, or 0 */

#define MAX_STEPS	64	/* of one call; a comparison takes at most one */

struct tally {
	const char *test;
	long case_nr;
	long shown_case;	/* the last one whose policies were printed */
	long verdicts;
	long refused_texts;
	long passed;		/* the oldest policy alone refused them */
	long foreign, without_call;
	bool mirrors;		/* look at what /proc shows, too */
	long last_lines;	/* foreign: lines there */
	long of_kind[KILL + 1];
	long disagreements;	/* of the reading with the generator */
	long too_big;		/* cases that take too many steps */
	int wrong;
};

static void say_text(const struct layer *layer)
{
	const char *at;

	printf("#   policy %d, %s:\n#     | ", (int)(layer - this_case.layer),
	       is_valid(layer) ? "valid" : "invalid");
	for (at = layer->text; *at; at++) {
		if (*at == '\n' && at[1])
			printf("\n#     | ");
		else if (*at == '\t')
			printf("\\t");
		else if (*at == '\r')
			printf("\\r");
		else if (*at != '\n')
			putchar(*at);
	}
	putchar('\n');
}

static void say_texts(void)
{
	int i;

	for (i = 0; i < this_case.nr_layers; i++)
		say_text(&this_case.layer[i]);
}

static void say_action(const char *what, struct action action)
{
	static const char * const names[] = {
		"pass", "log", "trace", "errno", "trap", "kill_thread", "kill",
	};

	printf("#   %s %s %d\n", what, names[action.kind], action.data);
}

static void say_call(const struct trial_call *call)
{
	const struct spec *spec = call->spec;
	int i;

	printf("#   call %s (%d)%s, register %#llx\n", spec ? spec->name : "?",
	       (int)call->nr, call->int80 ? " by int 0x80" : "",
	       (unsigned long long)call->nr);
	for (i = 0; i < 6; i++) {
		printf("#     a%d %-12s %#018llx\n", i,
		       spec && i < count_args(spec) ? spec->arg[i].name : "-",
		       (unsigned long long)call->arg[i]);
	}
	say_action("expected", call->expected);
}

static void say_outcome(const struct outcome *outcome, int status)
{
	switch (outcome->how) {
	case RETURNED:
		printf("#   got return value %ld\n", outcome->value);
		break;
	case TRAPPED:
		printf("#   got SIGSYS with si_errno %ld, si_syscall %d\n",
		       outcome->value, outcome->signal_call);
		break;
	default:
		printf("#   got wait status %#x\n", status);
	}
}

static void say_replay(const struct tally *tally)
{
	printf("#   replay: env SEED=%#llx CASE=%ld seccomp_text_verdicts -t %s\n",
	       (unsigned long long)seed, tally->case_nr, tally->test);
}

static bool begin_complaint(struct tally *tally, const char *what)
{
	if (tally->wrong++ >= MAX_SAID)
		return false;

	printf("# %s: case %ld: %s\n", tally->test, tally->case_nr, what);
	say_replay(tally);
	if (only_case < 0 && tally->shown_case != tally->case_nr)
		say_texts();
	tally->shown_case = tally->case_nr;
	return true;
}

/*
 * Judging.
 */

static bool as_expected(const struct trial_call *call,
			const struct outcome *outcome, int status)
{
	switch (call->expected.kind) {
	/* No call has the number, or there is no tracer. */
	case PASS:
	case LOG:
	case TRACE:
		return outcome->how == RETURNED && outcome->value == -ENOSYS;
	case ERRNO:
		return outcome->how == RETURNED &&
		       outcome->value == -call->expected.data;
	case TRAP:
		return outcome->how == TRAPPED &&
		       outcome->value == call->expected.data &&
		       outcome->signal_call == entry_number(call->nr);
	default:
		return outcome->how == STARTED && killed_by_sigsys(status);
	}
}

static void judge_call(struct tally *tally, int index, int status)
{
	const struct trial_call *call = &this_case.call[index];
	const struct outcome *outcome = &results->outcome[index];

	tally->verdicts++;
	tally->of_kind[call->expected.kind]++;
	if (!call->spec && !is_foreign(call))
		tally->without_call++;
	else if (!call->spec)
		tally->foreign++;
	tally->passed += call->expected.kind == this_case.base.kind &&
			 call->expected.data == this_case.base.data;
	if (as_expected(call, outcome, status) ?
	    only_case >= 0 : begin_complaint(tally, "another verdict")) {
		say_call(call);
		say_outcome(outcome, status);
	}
}

static bool judge_installs(struct tally *tally, int status)
{
	int i, expected;

	if (results->ready)
		return true;

	/* So many comparisons may be more steps than a call may take. */
	for (i = 0; i < this_case.nr_layers; i++) {
		if (results->installed[i] == -E2BIG &&
		    this_case.nr_preds > MAX_STEPS) {
			tally->too_big++;
			return false;
		}
	}
	if (!begin_complaint(tally, "the policies were not installed"))
		return false;
	for (i = 0; i < this_case.nr_layers; i++) {
		expected = install_expected(&this_case.layer[i]);
		if (results->installed[i] == expected)
			continue;
		printf("#   policy %d: expected %d, got %d, wait status %#x\n",
		       i, expected, results->installed[i], status);
		break;
	}
	return false;
}

static char shown[TEXT_MAX + 1];

static bool has_ended(pid_t pid)
{
	siginfo_t info = { };

	return waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	       info.si_pid;
}

/* The child itself may not be allowed to read it, or to wait for that. */
static void read_shown(pid_t pid)
{
	while (!get_mark(&results->ready) && !has_ended(pid))
		sched_yield();
	if (read_policy(pid, pid, shown, TEXT_MAX) < 0)
		shown[0] = '\0';
	set_mark(&results->read, 1);
}

/* Run the calls from @first on. Return the index of the next one to run. */
static int run_part(struct tally *tally, int first)
{
	int status, i;
	pid_t pid;

	memset(results, 0, sizeof(*results));
	memset(results->installed, -1, sizeof(results->installed));
	results->read = first || !tally->mirrors;
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		run_calls(first);
	if (!results->read)
		read_shown(pid);
	status = raw_wait(pid);
	if (!judge_installs(tally, status))
		return this_case.nr_calls;

	/* A kill ends the child in the middle of a call. */
	for (i = first; i < this_case.nr_calls; i++) {
		judge_call(tally, i, status);
		if (results->outcome[i].how <= STARTED)
			return i + 1;
	}
	return i;
}

/* The generator knows which texts are invalid, and must agree. */
static void read_texts(struct tally *tally)
{
	int i;

	readings->nr_nodes = 0;
	readings->nr_rules = 0;
	for (i = 0; i < this_case.nr_layers; i++) {
		struct layer *layer = &this_case.layer[i];

		understand(layer->text, &layer->policy);
		tally->refused_texts += !is_valid(layer);
		if (layer->spoiled == is_valid(layer) &&
		    !tally->disagreements++)
			begin_complaint(tally, "the generator reads it otherwise");
	}
}

static void run_calls_of_case(struct tally *tally)
{
	int i;

	if (only_case >= 0)
		say_texts();
	for (i = 0; i < this_case.nr_calls; )
		i = run_part(tally, i);
}

static bool same_action(struct action a, struct action b)
{
	return a.kind == b.kind && a.data == b.data;
}

/* What /proc shows becomes the only policy, and everything stays the same. */
static void run_mirror(struct tally *tally)
{
	struct layer *layer = &this_case.layer[0];
	int i;

	layer->spoiled = false;
	layer->len = strlen(shown);
	if (layer->len >= MAX_TEXT)
		return;
	memcpy(layer->text, shown, layer->len + 1);
	this_case.nr_layers = 1;
	read_texts(tally);
	for (i = 0; i < this_case.nr_calls; i++) {
		const struct trial_call *call = &this_case.call[i];
		struct action action = verdict_on(call);

		if (!same_action(action, call->expected) &&
		    begin_complaint(tally, "/proc shows another policy")) {
			say_call(call);
			say_action("shown", action);
		}
	}
	run_calls_of_case(tally);
	if (strchr(shown, '\\') || strcmp(layer->text, shown))
		begin_complaint(tally, "the text in /proc changes what it shows");
	tally->last_lines += !!strstr(shown, "\nforeign: ");
}

static void run_case(struct tally *tally, void (*write)(void))
{
	long bad = tally->wrong + tally->too_big;

	begin_case(seed, tally->case_nr);
	write();
	read_texts(tally);
	make_trial_calls();
	run_calls_of_case(tally);
	if (tally->mirrors && tally->wrong + tally->too_big == bad)
		run_mirror(tally);
}

static void say_tally(const struct tally *tally)
{
	const long *n = tally->of_kind;

	printf("# %s: SEED=%#llx: %ld cases, %ld invalid texts, %ld verdicts: ",
	       tally->test, (unsigned long long)seed, tally->case_nr,
	       tally->refused_texts, tally->verdicts);
	printf("%ld passed; kill %ld, trap %ld, errno %ld, trace %ld; ",
	       tally->passed, n[KILL] + n[KILL_THREAD], n[TRAP], n[ERRNO],
	       n[TRACE]);
	printf("%ld foreign, %ld without a call; %ld too big; %d wrong\n",
	       tally->foreign, tally->without_call, tally->too_big, tally->wrong);
	fflush(stdout);
}

static void run_cases(struct tally *tally, void (*write)(void), long enough)
{
	tally->shown_case = -1;
	if (wanted)
		enough = wanted;
	printf("# %s: SEED=%#llx\n", tally->test, (unsigned long long)seed);
	if (only_case >= 0) {
		tally->case_nr = only_case;
		run_case(tally, write);
	} else {
		while (tally->verdicts < enough && tally->wrong < MAX_SAID) {
			run_case(tally, write);
			tally->case_nr++;
		}
	}
	say_tally(tally);
}

/*
 * Setup.
 */

static uint64_t fresh_seed(void)
{
	uint64_t value = 0;
	struct timespec now;

	if (getrandom(&value, sizeof(value), GRND_INSECURE) != sizeof(value))
		value = getpid();
	clock_gettime(CLOCK_REALTIME, &now);
	value ^= mix(now.tv_sec * 1000000000ULL + now.tv_nsec);
	return value & 0xffffffffffff;
}

/* Return false for a variable that is set and holds no number. */
static bool read_variable(const char *name, uint64_t *value)
{
	const char *text = getenv(name);
	char *end;

	if (!text)
		return true;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return *text && !*end && !errno;
}

static int nr_subjects(void)
{
	return vocabulary.nr_specs - NEEDED_CALLS;
}

enum { NAMES_KNOWN, NR_NATIVE };	/* results of find_built() */

/* The kernel accepts any argument name for an unbuilt call only. */
static void find_built(struct text_page *page, const void *arg)
{
	struct seccomp_text_call call = {
		.size = sizeof(call), .nr = __NR_read,
	};
	static char text[128];
	int i;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !RAW(__NR_seccomp, SECCOMP_DESCRIBE_CALL, 0,
			       (unsigned long)&call));
	page->result[NR_NATIVE] = call.nr_calls;
	page->result[NAMES_KNOWN] = kernel_has_constant_names();
	for (i = 0; i < nr_subjects(); i++) {
		snprintf(text, sizeof(text),
			 "unlisted: 1\n%s: no_such_argument == 0\n",
			 vocabulary.specs[i].name);
		results->outcome[0].value = i;
		if (install(text) == -EINVAL)
			((char *)results)[sizeof(*results) + i] = 1;
	}
	set_mark(&page->before, 1);
}

static void *share(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void get_ready(struct __test_metadata *_metadata,
		      struct text_page *page)
{
	uint64_t number = -1ULL, verdicts = 0;
	const char *flags;
	int i;

	/* Lose no output if the test ends early. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = fresh_seed();
	ASSERT_TRUE(read_variable("SEED", &seed));
	ASSERT_TRUE(read_variable("CASE", &number));
	only_case = number;
	ASSERT_TRUE(read_variable("VERDICTS", &verdicts));
	ASSERT_TRUE(!getenv("VERDICTS") || verdicts > 0);
	wanted = verdicts;

	readings = share(sizeof(*readings));
	ASSERT_NE(MAP_FAILED, readings);
	results = share(sizeof(*results) + nr_subjects());
	ASSERT_NE(MAP_FAILED, results);
	ASSERT_TRUE(left_with(run_child(page, find_built, NULL), 0));
	ASSERT_EQ(1, page->before);
	names_known = page->result[NAMES_KNOWN];
	nr_native = page->result[NR_NATIVE];
	ASSERT_LT(__NR_landlock_add_rule, nr_native);
	knows_int80 = has_int80(page);
	printf("# %sconstants by name, %sint 0x80\n", names_known ? "" : "no ",
	       knows_int80 ? "" : "no ");
	flags = (char *)results + sizeof(*results);
	for (i = 0; i < nr_subjects(); i++) {
		const struct spec *spec = &vocabulary.specs[i];

		if (flags[i])
			built[nr_built++] = spec;
		else
			printf("# not in this kernel: %s\n", spec->name);
	}
	ASSERT_LE(40, nr_built);
}

/* A replayed case is too small for statistics. */
static bool is_whole_run(const struct tally *tally)
{
	return only_case < 0 && !wanted && !tally->wrong;
}

static void expect_all_comparisons(struct __test_metadata *_metadata)
{
	static const struct {
		int bits;
		bool is_signed;
	} types[] = {
		{ 16, false }, { 32, false }, { 32, true }, { 64, false },
		{ 64, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		for (int op = 0; op < NR_OPS; op++) {
			const unsigned long *seen =
				compared[op][types[i].bits][types[i].is_signed];

			EXPECT_NE(0, seen[false]);
			EXPECT_NE(0, seen[true]);
		}
	}
}

static void expect_all_drawn(struct __test_metadata *_metadata,
			     const struct tally *tally)
{
	for (int i = 0; i < NR_DRAWN; i++) {
		if ((i == NAME && !names_known) ||
		    (i == FOREIGN_ACTION && !this_case.any_number))
			continue;
		EXPECT_LT(tally->case_nr / 4, drawn[i]) {
			TH_LOG("too few of kind %d", i);
		}
	}
}

TEXT_LONG_TEST(random_predicates_mean_what_the_documentation_says)
{
	struct tally tally = {
		"random_predicates_mean_what_the_documentation_says"
	};

	get_ready(_metadata, self->page);
	run_cases(&tally, write_predicate_case, nr_tries(20000));
	EXPECT_EQ(0, tally.wrong);
	EXPECT_EQ(0, tally.disagreements);
	EXPECT_LT(0, tally.verdicts);
	EXPECT_GE(tally.case_nr / 2, tally.too_big);
	if (!is_whole_run(&tally))
		return;
	EXPECT_LE(nr_tries(20000), tally.verdicts);
	EXPECT_LT(tally.verdicts / 10, tally.passed);
	EXPECT_GT(tally.verdicts * 9 / 10, tally.passed);
	EXPECT_LT(0, tally.refused_texts);
	expect_all_drawn(_metadata, &tally);
	/* Too few verdicts might miss some of them. */
	if (!kernel_is_slow())
		expect_all_comparisons(_metadata);
}

TEXT_LONG_TEST(strictest_then_newest_of_random_policies_decides)
{
	struct tally tally = {
		"strictest_then_newest_of_random_policies_decides"
	};

	get_ready(_metadata, self->page);
	run_cases(&tally, write_stack_case, nr_tries(8000));
	EXPECT_EQ(0, tally.wrong);
	EXPECT_EQ(0, tally.disagreements);
	EXPECT_LT(0, tally.verdicts);
	EXPECT_GE(tally.case_nr / 2, tally.too_big);
	if (!is_whole_run(&tally))
		return;
	EXPECT_LE(nr_tries(8000), tally.verdicts);
	EXPECT_LT(0, tally.passed);
	EXPECT_LT(0, tally.refused_texts);
	EXPECT_LT(0, tally.of_kind[KILL]);
	EXPECT_LT(0, tally.of_kind[KILL_THREAD]);
	EXPECT_LT(0, tally.of_kind[TRAP]);
	EXPECT_LT(0, tally.of_kind[TRACE]);
	EXPECT_LT(0, tally.of_kind[PASS]);
	if (!kernel_is_slow())
		EXPECT_LT(0, tally.of_kind[LOG]);
	if (HAS_FOREIGN_CALLS)
		EXPECT_LT(nr_tries(100), tally.foreign);
	EXPECT_LT(nr_tries(100), tally.without_call);
	expect_all_drawn(_metadata, &tally);
}

TEXT_LONG_TEST(what_proc_shows_of_random_policies_means_the_same)
{
	struct tally tally = {
		"what_proc_shows_of_random_policies_means_the_same",
		.mirrors = true,
	};

	get_ready(_metadata, self->page);
	run_cases(&tally, write_stack_case, nr_tries(6000));
	EXPECT_EQ(0, tally.wrong);
	EXPECT_EQ(0, tally.disagreements);
	EXPECT_LT(0, tally.verdicts);
	EXPECT_GE(tally.case_nr / 2, tally.too_big);
	if (!is_whole_run(&tally))
		return;
	EXPECT_LT(0, tally.last_lines);
	EXPECT_GT(tally.case_nr, tally.last_lines);
}

TEST_HARNESS_MAIN
