// SPDX-License-Identifier: GPL-2.0
/*
 * Random policies and random calls: the kernel's verdicts against those of an
 * evaluator that shares nothing with it.
 *
 * What a policy means was taken from its documentation alone, and what an
 * argument is from the SYSCALL_DEFINE lines, by hand. The compiler's own
 * conversions and comparisons say what a call's C code would see; a parsed
 * form never leaves the generator, so there is no second parser to be wrong in
 * the same way.
 *
 * No call is ever made. The oldest policy of every child refuses all calls
 * that the test is about, mildly; whatever newer ones refuse at least as
 * strictly shows in the result in its place. Hence any call, with anything in
 * its registers, will do.
 *
 * Everything follows from one seed, which is new each time, and printed. To
 * see a failure again, and nothing else, with the policies and calls of its
 * case, use the line "replay:" of what was said about it:
 *
 *	env SEED=0x123 CASE=45 seccomp_text_verdicts -t NAME_OF_THE_TEST
 *
 * SEED alone repeats a whole run, VERDICTS=N makes each test ask for that many
 * instead of its own number. A case depends on what calls the kernel has, too.
 */
#include <stdint.h>
#include <sys/random.h>
#include <time.h>
#include <ucontext.h>

#include "seccomp_text.h"
#include "seccomp_text_random.h"

#define MAX_SAID	3	/* failures that are told in full */

/*
 * The evaluator.
 */

/* How often each kind of comparison came out false, and true. */
static unsigned long seen[NR_TYPES][NR_OPS][2];

static bool compare(enum op op, wide value, wide constant)
{
	switch (op) {
	case EQ:
		return value == constant;
	case NE:
		return value != constant;
	case LT:
		return value < constant;
	case LE:
		return value <= constant;
	case GT:
		return value > constant;
	case GE:
		return value >= constant;
	default:
		return value & constant;
	}
}

static bool holds(int index, const struct trial_call *call)
{
	const struct node *node = &this_case.node[index];
	bool left, right;
	enum type type;

	if (node->kind == COMPARE) {
		type = this_case.subject[call->subject]->arg[node->arg].type;
		left = compare(node->op, as_used(type, call->arg[node->arg]),
			       node->constant);
		seen[type][node->op][left]++;
		return left;
	}

	left = holds(node->left, call);
	if (node->kind == NOT)
		return !left;
	right = holds(node->right, call);
	return node->kind == AND ? left && right : left || right;
}

static bool refuses(const struct rule *rule, const struct trial_call *call)
{
	switch (rule->kind) {
	case ALLOW:
		return false;
	case REFUSE:
		return true;
	default:
		return !holds(rule->root, call);
	}
}

/* The strictest of its rules that fail; among equals the line that is first. */
static struct action verdict_of(const struct layer *layer,
				const struct trial_call *call)
{
	struct action verdict = { PASS };
	const struct rule *rule;
	bool named = false;

	for (rule = layer->rule; rule < layer->rule + layer->nr_rules; rule++) {
		if (rule->subject != call->subject)
			continue;
		named = true;
		if (refuses(rule, call) && rule->action.kind > verdict.kind)
			verdict = rule->action;
	}
	return named || layer->unlisted ? verdict : layer->on_violation;
}

/* The strictest of all policies; among equals that of the newest. */
static struct action verdict_on(const struct trial_call *call)
{
	struct action verdict = { PASS }, action;
	int i;

	for (i = 0; i < this_case.nr_layers; i++) {
		if (!this_case.layer[i].accepted)
			continue;
		action = verdict_of(&this_case.layer[i], call);
		if (action.kind >= verdict.kind)
			verdict = action;
	}
	return verdict;
}

/*
 * Calls.
 */

/* The bits above the argument's own are anything, or what compilers leave. */
static uint64_t extend(enum type type, uint64_t value)
{
	int bits = width(type);
	uint64_t mask = bits == 64 ? ~0ULL : (1ULL << bits) - 1;
	uint64_t low = value & mask;

	switch (below(6)) {
	case 0:
		return value;
	case 1:
		return low;
	case 2:
		return low >> (bits - 1) & 1 ? low | ~mask : low;
	case 3:
		return low | ~mask;
	case 4:
		return bits == 64 ? low : low | 1ULL << (bits + below(64 - bits));
	default:
		return low | (chance() & ~mask);
	}
}

