/* SPDX-License-Identifier: GPL-2.0 */
/* What tests need to know about s390x, see seccomp_text_arch.h */
#ifndef SECCOMP_TEXT_S390X_H
#define SECCOMP_TEXT_S390X_H

#include <errno.h>

#define TEXT_AUDIT_ARCH		AUDIT_ARCH_S390X
#define ENTRY_NUMBERS		0x10000
#define CLONE_ARGS(flags)	0, flags
#define TRACER_CAN_SKIP		false	/* -1 is 65535, which no call has */
#define HAS_FOREIGN_CALLS	0	/* in kernels without COMPAT */
#define KERNEL_LARGEFILE	0100000

static inline long raw_call(long nr, const unsigned long *arg)
{
	register long r1 asm("1") = nr;
	register unsigned long r2 asm("2") = arg[0];
	register unsigned long r3 asm("3") = arg[1];
	register unsigned long r4 asm("4") = arg[2];
	register unsigned long r5 asm("5") = arg[3];
	register unsigned long r6 asm("6") = arg[4];
	register unsigned long r7 asm("7") = arg[5];

	asm volatile("svc 0"
		     : "+d"(r2)
		     : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6), "d"(r7)
		     : "memory", "cc");
	return r2;
}

static inline long call_from(long nr, void **after)
{
	register long r1 asm("1") = nr;
	register long r2 asm("2") = 0;
	register long r3 asm("3") = 0;
	register long r4 asm("4") = 0;

	asm volatile("larl %1, 1f\n\tsvc 0\n1:"
		     : "+d"(r2), "=&d"(*after)
		     : "d"(r1), "d"(r3), "d"(r4)
		     : "memory", "cc");
	return r2;
}

/* On 6.12, the entry code overwrites this with -ENOSYS. */
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

#define BREAK_SIGNAL	SIGILL

static inline void break_here(void)
{
	asm volatile(".short 0");
}

static inline void skip_break(ucontext_t *context)
{
	(void)context;
}

/* s390_regs of <asm/ptrace.h>, which does not go with <sys/ptrace.h> */
typedef struct {
	struct {
		unsigned long mask, addr;
	} psw;
	unsigned long gprs[16];
	unsigned int acrs[16];
	unsigned long orig_gpr2;
} text_regs;

static inline unsigned long regs_address(const text_regs *regs)
{
	return regs->psw.addr;
}

static inline unsigned long regs_number(const text_regs *regs)
{
	return regs->gprs[1];
}

static inline unsigned long regs_result(const text_regs *regs)
{
	return regs->gprs[2];
}

/* The same register has the number of a stopped call and, later, its result. */
static inline void put_call(text_regs *regs, long nr, unsigned long first,
			    unsigned long second)
{
	regs->gprs[2] = nr;
	regs->orig_gpr2 = first;
	regs->gprs[3] = second;
}

static inline void put_result(text_regs *regs, long result)
{
	regs->gprs[2] = result;
}

#define IMAGE_MACHINE	EM_S390
#define IMAGE_DATA	ELFDATA2MSB

#define IMAGE_CODE \
	"	larl	%r3, 2f\n" \
	"	brasl	%r14, 1f\n" \
	"	larl	%r1, text_image_nr\n" \
	"	llgf	%r1, 0(%r1)\n" \
	"	lghi	%r2, 0\n" \
	"	lghi	%r3, 0\n" \
	"	lghi	%r4, 0\n" \
	"	svc	0\n" \
	"	lgr	%r6, %r2\n" \
	"	larl	%r3, 3f\n" \
	"	brasl	%r14, 1f\n" \
	"	lcr	%r2, %r6\n" \
	"	jnl	4f\n" \
	"	lghi	%r2, 0\n" \
	"4:	lghi	%r1, 248\n" \
	"	svc	0\n" \
	"	.short	0\n" \
	"1:	lghi	%r1, 4\n" \
	"	lghi	%r2, 9\n" \
	"	lghi	%r4, 1\n" \
	"	svc	0\n" \
	"	br	%r14\n"

#endif /* SECCOMP_TEXT_S390X_H */
