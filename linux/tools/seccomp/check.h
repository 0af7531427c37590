/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "seccomp check" finds in a policy.
 */
#ifndef _TOOLS_SECCOMP_CHECK_H
#define _TOOLS_SECCOMP_CHECK_H

#include <stdbool.h>

#include "statement.h"
#include "text.h"

enum kind {
	KIND_ERROR,
	KIND_WARNING,
	KIND_NOTE,
};

/**
 * struct finding - something to say about a policy
 * @kind:        how bad it is; only an error keeps the policy from being installed
 * @word:        names the kind of warning, for --allow; NULL if it cannot be allowed
 * @line:        where, in the text; 0 if it is about the whole policy
 * @column:      where in the line, from 1
 * @errno_value: what an install would return, or 0
 * @message:     one line
 * @hint:        what may have been meant, or NULL
 */
struct finding {
	enum kind	kind;
	const char	*word;
	unsigned int	line;
	unsigned int	column;
	int		errno_value;
	char		*message;
	char		*hint;
};

/**
 * struct findings - all that is to be said about a policy
 * @of:      the findings
 * @nr:      their number
 * @allowed: words that --allow gave, terminated by NULL
 * @text:    the policy
 */
struct findings {
	struct finding		*of;
	unsigned int		nr;
	const char * const	*allowed;
	const struct text	*text;
};

void add_finding(struct findings *findings, struct finding finding);

/*
 * Add a warning or note of lint, at the name in @statement, or about the whole
 * policy if that is NULL. It is dropped if a comment or an option allows @word.
 */
__attribute__((format(printf, 5, 6)))
void add_lint(struct findings *findings, enum kind kind, const char *word,
	      const struct statement *statement, const char *format, ...);

/* Look for what is valid, but hardly meant. */
void lint(struct findings *findings);

#endif /* _TOOLS_SECCOMP_CHECK_H */
