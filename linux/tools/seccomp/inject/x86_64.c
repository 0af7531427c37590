// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): calls from inside a traced program, on x86_64.
 *
 * A program of the 32-bit ABI makes the call as 64-bit code: PTRACE_GETREGS has all
 * registers of either, and the selector in cs says which code the processor takes it for.
 */
#ifdef __x86_64__
#include <linux/audit.h>
#include <stddef.h>
#include <sys/ptrace.h>

#include "arch.h"

/* The kernel's __USER_CS */
#define SELECTOR_64_BIT	0x33

const uint32_t audit_arch = AUDIT_ARCH_X86_64;
const struct instruction call_instruction = { { 0x0f, 0x05 }, 2, 2 };
const struct instruction breakpoint_instruction = { { 0xcc }, 1, 1 };

bool read_registers(pid_t tid, struct registers *registers)
{
	return !ptrace(PTRACE_GETREGS, tid, NULL, &registers->of);
}

bool write_registers(pid_t tid, const struct registers *registers)
{
	return !ptrace(PTRACE_SETREGS, tid, NULL, &registers->of);
}

unsigned long place_of(const struct registers *registers)
{
	return registers->of.rip;
}

void set_place(struct registers *registers, unsigned long place)
{
	registers->of.rip = place;
}

unsigned long stack_of(const struct registers *registers)
{
	return registers->of.rsp;
}

/* An orig_rax of -1: no call is to be restarted. */
void prepare_call(struct registers *registers, unsigned long place, long nr,
		  const unsigned long args[3])
{
	struct user_regs_struct *of = &registers->of;

	of->cs = SELECTOR_64_BIT;
	of->rip = place;
	of->rax = nr;
	of->orig_rax = -1;
	of->rdi = args[0];
	of->rsi = args[1];
	of->rdx = args[2];
}

long result_of(const struct registers *registers)
{
	return registers->of.rax;
}
#endif /* __x86_64__ */
