// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: from the lines of a text to a policy. What the
 * types mean stands in seccomp_filter.h. Nothing here knows a task, but for
 * whose memory it takes.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <trace/syscall.h>

#include "seccomp_filter.h"
#include "seccomp_policy.h"

/* An argument can be named as the source names it, and by its position. */
#define NR_ARG_FIELDS	(2 * ARRAY_SIZE(positions))

static const char * const positions[] = { "a0", "a1", "a2", "a3", "a4", "a5" };

static const u16 arg_offsets[] = SECCOMP_ARCH_NATIVE_ARGS;

static void free_policy(struct seccomp_policy *policy)
{
	u32 i;

	for (i = 0; i < policy->nr_rules; i++)
		trace_filter_free(policy->rules[i].test);
	kvfree(policy->words);
	kvfree(policy);
}

/**
 * seccomp_put_policy - let go of a policy
 * @policy: the policy, or NULL
 *
 * Context: Any but NMI.
 */
void seccomp_put_policy(struct seccomp_policy *policy)
{
	if (policy && refcount_dec_and_test(&policy->refs))
		free_policy(policy);
}

/*
 * The fields that a rule for this call can speak of, in @fields. The record is
 * struct pt_regs, of which the argument's C type picks the low end of a word.
 */
static unsigned int call_fields(const struct syscall_metadata *meta,
				struct trace_filter_field *fields)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < meta->nb_args; i++) {
		const struct syscall_arg_type *type = &meta->arg_types[i];
		struct trace_filter_field field = {
			.name = meta->args[i],
			.offset = arg_offsets[i],
			.size = type->size,
			.is_signed = type->is_signed,
		};

		fields[n++] = field;
		field.name = positions[i];
		fields[n++] = field;
	}
	return n;
}

/*
 * Compile the predicate of @rule. A call that the kernel was built without
 * has no metadata, so nobody knows what its arguments are. Its predicate has
 * to be well formed, and is not evaluated.
 */
static int compile_test(struct seccomp_rule *rule,
			struct trace_filter_error *error)
{
	const struct syscall_metadata *meta = syscall_find_metadata(rule->nr);
	struct trace_filter_field fields[NR_ARG_FIELDS];
	struct trace_filter_scope scope = {
		.fields = fields,
		.max_preds = SECCOMP_MAX_RULE_PREDS,
		.max_depth = SECCOMP_MAX_RULE_DEPTH,
		.gfp = SECCOMP_GFP,
	};
	struct trace_filter *test;

	if (meta)
		scope.nr_fields = call_fields(meta, fields);
	else
		scope.any_field = true;
	test = trace_filter_create(&scope, rule->words, error);
	if (IS_ERR(test))
		return PTR_ERR(test);

	if (!meta) {
		trace_filter_free(test);
		rule->unbuilt = true;
		return 0;
	}
	rule->test = test;
	rule->preds = test->nr_steps;
	return 0;
}

/* What the engine refuses is an error of the line, at a place in its words. */
static int fail_test(struct policy_reader *reader,
		     const struct policy_item *item,
		     const struct trace_filter_error *error)
{
	static const u8 ids[TRACE_FILTER_NR_PROBLEMS] = {
		[TRACE_FILTER_NO_FIELD] = POLICY_ERROR_ARGUMENT,
		[TRACE_FILTER_NO_OPERATOR] = POLICY_ERROR_OPERATOR,
		[TRACE_FILTER_NO_CONSTANT] = POLICY_ERROR_CONSTANT,
		[TRACE_FILTER_OUT_OF_RANGE] = POLICY_ERROR_RANGE,
		[TRACE_FILTER_NO_COMPARISON] = POLICY_ERROR_COMPARISON,
		[TRACE_FILTER_NO_JUNCTION] = POLICY_ERROR_JUNCTION,
		[TRACE_FILTER_OPEN_PAREN] = POLICY_ERROR_OPEN,
		[TRACE_FILTER_CLOSE_PAREN] = POLICY_ERROR_CLOSE,
		[TRACE_FILTER_OPEN_QUOTE] = POLICY_ERROR_QUOTE,
		[TRACE_FILTER_TOO_MANY] = POLICY_ERROR_RULE_PREDS,
		[TRACE_FILTER_TOO_DEEP] = POLICY_ERROR_RULE_DEPTH,
	};
	const char *at = item->expr.text + min(error->pos, item->expr.len);
	enum policy_error_id id = ids[error->problem];

	if (error->problem == TRACE_FILTER_NO_MEMORY)
		return -ENOMEM;
	/* What is missing is missing where the parentheses end. */
	while (id == POLICY_ERROR_COMPARISON &&
	       at < item->expr.text + item->expr.len &&
	       (*at == '(' || *at == '!' || isspace(*at)))
		at++;
	/* Letters make a name that the call does not have. */
	if (id == POLICY_ERROR_ARGUMENT && !isalpha(*at) && *at != '_')
		id = POLICY_ERROR_NO_ARGUMENT;
	return policy_fail(reader, id, at);
}

