/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_ARCH_RISCV64_H
#define FUZZ_ARCH_RISCV64_H

#include <asm/unistd.h>

#define NUMBER_BITS	32
#define CLONE_STACK	1
#define ADDRESS_START	"ff"	/* ff60... with 57 bits */
#define THREAD_ROOM	64

static inline long raw_call(uint64_t reg, const uint64_t *arg)
{
	register uint64_t a7 asm("a7") = reg;
	register uint64_t a0 asm("a0") = arg[0];
	register uint64_t a1 asm("a1") = arg[1];
	register uint64_t a2 asm("a2") = arg[2];
	register uint64_t a3 asm("a3") = arg[3];
	register uint64_t a4 asm("a4") = arg[4];
	register uint64_t a5 asm("a5") = arg[5];

	asm volatile("ecall"
		     : "+r" (a0)
		     : "r" (a7), "r" (a1), "r" (a2), "r" (a3), "r" (a4), "r" (a5)
		     : "memory");
	return a0;
}

static inline long raw_clone(const uint64_t *arg, void (*f)(void *), void *data)
{
	register uint64_t a7 asm("a7") = __NR_clone;
	register uint64_t a0 asm("a0") = arg[0];
	register uint64_t a1 asm("a1") = arg[1];
	register uint64_t a2 asm("a2") = arg[2];
	register uint64_t a3 asm("a3") = arg[3];
	register uint64_t a4 asm("a4") = arg[4];

	asm volatile("ecall\n\t"
		     "bnez a0, 1f\n\t"
		     "mv a0, %[data]\n\t"
		     "jalr %[f]\n\t"
		     "unimp\n"
		     "1:"
		     : "+r" (a0)
		     : "r" (a7), "r" (a1), "r" (a2), "r" (a3), "r" (a4),
		       [f] "r" (f), [data] "r" (data)
		     : "ra", "memory");
	return a0;
}

static inline void fail_hard(void)
{
	asm volatile("unimp");
}

static inline void relax(void)
{
	asm volatile("nop" : : : "memory");
}

static inline bool is_foreign(int nr)
{
	(void)nr;
	return false;
}

#endif /* FUZZ_ARCH_RISCV64_H */
