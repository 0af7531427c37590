// SPDX-License-Identifier: GPL-2.0
/* libseccomp_text: how the library tells its callers what is wrong */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "errors.h"
#include "language/language.h"

/* No struct will ever be larger; an uninitialized size mostly is. */
#define MAX_SIZE	4096

bool is_valid_size(size_t size, size_t least)
{
	return size >= least && size <= MAX_SIZE;
}

void give_struct(void *to, const void *from, size_t known)
{
	size_t size, both;

	memcpy(&size, to, sizeof(size));
	both = size < known ? size : known;
	memcpy((char *)to + sizeof(size), (const char *)from + sizeof(size), both - sizeof(size));
	memset((char *)to + both, 0, size - both);
}

int check_error(const struct seccomp_text_error *error)
{
	return !error || is_valid_size(error->size, sizeof(*error)) ? 0 : -EINVAL;
}

int fail_at(struct seccomp_text_error *error, unsigned int policy, const struct problem *problem)
{
	bool has_place = problem->errno_value != ENOMEM;
	struct seccomp_text_error filled = {
		.error = -problem->errno_value,
		.policy = policy,
		.line = has_place ? problem->line : 0,
		.column = has_place ? problem->column : 0,
	};

	if (error) {
		snprintf(filled.message, sizeof(filled.message), "%s", problem->message);
		give_struct(error, &filled, sizeof(filled));
	}
	return -problem->errno_value;
}

int fail(struct seccomp_text_error *error, int ret, const char *format, ...)
{
	struct seccomp_text_error filled = { .error = ret };
	va_list args;

	if (!error)
		return ret;
	va_start(args, format);
	vsnprintf(filled.message, sizeof(filled.message), format, args);
	va_end(args);
	give_struct(error, &filled, sizeof(filled));
	return ret;
}
