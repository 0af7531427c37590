// SPDX-License-Identifier: GPL-2.0
/*
 * When memory runs out, an attempt fails with a documented errno, and nothing
 * has changed: /proc shows the same text and the same number of BPF filters, and
 * calls have the same verdicts.
 *
 * The kernel's fault injection fails the first allocation of an attempt, then the
 * second, and so on until the attempt needs no more.  The test reads the state of
 * the task from outside, where no allocation fails.
 *
 * This needs root and a kernel with CONFIG_FAULT_INJECTION_DEBUG_FS and
 * CONFIG_FAILSLAB; for pages, CONFIG_FAIL_PAGE_ALLOC as well.
 */
#include "seccomp_text.h"
#include <pthread.h>
#include <sys/mount.h>

#define DEBUGFS		"/sys/kernel/debug"
#define FAULTS		3000	/* more than anything here can have */

/* Let fail-nth fail slab allocations that may sleep.  Do not log them. */
static bool faults_are_available(void)
{
	if (access(DEBUGFS "/failslab", F_OK))
		mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	return !access("/proc/self/fail-nth", W_OK) &&
	       write_file(DEBUGFS "/failslab/ignore-gfp-wait", "N") &&
	       write_file(DEBUGFS "/failslab/verbose", "0");
}

/*
 * With @on, let fail-nth fail pages, those of vmalloc() too, and no slab
 * allocation; else the other way round.
 */
static bool fail_pages(bool on)
{
	return write_file(DEBUGFS "/fail_page_alloc/verbose", "0") &&
	       write_file(DEBUGFS "/fail_page_alloc/min-order", "0") &&
	       write_file(DEBUGFS "/fail_page_alloc/ignore-gfp-highmem",
			  on ? "N" : "Y") &&
	       write_file(DEBUGFS "/fail_page_alloc/ignore-gfp-wait",
			  on ? "N" : "Y") &&
	       write_file(DEBUGFS "/failslab/ignore-gfp-wait", on ? "Y" : "N");
}

/* @fd is a task's fail-nth.  0 switches it off. */
static bool fail_allocation(int fd, int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	return pwrite(fd, text, len, 0) == len;
}

/* Whether the task has come to the allocation that was to fail */
static bool has_failed(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && atoi(text) == 0;
}

#define STATE_SIZE	(2 * TEXT_MAX + 4096)

/* In struct text_page.mark; the child and the test take turns. */
enum { PREPARED, LOOKED, REACHED, TRIED, LOOKED_AGAIN, THREAD };

/* What to attempt, with which policies in force, and which allocation fails */
struct attempt {
	const char *before[3];
	bool threaded;		/* with another thread */
	long (*make)(struct text_page *page, const void *arg);
	const void *arg;
	int errors[3];		/* documented, ended by 0 */
	bool repeats;		/* it succeeds after a failure */
	bool verdicts;		/* it installs POLICY: make calls to see */
	int stride;		/* fail only every so many allocations */
	int nth;
};

#define IN_FORCE	DENYLIST "getpgid: 0\nread: fd != 7 || count == 7\n"
#define PENDING		"on_exec: 1\n" DENYLIST				\
			"getsid: pid == 9 || pid == 8; errno EIO\n"
#define POLICY		"getuid: 0\n"						\
			"getpriority: who == 1 && (which == 9 || which == 8)\n"	\
			"read: fd == 0 || count < 5; errno 5\n"			\
			"read: buf != 0\n"					\
			DENYLIST

static void *idle(void *arg)
{
	struct text_page *page = arg;

	set_mark(&page->mark[THREAD], RAW(__NR_gettid));
	for (;;)
		RAW(__NR_ppoll);
	return NULL;
}

