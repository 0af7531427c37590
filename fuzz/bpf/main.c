// SPDX-License-Identifier: GPL-2.0
/*
 * bpf random|mutations [--kernel] [--seed N] [--case N] [--policies N] [--calls N]
 * bpf files [--kernel] [--calls N] FILE...
 * bpf shapes [--kernel]
 *
 * Whether filters compiled from policies mean what the policies mean. Four readings of
 * each call must agree: the running kernel's, with --kernel, of the policies and of the
 * filter; the offline verdict; a second reading of the language, that of the selftests;
 * and the filter, run here.
 *
 * random     random stacks of policies, N of them (1000), N calls of each (100)
 * files      policies of which each FILE is one
 * shapes     the shortest and the longest filters, and those that just do not fit
 * mutations  whether a wrong filter is noticed: filters are changed in one place
 *
 * Everything follows from the seed, which is printed. --case repeats a single case, and prints
 * its policies.
 *
 * Linked with the objects of tools/seccomp, and with the reading and the writer of random
 * policies of the selftests.
 */
#include <asm/unistd.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <time.h>

#include "agree.h"
#include "main.h"
#include "seccomp_text_random.h"
#include "trial.h"
#include "wide.h"

#define MAX_SAID	3	/* failures to print */

struct settings settings = { .policies = 1000, .calls = 100, .only_case = -1 };
struct counts counts;

void fail(const char *what)
{
	counts.wrong++;
	printf("# %s: case %ld: %s\n", settings.mode, counts.case_nr, what);
	printf("#   replay: bpf %s%s --seed %#llx --calls %u --case %ld\n", settings.mode,
	       settings.kernel ? " --kernel" : "", (unsigned long long)settings.seed,
	       settings.calls, counts.case_nr);
	if (counts.wrong < MAX_SAID)
		return;
	printf("%lu wrong, and no more was tried\n", counts.wrong);
	exit(1);
}

/* Judging calls here */

static void judge_calls(const struct stack *stack, struct dice *dice, unsigned int nr)
{
	const char *why = refuse_filter(stack->program.code, stack->program.nr) ?:
			  refuse_filter(stack->swapped.code, stack->swapped.nr);
	uint32_t verdict;
	struct call call;

	if (why) {
		print_stack(stack);
		fail(why);
		return;
	}
	while (nr--) {
		roll_call(stack, dice, &call);
		if (!agree_on(stack, &call, false, &verdict)) {
			fail("the readings differ");
			return;
		}
		counts.verdicts++;
		count_verdict(verdict);
	}
	if (stack->read && count_uncached(stack, &counts.cached)) {
		print_stack(stack);
		fail("a call that is allowed is not cached");
	}
}

/* Judging calls in the kernel */

/* Whether it is certain that the call is not made */
static bool is_harmless(const struct call *call, uint32_t verdict)
{
	uint32_t action = verdict & SECCOMP_RET_ACTION_FULL;

	if (call->arch != AUDIT_ARCH_X86_64 && call->arch != AUDIT_ARCH_I386)
		return false;
	/* The kernel never judges uretprobe. */
	if (call->arch == AUDIT_ARCH_X86_64 && call->nr == 335)
		return false;
	if (action != SECCOMP_RET_ALLOW && action != SECCOMP_RET_LOG)
		return true;
	return call->arch == AUDIT_ARCH_X86_64 && (call->nr < 0 || call->nr >= (int)count_calls());
}

/* A few calls that kill, in a few cases, are enough: each takes a child of its own. */
static unsigned int roll_trials(const struct stack *stack, struct dice *dice, bool traced,
				struct call *calls, uint32_t *verdicts)
{
	unsigned int nr = 0, tries, kills = traced || counts.case_nr % 8 ? 0 : 4;

	for (tries = 0; tries < 4 * settings.calls && nr < settings.calls; tries++) {
		uint32_t action;

		roll_call(stack, dice, &calls[nr]);
		if (!agree_on(stack, &calls[nr], false, &verdicts[nr])) {
			fail("the readings differ");
			return 0;
		}
		if (!is_harmless(&calls[nr], verdicts[nr]))
			continue;
		action = verdicts[nr] & SECCOMP_RET_ACTION_FULL;
		if ((action == SECCOMP_RET_KILL_PROCESS || action == SECCOMP_RET_KILL_THREAD) &&
		    !kills)
			continue;
		kills -= action == SECCOMP_RET_KILL_PROCESS || action == SECCOMP_RET_KILL_THREAD;
		nr++;
	}
	return nr;
}

static void count_trial(const struct trial *trial)
{
	unsigned int i;

	for (i = 0; i < trial->nr_calls; i++)
		count_verdict(trial->verdicts[i]);
	if (trial->nr)
		counts.in_kernel_text += trial->judged;
	else
		counts.in_kernel_filter += trial->judged;
	counts.traced += trial->traced ? trial->judged : 0;
}

