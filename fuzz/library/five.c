// SPDX-License-Identifier: GPL-2.0
/*
 * five - what a program needs to confine itself, in place of libseccomp. Prints the
 * errno of socket() then.
 */
#include <errno.h>
#include <seccomp_text.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;

	if (seccomp_text_install("unlisted: 1\nsocket: 0; errno EACCES\n", 0, NULL, &error)) {
		fprintf(stderr, "line %u: %s\n", error.line, error.message);
		return 1;
	}
	puts(socket(AF_INET, SOCK_STREAM, 0) < 0 ? strerror(errno) : "allowed");
	return 0;
}
