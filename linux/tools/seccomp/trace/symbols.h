/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arguments of calls whose values have names, and values written with these names.
 */
#ifndef _TOOLS_SECCOMP_SYMBOLS_H
#define _TOOLS_SECCOMP_SYMBOLS_H

#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the values of an argument are */
enum symbol_kind {
	NOT_SYMBOLIC,
	A_CHOICE,	/* one of several, maybe with some flags: a command */
	SOME_BITS,	/* any combination of flags */
};

/**
 * struct symbolic - an argument whose values have names
 * @kind:   see above
 * @prefix: of the names, several separated by commas, the likeliest first
 */
struct symbolic {
	enum symbol_kind	kind;
	char			prefix[64];
};

/* Fill in what is known of each argument of a call. */
void find_symbolic(const struct seccomp_text_call *call, struct symbolic symbolic[6]);
/* The names of socket options are those of the level that the arguments have. */
void refine_symbolic(const struct seccomp_text_call *call, const uint64_t args[6],
		     struct symbolic symbolic[6]);

/* The value of an argument as the kernel uses it: narrowed, and extended by its sign */
int64_t narrow_value(const struct seccomp_text_arg *arg, uint64_t value);

/*
 * Write a value of an argument as policies write a constant that fits it, without
 * parentheses. @symbolic can be NULL.
 */
void print_value(const struct seccomp_text_arg *arg, const struct symbolic *symbolic,
		 uint64_t value, char *words, size_t size);
/* The same for a set of bits, without a value in the lowest ones */
void print_bits(const struct seccomp_text_arg *arg, const struct symbolic *symbolic,
		uint64_t bits, char *words, size_t size);

#endif /* _TOOLS_SECCOMP_SYMBOLS_H */
