/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Watch a command that is held to policies, and tell what they refuse.
 */
#ifndef _TOOLS_SECCOMP_WATCH_H
#define _TOOLS_SECCOMP_WATCH_H

#include "findings.h"
#include "launch.h"

/*
 * A policy that refuses the same calls, but asks a tracer each time, which lets them
 * pass. Lines keep their numbers, and columns their places.
 */
void make_dry(struct text *dry, const struct text *text);

/* Start a command that installs launch->injection. As wait_for_command(). */
int confine_command(struct launch *launch, bool *executed);

/* Start the command and watch it. Returns its wait status; see wait_for_command(). */
int watch_command(const struct policies *policies, struct launch *launch, bool *executed);

#endif /* _TOOLS_SECCOMP_WATCH_H */
