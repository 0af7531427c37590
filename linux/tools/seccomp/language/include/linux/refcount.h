/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

typedef struct {
	unsigned int refs;
} refcount_t;

#define REFCOUNT_INIT(n)	{ .refs = (n) }

static inline void refcount_set(refcount_t *count, unsigned int n)
{
	count->refs = n;
}

static inline void refcount_inc(refcount_t *count)
{
	count->refs++;
}

static inline bool refcount_dec_and_test(refcount_t *count)
{
	return --count->refs == 0;
}
