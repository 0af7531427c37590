/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls to judge. The oldest policy of a case refuses its subjects, so they can
 * take any arguments. Probes do no harm, and write to memory if they are made.
 */
#ifndef FUZZ_CALLS_H
#define FUZZ_CALLS_H

#include "make.h"

extern int zero_fd;		/* /dev/zero */

void pick_subjects(void);
void make_base(struct text *text);
void make_arguments(const struct list *list, const struct spec *spec,
		    uint64_t *arg);

/* Would the call kill, while threads are running or the case is not over? */
bool too_deadly(uint64_t reg, const uint64_t *arg);

void judge_calls(int n);

#endif /* FUZZ_CALLS_H */
