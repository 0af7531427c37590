/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rounds of seccomp_text_stress: the memory that all processes of a round
 * share, steps, and checks that steps are in force.
 */
#ifndef SECCOMP_TEXT_STRESS_H
#define SECCOMP_TEXT_STRESS_H

#include "seccomp_text_soak.h"

#define TSYNC_ESRCH	(SECCOMP_FILTER_FLAG_TSYNC | \
			 SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

#define NR_STEPS	16
#define NR_ROLES	12	/* of one kind in a plan, at most */
#define NR_SIGHTS	32
#define ROUND_SECONDS	300

/* Each thread that makes steps has its own group. */
enum group { SYNCED, NARROWED, OTHER, BPF, NR_GROUPS };

/* The steps of a group refuse GROUP_SIZE numbers; these are other numbers. */
#define GROUP_SIZE	100
#define OWN_NUMBER	900	/* a short-lived thread refuses it */
#define ALLOWED_NUMBER	901
#define BASE_NUMBER	1000000	/* and above: in a rule that always holds */
#define BASE_PREDS	100

/* In the order of their strictness: what these policies say of foreign calls */
#define BASE_FOREIGN	"log"
#define STEP_FOREIGN	"trace 5"
#define OWN_FOREIGN	"errno ENOMEDIUM"	/* as for all other calls */

#define STEP_POLICY	DENYLIST "foreign: " STEP_FOREIGN "\n%s" \
			"getpriority: who !=\\\n\t%d\n"
#define OWN_POLICY	DENYLIST "getpriority: who != 900\n"

enum count {
	ROUNDS, CALLS, INSTALLS, SYNCS, REFUSED_SYNCS, THREADS, FORKS, EXECS,
	READS, STOPS, SUSPENSIONS, NR_COUNTS
};

/* All processes of a test share it. A round begins with zeros up to @count. */
struct arena {
	struct text_page page;
	char where[32];		/* file and line of the first failure */
	int begun[NR_GROUPS];	/* steps that a thread has begun to make */
	int taken[NR_GROUPS];	/* steps that are in force for all threads */
	int after_exec[NR_GROUPS];	/* for the program that is executed */
	int ready;		/* threads that have started */
	int stop;		/* all movers are done */
	int over;		/* the process has ended */
	int syncs;		/* begun so far */
	int waiting;		/* a thread waits for a sync to begin */
	int forkers;
	int of_child[2][NR_GROUPS];
	int suspensions;	/* odd while a tracer suspends seccomp */
	struct {
		long number, ret, known, begun;
	} lost;
	long count[NR_COUNTS];
	unsigned int seeds;
};

extern struct arena *arena;

/* The steps that a thread knows to be in force for itself. */
struct view {
	unsigned int seed;
	int known[NR_GROUPS];
	long calls;
};

typedef void (*role)(struct view *view);
typedef void (*helper)(pid_t pid);

struct plan {
	role movers[NR_ROLES];
	role lookers[NR_ROLES];
	helper helpers[NR_ROLES];
	bool may_stop_syncs;	/* threads install policies of their own */
	bool threads_narrow;	/* threads of make_threads() do */
	bool executes;		/* the process executes a program */
	bool killed;		/* a helper kills the process */
};

extern const struct plan *plan;

/* End the process. The first failure is the one that is reported. */
void lose(const char *file, int line);

#define MUST(condition) do {						\
	if (!(condition))						\
		lose(__FILE__, __LINE__);				\
} while (0)

void count(enum count what);
unsigned int pick(struct view *view, unsigned int n);
struct view new_view(void);

int number_of(enum group group, int step);
long install_step(unsigned int flags, enum group group, int step,
		  const char *directive);

/* The same step as a BPF filter, synchronised. */
long sync_bpf(int step);

/* Learn which steps are in force for all threads. */
void catch_up(struct view *view);

/* Look at a step by making a call: any step, this one, or all of them. */
void look(struct view *view);
void look_at(struct view *view, enum group group, int step);
void scan(struct view *view);

/*
 * Count the steps of each group in a task whose state nobody else changes.
 * Return false if a group lacks a step, or has fewer than @at_least.
 */
bool find_steps(int *lens, const int *at_least);

/* Is @text one whole state? Count the steps of each group. */
bool parse_policy(const char *text, int *lens);

/* Does @text give the same state in a child without any other policy? */
bool gives_the_same_state(const char *text);

/* For helpers, which are processes outside of the one that they look at */
int list_threads(pid_t pid, pid_t *tids);
void await_policy(void);
void trace_thread(pid_t tid, bool suspend);

/* Execute this program again, which then checks its state. */
void exec_self(void);

bool open_arena(void);
void close_arena(void);

/* Did the process of a round, and all that looked at it, end as they should? */
bool run_round(void);

#endif /* SECCOMP_TEXT_STRESS_H */
