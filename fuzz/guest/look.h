/* SPDX-License-Identifier: GPL-2.0 */
/* A look at a child from outside, through /proc. */
#ifndef FUZZ_LOOK_H
#define FUZZ_LOOK_H

#include <stdbool.h>
#include <sys/types.h>

/* Returns true when the child has reached @state, false if it ended before. */
bool await_parked(pid_t pid, int state, int *status);

void look_at(pid_t pid);

#endif /* FUZZ_LOOK_H */
