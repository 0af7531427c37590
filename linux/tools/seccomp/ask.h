/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Questions about the language, for the running kernel or, offline, for the
 * tables in the tool.
 */
#ifndef _TOOLS_SECCOMP_ASK_H
#define _TOOLS_SECCOMP_ASK_H

#include <linux/seccomp_text.h>
#include <stdbool.h>

/* From now on, ask the tool. */
void ask_offline(void);
bool is_offline(void);

/* As check_policy() and describe_call() */
int ask_policy(const char *text, unsigned int note, struct seccomp_text_report *report);
int ask_call(struct seccomp_text_call *call, const char *name, int nr);

#endif /* _TOOLS_SECCOMP_ASK_H */
