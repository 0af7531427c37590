/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judging call after call by the same stacked policies.
 */
#ifndef _TOOLS_SECCOMP_STACK_H
#define _TOOLS_SECCOMP_STACK_H

#include "language/language.h"

/*
 * The verdict of stacked policies, oldest first, on a call. Exits with 125 if they cannot
 * be in force together.
 */
void judge_call(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, int nr, const uint64_t args[6], struct verdict *verdict);

#endif /* _TOOLS_SECCOMP_STACK_H */
