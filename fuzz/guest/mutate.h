/* SPDX-License-Identifier: GPL-2.0 */
/* Changes to texts, made or kept: to their lines, their words and their bytes. */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include "shared.h"

/*
 * Rules of each text, where a case installs many small policies to reach the
 * limits; 0: this case does not.
 */
extern int piles;

void make_mutant(struct text *text);

#endif /* FUZZ_MUTATE_H */
