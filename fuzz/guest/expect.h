/* SPDX-License-Identifier: GPL-2.0 */
/* What an install must return. */
#ifndef FUZZ_EXPECT_H
#define FUZZ_EXPECT_H

#include "held.h"

#define KNOWN_FLAGS	0x3f

/**
 * struct expected - what an install may return
 * @nr:    number of @error
 * @error: any of these, where 0 is success
 * @tid:   or the ID of a thread that stops the sync
 */
struct expected {
	int nr;
	int error[4];
	bool tid;
};

extern bool may_install;	/* no_new_privs, or CAP_SYS_ADMIN */

bool is_text(const char *s);
bool is_sync_stopped(const struct held *after);
bool is_expected(const struct expected *want, long ret);

/* From the meaning of the text alone. @held is that of after the call's entry. */
void expect_meaning(struct expected *want, const struct held *held,
		    const struct policy *policy, unsigned int flags);
/* From everything; @faults: the text has no NUL before the end of memory */
void expect_install(struct expected *want, const char *s, bool faults,
		    const struct policy *policy, unsigned int flags);

void complain_of_install(const char *what, const struct policy *policy,
			 const struct expected *want, long ret);

#endif /* FUZZ_EXPECT_H */
