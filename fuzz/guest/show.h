/* SPDX-License-Identifier: GPL-2.0 */
/* Reading what is in force. */
#ifndef FUZZ_SHOW_H
#define FUZZ_SHOW_H

#include "shared.h"

struct shown {
	int len;
	char s[TEXT_ROOM];
};

extern int proc_fd[2];		/* seccomp_filter of self and of thread-self */

bool read_shown(struct shown *shown);
void expect_same(const struct shown *before, const char *when);

#endif /* FUZZ_SHOW_H */
