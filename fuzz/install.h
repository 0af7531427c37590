/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Installing and checking texts, and reading back what is in force: what each
 * of these must give, and that nothing changes where it fails.
 */
#ifndef FUZZ_INSTALL_H
#define FUZZ_INSTALL_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <sys/prctl.h>

#include "calls.h"
#include "kcov.h"

#define KNOWN_FLAGS	0x3f
#define EDGE_ROOM	(96 << 10)

/* Texts are handed over from here; behind it is nothing. */
static char *edge;
static char *edge_end;
static int proc_fd[2];		/* seccomp_filter of self and of thread-self */
static struct text mutant;	/* all texts but the case's first */
static bool may_install;	/* no_new_privs, or CAP_SYS_ADMIN */

static void map_edge(void)
{
	edge = mmap(NULL, EDGE_ROOM + 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (edge == MAP_FAILED || mprotect(edge + EDGE_ROOM, 4096, PROT_NONE)) {
		perror("mmap");
		exit(2);
	}
	edge_end = edge + EDGE_ROOM;
}

/*
 * What the kernel shows.
 */

struct shown {
	int len;
	char s[TEXT_ROOM];
};

/* In pieces of any size; false if a read was refused, which ends the reading. */
static bool read_shown(struct shown *shown)
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
	expect_no_address("seccomp_filter", shown->s);
	if (page->failed)
		fall();
	return true;
}

static void expect_same(const struct shown *before, const char *when)
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

/*
 * What an install must give.
 */

/* Any of these; tid is that of some thread that stands in the way. */
struct expected {
	int nr;
	int error[4];		/* 0 is success */
	bool tid;
};

static void may_give(struct expected *want, int error)
{
	want->error[want->nr++] = error;
}

static bool is_expected(const struct expected *want, long ret)
{
	if (want->tid && ret > 0)
		for (int i = 1; i < MAX_THREADS; i++)
			if (threads[i].alive && threads[i].tid == ret &&
			    !covers(&me()->held, &threads[i].held))
				return true;
	for (int i = 0; i < want->nr; i++)
		if (ret == -want->error[i])
			return true;
	return false;
}

static bool is_text(const char *s)
{
	return s[0] >= 0x20 && s[0] <= 0x7e && s[1] >= 0x20 && s[1] <= 0x7e;
}

static bool is_sync_stopped(const struct held *after)
{
	for (int i = 1; i < MAX_THREADS; i++)
		if (threads[i].alive && !covers(after, &threads[i].held))
			return true;
	return false;
}

static const struct list *largest(const struct held *held)
{
	return held->exec.nr ? &held->exec : held->next.nr ? &held->next :
							     &held->now;
}

/* From what the text means on. @held is that of after the call was entered. */
static void expect_meaning(struct expected *want, const struct held *held,
			   const struct policy *policy, unsigned int flags)
{
	bool sync = flags & SECCOMP_FILTER_FLAG_TSYNC;
	enum fit fit = fit_of(largest(held), policy);
	bool waits = policy->on_next || policy->on_exec;

	if (policy->length > TEXT_LIMIT) {
		may_give(want, E2BIG);
		return;
	}
	if (policy->answer != VALID || (sync && waits))
		may_give(want, EINVAL);
	/* Of two things that are wrong, either may be told. */
	if (fit != FITS || (policy->answer == INVALID && policy->opened > 64) ||
	    (policy->answer == INVALID && policy->length > 500))
		may_give(want, E2BIG);
	if (policy->answer == INVALID || fit == TOO_BIG || (sync && waits))
		return;
	if (sync && is_sync_stopped(held)) {
		if (flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH)
			may_give(want, ESRCH);
		else
			want->tid = true;
		return;
	}
	may_give(want, 0);
}

/* In the order in which the document has the checks. */
static void expect_install(struct expected *want, const char *s, bool faults,
			   const struct policy *policy, unsigned int flags)
{
	*want = (struct expected){ 0 };
	if (flags & ~KNOWN_FLAGS) {
		may_give(want, EINVAL);
	} else if (!is_text(s)) {
		/* For a struct sock_fprog; there is no sound one among these. */
		may_give(want, EINVAL);
		may_give(want, EFAULT);
		if (!may_install)
			may_give(want, EACCES);
	} else if (flags & (SECCOMP_FILTER_FLAG_NEW_LISTENER |
			    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)) {
		may_give(want, EINVAL);
	} else if (!may_install) {
		may_give(want, EACCES);
	} else if (faults) {
		may_give(want, policy->length > TEXT_LIMIT ? E2BIG : EFAULT);
	} else {
		expect_meaning(want, &me()->held, policy, flags);
	}
}

