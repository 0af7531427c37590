/* SPDX-License-Identifier: GPL-2.0 */
/* What only the files in language/ and bpf/ know of a compiled policy */
#ifndef _TOOLS_SECCOMP_LANGUAGE_COMPILED_H
#define _TOOLS_SECCOMP_LANGUAGE_COMPILED_H

#include "language.h"
#include "seccomp_filter.h"

/**
 * struct compiled - a policy, compiled
 * @policy: the kernel's
 * @alone:  the state in which no other policy is in force
 * @slot:   when it takes effect
 *
 * Threads may share it: only its references are written, by atomic operations.
 */
struct compiled {
	struct seccomp_policy	*policy;
	struct seccomp_state	*alone;
	enum seccomp_slot	slot;
};

/* As stack_policies(); returns the state, or ERR_PTR() of its error. */
struct seccomp_state *intersect_policies(struct compiled * const policies[],
					 unsigned int nr_policies);

#endif /* _TOOLS_SECCOMP_LANGUAGE_COMPILED_H */
