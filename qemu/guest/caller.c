// SPDX-License-Identifier: GPL-2.0
/*
 * Prepare a process in ways that a caller may, and tell what a program finds. For the tests
 * of the tool seccomp.
 *
 *   caller blocked COMMAND...   - execute it with signals blocked
 *   caller ignored COMMAND...   - with signals ignored
 *   caller reaper COMMAND...    - as the one that gets orphans for children
 *   caller opened COMMAND...    - with further descriptors
 *   caller closed COMMAND...    - with no descriptor but 1
 *   caller wait COMMAND...      - start it, and say how it ends
 *   caller state                - say what a program finds
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* In /proc/self/status */
static const char * const told[] = {
	"Umask", "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt", "TracerPid", "Uid", "CapEff",
	NULL
};

static void block_signals(void)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGRTMIN);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

static void ignore_signals(void)
{
	signal(SIGCHLD, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGRTMIN, SIG_IGN);
}

static void open_descriptors(void)
{
	int ends[2];

	if (pipe(ends) || dup2(ends[0], 100) < 0 || dup2(ends[1], 3) < 0)
		exit(1);
	open("/dev/null", O_RDWR);
}

static int wait_for(char **argv)
{
	pid_t child = fork();
	int status;

	if (!child) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (waitpid(child, &status, 0) < 0)
		return 1;
	if (WIFSIGNALED(status))
		printf("signal %d\n", WTERMSIG(status));
	else
		printf("exit %d\n", WEXITSTATUS(status));
	return 0;
}

static void tell_status(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	unsigned int i;

	while (file && fgets(line, sizeof(line), file)) {
		for (i = 0; told[i]; i++) {
			if (!strncmp(line, told[i], strlen(told[i])))
				fputs(line, stdout);
		}
	}
	if (file)
		fclose(file);
}

static void tell_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	char target[256];
	ssize_t len;

	while (folder && (entry = readdir(folder))) {
		len = readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1);
		if (len < 0 || atoi(entry->d_name) == dirfd(folder))
			continue;
		/* A pipe has another number each time. */
		target[len] = 0;
		target[strcspn(target, "[")] = 0;
		printf("descriptor %s: %s\n", entry->d_name, target);
	}
	if (folder)
		closedir(folder);
}

/* Yama may let descendants trace it that nobody has allowed to. */
static void tell_tracing(void)
{
	int status;

	fflush(stdout);
	if (!fork())
		_exit(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) ? errno : 0);
	wait(&status);
	printf("a child that traces it gets %d\n", WEXITSTATUS(status));
}

static int tell_state(void)
{
	int reaper = 0, at_death = 0;
	siginfo_t info;

	tell_descriptors();
	tell_status();
	prctl(PR_GET_CHILD_SUBREAPER, &reaper);
	prctl(PR_GET_PDEATHSIG, &at_death);
	printf("subreaper %d, signal at the parent's death %d\n", reaper, at_death);
	printf("has a child: %d\n",
	       !waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL));
	signal(SIGCHLD, SIG_DFL);
	tell_tracing();
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	if (!strcmp(how, "state"))
		return tell_state();
	if (argc < 3)
		return 1;
	if (!strcmp(how, "wait"))
		return wait_for(argv + 2);
	if (!strcmp(how, "blocked"))
		block_signals();
	else if (!strcmp(how, "ignored"))
		ignore_signals();
	else if (!strcmp(how, "reaper"))
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	else if (!strcmp(how, "opened"))
		open_descriptors();
	else if (close(0) || close(2))
		return 1;
	execvp(argv[2], argv + 2);
	return 127;
}
