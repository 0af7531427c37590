// SPDX-License-Identifier: GPL-2.0
/* clash - a program that has functions named like those inside the library */
#include <seccomp_text.h>
#include <stdio.h>

int seccomp_parse_item(void)
{
	return 1;
}

int compile_policy(void)
{
	return 2;
}

int the_task = 3, fail = 4, constants = 5;

int main(void)
{
	const char *text = "read: fd == 0\n";
	struct seccomp_text_policies *policies;

	if (seccomp_text_parse(&text, 1, &policies, NULL))
		return 1;
	seccomp_text_free(policies);
	printf("%d\n", seccomp_parse_item() + compile_policy() + the_task + fail + constants);
	return 0;
}
