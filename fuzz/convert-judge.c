// SPDX-License-Identifier: GPL-2.0
/*
 * convert-judge POLICY... - reads calls from standard input, "NR A0 A1 A2 A3 A4 A5" in
 * decimal, one a line, and prints the action that the stacked policies take for each, in
 * hexadecimal. A call whose number begins with "i386:" is one of that architecture.
 *
 * convert-judge --kernel POLICY... - whether the running kernel takes the policies, and
 * if not, why. For a process with no_new_privs.
 *
 * convert-judge - prints the calls and their arguments: number, name, and the width
 * of each argument in bytes, negative if it is signed.
 *
 * Linked with the objects of tools/seccomp.
 */
#include <err.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "kernel.h"
#include "language/language.h"
#include "stack.h"

static char text[1 << 20];

static void print_calls(void)
{
	struct seccomp_text_call call;
	unsigned int nr, i;

	for (nr = 0; nr < count_calls(); nr++) {
		if (!describe_offline(&call, NULL, nr) || !call.uapi_name[0])
			continue;
		printf("%u %s", nr, call.uapi_name);
		for (i = 0; i < call.nr_args; i++)
			printf(" %s%u", call.args[i].flags & SECCOMP_ARG_SIGNED ? "-" : "",
			       call.args[i].size);
		printf("\n");
	}
}

static void read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t len;

	if (!file)
		err(2, "%s", path);
	len = fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	fclose(file);
}

/* Returns how many policies the kernel refuses. */
static unsigned int ask_kernel(char **paths)
{
	struct seccomp_text_report report;
	unsigned int refused = 0;
	int error;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(2, "PR_SET_NO_NEW_PRIVS");
	for (; *paths; paths++) {
		read_text(*paths);
		error = check_policy(text, 0, &report);
		if (error)
			errx(2, "cannot check a policy: %s", strerror(error));
		if (!report.status)
			continue;
		refused++;
		printf("%s:%u:%u: %s\n", *paths, report.line, report.column, report.message);
	}
	return refused;
}

static struct compiled *read_policy(const char *path)
{
	struct compiled *policy;
	struct problem problem;

	read_text(path);
	policy = compile_policy(text, &problem);
	if (!policy)
		errx(1, "%s:%u:%u: %s", path, problem.line, problem.column, problem.message);
	return policy;
}

int main(int argc, char **argv)
{
	struct compiled *policies[16];
	char line[256];
	int i;

	if (argc < 2) {
		print_calls();
		return 0;
	}
	if (!strcmp(argv[1], "--kernel"))
		return ask_kernel(argv + 2) > 0;
	if (argc > 16)
		errx(2, "too many policies");
	for (i = 1; i < argc; i++)
		policies[i - 1] = read_policy(argv[i]);
	while (fgets(line, sizeof(line), stdin)) {
		bool foreign = !strncmp(line, "i386:", 5);
		struct verdict verdict;
		uint64_t args[6];
		int nr;

		if (sscanf(line + (foreign ? 5 : 0),
			   "%d %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
			   " %" SCNu64, &nr, args, args + 1, args + 2, args + 3, args + 4,
			   args + 5) != 7)
			errx(2, "no call: %s", line);
		judge_call(policies, argc - 1, foreign ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64, nr, args,
			   &verdict);
		printf("%x\n", verdict.action);
	}
	return 0;
}
