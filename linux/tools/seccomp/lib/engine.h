/* SPDX-License-Identifier: GPL-2.0 */
/* What the running kernel has to hold a process to a policy */
#ifndef _TOOLS_SECCOMP_LIB_ENGINE_H
#define _TOOLS_SECCOMP_LIB_ENGINE_H

#include "errors.h"

/*
 * What SECCOMP_CHECK_TEXT says to this thread: 0 if it may install texts, -EOPNOTSUPP if
 * the kernel has no text policies, or why it may not.
 */
int probe_text(void);

/* Set no_new_privs. */
int drop_privs(struct seccomp_text_error *error);
bool has_no_new_privs(void);

/* Fill in @error for what an install returned, whatever the engine. */
int explain_install(int ret, struct seccomp_text_error *error);

int install_text(const char *text, unsigned int flags, struct seccomp_text_error *error);

/* An action that @program returns and this kernel's BPF does not have is an error. */
int check_actions(const struct sock_fprog *program, struct seccomp_text_error *error);
int install_program(const struct sock_fprog *program, unsigned int flags,
		    struct seccomp_text_error *error);

#endif /* _TOOLS_SECCOMP_LIB_ENGINE_H */
