/* SPDX-License-Identifier: GPL-2.0 */
/* What tests need to know about arm64, see seccomp_text_arch.h */
#ifndef SECCOMP_TEXT_ARM64_H
#define SECCOMP_TEXT_ARM64_H

#define TEXT_AUDIT_ARCH		AUDIT_ARCH_AARCH64
#define ENTRY_NUMBERS		0	/* all 32 bits count */
#define CLONE_ARGS(flags)	flags, 0
#define TRACER_CAN_SKIP		true
#define HAS_FOREIGN_CALLS	0	/* in kernels without COMPAT */
#define KERNEL_LARGEFILE	0400000

static inline long raw_call(long nr, const unsigned long *arg)
{
	register long x8 asm("x8") = nr;
	register unsigned long x0 asm("x0") = arg[0];
	register unsigned long x1 asm("x1") = arg[1];
	register unsigned long x2 asm("x2") = arg[2];
	register unsigned long x3 asm("x3") = arg[3];
	register unsigned long x4 asm("x4") = arg[4];
	register unsigned long x5 asm("x5") = arg[5];

	asm volatile("svc #0"
		     : "+r"(x0)
		     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
		     : "memory", "cc");
	return x0;
}

static inline long call_from(long nr, void **after)
{
	register long x8 asm("x8") = nr;
	register long x0 asm("x0") = 0;
	register long x1 asm("x1") = 0;
	register long x2 asm("x2") = 0;

	asm volatile("adr %1, 1f\n\tsvc #0\n1:"
		     : "+r"(x0), "=&r"(*after)
		     : "r"(x8), "r"(x1), "r"(x2)
		     : "memory", "cc");
	return x0;
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
	asm volatile("brk #0");
}

static inline void skip_break(ucontext_t *context)
{
	context->uc_mcontext.pc += 4;
}

typedef struct user_regs_struct text_regs;

static inline unsigned long regs_address(const text_regs *regs)
{
	return regs->pc;
}

static inline unsigned long regs_number(const text_regs *regs)
{
	return regs->regs[8];
}

static inline unsigned long regs_result(const text_regs *regs)
{
	return regs->regs[0];
}

static inline void put_call(text_regs *regs, long nr, unsigned long first,
			    unsigned long second)
{
	/* The tracer sets the number as NT_ARM_SYSTEM_CALL. */
	(void)nr;
	regs->regs[0] = first;
	regs->regs[1] = second;
}

static inline void put_result(text_regs *regs, long result)
{
	regs->regs[0] = result;
}

#define IMAGE_MACHINE	EM_AARCH64
#define IMAGE_DATA	ELFDATA2LSB

#define IMAGE_CODE \
	"	adr	x1, 2f\n" \
	"	bl	1f\n" \
	"	adr	x9, text_image_nr\n" \
	"	ldr	w8, [x9]\n" \
	"	mov	x0, #0\n" \
	"	mov	x1, #0\n" \
	"	mov	x2, #0\n" \
	"	svc	#0\n" \
	"	mov	w19, w0\n" \
	"	adr	x1, 3f\n" \
	"	bl	1f\n" \
	"	negs	w0, w19\n" \
	"	b.pl	4f\n" \
	"	mov	x0, #0\n" \
	"4:	mov	x8, #94\n" \
	"	svc	#0\n" \
	"	brk	#0\n" \
	"1:	mov	x8, #64\n" \
	"	mov	x0, #9\n" \
	"	mov	x2, #1\n" \
	"	svc	#0\n" \
	"	ret\n"

#endif /* SECCOMP_TEXT_ARM64_H */
