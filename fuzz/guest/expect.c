// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>

#include "enter.h"
#include "expect.h"
#include "shared.h"

bool may_install;

static void may_give(struct expected *want, int error)
{
	want->error[want->nr++] = error;
}

bool is_expected(const struct expected *want, long ret)
{
	if (want->tid && ret > 0)
		for (int i = 1; i < MAX_THREADS; i++)
			if (threads[i].alive && threads[i].tid == ret &&
			    !covers(&me()->held, &threads[i].held))
				return true;
	for (int i = 0; i < want->nr; i++)
		if (ret == -want->error[i])
			return true;
	return false;
}

bool is_text(const char *s)
{
	return s[0] >= 0x20 && s[0] <= 0x7e && s[1] >= 0x20 && s[1] <= 0x7e;
}

bool is_sync_stopped(const struct held *after)
{
	for (int i = 1; i < MAX_THREADS; i++)
		if (threads[i].alive && !covers(after, &threads[i].held))
			return true;
	return false;
}

static const struct list *largest(const struct held *held)
{
	return held->exec.nr ? &held->exec : held->next.nr ? &held->next :
							     &held->now;
}

void expect_meaning(struct expected *want, const struct held *held,
		    const struct policy *policy, unsigned int flags)
{
	bool sync = flags & SECCOMP_FILTER_FLAG_TSYNC;
	enum fit fit = fit_of(largest(held), policy);
	bool waits = policy->on_next || policy->on_exec;

	if (policy->length > TEXT_LIMIT) {
		may_give(want, E2BIG);
		return;
	}
	if (policy->answer != VALID || (sync && waits))
		may_give(want, EINVAL);
	/* If two things are wrong, the kernel may report either. */
	if (fit != FITS || (policy->answer == INVALID && policy->opened > 64) ||
	    (policy->answer == INVALID && policy->length > 500))
		may_give(want, E2BIG);
	if (policy->answer == INVALID || fit == TOO_BIG || (sync && waits))
		return;
	if (sync && is_sync_stopped(held)) {
		if (flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH)
			may_give(want, ESRCH);
		else
			want->tid = true;
		return;
	}
	may_give(want, 0);
}

/* Errors have the order of the documentation. */
void expect_install(struct expected *want, const char *s, bool faults,
		    const struct policy *policy, unsigned int flags)
{
	*want = (struct expected){ 0 };
	if (flags & ~KNOWN_FLAGS) {
		may_give(want, EINVAL);
	} else if (!is_text(s)) {
		/* The kernel reads a struct sock_fprog, and none of these is valid. */
		may_give(want, EINVAL);
		may_give(want, EFAULT);
		if (!may_install)
			may_give(want, EACCES);
	} else if (flags & (SECCOMP_FILTER_FLAG_NEW_LISTENER |
			    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)) {
		may_give(want, EINVAL);
	} else if (!may_install) {
		may_give(want, EACCES);
	} else if (faults) {
		may_give(want, policy->length > TEXT_LIMIT ? E2BIG : EFAULT);
	} else {
		expect_meaning(want, &me()->held, policy, flags);
	}
}

void complain_of_install(const char *what, const struct policy *policy,
			 const struct expected *want, long ret)
{
	static const char * const answers[] = { "valid", "invalid", "open" };
	char list[64] = "";
	int len = 0;

	for (int i = 0; i < want->nr; i++)
		len += snprintf(list + len, sizeof(list) - len, " %d",
				-want->error[i]);
	complain("%s gave %ld, expected%s%s; by itself the text is %s", what, ret,
		 list, want->tid ? " the ID of a thread" : "",
		 answers[policy->answer]);
	fall();
}
