// SPDX-License-Identifier: GPL-2.0
/* libseccomp_text: ask the running kernel, and install */
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "language/language.h"

/* Returns what seccomp(2) does, or a negative errno value. */
static int call_seccomp(unsigned int operation, unsigned int flags, const void *argument)
{
	long ret = syscall(SYS_seccomp, operation, flags, argument);

	return ret < 0 ? -errno : ret;
}

/* Without flags, prctl() does it on kernels before seccomp(2), too. */
static int set_filter(unsigned int flags, const void *filter)
{
	if (flags)
		return call_seccomp(SECCOMP_SET_MODE_FILTER, flags, filter);
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter, 0, 0) ? -errno : 0;
}

/* Whoever may check texts gets to the report, which is not there. */
int probe_text(void)
{
	int ret = call_seccomp(SECCOMP_CHECK_TEXT, 0, NULL);

	if (ret == -EFAULT)
		return 0;
	return ret == -EINVAL || ret == -ENOSYS ? -EOPNOTSUPP : ret;
}

int drop_privs(struct seccomp_text_error *error)
{
	int ret;

	if (!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 0;
	ret = -errno;
	return fail(error, ret, "cannot set no_new_privs: a filter in force may refuse it");
}

bool has_no_new_privs(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

int explain_install(int ret, struct seccomp_text_error *error)
{
	switch (ret) {
	case -EACCES:
		return fail(error, ret, "the thread has neither no_new_privs nor CAP_SYS_ADMIN");
	case -ENOMEM:
		return fail(error, ret, "out of memory, or too many filters are in force");
	case -EINVAL:
		return fail(error, ret, "a flag is not known to the kernel, or not possible");
	case -E2BIG:
		return fail(error, ret, "too much together with the policies in force");
	default:
		if (ret < 0)
			return fail(error, ret, "the kernel or a filter in force refuses it: %s",
				    errno_name(-ret) ?: "unknown error");
		return fail(error, -ESRCH, "thread %d has a filter that this thread does not have",
			    ret);
	}
}

/* The kernel's own words, if it has any */
static bool explain_text(const char *text, struct seccomp_text_error *error)
{
	struct seccomp_text_report report = {
		.size = sizeof(report),
		.text = (unsigned long)text,
	};
	struct problem problem;

	if (call_seccomp(SECCOMP_CHECK_TEXT, 0, &report) || !report.status)
		return false;
	problem = (struct problem){
		.errno_value = report.status,
		.line = report.line,
		.column = report.column,
	};
	memcpy(problem.message, report.message, sizeof(problem.message));
	fail_at(error, 0, &problem);
	return true;
}

int install_text(const char *text, unsigned int flags, struct seccomp_text_error *error)
{
	int ret = set_filter(flags, text);

	if (!ret)
		return 0;
	if ((ret == -EINVAL || ret == -E2BIG) && explain_text(text, error))
		return ret;
	return explain_install(ret, error);
}

/* Before Linux 4.14, the kernel cannot be asked. */
static bool is_old_action(uint32_t action)
{
	return action == SECCOMP_RET_KILL_THREAD || action == SECCOMP_RET_TRAP ||
	       action == SECCOMP_RET_ERRNO || action == SECCOMP_RET_TRACE ||
	       action == SECCOMP_RET_ALLOW;
}

static int check_action(uint32_t action, struct seccomp_text_error *error)
{
	char words[32];
	int ret;

	if (is_old_action(action))
		return 0;
	ret = call_seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action);
	if (!ret)
		return 0;
	print_action(action, words, sizeof(words));
	if (ret == -EOPNOTSUPP || ret == -EINVAL || ret == -ENOSYS)
		return fail(error, -EOPNOTSUPP, "BPF filters of this kernel have no action '%s'",
			    words);
	return fail(error, ret, "a filter in force hides whether there is an action '%s'", words);
}

int check_actions(const struct sock_fprog *program, struct seccomp_text_error *error)
{
	uint32_t checked = SECCOMP_RET_ALLOW, action;
	unsigned int i;
	int ret;

	for (i = 0; i < program->len; i++) {
		if (program->filter[i].code != (BPF_RET | BPF_K))
			continue;
		action = program->filter[i].k & SECCOMP_RET_ACTION_FULL;
		if (action == checked)
			continue;
		ret = check_action(action, error);
		if (ret)
			return ret;
		checked = action;
	}
	return 0;
}

int install_program(const struct sock_fprog *program, unsigned int flags,
		    struct seccomp_text_error *error)
{
	int ret = set_filter(flags, program);

	return ret ? explain_install(ret, error) : 0;
}
