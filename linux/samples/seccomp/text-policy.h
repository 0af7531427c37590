/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the samples for text policies: install one, and explain an error. See
 * Documentation/prctl/seccomp_filter.txt.
 */
#ifndef _SAMPLES_SECCOMP_TEXT_POLICY_H
#define _SAMPLES_SECCOMP_TEXT_POLICY_H

#include <errno.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Maximum length of a policy, without its NUL */
#define POLICY_MAX_LEN	65536

/*
 * Returns 0 or an errno value. The install is the last system call made here,
 * so a policy with on_next_syscall still exempts the caller's next call.
 */
static inline int install_policy(const char *text)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, text))
		return errno;
	return 0;
}

/* EINVAL means an unknown operation; a NULL report gives another error. */
static inline bool kernel_has_text_policies(void)
{
	return !syscall(SYS_seccomp, SECCOMP_CHECK_TEXT, 0, NULL) ||
	       errno != EINVAL;
}

/* Suggest what to do about an @error from install_policy(). */
static inline const char *advise_on_install(int error)
{
	switch (error) {
	case EACCES:
		return "set no_new_privs; kernel.seccomp.text_policies may require CAP_SYS_ADMIN";
	case EPERM:
		return "the sysctl text_policies is off, or a filter in force refuses another one";
	case EFAULT:
		return "the text must be readable up to its terminating NUL";
	case EINVAL:
		if (!kernel_has_text_policies())
			return "this kernel was built without CONFIG_SECCOMP_FILTER_TEXT";
		return "a line has an error, or an unknown call, argument or constant";
	case E2BIG:
		return "keep the text under 64 KiB, merge rules, or stack fewer policies";
	case ENOMEM:
		return "free some memory, or raise the memory cgroup's limit";
	case EOPNOTSUPP:
		return "build this program for the native 64-bit ABI";
	default:
		return "the policy already in force may not allow prctl";
	}
}

#endif /* _SAMPLES_SECCOMP_TEXT_POLICY_H */
