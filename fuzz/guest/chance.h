/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers. What a case does and what its texts say come from two
 * streams, so that a replay can run a case again with recorded texts.
 */
#ifndef FUZZ_CHANCE_H
#define FUZZ_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct stream {
	uint64_t state;
};

extern struct stream acts, words;
extern struct stream *chance_of;	/* the stream in use */

uint64_t chance(void);
int below(int n);			/* from 0 to @n - 1 */
bool one_in(int n);
void seed_case(uint64_t seed, uint64_t nr);

#endif /* FUZZ_CHANCE_H */
