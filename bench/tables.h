/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of the benchmark. Each function prints lines
 * "TABLE<TAB>ROW<TAB>COLUMN<TAB>FIGURE", where a figure is a number of
 * instructions under qemu/vm --icount, or "-" if this kernel refuses the
 * filter. Each filter is installed in a child of its own.
 *
 * Calls go downwards only: bench.c calls the tables (calls.c, fork.c,
 * install.c, memory.c, threads.c, scale.c), the tables call policies.c,
 * measure.c and events.c; policies.c calls none of ours, events.c calls
 * measure.c.
 */
#ifndef _TABLES_H
#define _TABLES_H

void percall(void);
void growth(void);
void comparisons(void);
void alternatives(void);
void compiled(void);
void install(void);
void install_growth(void);
void forks(void);
void memory(void);
void threads(void);
void shared(void);
void own(void);

/* Parts of shared(), which starts the program anew for each of them */
void share_none(void);
void share_tree(void);
void share_text(void);

#endif /* _TABLES_H */
