// SPDX-License-Identifier: GPL-2.0
/*
 * filter-load FILTER CALLS - installs a filter, a file of struct sock_filter, and makes
 * the calls of a file, "NR A0 A1 A2 A3 A4 A5" in decimal, one a line. Prints "errno N" for
 * each that fails with an errno from 1000 on, which no call has by itself, and "passed"
 * for the others. A call whose number begins with "i386:" is made by int 0x80.
 */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_CALLS	10000
#define FIRST_ERROR	1000

struct call {
	bool		foreign;
	int		nr;
	uint64_t	args[6];
};

static struct call calls[MAX_CALLS];
static struct sock_filter filter[BPF_MAXINSNS + 1];

static FILE *open_file(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		err(2, "%s", path);
	return file;
}

static unsigned int read_calls(const char *path)
{
	FILE *file = open_file(path);
	unsigned int nr = 0;
	char line[256];

	while (nr < MAX_CALLS && fgets(line, sizeof(line), file)) {
		struct call *call = &calls[nr++];
		uint64_t *args = call->args;

		call->foreign = !strncmp(line, "i386:", 5);
		if (sscanf(line + (call->foreign ? 5 : 0),
			   "%d %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
			   " %" SCNu64, &call->nr, args, args + 1, args + 2, args + 3, args + 4,
			   args + 5) != 7)
			errx(2, "no call: %s", line);
	}
	fclose(file);
	return nr;
}

static void install(const char *path)
{
	FILE *file = open_file(path);
	struct sock_fprog program = { .filter = filter };

	program.len = fread(filter, sizeof(*filter), BPF_MAXINSNS + 1, file);
	fclose(file);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(2, "PR_SET_NO_NEW_PRIVS");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		err(1, "the kernel refuses the filter");
}

static long make_foreign(const struct call *call)
{
	long result;

	asm volatile("int $0x80"
		     : "=a" (result)
		     : "a" (call->nr), "b" (call->args[0]), "c" (call->args[1])
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static long make_call(const struct call *call)
{
	const uint64_t *args = call->args;
	long result;

	if (call->foreign)
		return make_foreign(call);
	result = syscall(call->nr, args[0], args[1], args[2], args[3], args[4], args[5]);
	return result == -1 ? -errno : result;
}

int main(int argc, char **argv)
{
	unsigned int nr, i;
	long result;

	if (argc != 3)
		errx(2, "a filter and calls are needed");
	nr = read_calls(argv[2]);
	install(argv[1]);
	for (i = 0; i < nr; i++) {
		result = make_call(&calls[i]);
		if (result <= -FIRST_ERROR && result >= -4095)
			printf("errno %ld\n", -result);
		else
			puts("passed");
	}
	return 0;
}
