/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types of the fields of the filter engine's harness: word n has kind
 * (n + turn) % NR_KINDS. The first bytes of the settings, after the expression and
 * a newline, are the turn and the most comparisons, of which the last value
 * stands for one more.
 */
#ifndef _KINDS_H
#define _KINDS_H

#include <stdbool.h>

static const struct {
	unsigned char	size;
	bool		is_signed;
} kinds[] = {
	{ 4, false }, { 4, true }, { 8, false }, { 8, true },
	{ 2, false }, { 2, true }, { 1, false }, { 1, true },
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

#endif /* _KINDS_H */
