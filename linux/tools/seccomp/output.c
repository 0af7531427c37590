// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): files that verbs write.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main.h"
#include "output.h"

/* The file that is being written, and the one it will replace */
static char *temporary, *target;

void write_whole(int fd, const void *bytes, size_t len, const char *path)
{
	size_t done = 0;
	ssize_t written;

	while (done < len) {
		written = write(fd, bytes + done, len - done);
		if (written < 0)
			err(EXIT_TOOL_FAILED, "cannot write %s", path);
		done += written;
	}
}

bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

void write_special(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		err(EXIT_TOOL_FAILED, "cannot write %s", path);
	write_whole(fd, bytes, len, path);
	if (close(fd))
		err(EXIT_TOOL_FAILED, "cannot write %s", path);
}

static void remove_temporary(void)
{
	if (temporary)
		unlink(temporary);
}

/* The owner and mode of the old file, or what open() would give a new one */
static void set_mode(int fd)
{
	mode_t mask = umask(0);
	struct stat st;

	umask(mask);
	if (stat(target, &st))
		st.st_mode = 0666 & ~mask;
	else if (fchown(fd, st.st_uid, st.st_gid) && errno != EPERM)
		err(EXIT_TOOL_FAILED, "cannot write %s", target);
	if (fchmod(fd, st.st_mode & 07777))
		err(EXIT_TOOL_FAILED, "cannot write %s", target);
}

const char *write_beside(const char *path, const void *bytes, size_t len)
{
	int fd;

	target = realpath(path, NULL);
	if (!target)
		target = format_string("%s", path);
	temporary = format_string("%s.XXXXXX", target);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		temporary = NULL;
		err(EXIT_TOOL_FAILED, "cannot write beside %s", path);
	}
	atexit(remove_temporary);
	write_whole(fd, bytes, len, path);
	set_mode(fd);
	if (fsync(fd) || close(fd))
		err(EXIT_TOOL_FAILED, "cannot write %s", path);
	return temporary;
}

void put_in_place(void)
{
	if (rename(temporary, target))
		err(EXIT_TOOL_FAILED, "cannot replace %s", target);
	temporary = NULL;
}

void write_file(const char *path, const void *bytes, size_t len)
{
	if (is_special(path)) {
		write_special(path, bytes, len);
		return;
	}
	write_beside(path, bytes, len);
	put_in_place();
}
