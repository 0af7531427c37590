/* SPDX-License-Identifier: GPL-2.0 */
/* Lines about children in the kernel log, for tests of text policies */
#ifndef SECCOMP_TEXT_LOG_H
#define SECCOMP_TEXT_LOG_H

#include "seccomp_text_child.h"
#include <time.h>

/* Open the kernel log at its end; -1 for those who may not read it. */
static inline int open_log(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (log >= 0)
		lseek(log, 0, SEEK_END);
	return log;
}

/* For children of root: an unused user, to whom no rate limit applies yet */
static inline bool become_fresh_user(void)
{
	const uid_t uid = 300000 + getpid();

	return !setresuid(uid, uid, uid);
}

/* Wait up to five seconds for a line about @pid with these words. */
static inline bool is_logged(int log, pid_t pid, const char *words)
{
	time_t end = time(NULL) + 5;
	char record[2048], who[32];
	ssize_t len;

	snprintf(who, sizeof(who), "[%d]: ", pid);
	do {
		while ((len = read(log, record, sizeof(record) - 1)) > 0 ||
		       errno == EPIPE) {
			record[len > 0 ? len : 0] = 0;
			if (strstr(record, who) && strstr(record, words))
				return true;
		}
		usleep(10000);
	} while (time(NULL) <= end);
	return false;
}

#endif /* SECCOMP_TEXT_LOG_H */
