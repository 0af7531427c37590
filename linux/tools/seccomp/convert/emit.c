// SPDX-License-Identifier: GPL-2.0
/*
 * Writing the policy that a conversion has collected.
 *
 * The cases of a call are alternatives, and the first that holds decides. Rules of
 * the language must all hold, each with an action of its own. So each action gets
 * one rule: that the arguments are not among those for which it is taken. As the
 * cases share no arguments then, at most one rule of a call is broken.
 */
#include <err.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clause.h"
#include "convert.h"
#include "language/language.h"
#include "main.h"
#include "text.h"

#define LINE_WIDTH	90

/* More than any policy needs: so that a source cannot keep the tool busy */
#define MAX_CALLS	4096
#define MAX_BRANCHES	1024

/* "." is the whole document. */
static bool has_path(const struct place *place)
{
	return place->path && strcmp(place->path, ".");
}

/* Names and words of the source could be made for a terminal, or to end a comment. */
static char *printable(const char *string)
{
	return make_printable(format_string("%s", string));
}

static void print_source_place(const struct place *place)
{
	fprintf(stderr, "%s:", printable(place->file));
	if (place->line)
		fprintf(stderr, "%u:", place->line);
	if (has_path(place))
		fprintf(stderr, " %s:", printable(place->path));
	fputc(' ', stderr);
}

void reject(const struct place *place, const char *format, ...)
{
	va_list args;

	print_source_place(place);
	va_start(args, format);
	fprintf(stderr, "%s\n", make_printable(format_list(format, args)));
	va_end(args);
	exit(EXIT_NEGATIVE);
}

static void append(char ***strings, unsigned int *nr, char *string)
{
	*strings = need_memory(realloc(*strings, (*nr + 1) * sizeof(**strings)));
	(*strings)[(*nr)++] = string;
}

void add_comment(struct conversion *conv, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append(&conv->comments, &conv->nr_comments, make_printable(format_list(format, args)));
	va_end(args);
}

void warn_place(struct conversion *conv, const struct place *place, const char *format, ...)
{
	va_list args;
	char *words;

	va_start(args, format);
	words = make_printable(format_list(format, args));
	va_end(args);
	print_source_place(place);
	fprintf(stderr, "warning: %s\n", words);
	if (place->line)
		words = format_string("line %u: %s", place->line, words);
	else if (has_path(place))
		words = format_string("%s: %s", place->path, words);
	append(&conv->comments, &conv->nr_comments, make_printable(words));
}

void begin_group(struct conversion *conv, const char *format, ...)
{
	va_list args;
	char *words;

	va_start(args, format);
	words = make_printable(format_list(format, args));
	va_end(args);
	if (conv->nr_groups && !strcmp(conv->groups[conv->nr_groups - 1], words))
		return;
	append(&conv->groups, &conv->nr_groups, words);
}

static void check_name(const char *name, const struct place *place)
{
	size_t len = 0;

	while (is_word_char(name[len]))
		len++;
	if (!len || name[len] || len >= SECCOMP_TEXT_NAME_SIZE)
		reject(place, "'%.64s' is no name of a system call", name);
}

/* What the source means by @name, which is a name in <asm/unistd.h> or nothing here */
static void describe(const struct conversion *conv, struct call *call, const char *name, int nr)
{
	struct seccomp_text_call *about = &call->about;

	call->name = name;
	if (!describe_offline(about, name, nr))
		return;
	call->known = !name || !strcmp(about->uapi_name, name) ||
		      (conv->kernel_names && !strcmp(about->name, format_string("sys_%s", name)));
	call->taken = !call->known;
	if (call->known)
		call->name = about->uapi_name[0] ? about->uapi_name : about->name;
	call->later = is_later_call(about->nr);
}

static struct call *find_call(const struct conversion *conv, const char *name)
{
	struct call *call;

	for (call = conv->calls; call; call = call->next) {
		if (!strcmp(call->name, name))
			return call;
	}
	return NULL;
}

struct call *need_call(struct conversion *conv, const char *name, int nr,
		       const struct place *place)
{
	struct call *call = name ? find_call(conv, name) : NULL, *new;

	if (call)
		return call;
	if (conv->nr_calls >= MAX_CALLS)
		reject(place, "more than %u different calls are named", MAX_CALLS);
	if (name)
		check_name(name, place);
	new = need_memory(calloc(1, sizeof(*new)));
	describe(conv, new, name, nr);
	if (!name && !new->known)
		reject(place, "no system call has the number %d", nr);
	call = find_call(conv, new->name);
	if (call)
		return call;
	conv->nr_calls++;
	if (!conv->nr_groups)
		begin_group(conv, "Calls");
	new->group = conv->nr_groups - 1;
	new->place = *place;
	if (!conv->last_call)
		conv->last_call = &conv->calls;
	*conv->last_call = new;
	conv->last_call = &new->next;
	return new;
}

