// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: SECCOMP_CHECK_TEXT, which says what is wrong with a
 * text.
 *
 * A check is an install that stops before it publishes, so both have the same
 * result. Where the install returns an errno, the check has a position and a
 * message. Messages quote only printable characters of the text.
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

/* Maximum length of a quote for a {word} */
#define MAX_QUOTE	32

/**
 * struct check - a text being checked
 * @text:    the kernel's copy of it
 * @install: its install
 * @error:   the error, or the note that the caller asked for
 * @notes:   number of notes
 */
struct check {
	const char		*text;
	struct seccomp_install	install;
	struct seccomp_error	error;
	u32			notes;
};

/* Words */

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

/* Length of the name, the number or the operator at @at, as far as it is quoted */
static size_t token_len(const char *at)
{
	size_t len = 1;

	if (seccomp_is_word(*at) || (strchr("-~", *at) && seccomp_is_word(at[1]))) {
		while (len <= MAX_QUOTE && seccomp_is_word(at[len]))
			len++;
	} else if (at[1] == '=' || (strchr("&|=<>", *at) && at[1] == *at)) {
		len = 2;
	}
	return len;
}

static void put_found(struct seq_buf *out, const char *at)
{
	at = seccomp_skip_blanks(at);
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

/* The argument that is compared with the constant around @at */
static struct seccomp_span compared_arg(const char *at)
{
	struct seccomp_span arg;
	const char *end;

	/* The parser has found a name and an operator before the constant. */
	do {
		at--;
		if (!((unsigned long)at % 4096))
			cond_resched();
	} while (*at != '=' && *at != '<' && *at != '>' && *at != '&');
	while (!seccomp_is_word(at[-1]))
		at--;
	end = at;
	while (seccomp_is_word(at[-1]))
		at--;
	arg.text = at;
	arg.len = end - at;
	return arg;
}

static int find_arg(const struct syscall_metadata *meta, struct seccomp_span arg)
{
	int i;

	for (i = 0; i < meta->nb_args; i++) {
		const char *name = meta->args[i];

		if (strlen(name) == arg.len && !memcmp(name, arg.text, arg.len))
			return i;
	}
	/* It may be named by its position. */
	if (arg.len == 2 && arg.text[0] == 'a' && arg.text[1] >= '0' &&
	    arg.text[1] - '0' < meta->nb_args)
		return arg.text[1] - '0';
	return -ENOENT;
}

/* The type of an argument, or the range of numbers that fit it */
static void put_type(struct seq_buf *out, const struct syscall_metadata *meta,
		     struct seccomp_span arg, bool range)
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

static const u32 limits[SECCOMP_NR_ERRORS] = {
	[SECCOMP_ERROR_TEXT_LENGTH]	= SECCOMP_TEXT_MAX,
	[SECCOMP_ERROR_RULE_PREDS]	= SECCOMP_MAX_RULE_PREDS,
	[SECCOMP_ERROR_RULE_DEPTH]	= SECCOMP_MAX_RULE_DEPTH,
	[SECCOMP_ERROR_CALL_RULES]	= SECCOMP_MAX_CALL_RULES,
	[SECCOMP_ERROR_CALL_STEPS]	= SECCOMP_MAX_CALL_STEPS,
	[SECCOMP_ERROR_STATE_PREDS]	= SECCOMP_MAX_STATE_PREDS,
	[SECCOMP_ERROR_STATE_TEXT]	= SECCOMP_MAX_STATE_TEXT,
	[SECCOMP_ERROR_STATE_POLICIES]	= SECCOMP_MAX_POLICIES,
	[SECCOMP_ERROR_SHOWN_TEXT]	= SECCOMP_TEXT_MAX,
};

/* Replace a {word} of seccomp_parse_errors.h. */
static void put_word(struct seq_buf *out, struct seccomp_span word,
		     const struct seccomp_error *error)
{
	const struct syscall_metadata *meta;
	struct seccomp_span call, arg = {};
	int nr;

	/* A line can be long, and some words search it. */
	cond_resched();
	call = seccomp_line_name(error);
	nr = seccomp_find_call(call.text, call.len);
	meta = nr < 0 ? NULL : syscall_find_metadata(nr);
	if (error->id == SECCOMP_ERROR_RANGE)
		arg = compared_arg(error->at);

	if (seccomp_span_is(word, "found"))
		put_found(out, error->at);
	else if (seccomp_span_is(word, "call"))
		put_quote(out, call.text, call.len);
	else if (seccomp_span_is(word, "limited"))
		seq_buf_puts(out, seccomp_call_name(error->call));
	else if (seccomp_span_is(word, "args"))
		put_args(out, meta);
	else if (seccomp_span_is(word, "arg"))
		put_quote(out, arg.text, arg.len);
	else if (seccomp_span_is(word, "type"))
		put_type(out, meta, arg, false);
	else if (seccomp_span_is(word, "range"))
		put_type(out, meta, arg, true);
	else if (seccomp_span_is(word, "limit"))
		seq_buf_printf(out, "%u", limits[error->id]);
	else
		WARN_ON_ONCE(1);
}

/* @message is all zero; the bytes after the message stay so. */
static void write_message(char *message, size_t size,
			  const struct seccomp_error *error)
{
	const char *at = seccomp_error_words(error->id);
	struct seccomp_span word;
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

/* An error of all policies together is not the fault of one line. */
static void fail_at_start(struct check *check, const struct seccomp_error *error)
{
	check->error = (struct seccomp_error){
		.id = error->id,
		.line = 1,
		.column = 1,
		.at = check->text,
		.start = check->text,
		.call = error->call,
	};
}

/* Notes */

/* Whether a rule has no effect because the call is denied already */
static bool stays_denied(const struct check *check,
			 const struct seccomp_item *item, int nr)
{
	u32 denied = seccomp_unconditional_action(seccomp_install_base(&check->install), nr);
	u32 action = item->action;

	/* A tracer may let the call through, and log does. */
	if (seccomp_action_order(denied) >= (s32)SECCOMP_RET_TRACE)
		return false;
	if (item->expr_kind == SECCOMP_EXPR_1)
		return true;
	if (action == SECCOMP_ACTION_DEFAULT)
		action = check->install.policy->action;
	return action == denied || seccomp_action_order(action) >
				   seccomp_action_order(denied);
}

/* The note on a valid rule, or SECCOMP_ERROR_NONE */
static enum seccomp_error_id note_on(const struct check *check,
				     const struct seccomp_item *item)
{
	int nr = seccomp_find_call(item->name.text, item->name.len);

	if (nr < 0)
		return SECCOMP_ERROR_NOTE_SKIPPED;
	if (seccomp_is_injected_nr(nr))
		return SECCOMP_ERROR_NOTE_INJECTED;
	if (stays_denied(check, item, nr))
		return SECCOMP_ERROR_NOTE_DENIED;
	if (syscall_find_metadata(nr) || item->expr_kind == SECCOMP_EXPR_0)
		return SECCOMP_ERROR_NONE;
	return item->expr_kind == SECCOMP_EXPR_PREDICATE ? SECCOMP_ERROR_NOTE_UNCHECKED :
					      SECCOMP_ERROR_NOTE_UNBUILT;
}

static int collect_notes(struct check *check, u32 wanted)
{
	enum seccomp_error_id note;
	struct seccomp_parser parser;
	struct seccomp_item item;

	seccomp_parser_init(&parser, check->text);
	while (seccomp_parse_item(&parser, &item) > 0) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (item.kind != SECCOMP_ITEM_RULE)
			continue;
		note = note_on(check, &item);
		if (note == SECCOMP_ERROR_NONE)
			continue;
		if (check->notes++ == wanted) {
			seccomp_parse_fail(&parser, note, item.name.text);
			check->error = parser.error;
		}
	}
	return 0;
}

/* The check */

/*
 * Do what an install does, except publishing. Returns 0 with check->error
 * filled in if there is an error or a note, or the errno of a check that could
 * not be completed.
 */
static int check_text(struct check *check, u32 note)
{
	struct seccomp_install *install = &check->install;
	struct seccomp_policy *policy;
	int ret;

	install->slot = SECCOMP_TEXT_NOW;
	policy = seccomp_build_policy(check->text, &install->slot,
				      &check->error);
	if (IS_ERR(policy)) {
		ret = PTR_ERR(policy);
		return ret == -EINVAL || ret == -E2BIG ? 0 : ret;
	}

	install->policy = policy;
	ret = seccomp_install_prepare(install);
	if (ret == -E2BIG) {
		fail_at_start(check, &install->error);
		ret = 0;
	} else if (!ret) {
		ret = collect_notes(check, note);
	}
	seccomp_install_end(install);
	return ret;
}

static void fill_report(struct seccomp_text_report *report,
			const struct check *check)
{
	const struct seccomp_error *error = &check->error;

	report->nr_notes = check->notes;
	if (error->id == SECCOMP_ERROR_NONE)
		return;
	report->status = seccomp_error_errno(error->id);
	report->line = error->line;
	report->column = error->column;
	write_message(report->message, sizeof(report->message), error);
}

/**
 * seccomp_give_struct - copy an extensible struct to user space
 * @user:       where to
 * @known:      the struct
 * @known_size: its size
 * @size:       the size that the caller knows; the rest is cleared
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or -EFAULT.
 */
int seccomp_give_struct(void __user *user, const void *known, u32 known_size,
			u32 size)
{
	u32 both = min(size, known_size);

	if (copy_to_user(user, known, both) ||
	    clear_user(user + both, size - both))
		return -EFAULT;
	return 0;
}

static int take_report(struct seccomp_text_report *report,
		       struct seccomp_text_report __user *user, u32 *size)
{
	BUILD_BUG_ON(sizeof(*report) != SECCOMP_TEXT_REPORT_SIZE_VER0);

	if (get_user(*size, &user->size))
		return -EFAULT;
	if (*size < SECCOMP_TEXT_REPORT_SIZE_VER0)
		return -EINVAL;
	if (*size > PAGE_SIZE)
		return -E2BIG;
	return copy_struct_from_user(report, sizeof(*report), user, *size);
}

/**
 * seccomp_check_text - report what an install of a text would do
 * @flags: must be 0
 * @user:  the report; the caller has filled in its size, the address of the
 *         text, and which note to report
 *
 * Context: Process context, may sleep. Takes siglock.
 *
 * Return: 0 if the text was checked, valid or not: @user->status is the errno
 * that an install without flags would return. Otherwise the errors of
 * seccomp_may_install_text(), or
 *
 * * -EINVAL if @flags is not 0;
 * * -EFAULT if the report or the text is not accessible;
 * * -EINVAL if the report is smaller than its first version;
 * * -E2BIG if it is larger than a page, or not zero where this kernel knows no
 *   member;
 * * -ENOMEM if memory ran out;
 * * -EINTR if the task is being killed.
 */
long seccomp_check_text(unsigned int flags,
			struct seccomp_text_report __user *user)
{
	struct seccomp_text_report report, given;
	struct check check = {};
	char *text;
	u32 size;
	int ret;

	if (flags)
		return -EINVAL;
	ret = seccomp_may_install_text(0);
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
		check.text = "";
		fail_at_start(&check, &(struct seccomp_error){
			.id = SECCOMP_ERROR_TEXT_LENGTH,
		});
		fill_report(&report, &check);
		return seccomp_give_struct(user, &report, sizeof(report), size);
	}

	check.text = text;
	ret = check_text(&check, given.note);
	if (!ret)
		fill_report(&report, &check);
	kvfree(text);
	return ret ? ret : seccomp_give_struct(user, &report, sizeof(report), size);
}