/* POLICY is in force as a whole, or nothing of it is. */
static bool is_whole(bool installed, bool in_force)
{
	return (RAW(__NR_getuid) == -DENIED) == installed &&
	       (RAW(__NR_getpgid) == -DENIED) == in_force &&
	       RAW(__NR_getpriority, 9, 1) == -EINVAL &&
	       RAW(__NR_getpriority, 9, 2) == (installed ? -DENIED : -EINVAL) &&
	       RAW(__NR_read, -1, 8, 9) == (installed ? -EIO : -EBADF) &&
	       RAW(__NR_read, -1, 0, 0) == (installed ? -DENIED : -EBADF);
}

static void try_with_fault(struct text_page *page, const void *arg)
{
	const struct attempt *attempt = arg;
	int fd = open("/proc/thread-self/fail-nth", O_RDWR);
	pthread_t thread;

	CHILD_CHECK(page, fd >= 0 && no_new_privs() == 0);
	if (attempt->threaded) {
		CHILD_CHECK(page, !pthread_create(&thread, NULL, idle, page));
		while (!get_mark(&page->mark[THREAD]))
			sched_yield();
	}
	for (size_t i = 0; i < 3 && attempt->before[i]; i++)
		CHILD_CHECK(page, install(attempt->before[i]) == 0);
	set_mark(&page->mark[PREPARED], 1);
	await_quietly(&page->mark[LOOKED]);

	CHILD_CHECK(page, fail_allocation(fd, attempt->nth));
	page->result[0] = attempt->make(page, attempt->arg);
	page->mark[REACHED] = attempt->nth && has_failed(fd);
	CHILD_CHECK(page, fail_allocation(fd, 0));
	set_mark(&page->mark[TRIED], 1);
	await_quietly(&page->mark[LOOKED_AGAIN]);

	if (attempt->verdicts)
		CHILD_CHECK(page, is_whole(page->result[0] == 0, attempt->before[0]));
	if (attempt->repeats)
		CHILD_CHECK(page, attempt->make(page, attempt->arg) == 0);
	set_mark(&page->before, 1);
	set_mark(&page->after, 1);
}

static size_t append_file(char *text, size_t at, const char *path,
			  const char *only)
{
	FILE *file = fopen(path, "r");
	char line[TEXT_MAX + 1];

	if (!file)
		return at + sprintf(text + at, "(no %s)\n", path);
	while (fgets(line, sizeof(line), file)) {
		if (!only || !strncmp(line, only, strlen(only)))
			at += snprintf(text + at, STATE_SIZE - at, "%s", line);
		if (at >= STATE_SIZE)
			at = STATE_SIZE - 1;
	}
	fclose(file);
	return at;
}

/* Append what /proc shows of the policies of a thread of @pid. */
static size_t append_thread(char *text, size_t at, pid_t pid, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/seccomp_filter", pid, tid);
	at = append_file(text, at, path, NULL);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", pid, tid);
	return append_file(text, at, path, "Seccomp");
}

static void look(char *text, pid_t pid, struct text_page *page)
{
	size_t at = append_thread(text, 0, pid, pid);

	if (page->mark[THREAD])
		append_thread(text, at, pid, page->mark[THREAD]);
}

struct views {
	char before[STATE_SIZE];
	char after[STATE_SIZE];
};

/* Run an attempt, and look at the task before and after it. */
static const char *run_attempt(struct text_page *page,
			       const struct attempt *attempt,
			       struct views *views)
{
	pid_t pid = start_child(page, try_with_fault, attempt);
	int status;

	if (child_comes_to(page, &page->mark[PREPARED])) {
		look(views->before, pid, page);
		set_mark(&page->mark[LOOKED], 1);
	}
	if (child_comes_to(page, &page->mark[TRIED])) {
		look(views->after, pid, page);
		set_mark(&page->mark[LOOKED_AGAIN], 1);
	}
	status = raw_wait(pid);
	return judge(page, status);
}

static bool is_documented(const struct attempt *attempt, long result)
{
	for (size_t i = 0; i < 3 && attempt->errors[i]; i++) {
		if (result == -attempt->errors[i])
			return true;
	}
	return false;
}

