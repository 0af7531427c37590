/* SPDX-License-Identifier: GPL-2.0 */
/* What tests need to know about riscv with 64 bits, see seccomp_text_arch.h */
#ifndef SECCOMP_TEXT_RISCV64_H
#define SECCOMP_TEXT_RISCV64_H

#include <asm/ptrace.h>

#define TEXT_AUDIT_ARCH		AUDIT_ARCH_RISCV64
#define ENTRY_NUMBERS		0	/* all 32 bits count */
#define CLONE_ARGS(flags)	flags, 0
#define TRACER_CAN_SKIP		true
#define HAS_FOREIGN_CALLS	0	/* in kernels without COMPAT */
#define KERNEL_LARGEFILE	0100000

static inline long raw_call(long nr, const unsigned long *arg)
{
	register long a7 asm("a7") = nr;
	register unsigned long a0 asm("a0") = arg[0];
	register unsigned long a1 asm("a1") = arg[1];
	register unsigned long a2 asm("a2") = arg[2];
	register unsigned long a3 asm("a3") = arg[3];
	register unsigned long a4 asm("a4") = arg[4];
	register unsigned long a5 asm("a5") = arg[5];

	asm volatile("ecall"
		     : "+r"(a0)
		     : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
		     : "memory");
	return a0;
}

static inline long call_from(long nr, void **after)
{
	register long a7 asm("a7") = nr;
	register long a0 asm("a0") = 0;
	register long a1 asm("a1") = 0;
	register long a2 asm("a2") = 0;

	asm volatile("lla %1, 1f\n\tecall\n1:"
		     : "+r"(a0), "=&r"(*after)
		     : "r"(a7), "r"(a1), "r"(a2)
		     : "memory");
	return a0;
}

/* The result register had the first argument before. */
static inline long trap_result(long nr, long first)
{
	(void)nr;
	return first;
}

static inline bool is_kernel_made(long nr)
{
	(void)nr;
	return false;
}

#define BREAK_SIGNAL	SIGTRAP

static inline void break_here(void)
{
	asm volatile(".option push\n\t.option norvc\n\tebreak\n\t.option pop");
}

static inline void skip_break(ucontext_t *context)
{
	context->uc_mcontext.__gregs[REG_PC] += 4;
}

typedef struct user_regs_struct text_regs;

static inline unsigned long regs_address(const text_regs *regs)
{
	return regs->pc;
}

static inline unsigned long regs_number(const text_regs *regs)
{
	return regs->a7;
}

static inline unsigned long regs_result(const text_regs *regs)
{
	return regs->a0;
}

/* A tracer cannot set the first argument: a0 has the result by then. */
static inline void put_call(text_regs *regs, long nr, unsigned long first,
			    unsigned long second)
{
	(void)first;
	regs->a7 = nr;
	regs->a1 = second;
}

static inline void put_result(text_regs *regs, long result)
{
	regs->a0 = result;
}

#define IMAGE_MACHINE	EM_RISCV
#define IMAGE_DATA	ELFDATA2LSB

/* Nothing may be relative to gp, which the program does not set. */
#define IMAGE_CODE \
	"	.option	norelax\n" \
	"	lla	a1, 2f\n" \
	"	jal	1f\n" \
	"	lla	t0, text_image_nr\n" \
	"	lw	a7, 0(t0)\n" \
	"	li	a0, 0\n" \
	"	li	a1, 0\n" \
	"	li	a2, 0\n" \
	"	ecall\n" \
	"	mv	s1, a0\n" \
	"	lla	a1, 3f\n" \
	"	jal	1f\n" \
	"	negw	a0, s1\n" \
	"	bgez	a0, 4f\n" \
	"	li	a0, 0\n" \
	"4:	li	a7, 94\n" \
	"	ecall\n" \
	"	ebreak\n" \
	"1:	li	a7, 64\n" \
	"	li	a0, 9\n" \
	"	li	a2, 1\n" \
	"	ecall\n" \
	"	ret\n"

#endif /* SECCOMP_TEXT_RISCV64_H */
