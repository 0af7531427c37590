/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of a thread: the policies in force and pending, by identity, its BPF
 * filters, and the verdict on a call. What a policy means comes from the
 * selftests' seccomp_text_reading.c.
 */
#ifndef FUZZ_HELD_H
#define FUZZ_HELD_H

#include "arch.h"
#include "seccomp_text_reading.h"

#define COUNT(array)	((int)(sizeof(array) / sizeof((array)[0])))

#define MAX_LAYERS	160	/* of a case, without the refused ones */
#define TEXT_LIMIT	65536
#define NR_SYSCALLS	1024	/* more than any table has */

/* One policy or BPF filter of the case. Its index is its age. */
struct layer {
	bool is_bpf;
	int bpf_nr;		/* the only call that the BPF filter refuses */
	struct action bpf_action;
	struct policy policy;
};

struct list {
	int nr;
	short layer[MAX_LAYERS];
};

struct held {
	struct list now, next, exec;	/* empty: nothing is pending there */
	struct list bpf;
};

struct verdict {
	struct action action;
	int age;		/* of the layer that decides */
};

/*
 * Whether all policies together pass a limit. Some limits can be counted here.
 * Where a limit is on what the kernel makes of a text, the model only knows
 * that it is near.
 */
enum fit { FITS, MAY_FIT, TOO_BIG };

extern struct layer *layers;
extern int nr_layers;

void hold(struct held *held, int layer);
void take_effect(struct held *held);
bool covers(const struct held *caller, const struct held *thread);
void synchronise(const struct held *caller, struct held *thread);
struct verdict text_verdict(const struct list *list, int nr, const uint64_t *arg);
struct action verdict_on(const struct held *held, int nr, const uint64_t *arg);
enum fit fit_of(const struct list *list, const struct policy *policy);

#endif /* FUZZ_HELD_H */
