/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guess what was meant where the kernel rejects a text policy.
 */
#ifndef _TOOLS_SECCOMP_HINTS_H
#define _TOOLS_SECCOMP_HINTS_H

#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stddef.h>

/* Room for any hint, with its NUL */
#define HINT_SIZE	256

bool find_hint(const char *text, const struct seccomp_text_report *report,
	       char hint[HINT_SIZE]);

#endif /* _TOOLS_SECCOMP_HINTS_H */
