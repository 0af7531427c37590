// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp record: write a policy.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "abi.h"
#include "language/language.h"
#include "lint/atoms.h"
#include "main.h"
#include "record.h"

/* Where comments begin, and where long rules are broken */
#define COMMENT_COLUMN	32
#define LAST_COLUMN	88
/* Values that a comment shows at most */
#define MAX_SHOWN	4

/* Calls that a program may need though a run does not make them */
static const struct {
	const char *name;
	const char *why;
} always[] = {
	{ "exit",		"a thread ends" },
	{ "exit_group",		"the program ends" },
	{ "restart_syscall",	"a wait goes on after ^Z or a debugger" },
	{ "rt_sigreturn",	"a signal handler returns" },
	{ "sigreturn",		"an older kind of handler does" },
};

static const char *why_always(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(always); i++) {
		if (!strcmp(always[i].name, name))
			return always[i].why;
	}
	return NULL;
}

static const char *bare_name(const struct seccomp_text_call *call)
{
	return *call->uapi_name ? call->uapi_name : call->name;
}

/* The name in a rule, which kernels skip that do not know it yet */
static const char *rule_name(const struct seccomp_text_call *call)
{
	static char name[SECCOMP_TEXT_NAME_SIZE + 1];

	snprintf(name, sizeof(name), "%s%s", is_later_call(call->nr) ? "?" : "", bare_name(call));
	return name;
}

static void append(char *words, size_t size, const char *more)
{
	size_t len = strlen(words);

	snprintf(words + len, size - len, "%s", more);
}

void print_comparison(const struct seen *seen, unsigned int arg, const uint64_t args[6],
		      char *words, size_t size)
{
	struct symbolic symbolic[6];
	char value[256];

	memcpy(symbolic, seen->symbolic, sizeof(symbolic));
	refine_symbolic(&seen->call, args, symbolic);
	print_value(&seen->call.args[arg], &symbolic[arg], args[arg], value, sizeof(value));
	snprintf(words, size, strchr(value, '|') ? "%s == (%s)" : "%s == %s",
		 seen->call.args[arg].name, value);
}

/* One choice: "family == AF_UNIX && type == SOCK_STREAM" */
static void append_choice(const struct seen *seen, const uint64_t args[6], char *words,
			  size_t size)
{
	char comparison[320];
	bool any = false;
	unsigned int i;

	for (i = 0; i < seen->call.nr_args; i++) {
		if (seen->symbolic[i].kind != A_CHOICE)
			continue;
		print_comparison(seen, i, args, comparison, sizeof(comparison));
		append(words, size, any ? " && " : "");
		append(words, size, comparison);
		any = true;
	}
}

static void append_choices(const struct seen *seen, bool more, char *words, size_t size)
{
	bool brackets = more && seen->nr_choices > 1;
	unsigned int i;

	if (!seen->nr_choices || seen->nr_choices > MAX_CHOICES)
		return;
	append(words, size, brackets ? "(" : "");
	for (i = 0; i < seen->nr_choices; i++) {
		append(words, size, i ? " || " : "");
		append_choice(seen, seen->choices[i], words, size);
	}
	append(words, size, brackets ? ")" : "");
}

/* Those bits that were seen. The sign alone is no number that fits: it is a complement. */
static void print_seen_bits(const struct seen *seen, unsigned int arg, char *words, size_t size)
{
	const struct seccomp_text_arg *about = &seen->call.args[arg];
	uint64_t sign = about->flags & SECCOMP_ARG_SIGNED ? arg_mask(about) / 2 + 1 : 0;
	uint64_t bits = seen->bits[arg];
	char others[480] = "";

	if (!(bits & sign)) {
		print_bits(about, &seen->symbolic[arg], bits, words, size);
		return;
	}
	if (bits != sign)
		print_bits(about, &seen->symbolic[arg], bits & ~sign, others, sizeof(others));
	snprintf(words, size, "%s%s~0x%llx", others, *others ? "|" : "",
		 (unsigned long long)sign - 1);
}

/* No other bits than those that were seen */
static void append_mask(const struct seen *seen, unsigned int arg, char *words, size_t size)
{
	const char *name = seen->call.args[arg].name;
	char bits[512], mask[600];

	append(words, size, *words ? " && " : "");
	print_seen_bits(seen, arg, bits, sizeof(bits));
	if (!seen->bits[arg])
		snprintf(mask, sizeof(mask), "%s == 0", name);
	else
		snprintf(mask, sizeof(mask), strpbrk(bits, "|~") ? "!(%s & ~(%s))" : "!(%s & ~%s)",
			 name, bits);
	append(words, size, mask);
	if (strcmp(name, "prot") || seen->write_exec || !(seen->bits[arg] & 2) ||
	    !(seen->bits[arg] & 4))
		return;
	append(words, size, " && !(prot & PROT_WRITE && prot & PROT_EXEC)");
}

/* The condition for all that was seen of a call, empty if there is none */
static void print_condition(const struct seen *seen, char *words, size_t size)
{
	bool masks = false;
	unsigned int i;

	*words = 0;
	for (i = 0; i < seen->call.nr_args; i++)
		masks |= seen->symbolic[i].kind == SOME_BITS;
	append_choices(seen, masks, words, size);
	for (i = 0; i < seen->call.nr_args; i++) {
		if (seen->symbolic[i].kind == SOME_BITS)
			append_mask(seen, i, words, size);
	}
}

