/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that verbs write: whole, or not at all. These exit with 125 if they cannot.
 */
#ifndef _TOOLS_SECCOMP_OUTPUT_H
#define _TOOLS_SECCOMP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Write all of @bytes; @path is for messages. */
void write_whole(int fd, const void *bytes, size_t len, const char *path);
/*
 * Write a file that holds all of @bytes, or what it held before. A device or a pipe is
 * written to and not replaced.
 */
void write_file(const char *path, const void *bytes, size_t len);

/*
 * The same in parts, for who looks at the file first. Whether @path is a device, a pipe
 * or a folder, which no file must replace:
 */
bool is_special(const char *path);
void write_special(const char *path, const void *bytes, size_t len);
/*
 * Write a new file beside @path, or beside what it links to. Returns the new file's
 * path. It has the owner and mode of the old one, and it is removed at exit, unless
 * put_in_place() has renamed it to the old one. Where files cannot be renamed to it, as
 * to a mount point, put_in_place() writes @bytes, which must still be there, into it.
 */
const char *write_beside(const char *path, const void *bytes, size_t len);
void put_in_place(void);
/* Leave it where it is, for the user to look at. */
void leave_beside(void);
/* Exits unless write_beside() can do its work. */
void need_writable(const char *path);

#endif /* _TOOLS_SECCOMP_OUTPUT_H */
