/* SPDX-License-Identifier: GPL-2.0 */
/* Counting events inside the kernel, through perf and tracefs. */
#ifndef _EVENTS_H
#define _EVENTS_H

#include <stdint.h>

/* Count the hits of tracepoint "group/name" on one CPU. Returns a counter. */
int count_tracepoint(const char *name, int cpu);

/* Count the writes to four bytes of kernel memory on one CPU. */
int count_writes(uint64_t address, int cpu);

uint64_t read_counter(int fd);

/* Record the address of each new state. */
void watch_states(void);

/* Stop recording, and return the last address. */
uint64_t last_state(void);

#endif /* _EVENTS_H */
