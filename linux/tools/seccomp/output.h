/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing a policy: whole, or not at all. All functions exit with 125 if that fails.
 */
#ifndef _TOOLS_SECCOMP_OUTPUT_H
#define _TOOLS_SECCOMP_OUTPUT_H

#include <stdbool.h>

/* Write @text to @fd; @path is for messages. */
void write_whole(int fd, const char *text, const char *path);

/* Whether @path is a device, a pipe or a folder, which no file must replace */
bool is_special(const char *path);
void write_special(const char *path, const char *text);

/*
 * Write @text to a new file beside @path, or beside what it links to. Returns the new
 * file's path. It has the mode of the old one, and it is removed at exit, unless
 * put_in_place() has renamed it to the old one.
 */
const char *write_beside(const char *path, const char *text);
void put_in_place(void);

#endif /* _TOOLS_SECCOMP_OUTPUT_H */
