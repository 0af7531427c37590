/* SPDX-License-Identifier: GPL-2.0 */
/* How the benchmark measures. */
#ifndef _MEASURE_H
#define _MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#ifdef __x86_64__
static inline uint64_t ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static inline long call3(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a" (ret)
		     : "a" (nr), "D" (a), "S" (b), "d" (c)
		     : "rcx", "r11", "memory");
	return ret;
}
#else
/* Their counters are slower than one per instruction, so they serve many calls only. */
static inline uint64_t ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* Some instructions of libc are in each figure. */
static inline long call3(long nr, long a, long b, long c)
{
	return syscall(nr, a, b, c, 0, 0, 0);
}
#endif

/* Instructions of a call whose other arguments are 0 */
uint64_t cost_of_call(int nr, long first);
uint64_t cost_of_call2(int nr, long first, long second);

void sort_figures(uint64_t *figures, size_t n);

/* The most frequent figure, the least of several. Sorts @figures. */
uint64_t most_frequent(uint64_t *figures, size_t n);

void print_figure(const char *table, const char *row, const char *column,
		  uint64_t figure);
void print_nothing(const char *table, const char *row, const char *column);

/* Call @run in a child, and wait for it. */
void in_child(void (*run)(const void *), const void *arg);

/*
 * Start this program anew with @table as its argument, without address space
 * randomization. Does not return.
 */
__attribute__((noreturn)) void restart(const char *table);

/* Give the next process this pid or a slightly larger one. */
void next_pid_from(pid_t pid);

/* Let only interrupts disturb this process and its children. */
void become_undisturbed(void);

/* Wait for RCU and workers to free what they have to free. */
void settle(void);

/* Free memory in bytes, to the page */
uint64_t free_bytes(void);

/* Read or write a file in /proc or /sys. */
size_t read_file(const char *path, char *buf, size_t size);
void write_file(const char *path, const char *text);

#endif /* _MEASURE_H */
