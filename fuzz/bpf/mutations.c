// SPDX-License-Identifier: GPL-2.0
/* Filters that are wrong in one place, to see that this is noticed */
#include <asm/unistd.h>
#include <linux/audit.h>
#include <linux/seccomp.h>

#include "agree.h"
#include "main.h"
#include "seccomp_text_arch.h"
#include "seccomp_text_random.h"
#include "trial.h"

enum mutation {
	SWAP, CONSTANT, BIT, DATA, ACTION, HALF, OPERATOR, DISTANCE, NR_MUTATIONS
};

static const char * const words[NR_MUTATIONS] = {
	"branches swapped", "a constant and its neighbour", "a bit of a mask", "data of an action",
	"another action", "the other half of an argument", "> and >=", "a jump one too far",
};

/* At least so many percent are noticed; the rest means the same, or nearly so. */
static const unsigned int least[NR_MUTATIONS] = { 80, 70, 20, 85, 85, 60, 65, 75 };

static unsigned int made[NR_MUTATIONS], noticed[NR_MUTATIONS];

static bool is_branch(const struct sock_filter *at)
{
	return BPF_CLASS(at->code) == BPF_JMP && BPF_OP(at->code) != BPF_JA;
}

/* Returns false if the instruction cannot be changed so. @left: those behind it */
static bool mutate(struct sock_filter *at, enum mutation mutation, unsigned int left,
		   struct dice *dice)
{
	const uint16_t op = BPF_OP(at->code);
	const struct sock_filter old = *at;

	switch (mutation) {
	case SWAP:
		if (is_branch(at)) {
			at->jt = old.jf;
			at->jf = old.jt;
		}
		break;
	case CONSTANT:
		if (is_branch(at) && op != BPF_JSET)
			at->k += dice_roll(dice, 2) ? 1 : -1;
		break;
	case BIT:
		if (at->code == (BPF_ALU | BPF_AND | BPF_K) || (is_branch(at) && op == BPF_JSET))
			at->k ^= 1u << dice_roll(dice, 32);
		break;
	case DATA:
		if (at->code == (BPF_RET | BPF_K) && at->k & SECCOMP_RET_DATA)
			at->k ^= 1u << dice_roll(dice, 4);
		break;
	case ACTION:
		if (at->code == (BPF_RET | BPF_K))
			at->k = at->k == SECCOMP_RET_ALLOW ? SECCOMP_RET_LOG : SECCOMP_RET_ALLOW;
		break;
	case HALF:
		if (at->code == (BPF_LD | BPF_W | BPF_ABS) && at->k >= 16)
			at->k ^= 4;
		break;
	case OPERATOR:
		if (is_branch(at) && (op == BPF_JGT || op == BPF_JGE))
			at->code ^= BPF_JGT ^ BPF_JGE;
		break;
	case DISTANCE:
		if (is_branch(at) && at->jt + 1 < left && at->jt < 255)
			at->jt++;
		break;
	default:
		break;
	}
	return memcmp(&old, at, sizeof(old));
}

static bool is_noticed(const struct stack *stack, struct dice *dice)
{
	unsigned int i;
	uint32_t verdict;
	struct call call;

	if (refuse_filter(stack->program.code, stack->program.nr))
		return true;
	for (i = 0; i < settings.calls; i++) {
		roll_call(stack, dice, &call);
		if (!agree_on(stack, &call, true, &verdict))
			return true;
	}
	return false;
}

static void mutate_stack(struct stack *stack, struct dice *dice)
{
	enum mutation mutation = dice_roll(dice, NR_MUTATIONS);
	unsigned int nr = stack->program.nr, at, tries;
	struct sock_filter old;

	for (tries = 0; tries < 200; tries++) {
		at = dice_roll(dice, nr);
		old = stack->program.code[at];
		if (!mutate(&stack->program.code[at], mutation, nr - 1 - at, dice))
			continue;
		made[mutation]++;
		noticed[mutation] += is_noticed(stack, dice);
		stack->program.code[at] = old;
		return;
	}
}

static void judge_noticed(void)
{
	unsigned int i;

	for (i = 0; i < NR_MUTATIONS; i++) {
		printf("%s: %u of %u noticed\n", words[i], noticed[i], made[i]);
		if (made[i] < settings.policies / 20 || noticed[i] * 100 < made[i] * least[i])
			fail("too few are noticed");
	}
}

/* In the kernel: change data only, for a filter must not allow what none may make. */

static bool change_data(struct stack *stack, struct dice *dice)
{
	unsigned int tries;

	for (tries = 0; tries < 200; tries++)
		if (mutate(&stack->program.code[dice_roll(dice, stack->program.nr)], DATA, 0, dice))
			return true;
	return false;
}

