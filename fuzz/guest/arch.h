/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzer must know of the machine: how a call is made and a thread is
 * started, and how the kernel reads a call's number. Each architecture's file has
 *
 *	NUMBER_BITS	bits of the number's register that the kernel reads
 *	CLONE_STACK	which argument of clone is the stack; the flags are the other
 *	ADDRESS_START	the first digits of a kernel address, of 16
 *	THREAD_ROOM	what a thread's first function may use above its stack
 *
 * and the functions that are declared here.
 */
#ifndef FUZZ_ARCH_H
#define FUZZ_ARCH_H

#include <stdbool.h>
#include <stdint.h>

static inline long raw_call(uint64_t reg, const uint64_t *arg);

/* Make the call clone; let the new thread call @f with @data. */
static inline long raw_clone(const uint64_t *arg, void (*f)(void *), void *data);

/* An instruction that ends the process with SIGILL */
static inline void fail_hard(void);

static inline void relax(void);		/* while spinning */

/* Does the number belong to another ABI's calls? */
static inline bool is_foreign(int nr);

#if defined(__x86_64__)
#include "arch-x86_64.h"
#elif defined(__aarch64__)
#include "arch-arm64.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "arch-riscv64.h"
#elif defined(__s390x__)
#include "arch-s390x.h"
#else
#error "the fuzzer does not know this architecture"
#endif

/* The number, as the kernel reads it from the register */
static inline int number_of(uint64_t reg)
{
	return NUMBER_BITS < 32 ? (int)(reg & ((1ULL << NUMBER_BITS) - 1)) : (int)reg;
}

static inline void set_clone(uint64_t *arg, uint64_t flags, void *stack)
{
	arg[!CLONE_STACK] = flags;
	arg[CLONE_STACK] = (uint64_t)stack;
}

#endif /* FUZZ_ARCH_H */
