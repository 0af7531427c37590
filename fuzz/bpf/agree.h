/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Three readings of stacked policies, on calls whose arguments are close to the constants
 * that the policies compare with: the offline verdict, the second reading of the
 * selftests, and the compiled filter, run by machine.c.
 */
#ifndef _FUZZ_BPF_AGREE_H
#define _FUZZ_BPF_AGREE_H

#include "bpf/bpf.h"
#include "fuzz.h"
#include "language/language.h"
#include "machine.h"
#include "vocabulary.h"

#define MAX_STACKED	8

/* A call that policies name, with the constants that they compare its arguments with */
struct subject {
	const struct spec	*spec;
	wide			*constants[6];
	unsigned int		nr[6];
};

/**
 * struct stack - stacked policies, oldest first
 * @nr:       their number
 * @texts:    their texts
 * @policies: what the second reading says that they mean
 * @compiled: what the tool makes of them
 * @program:  the filter
 * @swapped:  the same for a machine of the other byte order
 * @state:    the policies in force together, or NULL if they cannot be
 * @read:     the second reading is sure of all of them
 * @subjects: the calls that they name
 */
struct stack {
	unsigned int		nr;
	const char		*texts[MAX_STACKED];
	struct policy		policies[MAX_STACKED];
	struct compiled		*compiled[MAX_STACKED];
	struct bpf_program	program, swapped;
	struct seccomp_state	*state;
	bool			read;
	struct subject		subjects[512];
	unsigned int		nr_subjects;
};

/*
 * Read and compile the texts that are no error; the others must be one to both. Returns
 * what compile_bpf() does, or -EINVAL if no text is left. Free the stack in any case. There can be
 * one at a time.
 */
int make_stack(struct stack *stack, const char * const texts[], unsigned int nr);
void free_stack(struct stack *stack);

/* A call of a subject, or another one */
void roll_call(const struct stack *stack, struct dice *dice, struct call *call);

uint32_t read_verdict(const struct stack *stack, const struct call *call);
uint32_t offline_verdict(const struct stack *stack, const struct call *call);

/*
 * Whether all say the same about a call. Else, and unless @quiet, it prints who says
 * what. @verdict is what most say.
 */
bool agree_on(const struct stack *stack, const struct call *call, bool quiet,
	      uint32_t *verdict);

/*
 * The number of calls that all policies allow without a condition, but that the kernel's
 * cache of constant verdicts will not hold; adds those that it will hold to @cached.
 */
unsigned int count_uncached(const struct stack *stack, unsigned int *cached);

void print_stack(const struct stack *stack);
void print_call(const struct call *call);
const char *action_words(uint32_t action);

#endif /* _FUZZ_BPF_AGREE_H */
