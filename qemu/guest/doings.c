// SPDX-License-Identifier: GPL-2.0
/*
 * Do what is hard to trace: doings WHAT. For the tests of the tool seccomp.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_THREADS	16
#define NR_CALLS	500

static char *self;

static void *make_calls(void *unused)
{
	int i;

	for (i = 0; i < NR_CALLS; i++)
		syscall(SYS_getppid);
	return NULL;
}

static void *execute(void *unused)
{
	execl(self, self, "threads", NULL);
	_exit(1);
}

static int run_threads(void)
{
	pthread_t threads[NR_THREADS];
	int i;

	for (i = 0; i < NR_THREADS; i++)
		pthread_create(&threads[i], NULL, make_calls, NULL);
	for (i = 0; i < NR_THREADS; i++)
		pthread_join(threads[i], NULL);
	puts("threads are done");
	return 0;
}

/* Another thread than the first executes a program. */
static int execute_in_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, make_calls, NULL);
	pthread_create(&thread, NULL, execute, NULL);
	pause();
	return 1;
}

/* The first thread ends before the others. */
static int end_first_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, make_calls, NULL);
	syscall(SYS_exit, 0);
	return 1;
}

static int fork_thousand(void)
{
	int i, status, sum = 0;

	for (i = 0; i < 1000; i++) {
		if (!fork())
			_exit(1);
		if (i % 100 == 99) {
			while (wait(&status) > 0)
				sum += WEXITSTATUS(status);
		}
	}
	printf("%d children are done\n", sum);
	return sum != 1000;
}

static int vfork_some(void)
{
	int i;

	for (i = 0; i < 20; i++) {
		if (!vfork()) {
			execl(self, self, "nothing", NULL);
			_exit(1);
		}
		wait(NULL);
	}
	puts("vfork is done");
	return 0;
}

static int be_stopped(void)
{
	int status = 0;
	pid_t child = fork();

	if (!child) {
		raise(SIGSTOP);
		_exit(5);
	}
	waitpid(child, &status, WUNTRACED);
	printf("stopped: %d\n", WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	fflush(stdout);
	kill(child, SIGCONT);
	waitpid(child, &status, 0);
	printf("ended: %d\n", WEXITSTATUS(status));
	return 0;
}

static void handle(int signal_nr)
{
}

static int take_signals(void)
{
	int i;

	signal(SIGUSR1, handle);
	for (i = 0; i < 100; i++)
		raise(SIGUSR1);
	raise(SIGTERM);
	return 1;
}

/* mkdir of the 32-bit ABI, with an address that is not one */
static int call_foreign(void)
{
	long ret = 39;

#ifdef __x86_64__
	asm volatile("int $0x80" : "+a" (ret) : "b" (1L), "c" (0L) : "memory");
#endif
	printf("foreign call: %ld\n", ret);
	return 0;
}

static int show_ids(void)
{
	printf("%d %d\n", getuid(), geteuid());
	return 0;
}

static int trace_itself(void)
{
	printf("ptrace: %ld\n", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	return 0;
}

/* fchroot is new in Linux 7.3. */
static int call_later(void)
{
	return syscall(472, -1, 0) == -1 ? 0 : 1;
}

static int make_sockets(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1;

	printf("socket: %d\n", fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	/* Values with two names */
	socket(AF_NETLINK, SOCK_RAW, 0);
	shmctl(-1, IPC_RMID, NULL);
	return 0;
}

/* The sign bit of flags, and flags that are zero */
static int set_odd_flags(void)
{
	long odd = syscall(SYS_fallocate, -1, 1UL << 31, 0UL, 1UL);
	long zero = syscall(SYS_pipe2, NULL, 0UL);

	printf("odd flags: %ld %ld\n", odd, zero);
	return 0;
}

static int call_odd_numbers(void)
{
	long nr;

	for (nr = 5000; nr < 10000; nr++)
		syscall(nr);
	return 0;
}

/* In a second thread, so that kill_thread leaves the first one */
static void *make_dir(void *unused)
{
	mkdir("/tmp/by-a-thread", 0700);
	puts("the thread goes on");
	return NULL;
}

static int make_dir_in_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, make_dir, NULL);
	pthread_detach(thread);
	sleep(1);
	puts("the first thread goes on");
	return 0;
}

static int do_nothing(void)
{
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} doings[] = {
	{ "threads", run_threads },		{ "thread-exec", execute_in_thread },
	{ "first-ends", end_first_thread },	{ "fork", fork_thousand },
	{ "vfork", vfork_some },		{ "stop", be_stopped },
	{ "signals", take_signals },		{ "foreign", call_foreign },
	{ "ids", show_ids },			{ "ptrace", trace_itself },
	{ "sockets", make_sockets },		{ "thread-mkdir", make_dir_in_thread },
	{ "nothing", do_nothing },		{ "odd-flags", set_odd_flags },
	{ "odd-numbers", call_odd_numbers },	{ "later", call_later },
};

int main(int argc, char **argv)
{
	unsigned int i;

	self = argv[0];
	for (i = 0; argc == 2 && i < sizeof(doings) / sizeof(doings[0]); i++) {
		if (!strcmp(doings[i].name, argv[1]))
			return doings[i].run();
	}
	fprintf(stderr, "Usage: doings WHAT\n");
	return 2;
}
