/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between architectures when a call is made from inside a traced
 * program. One file for each of them defines all of this.
 */
#ifndef _TOOLS_SECCOMP_ARCH_H
#define _TOOLS_SECCOMP_ARCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

/* All that a call can change; of a program of another ABI, too */
struct registers {
	struct user_regs_struct	of;
};

/**
 * struct instruction - bytes that are written over a program's own
 * @bytes: the instruction
 * @len:   its length, at most that of the smallest alignment of words
 * @skip:  how far behind its start a program stops that has executed it
 */
struct instruction {
	unsigned char	bytes[4];
	unsigned int	len;
	unsigned int	skip;
};

/* AUDIT_ARCH_* of the native ABI */
extern const uint32_t audit_arch;

extern const struct instruction call_instruction, breakpoint_instruction;

/* Of a thread that is stopped. Each returns false, with errno, if that fails. */
bool read_registers(pid_t tid, struct registers *registers);
bool write_registers(pid_t tid, const struct registers *registers);

/* Where it is, and its stack */
unsigned long place_of(const struct registers *registers);
void set_place(struct registers *registers, unsigned long place);
unsigned long stack_of(const struct registers *registers);

/* Make a native call with three arguments by the call_instruction at @place. */
void prepare_call(struct registers *registers, unsigned long place, long nr,
		  const unsigned long args[3]);
/* What it returned: a negative errno value, if it failed */
long result_of(const struct registers *registers);

#endif /* _TOOLS_SECCOMP_ARCH_H */
