// SPDX-License-Identifier: GPL-2.0
/* Compile policies to classic BPF. */
#include <linux/errno.h>

#include "language/compiled.h"
#include "bpf.h"

int compile_bpf(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, struct bpf_program *program)
{
	*program = (struct bpf_program){ };
	return -EOPNOTSUPP;
}
