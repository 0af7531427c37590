/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text policies of seccomp: the language, and nothing else.
 *
 * This file and seccomp_policy.c know no task and no filter engine, so that
 * they compile in user space as well, for fuzzers and checkers. What they say
 * of a policy is what its text alone can say; whether a call of that name
 * exists, and whether a predicate makes sense for its arguments, is for the
 * caller to find out.
 */
#ifndef _KERNEL_SECCOMP_POLICY_H
#define _KERNEL_SECCOMP_POLICY_H

#ifdef __KERNEL__
#include <linux/seccomp.h>
#include <linux/types.h>
#else
#include <linux/seccomp.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
typedef __u32 u32;
#endif

/* Most bytes of a policy's text, its NUL not counted. */
#define SECCOMP_TEXT_MAX	65536

/* The first two bytes of every text, and of no valid struct sock_fprog. */
#define SECCOMP_TEXT_FIRST	0x20
#define SECCOMP_TEXT_LAST	0x7e

/* What stands for "the policy's on_violation" in a rule without an action. */
#define SECCOMP_ACTION_DEFAULT	SECCOMP_RET_ALLOW

/**
 * struct policy_span - a piece of a policy's text
 * @text: its first character; it is not terminated
 * @len:  its length in bytes
 */
struct policy_span {
	const char	*text;
	u32		len;
};

enum policy_item_kind {
	POLICY_RULE,
	POLICY_UNLISTED,
	POLICY_ON_VIOLATION,
	POLICY_ON_NEXT_SYSCALL,
	POLICY_ON_EXEC,
};

enum policy_verdict {
	POLICY_DROP,		/* 0 */
	POLICY_ALLOW,		/* 1 */
	POLICY_TEST,		/* a predicate */
};

/**
 * struct policy_item - a line of a policy that says something
 * @kind:     which of the fields below have a meaning
 * @line:     its line, from 1
 * @name:     POLICY_RULE: the call, as it is spelt
 * @optional: POLICY_RULE: skip the rule if nobody knows the name
 * @verdict:  POLICY_RULE: what the expression is; POLICY_UNLISTED: the value,
 *            as POLICY_DROP or POLICY_ALLOW
 * @expr:     POLICY_RULE: the expression, without blanks around it
 * @action:   POLICY_RULE, POLICY_ON_VIOLATION: a SECCOMP_RET_* with its data,
 *            or SECCOMP_ACTION_DEFAULT in a rule that says nothing of it
 */
struct policy_item {
	enum policy_item_kind	kind;
	u32			line;
	struct policy_span	name;
	bool			optional;
	enum policy_verdict	verdict;
	struct policy_span	expr;
	u32			action;
};

/* seccomp_policy_errors.h has them, with what they mean. */
enum policy_error_id {
#define PROBLEM(id, error, words) POLICY_ERROR_##id,
#include "seccomp_policy_errors.h"
#undef PROBLEM
	POLICY_NR_ERRORS
};

/**
 * struct policy_error - what is wrong with a text, and where
 * @id:     which error
 * @line:   its line, from 1
 * @column: its column in bytes, from 1
 * @at:     the character there, in the text
 */
struct policy_error {
	enum policy_error_id	id;
	u32			line;
	u32			column;
	const char		*at;
};

/**
 * struct policy_reader - a walk through the lines of a text
 * @pos:   where the next line starts, NULL after the last
 * @start: where the line being read starts
 * @line:  its number, from 1
 * @seen:  bits of the directives met so far, by enum policy_item_kind
 * @rules: number of rules met so far
 * @error: filled in when reading fails
 */
struct policy_reader {
	const char		*pos;
	const char		*start;
	u32			line;
	u32			seen;
	u32			rules;
	struct policy_error	error;
};

bool policy_is_text(const char first_two[2]);
void policy_reader_init(struct policy_reader *reader, const char *text);
int policy_read_item(struct policy_reader *reader, struct policy_item *item);
int policy_fail(struct policy_reader *reader, enum policy_error_id id,
		const char *at);
struct policy_span policy_line_name(const struct policy_error *error);
const char *policy_directive(unsigned int index);
int policy_error_errno(enum policy_error_id id);
const char *policy_error_words(enum policy_error_id id);
void policy_print_action(u32 action, char *text, size_t size);

#endif /* _KERNEL_SECCOMP_POLICY_H */
