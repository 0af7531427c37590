/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Text policies of seccomp, see Documentation/prctl/seccomp_filter.txt. For what
 * they share with BPF filters see <linux/seccomp.h>.
 */
#ifndef _UAPI_LINUX_SECCOMP_TEXT_H
#define _UAPI_LINUX_SECCOMP_TEXT_H

#include <linux/types.h>

/* Operations of seccomp(2) */
#define SECCOMP_CHECK_TEXT	0x10000	/* takes a struct seccomp_text_report */
#define SECCOMP_DESCRIBE_CALL	0x10001	/* takes a struct seccomp_text_call */

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

/* Size of the first published struct seccomp_text_call */
#define SECCOMP_TEXT_CALL_SIZE_VER0	752
/* Maximum length of the name of a call, with its NUL */
#define SECCOMP_TEXT_NAME_SIZE	64

/* Flags of struct seccomp_text_arg */
#define SECCOMP_ARG_SIGNED	1	/* it compares as a signed number */
#define SECCOMP_ARG_POINTER	2	/* it is a pointer, maybe by a typedef */

/* Flags of struct seccomp_text_call */
#define SECCOMP_CALL_UNBUILT	1	/* the kernel was built without it */
#define SECCOMP_CALL_INJECTED	2	/* the kernel makes it itself; it always passes */

/**
 * struct seccomp_text_arg - an argument of a system call, as policies see it
 * @name: Its name.
 * @type: Its type in C, as declared in the kernel.
 * @size: Its width in bytes. Policies ignore the rest of the register.
 * @flags: SECCOMP_ARG_*.
 * @reserved: Zero.
 */
struct seccomp_text_arg {
	char name[32];
	char type[64];
	__u8 size;
	__u8 flags;
	__u8 reserved[2];
};

/**
 * struct seccomp_text_call - the description of a system call
 * @size: Set to sizeof(struct seccomp_text_call) by the caller. On return, the
 *        number of bytes that this kernel knows; the bytes after them are zero.
 * @flags: SECCOMP_CALL_*. Zeroed by the caller.
 * @nr: The number of the call. Set by the caller if @name is empty.
 * @nr_calls: All numbers of calls are less than this.
 * @arch: The AUDIT_ARCH_* that the number belongs to. Zeroed by the caller.
 * @nr_args: The number of @args; 0 if the kernel was built without the call.
 * @name: Its name in the kernel, "sys_newfstat"; empty if it was built without
 *        the call. May be set by the caller, to any name that policies can use.
 * @uapi_name: Its name in <asm/unistd.h>, "fstat"; empty if it has none.
 * @args: Its arguments.
 */
struct seccomp_text_call {
	__u32 size;
	__u32 flags;
	__s32 nr;
	__u32 nr_calls;
	__u32 arch;
	__u32 nr_args;
	char name[SECCOMP_TEXT_NAME_SIZE];
	char uapi_name[SECCOMP_TEXT_NAME_SIZE];
	struct seccomp_text_arg args[6];
};

#endif /* _UAPI_LINUX_SECCOMP_TEXT_H */
