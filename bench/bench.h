/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What filters cost: what the tables of the benchmark share.
 *
 * Meant for qemu/vm --icount, where the time-stamp counter counts the guest's
 * instructions. A table is a function that prints lines
 * "TABLE<TAB>ROW<TAB>COLUMN<TAB>FIGURE"; where this kernel refuses the filter
 * the figure is "-". Each filter is installed in a child of its own.
 */
#ifndef _BENCH_H
#define _BENCH_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NR_MAX		462
#define EVERY_CALL	NR_MAX
#define ALL_RULES	340
#define SOME_RULES	6
#define TEXT_SIZE	(64 * 1024)

enum kind { NONE, LINEAR, TREE, TEXT, BOTH, NR_KINDS };

extern const char * const kind_names[];

/* ------------------------------------------------------------ policies.c */

/**
 * struct policy - the same policy, for libseccomp and as text
 * @rules: number of @calls
 * @calls: the calls that have a rule
 * @text:  as text
 */
struct policy {
	int		rules;
	int		calls[NR_MAX];
	char		text[TEXT_SIZE];
};

/**
 * make_policy - a policy of some rules; its memory is that of the last one
 * @rules: at least SOME_RULES; less than EVERY_CALL are had exactly
 *
 * A rule for each of so many calls, of which getpgid, lseek and getppid are
 * three; those have one comparison, three comparisons, and none. All others
 * are allowed without a condition. What is not named fails.
 */
struct policy *make_policy(int rules);

/* Install it, as a program would: -1 if this kernel refuses. */
int load(const struct policy *p, enum kind kind);
int load_text(const char *text);

/* A rule of @comparisons for getpgid: as text, or as BPF that knows no better */
int load_comparisons(int comparisons, enum kind kind);

/**
 * struct prepared - a policy, ready for the kernel
 * @filter: what prctl() takes
 * @prog:   what it points to for BPF
 */
struct prepared {
	const void		*filter;
	struct sock_fprog	prog;
};

/* Do what a program does before it asks the kernel: no_new_privs too. */
void prepare(struct prepared *prepared, const struct policy *p, enum kind kind);

/* Ask the kernel. */
int install_prepared(const struct prepared *prepared);

/* The same in vain, so that all pages that it takes have been touched. */
void rehearse_install(void);

/* ------------------------------------------------------------ measure.c */

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

/* Instructions of a call: of getppid, getpgid or lseek, see make_policy(). */
uint64_t cost_of_call(int nr);

void sort_figures(uint64_t *figures, size_t n);

/* The figure that is there most often; of several, the least. Sorts. */
uint64_t most_frequent(uint64_t *figures, size_t n);

void print_figure(const char *table, const char *row, const char *column,
		  uint64_t figure);
void print_nothing(const char *table, const char *row, const char *column);

/* Run something in a child; its output is the child's. */
void in_child(void (*run)(const void *), const void *arg);

/* Let the next process have this number or a little more. */
void next_pid_from(pid_t pid);

/* Nothing but interrupts comes between what this process and its children do. */
void become_undisturbed(void);

/* Let what is freed later, by RCU or a worker, be freed. */
void settle(void);

/* Bytes of memory that are free, to the page. */
uint64_t free_bytes(void);

/* Read a file of the kernel's, or write it. */
size_t read_file(const char *path, char *buf, size_t size);
void write_file(const char *path, const char *text);

/* ------------------------------------------------------------ events.c */

/* Count hits of a tracepoint "group/name" on one CPU; a file to read from. */
int count_tracepoint(const char *name, int cpu);

/* Count writes to four bytes of the kernel's memory, on one CPU. */
int count_writes(uint64_t address, int cpu);

uint64_t read_counter(int fd);

/* Watch where seccomp_intersect() puts states; the last one's address. */
void watch_states(void);
uint64_t last_state(void);

/* ------------------------------------------------------------ the tables */

void percall(void);
void growth(void);
void comparisons(void);
void install(void);
void install_growth(void);
void forks(void);
void memory(void);
void threads(void);
void shared(void);
void run_sharing(const char *kind);
void own(void);

#endif /* _BENCH_H */
