// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: what is wrong with one, in words for people.
 *
 * A check goes the way of an install up to where that would publish, so both
 * have the same verdict. It then tells its caller what the install would only
 * have had an errno for. Nothing of user space's is quoted but printable
 * characters of the text itself.
 */
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/sched/signal.h>
#include <linux/seccomp_text.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/uaccess.h>
#include <trace/syscall.h>

#include "seccomp_filter.h"
#include "seccomp_policy.h"

/* Most characters of the text that are quoted for a {word}. */
#define MAX_QUOTE	32

/**
 * struct check - a text that is being checked
 * @text:    the kernel's copy of it
 * @install: how far its install has come
 * @error:   what is wrong with it, or the note on it that was asked for
 * @notes:   how many notes there are
 */
struct check {
	const char		*text;
	struct seccomp_install	install;
	struct policy_error	error;
	u32			notes;
};

/* Words */

static bool is_word(char c)
{
	return isascii(c) && (isalnum(c) || c == '_');
}

static bool is_line_end(const char *at)
{
	return !*at || *at == '\n' || *at == '#' ||
	       (*at == '\r' && (!at[1] || at[1] == '\n'));
}

static void put_quote(struct seq_buf *out, const char *text, size_t len)
{
	seq_buf_printf(out, "%.*s%s", (int)min_t(size_t, len, MAX_QUOTE), text,
		       len > MAX_QUOTE ? "..." : "");
}

/* Characters that make sense together: a name, a number, or an operator. */
static size_t token_len(const char *at)
{
	size_t len = 1;

	if (is_word(*at) || (*at == '-' && is_word(at[1]))) {
		while (is_word(at[len]))
			len++;
	} else if (at[1] == '=' || (strchr("&|=<>", *at) && at[1] == *at)) {
		len = 2;
	}
	return len;
}

static void put_found(struct seq_buf *out, const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	if (is_line_end(at)) {
		seq_buf_puts(out, "the end of the line");
	} else if (!isascii(*at) || !isprint(*at)) {
		seq_buf_printf(out, "byte 0x%02x", (u8)*at);
	} else {
		seq_buf_puts(out, "'");
		put_quote(out, at, token_len(at));
		seq_buf_puts(out, "'");
	}
}

static void put_guess(struct seq_buf *out, struct policy_span name)
{
	const char *guess = seccomp_guess_name(name.text, name.len);
	bool prefixed = name.len > 4 && !memcmp(name.text, "sys_", 4);

	if (guess)
		seq_buf_printf(out, "; did you mean %s%s?",
			       prefixed ? "sys_" : "", guess);
}

static void put_args(struct seq_buf *out, const struct syscall_metadata *meta)
{
	int i;

	if (!meta) {
		seq_buf_puts(out, "some that this kernel does not know");
		return;
	}
	if (!meta->nb_args)
		seq_buf_puts(out, "none");
	for (i = 0; i < meta->nb_args; i++)
		seq_buf_printf(out, "%s%s", i ? ", " : "", meta->args[i]);
}

/* The argument that the constant at @at is compared with. */
static struct policy_span compared_arg(const char *at)
{
	struct policy_span arg;
	const char *end;

	/* The parser came along here: there is an operator, and a name. */
	while (!is_word(at[-1]))
		at--;
	end = at;
	while (is_word(at[-1]))
		at--;
	arg.text = at;
	arg.len = end - at;
	return arg;
}

static int find_arg(const struct syscall_metadata *meta, struct policy_span arg)
{
	int i;

	for (i = 0; i < meta->nb_args; i++) {
		const char *name = meta->args[i];

		if (strlen(name) == arg.len && !memcmp(name, arg.text, arg.len))
			return i;
	}
	/* Then it goes by its position. */
	if (arg.len == 2 && arg.text[0] == 'a' && arg.text[1] >= '0' &&
	    arg.text[1] - '0' < meta->nb_args)
		return arg.text[1] - '0';
	return -ENOENT;
}

/* What type an argument has, or what numbers fit it. */
static void put_type(struct seq_buf *out, const struct syscall_metadata *meta,
		     struct policy_span arg, bool range)
{
	int i = meta ? find_arg(meta, arg) : -ENOENT;
	const struct syscall_arg_type *type;
	u64 max;

