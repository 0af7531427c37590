/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text policies of seccomp: the language.
 *
 * This header and seccomp_parse.c know neither tasks nor the filter engine, so
 * they also compile in user space, for fuzzers and checkers. They find what is
 * wrong with a text by itself. Whether a system call exists, and whether a
 * predicate makes sense for its arguments, is for the caller to find out.
 */
#ifndef _KERNEL_SECCOMP_PARSE_H
#define _KERNEL_SECCOMP_PARSE_H

#include <linux/seccomp.h>
#include <linux/types.h>
#ifndef __KERNEL__
#include <stdbool.h>
#include <stddef.h>
typedef __u32 u32;
#endif

/* Maximum length of a text in bytes, without its NUL */
#define SECCOMP_TEXT_MAX	65536

/* The first two bytes of a text are in this range, those of a sock_fprog not. */
#define SECCOMP_TEXT_FIRST	0x20
#define SECCOMP_TEXT_LAST	0x7e

/* The action of a rule that names none: that of the policy's on_violation */
#define SECCOMP_ACTION_DEFAULT	SECCOMP_RET_ALLOW

/**
 * struct seccomp_span - a piece of a text
 * @text: its first character; not terminated
 * @len:  its length in bytes
 */
struct seccomp_span {
	const char	*text;
	u32		len;
};

enum seccomp_item_kind {
	SECCOMP_ITEM_RULE,
	SECCOMP_ITEM_UNLISTED,
	SECCOMP_ITEM_ON_VIOLATION,
	SECCOMP_ITEM_ON_NEXT_SYSCALL,
	SECCOMP_ITEM_ON_EXEC,
	SECCOMP_ITEM_FOREIGN,
};

enum seccomp_expr_kind {
	SECCOMP_EXPR_0,
	SECCOMP_EXPR_1,
	SECCOMP_EXPR_PREDICATE,
};

/**
 * struct seccomp_item - a rule or a directive
 * @kind:      what it is; decides which of the other members are valid
 * @line:      the line it starts in, from 1
 * @name:      rule: the system call, as spelled in the text
 * @optional:  rule: skip it if no call has that name
 * @expr_kind: rule: what @expr is; unlisted: SECCOMP_EXPR_0 or SECCOMP_EXPR_1
 * @expr:      rule: the expression, without the blanks around it. It can extend
 *             over several lines; see seccomp_copy_expr()
 * @joined:    rule: it may extend over several lines
 * @action:    rule, on_violation, foreign: a SECCOMP_RET_* with its data;
 *             SECCOMP_ACTION_DEFAULT for a rule without an action
 */
struct seccomp_item {
	enum seccomp_item_kind	kind;
	u32			line;
	struct seccomp_span	name;
	bool			optional;
	enum seccomp_expr_kind	expr_kind;
	struct seccomp_span	expr;
	bool			joined;
	u32			action;
};

/* Errors and notes, from seccomp_parse_errors.h */
enum seccomp_error_id {
#define PROBLEM(id, error, words) SECCOMP_ERROR_##id,
#include "seccomp_parse_errors.h"
#undef PROBLEM
	SECCOMP_NR_ERRORS
};

/**
 * struct seccomp_error - an error or a note, and its position
 * @id:     which one
 * @line:   its line, from 1
 * @column: its column in bytes, from 1
 * @at:     the character there, in the text
 * @start:  the first character of the statement, in the text
 * @call:   the number of the call that exceeds a limit of all policies together
 */
struct seccomp_error {
	enum seccomp_error_id	id;
	u32			line;
	u32			column;
	const char		*at;
	const char		*start;
	int			call;
};

/**
 * struct seccomp_parser - a walk through the lines of a text
 * @pos:   where the next statement starts; NULL after the last one
 * @start: where the current statement starts
 * @line:  number of its first line, from 1
 * @lines: number of its lines
 * @seen:  directives so far, a bit for each enum seccomp_item_kind
 * @rules: number of rules so far
 * @error: filled in on failure
 */
struct seccomp_parser {
	const char		*pos;
	const char		*start;
	u32			line;
	u32			lines;
	u32			seen;
	u32			rules;
	struct seccomp_error	error;
};

bool seccomp_is_text(const char first_two[2]);
void seccomp_parser_init(struct seccomp_parser *parser, const char *text);
int seccomp_parse_item(struct seccomp_parser *parser, struct seccomp_item *item);
int seccomp_parse_fail(struct seccomp_parser *parser, enum seccomp_error_id id,
		       const char *at);

bool seccomp_is_word(char c);
const char *seccomp_skip_blanks(const char *at);
const char *seccomp_copy_expr(struct seccomp_span expr, char *to, u32 len);
bool seccomp_span_is(struct seccomp_span span, const char *word);
struct seccomp_span seccomp_line_name(const struct seccomp_error *error);
int seccomp_error_errno(enum seccomp_error_id id);
const char *seccomp_error_words(enum seccomp_error_id id);
void seccomp_print_action(u32 action, char *text, size_t size);

#endif /* _KERNEL_SECCOMP_PARSE_H */
