// SPDX-License-Identifier: GPL-2.0
/*
 * Run a program under the policy in profile.c, at fixed addresses:
 *
 *	held none|linear|tree|text COMMAND...
 *	held --measure none|linear|tree|text COMMAND...
 *	held --count none|linear|tree|text COMMAND...
 *	held --show
 *
 * --measure writes to descriptor 3 how many ticks passed from just before the
 * program's execve() until it had ended, and how many of them the CPU idled.
 * Under qemu/vm --icount a tick is an instruction, and idle time is none, so
 * the difference is what has been executed, by the servers that the program
 * talks to as well. Installing the filter is not included.
 *
 * --count writes how many system calls all processes of CPU 0 make in that time,
 * and how many of these have a condition in the policy.
 *
 * --show prints the policy as text.
 */
#define _GNU_SOURCE
#include <err.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events.h"
#include "measure.h"
#include "profile.h"

#define REPORT_FD	3

static int install(const char *kind)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	if (!strcmp(kind, "none"))
		return 0;
	if (!strcmp(kind, "linear"))
		return load_profile_bpf(1);
	if (!strcmp(kind, "tree"))
		return load_profile_bpf(2);
	if (!strcmp(kind, "text"))
		return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, profile_text());
	errx(EXIT_FAILURE, "unknown kind: %s", kind);
}

/* @started, unless it is NULL, receives the time. */
__attribute__((noreturn))
static void run(const char *kind, char **command, volatile uint64_t *started)
{
	/* The policy refuses this personality. */
	if (personality(ADDR_NO_RANDOMIZE) < 0)
		err(EXIT_FAILURE, "personality");
	if (install(kind))
		err(EXIT_FAILURE, "%s", kind);
	if (started)
		*started = ticks();
	execvp(command[0], command);
	err(EXIT_FAILURE, "%s", command[0]);
}

/* How long CPU 0 has idled, in nanoseconds, which are ticks here */
static uint64_t idle_time(void)
{
	static char text[64 * 1024];
	const char *at;

	read_file("/proc/timer_list", text, sizeof(text));
	at = strstr(text, ".idle_sleeptime");
	if (!at)
		errx(EXIT_FAILURE, "the kernel does not say how long it idled");
	return strtoull(strchr(at, ':') + 1, NULL, 10);
}

static int start_counter(const char *filter)
{
	int fd = count_tracepoint("raw_syscalls/sys_enter", 0);

	if (filter && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, filter))
		err(EXIT_FAILURE, "a filter for a counter");
	return fd;
}

static void run_and_wait(const char *kind, char **command, bool count)
{
	volatile uint64_t *started = mmap(NULL, sizeof(*started), PROT_READ | PROT_WRITE,
					  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t idle, ended;
	int all = -1, conditional = -1, status;
	pid_t child;

	if (started == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (count) {
		all = start_counter(NULL);
		conditional = start_counter(profile_conditional());
	}
	idle = idle_time();
	child = fork();
	if (child < 0)
		err(EXIT_FAILURE, "fork");
	if (!child) {
		close(REPORT_FD);
		if (count && (ioctl(all, PERF_EVENT_IOC_RESET, 0) ||
			      ioctl(conditional, PERF_EVENT_IOC_RESET, 0)))
			err(EXIT_FAILURE, "a counter");
		run(kind, command, started);
	}
	if (waitpid(child, &status, 0) < 0)
		err(EXIT_FAILURE, "waitpid");
	ended = ticks();
	if (status)
		errx(EXIT_FAILURE, "%s ended with status %#x", command[0], status);
	if (count)
		dprintf(REPORT_FD, "%lu %lu\n", read_counter(all), read_counter(conditional));
	else
		dprintf(REPORT_FD, "%lu %lu\n", ended - *started, idle_time() - idle);
}

int main(int argc, char **argv)
{
	bool measure = argc > 1 && !strcmp(argv[1], "--measure");
	bool count = argc > 1 && !strcmp(argv[1], "--count");

	if (argc == 2 && !strcmp(argv[1], "--show")) {
		fputs(profile_text(), stdout);
		return 0;
	}
	if (argc < 3 + (measure || count))
		errx(EXIT_FAILURE, "usage: held [--measure | --count] KIND COMMAND...");
	if (!measure && !count)
		run(argv[1], argv + 2, NULL);
	run_and_wait(argv[2], argv + 3, count);
	return 0;
}
