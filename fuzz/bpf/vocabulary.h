/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of the second reading of the language, seccomp_text_reading.h of the selftests: all
 * calls and constants that the tool knows.
 */
#ifndef _FUZZ_BPF_VOCABULARY_H
#define _FUZZ_BPF_VOCABULARY_H

#include "seccomp_text_reading.h"

/* The calls that policies may name, those without arguments included */
extern const struct spec *usable[];
extern int nr_usable;

/* Whether the running kernel was built without a call. It knows no arguments of it then. */
bool is_unbuilt(int nr);

/*
 * Fill it in, and choose the subjects of random policies. In a guest, these are calls
 * that its kernel was built with, and that a child can do without. Returns false, and
 * says so, if the tool declares a call otherwise than the selftests do.
 */
bool learn_words(bool in_guest);

#endif /* _FUZZ_BPF_VOCABULARY_H */
