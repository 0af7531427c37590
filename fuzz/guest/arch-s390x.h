/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_ARCH_S390X_H
#define FUZZ_ARCH_S390X_H

#include <asm/unistd.h>

#define NUMBER_BITS	16	/* after svc 0 */
#define CLONE_STACK	0
#define ADDRESS_START	"00000"	/* kernel addresses have no bits to tell them */
#define THREAD_ROOM	512	/* 160 for the registers that a function saves */

static inline long raw_call(uint64_t reg, const uint64_t *arg)
{
	register uint64_t r1 asm("1") = reg;
	register uint64_t r2 asm("2") = arg[0];
	register uint64_t r3 asm("3") = arg[1];
	register uint64_t r4 asm("4") = arg[2];
	register uint64_t r5 asm("5") = arg[3];
	register uint64_t r6 asm("6") = arg[4];
	register uint64_t r7 asm("7") = arg[5];

	asm volatile("svc 0"
		     : "+d" (r2)
		     : "d" (r1), "d" (r3), "d" (r4), "d" (r5), "d" (r6), "d" (r7)
		     : "memory", "cc");
	return r2;
}

static inline long raw_clone(const uint64_t *arg, void (*f)(void *), void *data)
{
	register uint64_t r1 asm("1") = __NR_clone;
	register uint64_t r2 asm("2") = arg[0];
	register uint64_t r3 asm("3") = arg[1];
	register uint64_t r4 asm("4") = arg[2];
	register uint64_t r5 asm("5") = arg[3];
	register uint64_t r6 asm("6") = arg[4];

	asm volatile("svc 0\n\t"
		     "ltgr %%r2, %%r2\n\t"
		     "jnz 1f\n\t"
		     "lgr %%r2, %[data]\n\t"
		     "basr %%r14, %[f]\n\t"
		     ".short 0\n"
		     "1:"
		     : "+d" (r2)
		     : "d" (r1), "d" (r3), "d" (r4), "d" (r5), "d" (r6),
		       [f] "a" (f), [data] "a" (data)
		     : "14", "memory", "cc");
	return r2;
}

static inline void fail_hard(void)
{
	asm volatile(".short 0");
}

static inline void relax(void)
{
	asm volatile("" : : : "memory");
}

static inline bool is_foreign(int nr)
{
	(void)nr;
	return false;
}

#endif /* FUZZ_ARCH_S390X_H */
