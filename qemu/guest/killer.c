// SPDX-License-Identifier: GPL-2.0
/*
 * Kill a command at random moments. For the tests of the tool seccomp.
 *
 *   killer TIMES COMMAND... - start it so often, and kill each with SIGKILL; then say what
 *                             the programs that it has started noted
 *   killer others TIMES COMMAND... - the same, but kill a process of its that is not the
 *                             one that was started
 *   killer note             - such a program: note in the file "notes" whether it is
 *                             under a filter
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int note(void)
{
	int fd = open("notes", O_WRONLY | O_APPEND);

	if (fd < 0 || write(fd, prctl(PR_GET_SECCOMP) == 2 ? "c" : "u", 1) != 1)
		return 1;
	usleep(1000);
	return 0;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static pid_t start(char **argv)
{
	pid_t child = fork();

	if (!child) {
		setpgid(0, 0);
		execv(argv[0], argv);
		_exit(127);
	}
	return child;
}

/* Another process of the group of @leader. Returns false if there is none. */
static bool kill_other(pid_t leader)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	bool killed = false;
	pid_t pid;

	while (folder && !killed && (entry = readdir(folder))) {
		pid = atoi(entry->d_name);
		killed = pid > 0 && pid != leader && getpgid(pid) == leader &&
			 !kill(pid, SIGKILL);
	}
	if (folder)
		closedir(folder);
	return killed;
}

/* What it has started is a child by then, too, and ends by itself. */
static void wait_for_all(void)
{
	while (wait(NULL) > 0)
		;
}

static int count(const char *notes, char kind)
{
	int nr = 0;

	for (; *notes; notes++)
		nr += *notes == kind;
	return nr;
}

int main(int argc, char **argv)
{
	bool others = argc > 2 && !strcmp(argv[1], "others");
	int i, fd, times, killed = 0;
	static char notes[100000];
	double begin, takes;
	pid_t child;

	argv += others;
	argc -= others;
	times = argc > 2 ? atoi(argv[1]) : 0;
	if (!times)
		return note();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	fd = open("notes", O_RDWR | O_CREAT | O_TRUNC, 0600);
	begin = now();
	for (i = 0; i < 5; i++) {
		start(argv + 2);
		wait_for_all();
	}
	takes = (now() - begin) / 5;
	for (i = 0; i < times; i++) {
		child = start(argv + 2);
		usleep(takes * 1e6 * (random() % 1000) / 1000);
		killed += others ? kill_other(child) : !kill(child, SIGKILL);
		wait_for_all();
	}
	if (pread(fd, notes, sizeof(notes) - 1, 5) < 0)
		return 1;
	printf("killed %d times: confined %d, unconfined %d, not run %d\n", killed,
	       count(notes, 'c'), count(notes, 'u'), times - (int)strlen(notes));
	return !count(notes, 'c') || (int)strlen(notes) == times || count(notes, 'u');
}
