/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _FUZZ_BPF_MAIN_H
#define _FUZZ_BPF_MAIN_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct dice;
struct stack;

struct settings {
	const char	*mode;
	bool		kernel;
	uint64_t	seed;
	long		only_case;
	long		policies;
	unsigned int	calls;
};

extern struct settings settings;

struct counts {
	long		case_nr;
	unsigned long	stacks, policies, instructions, longest, long_filters;
	unsigned long	verdicts, in_kernel_text, in_kernel_filter, traced;
	unsigned long	of_action[7];
	unsigned int	cached;
	unsigned long	too_big, unread, unjudged, deadly, wrong;
};

extern struct counts counts;

/* main.c */

/* Count and print a failure, after what it is about. Exits if there are too many. */
void fail(const char *what);
/* Random policies: write the case of counts.case_nr; stack its policies. */
void write_case(void);
int make_case(struct stack *stack, bool with_base);

/* judge.c */

/* @ret: what make_stack() has returned */
void count_stack(const struct stack *stack, int ret);
/* Compare the readings that need no kernel on @nr calls. */
void judge_calls(const struct stack *stack, struct dice *dice, unsigned int nr);
/*
 * Roll calls of which it is certain that the kernel makes none under @stack, at most
 * settings.calls. Returns their number.
 */
unsigned int roll_trials(const struct stack *stack, struct dice *dice, bool traced,
			 struct call *calls, uint32_t *verdicts);
/* Compare the kernel's verdicts: first under the policies, then under the filter. */
void judge_in_kernel(const struct stack *stack, struct dice *dice, bool traced);
/*
 * By themselves, and on top of a base that refuses what they name, so that all calls can
 * be made. Uses up the second reading. @stack: any, even one that no child can install.
 */
void judge_livable(const struct stack *stack, struct dice *dice);
/* All of that, of a stack that was made */
void judge_stack(struct stack *stack, struct dice *dice);

/* shapes.c */
void run_shapes(void);

/* mutations.c */
void run_mutations(void);

#endif /* _FUZZ_BPF_MAIN_H */
