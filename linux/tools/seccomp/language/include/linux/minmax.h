/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define swap(a, b) \
	do { __typeof__(a) __swapped = (a); (a) = (b); (b) = __swapped; } while (0)
