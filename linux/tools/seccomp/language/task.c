// SPDX-License-Identifier: GPL-2.0
/* What the kernel's sources of text policies take from the rest of the kernel */
#include <stdarg.h>
#include <stdio.h>

#include <linux/err.h>
#include <linux/sched/signal.h>
#include <linux/seq_buf.h>

#include "seccomp_filter.h"

/* Locks do nothing. */
static const struct sighand_struct the_sighand;
static const struct signal_struct the_signal;

__thread struct task_struct the_task = {
	.sighand = (struct sighand_struct *)&the_sighand,
	.signal = (struct signal_struct *)&the_signal,
	.arch = SECCOMP_ARCH_NATIVE,
};

/* Nothing is installed in this program, only checked. */
long seccomp_attach_text(unsigned int flags, struct seccomp_install *install)
{
	return -EINVAL;
}

void seq_buf_init(struct seq_buf *out, char *text, unsigned int size)
{
	*out = (struct seq_buf){ .text = text, .size = size };
}

void seq_buf_printf(struct seq_buf *out, const char *format, ...)
{
	size_t room = out->size - out->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(out->text + out->len, room, format, args);
	va_end(args);
	out->len += len < 0 ? 0 : (size_t)len < room ? (size_t)len : room - 1;
}

void seq_buf_puts(struct seq_buf *out, const char *words)
{
	seq_buf_printf(out, "%s", words);
}

void seq_buf_putc(struct seq_buf *out, char c)
{
	seq_buf_printf(out, "%c", c);
}

const char *seq_buf_str(struct seq_buf *out)
{
	return out->text;
}
