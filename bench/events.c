// SPDX-License-Identifier: GPL-2.0
/*
 * Count events inside the kernel through perf: tracepoints, and writes to an
 * address, which the CPU's debug registers report. Neither needs a hardware
 * PMU. Root only.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "events.h"
#include "measure.h"

#define TRACING "/sys/kernel/tracing/"

static void mount_tracing(void)
{
	if (access(TRACING "events", F_OK) &&
	    mount("tracefs", TRACING, "tracefs", 0, NULL))
		err(EXIT_FAILURE, "tracefs");
}

static int count_event(struct perf_event_attr *attr, int cpu)
{
	int fd;

	attr->size = sizeof(*attr);
	fd = syscall(SYS_perf_event_open, attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		err(EXIT_FAILURE, "perf_event_open");
	return fd;
}

int count_tracepoint(const char *name, int cpu)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	char path[128], id[32];

	mount_tracing();
	snprintf(path, sizeof(path), TRACING "events/%s/id", name);
	read_file(path, id, sizeof(id));
	attr.config = atoi(id);
	return count_event(&attr, cpu);
}

int count_writes(uint64_t address, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.bp_type = HW_BREAKPOINT_W,
		.bp_addr = address,
		.bp_len = HW_BREAKPOINT_LEN_4,
	};

	return count_event(&attr, cpu);
}

uint64_t read_counter(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof(count)) != sizeof(count))
		err(EXIT_FAILURE, "a counter");
	return count;
}

void watch_states(void)
{
	mount_tracing();
	write_file(TRACING "kprobe_events",
		   "r:bench/state seccomp_intersect state=$retval:x64");
	write_file(TRACING "events/bench/state/enable", "1");
}

uint64_t last_state(void)
{
	static char text[64 * 1024];
	uint64_t state = 0;

	read_file(TRACING "trace", text, sizeof(text));
	for (const char *at = text; (at = strstr(at, " state=0x")); at++)
		state = strtoull(at + strlen(" state="), NULL, 16);
	write_file(TRACING "events/bench/state/enable", "0");
	write_file(TRACING "kprobe_events", "-:bench/state");
	return state;
}