static uint64_t pick_register(enum type type, const struct near *near)
{
	wide value;

	if (!near->nr || one_in(6))
		value = pick_constant(type, true);
	else
		value = near->constant[below(near->nr)];
	switch (below(6)) {
	case 0:
		value++;
		break;
	case 1:
		value--;
		break;
	case 2:
		value ^= (wide)1 << below(width(type));
		break;
	case 3:
		value = one_in(3) ? ~value : value;
		break;
	}
	return extend(type, value);
}

static void make_trial_call(struct trial_call *call)
{
	const struct spec *spec;
	int i, nr_args;

	call->subject = below(this_case.nr_subjects);
	spec = this_case.subject[call->subject];
	nr_args = count_args(spec);
	/* The number is an int, too. */
	call->rax = (uint64_t)spec->nr | (one_in(4) ? chance() << 32 : 0);
	for (i = 0; i < 6; i++) {
		call->arg[i] = i >= nr_args ? chance() :
			pick_register(spec->arg[i].type,
				      &this_case.near[call->subject][i]);
	}
	call->expected = verdict_on(call);
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
		if (is_kill(call->expected) && ++kills > MAX_KILLS)
			continue;
		if (++this_case.nr_calls == MAX_CALLS)
			return;
	}
}

/* Distinct ones, so that a call has one name in what is said of it. */
static void pick_subjects(int nr)
{
	int i;

	while (this_case.nr_subjects < nr) {
		const struct spec *spec = built[below(nr_built)];

		for (i = 0; i < this_case.nr_subjects; i++) {
			if (this_case.subject[i] == spec)
				break;
		}
		if (i == this_case.nr_subjects)
			this_case.subject[this_case.nr_subjects++] = spec;
	}
}

static void clear_case(void)
{
	this_case.nr_subjects = 0;
	this_case.nr_preds = 0;
	this_case.nr_nodes = 0;
	this_case.nr_layers = 0;
	this_case.nr_calls = 0;
	memset(this_case.near, 0, sizeof(this_case.near));
}

static void make_predicate_case(void)
{
	pick_subjects(1);
	write_base((struct action){ ERRNO, BASE_ERRNO });
	write_predicate_layer();
	make_trial_calls();
}

static void make_stack_case(void)
{
	static const struct action refusal = { ERRNO, BASE_ERRNO };
	static const struct action weak_refusal = { TRACE, 1 };
	int i;

	pick_subjects(1 + below(MAX_SUBJECTS));
	write_base(one_in(4) ? weak_refusal : refusal);
	for (i = 1 + below(MAX_LAYERS - 1); i > 0; i--)
		write_layer();
	make_trial_calls();
}

/*
 * The child that makes the calls.
 */

enum how { NOTHING, STARTED, RETURNED, TRAPPED };

struct outcome {
	enum how how;
	long value;		/* what it returned, or si_errno */
	int signal_call;	/* si_syscall */
};

struct results {
	bool ready;		/* no policy was judged differently */
	int installed[MAX_LAYERS];
	struct outcome outcome[MAX_CALLS];
};

static struct results *results;
static struct outcome *current_call;

static void on_sigsys(int sig, siginfo_t *info, void *context)
{
	current_call->value = info->si_errno;
	current_call->signal_call = info->si_syscall;
	__atomic_store_n(&current_call->how, TRAPPED, __ATOMIC_SEQ_CST);
}

static long raw_call(const struct trial_call *call)
{
	register uint64_t r10 asm("r10") = call->arg[3];
	register uint64_t r8 asm("r8") = call->arg[4];
	register uint64_t r9 asm("r9") = call->arg[5];
	uint64_t rax = call->rax;

	asm volatile("syscall"
		     : "+a" (rax)
		     : "D" (call->arg[0]), "S" (call->arg[1]),
		       "d" (call->arg[2]), "r" (r10), "r" (r8), "r" (r9)
		     : "rcx", "r11", "memory");
	return rax;
}

/* The state in shared memory is for the parent, and for the handler. */
static void make_outcome(int index)
{
	struct outcome *outcome = &results->outcome[index];
	long ret;

	current_call = outcome;
	__atomic_store_n(&outcome->how, STARTED, __ATOMIC_SEQ_CST);
	ret = raw_call(&this_case.call[index]);
	if (__atomic_load_n(&outcome->how, __ATOMIC_SEQ_CST) == STARTED) {
		outcome->value = ret;
		outcome->how = RETURNED;
	}
}

static int install_expected(const struct layer *layer)
{
	return layer->accepted ? 0 : -EINVAL;
}

/*
 * Should a call be made after all, then as nobody, and not for long. Leaves by
 * raw calls, as all policies allow these.
 */
