// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: compile a text into a policy. Of current, this only
 * needs the ABI, whether it is being killed, and that it is charged.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kconfig.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <trace/syscall.h>
#include <asm/syscall.h>

#include "seccomp_names.h"
#include "seccomp_policy.h"

/* An argument has its name in the source, and one for its position. */
#define NR_ARG_FIELDS	(2 * ARRAY_SIZE(positions))

static const char * const positions[] = { "a0", "a1", "a2", "a3", "a4", "a5" };

static const u16 arg_offsets[] = SECCOMP_ARCH_NATIVE_ARGS;

static void free_policy(struct seccomp_policy *policy)
{
	u32 i;

	for (i = 0; i < policy->nr_rules; i++) {
		if (!(i % 64))
			cond_resched();
		trace_filter_free(policy->rules[i].filter);
	}
	kvfree(policy->words);
	kvfree(policy);
}

/**
 * seccomp_put_policy - drop a reference to a policy
 * @policy: the policy, or NULL
 *
 * Context: Process context, may sleep.
 */
void seccomp_put_policy(struct seccomp_policy *policy)
{
	if (policy && refcount_dec_and_test(&policy->refs))
		free_policy(policy);
}

/*
 * Fill in the fields that a rule for this call can name. The record is struct
 * pt_regs. The argument's C type selects the low end of a word there.
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
 * Compile the predicate of @rule. An unbuilt call has no metadata, so its
 * arguments are unknown: the predicate must be well-formed, and is never
 * evaluated.
 */
static int compile_predicate(struct seccomp_rule *rule,
			     struct trace_filter_error *error)
{
	const struct syscall_metadata *meta = syscall_find_metadata(rule->nr);
	struct trace_filter_field fields[NR_ARG_FIELDS];
	struct trace_filter_scope scope = {
		.fields = fields,
		.find_constant = seccomp_find_constant,
		.max_preds = SECCOMP_MAX_RULE_PREDS,
		.max_depth = SECCOMP_MAX_RULE_DEPTH,
		.gfp = SECCOMP_GFP,
	};
	struct trace_filter *filter;

	if (meta)
		scope.nr_fields = call_fields(meta, fields);
	else
		scope.any_field = true;
	filter = trace_filter_create(&scope, rule->words, error);
	if (IS_ERR(filter))
		return PTR_ERR(filter);

	if (!meta) {
		trace_filter_free(filter);
		rule->unbuilt = true;
		return 0;
	}
	rule->filter = filter;
	return 0;
}

/* Turn an error of the engine into one of the text. @words: overwritten */
static int fail_predicate(struct seccomp_parser *parser,
			  const struct seccomp_item *item, char *words,
			  const struct trace_filter_error *error)
{
	static const u8 ids[TRACE_FILTER_NR_PROBLEMS] = {
		[TRACE_FILTER_NO_FIELD] = SECCOMP_ERROR_ARGUMENT,
		[TRACE_FILTER_NO_OPERATOR] = SECCOMP_ERROR_OPERATOR,
		[TRACE_FILTER_NO_CONSTANT] = SECCOMP_ERROR_CONSTANT,
		[TRACE_FILTER_NO_NAME] = IS_ENABLED(CONFIG_SECCOMP_FILTER_TEXT_CONSTANTS) ?
			SECCOMP_ERROR_CONSTANT_NAME : SECCOMP_ERROR_NO_CONSTANT_NAMES,
		[TRACE_FILTER_NO_CONSTANT_END] = SECCOMP_ERROR_CONSTANT_END,
		[TRACE_FILTER_OUT_OF_RANGE] = SECCOMP_ERROR_RANGE,
		[TRACE_FILTER_NO_COMPARISON] = SECCOMP_ERROR_COMPARISON,
		[TRACE_FILTER_NO_JUNCTION] = SECCOMP_ERROR_JUNCTION,
		[TRACE_FILTER_OPEN_PAREN] = SECCOMP_ERROR_OPEN,
		[TRACE_FILTER_CLOSE_PAREN] = SECCOMP_ERROR_CLOSE,
		[TRACE_FILTER_TOO_MANY] = SECCOMP_ERROR_RULE_PREDS,
		[TRACE_FILTER_TOO_DEEP] = SECCOMP_ERROR_RULE_DEPTH,
	};
	const char *at = seccomp_copy_expr(item->expr, words, error->pos);
	enum seccomp_error_id id = ids[error->problem];

	if (error->problem == TRACE_FILTER_NO_MEMORY)
		return -ENOMEM;
	at = seccomp_skip_blanks(at);
	/* Without letters it is not even a name. */
	if (id == SECCOMP_ERROR_ARGUMENT && !isalpha(*at) && *at != '_')
		id = SECCOMP_ERROR_NO_ARGUMENT;
	return seccomp_parse_fail(parser, id, at);
}

/*
 * Add a rule to @policy if it can refuse anything, and copy its expression to
 * @words. Returns the number of bytes used there.
 */
