/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_ARCH_ARM64_H
#define FUZZ_ARCH_ARM64_H

#include <asm/unistd.h>

#define NUMBER_BITS	32
#define CLONE_STACK	1
#define ADDRESS_START	"fff"	/* fff0... with 52 bits */
#define THREAD_ROOM	64

static inline long raw_call(uint64_t reg, const uint64_t *arg)
{
	register uint64_t x8 asm("x8") = reg;
	register uint64_t x0 asm("x0") = arg[0];
	register uint64_t x1 asm("x1") = arg[1];
	register uint64_t x2 asm("x2") = arg[2];
	register uint64_t x3 asm("x3") = arg[3];
	register uint64_t x4 asm("x4") = arg[4];
	register uint64_t x5 asm("x5") = arg[5];

	asm volatile("svc #0"
		     : "+r" (x0)
		     : "r" (x8), "r" (x1), "r" (x2), "r" (x3), "r" (x4), "r" (x5)
		     : "memory", "cc");
	return x0;
}

static inline long raw_clone(const uint64_t *arg, void (*f)(void *), void *data)
{
	register uint64_t x8 asm("x8") = __NR_clone;
	register uint64_t x0 asm("x0") = arg[0];
	register uint64_t x1 asm("x1") = arg[1];
	register uint64_t x2 asm("x2") = arg[2];
	register uint64_t x3 asm("x3") = arg[3];
	register uint64_t x4 asm("x4") = arg[4];

	asm volatile("svc #0\n\t"
		     "cbnz x0, 1f\n\t"
		     "mov x0, %[data]\n\t"
		     "blr %[f]\n\t"
		     "udf #0\n"
		     "1:"
		     : "+r" (x0)
		     : "r" (x8), "r" (x1), "r" (x2), "r" (x3), "r" (x4),
		       [f] "r" (f), [data] "r" (data)
		     : "x30", "memory", "cc");
	return x0;
}

static inline void fail_hard(void)
{
	asm volatile("udf #0");
}

static inline void relax(void)
{
	asm volatile("yield" : : : "memory");
}

static inline bool is_foreign(int nr)
{
	(void)nr;
	return false;
}

#endif /* FUZZ_ARCH_ARM64_H */
