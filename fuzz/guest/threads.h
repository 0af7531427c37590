/* SPDX-License-Identifier: GPL-2.0 */
/* Threads of a child, which judge calls and install policies of their own. */
#ifndef FUZZ_THREADS_H
#define FUZZ_THREADS_H

void act_thread(void);		/* make one */
void act_on_threads(void);	/* give each something to do */

#endif /* FUZZ_THREADS_H */
