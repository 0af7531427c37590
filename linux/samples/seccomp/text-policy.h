/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the samples of text policies share: installing one, checking one, and
 * saying in words why the kernel refused it. Documentation/prctl/seccomp_filter.txt
 * describes the feature.
 */
#ifndef _SAMPLES_SECCOMP_TEXT_POLICY_H
#define _SAMPLES_SECCOMP_TEXT_POLICY_H

#include <errno.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Most bytes of a policy, its NUL not counted. */
#define POLICY_MAX_LEN	65536

/*
 * Returns 0 or an errno value. The install is the last system call made here:
 * a caller whose policy says on_next_syscall has its one call still to come.
 */
static inline int install_policy(const char *text)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, text))
		return errno;
	return 0;
}

/*
 * Says in @report what installing @text would do, with one of the notes on it.
 * Nothing is installed. Returns 0, or the errno of what kept the kernel from
 * finding out.
 */
static inline int check_policy(const char *text, unsigned int note,
			       struct seccomp_text_report *report)
{
	*report = (struct seccomp_text_report){
		.size = sizeof(*report),
		.text = (unsigned long)text,
		.note = note,
	};
	return syscall(SYS_seccomp, SECCOMP_CHECK_TEXT, 0, report) ? errno : 0;
}

/* A kernel that knows text policies has other complaints about no report. */
static inline bool kernel_has_text_policies(void)
{
	return !syscall(SYS_seccomp, SECCOMP_CHECK_TEXT, 0, NULL) ||
	       errno != EINVAL;
}

/* What to do about an @error of install_policy() */
static inline const char *advise_on_install(int error)
{
	switch (error) {
	case EACCES:
		return "set no_new_privs; kernel.seccomp.text_policies may want CAP_SYS_ADMIN";
	case EPERM:
		return "kernel.seccomp.text_policies has switched text policies off";
	case EFAULT:
		return "the text must be readable up to its terminating NUL";
	case EINVAL:
		if (!kernel_has_text_policies())
			return "this kernel was built without CONFIG_SECCOMP_FILTER_TEXT";
		return "one of its lines is wrong, or names an unknown call or argument";
	case E2BIG:
		return "keep it under 64 KiB, join rules, or stack fewer policies";
	case ENOMEM:
		return "free some memory, or raise the memory cgroup's limit";
	case EOPNOTSUPP:
		return "build this program for the native 64-bit ABI";
	default:
		return "see whether a policy already in force forbids prctl";
	}
}

#endif /* _SAMPLES_SECCOMP_TEXT_POLICY_H */
