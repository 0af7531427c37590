// SPDX-License-Identifier: GPL-2.0
/*
 * The calls and the names of errnos and constants that the reading knows;
 * scripts/fuzz-guest lists them.
 */
#include <errno.h>
#include <stddef.h>

#include "held.h"
#include "seccomp_text_constants.h"
#include "words.h"

#define ARG(name, bits, is_signed)
#define SPEC(nr, ...)	_Static_assert((nr) < NR_SYSCALLS, "a larger table");
#include "fuzz_calls.h"
#undef ARG
#undef SPEC

static const struct spec specs[] = {
#define ARG(name, bits, is_signed)	{ name, bits, is_signed },
#define SPEC(...)			{ __VA_ARGS__ },
#include "fuzz_calls.h"
};

static const struct errno_name errno_names[] = {
#define ERRNO_NAME(name)	{ #name, name },
#include "fuzz_errnos.h"
};

/* A kernel that was built without them has none. */
static struct constant_name constants[] = {
#define CONSTANT(name)	{ #name, 0 }
#include "seccomp_text_uapi.h"
#include "seccomp_text_libc.h"
	{ 0 }
};

/* The selftests' sources have the values, in the same order. */
void learn_constants(void)
{
	struct constant_name *to = constants;

	for (const struct constant *from = uapi_constants; from->name; from++)
		(to++)->value = from->value;
	for (const struct constant *from = libc_constants; from->name; from++)
		(to++)->value = from->value;
}

const struct vocabulary vocabulary = {
	.specs = specs, .nr_specs = COUNT(specs),
	.errnos = errno_names, .nr_errnos = COUNT(errno_names),
	.constants = constants, .nr_constants = COUNT(constants) - 1,
};
