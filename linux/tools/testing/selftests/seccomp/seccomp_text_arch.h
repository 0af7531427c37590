/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What tests need to know about an architecture. There is a file for each, which
 * has:
 *
 * TEXT_AUDIT_ARCH	si_arch of its native calls
 * ENTRY_NUMBERS	a call's number is below this, as its entry code sees it
 * CLONE_ARGS(flags)	the first two arguments of clone(2), without a stack
 * TRACER_CAN_SKIP	-1 from a tracer is -1, and needs no further judgement
 * HAS_FOREIGN_CALLS	its kernels also have calls of other ABIs
 * KERNEL_LARGEFILE	the kernel's O_LARGEFILE
 * raw_call()		makes a call, with all bits of the registers
 * call_from()		likewise, and tells the address of the next instruction
 * trap_result()	what a call may return that a signal took the place of
 * is_kernel_made()	is this the number of an injected call?
 * break_here()		raises BREAK_SIGNAL
 * skip_break()		makes the handler of that signal return behind it
 * text_regs		the registers in a core file and of a stopped task
 * regs_...()		one of them
 * put_call()		sets a stopped call, but for the number on arm64
 * IMAGE_...		an ELF program and its code, see seccomp_text_image.h
 */
#ifndef SECCOMP_TEXT_ARCH_H
#define SECCOMP_TEXT_ARCH_H

#include <linux/audit.h>
#include <linux/elf.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <sys/ucontext.h>
#include <sys/user.h>

/* A number that no call has on any architecture with 64 bits */
#define UNUSED_NR	410

#if defined(__x86_64__)
#include "seccomp_text_x86_64.h"
#elif defined(__aarch64__)
#include "seccomp_text_arm64.h"
#elif defined(__s390x__)
#include "seccomp_text_s390x.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "seccomp_text_riscv64.h"
#else
#error "text policies need a file seccomp_text_ARCH.h for this architecture"
#endif

/* The number that the kernel takes from the register */
static inline int entry_number(long nr)
{
	return ENTRY_NUMBERS ? nr & (ENTRY_NUMBERS - 1) : nr;
}

#endif /* SECCOMP_TEXT_ARCH_H */
