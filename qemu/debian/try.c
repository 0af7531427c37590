// SPDX-License-Identifier: GPL-2.0
/*
 * Make system calls by name, with all arguments 0, and print each result.
 *
 *	try WORD...
 *
 * WORD is the name of a call. Alternatively, "status" prints the seccomp lines of
 * /proc/self/status, and "filters" only the one that counts BPF filters.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show_status(const char *prefix)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];

	if (!file)
		err(1, "/proc/self/status");
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, prefix, strlen(prefix)))
			fputs(line, stdout);
	fclose(file);
}

static void try_call(const char *name)
{
	int nr = seccomp_syscall_resolve_name(name);
	long ret;

	if (nr < 0)
		errx(1, "unknown call: %s", name);
	ret = syscall(nr, 0, 0, 0, 0, 0, 0);
	printf("%s: %s\n", name, ret < 0 ? strerrorname_np(errno) : "done");
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "status"))
			show_status("Seccomp");
		else if (!strcmp(argv[i], "filters"))
			show_status("Seccomp_filters");
		else
			try_call(argv[i]);
		/* The next call may kill this process. */
		fflush(stdout);
	}
	return 0;
}
