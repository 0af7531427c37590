/* SPDX-License-Identifier: GPL-2.0 */
/* Texts made by the rules of the language. */
#ifndef FUZZ_MAKE_H
#define FUZZ_MAKE_H

#include "shared.h"

#define MAX_SUBJECTS	6

/* The calls that this case is about; most rules are on these. */
extern const struct spec *subjects[MAX_SUBJECTS];
extern int nr_subjects;

/* Calls that do no harm, and write to memory if they are made */
extern const char * const probes[];
extern const int nr_probes;

/* Rules for the calls that a child cannot do without */
extern const char needs[];

__attribute__((format(printf, 2, 3)))
void put(struct text *text, const char *format, ...);
void put_call(struct text *text, const struct spec *spec);
void put_number(struct text *text, wide value);
void put_constant(struct text *text, const struct arg *arg, int depth);
void put_blank(struct text *text);
void put_action(struct text *text);
void put_line(struct text *text);
void make_text(struct text *text);

const struct spec *call_named(const char *name);
const struct spec *call_numbered(int nr);
int unused_number(void);	/* from a gap between calls, or after the last */

/* Calls that a task makes because of a probe; they always pass. */
bool is_kernel_made(const struct spec *spec);
const struct spec *any_call(void);
int count_args(const struct spec *spec);
wide any_number(void);
wide fitting_number(const struct arg *arg);
const struct constant_name *any_constant(void);	/* NULL: the kernel has none */

#endif /* FUZZ_MAKE_H */
