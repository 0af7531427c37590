// SPDX-License-Identifier: GPL-2.0
/*
 * A library that does $DO before the program that loads it begins. For the tests of the
 * tool seccomp.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int nr_handled;

static void *wait_long(void *unused)
{
	pause();
	return NULL;
}

static void handle(int signal_nr)
{
	nr_handled++;
}

static void begin_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, wait_long, NULL);
}

static void begin_process(void)
{
	if (!fork())
		pause();
}

static void execute(void)
{
	unsetenv("DO");
	execl("/proc/self/exe", "again", "nothing", NULL);
}

static void take_signals(void)
{
	signal(SIGUSR1, handle);
	signal(SIGTRAP, handle);
	raise(SIGUSR1);
	raise(SIGTRAP);
	if (nr_handled != 2)
		_exit(1);
}

__attribute__((constructor)) static void begin(void)
{
	const char *what = getenv("DO") ?: "";

	if (!strcmp(what, "thread"))
		begin_thread();
	else if (!strcmp(what, "fork"))
		begin_process();
	else if (!strcmp(what, "exec"))
		execute();
	else if (!strcmp(what, "signals"))
		take_signals();
	else if (!strcmp(what, "exit"))
		_exit(9);
	else if (!strcmp(what, "die"))
		raise(SIGKILL);
	else if (!strcmp(what, "mkdir"))
		mkdir("/tmp/t/by-a-constructor", 0700);
}
