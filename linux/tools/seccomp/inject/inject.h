/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Put a program under a filter from inside, when it has replaced the one that
 * executed it and before its first instruction, or at its entry point.
 */
#ifndef _TOOLS_SECCOMP_INJECT_H
#define _TOOLS_SECCOMP_INJECT_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct injection - a filter, and when a program gets it
 * @bytes:        the text of a policy with its NUL, or the code of a BPF filter
 * @size:         its length
 * @is_text:      which of them
 * @flags:        SECCOMP_FILTER_FLAG_* for the install
 * @after_loader: wait for the program's entry point; a dynamic loader runs before it
 * @failed:       set to what went wrong; to be freed
 * @error:        the errno value of the install if that is what failed, or 0
 */
struct injection {
	const void	*bytes;
	size_t		size;
	bool		is_text;
	unsigned int	flags;
	bool		after_loader;
	char		*failed;
	int		error;
};

enum injected {
	INJECTED,	/* the filter is in force */
	INJECT_ENDED,	/* the program ended before; its status is the wait status */
	INJECT_FAILED,	/* the program is killed, or has been: see @failed */
};

/**
 * inject_filter - have a program install a filter
 * @pid:       a process that is traced, with PTRACE_O_EXITKILL, TRACESYSGOOD, TRACEEXEC
 *             and those for forks, and in the stop of PTRACE_EVENT_EXEC
 * @injection: what and when
 * @status:    the wait status of the process, if it is gone
 *
 * Registers, memory and the memory map are afterwards as they were. The process is left
 * stopped, so its tracer can trace or detach. If it is not INJECTED, the process does not
 * run any more; *@status says whether its end was waited for.
 */
enum injected inject_filter(pid_t pid, struct injection *injection, int *status);

#endif /* _TOOLS_SECCOMP_INJECT_H */
