/* SPDX-License-Identifier: GPL-2.0 */
/* A policy for whole programs, like the default profile of a container runtime. */
#ifndef _PROFILE_H
#define _PROFILE_H

#include <stddef.h>

/* The policy as text. Ends the program if it does not fit. */
const char *profile_text(void);

/*
 * Compile the policy with libseccomp and install it. @optimize is the value of
 * SCMP_FLTATR_CTL_OPTIMIZE: 1 is the library's default, 2 makes a tree.
 */
int load_profile_bpf(int optimize);

/*
 * A filter for the trace event raw_syscalls/sys_enter: the calls for which the
 * policy looks at arguments.
 */
const char *profile_conditional(void);

#endif /* _PROFILE_H */
