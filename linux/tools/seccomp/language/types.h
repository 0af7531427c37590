/* SPDX-License-Identifier: GPL-2.0 */
/* The types in declarations of system calls that no UAPI header has */
#ifndef _TOOLS_SECCOMP_LANGUAGE_TYPES_H
#define _TOOLS_SECCOMP_LANGUAGE_TYPES_H

#include <linux/types.h>

typedef unsigned short		umode_t;
typedef __kernel_pid_t		pid_t;
typedef __kernel_uid32_t	uid_t;
typedef __kernel_gid32_t	gid_t;
typedef __kernel_uid32_t	qid_t;
typedef __kernel_off_t		off_t;
typedef __kernel_loff_t		loff_t;
typedef __kernel_key_t		key_t;
typedef __kernel_mqd_t		mqd_t;
typedef __kernel_clockid_t	clockid_t;
typedef __kernel_timer_t	timer_t;
typedef int			rwf_t;
typedef unsigned int		uint;
typedef unsigned long		uintptr_t;
typedef unsigned long		old_sigset_t;
typedef __s32			key_serial_t;

/* Only pointers to these */
typedef __kernel_fd_set		fd_set;
typedef struct siginfo		siginfo_t;
typedef struct sigset		sigset_t;
typedef struct sigaltstack	stack_t;
typedef void			(*__sighandler_t)(int);

#endif /* _TOOLS_SECCOMP_LANGUAGE_TYPES_H */
