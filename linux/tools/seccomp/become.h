/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Become a command that is held to policies, with no child left.
 */
#ifndef _TOOLS_SECCOMP_BECOME_H
#define _TOOLS_SECCOMP_BECOME_H

#include <linux/compiler.h>

#include "launch.h"

/*
 * Install the policies and execute the command. It finds everything as its caller had
 * it: the process ID, signals, descriptors, and no child that it does not know. Exits
 * and says why if that fails.
 */
__noreturn void become_command(struct launch *launch);

#endif /* _TOOLS_SECCOMP_BECOME_H */
