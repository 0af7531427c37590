/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guess which name a wrong one in a text policy stands for.
 */
#ifndef _TOOLS_SECCOMP_GUESS_H
#define _TOOLS_SECCOMP_GUESS_H

#include <linux/seccomp_text.h>
#include <stdbool.h>

/* Maximum length of a wrong name, and of the right one */
#define MAX_NAME	(SECCOMP_TEXT_NAME_SIZE - 1)

/**
 * struct guess - what a wrong name may stand for
 * @name:  the right name
 * @doubt: how much it differs; 0 if that is what it must mean
 */
struct guess {
	char		name[MAX_NAME + 1];
	unsigned int	doubt;
};

/* Each of these returns false if no name is near. */
bool guess_call(struct guess *guess, const char *wrong, bool or_directive);
bool guess_argument(struct guess *guess, const char *wrong,
		    const struct seccomp_text_call *call);
bool guess_constant(struct guess *guess, const char *wrong);
bool guess_errno(struct guess *guess, const char *wrong);

const char *find_verdict(const char *word, bool misspelt);

#endif /* _TOOLS_SECCOMP_GUESS_H */
