// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <asm/unistd.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <string.h>

#include "calls.h"
#include "chance.h"
#include "check.h"
#include "enter.h"
#include "expect.h"

static void expect_place(const struct seccomp_text_report *report,
			 const char *text)
{
	const char *at = text, *end;
	unsigned int line = 1;

	while (line < report->line && (at = strchr(at, '\n'))) {
		at++;
		line++;
	}
	if (at && line == report->line) {
		end = strchrnul(at, '\n');
		if (report->column >= 1 && report->column <= end - at + 1)
			return;
	}
	complain("a check speaks of line %u, column %u, which the text does not have: %.250s",
		 report->line, report->column, report->message);
}

static void expect_sound(const struct seccomp_text_report *report,
			 const char *text)
{
	int len = strnlen(report->message, sizeof(report->message));

	for (int i = 0; i < (int)sizeof(report->message); i++) {
		unsigned char c = report->message[i];

		if (i < len ? c < 0x20 || c > 0x7e : c)
			complain("byte %d of a check's message is %#x", i, c);
	}
	if (len == (int)sizeof(report->message))
		complain("a check's message has no end");
	else
		expect_no_address("a check", report->message);
	if (report->status && !len)
		complain("a check gives %u without a word", report->status);
	if (!len != !report->line || !report->line != !report->column)
		complain("a check has line %u, column %u, %d bytes of message",
			 report->line, report->column, len);
	if (!report->status && report->note < report->nr_notes && !len)
		complain("note %u of %u is empty", report->note, report->nr_notes);
	if (len && report->line)
		expect_place(report, text);
	if (page->failed)
		fall();
}

/* A limit that no text passes by itself is not the fault of one line. */
static void expect_at_start(const struct seccomp_text_report *report,
			    const struct policy *policy)
{
	bool by_itself = policy->most_comparisons > 256 || policy->deepest > 64 ||
			 policy->comparisons > 8192;

	if (report->status != E2BIG || policy->answer != VALID || by_itself ||
	    (report->line == 1 && report->column == 1))
		return;
	complain("a check tells a limit of all policies at line %u, column %u: %.250s",
		 report->line, report->column, report->message);
	fall();
}

void check_badly(const struct handed *handed)
{
	static char room[8192] __attribute__((aligned(8)));
	struct seccomp_text_report *report = (void *)room;
	static const unsigned int sizes[] = {
		0, 1, 4, 287, 288, 289, 296, 4095, 4096, 4097, 0xffffffff,
	};
	uint64_t arg[6] = { SECCOMP_CHECK_TEXT, 0, (uint64_t)room };
	unsigned int size = sizes[below(COUNT(sizes))];
	bool dirty = one_in(3), no_text = one_in(4), flagged = one_in(8);
	int want = 0;
	long ret;

	memset(room, 0, sizeof(room));
	report->size = size;
	report->text = no_text ? (uint64_t)edge_end + below(4096) :
				 (uint64_t)handed->at;
	if (dirty)
		room[288 + below(4)] = 1;
	if (one_in(6))
		arg[2] = (uint64_t)edge_end - 4 * below(3);
	if (flagged)
		arg[1] = 1u << below(32);
	if (too_deadly(__NR_seccomp, arg) || !enter(__NR_seccomp, arg, &ret))
		return;
	page->sum.checks++;
	if (arg[2] != (uint64_t)room || flagged || !may_install) {
		if (ret != -EFAULT && ret != -EINVAL && ret != -EACCES && ret != -E2BIG)
			complain("a bad check gave %ld", ret);
		goto out;
	}
	if (size < 288)
		want = EINVAL;
	else if (size > 4096 || (dirty && size >= 292))
		want = E2BIG;
	else if (dirty && size > 288)
		want = -1;		/* the nonzero byte may be past the end */
	else if (no_text)
		want = EFAULT;
	else if (handed->faults && handed->policy->length <= TEXT_LIMIT)
		want = EFAULT;
	if (want >= 0 && ret != -want)
		complain("a check with a struct of %u bytes gave %ld, expected %d",
			 size, ret, -want);
out:
	if (page->failed)
		fall();
}

int check_handed(const struct handed *handed)
{
	static struct seccomp_text_report report;
	uint64_t arg[6] = { SECCOMP_CHECK_TEXT, 0, (uint64_t)&report };
	long ret;

	if (!may_install || one_in(6)) {
		check_badly(handed);
		return -1;
	}
	memset(&report, 0, sizeof(report));
	report.size = sizeof(report);
	report.text = (uint64_t)handed->at;
	report.note = one_in(3) ? below(6) : 0;
	if (too_deadly(__NR_seccomp, arg) || !enter(__NR_seccomp, arg, &ret))
		return -1;
	page->sum.checks++;
	if (handed->faults) {
		/* A check may find the error before it reaches the end. */
		if (ret != -EFAULT && !(ret == 0 && report.status &&
					(!is_text(handed->at) ||
					 handed->policy->length > TEXT_LIMIT)))
			complain("a check of a text without an end gave %ld", ret);
		if (page->failed)
			fall();
		return -1;
	}
	if (ret) {
		complain("a check gave %ld", ret);
		fall();
	}
	page->sum.notes += report.nr_notes;
	expect_sound(&report, handed->at);
	expect_at_start(&report, handed->policy);
	return report.status;
}

void expect_as_checked(const struct handed *handed, int status, long ret)
{
	if (status < 0 || ret == -status ||
	    (!is_text(handed->at) && status == EINVAL && ret == -EFAULT))
		return;
	complain("the check said %d, the install gave %ld", -status, ret);
	fall();
}
