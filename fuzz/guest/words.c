// SPDX-License-Identifier: GPL-2.0
/*
 * The calls and the names of errnos and constants that the reading knows;
 * scripts/fuzz-guest lists them.
 */
#include <errno.h>
#include <stddef.h>

#include "held.h"

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
static const struct constant_name constants[] = {
#define CONSTANT(name, value)	{ #name, value },
#include "fuzz_constants.h"
	{ 0 }
};

const struct vocabulary vocabulary = {
	.specs = specs, .nr_specs = COUNT(specs),
	.errnos = errno_names, .nr_errnos = COUNT(errno_names),
	.constants = constants, .nr_constants = COUNT(constants) - 1,
};
