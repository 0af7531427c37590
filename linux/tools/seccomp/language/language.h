/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The language of policies without a kernel that knows it: the kernel's own
 * sources, compiled into the tool and the library, with a table of calls and of
 * constants that is made from the same kernel tree.
 *
 * All functions can be called by several threads at once. None prints or exits.
 *
 * The functions that take an audit architecture are for the day when there is
 * more than one table.
 */
#ifndef _TOOLS_SECCOMP_LANGUAGE_H
#define _TOOLS_SECCOMP_LANGUAGE_H

#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct problem - an error or a note about a policy
 * @errno_value: what an install would return, 0 for a note
 * @line:   its line in the text, from 1
 * @column: its column in bytes, from 1
 * @message: the kernel's words
 */
struct problem {
	int		errno_value;
	unsigned int	line;
	unsigned int	column;
	char		message[SECCOMP_TEXT_MESSAGE_SIZE];
};

/**
 * struct verdict - what becomes of a call
 * @action: SECCOMP_RET_* with its data; SECCOMP_RET_ALLOW if it passes
 * @policy: the index of the policy that decided, if it does not pass
 * @line:   the line of the rule that decided; 0 if the policy does not name the
 *          call, or if the call is of a foreign ABI
 */
struct verdict {
	uint32_t	action;
	unsigned int	policy;
	unsigned int	line;
};

/* A policy, compiled */
struct compiled;

/*
 * Compile @text. Returns NULL and fills in @problem if the kernel would refuse it, or if
 * there is no memory.
 */
struct compiled *compile_policy(const char *text, struct problem *problem);
void free_compiled(struct compiled *policy);

/*
 * Every error of @text, not only the first: after an error, its statement is taken
 * out and the rest checked. And the notes, if there is no error. Returns their
 * number, or -ENOMEM; at most @max are stored. Stops looking for errors after @max + 1.
 */
int find_problems(const char *text, struct problem *problems, unsigned int max);

/* Policies in force together */
struct seccomp_state;

/*
 * Stack policies, oldest first, at least one. Returns 0 with a @state that
 * seccomp_put_state() frees; -E2BIG if they are too many, or have too many conditions; or
 * -ENOMEM.
 */
int stack_policies(struct compiled * const policies[], unsigned int nr_policies,
		   struct seccomp_state **state);
/* Whether @state is the intersection of these. It keeps what is freed from coming back. */
bool is_intersection(const struct seccomp_state *state, struct compiled * const policies[],
		     unsigned int nr_policies);
void seccomp_put_state(struct seccomp_state *state);

/* Whether an install of @text on top of @state would fail. Fills in @problem then. */
bool find_problem(const char *text, struct seccomp_state *state, struct problem *problem);

/* The directive that delays a policy: on_next_syscall, or on_exec. False without one */
bool find_delay(const struct compiled *policy, struct problem *problem);

/* The verdict of stacked policies on a call. */
void judge_state(struct seccomp_state *state, uint32_t arch, int nr, const uint64_t args[6],
		 struct verdict *verdict);

/**
 * struct difference - how two policies judge a call
 * @found:    they judge it differently
 * @proved:   else, it is certain that they do not
 * @tested:   a bit for each argument that decides anything
 * @args:     arguments for which they do
 * @verdicts: what the policies say then; @policy is 0 in both
 */
struct difference {
	bool		found;
	bool		proved;
	unsigned int	tested;
	uint64_t	args[6];
	struct verdict	verdicts[2];
};

/*
 * Look for arguments of call @nr for which policies have different actions. Returns 0,
 * or -ENOMEM.
 */
int find_difference(struct compiled *a, struct compiled *b, int nr,
		    struct difference *difference);

/* As the kernel describes it; false if no call has this name, or number if @name is NULL */
bool describe_offline(struct seccomp_text_call *call, const char *name, int nr);
/*
 * The value of a constant @expression as argument @arg of @call, which must be built.
 * Returns false with a @message of SECCOMP_TEXT_MESSAGE_SIZE if it is not one, or does
 * not fit. Bits beyond the argument's width are 0.
 */
bool evaluate_value(const struct seccomp_text_call *call, unsigned int arg,
		    const char *expression, uint64_t *value, char *message);

/* Only later kernels than that of this tree have it: policies name it with a '?'. */
bool is_later_call(int nr);

/* All numbers of calls are less than this. */
unsigned int count_calls(void);
/* The AUDIT_ARCH_* of these calls */
uint32_t native_arch(void);
/* So many policies can be in force together, if they are short enough. */
unsigned int max_policies(void);

/* Constants, sorted by name */
struct constant {
	const char	*name;
	int64_t		value;
};

extern const struct constant constants[];
extern const unsigned int nr_constants;
bool find_constant_value(const char *name, int64_t *value);

/* "errno EPERM", "kill_thread", as policies write it */
void print_action(uint32_t action, char *words, size_t size);
/* The name of an errno, or NULL */
const char *errno_name(int error);

#endif /* _TOOLS_SECCOMP_LANGUAGE_H */
