/* SPDX-License-Identifier: GPL-2.0 */
/* The random pieces that seccomp_text_random.c writes policies with. */
#ifndef SECCOMP_TEXT_WORDS_H
#define SECCOMP_TEXT_WORDS_H

#include "../kselftest.h"
#include "seccomp_text_random.h"

/* Chance: one stream of numbers per case */
void seed_chance(uint64_t seed);
uint64_t chance(void);
int below(int n);
bool one_in(int n);

void __attribute__((format(printf, 2, 3)))
put(struct layer *layer, const char *format, ...);

/* Blanks and joined lines: any number of them, or at least one. */
void put_blank(struct layer *layer);
void put_gap(struct layer *layer);

/* In any base, with a minus sign if need be */
void put_number(struct layer *layer, wide value);

bool fits(const struct arg *arg, wide value);

/* A number that fits @arg, or one that does not, and often only just so */
wide pick_constant(const struct arg *arg, bool fitting);

/*
 * Write a constant of numbers, names and operators. It nests at most @room
 * parentheses. Returns its value. If it is not @fitting, it is invalid: one of
 * its terms does not fit @arg.
 */
wide put_constant(struct layer *layer, const struct arg *arg, int room,
		  bool fitting);

/* Something in the place of a constant that is never valid there */
void put_mistake(struct layer *layer);

#endif /* SECCOMP_TEXT_WORDS_H */