/**
 * seccomp_rule_text_len - how much text a rule stands for
 * @item: the rule
 *
 * Return: the number of bytes.
 */
u32 seccomp_rule_text_len(const struct policy_item *item)
{
	/* The name, a colon and a blank, the expression, and a newline */
	return item->name.len + item->expr.len + 3;
}

/*
 * Turn an item of the text into the next rule of @policy, with its expression
 * kept at @words, unless it can refuse nothing. Returns how many bytes it took
 * there.
 */
static int add_rule(struct seccomp_policy *policy,
		    struct policy_reader *reader,
		    const struct policy_item *item, char *words)
{
	int nr = seccomp_find_call(item->name.text, item->name.len);
	struct trace_filter_error error;
	struct seccomp_rule *rule;

	if (nr < 0 && !item->optional)
		return policy_fail(reader, POLICY_ERROR_CALL, item->name.text);

	/* There is room for what is skipped as well, so it counts. */
	policy->text_len += seccomp_rule_text_len(item);
	if (nr < 0)
		return 0;
	__set_bit(nr, policy->listed);
	if (item->verdict == POLICY_ALLOW)
		return 0;

	memcpy(words, item->expr.text, item->expr.len);
	words[item->expr.len] = 0;

	policy->nr_rules++;
	rule = &policy->rules[policy->nr_rules - 1];
	*rule = (struct seccomp_rule){
		.nr = nr,
		.line = item->line,
		.action = item->action,
		.words = words,
	};

	if (item->verdict == POLICY_TEST && compile_test(rule, &error))
		return fail_test(reader, item, &error);
	policy->preds += rule->preds;
	if (policy->preds > SECCOMP_MAX_STATE_PREDS)
		return policy_fail(reader, POLICY_ERROR_STATE_PREDS,
				   item->name.text);
	return item->expr.len + 1;
}

static void apply_directive(struct seccomp_policy *policy,
			    const struct policy_item *item,
			    enum seccomp_slot *slot)
{
	switch (item->kind) {
	case POLICY_RULE:
		break;
	case POLICY_UNLISTED:
		policy->unlisted = item->verdict == POLICY_ALLOW;
		break;
	case POLICY_ON_VIOLATION:
		policy->action = item->action;
		break;
	case POLICY_ON_NEXT_SYSCALL:
		*slot = SECCOMP_NEXT;
		break;
	case POLICY_ON_EXEC:
		*slot = SECCOMP_EXEC;
		break;
	}
}

/*
 * Sort the rules by call. They are in the order of their lines and stay so
 * within a call. There are few calls, so counting is cheaper than comparing.
 */
