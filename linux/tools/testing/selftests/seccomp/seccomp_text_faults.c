// SPDX-License-Identifier: GPL-2.0
/*
 * Whatever a task was doing when memory ran out, it gets the documented errno,
 * and is held to exactly what it was held to before: /proc shows the same text
 * and the same number of BPF filters, and calls have the same verdicts.
 *
 * The first allocation fails, then the second, and so on until the attempt gets
 * by without a failure.  What a task is held to is read from outside, by the
 * test, whose own allocations do not fail.
 */
#include "seccomp_text_faults.h"
#include <pthread.h>

#define STATE_SIZE	(2 * TEXT_MAX + 4096)

/* Of struct text_page.mark; the child and the test take turns. */
enum { PREPARED, LOOKED, REACHED, TRIED, LOOKED_AGAIN, THREAD };

/* What is attempted, over which policies, and which allocation is to fail. */
struct attempt {
	const char *before[3];
	bool threaded;		/* there is another thread */
	long (*make)(struct text_page *page, const void *arg);
	const void *arg;
	const char *path;	/* for what reads a file */
	int errors[3];		/* that are documented, 0 ends them */
	bool repeats;		/* it can be done again at the end */
	int stride;		/* only every so many of the allocations, if given */
	int nth;
};

#define IN_FORCE	DENYLIST "getpgrp: 0\nread: fd != 7 || count == 7\n"
#define WAITING		"on_exec: 1\n" DENYLIST				\
			"getsid: pid == 9 || pid == 8; errno EIO\n"
#define POLICY		"getuid: 0\n"						\
			"getpriority: who == 1 && (which == 9 || which == 8)\n"	\
			"read: fd == 0 || count < 5; errno 5\n"			\
			"read: buf != 0\n"					\
			DENYLIST

/* The child does not make a call while it waits: some policies count them. */
static void wait_quietly(int *mark)
{
	while (!get_mark(mark))
		__builtin_ia32_pause();
}

static void *stand_by(void *arg)
{
	struct text_page *page = arg;

	set_mark(&page->mark[THREAD], RAW(__NR_gettid));
	for (;;)
		RAW(__NR_pause);
	return NULL;
}

