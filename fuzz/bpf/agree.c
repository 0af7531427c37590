// SPDX-License-Identifier: GPL-2.0
#include <asm/unistd.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>

#include "agree.h"
#include "seccomp_text_arch.h"
#include "seccomp_text_random.h"

/* Constants */

static struct subject *find_subject(struct stack *stack, const struct spec *spec)
{
	unsigned int i;

	for (i = 0; i < stack->nr_subjects; i++)
		if (stack->subjects[i].spec->nr == spec->nr)
			return &stack->subjects[i];
	must(i < COUNT(stack->subjects));
	stack->subjects[i] = (struct subject){ .spec = spec };
	stack->nr_subjects++;
	return &stack->subjects[i];
}

static void add_constants(struct subject *subject, int index)
{
	const struct node *node = &readings->node[index];
	wide **constants;
	unsigned int nr;

	if (node->kind != COMPARE) {
		add_constants(subject, node->left);
		if (node->kind != NOT)
			add_constants(subject, node->right);
		return;
	}
	constants = &subject->constants[node->arg];
	nr = subject->nr[node->arg]++;
	if (!(nr & (nr - 1))) {
		*constants = realloc(*constants, (nr ? 2 * nr : 1) * sizeof(**constants));
		must(*constants);
	}
	(*constants)[nr] = node->constant;
}

/*
 * What a predicate about a call that no kernel has means beside other rules is not
 * documented.
 */
static bool is_documented(const struct policy *policy)
{
	int i;

	for (i = 0; i < policy->nr_rules; i++)
		if (policy->rule[i].kind == PREDICATE && !policy->rule[i].spec->entry)
			return false;
	return policy->answer == VALID;
}

static void add_subjects(struct stack *stack, const struct policy *policy)
{
	int i;

	for (i = 0; i < policy->nr_rules; i++) {
		const struct rule *rule = &policy->rule[i];
		struct subject *subject = find_subject(stack, rule->spec);

		if (rule->kind == PREDICATE && rule->spec->entry)
			add_constants(subject, rule->root);
	}
}

/* Stacks */

/* The second reading leaves it to others how the kernel tells texts from BPF. */
static bool is_text(const char *text)
{
	return text[0] >= ' ' && text[0] <= '~' && text[1] >= ' ' && text[1] <= '~';
}

static void add_text(struct stack *stack, const char *text)
{
	struct policy *policy = &stack->policies[stack->nr];
	struct problem problem;

	stack->compiled[stack->nr] = compile_policy(text, &problem);
	understand(text, policy);
	if (!is_text(text))
		policy->answer = INVALID;
	/* A text that means something may pass a limit. */
	if (!stack->compiled[stack->nr]) {
		must(policy->answer != VALID || problem.errno_value == E2BIG);
		return;
	}
	must(policy->answer != INVALID);
	must(stack->nr < MAX_STACKED);
	stack->read = stack->read && is_documented(policy);
	stack->texts[stack->nr++] = text;
	add_subjects(stack, policy);
}

int make_stack(struct stack *stack, const char * const texts[], unsigned int nr)
{
	unsigned int i;
	int ret;

	if (!readings)
		readings = calloc(1, sizeof(*readings));
	must(readings);
	readings->nr_nodes = 0;
	readings->nr_rules = 0;
	memset(stack, 0, sizeof(*stack));
	stack->read = true;
	for (i = 0; i < nr; i++)
		add_text(stack, texts[i]);
	if (!stack->nr)
		return -EINVAL;
	if (stack_policies(stack->compiled, stack->nr, &stack->state))
		stack->state = NULL;
	ret = compile_bpf(stack->compiled, stack->nr, TEXT_AUDIT_ARCH, &stack->program);
	must(!ret == !!stack->program.code);
	must(ret || (stack->program.nr && stack->program.nr <= BPF_MAXINSNS));
	must(ret != -E2BIG || !stack->program.nr || stack->program.nr > BPF_MAXINSNS);
	if (ret)
		return ret;
	must(!compile_for_order(stack->compiled, stack->nr, !IS_BIG_ENDIAN, &stack->swapped));
	must(stack->swapped.nr == stack->program.nr);
	return 0;
}

void free_stack(struct stack *stack)
{
	unsigned int i, j;

	for (i = 0; i < stack->nr; i++)
		free_compiled(stack->compiled[i]);
	for (i = 0; i < stack->nr_subjects; i++)
		for (j = 0; j < 6; j++)
			free(stack->subjects[i].constants[j]);
	seccomp_put_state(stack->state);
	free(stack->program.code);
	free(stack->swapped.code);
}

/* Calls */

