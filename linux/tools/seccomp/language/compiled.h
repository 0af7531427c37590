/* SPDX-License-Identifier: GPL-2.0 */
/* What only the files named language*.c know of a compiled policy */
#ifndef _TOOLS_SECCOMP_LANGUAGE_COMPILED_H
#define _TOOLS_SECCOMP_LANGUAGE_COMPILED_H

#include "language.h"
#include "seccomp_filter.h"

/* Errors of the tool, not of a policy: main.h */
#define EXIT_TOOL_FAILED	125

/**
 * struct compiled - a policy, compiled
 * @policy: the kernel's
 * @alone:  the state in which no other policy is in force
 */
struct compiled {
	struct seccomp_policy	*policy;
	struct seccomp_state	*alone;
};

/*
 * The state of stacked policies, oldest first, with a reference; or ERR_PTR(-E2BIG) if
 * they exceed a limit together, or ERR_PTR(-ENOMEM).
 */
struct seccomp_state *intersect_policies(struct compiled * const policies[],
					 unsigned int nr_policies);

#endif /* _TOOLS_SECCOMP_LANGUAGE_COMPILED_H */
