// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): what enforces policies.
 */
#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>

#include "engine.h"
#include "kernel.h"
#include "language/language.h"
#include "main.h"

enum engine best_engine(void)
{
	if (may_use_text_policies())
		return ENGINE_TEXT;
	return kernel_has_bpf() ? ENGINE_BPF : ENGINE_NONE;
}

enum engine choose_engine(enum engine asked)
{
	if (asked == ENGINE_TEXT && !kernel_has_text_policies())
		errx(EXIT_TOOL_FAILED,
		     "this kernel has no text policies (CONFIG_SECCOMP_FILTER_TEXT): omit --engine text, or use --engine bpf");
	if (asked == ENGINE_BPF && !kernel_has_bpf())
		errx(EXIT_TOOL_FAILED,
		     "this kernel has no BPF filters (CONFIG_SECCOMP_FILTER), or a filter already in force refuses seccomp(2)");
	if (asked == ENGINE_BEST)
		asked = best_engine();
	if (asked == ENGINE_NONE)
		errx(EXIT_TOOL_FAILED,
		     "this kernel has neither text policies nor BPF filters (CONFIG_SECCOMP_FILTER), or a filter already in force refuses seccomp(2)");
	return asked;
}

static __noreturn void reject_size(const struct text *texts, unsigned int nr,
				   unsigned int needed)
{
	const char *which = nr > 1 ? "the policies together" : texts->name;

	if (needed)
		errx(EXIT_TOOL_FAILED,
		     "%s: too long for a BPF filter: it would take %u instructions, and %u are the limit",
		     which, needed, BPF_MAXINSNS);
	errx(EXIT_TOOL_FAILED, "%s: too many policies, or too many conditions of one call",
	     which);
}

/* A kernel takes an action that it does not know for another one. */
static void check_actions(const struct bpf_program *filter)
{
	char words[32];
	uint32_t action;
	unsigned int i;

	for (i = 0; i < filter->nr; i++) {
		if (filter->code[i].code != (BPF_RET | BPF_K))
			continue;
		action = filter->code[i].k & SECCOMP_RET_ACTION_FULL;
		if (kernel_knows_action(action))
			continue;
		print_action(action, words, sizeof(words));
		errx(EXIT_TOOL_FAILED,
		     "the action '%s' is not known to this kernel's BPF filters: give another one with on_violation%s",
		     words, action == SECCOMP_RET_KILL_PROCESS ?
		     ", whose default it is; kill_thread is known" : "");
	}
}

void make_filter(const struct text *texts, struct compiled * const compiled[],
		 unsigned int nr, struct bpf_program *filter)
{
	int error = -compile_bpf(compiled, nr, native_arch(), filter);

	if (error == E2BIG)
		reject_size(texts, nr, filter->nr);
	if (error)
		errx(EXIT_TOOL_FAILED, "cannot compile the policies to BPF: %s",
		     strerror(error));
	check_actions(filter);
}
