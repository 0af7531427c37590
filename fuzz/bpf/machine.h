/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Classic BPF as seccomp takes it: the kernel's checks of a filter, and a machine that
 * runs one. Written from what the kernel documents of it, so that it shares nothing with the
 * compiler.
 */
#ifndef _FUZZ_BPF_MACHINE_H
#define _FUZZ_BPF_MACHINE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* A system call, as a filter sees it */
struct call {
	uint32_t	arch;
	int		nr;
	uint64_t	args[6];
};

/* Why the kernel would refuse a filter, or NULL if it takes it */
const char *refuse_filter(const struct sock_filter *code, unsigned int nr);

/* Of this machine, whose filters the kernel takes */
#define IS_BIG_ENDIAN	(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/*
 * What a filter that the kernel takes returns. A machine that is @big_endian has the
 * upper half of an argument first.
 */
uint32_t run_filter(const struct sock_filter *code, const struct call *call, bool big_endian);

/*
 * Whether the kernel's cache of constant verdicts holds the call: the filter allows it,
 * and looks at nothing but its number and architecture on the way.
 */
bool is_cached(const struct sock_filter *code, uint32_t arch, int nr);

#endif /* _FUZZ_BPF_MACHINE_H */
