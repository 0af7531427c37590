/* SPDX-License-Identifier: GPL-2.0 */
/* What tests need to know about x86_64, see seccomp_text_arch.h */
#ifndef SECCOMP_TEXT_X86_64_H
#define SECCOMP_TEXT_X86_64_H

#define TEXT_AUDIT_ARCH		AUDIT_ARCH_X86_64
#define ENTRY_NUMBERS		0	/* all 32 bits count */
#define CLONE_ARGS(flags)	flags, 0
#define TRACER_CAN_SKIP		true
#define HAS_FOREIGN_CALLS	1
#define KERNEL_LARGEFILE	0100000

static inline long raw_call(long nr, const unsigned long *arg)
{
	register unsigned long r10 asm("r10") = arg[3];
	register unsigned long r8 asm("r8") = arg[4];
	register unsigned long r9 asm("r9") = arg[5];

	asm volatile("syscall"
		     : "+a"(nr)
		     : "D"(arg[0]), "S"(arg[1]), "d"(arg[2]), "r"(r10),
		       "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return nr;
}

static inline long call_from(long nr, void **after)
{
	asm volatile("lea 1f(%%rip), %1\n\tsyscall\n1:"
		     : "+a"(nr), "=&r"(*after)
		     : "D"(0), "S"(0), "d"(0)
		     : "rcx", "r11", "memory");
	return nr;
}

/* The result register had the number before. */
static inline long trap_result(long nr, long first)
{
	(void)first;
	return nr;
}

/* uretprobe and uprobe */
static inline bool is_kernel_made(long nr)
{
	return nr == 335 || nr == 336;
}

#define BREAK_SIGNAL	SIGTRAP

static inline void break_here(void)
{
	asm volatile("int3");
}

static inline void skip_break(ucontext_t *context)
{
	(void)context;
}

typedef struct user_regs_struct text_regs;

static inline unsigned long regs_address(const text_regs *regs)
{
	return regs->rip;
}

static inline unsigned long regs_number(const text_regs *regs)
{
	return regs->orig_rax;
}

static inline unsigned long regs_result(const text_regs *regs)
{
	return regs->rax;
}

static inline void put_call(text_regs *regs, long nr, unsigned long first,
			    unsigned long second)
{
	regs->orig_rax = nr;
	regs->rdi = first;
	regs->rsi = second;
}

static inline void put_result(text_regs *regs, long result)
{
	regs->rax = result;
}

#define IMAGE_MACHINE	EM_X86_64
#define IMAGE_DATA	ELFDATA2LSB

#define IMAGE_CODE \
	"	lea	2f(%rip), %rsi\n" \
	"	call	1f\n" \
	"	mov	text_image_nr(%rip), %eax\n" \
	"	xor	%edi, %edi\n" \
	"	xor	%esi, %esi\n" \
	"	xor	%edx, %edx\n" \
	"	syscall\n" \
	"	mov	%eax, %ebx\n" \
	"	lea	3f(%rip), %rsi\n" \
	"	call	1f\n" \
	"	mov	%ebx, %edi\n" \
	"	neg	%edi\n" \
	"	jns	4f\n" \
	"	xor	%edi, %edi\n" \
	"4:	mov	$231, %eax\n" \
	"	syscall\n" \
	"	hlt\n" \
	"1:	mov	$1, %eax\n" \
	"	mov	$9, %edi\n" \
	"	mov	$1, %edx\n" \
	"	syscall\n" \
	"	ret\n"

#endif /* SECCOMP_TEXT_X86_64_H */
