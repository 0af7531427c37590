/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests that repeat the same over and over. The environment variable
 * STRESS_SECONDS says how long; the default is 2 seconds per test.
 */
#ifndef SECCOMP_TEXT_SOAK_H
#define SECCOMP_TEXT_SOAK_H

#include "seccomp_text_child.h"

#include <pthread.h>
#include <time.h>

static inline time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* At most 600, which is well below the time-out of a test. */
static inline int stress_seconds(void)
{
	const char *words = getenv("STRESS_SECONDS");
	int seconds = words ? atoi(words) : 2;

	return seconds < 1 ? 1 : seconds > 600 ? 600 : seconds;
}

static inline unsigned int pick_number(unsigned int *seed, unsigned int n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

/* getpriority() of it is EINVAL unless a rule refuses the call. */
#define BAD_WHICH	99

static inline long call_number(int number)
{
	return RAW(__NR_getpriority, BAD_WHICH, number);
}

/* Read @chunk bytes at a time. Return the length or a negative errno. */
static inline ssize_t read_policy(pid_t pid, pid_t tid, char *text, size_t chunk)
{
	ssize_t len = 0, n;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/seccomp_filter", pid, tid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return -errno;
	do {
		n = read(fd, text + len, len + chunk > TEXT_MAX ?
					 TEXT_MAX - len : chunk);
		len = n < 0 ? -errno : len + n;
	} while (n > 0);
	close(fd);
	text[len < 0 ? 0 : len] = '\0';
	return len;
}

static inline bool can_be_installed(const char *text)
{
	return check_text(text).status == 0;
}

#endif /* SECCOMP_TEXT_SOAK_H */
