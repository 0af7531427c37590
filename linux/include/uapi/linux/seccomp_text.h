/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Text policies of seccomp, see Documentation/prctl/seccomp_filter.txt. For what
 * they share with BPF filters see <linux/seccomp.h>.
 */
#ifndef _UAPI_LINUX_SECCOMP_TEXT_H
#define _UAPI_LINUX_SECCOMP_TEXT_H

#include <linux/types.h>

/* An operation of seccomp(2); takes a struct seccomp_text_report. */
#define SECCOMP_CHECK_TEXT	0x10000

/* Size of the first published struct seccomp_text_report */
#define SECCOMP_TEXT_REPORT_SIZE_VER0	288
/* Maximum length of a message, with its NUL */
#define SECCOMP_TEXT_MESSAGE_SIZE	256

/**
 * struct seccomp_text_report - the result of SECCOMP_CHECK_TEXT
 * @size: Set to sizeof(struct seccomp_text_report) by the caller. On return, the
 *        number of bytes that this kernel knows; the bytes after them are zero.
 * @status: 0 if the policy could be installed now. Otherwise the errno that an
 *          install would return, as a positive number.
 * @text: The address of the policy, terminated by a NUL. Set by the caller.
 * @note: Which note to return, from 0. Set by the caller.
 * @nr_notes: The number of notes on a policy that could be installed.
 * @line: The line of the error or the note, from 1; 0 without a message.
 * @column: Its column in bytes, from 1; 0 without a message.
 * @message: The error, or the note that was asked for: one line of printable
 *           ASCII, terminated by a NUL and padded with NULs. Empty if there is
 *           neither.
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
