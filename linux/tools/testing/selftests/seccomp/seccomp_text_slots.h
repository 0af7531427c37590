/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The slots of a task, and a model of what installs, calls and syncs do to them.
 *
 * Each policy refuses one call, and no two policies refuse the same call, so a
 * set of policies is a set of refused calls.  A slot holds such a set, with bit N
 * for policy N.  EMPTY is a slot without a state.
 */
#ifndef SECCOMP_TEXT_SLOTS_H
#define SECCOMP_TEXT_SLOTS_H

#include <stdbool.h>
#include <sys/types.h>

enum { NOW, NEXT, EXEC, NR_SLOTS };

#define EMPTY		(-1)
#define BIT(n)		(1 << (n))

/* Add a slot to get the policy that the owner installs there. */
enum {
	OF_BOTH,
	OF_THREAD = NR_SLOTS,
	OF_CALLER = 2 * NR_SLOTS,
	SYNCED = 3 * NR_SLOTS,
	NR_POLICIES,
};

struct slot_call {
	long nr;
	const char *name;
};

/* The call that each policy refuses */
extern const struct slot_call calls[NR_POLICIES];

void write_policy(char *text, int policy);
long install_policy(int policy);
bool install_in(int owner, int slots);

int probe(void);
int probe_after_exec(void);
void read_slots(pid_t tid, int *slots);

/* Calls consume NEXT, unless a tracer suspends seccomp. */
extern bool model_calls_count;

int effective(const int *slots, int slot);
void model_install_in(int *slots, int owner, int installed);
bool model_covers(const int *caller, const int *thread);
bool model_sync(int *caller, int *thread, bool text);

#endif /* SECCOMP_TEXT_SLOTS_H */
