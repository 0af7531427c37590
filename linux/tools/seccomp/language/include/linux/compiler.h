/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The C library may have one of its own. */
#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
/* So may the UAPI headers. */
#include <linux/stddef.h>
#undef __counted_by
#define __counted_by(member)
#define __force
#define __packed		__attribute__((packed))
#undef __attribute_const__
#define __attribute_const__	__attribute__((const))
#define __must_check
#define __rcu
#define __user
#define fallthrough		__attribute__((fallthrough))
#define noinline		__attribute__((noinline))
#define __nonstring
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define data_race(x)		(x)
#define READ_ONCE(x)		(x)
#define WRITE_ONCE(x, value)	((x) = (value))
#define OPTIMIZER_HIDE_VAR(x)	__asm__("" : "+r" (x))
#define container_of(p, type, member) \
	((type *)((char *)(p) - offsetof(type, member)))
