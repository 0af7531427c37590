/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <string.h>
#include <linux/ctype.h>

static inline void strscpy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = 0;
}

static inline char *skip_spaces(const char *text)
{
	while (isspace(*text))
		text++;
	return (char *)text;
}
