/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define BITS_PER_BYTE		8
#define BITS_PER_LONG		64
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK_ULL(h, l)	((~0ULL >> (63 - (h))) & (~0ULL << (l)))
