// SPDX-License-Identifier: GPL-2.0
/*
 * Harness of linux/tools/seccomp/bpf, the compiler of policies. An input is up to four
 * texts, with a form feed between two, up to its first NUL. What must hold, if there is
 * one that is no error:
 *
 * - The stack is compiled, or it takes too many instructions, or it cannot be in force.
 * - The kernel would take the filter, and the one of the other byte order.
 * - The filters, the offline verdict and a second reading of the texts agree on calls
 *   whose arguments are close to the constants of the texts.
 * - The kernel's cache will hold each call that is allowed without a condition.
 */
#include <errno.h>

#include "bpf/agree.h"
#include "bpf/wide.h"
#include "seccomp_text_random.h"

#define MAX_TEXTS	4
#define CALLS		200

static void learn_once(void)
{
	static bool learned;

	if (!learned)
		must(learn_words(false));
	learned = true;
}

static void check_filters(const struct stack *stack, struct dice *dice)
{
	unsigned int i, cached = 0;
	uint32_t verdict;
	struct call call;

	must(!refuse_filter(stack->program.code, stack->program.nr));
	must(!refuse_filter(stack->swapped.code, stack->swapped.nr));
	for (i = 0; i < CALLS; i++) {
		roll_call(stack, dice, &call);
		must(agree_on(stack, &call, false, &verdict));
	}
	must(!stack->read || !count_uncached(stack, &cached));
}

int fuzz_accepts(const uint8_t *data, size_t size)
{
	struct dice dice = dice_from(data, size);
	char *text = strndup((const char *)data, size), *rest = text;
	const char *texts[MAX_TEXTS];
	static struct stack stack;
	unsigned int nr = 0;
	int ret;

	must(text);
	learn_once();
	while (rest && nr < MAX_TEXTS)
		texts[nr++] = strsep(&rest, "\f");
	ret = make_stack(&stack, texts, nr);
	must(!ret || ret == -E2BIG || (ret == -EINVAL && !stack.nr));
	must(ret != -E2BIG || stack.program.nr || !stack.state);
	if (!ret)
		check_filters(&stack, &dice);
	free_stack(&stack);
	free(text);
	return !ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_accepts(data, size);
	return 0;
}