/* First under the policies, then under the filter */
static void judge_in_kernel(const struct stack *stack, struct dice *dice, bool traced)
{
	static struct call calls[MAX_TRIALS];
	static uint32_t verdicts[MAX_TRIALS];
	struct trial trial = { .calls = calls, .verdicts = verdicts, .traced = traced };
	unsigned int turn;
	int ret;

	trial.nr_calls = roll_trials(stack, dice, traced, calls, verdicts);
	if (trial.nr_calls < 2)
		return;
	for (turn = 0; turn < 2; turn++) {
		/* The kernel's limits of policies are those of the offline verdict. */
		trial.texts = stack->texts;
		trial.nr = turn || !stack->state ? 0 : stack->nr;
		trial.filter = (struct sock_fprog){ stack->program.nr, stack->program.code };
		trial.judged = 0;
		ret = try_calls(&trial, false);
		if (ret) {
			print_stack(stack);
			fail(ret < 0 ? "the kernel refuses it" : "the kernel differs");
			return;
		}
		count_trial(&trial);
	}
}

/* Random policies */

/* All of them, or without the base */
int make_case(struct stack *stack, bool with_base)
{
	const char *texts[MAX_LAYERS];
	unsigned int nr = 0;
	int i;

	for (i = !with_base; i < this_case.nr_layers; i++)
		texts[nr++] = this_case.layer[i].text;
	return make_stack(stack, texts, nr);
}

void write_case(void)
{
	begin_case(settings.seed, counts.case_nr);
	if (counts.case_nr % 3 == 2)
		write_wide_case();
	else if (counts.case_nr % 9 == 1)
		write_predicate_case();
	else
		write_stack_case();
}

static void count_stack(const struct stack *stack, int ret)
{
	counts.policies += stack->nr;
	counts.unread += !stack->read;
	counts.unjudged += !stack->state;
	counts.too_big += ret == -E2BIG;
	if (ret)
		return;
	counts.stacks++;
	counts.instructions += stack->program.nr;
	counts.long_filters += stack->program.nr > 300;
	if (stack->program.nr > counts.longest)
		counts.longest = stack->program.nr;
}

static void judge_case(struct dice *dice, bool with_base)
{
	static struct stack stack;
	int ret;

	ret = make_case(&stack, with_base);
	if (settings.only_case >= 0)
		print_stack(&stack);
	count_stack(&stack, ret);
	if (!ret) {
		judge_calls(&stack, dice, settings.calls);
		if (with_base)
			judge_in_kernel(&stack, dice, counts.case_nr % 8 == 1);
	} else if (ret != -E2BIG && ret != -EINVAL) {
		print_stack(&stack);
		fail(strerror(-ret));
	} else if (ret == -E2BIG && !stack.program.nr && stack.state) {
		print_stack(&stack);
		fail("there are too many conditions, but not for the kernel");
	}
	free_stack(&stack);
}

static void run_random(void)
{
	struct dice dice;

	for (; counts.case_nr < settings.policies; counts.case_nr++) {
		if (settings.only_case >= 0)
			counts.case_nr = settings.only_case;
		write_case();
		dice = dice_from(&counts.case_nr, sizeof(counts.case_nr));
		judge_case(&dice, false);
		if (settings.kernel)
			judge_case(&dice, true);
		if (settings.only_case >= 0)
			break;
	}
}

/* Files */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = calloc(1, 65536 + 2);

	if (!file || !text)
		err(2, "%s", path);
	if (!fread(text, 1, 65536 + 1, file) && ferror(file))
		err(2, "%s", path);
	fclose(file);
	return text;
}

/* A base like that of random policies, for the calls that @stack names */
static char *write_base(const struct stack *stack)
{
	size_t room = 100 + 50 * stack->nr_subjects, len;
	char *text = malloc(room);
	unsigned int i;

	must(text);
	len = snprintf(text, room, "unlisted: 1\nforeign: trace 1\n");
	for (i = 0; i < stack->nr_subjects; i++) {
		const struct spec *spec = stack->subjects[i].spec;

		if (spec->nr != __NR_exit_group && spec->nr != __NR_rt_sigreturn &&
		    spec->nr != __NR_seccomp)
			len += snprintf(text + len, room - len, "%s: 0; trace 1\n", spec->name);
	}
	return text;
}

/* Whether a child under the policies can handle SIGSYS, install a newer one, and end */
static bool is_livable(const struct stack *stack)
{
	static const int needed[] = { __NR_rt_sigreturn, __NR_seccomp, __NR_exit_group };
	struct call call = { .arch = AUDIT_ARCH_X86_64 };
	unsigned int i;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		call.nr = needed[i];
		if (offline_verdict(stack, &call) != SECCOMP_RET_ALLOW)
			return false;
	}
	return true;
}

