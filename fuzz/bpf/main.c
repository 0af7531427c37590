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
 * Everything follows from the seed, which is printed. --case repeats a single case, and
 * prints its policies.
 *
 * Linked with the objects of tools/seccomp, and with the reading and the writer of random
 * policies of the selftests.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
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

/* Words */

static void print_counts(void)
{
	const unsigned long *n = counts.of_action;

	printf("%lu stacks of policies, %lu policies\n", counts.stacks, counts.policies);
	printf("%lu instructions, the longest filter %lu, %lu over 300\n",
	       counts.instructions, counts.longest, counts.long_filters);
	printf("%lu verdicts compared here\n", counts.verdicts);
	printf("%lu in the kernel by policies, %lu by filters, %lu traced\n",
	       counts.in_kernel_text, counts.in_kernel_filter, counts.traced);
	printf("%lu allow, %lu log, %lu trace, %lu errno, %lu trap, %lu kill_thread, %lu kill\n",
	       n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
	printf("%u cached; %lu too big, %lu without a second reading, %lu without a verdict\n",
	       counts.cached, counts.too_big, counts.unread, counts.unjudged);
	printf("%lu cannot be in force in a child\n", counts.deadly);
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
	if (counts.verdicts)
		print_counts();
	printf("%lu wrong\n", counts.wrong);
	return !!counts.wrong;
}
