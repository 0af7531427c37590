/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* libc may have one of its own. */
#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define __counted_by(member)
#define __force
#define __must_check
#define __user
#define fallthrough		__attribute__((fallthrough))
#define noinline		__attribute__((noinline))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