/* Fail each allocation once: the attempt has its whole effect or none. */
static void expect_whole(struct __test_metadata *_metadata,
			 struct text_page *page, struct attempt attempt)
{
	static struct views views;
	static char wanted[STATE_SIZE];
	int failed = 0;

	if (!faults_are_available())
		SKIP(return, "no fault injection");

	attempt.nth = 0;
	ASSERT_STREQ("passed", run_attempt(page, &attempt, &views));
	ASSERT_EQ(0, page->result[0]);
	stpcpy(wanted, views.after);

	for (attempt.nth = 1; attempt.nth < FAULTS;
	     attempt.nth += attempt.stride ?: 1) {
		EXPECT_STREQ("passed", run_attempt(page, &attempt, &views)) {
			TH_LOG("fault %d gave %ld, line %d", attempt.nth,
			       page->result[0], page->line);
		}
		if (page->result[0]) {
			EXPECT_TRUE(is_documented(&attempt, page->result[0])) {
				TH_LOG("fault %d gave %ld", attempt.nth,
				       page->result[0]);
			}
			EXPECT_STREQ(views.before, views.after);
			failed++;
		} else {
			EXPECT_STREQ(wanted, views.after);
		}
		if (!page->mark[REACHED])
			break;
	}
	TH_LOG("%d allocations, %d attempts failed with them", attempt.nth - 1,
	       failed);
	EXPECT_EQ(0, page->result[0]);
	EXPECT_LT(attempt.nth, FAULTS);
	EXPECT_LT(0, failed);
}

#define EXPECT_WHOLE(...) \
	expect_whole(_metadata, self->page, (struct attempt){ __VA_ARGS__ })

/* Installing */

static long make_install(struct text_page *page, const void *text)
{
	return install(text);
}

static long make_sync(struct text_page *page, const void *policy)
{
	return install_flags(SECCOMP_FILTER_FLAG_TSYNC, policy);
}

static long make_sync_bpf(struct text_page *page, const void *unused)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getegid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	return make_sync(page, &prog);
}

