/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the running kernel says about text policies.
 */
#ifndef _TOOLS_SECCOMP_KERNEL_H
#define _TOOLS_SECCOMP_KERNEL_H

#include <linux/seccomp_text.h>
#include <stdbool.h>

/* Each returns 0 or an errno value; the last system call it makes is the one named. */
int install_policy(const char *text, unsigned int flags);
int check_policy(const char *text, unsigned int note, struct seccomp_text_report *report);
/* By @name or, if it is NULL, by @nr */
int describe_call(struct seccomp_text_call *call, const char *name, int nr);

bool kernel_has_text_policies(void);

/* What to do about an @error of install_policy() or check_policy() */
const char *advise_on_install(int error);

#endif /* _TOOLS_SECCOMP_KERNEL_H */
