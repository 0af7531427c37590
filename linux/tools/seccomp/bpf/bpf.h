/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policies compiled to classic BPF, for kernels without text policies.
 */
#ifndef _TOOLS_SECCOMP_BPF_H
#define _TOOLS_SECCOMP_BPF_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

struct compiled;

/**
 * struct bpf_program - a filter, as a struct sock_fprog describes it
 * @code: its instructions, to be freed with free()
 * @nr:   their number; at most BPF_MAXINSNS in a program that was made
 */
struct bpf_program {
	struct sock_filter	*code;
	unsigned int		nr;
};

/**
 * compile_bpf - compile stacked policies to one filter
 * @policies: the policies, oldest first
 * @nr_policies: their number, at least 1
 * @arch:     AUDIT_ARCH_* of the programs that it is for
 * @program:  filled in
 *
 * The filter means what the policies mean in the kernel: the same action with the same
 * data, for each number and for all values of the six words that hold arguments.
 * on_next_syscall and on_exec are for whoever installs it.
 *
 * Return: 0, or
 *
 * * -E2BIG if it would take more than BPF_MAXINSNS instructions; @program->nr is their
 *   number, and @program->code NULL. @program->nr is 0 if there are too many policies,
 *   or too many conditions of one call;
 * * -EOPNOTSUPP if the language does not know the calls of @arch;
 * * -ENOMEM.
 */
int compile_bpf(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, struct bpf_program *program);

/*
 * The same with the halves of arguments in the order of a machine, which can be another
 * one than that of the calls. For tests.
 */
int compile_for_order(struct compiled * const policies[], unsigned int nr_policies,
		      bool big_endian, struct bpf_program *program);

#endif /* _TOOLS_SECCOMP_BPF_H */
