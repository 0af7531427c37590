/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

/* Threads may share what is counted. A static object is never freed, nor written. */
typedef struct {
	unsigned int refs;
} refcount_t;

#define REFCOUNT_STATIC		(~0U)
#define REFCOUNT_INIT(n)	{ .refs = REFCOUNT_STATIC }

static inline bool refcount_is_static(const refcount_t *count)
{
	return __atomic_load_n(&count->refs, __ATOMIC_RELAXED) == REFCOUNT_STATIC;
}

static inline void refcount_set(refcount_t *count, unsigned int n)
{
	count->refs = n;
}

static inline void refcount_inc(refcount_t *count)
{
	if (!refcount_is_static(count))
		__atomic_fetch_add(&count->refs, 1, __ATOMIC_RELAXED);
}

static inline bool refcount_dec_and_test(refcount_t *count)
{
	return !refcount_is_static(count) &&
	       __atomic_sub_fetch(&count->refs, 1, __ATOMIC_ACQ_REL) == 0;
}
