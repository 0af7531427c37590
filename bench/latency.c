// SPDX-License-Identifier: GPL-2.0
/*
 * latency [GROUP...] - how long a policy keeps a real-time thread waiting
 *
 * For each shape of policy, a normal process checks it, installs it, reads it
 * back, makes the call that it tests most, and exits, while a SCHED_FIFO
 * process sleeps until absolute times and notes how late it wakes up. At the
 * end, many processes with a state each exit together, and many threads are
 * synchronised. Run it
 * under qemu/vm --icount with one CPU, where a nanosecond is an instruction.
 * Print lines "latency<TAB>SHAPE<TAB>STEP<TAB>FIGURE<TAB>ERRNO", where FIGURE is
 * the worst lateness in instructions and ERRNO is the install's.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shapes.h"

/* Short beside the limit, long beside the work of waking up */
#define PERIOD_NS	50000
/* Long enough for a grace period, and to free what waits for it */
#define SETTLE_NS	50000000
/* Processes that exit together */
#define CROWD		16
/* Threads to synchronise */
#define THREADS		1000

enum step { IDLE, CHECK, INSTALL, SHOW, CALL, EXIT, CROWD_EXIT, SYNC, NR_STEPS };

static const char * const step_names[NR_STEPS] = {
	"idle", "check", "install", "show", "call", "exit", "crowd exit",
	"sync",
};

/**
 * struct progress - what the two processes share
 * @step:   what the normal process is doing
 * @result: the errno of its install
 */
struct progress {
	enum step	step;
	int		result;
};

static volatile struct progress *progress;

/* ------------------------------------------------------------ normal process */

static void show(void)
{
	static char buffer[2 * TEXT_MAX];
	int fd = open("/proc/self/seccomp_filter", O_RDONLY);

	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	close(fd);
}

/* Sleep, so that the real-time process runs in between; then go on. */
static void begin(enum step step)
{
	usleep(1000);
	progress->step = step;
}

static void run_normal(const struct shape *shape)
{
	const struct sched_param normal = { 0 };

	if (sched_setscheduler(0, SCHED_OTHER, &normal))
		err(EXIT_FAILURE, "SCHED_OTHER");
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (int i = 0; i < shape->nr_base; i++)
		if (install(shape->base[i]))
			err(EXIT_FAILURE, "%s: policy %d", shape->name, i);
	begin(CHECK);
	check(shape->text);
	begin(INSTALL);
	progress->result = install(shape->text);
	begin(SHOW);
	show();
	begin(CALL);
	syscall(shape->nr, 0, 0, 0, 0, 0, 0);
	begin(EXIT);
	_exit(EXIT_SUCCESS);
}

/*
 * Many processes with a state each, which exit together: a grace period then
 * ends for all of the states at once.
 */
static void run_crowd(const struct shape *shape)
{
	pid_t members[CROWD];
	int ready[2], go[2];
	char byte;

	if (sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){ 0 }) ||
	    pipe(ready) || pipe(go))
		err(EXIT_FAILURE, "a crowd");
	for (int i = 0; i < CROWD; i++) {
		members[i] = fork();
		if (members[i])
			continue;
		close(go[1]);
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		for (int k = 0; k < shape->nr_base; k++)
			install(shape->base[k]);
		progress->result = install(shape->text);
		syscall(SYS_write, ready[1], "", 1);
		/* Without a writer left, this returns. */
		syscall(SYS_read, go[0], &byte, 1);
		_exit(EXIT_SUCCESS);
	}
	for (int i = 0; i < CROWD; i++)
		if (read(ready[0], &byte, 1) != 1)
			err(EXIT_FAILURE, "a crowd");
	begin(CROWD_EXIT);
	close(go[1]);
	for (int i = 0; i < CROWD; i++)
		waitpid(members[i], NULL, 0);
	_exit(EXIT_SUCCESS);
}

