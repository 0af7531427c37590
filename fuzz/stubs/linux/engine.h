/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The little of the kernel that the filter engine rests on. Memory and warnings
 * are the harness's: it counts, lets fail and looks at flags.
 */
#ifndef _STUB_ENGINE_H
#define _STUB_ENGINE_H

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <linux/compiler.h>
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/types.h>

#define BITS_PER_BYTE		8
#define S16_MAX			SHRT_MAX
#define U16_MAX			USHRT_MAX
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK_ULL(h, l)	((~0ULL >> (63 - (h))) & (~0ULL << (l)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define struct_size(p, member, n) \
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))
#define container_of(p, type, member) \
	((type *)((char *)(p) - offsetof(type, member)))

#define MAX_ERRNO		4095
#define IS_ERR(p)		((unsigned long)(p) >= -(unsigned long)MAX_ERRNO)
#define ERR_PTR(error)		((void *)(long)(error))
#define PTR_ERR(p)		((long)(p))
#define ERR_CAST(p)		((void *)(p))

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

bool stub_warn(bool condition, const char *words);
void *stub_alloc(size_t n, size_t size, gfp_t gfp, bool zero);
void stub_free(const void *p);

#define WARN_ON(condition)	stub_warn(condition, #condition)
#define WARN_ON_ONCE(condition)	stub_warn(condition, #condition)

#define kmalloc(size, gfp)		stub_alloc(1, size, gfp, false)
#define kzalloc(size, gfp)		stub_alloc(1, size, gfp, true)
#define kmalloc_array(n, size, gfp)	stub_alloc(n, size, gfp, false)
#define kcalloc(n, size, gfp)		stub_alloc(n, size, gfp, true)
#define kfree(p)			stub_free(p)

#endif
