// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): the registers of a traced program.
 */
#include <elf.h>
#include <errno.h>
#include <sys/uio.h>

#include "arch.h"
#include "trace/request.h"

#ifdef __x86_64__
/* All registers of a program of the 32-bit ABI, too */
static bool move_registers(bool out, pid_t tid, struct registers *registers)
{
	return !request(out ? PTRACE_SETREGS : PTRACE_GETREGS, tid, 0, registers->words);
}
#else
/* A program of the 32-bit ABI has another set of registers. */
static bool move_registers(bool out, pid_t tid, struct registers *registers)
{
	size_t size = native.nr_registers * sizeof(registers->words[0]);
	struct iovec set = { registers->words, size };

	if (request(out ? PTRACE_SETREGSET : PTRACE_GETREGSET, tid, NT_PRSTATUS, &set))
		return false;
	errno = EOPNOTSUPP;
	return set.iov_len == size;
}
#endif

bool read_registers(pid_t tid, struct registers *registers)
{
	return move_registers(false, tid, registers);
}

bool write_registers(pid_t tid, const struct registers *registers)
{
	return move_registers(true, tid, (struct registers *)registers);
}

unsigned long place_of(const struct registers *registers)
{
	return registers->words[native.place];
}

void set_place(struct registers *registers, unsigned long place)
{
	registers->words[native.place] = place;
}

unsigned long stack_of(const struct registers *registers)
{
	return registers->words[native.stack];
}

void prepare_call(struct registers *registers, unsigned long place, long nr,
		  const unsigned long args[3])
{
	unsigned long *words = registers->words;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		words[native.changes[i].at] &= ~native.changes[i].clear;
		words[native.changes[i].at] |= native.changes[i].set;
	}
	words[native.place] = place;
	words[native.nr] = nr;
	for (i = 0; i < 3; i++)
		words[native.args[i]] = args[i];
}

long result_of(const struct registers *registers)
{
	return registers->words[native.result];
}