	if (i < 0) {
		seq_buf_printf(out, range ? "%lld to %llu" : "a register",
			       S64_MIN, U64_MAX);
		return;
	}
	if (!range) {
		seq_buf_puts(out, meta->types[i]);
		return;
	}
	type = &meta->arg_types[i];
	max = GENMASK_ULL(type->size * BITS_PER_BYTE - 1 - type->is_signed, 0);
	seq_buf_printf(out, "%lld to %llu",
		       type->is_signed ? -(s64)max - 1 : 0LL, max);
}

static u32 limit_of(enum policy_error_id id)
{
	switch (id) {
	case POLICY_ERROR_TEXT_LENGTH:
		return SECCOMP_TEXT_MAX;
	case POLICY_ERROR_RULE_PREDS:
		return SECCOMP_MAX_RULE_PREDS;
	case POLICY_ERROR_RULE_DEPTH:
		return SECCOMP_MAX_RULE_DEPTH;
	case POLICY_ERROR_CALL_RULES:
		return SECCOMP_MAX_CALL_RULES;
	case POLICY_ERROR_CALL_PREDS:
		return SECCOMP_MAX_CALL_PREDS;
	case POLICY_ERROR_STATE_PREDS:
		return SECCOMP_MAX_STATE_PREDS;
	case POLICY_ERROR_STATE_TEXT:
		return SECCOMP_MAX_STATE_TEXT;
	case POLICY_ERROR_STATE_POLICIES:
		return SECCOMP_MAX_POLICIES;
	case POLICY_ERROR_SHOWN_TEXT:
		return SECCOMP_TEXT_MAX;
	default:
		return 0;
	}
}

static bool span_is(struct policy_span span, const char *word)
{
	return strlen(word) == span.len && !memcmp(span.text, word, span.len);
}

/* What stands for a {word} of seccomp_policy_errors.h */
static void put_word(struct seq_buf *out, struct policy_span word,
		     const struct policy_error *error)
{
	struct policy_span call = policy_line_name(error);
	const struct syscall_metadata *meta;
	int nr = seccomp_find_call(call.text, call.len);

	meta = nr < 0 ? NULL : syscall_find_metadata(nr);
	if (span_is(word, "found"))
		put_found(out, error->at);
	else if (span_is(word, "call"))
		put_quote(out, call.text, call.len);
	else if (span_is(word, "guess"))
		put_guess(out, call);
	else if (span_is(word, "args"))
		put_args(out, meta);
	else if (span_is(word, "arg"))
		put_quote(out, compared_arg(error->at).text,
			  compared_arg(error->at).len);
	else if (span_is(word, "type"))
		put_type(out, meta, compared_arg(error->at), false);
	else if (span_is(word, "range"))
		put_type(out, meta, compared_arg(error->at), true);
	else if (span_is(word, "limit"))
		seq_buf_printf(out, "%u", limit_of(error->id));
	else
		WARN_ON_ONCE(1);
}

/* @message is all zero; what it is not filled with stays so. */
static void write_message(char *message, size_t size,
			  const struct policy_error *error)
{
	const char *at = policy_error_words(error->id);
	struct policy_span word;
	struct seq_buf out;

	seq_buf_init(&out, message, size);
	while (*at) {
		if (*at != '{') {
			seq_buf_putc(&out, *at++);
			continue;
		}
		word.text = at + 1;
		word.len = strcspn(word.text, "}");
		put_word(&out, word, error);
		at = word.text + word.len + 1;
	}
	seq_buf_str(&out);
}

/* Limits */

static u32 count_preds(const struct seccomp_policy *policy, u32 last_line)
{
	u32 preds = 0;
	u32 i;

	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rules[i].line <= last_line)
			preds += policy->rules[i].preds;
	}
	return preds;
}

