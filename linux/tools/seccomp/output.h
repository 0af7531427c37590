/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that verbs write. These exit with 125 if they cannot.
 */
#ifndef _TOOLS_SECCOMP_OUTPUT_H
#define _TOOLS_SECCOMP_OUTPUT_H

#include <stddef.h>

/* Write all of @bytes; @path is for messages. */
void write_whole(int fd, const void *bytes, size_t len, const char *path);
/*
 * Write a file that holds all of @bytes, or what it held before. A device or a pipe is
 * written to and not replaced.
 */
void write_file(const char *path, const void *bytes, size_t len);

#endif /* _TOOLS_SECCOMP_OUTPUT_H */
