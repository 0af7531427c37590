// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): what the running kernel has, and what it says about text policies.
 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int install_policy(const char *text, unsigned int flags)
{
	long ret;

	if (flags)
		ret = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, text);
	else
		ret = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, text);
	return ret ? errno : 0;
}

int check_policy(const char *text, unsigned int note, struct seccomp_text_report *report)
{
	*report = (struct seccomp_text_report){
		.size = sizeof(*report),
		.text = (unsigned long)text,
		.note = note,
	};
	return syscall(SYS_seccomp, SECCOMP_CHECK_TEXT, 0, report) ? errno : 0;
}

int describe_call(struct seccomp_text_call *call, const char *name, int nr)
{
	*call = (struct seccomp_text_call){
		.size = sizeof(*call),
		.nr = nr,
	};
	/* A name that is cut off is no call's: they are shorter. */
	if (name)
		snprintf(call->name, sizeof(call->name), "%s", name);
	return syscall(SYS_seccomp, SECCOMP_DESCRIBE_CALL, 0, call) ? errno : 0;
}

int install_bpf(const struct bpf_program *program, unsigned int flags)
{
	struct sock_fprog fprog = { .len = program->nr, .filter = program->code };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &fprog) ? errno : 0;
}

/* What a call with a NULL pointer fails with */
static int try_null(unsigned int operation, unsigned int flags)
{
	return syscall(SYS_seccomp, operation, flags, NULL) ? errno : 0;
}

/* EINVAL means an unknown operation; a NULL report gives another error. */
bool kernel_has_text_policies(void)
{
	int error = try_null(SECCOMP_CHECK_TEXT, 0);

	return error != EINVAL && error != ENOSYS;
}

void read_text_sysctl(char who[16])
{
	FILE *file = fopen("/proc/sys/kernel/seccomp/text_policies", "re");

	*who = 0;
	if (!file)
		return;
	if (fscanf(file, "%15s", who) != 1)
		*who = 0;
	fclose(file);
}

/* Whether the sysctl says @word. It does not if it cannot be read. */
static bool sysctl_is(const char *word)
{
	char who[16];

	read_text_sysctl(who);
	return !strcmp(who, word);
}

/* Without no_new_privs the kernel says EACCES, too. */
bool may_use_text_policies(void)
{
	int error = try_null(SECCOMP_CHECK_TEXT, 0);

	if (error == EPERM)
		return !sysctl_is("off");
	if (error == EACCES)
		return !sysctl_is("admin");
	return error != EINVAL && error != ENOSYS;
}

bool kernel_has_bpf(void)
{
	return try_null(SECCOMP_SET_MODE_FILTER, 0) == EFAULT;
}

bool kernel_knows_flags(unsigned int flags)
{
	return try_null(SECCOMP_SET_MODE_FILTER, flags) == EFAULT;
}

/* Before Linux 4.14 the kernel did not answer; it knew the actions of Linux 3.5 then. */
bool kernel_knows_action(uint32_t action)
{
	if (!syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action))
		return true;
	return errno == EINVAL && action != SECCOMP_RET_KILL_PROCESS &&
	       action != SECCOMP_RET_LOG && action != SECCOMP_RET_USER_NOTIF;
}

bool has_capability(int capability)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { };

	return !syscall(SYS_capget, &header, data) &&
	       data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}

static const char *advise_on_einval(void)
{
	if (!kernel_has_text_policies())
		return "this kernel has no text policies (CONFIG_SECCOMP_FILTER_TEXT)";
	return "a line has an error; or strict mode is in force";
}

const char *advise_on_install(int error)
{
	switch (error) {
	case EACCES:
		if (sysctl_is("admin"))
			return "kernel.seccomp.text_policies wants CAP_SYS_ADMIN";
		return "set no_new_privs, or have CAP_SYS_ADMIN";
	case EPERM:
		if (sysctl_is("off"))
			return "kernel.seccomp.text_policies has switched text policies off";
		return "a filter already in force refuses to install another";
	case EFAULT:
		return "the text must be readable up to its end";
	case EINVAL:
		return advise_on_einval();
	case E2BIG:
		return "keep the text under 64 KiB, merge rules, or stack fewer policies";
	case ENOMEM:
		return "free some memory, or raise the memory cgroup's limit";
	case EOPNOTSUPP:
		return "text policies are for programs of the native 64-bit ABI";
	default:
		return "a filter already in force may refuse to install another";
	}
}
