/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The place where a policy is rejected, and reading what stands around it.
 */
#ifndef _TOOLS_SECCOMP_PLACE_H
#define _TOOLS_SECCOMP_PLACE_H

#include <stdio.h>

#include "guess.h"
#include "hints.h"
#include "clause.h"

/* Longer pieces of a policy are not quoted. */
#define MAX_PIECE	80

/**
 * struct place - where the kernel rejects a policy
 * @text:    the policy
 * @at:      the place in it
 * @message: the kernel's message
 * @hint:    receives the hint
 */
struct place {
	const char	*text;
	const char	*at;
	const char	*message;
	char		*hint;
};

/* Give a hint, as by printf(). True if it fits. */
#define say(place, ...) \
	(snprintf((place)->hint, HINT_SIZE, __VA_ARGS__) < HINT_SIZE)

/* Give the right name, after the prefix that it has in this policy. */
bool say_guess(const struct place *place, const char *prefix, const struct guess *guess);

/* Skip blanks before the place. Within a statement, line ends are joined. */
const char *skip_blanks_back(const struct place *place, const char *at);
struct span word_before(const struct place *place, const char *at);
char char_before(const struct place *place, const char *at);
bool is_end(const char *at);

/* These copy what fits and is not empty. A piece gets one blank for blanks. */
bool copy_piece(char piece[MAX_PIECE + 1], const char *from, const char *to);
bool copy_word(char name[MAX_NAME + 1], struct span word);

/* A verdict, at @at, instead of an expression */
bool hint_on_verdict(const struct place *place, const char *at, bool misspelt);

/* Hints on what is wrong in an expression, each for some of the messages */
bool hint_on_argument(const struct place *place);
bool hint_on_no_argument(const struct place *place);
bool hint_on_operator(const struct place *place);
bool hint_on_junction(const struct place *place);
bool hint_on_constant(const struct place *place);
bool hint_on_no_constants(const struct place *place);

#endif /* _TOOLS_SECCOMP_PLACE_H */