static void complain_of_install(const char *what, const struct policy *policy,
				const struct expected *want, long ret)
{
	static const char * const answers[] = { "valid", "invalid", "open" };
	char list[64] = "";
	int len = 0;

	for (int i = 0; i < want->nr; i++)
		len += snprintf(list + len, sizeof(list) - len, " %d",
				-want->error[i]);
	complain("%s gave %ld, expected%s%s; by itself the text is %s", what, ret,
		 list, want->tid ? " the ID of a thread" : "",
		 answers[policy->answer]);
	fall();
}

/*
 * Handing a text over.
 */

struct handed {
	const char *at;
	bool faults;		/* there is no NUL before the end of memory */
	struct policy *policy;
	int layer;
};

/* Near the end of memory, so that a byte too much is noticed. */
static bool hand_over(const struct text *text, struct handed *handed)
{
	char *at;

	if (nr_layers == MAX_LAYERS || text->len + 1 > EDGE_ROOM ||
	    arena->nr_rules > MAX_RULES / 2 || arena->nr_nodes > MAX_NODES / 2)
		return false;
	log_text(text, text == &mutant);
	if (page->failed)
		return false;
	handed->layer = nr_layers;
	handed->policy = &layers[nr_layers].policy;
	layers[nr_layers].is_bpf = false;
	understand(text->s, handed->policy);
	/* A NUL in the text is an end of it as good as the last. */
	handed->faults = one_in(24) && !memchr(text->s, '\0', text->len) &&
			 text->len > 1;
	at = edge_end - text->len - !handed->faults;
	if (one_in(4) && !handed->faults)
		at = edge + below(edge_end - text->len - edge);
	memcpy(at, text->s, text->len + !handed->faults);
	handed->at = at;
	return true;
}

static void settle(struct handed *handed, unsigned int flags)
{
	page->sum.accepted++;
	nr_layers = handed->layer + 1;
	hold(&me()->held, handed->layer);
	if (!(flags & SECCOMP_FILTER_FLAG_TSYNC))
		return;
	page->sum.syncs++;
	for (int i = 1; i < MAX_THREADS; i++)
		if (threads[i].alive)
			synchronise(&me()->held, &threads[i].held);
}

static unsigned int any_flags(void)
{
	static const unsigned int odd[] = {
		0x8, 0x20, 0x28, 0x40, 0x80000000, 0x9, 0x19, 0x21,
	};

	if (one_in(24))
		return odd[below(COUNT(odd))];
	return (one_in(alone() ? 8 : 2) ? SECCOMP_FILTER_FLAG_TSYNC : 0) |
	       (one_in(8) ? SECCOMP_FILTER_FLAG_LOG : 0) |
	       (one_in(8) ? SECCOMP_FILTER_FLAG_SPEC_ALLOW : 0) |
	       (one_in(4) ? SECCOMP_FILTER_FLAG_TSYNC_ESRCH : 0);
}

static void count_install(long ret)
{
	if (ret == -E2BIG)
		page->sum.too_big++;
	else if (ret == -ESRCH || ret > 0)
		page->sum.syncs_stopped++;
	else if (ret)
		page->sum.refused++;
}

/* Returns what the kernel said; false if it could not even be asked. */
static bool install_handed(struct handed *handed, unsigned int flags,
			   bool by_prctl, long *ret)
{
	struct expected want;
	uint64_t nr = by_prctl ? __NR_prctl : __NR_seccomp;
	const uint64_t *arg = by_prctl ?
		ARGS(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (uint64_t)handed->at) :
		ARGS(SECCOMP_SET_MODE_FILTER, flags, (uint64_t)handed->at);

	if (too_deadly(nr, arg))
		return false;
	page->sum.installs++;
	if (!enter(nr, arg, ret))
		return false;
	expect_install(&want, handed->at, handed->faults, handed->policy, flags);
	if (!is_expected(&want, *ret))
		complain_of_install("the install", handed->policy, &want, *ret);
	count_install(*ret);
	if (*ret == 0)
		settle(handed, flags);
	return true;
}

/*
 * SECCOMP_CHECK_TEXT.
 */

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

/* Where the struct itself is wrong, or its pointers are. */
static void check_badly(const struct handed *handed)
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
		want = -1;		/* the dirt may be behind the end */
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

/* Returns the errno that an install is said to give, or -1 if none is. */
static int check_handed(const struct handed *handed)
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
		/* Or it is decided before the end is come to. */
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
	return report.status;
}

static void expect_as_checked(const struct handed *handed, int status, long ret)
{
	if (status < 0 || ret == -status ||
	    (!is_text(handed->at) && status == EINVAL && ret == -EFAULT))
		return;
	complain("the check said %d, the install gave %ld", -status, ret);
	fall();
}

#endif /* FUZZ_INSTALL_H */
