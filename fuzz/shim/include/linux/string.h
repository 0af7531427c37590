/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <string.h>
#include <linux/ctype.h>

static inline char *skip_spaces(const char *text)
{
	while (isspace(*text))
		text++;
	return (char *)text;
}
