/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define struct_size(p, member, n) \
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))

/* The limits of policies keep all sizes small. */
#define size_add(a, b)		((size_t)(a) + (b))
#define array_size(n, size)	((size_t)(n) * (size))

#define check_add_overflow(a, b, sum)		__builtin_add_overflow(a, b, sum)
#define check_mul_overflow(a, b, product)	__builtin_mul_overflow(a, b, product)
