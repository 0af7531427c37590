/* SPDX-License-Identifier: GPL-2.0 */
/* What files of the kernel expect of the compiler; ours, for user space. */
#ifndef _STUB_COMPILER_H
#define _STUB_COMPILER_H

#define __always_inline		inline __attribute__((always_inline))
#define __counted_by(member)
#define __must_check
#define __user
#define __force
#define noinline		__attribute__((noinline))
#define fallthrough		__attribute__((fallthrough))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#endif
