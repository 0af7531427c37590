/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_ARCH_X86_64_H
#define FUZZ_ARCH_X86_64_H

#include <asm/unistd.h>

#define NUMBER_BITS	32
#define CLONE_STACK	1
#define ADDRESS_START	"ffff"
#define THREAD_ROOM	64

static inline long raw_call(uint64_t reg, const uint64_t *arg)
{
	register uint64_t r10 asm("r10") = arg[3];
	register uint64_t r8 asm("r8") = arg[4];
	register uint64_t r9 asm("r9") = arg[5];

	asm volatile("syscall"
		     : "+a" (reg)
		     : "D" (arg[0]), "S" (arg[1]), "d" (arg[2]), "r" (r10),
		       "r" (r8), "r" (r9)
		     : "rcx", "r11", "memory");
	return reg;
}

static inline long raw_clone(const uint64_t *arg, void (*f)(void *), void *data)
{
	register uint64_t r10 asm("r10") = arg[3];
	register uint64_t r8 asm("r8") = arg[4];
	register void *r12 asm("r12") = data;
	register void (*r13)(void *) asm("r13") = f;
	uint64_t rax = __NR_clone;

	asm volatile("syscall\n\t"
		     "test %%rax, %%rax\n\t"
		     "jnz 1f\n\t"
		     "mov %%r12, %%rdi\n\t"
		     "call *%%r13\n\t"
		     "ud2\n"
		     "1:"
		     : "+a" (rax)
		     : "D" (arg[0]), "S" (arg[1]), "d" (arg[2]), "r" (r10),
		       "r" (r8), "r" (r12), "r" (r13)
		     : "rcx", "r11", "memory");
	return rax;
}

static inline void fail_hard(void)
{
	asm volatile("ud2");
}

static inline void relax(void)
{
	asm volatile("pause" : : : "memory");
}

/* Of x32 */
static inline bool is_foreign(int nr)
{
	return nr >= 0x40000000 && nr <= 0x4000ffff;
}

#endif /* FUZZ_ARCH_X86_64_H */
