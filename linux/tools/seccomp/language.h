/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The language of policies without a kernel that knows it: the kernel's own
 * sources, compiled into the tool, with a table of calls and of constants that is
 * made from the same kernel tree.
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

/* Compile @text. Returns NULL and fills in @problem if the kernel would refuse it. */
struct compiled *compile_policy(const char *text, struct problem *problem);
void free_compiled(struct compiled *policy);

/*
 * Every error of @text, not only the first: after an error, its statement is taken
 * out and the rest checked. And the notes, if there is no error. Returns their
 * number; at most @max are stored.
 */
unsigned int find_problems(const char *text, struct problem *problems, unsigned int max);

/* The verdict of stacked policies, oldest first, on a call. */
void judge_call(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, int nr, const uint64_t args[6], struct verdict *verdict);

/* As the kernel describes it; false if no call has this name, or number if @name is NULL */
bool describe_offline(struct seccomp_text_call *call, const char *name, int nr);
/* All numbers of calls are less than this. */
unsigned int count_calls(void);

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
