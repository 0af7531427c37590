/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the running kernel has, and what it says about text policies.
 */
#ifndef _TOOLS_SECCOMP_KERNEL_H
#define _TOOLS_SECCOMP_KERNEL_H

#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stdint.h>

#include "bpf/bpf.h"

/* Each returns 0 or an errno value; the last system call it makes is the one named. */
int install_policy(const char *text, unsigned int flags);
int check_policy(const char *text, unsigned int note, struct seccomp_text_report *report);
/* By @name or, if it is NULL, by @nr */
int describe_call(struct seccomp_text_call *call, const char *name, int nr);

/* Returns 0 or an errno value, from the only system call it makes. */
int install_bpf(const struct bpf_program *program, unsigned int flags);

bool kernel_has_text_policies(void);
/* Whether it has them, and its administrator lets the caller install them */
bool may_use_text_policies(void);
/* For whom kernel.seccomp.text_policies is, or "" */
void read_text_sysctl(char who[16]);

bool kernel_has_bpf(void);
/* Whether BPF filters may return SECCOMP_RET_* @action */
bool kernel_knows_action(uint32_t action);
/* Whether BPF filters can be installed with SECCOMP_FILTER_FLAG_* @flags */
bool kernel_knows_flags(unsigned int flags);

/* Whether the caller has CAP_* in its user namespace, in effect */
bool has_capability(int capability);

/* What to do about an @error of install_policy() or check_policy() */
const char *advise_on_install(int error);

#endif /* _TOOLS_SECCOMP_KERNEL_H */