static int add_rule(struct seccomp_policy *policy,
		    struct seccomp_parser *parser,
		    const struct seccomp_item *item, char *words)
{
	int nr = seccomp_find_call(item->name.text, item->name.len);
	struct trace_filter_error error;
	struct seccomp_rule *rule;

	if (nr < 0 && !item->optional)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_CALL, item->name.text);

	/*
	 * The name, a colon and a blank, the expression, and a newline. Skipped
	 * rules count: there is room for them as well.
	 */
	policy->text_len += item->name.len + item->expr.len + 3;
	if (nr < 0)
		return 0;
	__set_bit(nr, policy->listed);
	if (item->expr_kind == SECCOMP_EXPR_1)
		return 0;

	if (item->joined) {
		seccomp_copy_expr(item->expr, words, item->expr.len);
	} else {
		memcpy(words, item->expr.text, item->expr.len);
		words[item->expr.len] = 0;
	}
	policy->nr_rules++;
	rule = &policy->rules[policy->nr_rules - 1];
	*rule = (struct seccomp_rule){
		.nr = nr,
		.line = item->line,
		.action = item->action,
		.words = words,
	};

	if (item->expr_kind == SECCOMP_EXPR_PREDICATE && compile_predicate(rule, &error))
		return fail_predicate(parser, item, words, &error);
	if (rule->filter)
		policy->preds += rule->filter->nr_preds;
	if (policy->preds > SECCOMP_MAX_STATE_PREDS)
		return seccomp_parse_fail(parser, SECCOMP_ERROR_STATE_PREDS,
				   item->name.text);
	return item->expr.len + 1;
}

static void apply_directive(struct seccomp_policy *policy,
			    const struct seccomp_item *item,
			    enum seccomp_slot *slot)
{
	switch (item->kind) {
	case SECCOMP_ITEM_RULE:
		break;
	case SECCOMP_ITEM_UNLISTED:
		policy->unlisted = item->expr_kind == SECCOMP_EXPR_1;
		break;
	case SECCOMP_ITEM_ON_VIOLATION:
		policy->action = item->action;
		break;
	case SECCOMP_ITEM_FOREIGN:
		policy->foreign = item->action;
		break;
	case SECCOMP_ITEM_ON_NEXT_SYSCALL:
		*slot = SECCOMP_TEXT_NEXT;
		break;
	case SECCOMP_ITEM_ON_EXEC:
		*slot = SECCOMP_TEXT_EXEC;
		break;
	}
}

/* Rules without an action take that of the policy, wherever its line is. */
static void finish_rules(struct seccomp_policy *policy)
{
	u32 strictest = policy->action;
	struct seccomp_rule *rule;
	u32 i;

	for (i = 0; i < policy->nr_rules; i++) {
		rule = &policy->rules[i];
		if (rule->action == SECCOMP_ACTION_DEFAULT)
			rule->action = policy->action;
		strictest = seccomp_strictest(strictest, rule->action);
	}
	if (policy->foreign == SECCOMP_ACTION_DEFAULT)
		policy->foreign = seccomp_foreign_default(strictest);
}

/*
 * Check the syntax of all of a text. Count the rules that can refuse anything,
 * and the bytes of their expressions.
 */
static int measure_text(const char *text, u32 *nr_rules, size_t *words,
			struct seccomp_error *error)
{
	struct seccomp_parser parser;
	struct seccomp_item item;
	int ret;

	*nr_rules = 0;
	*words = 0;
	seccomp_parser_init(&parser, text);
	while ((ret = seccomp_parse_item(&parser, &item)) > 0) {
		if (item.kind != SECCOMP_ITEM_RULE || item.expr_kind == SECCOMP_EXPR_1)
			continue;
		++*nr_rules;
		*words += item.expr.len + 1;
	}
	*error = parser.error;
	return ret;
}

static int fill_policy(struct seccomp_policy *policy, const char *text,
		       enum seccomp_slot *slot, struct seccomp_error *error)
{
	struct seccomp_parser parser;
	struct seccomp_item item;
	char *words = policy->words;
	int ret;

	seccomp_parser_init(&parser, text);
	while ((ret = seccomp_parse_item(&parser, &item)) > 0) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (item.kind != SECCOMP_ITEM_RULE) {
			apply_directive(policy, &item, slot);
			continue;
		}
		ret = add_rule(policy, &parser, &item, words);
		if (ret < 0) {
			*error = parser.error;
			return ret;
		}
		words += ret;
	}
	if (ret)
		return ret;

	finish_rules(policy);
	return 0;
}

/**
 * seccomp_build_policy - compile a text into a policy
 * @text:  the text; not used after the call
 * @slot:  changed if the text says when it takes effect
 * @error: filled in for -EINVAL and -E2BIG
 *
 * Context: Process context, may sleep.
 *
 * Return: the policy with one reference, or ERR_PTR() of -EINVAL for an invalid
 * text, -E2BIG if a rule exceeds a limit, -ENOMEM, or -EINTR if the task is
 * being killed.
 */
struct seccomp_policy *seccomp_build_policy(const char *text,
					    enum seccomp_slot *slot,
					    struct seccomp_error *error)
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
	policy->foreign = SECCOMP_ACTION_DEFAULT;

	/* At least one byte: a policy may have no rules. */
	policy->words = kvmalloc(words + 1, SECCOMP_GFP);
	ret = policy->words ? fill_policy(policy, text, slot, error) : -ENOMEM;
	if (ret) {
		seccomp_put_policy(policy);
		return ERR_PTR(ret);
	}
	return policy;
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_policy_kunit.c"
#endif
