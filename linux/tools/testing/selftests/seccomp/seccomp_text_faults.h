/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running out of memory on demand: the kernel's fault injection fails the n-th
 * allocation that a task makes.  This needs root and a kernel with
 * CONFIG_FAULT_INJECTION_DEBUG_FS and CONFIG_FAILSLAB; for pages, also
 * CONFIG_FAIL_PAGE_ALLOC.
 */
#ifndef SECCOMP_TEXT_FAULTS_H
#define SECCOMP_TEXT_FAULTS_H

#include "seccomp_text.h"
#include <sys/mount.h>

#define DEBUGFS		"/sys/kernel/debug"
#define FAULTS		3000	/* more than anything here can have */

static inline bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Whether slab allocations that may sleep can be made to fail, quietly. */
static inline bool faults_are_available(void)
{
	if (access(DEBUGFS "/failslab", F_OK))
		mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	return !access("/proc/self/fail-nth", W_OK) &&
	       write_file(DEBUGFS "/failslab/ignore-gfp-wait", "N") &&
	       write_file(DEBUGFS "/failslab/verbose", "0");
}

/*
 * Whether pages can be made to fail, those of vmalloc() too. @on: from now on
 * every page counts, and no slab; else it is the other way round.
 */
static inline bool fail_pages(bool on)
{
	return write_file(DEBUGFS "/fail_page_alloc/verbose", "0") &&
	       write_file(DEBUGFS "/fail_page_alloc/min-order", "0") &&
	       write_file(DEBUGFS "/fail_page_alloc/ignore-gfp-highmem",
			  on ? "N" : "Y") &&
	       write_file(DEBUGFS "/fail_page_alloc/ignore-gfp-wait",
			  on ? "N" : "Y") &&
	       write_file(DEBUGFS "/failslab/ignore-gfp-wait", on ? "Y" : "N");
}

/* @fd: of a task's fail-nth. 0 switches it off. */
static inline bool fail_allocation(int fd, int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	return pwrite(fd, text, len, 0) == len;
}

/* Whether the allocation that was to fail was ever reached. */
static inline bool has_failed(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && atoi(text) == 0;
}

#endif /* SECCOMP_TEXT_FAULTS_H */