static void try_with_fault(struct text_page *page, const void *arg)
{
	const struct attempt *attempt = arg;
	int fd = open("/proc/thread-self/fail-nth", O_RDWR);
	pthread_t thread;

	CHILD_CHECK(page, fd >= 0 && no_new_privs() == 0);
	if (attempt->threaded) {
		CHILD_CHECK(page, !pthread_create(&thread, NULL, stand_by, page));
		while (!get_mark(&page->mark[THREAD]))
			sched_yield();
	}
	for (size_t i = 0; i < 3 && attempt->before[i]; i++)
		CHILD_CHECK(page, install(attempt->before[i]) == 0);
	set_mark(&page->mark[PREPARED], 1);
	wait_quietly(&page->mark[LOOKED]);

	CHILD_CHECK(page, fail_allocation(fd, attempt->nth));
	page->result[0] = attempt->make(page, attempt->arg);
	page->mark[REACHED] = attempt->nth && has_failed(fd);
	CHILD_CHECK(page, fail_allocation(fd, 0));
	set_mark(&page->mark[TRIED], 1);
	wait_quietly(&page->mark[LOOKED_AGAIN]);

	/* Nothing is left over that would keep it from working. */
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

/* All that there is to see of what a thread of @pid is held to */
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

/* Runs an attempt and looks at the task before and after it. */
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

/* With every allocation failing once, it is done as a whole or not at all. */
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

TEXT_LONG_TEST(first_policy_leaves_no_trace_if_it_fails)
{
	EXPECT_WHOLE(.make = make_install, .arg = POLICY, .repeats = true,
		     .errors = { ENOMEM });
}

TEXT_LONG_TEST(narrowing_leaves_what_is_in_force_and_what_waits)
{
	EXPECT_WHOLE(.before = { IN_FORCE, WAITING }, .make = make_install,
		     .arg = POLICY, .repeats = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(second_pending_policy_leaves_the_first)
{
	EXPECT_WHOLE(.before = { WAITING }, .make = make_install,
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

/* What a text of the largest size takes is more than kmalloc() has at a time. */
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

	page->result[2] = RAW(__NR_getpgrp);
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
		leave(RAW(__NR_getpgrp) == -DENIED ? 5 : 6);
	if (pid < 0)
		return pid;
	return left_with(raw_wait(pid), 5) ? 0 : -EPERM;
}

TEXT_LONG_TEST(thread_is_born_with_the_policy_or_not_at_all)
{
	EXPECT_WHOLE(.before = { IN_FORCE, WAITING }, .make = make_thread,
		     .repeats = true, .errors = { ENOMEM, EAGAIN });
}

/* seccomp_text_nomem fails each; here the states are compared as well. */
TEXT_LONG_TEST(child_is_born_with_the_policy_or_not_at_all)
{
	EXPECT_WHOLE(.before = { IN_FORCE, WAITING }, .make = make_fork,
		     .repeats = true, .stride = 5, .errors = { ENOMEM, EAGAIN });
}

/* Checking: it says all that there is to say, or nothing */

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

TEXT_LONG_TEST(check_of_a_good_text_says_all_or_enomem)
{
	static const struct expected good = { POLICY, 0, "" };

	EXPECT_WHOLE(.before = { IN_FORCE, WAITING }, .make = make_check,
		     .arg = &good, .repeats = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(check_with_notes_says_all_or_enomem)
{
	static const struct expected noted = {
		POLICY "getpgrp: 1\n?nosuch: 1\n", 0,
		"getpgrp is denied by the policy in force and stays denied"
	};

	EXPECT_WHOLE(.before = { IN_FORCE, WAITING }, .make = make_check,
		     .arg = &noted, .repeats = true, .errors = { ENOMEM });
}

TEXT_LONG_TEST(check_of_a_bad_text_says_all_or_enomem)
{
	static const struct expected wrong[] = {
		{ POLICY "read: fdd == 0", EINVAL,
		  "read has no argument 'fdd'; it has fd, buf, count" },
		{ POLICY "raed: fd == 0", EINVAL,
		  "no system call is called 'raed'; did you mean read?" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		EXPECT_WHOLE(.before = { IN_FORCE }, .make = make_check,
			     .arg = &wrong[i], .repeats = true,
			     .errors = { ENOMEM });
}

/* Reading back: all of it, or an error, but never a part */

struct source {
	const char *path;
	char text[TEXT_MAX + 1];	/* what has to be there */
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
	/* An open may say ENOENT, as procfs does when it has no dentry. */
	if (len < 0)
		return at || len != -ENOMEM ? -EPERM : len;
	return strcmp(text, source->text) ? -EPERM : 0;
}

/* More text than fits into the first buffers that the kernel tries */
static void make_long_text(char *text)
{
	/* In the order of their numbers, as they will be shown */
	static const char * const sorted[] = {
		"dup2", "setreuid", "setregid", "getpgid", "getsid",
		"getpriority", "sched_getparam", "sched_getscheduler",
	};
	char *end = stpcpy(text, "unlisted: 1\non_violation: errno ENOMEDIUM\n");

	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		for (int k = 0; k < 60; k++)
			end += sprintf(end, "sys_%s: a0 != %d\n", sorted[i], k);
}

TEXT_LONG_TEST(own_policy_is_read_as_a_whole_or_not_at_all)
{
	static struct source source = { .path = "/proc/self/seccomp_filter" };

	make_long_text(source.text);
	EXPECT_WHOLE(.before = { source.text }, .make = make_read,
		     .arg = &source, .repeats = true,
		     .errors = { ENOMEM, ENOENT });
}

static void stand(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	for (;;)
		RAW(__NR_pause);
}

TEXT_LONG_TEST(policy_of_another_is_read_as_a_whole_or_not_at_all)
{
	static struct source source;
	struct text_page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char path[64];
	pid_t other;

	ASSERT_NE(MAP_FAILED, page);
	make_long_text(source.text);
	other = start_child(page, stand, source.text);
	ASSERT_TRUE(child_comes_to(page, &page->before));
	snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", other);
	source.path = path;
	EXPECT_WHOLE(.make = make_read, .arg = &source, .repeats = true,
		     .errors = { ENOMEM, ENOENT });
	kill(other, SIGKILL);
	raw_wait(other);
	munmap(page, sizeof(*page));
}

/* execve: what waits for it takes effect if it succeeds, and only then */

struct exec_attempt {
	const struct image *image;
	int nth;
};

static void exec_with_fault(struct text_page *page, const void *arg)
{
	const struct exec_attempt *attempt = arg;
	int fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);

	CHILD_CHECK(page, fd >= 0 && no_new_privs() == 0);
	CHILD_CHECK(page, install(IN_FORCE) == 0 && install(WAITING) == 0);
	CHILD_CHECK(page, fail_allocation(fd, attempt->nth));
	page->result[0] = image_exec(attempt->image);
	CHILD_CHECK(page, fail_allocation(fd, 0));
	set_mark(&page->mark[TRIED], 1);
	wait_quietly(&page->mark[LOOKED_AGAIN]);
	leave(0);
}

/* How an execve went on: the image has begun, or it returned, or it died. */
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

/* The state of a task that has both policies, and of one that has executed. */
static void learn_states(struct text_page *page, char *waiting, char *enforced)
{
	static struct views views;
	struct attempt attempt = {
		.before = { IN_FORCE, WAITING }, .make = make_fork
	};

	run_attempt(page, &attempt, &views);
	stpcpy(waiting, views.before);
	attempt.before[1] = WAITING + strlen("on_exec: 1\n");
	run_attempt(page, &attempt, &views);
	stpcpy(enforced, views.before);
}

TEXT_LONG_TEST(execve_enforces_what_waits_or_leaves_it_waiting)
{
	static char waiting[STATE_SIZE], enforced[STATE_SIZE], seen[STATE_SIZE];
	struct exec_attempt attempt = { .nth = 1 };
	int returned = 0, died = 0, began = 0, left = 0;
	struct image image;

	if (!faults_are_available())
		SKIP(return, "no fault injection");
	ASSERT_TRUE(image_open(&image, __NR_pause));
	attempt.image = &image;
	learn_states(self->page, waiting, enforced);
	ASSERT_NE(0, strcmp(waiting, enforced));

	for (; attempt.nth < FAULTS && !left; attempt.nth++) {
		pid_t pid = start_child(self->page, exec_with_fault, &attempt);
		const char *end;
		int status = 0;

		end = await_exec(self->page, &image, pid, &status);
		if (!strcmp(end, "returned")) {
			look(seen, pid, self->page);
			EXPECT_STREQ(waiting, seen);
			/* That is what execve says for want of memory. */
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
			/* Past the point of no return there is no going back. */
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
