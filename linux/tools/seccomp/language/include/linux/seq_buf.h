/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

struct seq_buf {
	char	*text;
	size_t	size;
	size_t	len;
};

void seq_buf_init(struct seq_buf *out, char *text, unsigned int size);
void seq_buf_puts(struct seq_buf *out, const char *words);
void seq_buf_putc(struct seq_buf *out, char c);
void seq_buf_printf(struct seq_buf *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *seq_buf_str(struct seq_buf *out);
