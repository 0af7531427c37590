/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between architectures when a call is made from inside a traced
 * program. One file for each of them defines it.
 */
#ifndef _TOOLS_SECCOMP_ARCH_H
#define _TOOLS_SECCOMP_ARCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* All that a call can change, in the order of the kernel. There is room for any architecture. */
struct registers {
	unsigned long	words[48];
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

/**
 * struct arch - the native ABI; registers by their index in struct registers
 * @call:         makes a system call
 * @breakpoint:   stops the program by SIGTRAP
 * @nr_registers: so many are read and written
 * @place:        where the program is
 * @stack:        its stack pointer
 * @nr:           the number of a call
 * @args:         its first arguments
 * @result:       what it returned: a negative errno value, if it failed
 * @changes:      what else a call takes: register @at loses bits and gets others
 */
struct arch {
	struct instruction	call;
	struct instruction	breakpoint;
	unsigned int		nr_registers;
	unsigned int		place;
	unsigned int		stack;
	unsigned int		nr;
	unsigned int		args[3];
	unsigned int		result;
	struct {
		unsigned int	at;
		unsigned long	clear;
		unsigned long	set;
	} changes[2];
};

extern const struct arch native;

/* Of a thread that is stopped. Each returns false, with errno, if that fails. */
bool read_registers(pid_t tid, struct registers *registers);
bool write_registers(pid_t tid, const struct registers *registers);

/* Where it is, and its stack */
unsigned long place_of(const struct registers *registers);
void set_place(struct registers *registers, unsigned long place);
unsigned long stack_of(const struct registers *registers);

/* Make a native call with three arguments by the instruction for it at @place. */
void prepare_call(struct registers *registers, unsigned long place, long nr,
		  const unsigned long args[3]);
/* What it returned: a negative errno value, if it failed */
long result_of(const struct registers *registers);

#endif /* _TOOLS_SECCOMP_ARCH_H */
