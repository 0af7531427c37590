/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TOOLS_SECCOMP_CONVERT_KAFEL_H
#define _TOOLS_SECCOMP_CONVERT_KAFEL_H

#include <linux/compiler.h>

#include "convert.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_STRING, TOKEN_SIGN };

/**
 * struct token - what comes next in a policy of kafel
 * @kind:  what it is
 * @text:  of a word, a string without its quotes, or a sign
 * @value: of a number
 */
struct token {
	enum token_kind	kind;
	const char	*text;
	uint64_t	value;
};

/**
 * struct reader - where the policy is being read
 * @conv:   what is collected
 * @source: the options
 * @at:     the next character
 * @token:  the one before it
 * @place:  the token's place
 * @line:   the line that @at is in
 * @lines:  of a configuration of nsjail, the line that each line of the policy is from
 * @depth:  how many files include this one
 */
struct reader {
	struct conversion	*conv;
	const struct source	*source;
	const char		*at;
	struct token		token;
	struct place		place;
	unsigned int		line;
	const unsigned int	*lines;
	unsigned int		depth;
};

void next_token(struct reader *reader);
bool is_sign(const struct reader *reader, const char *sign);
bool is_word(const struct reader *reader, const char *word);
/* Take the token if it is this one. */
bool take_sign(struct reader *reader, const char *sign);
bool take_word(struct reader *reader, const char *word);
/* Take the token; reject() if it is another one. */
void need_sign(struct reader *reader, const char *sign);
const char *need_any_word(struct reader *reader);
__noreturn void reject_token(const struct reader *reader, const char *expected);

/* "#define NAME NUMBER" */
void define_constant(struct reader *reader, const char *name, uint64_t value);
bool find_constant(const struct reader *reader, const char *name, struct number *number);

/**
 * struct arguments - how a rule names the arguments of its call
 * @names: as it declares them
 * @nr:    their number; 0 if the call's own names are used
 */
struct arguments {
	const char	*names[6];
	unsigned int	nr;
};

/* The expressions of a rule, up to its '}' */
const struct expr *parse_condition(struct reader *reader, const struct call *call,
				   const struct arguments *arguments);

#endif /* _TOOLS_SECCOMP_CONVERT_KAFEL_H */
