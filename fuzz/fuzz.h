/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Common to all harnesses: the entry for libFuzzer, the one for replays, and
 * must(), which prints the condition that does not hold, and aborts.
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns whether the input is accepted; aborts if a property does not hold. */
int fuzz_accepts(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition)							\
	do {								\
		if (!(condition)) {					\
			fprintf(stderr, "%s:%d: %s: does not hold: %s\n",	\
				__FILE__, __LINE__, __func__, #condition);	\
			abort();					\
		}							\
	} while (0)

/* Random numbers seeded by an input: xorshift64. */
struct dice {
	uint64_t state;
};

static inline struct dice dice_from(const void *data, size_t size)
{
	const uint8_t *byte = data;
	struct dice dice = { 0xcbf29ce484222325 };

	while (size--)
		dice.state = (dice.state ^ *byte++) * 0x100000001b3;
	dice.state |= 1;
	return dice;
}

static inline uint64_t dice_word(struct dice *dice)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return dice->state * 0x2545f4914f6cdd1d;
}

/* From 0 to @sides - 1 */
static inline unsigned int dice_roll(struct dice *dice, unsigned int sides)
{
	return (dice_word(dice) >> 32) % sides;
}

#endif /* _FUZZ_H */
