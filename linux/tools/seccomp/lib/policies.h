/* SPDX-License-Identifier: GPL-2.0 */
/* Policies that a caller of the library has handed in */
#ifndef _TOOLS_SECCOMP_LIB_POLICIES_H
#define _TOOLS_SECCOMP_LIB_POLICIES_H

#include "errors.h"
#include "language/language.h"

/**
 * struct seccomp_text_policies - policies, oldest first
 * @state:    all of them, in force together
 * @nr:       the number of @compiled, at least 1
 * @compiled: each
 *
 * It is not written after it was made, so that threads can share it. The counters of
 * references in it are atomic.
 */
struct seccomp_text_policies {
	struct seccomp_state	*state;
	unsigned int		nr;
	struct compiled		*compiled[];
};

/* The AUDIT_ARCH_* that the caller means */
uint32_t arch_or_native(uint32_t arch);

#endif /* _TOOLS_SECCOMP_LIB_POLICIES_H */