static void *sleep_forever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static int install_on_all_threads(const char *text)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		       SECCOMP_FILTER_FLAG_TSYNC, text) ? errno : 0;
}

/* Threads come first: what the policies deny, libc may need to make one. */
static void run_sync(const struct shape *shape)
{
	pthread_attr_t attr;
	pthread_t thread;

	if (sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){ 0 }) ||
	    pthread_attr_init(&attr) ||
	    pthread_attr_setstacksize(&attr, 65536))
		err(EXIT_FAILURE, "threads");
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread, &attr, sleep_forever, NULL))
			errx(EXIT_FAILURE, "pthread_create");
	for (int i = 0; i < shape->nr_base; i++)
		if (install_on_all_threads(shape->base[i]))
			err(EXIT_FAILURE, "%s: policy %d", shape->name, i);
	begin(SYNC);
	progress->result = install_on_all_threads(shape->text);
	begin(IDLE);
	_exit(EXIT_SUCCESS);
}

/* ------------------------------------------------------------ real-time process */

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* Returns by how much that was too late. */
static uint64_t sleep_until(uint64_t when)
{
	const struct timespec time = { when / 1000000000, when % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
	return now() - when;
}

/* Watch until @child has exited, and for a while after that. */
static void watch(pid_t child, uint64_t *worst)
{
	uint64_t end = 0;
	int status;

	while (!end || now() < end) {
		uint64_t late = sleep_until(now() + PERIOD_NS);

		if (late > worst[progress->step])
			worst[progress->step] = late;
		if (end || waitpid(child, &status, WNOHANG) != child)
			continue;
		if (status)
			errx(EXIT_FAILURE, "a child ended with status %#x", status);
		end = now() + SETTLE_NS;
	}
}

static void print_lateness(const char *name, enum step step, uint64_t late)
{
	printf("latency\t%s\t%s\t%llu\t%d\n", name, step_names[step],
	       (unsigned long long)late, progress->result);
}

/* Watch @run in a child, and print the steps from @first to @last. */
static void measure_steps(const struct shape *shape,
			  void (*run)(const struct shape *shape),
			  enum step first, enum step last)
{
	uint64_t worst[NR_STEPS] = { 0 };
	pid_t child;

	progress->step = IDLE;
	progress->result = 0;
	fflush(stdout);
	child = fork();
	if (child < 0)
		err(EXIT_FAILURE, "fork");
	if (!child)
		run(shape);
	watch(child, worst);
	for (enum step step = first; step <= last; step++)
		print_lateness(shape->name, step, worst[step]);
}

static void measure(const struct shape *shape)
{
	measure_steps(shape, run_normal, CHECK, EXIT);
}

static void measure_crowd(const struct shape *shape)
{
	measure_steps(shape, run_crowd, CROWD_EXIT, CROWD_EXIT);
}

static void measure_sync(const struct shape *shape)
{
	measure_steps(shape, run_sync, SYNC, SYNC);
}

/* Without any policy. No figure is lower. */
static void measure_idle(void)
{
	uint64_t worst = 0, end = now() + SETTLE_NS;

	while (now() < end) {
		uint64_t late = sleep_until(now() + PERIOD_NS);

		if (late > worst)
			worst = late;
	}
	print_lateness("none", IDLE, worst);
}

int main(int argc, char **argv)
{
	static char * const heavy[] = { "heavy", NULL };
	static char * const stacks[] = { "stacks", NULL };
	const struct sched_param real_time = { .sched_priority = 50 };

	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (progress == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (mlockall(MCL_CURRENT | MCL_FUTURE) ||
	    sched_setscheduler(0, SCHED_FIFO, &real_time))
		err(EXIT_FAILURE, "a real-time process");
	measure_idle();
	make_shapes(argv + 1, measure);
	if (argc < 2) {
		make_shapes(heavy, measure_crowd);
		make_shapes(stacks, measure_sync);
	}
	return EXIT_SUCCESS;
}
