/* SPDX-License-Identifier: GPL-2.0 */
/* exercise: what its ways to call the library share */
#ifndef EXERCISE_H
#define EXERCISE_H

#include <stdint.h>

/* All functions but install on one text, and on it on top of another: a digest of what they say */
uint64_t digest_text(const char *text, const char *below);

/* The same, as often as there are allocations: each fails once. Returns their number. */
unsigned int starve(const char *text, const char *below);

/*
 * Eight threads on all texts at once, each on top of @below. Then, with @install, each
 * thread installs a policy of its own. Returns 0 if each of them got the @digests.
 */
int race(char **texts, unsigned int nr_texts, const char *below, const uint64_t *digests,
	 int install);

#endif /* EXERCISE_H */
