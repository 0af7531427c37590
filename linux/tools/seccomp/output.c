// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): files that verbs write.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main.h"
#include "output.h"

/* The file that is being written, the one it will replace, and what is in it */
static char *temporary, *target;
static const void *content;
static size_t content_len;

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
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

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

static char *follow_links(const char *path)
{
	char *real = realpath(path, NULL);

	return real ? real : format_string("%s", path);
}

void need_writable(const char *path)
{
	char *real = follow_links(path), *folder = need_memory(strdup(real));
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		errx(EXIT_TOOL_FAILED, "%s is a folder", path);
	if ((!access(path, F_OK) && access(path, W_OK)) ||
	    (!is_special(path) && access(dirname(folder), W_OK | X_OK)))
		err(EXIT_TOOL_FAILED, "cannot write %s", path);
	free(folder);
	free(real);
}

const char *write_beside(const char *path, const void *bytes, size_t len)
{
	int fd;

	/* A file that becomes too long is an error like others. */
	signal(SIGXFSZ, SIG_IGN);
	content = bytes;
	content_len = len;
	target = follow_links(path);
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
		write_special(target, content, content_len);
	else
		temporary = NULL;
}

void leave_beside(void)
{
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
