/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "seccomp check" finds in a policy.
 */
#ifndef _TOOLS_SECCOMP_CHECK_H
#define _TOOLS_SECCOMP_CHECK_H

#include <linux/compiler.h>
#include <stdbool.h>
#include <stdio.h>

#include "clause.h"
#include "text.h"

enum kind {
	KIND_ERROR,
	KIND_WARNING,
	KIND_NOTE,
};

/**
 * struct remark - something to say about a policy
 * @kind:        how bad it is; only an error keeps the policy from being installed
 * @word:        names the kind of warning, for --allow; NULL if it cannot be allowed
 * @line:        where, in the text; 0 if it is about the whole policy
 * @column:      where in the line, from 1
 * @errno_value: what an install would return, or 0
 * @message:     one line
 * @hint:        what may have been meant, or NULL
 */
struct remark {
	enum kind	kind;
	const char	*word;
	unsigned int	line;
	unsigned int	column;
	int		errno_value;
	char		*message;
	char		*hint;
};

/**
 * struct remarks - all that is to be said about a policy
 * @of:      the remarks
 * @nr:      their number
 * @allowed: words that --allow gave, terminated by NULL
 * @text:    the policy
 */
struct remarks {
	struct remark		*of;
	unsigned int		nr;
	const char * const	*allowed;
	const struct text	*text;
};

void add_remark(struct remarks *remarks, struct remark remark);

/*
 * Add a warning or note of lint, at the name in @clause, or about the whole
 * policy if that is NULL. It is dropped if a comment or an option allows @word.
 */
__printf(5, 6)
void add_lint(struct remarks *remarks, enum kind kind, const char *word,
	      const struct clause *clause, const char *format, ...);

/* Print all errors of a policy that is rejected. */
void print_errors(FILE *out, const struct text *text);

/* Look for what is valid, but hardly meant. */
void lint(struct remarks *remarks);

#endif /* _TOOLS_SECCOMP_CHECK_H */