static int sort_rules(struct seccomp_policy *policy)
{
	struct seccomp_rule *sorted;
	u32 at = 0;
	u32 *next;
	u32 n;
	u32 i;

	next = kcalloc(NR_syscalls, sizeof(*next), SECCOMP_GFP);
	sorted = kvmalloc_array(policy->nr_rules, sizeof(*sorted), SECCOMP_GFP);
	if (!next || !sorted) {
		kfree(next);
		kvfree(sorted);
		return -ENOMEM;
	}

	for (i = 0; i < policy->nr_rules; i++)
		next[policy->rules[i].nr]++;
	for (i = 0; i < NR_syscalls; i++) {
		n = next[i];
		next[i] = at;
		at += n;
	}
	for (i = 0; i < policy->nr_rules; i++)
		sorted[next[policy->rules[i].nr]++] = policy->rules[i];
	memcpy(policy->rules, sorted,
	       array_size(policy->nr_rules, sizeof(*sorted)));

	kfree(next);
	kvfree(sorted);
	return 0;
}

/* Rules without an action of their own take the policy's, wherever it stood. */
static void finish_rules(struct seccomp_policy *policy)
{
	struct seccomp_rule *rule;
	u32 i;

	policy->strictest = seccomp_strictest(SECCOMP_RET_LOG, policy->action);
	for (i = 0; i < policy->nr_rules; i++) {
		rule = &policy->rules[i];
		if (rule->action == SECCOMP_ACTION_DEFAULT)
			rule->action = policy->action;
		policy->strictest = seccomp_strictest(policy->strictest,
						      rule->action);
	}
}

/*
 * Read all of a text for its syntax; count the rules that can refuse something
 * and their expressions.
 */
static int measure_text(const char *text, u32 *nr_rules, size_t *words,
			struct policy_error *error)
{
	struct policy_reader reader;
	struct policy_item item;
	int ret;

	*nr_rules = 0;
	*words = 0;
	policy_reader_init(&reader, text);
	while ((ret = policy_read_item(&reader, &item)) > 0) {
		if (item.kind != POLICY_RULE || item.verdict == POLICY_ALLOW)
			continue;
		++*nr_rules;
		*words += item.expr.len + 1;
	}
	*error = reader.error;
	return ret;
}

static int fill_policy(struct seccomp_policy *policy, const char *text,
		       enum seccomp_slot *slot, struct policy_error *error)
{
	struct policy_reader reader;
	struct policy_item item;
	char *words = policy->words;
	int ret;

	policy_reader_init(&reader, text);
	while ((ret = policy_read_item(&reader, &item)) > 0) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();

		if (item.kind != POLICY_RULE) {
			apply_directive(policy, &item, slot);
			continue;
		}
		ret = add_rule(policy, &reader, &item, words);
		if (ret < 0) {
			*error = reader.error;
			return ret;
		}
		words += ret;
	}
	if (ret)
		return ret;

	finish_rules(policy);
	return policy->nr_rules ? sort_rules(policy) : 0;
}

/**
 * seccomp_build_policy - turn a text into a policy
 * @text: the text, only used during this call
 * @slot: set to when it is to take effect, if it says so
 * @error: filled in with what is wrong, for -EINVAL and -E2BIG
 *
 * Context: Process context, may sleep.
 *
 * Return: the policy with one reference, or ERR_PTR() of -EINVAL for anything
 * wrong with the text, -E2BIG if a rule passes its limits, -ENOMEM, or -EINTR
 * if the task is being killed.
 */
struct seccomp_policy *seccomp_build_policy(const char *text,
					    enum seccomp_slot *slot,
					    struct policy_error *error)
{
	struct seccomp_policy *policy;
	size_t words;
	u32 nr_rules;
	int ret;

	ret = measure_text(text, &nr_rules, &words, error);
	if (ret)
		return ERR_PTR(ret);

	policy = kvzalloc(struct_size(policy, rules, nr_rules), SECCOMP_GFP);
	if (!policy)
		return ERR_PTR(-ENOMEM);
	refcount_set(&policy->refs, 1);
	policy->arch = syscall_get_arch(current);
	policy->action = SECCOMP_RET_KILL_PROCESS;

	/* At least a byte: a policy may have no rules. */
	policy->words = kvmalloc(words + 1, SECCOMP_GFP);
	ret = policy->words ? fill_policy(policy, text, slot, error) : -ENOMEM;
	if (ret) {
		seccomp_put_policy(policy);
		return ERR_PTR(ret);
	}
	return policy;
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_compile_kunit.c"
#endif
