// SPDX-License-Identifier: GPL-2.0
/* Judge calls under stacks, here and in the running kernel, and count what was judged. */
#include <asm/unistd.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>

#include "agree.h"
#include "seccomp_text_arch.h"
#include "main.h"
#include "trial.h"

/* Counting */

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

void count_stack(const struct stack *stack, int ret)
{
	counts.policies += stack->nr;
	counts.unread += !stack->read;
	counts.too_big += ret == -E2BIG;
	if (ret)
		return;
	counts.unjudged += !stack->state;
	counts.stacks++;
	counts.instructions += stack->program.nr;
	counts.long_filters += stack->program.nr > 300;
	if (stack->program.nr > counts.longest)
		counts.longest = stack->program.nr;
}

/* Judging calls here */

void judge_calls(const struct stack *stack, struct dice *dice, unsigned int nr)
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

/*
 * A trap gives the call's first argument back as its result on arm64, riscv64 and, on 7.3,
 * s390x, and the number on x86_64. Where that looks like an error that restarts a call, the
 * kernel makes the call again after the handler, and again. BPF's traps do the same.
 */
static bool restarts(const struct call *call)
{
	int result = trap_result(call->nr, call->args[0]);

	return result >= -516 && result <= -512;
}

/* Whether it is certain that the call is not made, and that the kernel can judge it */
static bool is_harmless(const struct call *call, uint32_t verdict)
{
	uint32_t action = verdict & SECCOMP_RET_ACTION_FULL;

	if (call->arch != TEXT_AUDIT_ARCH && !(HAS_FOREIGN_CALLS && call->arch == AUDIT_ARCH_I386))
		return false;
	/* The kernel may see a part of the number only. */
	if (call->arch == TEXT_AUDIT_ARCH && entry_number(call->nr) != call->nr)
		return false;
	/* The kernel never judges uretprobe. */
	if (call->arch == TEXT_AUDIT_ARCH && (is_kernel_made(call->nr) || is_unbuilt(call->nr)))
		return false;
	if (action == SECCOMP_RET_TRAP && restarts(call))
		return false;
	if (action != SECCOMP_RET_ALLOW && action != SECCOMP_RET_LOG)
		return true;
	return call->arch == TEXT_AUDIT_ARCH && (call->nr < 0 || call->nr >= (int)count_calls());
}

static bool is_allowed(const struct stack *stack, int nr)
{
	const struct call call = { .arch = TEXT_AUDIT_ARCH, .nr = nr };

	return stack->state && offline_verdict(stack, &call) == SECCOMP_RET_ALLOW;
}

/* A few calls that kill, in a few cases, are enough: each takes a child of its own. */
unsigned int roll_trials(const struct stack *stack, struct dice *dice, bool traced,
				struct call *calls, uint32_t *verdicts)
{
	unsigned int kills = traced || counts.case_nr % 8 ? 0 : 4;
	unsigned int nr = 0, tries;
	bool traps = is_allowed(stack, __NR_rt_sigreturn);

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
		if (action == SECCOMP_RET_TRAP && !traps)
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
void judge_in_kernel(const struct stack *stack, struct dice *dice, bool traced)
{
	static struct call calls[MAX_TRIALS];
	static uint32_t verdicts[MAX_TRIALS];
	struct trial trial = {
		.calls = calls, .verdicts = verdicts, .traced = traced && TRACER_CAN_SKIP,
	};
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

/*
 * Whether the policies take effect at once, and let a child install the newer ones. What
 * else it needs, it can do without: it may be killed as it ends.
 */
static bool is_livable(const struct stack *stack)
{
	unsigned int i;

	for (i = 0; i < stack->nr; i++)
		if (stack->policies[i].on_next || stack->policies[i].on_exec)
			return false;
	return stack->nr == 1 || is_allowed(stack, __NR_seccomp);
}

/* By themselves, where only calls that they refuse can be made, and on top of a base */
void judge_livable(const struct stack *stack, struct dice *dice)
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

void judge_stack(struct stack *stack, struct dice *dice)
{
	count_stack(stack, 0);
	judge_calls(stack, dice, 8 * settings.calls);
	if (settings.kernel)
		judge_livable(stack, dice);
}