static void run_calls(int first)
{
	struct sigaction action = {
		.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO,
	};
	int i;

	alarm(100);
	sigaction(SIGSYS, &action, NULL);
	if (geteuid() == 0 && setresuid(65534, 65534, 65534))
		leave(1);
	if (no_new_privs())
		leave(1);
	for (i = 0; i < this_case.nr_layers; i++) {
		const struct layer *layer = &this_case.layer[i];

		results->installed[i] = install_flags(0, layer->text);
		if (results->installed[i] != install_expected(layer))
			leave(1);
	}
	results->ready = true;
	for (i = first; i < this_case.nr_calls; i++)
		make_outcome(i);
	leave(0);
}

/*
 * What is said of a failure.
 */

static uint64_t seed;
static long only_case = -1;	/* if not negative */
static long wanted;		/* VERDICTS, or 0 */

struct tally {
	const char *test;
	long case_nr;
	long told_case;		/* the last one whose policies were shown */
	long verdicts;
	long refused_texts;
	long passed;		/* by all policies but the oldest */
	long of_kind[KILL + 1];
	int wrong;
};

static void say_text(const struct layer *layer)
{
	const char *at;

	printf("#   policy %d, %s:\n#     | ", (int)(layer - this_case.layer),
	       layer->accepted ? "valid" : "invalid");
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
	const struct spec *spec = this_case.subject[call->subject];
	int i;

	printf("#   call %s (%d), rax %#llx\n", spec->name, spec->nr,
	       (unsigned long long)call->rax);
	for (i = 0; i < 6; i++) {
		printf("#     a%d %-12s %#018llx\n", i,
		       i < count_args(spec) ? spec->arg[i].name : "-",
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
	if (only_case < 0 && tally->told_case != tally->case_nr)
		say_texts();
	tally->told_case = tally->case_nr;
	return true;
}

/*
 * Judging.
 */

static bool as_expected(const struct trial_call *call,
			const struct outcome *outcome, int status)
{
	switch (call->expected.kind) {
	case TRACE:
		/* There is no tracer. */
		return outcome->how == RETURNED && outcome->value == -ENOSYS;
	case ERRNO:
		return outcome->how == RETURNED &&
		       outcome->value == -call->expected.data;
	case TRAP:
		return outcome->how == TRAPPED &&
		       outcome->value == call->expected.data &&
		       outcome->signal_call == (int)call->rax;
	case KILL_THREAD:
	case KILL:
		return outcome->how == STARTED && killed_by_sigsys(status);
	default:
		return false;
	}
}

static void judge_call(struct tally *tally, int index, int status)
{
	const struct trial_call *call = &this_case.call[index];
	const struct outcome *outcome = &results->outcome[index];

	tally->verdicts++;
	tally->of_kind[call->expected.kind]++;
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

/* Runs the calls from @first on; returns the one to go on with. */
static int run_part(struct tally *tally, int first)
{
	int status, i;
	pid_t pid;

	memset(results, 0, sizeof(*results));
	memset(results->installed, -1, sizeof(results->installed));
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		run_calls(first);
	status = raw_wait(pid);
	if (!judge_installs(tally, status))
		return this_case.nr_calls;

	/* The child ends in the middle of the call that killed it. */
	for (i = first; i < this_case.nr_calls; i++) {
		judge_call(tally, i, status);
		if (results->outcome[i].how <= STARTED)
			return i + 1;
	}
	return i;
}

static void run_case(struct tally *tally, void (*make)(void))
{
	int i;

	clear_case();
	chance_state = mix(seed) + mix(tally->case_nr + 1);
	make();
	if (only_case >= 0)
		say_texts();
	for (i = 0; i < this_case.nr_layers; i++)
		tally->refused_texts += !this_case.layer[i].accepted;
	for (i = 0; i < this_case.nr_calls; )
		i = run_part(tally, i);
}

static void say_tally(const struct tally *tally)
{
	const long *n = tally->of_kind;

	printf("# %s: SEED=%#llx: %ld cases, %ld invalid texts, %ld verdicts: ",
	       tally->test, (unsigned long long)seed, tally->case_nr,
	       tally->refused_texts, tally->verdicts);
	printf("%ld passed; kill %ld, trap %ld, errno %ld, trace %ld; %d wrong\n",
	       tally->passed, n[KILL] + n[KILL_THREAD], n[TRAP], n[ERRNO],
	       n[TRACE], tally->wrong);
	fflush(stdout);
}

static void run_cases(struct tally *tally, void (*make)(void), long enough)
{
	tally->told_case = -1;
	if (wanted)
		enough = wanted;
	printf("# %s: SEED=%#llx\n", tally->test, (unsigned long long)seed);
	if (only_case >= 0) {
		tally->case_nr = only_case;
		run_case(tally, make);
	} else {
		while (tally->verdicts < enough && tally->wrong < MAX_SAID) {
			run_case(tally, make);
			tally->case_nr++;
		}
	}
	say_tally(tally);
}

/*
 * Getting ready.
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

/* Returns false if the variable is there but says nothing. */
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

/* Only a call that the kernel was built without has any argument. */
static void find_built(struct text_page *page, const void *arg)
{
	static char text[128];
	int i;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (i = 0; i < NR_SPECS; i++) {
		snprintf(text, sizeof(text),
			 "unlisted: 1\n%s: no_such_argument == 0\n",
			 specs[i].name);
		results->outcome[0].value = i;
		if (install(text) == -EINVAL)
			((char *)results)[sizeof(*results) + i] = 1;
	}
	set_mark(&page->before, 1);
}

static void get_ready(struct __test_metadata *_metadata,
		      struct text_page *page)
{
	uint64_t number = -1ULL, verdicts = 0;
	const char *flags;
	int i;

	/* Should it end early, then with all it has said. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = fresh_seed();
	ASSERT_TRUE(read_variable("SEED", &seed));
	ASSERT_TRUE(read_variable("CASE", &number));
	only_case = number;
	ASSERT_TRUE(read_variable("VERDICTS", &verdicts));
	ASSERT_TRUE(!getenv("VERDICTS") || verdicts > 0);
	wanted = verdicts;

	results = mmap(NULL, sizeof(*results) + NR_SPECS,
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		       0);
	ASSERT_NE(MAP_FAILED, results);
	ASSERT_TRUE(left_with(run_child(page, find_built, NULL), 0));
	ASSERT_EQ(1, page->before);
	flags = (char *)results + sizeof(*results);
	for (i = 0; i < NR_SPECS; i++) {
		if (flags[i])
			built[nr_built++] = &specs[i];
		else
			printf("# not in this kernel: %s\n", specs[i].name);
	}
	ASSERT_LE(40, nr_built);
}

/* A replayed case may be too small for these. */
static bool is_whole_run(const struct tally *tally)
{
	return only_case < 0 && !wanted && !tally->wrong;
}

static void expect_all_comparisons(struct __test_metadata *_metadata)
{
	int type, op;

	for (type = 0; type < NR_TYPES; type++) {
		for (op = 0; op < NR_OPS; op++) {
			EXPECT_NE(0, seen[type][op][false]);
			EXPECT_NE(0, seen[type][op][true]);
		}
	}
}

TEXT_LONG_TEST(random_predicates_mean_what_the_document_says)
{
	struct tally tally = {
		"random_predicates_mean_what_the_document_says"
	};

	get_ready(_metadata, self->page);
	run_cases(&tally, make_predicate_case, nr_tries(20000));
	EXPECT_EQ(0, tally.wrong);
	EXPECT_LT(0, tally.verdicts);
	if (!is_whole_run(&tally))
		return;
	EXPECT_LE(nr_tries(20000), tally.verdicts);
	EXPECT_LT(tally.verdicts / 10, tally.passed);
	EXPECT_GT(tally.verdicts * 9 / 10, tally.passed);
	EXPECT_LT(0, tally.refused_texts);
	/* Fewer leave some of them to chance. */
	if (!kernel_is_slow())
		expect_all_comparisons(_metadata);
}

TEXT_LONG_TEST(random_policies_are_judged_strictest_then_newest)
{
	struct tally tally = {
		"random_policies_are_judged_strictest_then_newest"
	};

	get_ready(_metadata, self->page);
	run_cases(&tally, make_stack_case, nr_tries(8000));
	EXPECT_EQ(0, tally.wrong);
	EXPECT_LT(0, tally.verdicts);
	if (!is_whole_run(&tally))
		return;
	EXPECT_LE(nr_tries(8000), tally.verdicts);
	EXPECT_LT(0, tally.passed);
	EXPECT_LT(0, tally.refused_texts);
	EXPECT_LT(0, tally.of_kind[KILL]);
	EXPECT_LT(0, tally.of_kind[KILL_THREAD]);
	EXPECT_LT(0, tally.of_kind[TRAP]);
	EXPECT_LT(0, tally.of_kind[TRACE]);
}

TEST_HARNESS_MAIN
