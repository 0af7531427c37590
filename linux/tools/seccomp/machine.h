/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TOOLS_SECCOMP_MACHINE_H
#define _TOOLS_SECCOMP_MACHINE_H

/* Print what this machine has to enforce policies. Returns the exit status. */
int describe_machine(void);

#endif /* _TOOLS_SECCOMP_MACHINE_H */
