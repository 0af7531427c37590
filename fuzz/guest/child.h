/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The life of a child: a first policy of known meaning, then one text after
 * another, and between them calls, checks, threads and forks.
 */
#ifndef FUZZ_CHILD_H
#define FUZZ_CHILD_H

#include "shared.h"

/* Where a case takes its texts from; a replay has recorded ones. */
extern bool (*next_text)(struct text *text);

void get_ready(void);
void live(const struct text *base, bool parks);

/* Is @status the end that the child announced? */
bool ended_as_announced(int status);

#endif /* FUZZ_CHILD_H */
