/* SPDX-License-Identifier: GPL-2.0 */
/* SECCOMP_CHECK_TEXT. */
#ifndef FUZZ_CHECK_H
#define FUZZ_CHECK_H

#include "install.h"

/* With a struct or pointers that may be wrong */
void check_badly(const struct handed *handed);

/* Returns the errno that an install would give, or -1 if the check has none. */
int check_handed(const struct handed *handed);

void expect_as_checked(const struct handed *handed, int status, long ret);

#endif /* FUZZ_CHECK_H */
