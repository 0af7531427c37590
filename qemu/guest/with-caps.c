// SPDX-License-Identifier: GPL-2.0
/*
 * with-caps NUMBER[,NUMBER] COMMAND... - run it as user 1000 with just these capabilities.
 * For the tests of the tool seccomp.
 */
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { };
	char *at = argv[1];
	int cap;

	if (argc < 3 || prctl(PR_SET_KEEPCAPS, 1) || setresuid(1000, 1000, 1000))
		return 1;
	while (*at) {
		cap = strtol(at, &at, 10);
		at += *at == ',';
		data[cap / 32].permitted |= 1U << (cap % 32);
	}
	for (cap = 0; cap < 2; cap++)
		data[cap].effective = data[cap].inheritable = data[cap].permitted;
	if (syscall(SYS_capset, &header, data))
		return 1;
	for (cap = 0; cap < 40; cap++) {
		if (data[cap / 32].permitted & 1U << (cap % 32))
			prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0);
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
