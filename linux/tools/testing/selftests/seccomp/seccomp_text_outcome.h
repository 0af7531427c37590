/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What becomes of a call that no rule can name: one of a foreign ABI, or of a
 * number that no call has. With policies, and beside a BPF filter.
 */
#ifndef SECCOMP_TEXT_OUTCOME_H
#define SECCOMP_TEXT_OUTCOME_H

#include "seccomp_text.h"
#include "seccomp_text_ia32.h"

#define X32_GETPPID	(X32_BIT | __NR_getppid)

enum way { BY_INT80, BY_X32, BY_NUMBER };

/* What becomes of a call */
enum outcome { KILL, TRAP, ERRNO, TRACE, PASS };

struct expected {
	const char *policies[3];
	enum outcome outcome;
	int data;
};

struct attempt {
	const char * const *policies;
	size_t count;
	enum way way;
	long nr;		/* for BY_NUMBER */
};

enum { MARK_INSTALLED, MARK_GO };

static struct text_page *trap_page;

static inline void on_trap(int sig, siginfo_t *info, void *unused)
{
	trap_page->result[1]++;
	trap_page->result[2] = info->si_errno;
	trap_page->result[3] = info->si_syscall;
	trap_page->result[4] = info->si_arch;
}

#if HAS_FOREIGN_CALLS
static inline long make_foreign(enum way way)
{
	return way == BY_INT80 ? int80(IA32_GETPPID, 0, 0, 0) : RAW(X32_GETPPID);
}

static inline int number_by(enum way way, long nr)
{
	return way == BY_INT80 ? IA32_GETPPID :
	       way == BY_X32 ? (int)X32_GETPPID : entry_number(nr);
}
#else
static inline long make_foreign(enum way way)
{
	(void)way;
	return -ENOSYS;
}

static inline int number_by(enum way way, long nr)
{
	(void)way;
	return entry_number(nr);
}
#endif

static inline long make_attempt(const struct attempt *attempt)
{
	if (attempt->way == BY_NUMBER)
		return RAW(attempt->nr);
	return make_foreign(attempt->way);
}

/* Let the parent look at the state before the call. */
static inline void try_attempt(struct text_page *page, const void *arg)
{
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
	const struct attempt *attempt = arg;

	trap_page = page;
	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
	CHILD_CHECK(page, no_new_privs() == 0);
	for (size_t i = 0; i < attempt->count && attempt->policies[i]; i++)
		CHILD_CHECK(page, install(attempt->policies[i]) == 0);
	set_mark(&page->mark[MARK_INSTALLED], 1);
	await_quietly(&page->mark[MARK_GO]);
	set_mark(&page->before, 1);
	page->result[0] = make_attempt(attempt);
	set_mark(&page->after, 1);
}

/* Run an attempt; store what /proc shows before the call in @text. */
static inline const char *attempt_fate(struct text_page *page,
				       const struct attempt *attempt, char *text)
{
	pid_t pid = start_child(page, try_attempt, attempt);
	char path[64];
	ssize_t len;
	int fd;

	if (child_comes_to(page, &page->mark[MARK_INSTALLED])) {
		snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", pid);
		fd = open(path, O_RDONLY);
		len = read(fd, text, TEXT_MAX);
		text[len > 0 ? len : 0] = 0;
		close(fd);
	}
	set_mark(&page->mark[MARK_GO], 1);
	return judge(page, raw_wait(pid));
}

/* What an unfiltered child gets */
static inline long unfiltered_result(const struct attempt *attempt)
{
	const struct attempt free = { NULL, 0, attempt->way, attempt->nr };

	/* A kernel without x32 has no such call. */
	if (attempt->way != BY_INT80 && make_attempt(&free) < 0)
		return -ENOSYS;
	return getpid();
}

static inline void expect_outcome(struct __test_metadata *_metadata,
				  struct text_page *page,
				  const struct expected *expected,
				  const char *fate,
				  const struct attempt *attempt)
{
	const unsigned int arch = attempt->way == BY_INT80 ? AUDIT_ARCH_I386 :
							     TEXT_AUDIT_ARCH;
	const int nr = number_by(attempt->way, attempt->nr);

	EXPECT_STREQ(expected->outcome == KILL ? "killed" : "passed", fate) {
		TH_LOG("%s: way %d, number %ld", attempt->policies[0],
		       attempt->way, attempt->nr);
	}
	EXPECT_EQ(expected->outcome == TRAP, page->result[1]);
	if (expected->outcome == TRAP) {
		EXPECT_EQ(expected->data, page->result[2]);
		EXPECT_EQ(nr, page->result[3]);
		EXPECT_EQ(arch, (unsigned int)page->result[4]);
	} else if (expected->outcome == ERRNO) {
		EXPECT_EQ(-expected->data, page->result[0]);
	} else if (expected->outcome == TRACE) {
		EXPECT_EQ(-ENOSYS, page->result[0]);
	} else if (expected->outcome == PASS) {
		EXPECT_EQ(unfiltered_result(attempt), page->result[0]);
	}
}

/* The call has that outcome, and again under the text that /proc shows. */
static inline void expect_attempt(struct __test_metadata *_metadata,
				  struct text_page *page,
				  const struct expected *expected,
				  enum way way, long nr)
{
	static char text[TEXT_MAX + 1], again[TEXT_MAX + 1];
	const char * const shown[] = { text };
	struct attempt attempt = { expected->policies, 3, way, nr };
	const char *fate = attempt_fate(page, &attempt, text);

	expect_outcome(_metadata, page, expected, fate, &attempt);
	attempt.policies = shown;
	attempt.count = 1;
	fate = attempt_fate(page, &attempt, again);
	expect_outcome(_metadata, page, expected, fate, &attempt);
	EXPECT_STREQ(text, again);
}

/* Beside a BPF filter, which gets the number and the architecture of the call */
struct mixed {
	const char *text;
	unsigned int bpf;
	enum outcome outcome;
	int data;		/* if the text is newer */
	int older_data;		/* if it is older */
};

struct mixed_attempt {
	const struct mixed *mixed;
	enum way way;
	long nr;
	bool text_is_newer;
};

static inline void try_mixed(struct text_page *page, const void *arg)
{
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
	const struct mixed_attempt *mixed = arg;
	const struct attempt attempt = { NULL, 0, mixed->way, mixed->nr };
	const unsigned int nr = number_by(mixed->way, mixed->nr);

	trap_page = page;
	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
	if (!mixed->text_is_newer)
		CHILD_CHECK(page, !install_unprivileged(mixed->mixed->text));
	CHILD_CHECK(page, !install_bpf(nr, mixed->mixed->bpf));
	if (mixed->text_is_newer)
		CHILD_CHECK(page, !install_unprivileged(mixed->mixed->text));
	set_mark(&page->before, 1);
	page->result[0] = make_attempt(&attempt);
	set_mark(&page->after, 1);
}

static inline void expect_mixed(struct __test_metadata *_metadata,
				struct text_page *page,
				const struct mixed *mixed, enum way way, long nr)
{
	for (int newer = 0; newer < 2; newer++) {
		const struct mixed_attempt trial = { mixed, way, nr, newer };
		const struct attempt attempt = { &mixed->text, 1, way, nr };
		const struct expected expected = {
			{ NULL }, mixed->outcome, newer ? mixed->data : mixed->older_data
		};

		expect_outcome(_metadata, page, &expected,
			       fate_of(page, try_mixed, &trial), &attempt);
	}
}

#endif /* SECCOMP_TEXT_OUTCOME_H */