static void add_branch(const struct call *call, struct branch **list,
		       const struct expr *when, uint32_t action)
{
	struct branch *branch = need_memory(calloc(1, sizeof(*branch)));
	unsigned int nr = 0;

	branch->when = when;
	branch->action = action;
	while (*list) {
		list = &(*list)->next;
		if (++nr >= MAX_BRANCHES)
			reject(&call->place, "%s has more than %u alternatives", call->name,
			       MAX_BRANCHES);
	}
	*list = branch;
}

void add_case(struct call *call, const struct expr *when, uint32_t action)
{
	add_branch(call, &call->cases, when, action);
}

void add_limit(struct call *call, const struct expr *must, uint32_t action)
{
	add_branch(call, &call->limits, must, action);
}

uint32_t errno_action(uint64_t error, const struct place *place)
{
	if (!error)
		reject(place,
		       "errno 0 lets a call that is not made look successful, which a policy cannot say");
	if (error > 4095)
		reject(place, "%llu is no errno: it must be from 1 to 4095",
		       (unsigned long long)error);
	return SECCOMP_RET_ERRNO | error;
}

int find_errno(const char *name)
{
	int error;

	for (error = 1; error < 4096; error++) {
		const char *known = errno_name(error);

		if (known && !strcmp(known, name))
			return error;
	}
	return !strcmp(name, "ENOTSUP") ? find_errno("EOPNOTSUPP") : 0;
}

uint32_t parse_errno(const char *word, const struct place *place)
{
	const char *end;
	uint64_t error;

	if (!parse_number(word, &end, &error) || *end) {
		error = find_errno(word);
		if (!error)
			reject(place, "'%.40s' is no errno", word);
	}
	return errno_action(error, place);
}

/**
 * struct output - the text as it grows
 * @text:   what is written so far
 * @stream: writes it
 * @size:   its length
 * @conv:   where it comes from
 */
struct output {
	char			*text;
	FILE			*stream;
	size_t			size;
	const struct conversion	*conv;
};

/*
 * Print a statement on as few lines as fit. It can break at a '\n', which stands for
 * a blank, and at a '\v', which stands for nothing.
 */
static void print_wrapped(struct output *out, const char *words)
{
	size_t column = 0, len;
	char separator = '\v';

	for (;;) {
		len = strcspn(words, "\n\v");
		if (column && column + len + 3 > LINE_WIDTH) {
			fprintf(out->stream, " \\\n\t");
			column = 8;
		} else if (separator == '\n') {
			fputc(' ', out->stream);
			column++;
		}
		fprintf(out->stream, "%.*s", (int)len, words);
		column += len;
		if (!words[len])
			break;
		separator = words[len];
		words += len + 1;
	}
	fputc('\n', out->stream);
}

/* Writing more takes the more memory the more there is. */
static void check_size(struct output *out)
{
	struct place place = { .file = out->conv->from };

	if (fflush(out->stream))
		errx(EXIT_TOOL_FAILED, "out of memory");
	if (out->size > POLICY_MAX_LEN)
		reject(&place, "the policy would have more than %u bytes, the kernel's limit",
		       POLICY_MAX_LEN);
}

/* On every kernel of this architecture that takes text policies */
static bool is_everywhere(const struct call *call)
{
	return call->known && !call->later;
}

static void print_rule(struct output *out, const struct call *call, const struct expr *must,
		       uint32_t action)
{
	char words[64], suffix[80] = "";
	uint32_t usual = out->conv->default_action;

	if (!is_always(must) && action != usual) {
		print_action(action, words, sizeof(words));
		snprintf(suffix, sizeof(suffix), "; %s", words);
	}
	print_wrapped(out, format_string("%s%s: %s%s", is_everywhere(call) ? "" : "?", call->name,
					 format_expr(call, must), suffix));
	check_size(out);
}

/* For which arguments the cases take @action, though an earlier one would not */
static const struct expr *find_region(const struct call *call, uint32_t action)
{
	const struct expr *region = never(), *earlier = never();
	const struct branch *branch;

	for (branch = call->cases; branch; branch = branch->next) {
		if (branch->action == action)
			region = either(region, both(branch->when, not(earlier)));
		else
			earlier = either(earlier, branch->when);
	}
	return region;
}

/* For which arguments no case says anything */
static const struct expr *find_rest(const struct call *call)
{
	const struct expr *covered = never();
	const struct branch *branch;

	for (branch = call->cases; branch; branch = branch->next)
		covered = either(covered, branch->when);
	return not(covered);
}

static bool is_first_with(const struct call *call, const struct branch *this)
{
	const struct branch *branch;

	for (branch = call->cases; branch != this; branch = branch->next) {
		if (branch->action == this->action)
			return false;
	}
	return true;
}

/* Whether a call that is not named is refused for good */
static bool refuses_others(const struct conversion *conv)
{
	uint32_t action = conv->default_action & SECCOMP_RET_ACTION_FULL;

	return action != SECCOMP_RET_ALLOW && action != SECCOMP_RET_LOG &&
	       action != SECCOMP_RET_TRACE;
}

