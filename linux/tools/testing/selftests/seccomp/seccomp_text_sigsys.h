/* SPDX-License-Identifier: GPL-2.0 */
/* A handler of SIGSYS keeps what the signal says. */
#ifndef SECCOMP_TEXT_SIGSYS_H
#define SECCOMP_TEXT_SIGSYS_H

#include "seccomp_text_child.h"

#ifndef SYS_SECCOMP
#define SYS_SECCOMP	1
#endif

static struct seen {
	int code;
	int nr;
	int error;
	void *address;
} seen;

static inline void keep_siginfo(int sig, siginfo_t *info, void *unused)
{
	(void)unused;
	(void)sig;
	seen.code = info->si_code;
	seen.nr = info->si_syscall;
	seen.error = info->si_errno;
	seen.address = info->si_call_addr;
}

static inline bool handle_sigsys(void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action = {
		.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER
	};

	memset(&seen, 0, sizeof(seen));
	return !sigaction(SIGSYS, &action, NULL);
}

#endif /* SECCOMP_TEXT_SIGSYS_H */