static wide roll_value(const struct arg *arg, const struct subject *subject, unsigned int i,
		       struct dice *dice)
{
	unsigned int nr = subject->nr[i];
	wide value;

	if (nr && dice_roll(dice, 8)) {
		value = subject->constants[i][dice_roll(dice, nr)];
	} else {
		/* Both ends, zero, the powers of two, and anything */
		switch (dice_roll(dice, 5)) {
		case 0:
			return lowest(arg);
		case 1:
			return highest(arg);
		case 2:
			return dice_word(dice);
		case 3:
			value = 0;
			break;
		default:
			value = (wide)1 << dice_roll(dice, arg->bits);
		}
	}
	switch (dice_roll(dice, 8)) {
	case 0:
		return value + 1;
	case 1:
		return value - 1;
	case 2:
		return value ^ (wide)1 << dice_roll(dice, arg->bits);
	case 3:
		/* One bit that the constant has, or none */
		return ~value ^ (wide)dice_roll(dice, 2) << dice_roll(dice, arg->bits);
	case 4:
		return value & (wide)1 << dice_roll(dice, arg->bits);
	default:
		return value;
	}
}

/* Fill the bits above the argument's own as compilers do, or at random. */
static uint64_t roll_register(const struct arg *arg, wide value, struct dice *dice)
{
	uint64_t mask = arg->bits == 64 ? ~0ULL : (1ULL << arg->bits) - 1;
	uint64_t low = value & mask;

	switch (dice_roll(dice, 6)) {
	case 0:
		return low;
	case 1:
		return value;
	case 2:
		return low >> (arg->bits - 1) & 1 ? low | ~mask : low;
	case 3:
		return low | ~mask;
	case 4:
		return arg->bits == 64 ? low :
		       low | 1ULL << (arg->bits + dice_roll(dice, 64 - arg->bits));
	default:
		return low | (dice_word(dice) & ~mask);
	}
}

/* Also of the ABIs that share an architecture, or a number, with the native one */
static void roll_other(const struct stack *stack, struct dice *dice, struct call *call)
{
	static const uint32_t archs[] = {
		AUDIT_ARCH_I386, AUDIT_ARCH_I386, AUDIT_ARCH_SPARC64, 0, 0xffffffff,
		TEXT_AUDIT_ARCH - 1, TEXT_AUDIT_ARCH + 1, TEXT_AUDIT_ARCH ^ 0x80000000,
	};
	static const int numbers[] = {
		-1, -2, -4096, 0x3fffffff, 0x40000000, 0x40000001, 0x4000ffff, 0x40010000,
		0x40010001, 0x7fffffff, (int)0x80000000, (int)0xc0000000, 335, 336, 337, 400,
	};
	unsigned int i;

	call->arch = dice_roll(dice, 4) ? TEXT_AUDIT_ARCH :
		     archs[dice_roll(dice, COUNT(archs))];
	switch (dice_roll(dice, 6)) {
	case 0:
		call->nr = numbers[dice_roll(dice, COUNT(numbers))];
		break;
	case 1:
		call->nr = count_calls() - 2 + dice_roll(dice, 5);
		break;
	case 2:
		call->nr = 0x40000000 | dice_roll(dice, 600);
		break;
	case 3:
		call->nr = dice_word(dice);
		break;
	default:
		call->nr = dice_roll(dice, count_calls());
	}
	/* A neighbour of a subject, where intervals of numbers end */
	if (stack->nr_subjects && !dice_roll(dice, 4))
		call->nr = stack->subjects[dice_roll(dice, stack->nr_subjects)].spec->nr -
			   1 + dice_roll(dice, 3);
	for (i = 0; i < 6; i++)
		call->args[i] = dice_roll(dice, 3) ? dice_word(dice) : dice_roll(dice, 3);
}

void roll_call(const struct stack *stack, struct dice *dice, struct call *call)
{
	const struct subject *subject;
	unsigned int i;

	if (!stack->nr_subjects || !dice_roll(dice, 5)) {
		roll_other(stack, dice, call);
		return;
	}
	subject = &stack->subjects[dice_roll(dice, stack->nr_subjects)];
	call->arch = TEXT_AUDIT_ARCH;
	call->nr = subject->spec->nr;
	for (i = 0; i < 6; i++) {
		const struct arg *arg = &subject->spec->arg[i];

		call->args[i] = arg->name ?
			roll_register(arg, roll_value(arg, subject, i, dice), dice) :
			dice_word(dice);
	}
}

/* Verdicts */