TEXT_LONG_TEST(first_policy_is_applied_whole_or_not_at_all)
{
	EXPECT_WHOLE(.make = make_install, .arg = POLICY, .repeats = true,
		     .verdicts = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(further_policy_is_applied_whole_or_not_at_all)
{
	EXPECT_WHOLE(.before = { IN_FORCE, PENDING }, .make = make_install,
		     .arg = POLICY, .repeats = true, .verdicts = true,
		     .errors = { ENOMEM });
}

/* The allocations end with the install, so the call after it does not fail. */
static long make_delayed_install(struct text_page *page, const void *text)
{
	long err = install(text);

	return RAW(__NR_getuid) < 0 ? -EPERM : err;
}

TEXT_LONG_TEST(pending_policy_is_applied_whole_or_not_at_all)
{
	EXPECT_WHOLE(.make = make_delayed_install,
		     .arg = "on_next_syscall: 1\n" POLICY, .verdicts = true,
		     .errors = { ENOMEM });
}

TEXT_LONG_TEST(second_pending_policy_leaves_the_first)
{
	EXPECT_WHOLE(.before = { PENDING }, .make = make_install,
		     .arg = "on_exec: 1\n" POLICY, .repeats = true,
		     .errors = { ENOMEM });
}

TEXT_LONG_TEST(sync_of_a_text_leaves_both_threads)
{
	EXPECT_WHOLE(.threaded = true, .make = make_sync, .arg = POLICY,
		     .repeats = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(sync_of_a_bpf_filter_leaves_both_threads)
{
	EXPECT_WHOLE(.before = { NULL }, .threaded = true, .make = make_sync_bpf,
		     .repeats = true, .errors = { ENOMEM });
}

/* The kernel takes pages for a text of the largest size, not slab memory. */
static char *large_policy(void)
{
	char *text = malloc(TEXT_MAX + 1);
	char *end = stpcpy(text, DENYLIST);

	for (int i = 0; i < 60; i++)
		end += sprintf(end, "getpriority: which != %d\n", 100 + i);
	while (end - text < TEXT_MAX - 32)
		end = stpcpy(end, "?nosuch: a0 == 1\n");
	return text;
}

TEXT_LONG_TEST(install_without_a_page_leaves_what_was_in_force)
{
	char *text = large_policy();

	if (!faults_are_available() || !fail_pages(true))
		SKIP(return, "no fault injection for pages");
	expect_whole(_metadata, self->page, (struct attempt){
		.before = { IN_FORCE }, .make = make_install, .arg = text,
		.stride = 7, .errors = { ENOMEM } });
	EXPECT_TRUE(fail_pages(false));
	free(text);
}

/* Forking and threads */

static void *call_and_end(void *arg)
{
	struct text_page *page = arg;

	page->result[2] = RAW(__NR_getpgid);
	return NULL;
}

static long make_thread(struct text_page *page, const void *unused)
{
	pthread_t thread;
	long err = -pthread_create(&thread, NULL, call_and_end, page);

	if (err)
		return err;
	pthread_join(thread, NULL);
	return page->result[2] == -DENIED ? 0 : -EPERM;
}

static long make_fork(struct text_page *page, const void *unused)
{
	pid_t pid = raw_fork();

	if (!pid)
		leave(RAW(__NR_getpgid) == -DENIED ? 5 : 6);
	if (pid < 0)
		return pid;
	return left_with(raw_wait(pid), 5) ? 0 : -EPERM;
}

TEXT_LONG_TEST(thread_starts_with_the_policy_or_not_at_all)
{
	EXPECT_WHOLE(.before = { IN_FORCE, PENDING }, .make = make_thread,
		     .repeats = true, .errors = { ENOMEM, EAGAIN });
}

TEXT_LONG_TEST(child_starts_with_the_policy_or_not_at_all)
{
	EXPECT_WHOLE(.before = { IN_FORCE, PENDING }, .make = make_fork,
		     .repeats = true, .errors = { ENOMEM, EAGAIN });
}

/* Checking: the report is complete, or untouched */

#define DIRT	0x5a

struct expected {
	const char *text;
	unsigned int status;
	const char *message;
};

static bool is_dirt(const struct seccomp_text_report *report)
{
	struct seccomp_text_report dirt;

	memset(&dirt, DIRT, sizeof(dirt));
	dirt.size = sizeof(dirt);
	dirt.text = report->text;
	dirt.note = 0;
	return !memcmp(report, &dirt, sizeof(dirt));
}

static long make_check(struct text_page *page, const void *arg)
{
	const struct expected *expected = arg;
	struct seccomp_text_report report;
	long ret;

	memset(&report, DIRT, sizeof(report));
	report.size = sizeof(report);
	report.text = (unsigned long)expected->text;
	report.note = 0;
	ret = RAW(__NR_seccomp, SECCOMP_CHECK_TEXT, 0, (unsigned long)&report);
	if (ret)
		return is_dirt(&report) ? ret : -EPERM;
	return report.status == expected->status &&
	       !strcmp(report.message, expected->message) ? 0 : -EPERM;
}

TEXT_LONG_TEST(check_of_a_good_text_is_complete_or_enomem)
{
	static const struct expected good = { POLICY, 0, "" };

	EXPECT_WHOLE(.before = { IN_FORCE, PENDING }, .make = make_check,
		     .arg = &good, .repeats = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(check_with_notes_is_complete_or_enomem)
{
	static const struct expected noted = {
		POLICY "getpgid: 1\n?nosuch: 1\n", 0,
		"getpgid is denied by the policy in force and stays denied"
	};

	EXPECT_WHOLE(.before = { IN_FORCE, PENDING }, .make = make_check,
		     .arg = &noted, .repeats = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(check_of_a_bad_text_is_complete_or_enomem)
{
	static const struct expected wrong[] = {
		{ POLICY "read: fdd == 0", EINVAL,
		  "read has no argument 'fdd'; it has fd, buf, count" },
		{ POLICY "raed: fd == 0", EINVAL,
		  "unknown system call 'raed'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		EXPECT_WHOLE(.before = { IN_FORCE }, .make = make_check,
			     .arg = &wrong[i], .repeats = true,
			     .errors = { ENOMEM });
}

/* Reading back: the whole text, or an error */

struct source {
	const char *path;
	char text[TEXT_MAX + 1];	/* its contents */
};

static long make_read(struct text_page *page, const void *arg)
{
	static char text[TEXT_MAX + 2];
	const struct source *source = arg;
	ssize_t len, at = 0;
	int fd = RAW(__NR_openat, AT_FDCWD, (unsigned long)source->path,
		     O_RDONLY);

	if (fd < 0)
		return fd;
	do {
		len = RAW(__NR_pread64, fd, (unsigned long)text + at,
			  sizeof(text) - 1 - at, at);
		at += len > 0 ? len : 0;
	} while (len > 0);
	RAW(__NR_close, fd);
	text[at] = 0;
	/* (procfs returns ENOENT from open() without memory for a dentry.) */
	if (len < 0)
		return at || len != -ENOMEM ? -EPERM : len;
	return strcmp(text, source->text) ? -EPERM : 0;
}

/* A text that needs a larger buffer than the kernel tries first */
struct numbered {
	int nr;
	const char *name;
};

static int by_number(const void *a, const void *b)
{
	return ((const struct numbered *)a)->nr - ((const struct numbered *)b)->nr;
}

static void make_long_text(char *text)
{
	struct numbered sorted[] = {
#define NUMBERED(name)	{ __NR_##name, #name }
		NUMBERED(dup3), NUMBERED(setreuid), NUMBERED(setregid),
		NUMBERED(getpgid), NUMBERED(getsid), NUMBERED(getpriority),
		NUMBERED(sched_getparam), NUMBERED(sched_getscheduler),
	};
	char *end = stpcpy(text, "unlisted: 1\non_violation: errno ENOMEDIUM\n");

	/* As /proc shows them */
	qsort(sorted, ARRAY_SIZE(sorted), sizeof(*sorted), by_number);
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		for (int k = 0; k < 60; k++)
			end += sprintf(end, "sys_%s: a0 != %d\n", sorted[i].name, k);
}

TEXT_LONG_TEST(own_policy_is_read_as_a_whole_or_not_at_all)
{
	static struct source source = { .path = "/proc/self/seccomp_filter" };

	make_long_text(source.text);
	EXPECT_WHOLE(.before = { source.text }, .make = make_read,
		     .arg = &source, .repeats = true,
		     .errors = { ENOMEM, ENOENT });
}

static void hold_policy(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	for (;;)
		RAW(__NR_ppoll);
}

TEXT_LONG_TEST(policy_of_another_task_is_read_as_a_whole_or_not_at_all)
{
	static struct source source;
	struct text_page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char path[64];
	pid_t other;

	ASSERT_NE(MAP_FAILED, page);
	make_long_text(source.text);
	other = start_child(page, hold_policy, source.text);
	ASSERT_TRUE(child_comes_to(page, &page->before));
	snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", other);
	source.path = path;
	EXPECT_WHOLE(.make = make_read, .arg = &source, .repeats = true,
		     .errors = { ENOMEM, ENOENT });
	kill(other, SIGKILL);
	raw_wait(other);
	munmap(page, sizeof(*page));
}

/* execve: the pending policy takes effect if it succeeds, and only then */

struct exec_attempt {
	const struct image *image;
	int nth;
};

static void exec_with_fault(struct text_page *page, const void *arg)
{
	const struct exec_attempt *attempt = arg;
	int fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);

	CHILD_CHECK(page, fd >= 0 && no_new_privs() == 0);
	CHILD_CHECK(page, install(IN_FORCE) == 0 && install(PENDING) == 0);
	CHILD_CHECK(page, fail_allocation(fd, attempt->nth));
	page->result[0] = image_exec(attempt->image);
	CHILD_CHECK(page, fail_allocation(fd, 0));
	set_mark(&page->mark[TRIED], 1);
	await_quietly(&page->mark[LOOKED_AGAIN]);
	leave(0);
}

/* What became of an execve: the image began, it returned, or the task died. */
static const char *await_exec(struct text_page *page, const struct image *image,
			      pid_t pid, int *status)
{
	char mark;

	for (;;) {
		if (get_mark(&page->line))
			return "failed a check";
		if (get_mark(&page->mark[TRIED]))
			return "returned";
		if (read(image->pipe[0], &mark, 1) == 1)
			return "began";
		if (waitpid(pid, status, WNOHANG) == pid)
			return "died";
		sched_yield();
	}
}

static int faults_left(pid_t pid)
{
	char path[64], text[16] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/fail-nth", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 1)
		text[0] = 0;
	close(fd);
	return atoi(text);
}

/* The state of a task with both policies, and the state after its execve */
static void learn_states(struct text_page *page, char *pending, char *enforced)
{
	static struct views views;
	struct attempt attempt = {
		.before = { IN_FORCE, PENDING }, .make = make_fork
	};

	run_attempt(page, &attempt, &views);
	stpcpy(pending, views.before);
	attempt.before[1] = PENDING + strlen("on_exec: 1\n");
	run_attempt(page, &attempt, &views);
	stpcpy(enforced, views.before);
}

TEXT_LONG_TEST(execve_enforces_what_is_pending_or_leaves_it_pending)
{
	static char pending[STATE_SIZE], enforced[STATE_SIZE], seen[STATE_SIZE];
	struct exec_attempt attempt = { .nth = 1 };
	int returned = 0, died = 0, began = 0, left = 0;
	struct image image;

	if (!faults_are_available())
		SKIP(return, "no fault injection");
	ASSERT_TRUE(image_open(&image, __NR_ppoll));
	attempt.image = &image;
	learn_states(self->page, pending, enforced);
	ASSERT_NE(0, strcmp(pending, enforced));

	for (; attempt.nth < FAULTS && !left; attempt.nth++) {
		pid_t pid = start_child(self->page, exec_with_fault, &attempt);
		const char *end;
		int status = 0;

		end = await_exec(self->page, &image, pid, &status);
		if (!strcmp(end, "returned")) {
			look(seen, pid, self->page);
			EXPECT_STREQ(pending, seen);
			/* The errors of execve when memory runs out */
			EXPECT_TRUE(self->page->result[0] == -ENOMEM ||
				    self->page->result[0] == -ENOENT ||
				    self->page->result[0] == -ENOEXEC ||
				    self->page->result[0] == -E2BIG) {
				TH_LOG("fault %d gave %ld", attempt.nth,
				       self->page->result[0]);
			}
			set_mark(&self->page->mark[LOOKED_AGAIN], 1);
			returned++;
		} else if (!strcmp(end, "began")) {
			left = faults_left(pid);
			look(seen, pid, self->page);
			EXPECT_STREQ(enforced, seen);
			began++;
		} else {
			/* An execve past its point of no return kills. */
			EXPECT_STREQ("died", end);
			EXPECT_TRUE(WIFSIGNALED(status));
			died++;
			continue;
		}
		kill(pid, SIGKILL);
		raw_wait(pid);
	}
	TH_LOG("%d allocations: %d returned, %d died, %d began", attempt.nth - 2,
	       returned, died, began);
	EXPECT_LT(0, returned);
	EXPECT_LT(0, left);
	image_close(&image);
}

TEST_HARNESS_MAIN
