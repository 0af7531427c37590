// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: the constants that policies can name. Their values
 * are those of this kernel and this architecture: the compiler takes them from
 * the UAPI headers, and the build collects the names there.
 */
#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "seccomp_header_names.h"
#include "seccomp_names.h"

/* Newer than this kernel, but in use: the numbers are fixed. */
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102
#define MADV_GUARD_REMOVE	103
#endif
#ifndef PR_GET_AUXV
#define PR_GET_AUXV		0x41555856
#endif

/* The headers define these for user space only. */
#define SO_RCVTIMEO		SO_RCVTIMEO_OLD
#define SO_SNDTIMEO		SO_SNDTIMEO_OLD
#define SO_TIMESTAMP		SO_TIMESTAMP_OLD
#define SO_TIMESTAMPING		SO_TIMESTAMPING_OLD
#define SO_TIMESTAMPNS		SO_TIMESTAMPNS_OLD

/* Without a pointer to each name and its end, the table is half as large. */
static const struct {
	__nonstring char
#define CONSTANT(name)	(name##_)[sizeof(#name) - 1]
#include "seccomp_constant_names.h"
#undef CONSTANT
	end[1];
} names = {
#define CONSTANT(name)	#name
#include "seccomp_constant_names.h"
#undef CONSTANT
};

/*
 * Sorted by name; the last one only says where the name before it ends. A value
 * that does not fit breaks the build.
 */
static const struct {
	u64	name : 16;	/* its offset in @names */
	s64	value : 48;
} constants[] = {
#define CONSTANT(name)	{ offsetof(typeof(names), name##_), \
			  (name) + BUILD_BUG_ON_ZERO((s64)(name) << 16 >> 16 != (s64)(name)) }
#include "seccomp_constant_names.h"
#undef CONSTANT
	{ offsetof(typeof(names), end) }
};

/* Catch headers that could not be read, up to the last one. */
static_assert(sizeof(names.XATTR_REPLACE_));
static_assert(sizeof(names) + sizeof(constants) <= 48 * 1024);

static int compare_constant(const char *name, size_t len, size_t i)
{
	size_t word_len = constants[i + 1].name - constants[i].name;
	int order = memcmp(name, (const char *)&names + constants[i].name,
			   min(len, word_len));

	return order ? order : (int)len - (int)word_len;
}

/**
 * seccomp_find_constant - find a constant of the UAPI headers
 * @name:  its name; need not be terminated
 * @len:   the length of @name
 * @value: receives its value
 *
 * Context: Any.
 *
 * Return: true if there is one.
 */
bool seccomp_find_constant(const char *name, size_t len, s64 *value)
{
	size_t low = 0, high = ARRAY_SIZE(constants) - 1;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_constant(name, len, middle);

		if (!order) {
			*value = constants[middle].value;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
