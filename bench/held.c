// SPDX-License-Identifier: GPL-2.0
/*
 * Run a program under the policy in profile.c, at fixed addresses:
 *
 *	held none|linear|tree|text COMMAND...
 *	held --measure none|linear|tree|text COMMAND...
 *	held --count none|linear|tree|text COMMAND...
 *	held --probe linear|tree|text
 *	held --show
 *
 * --measure writes to descriptor 3 how many ticks it took to vfork, run the
 * program and wait for its end, and how long the CPU idled. Under qemu/vm
 * --icount a tick is an instruction, and idle time is none, so the difference is
 * what has been executed, by the servers that the program talks to as well.
 * Installing and freeing the filter is not included.
 *
 * --count writes how many system calls that the policy allows all processes of
 * CPU 0 make in that time, and how many of them have a condition in the policy.
 *
 * --probe prints what becomes of calls that the policy refuses, and of similar ones
 * that it allows and that fail or do nothing: all forms must print the same.
 *
 * --show prints the policy as text.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events.h"
#include "measure.h"
#include "profile.h"

#define REPORT_FD	3
#define FIRST_PID	5000
#define EXIT_NOT_RUN	127

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

static void hold(const char *kind)
{
	/* The policy refuses this personality. */
	if (personality(ADDR_NO_RANDOMIZE) < 0)
		err(EXIT_FAILURE, "personality");
	/*
	 * All kinds touch the same pages of this program beforehand. What is not yet
	 * mapped would count as work of the kind that maps it.
	 */
	profile_text();
	if (install(kind))
		err(EXIT_FAILURE, "%s", kind);
}

__attribute__((noreturn)) static void run(char **command)
{
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

/* Do not let the kernel's workers go first when the program has ended. */
static void wake_at_once(void)
{
	struct sched_param param = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param))
		err(EXIT_FAILURE, "SCHED_FIFO");
}

/*
 * Return the ticks. The process that installs the filter outlives the program:
 * otherwise the kernel would free the filter meanwhile, which no more belongs to
 * the work than installing it. vfork() does not copy what libseccomp has left in
 * memory.
 */
static uint64_t time_program(char **command)
{
	uint64_t start = ticks();
	pid_t child = vfork();
	int status;

	if (child < 0)
		err(EXIT_FAILURE, "vfork");
	if (!child) {
		execvp(command[0], command);
		_exit(EXIT_NOT_RUN);
	}
	if (waitpid(child, &status, 0) < 0)
		err(EXIT_FAILURE, "waitpid");
	start = ticks() - start;
	if (status)
		errx(EXIT_FAILURE, "%s ended with status %#x", command[0], status);
	return start;
}

/* Measure in a child, which has the filter, and report in the parent. */
static void measure_program(const char *kind, char **command, bool count)
{
	volatile uint64_t *took = mmap(NULL, 2 * sizeof(*took), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t idle;
	int all = -1, conditional = -1, status;
	pid_t child;

	if (took == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	fcntl(REPORT_FD, F_SETFD, FD_CLOEXEC);
	settle();
	idle = idle_time();
	next_pid_from(FIRST_PID);
	child = fork();
	if (child < 0)
		err(EXIT_FAILURE, "fork");
	if (!child) {
		wake_at_once();
		if (count) {
			/* The policy refuses this call. */
			all = start_counter(NULL);
			conditional = start_counter(profile_conditional());
		}
		hold(kind);
		if (!count) {
			took[0] = time_program(command);
			_exit(EXIT_SUCCESS);
		}
		took[0] = -read_counter(all);
		took[1] = -read_counter(conditional);
		time_program(command);
		took[0] += read_counter(all);
		took[1] += read_counter(conditional);
		_exit(EXIT_SUCCESS);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		errx(EXIT_FAILURE, "not measured");
	dprintf(REPORT_FD, "%lu %lu\n", took[0], count ? took[1] : idle_time() - idle);
}

static const struct {
	long nr, args[3];
} probes[] = {
	{ SYS_mount, { 0 } }, { SYS_ptrace, { -1 } }, { SYS_setns, { -1 } }, { SYS_bpf, { -1 } },
	{ SYS_clone3, { 0 } }, { SYS_statx, { -1, -1 } }, { SYS_close, { -1 } },
	{ SYS_clone, { CLONE_NEWUTS } }, { SYS_clone, { CLONE_SIGHAND } },
	{ SYS_unshare, { CLONE_NEWUTS } }, { SYS_unshare, { 0x80 } }, { SYS_unshare, { 0 } },
	{ SYS_personality, { 0x40000 } }, { SYS_personality, { 0x8 } },
	{ SYS_personality, { 0 } }, { SYS_personality, { 0xffffffff } },
	{ SYS_socket, { 1, -1 } }, { SYS_socket, { 2, -1 } }, { SYS_socket, { 10, -1 } },
	{ SYS_socket, { 16, -1 } }, { SYS_socket, { 17, -1 } }, { SYS_socket, { 38, -1 } },
	{ SYS_socketpair, { 1, -1 } }, { SYS_socketpair, { 2, -1 } },
	{ SYS_ioctl, { -1, 0x5412 } }, { SYS_ioctl, { -1, 0x5411 } },
	{ SYS_prctl, { 35 } }, { SYS_prctl, { 0x7fff } },
	{ SYS_madvise, { 0, 0, 100 } }, { SYS_madvise, { 1, 0, 99 } },
	{ SYS_mknod, { 0, 0x2000 } }, { SYS_mknod, { 0, 0x1000 } },
	{ SYS_mknodat, { -1, 0, 0x6000 } }, { SYS_mknodat, { -1, 0, 0x8000 } },
	{ SYS_chmod, { 0, 04755 } }, { SYS_chmod, { 0, 0755 } },
	{ SYS_fchmod, { -1, 02755 } }, { SYS_fchmod, { -1, 0755 } },
	{ SYS_fchmodat, { -1, 0, 04755 } }, { SYS_fchmodat, { -1, 0, 0755 } },
	{ SYS_prlimit64, { 1, -1 } }, { SYS_prlimit64, { 0, -1 } },
	{ SYS_sched_setscheduler, { -1, 0 } }, { SYS_sched_setscheduler, { -1, 1 } },
	{ SYS_sched_setscheduler, { -1, 3 } }, { SYS_sched_setscheduler, { -1, 5 } },
};

static void probe(void)
{
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		const long *args = probes[i].args;
		long ret = syscall(probes[i].nr, args[0], args[1], args[2], 0, 0, 0);

		printf("%ld(%#lx, %#lx, %#lx): %ld %s\n", probes[i].nr, args[0], args[1],
		       args[2], ret, ret < 0 ? strerrorname_np(errno) : "");
	}
}

int main(int argc, char **argv)
{
	bool measure = argc > 1 && !strcmp(argv[1], "--measure");
	bool count = argc > 1 && !strcmp(argv[1], "--count");

	if (argc == 2 && !strcmp(argv[1], "--show")) {
		fputs(profile_text(), stdout);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "--probe")) {
		hold(argv[2]);
		probe();
		return 0;
	}
	if (argc < 3 + (measure || count))
		errx(EXIT_FAILURE, "usage: held [--measure | --count] KIND COMMAND...");
	if (!measure && !count) {
		hold(argv[1]);
		run(argv + 2);
	}
	measure_program(argv[2], argv + 3, count);
	return 0;
}
