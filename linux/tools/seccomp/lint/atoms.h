/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The comparisons in an expression.
 */
#ifndef _TOOLS_SECCOMP_ATOMS_H
#define _TOOLS_SECCOMP_ATOMS_H

#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stdint.h>

#include "clause.h"

/* Comparisons in all rules of a call; there can be more, but hardly are. */
#define MAX_ATOMS	1024

/* The kinds of operators, by what they tell values apart by */
enum operator {
	OPERATOR_EQUAL,		/* ==, != */
	OPERATOR_ORDER,		/* <, <=, >, >= */
	OPERATOR_BITS,		/* & */
};

/**
 * struct atom - a comparison
 * @arg:      the index of the argument
 * @operator: the kind of its operator
 * @negative: it is "!=", or "==" behind a "!" that turns it round
 * @value:    the constant, cut to the width of the argument
 * @at:       where it stands
 */
struct atom {
	unsigned int	arg;
	enum operator	operator;
	bool		negative;
	uint64_t	value;
	const char	*at;
};

/**
 * struct atoms - comparisons
 * @of: the comparisons
 * @nr: their number
 */
struct atoms {
	struct atom	of[MAX_ATOMS];
	unsigned int	nr;
};

/* All bits of an argument */
uint64_t arg_mask(const struct seccomp_text_arg *arg);

/* Add those of a valid expression about @call. False if something is not understood. */
bool add_atoms(struct atoms *atoms, const struct seccomp_text_call *call,
	       struct span expression);

#endif /* _TOOLS_SECCOMP_ATOMS_H */
