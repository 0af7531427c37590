// SPDX-License-Identifier: GPL-2.0
#include "chance.h"

struct stream acts, words;
struct stream *chance_of = &acts;

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

uint64_t chance(void)
{
	chance_of->state += 0x9e3779b97f4a7c15;
	return mix(chance_of->state);
}

int below(int n)
{
	return chance() % n;
}

bool one_in(int n)
{
	return below(n) == 0;
}

void seed_case(uint64_t seed, uint64_t nr)
{
	acts.state = mix(seed) + mix(2 * nr + 1);
	words.state = mix(seed) + mix(2 * nr + 2);
	chance_of = &acts;
}