/* The values that were seen, for a comment */
static void print_values(const struct seen *seen, char *words, size_t size)
{
	char value[256];
	unsigned int i;

	*words = 0;
	if (seen->nr_choices > MAX_SHOWN) {
		append(words, size, seen->nr_choices > MAX_CHOICES ? ": many different" :
		       ": several different");
		return;
	}
	for (i = 0; i < seen->nr_choices; i++) {
		append(words, size, i ? "; " : ": ");
		append_choice(seen, seen->choices[i], words, size);
	}
	for (i = 0; i < seen->call.nr_args; i++) {
		if (seen->symbolic[i].kind != SOME_BITS || !seen->bits[i])
			continue;
		print_bits(&seen->call.args[i], &seen->symbolic[i], seen->bits[i], value,
			   sizeof(value));
		append(words, size, *words ? ", " : ": ");
		append(words, size, seen->call.args[i].name);
		append(words, size, " ");
		append(words, size, value);
	}
}

/* Up to and including the next && or || */
static int operand_len(const char *at)
{
	const char *end = strpbrk(at, "&|");

	while (end && !(end[0] == end[1] && end[2] == ' '))
		end = strpbrk(end + 1, "&|");
	return end ? end + 2 - at : strlen(at);
}

/*
 * Print a rule, broken behind operators if it is long. Returns the column behind it.
 */
static int print_wrapped(FILE *out, const char *name, const char *condition)
{
	int column = fprintf(out, "%s:", name);
	const char *at = condition;

	while (*at) {
		int len = operand_len(at);

		if (column + len > LAST_COLUMN && at > condition) {
			fprintf(out, " \\\n\t");
			column = 8;
		} else {
			column += fprintf(out, " ");
		}
		column += fprintf(out, "%.*s", len, at);
		at += len;
		at += *at == ' ';
	}
	return column;
}

static void print_comment(FILE *out, int column, const char *comment)
{
	int pad = column < COMMENT_COLUMN ? COMMENT_COLUMN - column : 1;

	fprintf(out, "%*s# %.200s\n", pad, "", comment);
}

static void write_rule(FILE *out, const struct seen *seen, bool with_args)
{
	const char *name = bare_name(&seen->call);
	const char *why = why_always(name);
	char condition[8192] = "", values[1024] = "", *comment;
	int column;

	if (with_args)
		print_condition(seen, condition, sizeof(condition));
	if (!*condition)
		print_values(seen, values, sizeof(values));
	column = print_wrapped(out, rule_name(&seen->call), *condition ? condition : "1");
	if (!seen->times) {
		print_comment(out, column, why ? why : "");
		return;
	}
	comment = format_string("%lu time%s%s%s", seen->times, seen->times == 1 ? "" : "s", values,
				!strcmp(name, "ptrace") ?
				"; it may have failed, being traced" : "");
	print_comment(out, column, comment);
	free(comment);
}

void write_rules(FILE *out, const struct recording *recording)
{
	bool titled, always = !recording->updating;
	unsigned int group, nr;

	for (group = 0; group < nr_groups; group++) {
		titled = false;
		for (nr = 0; nr < recording->nr_calls; nr++) {
			const struct seen *seen = recording->seen[nr];

			if (!seen || group_of(bare_name(&seen->call)) != group)
				continue;
			if (!seen->times && !(always && why_always(bare_name(&seen->call))))
				continue;
			if (!titled)
				fprintf(out, "\n# %s\n", group_title(group));
			titled = true;
			write_rule(out, seen, recording->with_args);
		}
	}
}

static void write_strangers(FILE *out, const struct recording *recording)
{
	unsigned int i;

	if (!recording->nr_strangers)
		return;
	fprintf(out, "\n# These calls cannot be allowed. Those of another ABI get what a line\n"
		"# \"foreign: ACTION\" says; numbers without a name are refused.\n");
	for (i = 0; i < recording->nr_strangers; i++) {
		const struct stranger *stranger = &recording->strangers[i];
		const struct abi *abi = abi_of_call(stranger->arch, stranger->nr);

		fprintf(out, "#   %s call %d, %lu time%s\n", abi ? abi->title : "foreign",
			stranger->nr & ~(abi ? abi->bit : 0), stranger->times,
			stranger->times == 1 ? "" : "s");
	}
	if (recording->more_strangers)
		fprintf(out, "#   and %lu calls with other numbers\n", recording->more_strangers);
}

static void write_header(FILE *out, const struct recording *recording)
{
	unsigned int different = 0, nr;
	time_t now = time(NULL);
	char date[32];

	for (nr = 0; nr < recording->nr_calls; nr++)
		different += recording->seen[nr] && recording->seen[nr]->times;
	strftime(date, sizeof(date), "%Y-%m-%d", localtime(&now));
	fprintf(out, "# Recorded by seccomp(1) on %s: %s\n", date, recording->command);
	fprintf(out, "# %lu calls, %u different ones, by %u process%s: %s\n", recording->total,
		different, recording->nr_processes, recording->nr_processes == 1 ? "" : "es",
		recording->programs);
	fprintf(out, "#\n"
		"# It allows what this run did. It does not know what other input, another\n"
		"# environment, an error, a signal, or another version of a library leads to.\n");
	if (*recording->privileged)
		fprintf(out, "# %s is set-user-ID or the like, and ran without privileges.\n",
			recording->privileged);
}

void write_policy(FILE *out, const struct recording *recording)
{
	write_header(out, recording);
	write_rules(out, recording);
	write_strangers(out, recording);
}