/* By themselves, where only calls that they refuse can be made, and on top of a base */
static void judge_livable(const struct stack *stack, struct dice *dice)
{
	const char *texts[MAX_STACKED];
	static struct stack with_base;
	char *base;

	if (!is_livable(stack)) {
		counts.deadly++;
		return;
	}
	base = write_base(stack);
	texts[0] = base;
	memcpy(texts + 1, stack->texts, stack->nr * sizeof(texts[0]));
	judge_in_kernel(stack, dice, false);
	if (!make_stack(&with_base, texts, stack->nr + 1)) {
		judge_in_kernel(&with_base, dice, false);
		judge_in_kernel(&with_base, dice, true);
	}
	free_stack(&with_base);
	free(base);
}

static void judge_file(const char *path)
{
	struct dice dice = dice_from(path, strlen(path));
	char *text = read_file(path);
	const char *texts[] = { text };
	static struct stack stack;
	int ret;

	ret = make_stack(&stack, texts, 1);
	count_stack(&stack, ret);
	if (ret) {
		printf("# %s: %s\n", path, strerror(-ret));
		fail("it cannot be compiled");
	} else {
		unsigned int wrong = counts.wrong;

		judge_calls(&stack, &dice, settings.calls * (10 + stack.nr_subjects));
		if (settings.kernel)
			judge_livable(&stack, &dice);
		if (counts.wrong > wrong)
			printf("# this was %s\n", path);
	}
	free_stack(&stack);
	free(text);
}

/* Shapes */

void judge_stack(struct stack *stack, struct dice *dice)
{
	count_stack(stack, 0);
	judge_calls(stack, dice, 8 * settings.calls);
	if (settings.kernel)
		judge_livable(stack, dice);
}

/* Words */

void count_verdict(uint32_t verdict)
{
	static const uint32_t actions[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_LOG, SECCOMP_RET_TRACE, SECCOMP_RET_ERRNO,
		SECCOMP_RET_TRAP, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_KILL_PROCESS,
	};
	unsigned int i = 0;

	while (actions[i] != (verdict & SECCOMP_RET_ACTION_FULL))
		must(++i < 7);
	counts.of_action[i]++;
}

static void print_counts(void)
{
	const unsigned long *n = counts.of_action;

	printf("%lu stacks of policies, %lu policies, %lu instructions, the longest %lu, %lu over 300\n",
	       counts.stacks, counts.policies, counts.instructions, counts.longest,
	       counts.long_filters);
	printf("%lu verdicts compared here, %lu in the kernel by policies, %lu by filters, %lu traced\n",
	       counts.verdicts, counts.in_kernel_text, counts.in_kernel_filter, counts.traced);
	printf("allow %lu, log %lu, trace %lu, errno %lu, trap %lu, kill_thread %lu, kill %lu\n",
	       n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
	printf("%u cached; %lu too big, %lu without a second reading, %lu without a verdict, %lu kill the child\n",
	       counts.cached, counts.too_big, counts.unread, counts.unjudged, counts.deadly);
	printf("%lu wrong\n", counts.wrong);
}

static unsigned long number(const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 0);

	if (!*word || *end)
		errx(2, "no number: %s", word);
	return value;
}

static void read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "kernel", no_argument, NULL, 'k' },
		{ "seed", required_argument, NULL, 's' },
		{ "case", required_argument, NULL, 'c' },
		{ "policies", required_argument, NULL, 'p' },
		{ "calls", required_argument, NULL, 'n' },
		{ }
	};
	int option;

	settings.seed = time(NULL);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'k':
			settings.kernel = true;
			break;
		case 's':
			settings.seed = number(optarg);
			break;
		case 'c':
			settings.only_case = number(optarg);
			break;
		case 'p':
			settings.policies = number(optarg);
			break;
		case 'n':
			settings.calls = number(optarg);
			break;
		default:
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	read_options(argc, argv);
	if (settings.kernel && settings.calls > MAX_TRIALS)
		errx(2, "at most %u calls", MAX_TRIALS);
	settings.mode = argv[optind++] ?: "";
	if (!learn_words(settings.kernel))
		return 1;
	if (settings.kernel)
		prepare_trials();
	printf("# %s: seed %#llx\n", settings.mode, (unsigned long long)settings.seed);
	if (!strcmp(settings.mode, "random"))
		run_random();
	else if (!strcmp(settings.mode, "mutations"))
		run_mutations();
	else if (!strcmp(settings.mode, "shapes"))
		run_shapes();
	else if (!strcmp(settings.mode, "files"))
		for (; argv[optind]; optind++, counts.case_nr++)
			judge_file(argv[optind]);
	else
		errx(2, "random, mutations, shapes or files?");
	print_counts();
	return !!counts.wrong;
}
