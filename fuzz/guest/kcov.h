/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Coverage by KCOV. The fuzzer opens and maps one buffer, and each child in
 * turn has the kernel fill it. Without KCOV no place is ever new.
 */
#ifndef FUZZ_KCOV_H
#define FUZZ_KCOV_H

#include <stdbool.h>
#include <stdint.h>

extern uint64_t *cover;		/* NULL without KCOV */
extern int *nr_places;		/* places reached so far */

bool open_kcov(void);
bool trace_me(void);		/* in the child, until it ends */
void forget_trace(void);
int count_new_places(void);	/* since forget_trace() */

#endif /* FUZZ_KCOV_H */
