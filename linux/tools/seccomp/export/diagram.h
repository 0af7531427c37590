/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a filter decides, as a decision diagram over the bits of the six arguments. Two
 * diagrams that decide alike are the same one, so their numbers compare them.
 */
#ifndef _TOOLS_SECCOMP_DIAGRAM_H
#define _TOOLS_SECCOMP_DIAGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/bpf.h"

/* Each argument has 64 bits; those of the first argument come first, the highest first. */
#define NR_ARGS		6
#define NR_BITS		(64 * NR_ARGS)

/**
 * struct decision - a bit that is asked about, or the end of a diagram
 * @bit:  which bit; NR_BITS for an end
 * @to:   where 0 and 1 lead: a later bit or an end
 * @action: of an end
 * @next: in the same bucket
 */
struct decision {
	unsigned int	bit;
	unsigned int	to[2];
	uint32_t	action;
	unsigned int	next;
};

/* The diagram that a filter is for calls of a number. Exits with 125 if it is too large. */
unsigned int make_diagram(const struct bpf_program *program, int nr);
/* A diagram's first decision. Valid until the next one is made. */
const struct decision *get_decision(unsigned int diagram);

static inline bool is_end(const struct decision *decision)
{
	return decision->bit == NR_BITS;
}

#endif /* _TOOLS_SECCOMP_DIAGRAM_H */