/* Whether the kernel is seen to differ from a wrong filter, and from a wrong verdict */
static void mutate_in_kernel(struct stack *stack, struct dice *dice)
{
	static struct call calls[MAX_TRIALS];
	static uint32_t verdicts[MAX_TRIALS];
	struct trial trial = { .calls = calls, .verdicts = verdicts };
	unsigned int wrong;

	trial.nr_calls = roll_trials(stack, dice, false, calls, verdicts);
	if (trial.nr_calls < 2 || !stack->state || !change_data(stack, dice))
		return;
	trial.filter = (struct sock_fprog){ stack->program.nr, stack->program.code };
	made[DATA]++;
	noticed[DATA] += try_calls(&trial, true) > 0;

	wrong = dice_roll(dice, trial.nr_calls);
	if ((verdicts[wrong] & SECCOMP_RET_ACTION_FULL) != SECCOMP_RET_ERRNO)
		return;
	verdicts[wrong] ^= 1;
	trial.texts = stack->texts;
	trial.nr = stack->nr;
	if (try_calls(&trial, true) != 1)
		fail("a wrong verdict of the kernel is not noticed");
}

/* Filters that may be nonsense: the kernel and refuse_filter() must think the same of them. */

static void spoil(struct sock_filter *at, struct dice *dice)
{
	static const uint16_t codes[] = {
		BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_H | BPF_ABS, BPF_LD | BPF_W | BPF_IND,
		BPF_LD | BPF_IMM, BPF_LDX | BPF_B | BPF_MSH, BPF_ALU | BPF_MOD | BPF_K,
		BPF_ALU | BPF_DIV | BPF_K, BPF_ALU | BPF_LSH | BPF_K, BPF_ALU | BPF_NEG,
		BPF_JMP | BPF_JA, BPF_JMP | BPF_JSET | BPF_K, BPF_JMP | BPF_JEQ | BPF_X,
		BPF_RET | BPF_A, BPF_RET | BPF_X, BPF_MISC | BPF_TAX, 0xffff,
	};

	switch (dice_roll(dice, 4)) {
	case 0:
		at->code = codes[dice_roll(dice, COUNT(codes))];
		break;
	case 1:
		at->jt = dice_roll(dice, 256);
		break;
	case 2:
		at->jf = dice_roll(dice, 256);
		break;
	default:
		at->k = dice_roll(dice, 2) ? dice_roll(dice, 70) : dice_word(dice);
	}
}

static unsigned int taken, refused;

static void spoil_in_kernel(struct stack *stack, struct dice *dice)
{
	/* It does not matter what becomes of these. */
	static const struct call calls[2] = {
		{ .arch = TEXT_AUDIT_ARCH, .nr = __NR_getppid },
		{ .arch = TEXT_AUDIT_ARCH, .nr = __NR_getppid },
	};
	static const uint32_t verdicts[2];
	struct trial trial = { .calls = calls, .verdicts = verdicts, .nr_calls = 2 };
	unsigned int nr = stack->program.nr;
	const char *why;
	bool refuses;

	if (dice_roll(dice, 8))
		spoil(&stack->program.code[dice_roll(dice, nr)], dice);
	else
		nr = dice_roll(dice, nr);
	why = refuse_filter(stack->program.code, nr);
	trial.filter = (struct sock_fprog){ nr, stack->program.code };
	refuses = try_calls(&trial, true) < 0;
	if (refuses)
		refused++;
	else
		taken++;
	if (refuses == !why)
		fail(why ?: "only the kernel refuses it");
}

static void run_in_kernel(void)
{
	static struct stack stack;
	struct dice dice;

	for (; counts.case_nr < settings.policies; counts.case_nr++) {
		write_case();
		dice = dice_from(&counts.case_nr, sizeof(counts.case_nr));
		if (!make_case(&stack, true) && stack.program.nr < 60)
			mutate_in_kernel(&stack, &dice);
		if (stack.program.code)
			spoil_in_kernel(&stack, &dice);
		free_stack(&stack);
	}
	printf("%u filters taken and %u refused by the kernel\n", taken, refused);
	if (taken < settings.policies / 8 || refused < settings.policies / 8)
		fail("too few are taken, or refused");
	printf("%s: %u of %u noticed in the kernel\n", words[DATA], noticed[DATA], made[DATA]);
	if (made[DATA] < settings.policies / 8 || noticed[DATA] * 100 < made[DATA] * 50)
		fail("too few are noticed in the kernel");
}

void run_mutations(void)
{
	static struct stack stack;
	struct dice dice;
	unsigned int i;

	if (settings.kernel) {
		run_in_kernel();
		return;
	}
	for (; counts.case_nr < settings.policies; counts.case_nr++) {
		write_case();
		dice = dice_from(&counts.case_nr, sizeof(counts.case_nr));
		/* In a long filter some places are reached by few calls. */
		if (!make_case(&stack, false) && stack.program.nr < 60)
			for (i = 0; i < 8; i++)
				mutate_stack(&stack, &dice);
		free_stack(&stack);
	}
	judge_noticed();
}
