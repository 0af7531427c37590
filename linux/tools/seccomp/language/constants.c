// SPDX-License-Identifier: GPL-2.0
/* The kernel's table of constants, and one for programs that list them */
#define constants kernel_constants
#include "seccomp_constants.c"
#undef constants

#include "language.h"

const struct constant constants[] = {
#define CONSTANT(name)	{ #name, (int64_t)(name) }
#include "seccomp_constant_names.h"
#undef CONSTANT
};

const unsigned int nr_constants = ARRAY_SIZE(constants);

bool find_constant_value(const char *name, int64_t *value)
{
	s64 found;

	if (!seccomp_find_constant(name, __builtin_strlen(name), &found))
		return false;
	*value = found;
	return true;
}
