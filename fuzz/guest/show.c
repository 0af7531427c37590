// SPDX-License-Identifier: GPL-2.0
#include <asm/unistd.h>
#include <string.h>

#include "calls.h"
#include "chance.h"
#include "enter.h"
#include "show.h"

int proc_fd[2];

/* Read in pieces of any size. Returns false if a read was refused. */
bool read_shown(struct shown *shown)
{
	int fd = proc_fd[one_in(4)], most = one_in(3) ? 1 + below(300) : TEXT_ROOM;
	long ret;

	shown->len = 0;
	page->sum.reads++;
	for (;;) {
		int room = TEXT_ROOM - 1 - shown->len;
		int size = most < room ? most : room;
		const uint64_t *arg = ARGS(fd, (uint64_t)shown->s + shown->len,
					   size, shown->len);

		if (too_deadly(__NR_pread64, arg) ||
		    !enter(__NR_pread64, arg, &ret))
			return false;
		if (ret < 0 || ret > size) {
			complain("reading seccomp_filter gave %ld", ret);
			fall();
		}
		if (!ret)
			break;
		shown->len += ret;
		if (shown->len > 4096)
			most = TEXT_ROOM;
	}
	shown->s[shown->len] = '\0';
	if (shown->len > TEXT_LIMIT)
		complain("seccomp_filter shows %d bytes", shown->len);
	expect_whole_lines("seccomp_filter", shown->s);
	expect_no_address("seccomp_filter", shown->s);
	if (page->failed)
		fall();
	return true;
}

void expect_same(const struct shown *before, const char *when)
{
	static struct shown after;

	if (!read_shown(&after))
		return;
	if (before->len == after.len && !memcmp(before->s, after.s, after.len))
		return;
	complain("%s, seccomp_filter changed.\nbefore:\n%.3000s\nafter:\n%.3000s",
		 when, before->s, after.s);
	fall();
}