/* The line whose comparisons are too many, on top of @excess->used. */
static u32 find_preds_line(const struct seccomp_policy *policy,
			   const struct seccomp_excess *excess)
{
	u32 low = 1;
	u32 high = SECCOMP_TEXT_MAX;

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (excess->used + count_preds(policy, middle) >
		    SECCOMP_MAX_STATE_PREDS)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The line by which there is too much for a call, on top of @excess->used. */
static u32 find_call_line(const struct seccomp_policy *policy,
			  const struct seccomp_excess *excess)
{
	bool rules = excess->limit == POLICY_ERROR_CALL_RULES;
	u32 max = rules ? SECCOMP_MAX_CALL_RULES : SECCOMP_MAX_CALL_PREDS;
	const struct seccomp_rule *rule;
	u32 used = excess->used;
	u32 line = 1;
	u32 i;

	for (i = 0; i < policy->nr_rules && used <= max; i++) {
		rule = &policy->rules[i];
		if (rule->nr != excess->nr || !rule->test)
			continue;
		line = rule->line;
		used += rules ? 1 : rule->preds;
	}
	return line;
}

/* Whether the line of @item is the one that goes too far. */
static bool is_beyond(const struct policy_item *item, u32 line, u32 *text_len)
{
	if (item->kind != POLICY_RULE)
		return false;
	if (line)
		return item->line == line;
	*text_len += seccomp_rule_text_len(item);
	return *text_len > SECCOMP_MAX_STATE_TEXT;
}

static void fail_at_start(struct check *check, enum policy_error_id id)
{
	check->error = (struct policy_error){
		.id = id,
		.line = 1,
		.column = 1,
		.at = check->text,
	};
}

/* Find the line by which the policy passes a limit of what is in force. */
static void locate_excess(struct check *check)
{
	const struct seccomp_excess *excess = &check->install.excess;
	const struct seccomp_policy *policy = check->install.policy;
	u32 text_len = excess->used;
	struct policy_reader reader;
	struct policy_item item;
	u32 line = 0;

	fail_at_start(check, excess->limit);
	if (excess->limit == POLICY_ERROR_STATE_POLICIES)
		return;
	if (excess->limit == POLICY_ERROR_STATE_PREDS)
		line = find_preds_line(policy, excess);
	else if (excess->limit != POLICY_ERROR_STATE_TEXT)
		line = find_call_line(policy, excess);

	policy_reader_init(&reader, check->text);
	while (policy_read_item(&reader, &item) > 0) {
		cond_resched();
		if (is_beyond(&item, line, &text_len)) {
			policy_fail(&reader, excess->limit, item.name.text);
			check->error = reader.error;
			return;
		}
	}
}

/* Notes */

/* Whether a rule for a call that is denied anyway makes no difference. */
static bool stays_denied(const struct check *check,
			 const struct policy_item *item, int nr)
{
	u32 denied = seccomp_refusal_of(seccomp_install_narrows(&check->install),
					nr);
	u32 action = item->action;

	/* A tracer may let a call through, and a log does. */
	if (seccomp_action_order(denied) >= (s32)SECCOMP_RET_TRACE)
		return false;
	if (item->verdict == POLICY_ALLOW)
		return true;
	if (action == SECCOMP_ACTION_DEFAULT)
		action = check->install.policy->action;
	return action == denied || seccomp_action_order(action) >
				   seccomp_action_order(denied);
}

/* What there is to say of a rule that is correct; POLICY_ERROR_NONE: nothing */
static enum policy_error_id note_on(const struct check *check,
				    const struct policy_item *item)
{
	int nr = seccomp_find_call(item->name.text, item->name.len);

	if (nr < 0)
		return POLICY_ERROR_NOTE_SKIPPED;
	if (seccomp_is_injected_nr(nr))
		return POLICY_ERROR_NOTE_INJECTED;
	if (stays_denied(check, item, nr))
		return POLICY_ERROR_NOTE_DENIED;
	if (syscall_find_metadata(nr) || item->verdict == POLICY_DROP)
		return POLICY_ERROR_NONE;
	return item->verdict == POLICY_TEST ? POLICY_ERROR_NOTE_UNCHECKED :
					      POLICY_ERROR_NOTE_UNBUILT;
}

static int collect_notes(struct check *check, u32 wanted)
{
	enum policy_error_id note;
	struct policy_reader reader;
	struct policy_item item;

	policy_reader_init(&reader, check->text);
	while (policy_read_item(&reader, &item) > 0) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();

		if (item.kind != POLICY_RULE)
			continue;
		note = note_on(check, &item);
		if (note == POLICY_ERROR_NONE)
			continue;
		if (check->notes++ == wanted) {
			policy_fail(&reader, note, item.name.text);
			check->error = reader.error;
		}
	}
	return 0;
}

/* The check */

/*
 * Do what an install does, short of publishing. Returns 0 with check->error
 * filled in, unless there is nothing to say, or the errno of what kept us from
 * finding out.
 */
