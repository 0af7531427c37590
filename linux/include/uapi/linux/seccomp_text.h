/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Text policies of seccomp, see Documentation/prctl/seccomp_filter.txt. What
 * they share with BPF filters is in <linux/seccomp.h>.
 */
#ifndef _UAPI_LINUX_SECCOMP_TEXT_H
#define _UAPI_LINUX_SECCOMP_TEXT_H

#include <linux/types.h>

/* An operation of seccomp(2); takes a struct seccomp_text_report. */
#define SECCOMP_CHECK_TEXT	0x10000

/* Size of the first published struct seccomp_text_report */
#define SECCOMP_TEXT_REPORT_SIZE_VER0	288
/* Most bytes of a message, with the NUL that ends it */
#define SECCOMP_TEXT_MESSAGE_SIZE	256

/**
 * struct seccomp_text_report - what SECCOMP_CHECK_TEXT says of a policy
 * @size: Set to sizeof(struct seccomp_text_report) by the caller. On return,
 *        how many bytes of it this kernel knows; what is behind them is zero.
 * @status: 0 if the policy could be installed now, else the errno that
 *          installing it as a text would give, as a positive number.
 * @text: The address of the policy, terminated by a NUL. Set by the caller.
 * @note: Which note to report, from 0. Set by the caller.
 * @nr_notes: How many notes there are on a policy that could be installed.
 * @line: The line that the message is about, from 1; 0 without a message.
 * @column: The column that it is about, in bytes, from 1; 0 without a message.
 * @message: What is wrong, or else the note that was asked for: one line of
 *           printable ASCII, ended by a NUL and filled up with NULs. Empty if
 *           nothing is wrong and there is no such note.
 */
struct seccomp_text_report {
	__u32 size;
	__u32 status;
	__aligned_u64 text;
	__u32 note;
	__u32 nr_notes;
	__u32 line;
	__u32 column;
	char message[SECCOMP_TEXT_MESSAGE_SIZE];
};

#endif /* _UAPI_LINUX_SECCOMP_TEXT_H */
