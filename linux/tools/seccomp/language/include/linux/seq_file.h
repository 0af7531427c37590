/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <stdio.h>

struct seq_file {
	FILE	*out;
};

static inline void seq_puts(struct seq_file *file, const char *words)
{
	fputs(words, file->out);
}
