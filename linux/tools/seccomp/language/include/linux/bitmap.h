/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/types.h>

#define BITS_TO_LONGS(n)	(((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]

static inline bool test_bit(unsigned long nr, const unsigned long *bitmap)
{
	return bitmap[nr / BITS_PER_LONG] >> nr % BITS_PER_LONG & 1;
}

static inline void __set_bit(unsigned long nr, unsigned long *bitmap)
{
	bitmap[nr / BITS_PER_LONG] |= 1UL << nr % BITS_PER_LONG;
}
