/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chance. What a case does and what its texts say are two streams of numbers,
 * so that a case can be done again with texts that were written down.
 */
#ifndef FUZZ_CHANCE_H
#define FUZZ_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct stream {
	uint64_t state;
};

static struct stream acts, words;
static struct stream *chance_of = &acts;

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static uint64_t chance(void)
{
	chance_of->state += 0x9e3779b97f4a7c15;
	return mix(chance_of->state);
}

static int below(int n)
{
	return chance() % n;
}

static bool one_in(int n)
{
	return below(n) == 0;
}

static void seed_case(uint64_t seed, uint64_t nr)
{
	acts.state = mix(seed) + mix(2 * nr + 1);
	words.state = mix(seed) + mix(2 * nr + 2);
	chance_of = &acts;
}

#endif /* FUZZ_CHANCE_H */