/* The rule that keeps @action from all other arguments. Returns how many it printed. */
static unsigned int print_action_rule(struct output *out, const struct call *call,
				      const struct expr *region, uint32_t action)
{
	if (action == SECCOMP_RET_ALLOW || is_never(region))
		return 0;
	print_rule(out, call, not(region), action);
	return 1;
}

static bool is_left_to_default(const struct output *out, const struct call *call)
{
	const struct branch *branch;

	for (branch = call->cases; branch; branch = branch->next) {
		if (branch->action != out->conv->default_action)
			return false;
	}
	return refuses_others(out->conv) || !call->limits;
}

static void print_call(struct output *out, const struct call *call)
{
	uint32_t usual = out->conv->default_action;
	const struct branch *branch;
	const struct expr *region;
	unsigned int printed = 0;

	for (branch = call->cases; branch; branch = branch->next) {
		if (branch->action == usual || !is_first_with(call, branch))
			continue;
		printed += print_action_rule(out, call, find_region(call, branch->action),
					     branch->action);
	}
	region = either(find_rest(call), find_region(call, usual));
	printed += print_action_rule(out, call, region, usual);
	for (branch = call->limits; branch; branch = branch->next)
		printed += print_action_rule(out, call, not(branch->when), branch->action);
	if (!printed && usual != SECCOMP_RET_ALLOW)
		print_rule(out, call, always(), usual);
}

static bool is_printed(const struct output *out, const struct call *call, unsigned int group,
		       bool known)
{
	return call->group == group && is_everywhere(call) == known && !call->taken &&
	       !is_left_to_default(out, call);
}

static void print_group(struct output *out, unsigned int group, bool known)
{
	const struct call *call;
	bool begun = false;

	for (call = out->conv->calls; call; call = call->next) {
		if (!is_printed(out, call, group, known))
			continue;
		if (!begun && known)
			fprintf(out->stream, "\n# %s\n", out->conv->groups[group]);
		begun = true;
		print_call(out, call);
	}
}

/* Names that mean nothing here, or that would mean another call */
static void print_unknown(struct output *out)
{
	const struct conversion *conv = out->conv;
	const struct call *call;
	unsigned int group, nr = 0;

	for (call = conv->calls; call; call = call->next)
		nr += !is_everywhere(call) && !call->taken && !is_left_to_default(out, call);
	if (nr)
		fprintf(out->stream, "\n# Calls of other architectures or of later kernels\n");
	for (group = 0; group < conv->nr_groups; group++)
		print_group(out, group, false);
	for (call = conv->calls; call; call = call->next) {
		if (call->taken)
			fprintf(out->stream,
				"# %s is no call of this architecture; here it would mean %s\n",
				call->name, call->about.uapi_name);
	}
}

static void print_directive(struct output *out, const char *name, uint32_t action)
{
	char words[64];

	print_action(action, words, sizeof(words));
	fprintf(out->stream, "%s: %s\n", name, words);
}

static void print_head(struct output *out)
{
	const struct conversion *conv = out->conv;
	unsigned int i;

	fprintf(out->stream, "# Made by seccomp convert from %s\n", printable(conv->from));
	for (i = 0; i < conv->nr_comments; i++)
		fprintf(out->stream, "# %s\n", conv->comments[i]);
	fputc('\n', out->stream);
	if (conv->default_action == SECCOMP_RET_ALLOW)
		fprintf(out->stream, "unlisted: 1\n");
	else if (conv->default_action != SECCOMP_RET_KILL_PROCESS)
		print_directive(out, "on_violation", conv->default_action);
	print_directive(out, "foreign", conv->foreign);
}

/* A policy that refuses everything names no call, but needs a line that decides. */
static void print_refuse_all(struct output *out)
{
	const struct call *call;

	if (out->conv->default_action == SECCOMP_RET_ALLOW)
		return;
	for (call = out->conv->calls; call; call = call->next) {
		if (!call->taken && !is_left_to_default(out, call))
			return;
	}
	fprintf(out->stream, "unlisted: 0\n");
}

static void check_result(const struct conversion *conv, const char *text)
{
	struct place place = { .file = conv->from };
	struct problem problem;

	if (!compile_policy(text, &problem))
		reject(&place, "the kernel would refuse the policy: its line %u, column %u: %s",
		       problem.line, problem.column, problem.message);
}

char *emit_policy(struct conversion *conv)
{
	struct output out = { .conv = conv };
	unsigned int group;

	out.stream = need_memory(open_memstream(&out.text, &out.size));
	print_head(&out);
	print_refuse_all(&out);
	for (group = 0; group < conv->nr_groups; group++)
		print_group(&out, group, true);
	print_unknown(&out);
	check_size(&out);
	if (ferror(out.stream) || fclose(out.stream))
		errx(EXIT_TOOL_FAILED, "out of memory");
	check_result(conv, out.text);
	return out.text;
}
