// SPDX-License-Identifier: GPL-2.0
/*
 * Write a BPF filter made by libseccomp to standard output, for programs that
 * take one from a descriptor:
 *
 *	export-filter ACTION:CALL...
 *
 * ACTION is kill, trap, log, or the number of an error. Other calls are allowed.
 */
#include <err.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t read_action(const char *word)
{
	if (!strcmp(word, "kill"))
		return SCMP_ACT_KILL_PROCESS;
	if (!strcmp(word, "trap"))
		return SCMP_ACT_TRAP;
	if (!strcmp(word, "log"))
		return SCMP_ACT_LOG;
	if (atoi(word) > 0)
		return SCMP_ACT_ERRNO(atoi(word));
	errx(1, "no such action: %s", word);
}

static void add_rule(scmp_filter_ctx filter, char *word)
{
	char *call = strchr(word, ':');
	int nr, rc;

	if (!call)
		errx(1, "not ACTION:CALL: %s", word);
	*call++ = '\0';
	nr = seccomp_syscall_resolve_name(call);
	if (nr == __NR_SCMP_ERROR)
		errx(1, "no such call: %s", call);
	rc = seccomp_rule_add(filter, read_action(word), nr, 0);
	if (rc)
		errx(1, "%s: %s", call, strerror(-rc));
}

int main(int argc, char **argv)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc;

	if (!filter)
		errx(1, "seccomp_init");
	for (int i = 1; i < argc; i++)
		add_rule(filter, argv[i]);
	rc = seccomp_export_bpf(filter, STDOUT_FILENO);
	if (rc)
		errx(1, "seccomp_export_bpf: %s", strerror(-rc));
	return 0;
}