static int check_policy(struct check *check, u32 note)
{
	struct seccomp_install *install = &check->install;
	struct seccomp_policy *policy;
	int ret;

	install->slot = SECCOMP_NOW;
	policy = seccomp_build_policy(check->text, &install->slot,
				      &check->error);
	if (IS_ERR(policy)) {
		ret = PTR_ERR(policy);
		return ret == -EINVAL || ret == -E2BIG ? 0 : ret;
	}

	install->policy = policy;
	ret = seccomp_install_draft(install);
	if (ret == -E2BIG) {
		locate_excess(check);
		ret = 0;
	} else if (!ret && seccomp_install_fits(install)) {
		/* No line of it is to blame more than another. */
		fail_at_start(check, POLICY_ERROR_SHOWN_TEXT);
	} else if (!ret) {
		ret = collect_notes(check, note);
	}
	seccomp_install_end(install);
	return ret;
}

static void fill_report(struct seccomp_text_report *report,
			const struct check *check)
{
	const struct policy_error *error = &check->error;

	report->nr_notes = check->notes;
	if (error->id == POLICY_ERROR_NONE)
		return;
	report->status = policy_error_errno(error->id);
	report->line = error->line;
	report->column = error->column;
	write_message(report->message, sizeof(report->message), error);
}

/* What this kernel does not know, and so does not fill, is zero. */
static int give_report(struct seccomp_text_report __user *user,
		       const struct seccomp_text_report *report, u32 size)
{
	u32 known = min_t(u32, size, sizeof(*report));

	if (copy_to_user(user, report, known) ||
	    clear_user((char __user *)user + known, size - known))
		return -EFAULT;
	return 0;
}

static int take_report(struct seccomp_text_report *report,
		       struct seccomp_text_report __user *user, u32 *size)
{
	BUILD_BUG_ON(sizeof(*report) != SECCOMP_TEXT_REPORT_SIZE_VER0);
	BUILD_BUG_ON(offsetof(struct seccomp_text_report, size) != 0);
	BUILD_BUG_ON(offsetofend(struct seccomp_text_report, message) !=
		     SECCOMP_TEXT_REPORT_SIZE_VER0);

	if (get_user(*size, &user->size))
		return -EFAULT;
	if (*size < SECCOMP_TEXT_REPORT_SIZE_VER0)
		return -EINVAL;
	if (*size > PAGE_SIZE)
		return -E2BIG;
	return copy_struct_from_user(report, sizeof(*report), user, *size);
}

/**
 * seccomp_check_text - say what installing a text would do, and do not
 * @user: the report, with its size, the address of the text, and the index of
 *        the note to report filled in by the caller
 *
 * Context: Process context, may sleep. Takes siglock.
 *
 * Return: 0 if the text was checked, whatever it is like: @user->status has
 * the errno that an install without flags would give. Else
 *
 * * -EOPNOTSUPP for a caller of a 32-bit ABI;
 * * -EACCES without no_new_privs and without CAP_SYS_ADMIN;
 * * -EFAULT if the report cannot be read or written, or the text not be read;
 * * -EINVAL if the report is smaller than its first version;
 * * -E2BIG if it is larger than a page, or has anything but zeros where this
 *   kernel knows no field;
 * * -ENOMEM if memory ran out;
 * * -EINTR if the task is being killed.
 */
long seccomp_check_text(struct seccomp_text_report __user *user)
{
	struct seccomp_text_report report, given;
	struct check check = {};
	char *text;
	u32 size;
	int ret;

	ret = seccomp_may_install_text();
	if (ret)
		return ret;
	ret = take_report(&given, user, &size);
	if (ret)
		return ret;

	memset(&report, 0, sizeof(report));
	report.size = min_t(u32, size, sizeof(report));
	report.text = given.text;
	report.note = given.note;

	text = seccomp_copy_text(u64_to_user_ptr(given.text));
	if (IS_ERR(text)) {
		ret = PTR_ERR(text);
		if (ret != -E2BIG)
			return ret;
		/* It was not kept, so it has no better place than its start. */
		check.error = (struct policy_error){
			.id = POLICY_ERROR_TEXT_LENGTH,
			.line = 1,
			.column = 1,
			.at = "",
		};
		fill_report(&report, &check);
		return give_report(user, &report, size);
	}

	check.text = text;
	ret = check_policy(&check, given.note);
	if (!ret)
		fill_report(&report, &check);
	kvfree(text);
	return ret ? ret : give_report(user, &report, size);
}
