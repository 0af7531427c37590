/* SPDX-License-Identifier: GPL-2.0 */
/* How the library tells its callers what is wrong */
#ifndef _TOOLS_SECCOMP_LIB_ERRORS_H
#define _TOOLS_SECCOMP_LIB_ERRORS_H

#include <linux/compiler.h>
#include <stdbool.h>

#include "seccomp_text.h"

struct problem;

/* Whether the size that a caller has set in a struct can be right; @least: the first one */
bool is_valid_size(size_t size, size_t least);

/* Copy @from, of @known bytes, to a struct of the caller, which starts with its size. */
void give_struct(void *to, const void *from, size_t known);

/*
 * Each fills in @error, if it is not NULL, and returns the negative errno value. The
 * @problem has a place in @policy; @format does not.
 */
int fail_at(struct seccomp_text_error *error, unsigned int policy, const struct problem *problem);
__printf(3, 4)
int fail(struct seccomp_text_error *error, int ret, const char *format, ...);

/* -EINVAL if the caller has not set up @error. NULL is fine. */
int check_error(const struct seccomp_text_error *error);

#endif /* _TOOLS_SECCOMP_LIB_ERRORS_H */
