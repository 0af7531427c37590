/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What enforces policies: the kernel's text policies, or a BPF filter that is made of
 * them.
 */
#ifndef _TOOLS_SECCOMP_ENGINE_H
#define _TOOLS_SECCOMP_ENGINE_H

#include "bpf/bpf.h"
#include "text.h"

enum engine {
	ENGINE_BEST,	/* text policies where they can be had, else BPF */
	ENGINE_TEXT,
	ENGINE_BPF,
	ENGINE_NONE,
};

/* What ENGINE_BEST is here: ENGINE_NONE if the kernel has neither. */
enum engine best_engine(void);

/* The same; exits with 125 and says why if @asked for one that the kernel does not have. */
enum engine choose_engine(enum engine asked);

/*
 * Compile stacked policies to one filter for programs of the native ABI, which the
 * running kernel can enforce. Exits with 125 and says why if there is none.
 */
void make_filter(const struct text *texts, struct compiled * const compiled[],
		 unsigned int nr, struct bpf_program *filter);

#endif /* _TOOLS_SECCOMP_ENGINE_H */
