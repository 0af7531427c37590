// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): files that verbs write.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main.h"
#include "output.h"

/* What open() would give a new file */
static mode_t new_file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

void write_whole(int fd, const void *bytes, size_t len, const char *path)
{
	size_t done = 0;

	while (done < len) {
		ssize_t written = write(fd, bytes + done, len - done);

		if (written < 0)
			err(EXIT_TOOL_FAILED, "%s", path);
		done += written;
	}
}

static char *temporary;

static void remove_temporary(void)
{
	if (temporary)
		unlink(temporary);
}

/* A device or a pipe must not be replaced by a file. */
static bool write_special(const char *path, const void *bytes, size_t len)
{
	struct stat status;
	int fd;

	if (stat(path, &status) || S_ISREG(status.st_mode))
		return false;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		err(EXIT_TOOL_FAILED, "%s", path);
	write_whole(fd, bytes, len, path);
	if (close(fd))
		err(EXIT_TOOL_FAILED, "%s", path);
	return true;
}

void write_file(const char *path, const void *bytes, size_t len)
{
	int fd;

	if (write_special(path, bytes, len))
		return;
	temporary = format_string("%s.XXXXXX", path);
	fd = mkstemp(temporary);
	if (fd < 0) {
		temporary = NULL;
		err(EXIT_TOOL_FAILED, "cannot write beside %s", path);
	}
	atexit(remove_temporary);
	write_whole(fd, bytes, len, path);
	if (fchmod(fd, new_file_mode()) || close(fd) || rename(temporary, path))
		err(EXIT_TOOL_FAILED, "%s", path);
	temporary = NULL;
}