static uint32_t number_of(struct action action)
{
	static const uint32_t actions[] = {
		[PASS] = SECCOMP_RET_ALLOW, [LOG] = SECCOMP_RET_LOG,
		[TRACE] = SECCOMP_RET_TRACE, [ERRNO] = SECCOMP_RET_ERRNO,
		[TRAP] = SECCOMP_RET_TRAP, [KILL_THREAD] = SECCOMP_RET_KILL_THREAD,
		[KILL] = SECCOMP_RET_KILL_PROCESS,
	};

	return actions[action.kind] | action.data;
}

/* x32 has 16 bits of numbers. */
static bool is_foreign_call(const struct call *call)
{
	return call->arch != TEXT_AUDIT_ARCH ||
	       (call->arch == AUDIT_ARCH_X86_64 &&
		call->nr >= 0x40000000 && call->nr <= 0x4000ffff);
}

/* Probes make these calls, which pass; old kernels do not have them. */
static bool is_injected(const struct call *call)
{
	switch (call->arch == AUDIT_ARCH_X86_64 ? call->nr : -1) {
#ifdef __NR_uretprobe
	case __NR_uretprobe:
#endif
#ifdef __NR_uprobe
	case __NR_uprobe:
#endif
		return true;
	default:
		return false;
	}
}

/* The second reading's: the strictest of all policies; of equals, that of the newest. */
uint32_t read_verdict(const struct stack *stack, const struct call *call)
{
	struct action verdict = { PASS };
	unsigned int i;

	for (i = 0; i < stack->nr && !is_injected(call); i++) {
		const struct policy *policy = &stack->policies[i];
		struct action action = is_foreign_call(call) ? policy->foreign :
				       verdict_of(policy, call->nr, call->args);

		if (action.kind >= verdict.kind)
			verdict = action;
	}
	return number_of(verdict);
}

uint32_t offline_verdict(const struct stack *stack, const struct call *call)
{
	struct verdict verdict;

	judge_state(stack->state, call->arch, call->nr, call->args, &verdict);
	return verdict.action;
}

const char *action_words(uint32_t action)
{
	static char words[4][64];
	static unsigned int turn;
	char *to = words[++turn % 4];
	char name[48];

	print_action(action, name, sizeof(name));
	snprintf(to, sizeof(words[0]), "%s (%#x)", name, action);
	return to;
}

bool agree_on(const struct stack *stack, const struct call *call, bool quiet,
	      uint32_t *verdict)
{
	uint32_t filter = run_filter(stack->program.code, call, IS_BIG_ENDIAN);
	uint32_t swapped = run_filter(stack->swapped.code, call, !IS_BIG_ENDIAN);
	uint32_t offline = stack->state ? offline_verdict(stack, call) : filter;
	uint32_t reading = stack->read ? read_verdict(stack, call) : offline;

	*verdict = reading == filter ? filter : offline;
	if (filter == offline && filter == reading && filter == swapped)
		return true;
	if (quiet)
		return false;
	print_stack(stack);
	print_call(call);
	printf("#   filter:  %s\n", action_words(filter));
	printf("#   swapped: %s\n", action_words(swapped));
	if (stack->state)
		printf("#   offline: %s\n", action_words(offline));
	if (stack->read)
		printf("#   reading: %s\n", action_words(reading));
	return false;
}

/* Constant verdicts */

static bool is_allowed_by(const struct policy *policy, int nr)
{
	bool named = false;
	int i;

	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rule[i].spec->nr != nr)
			continue;
		named = true;
		if (policy->rule[i].kind != ALLOW)
			return false;
	}
	return named || policy->unlisted;
}

unsigned int count_uncached(const struct stack *stack, unsigned int *cached)
{
	unsigned int nr, i, missing = 0;

	for (nr = 0; nr < count_calls(); nr++) {
		for (i = 0; i < stack->nr; i++)
			if (!is_allowed_by(&stack->policies[i], nr))
				break;
		if (i < stack->nr)
			continue;
		if (is_cached(stack->program.code, TEXT_AUDIT_ARCH, nr))
			(*cached)++;
		else if (!missing++)
			printf("# number %u is allowed, but looks at more than that\n", nr);
	}
	return missing;
}

/* Words */

void print_stack(const struct stack *stack)
{
	unsigned int i;
	const char *at;

	for (i = 0; i < stack->nr; i++) {
		printf("# policy %u:\n#   | ", i);
		for (at = stack->texts[i]; *at; at++) {
			if (*at == '\n' && at[1])
				printf("\n#   | ");
			else if (*at == '\r')
				printf("\\r");
			else if (*at != '\n')
				putchar(*at);
		}
		putchar('\n');
	}
}

void print_call(const struct call *call)
{
	unsigned int i;

	printf("#   call %d of arch %#x:", call->nr, call->arch);
	for (i = 0; i < 6; i++)
		printf(" %#llx", (unsigned long long)call->args[i]);
	printf("\n");
}
