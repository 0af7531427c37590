/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _FUZZ_BPF_MAIN_H
#define _FUZZ_BPF_MAIN_H

#include <stdbool.h>
#include <stdint.h>

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

/* Count and print a failure, after what it is about. Exits if there are too many. */
void fail(const char *what);
void count_verdict(uint32_t verdict);

/* Random policies: the case of counts.case_nr; the policies of it */
struct stack;
struct dice;
void write_case(void);
int make_case(struct stack *stack, bool with_base);

/* Compare verdicts on a stack that was made, in the kernel as well if it is asked for. */
void judge_stack(struct stack *stack, struct dice *dice);

void run_shapes(void);
void run_mutations(void);

#endif /* _FUZZ_BPF_MAIN_H */
