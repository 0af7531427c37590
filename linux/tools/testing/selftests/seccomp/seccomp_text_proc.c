// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/<pid>/seccomp_filter: a task's state as one text, which gives the same
 * state when it is installed; and who may read it.
 */
#include "seccomp_text.h"
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#define NR_CALLS	100
#define NR_STACKS	60
#define OTHER_UID	1000

/* Policies with their flags, in the order of their installs. */
struct stack {
	const char *texts[5];
	unsigned int flags[5];
};

/* Read all of @path. Return its length or a negative errno. */
static ssize_t read_whole(const char *path, char *text, size_t chunk)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len, at = 0;

	if (fd < 0)
		return -errno;
	while ((len = read(fd, text + at, chunk)) > 0)
		at += len;
	if (len < 0)
		at = -errno;
	close(fd);
	if (at >= 0)
		text[at] = 0;
	return at;
}

static ssize_t read_of(pid_t pid, char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", pid);
	return read_whole(path, text, TEXT_MAX);
}

/* The child spins without any call, since its policies judge all calls. */
static void stand(struct text_page *page, const void *arg)
{
	const struct stack *stack = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 5 && stack->texts[i]; i++)
		CHILD_CHECK(page, !install_flags(stack->flags[i],
						 stack->texts[i]));
	set_mark(&page->before, 1);
	for (;;)
		;
}

static pid_t start_standing(struct text_page *page, const struct stack *stack)
{
	pid_t pid = start_child(page, stand, stack);

	if (child_comes_to(page, &page->before))
		return pid;
	raw_wait(pid);
	return -1;
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	raw_wait(pid);
}

/* Return what is shown of a process under @stack, in a static buffer. */
static const char *shown_under(struct text_page *page,
			       const struct stack *stack)
{
	static char text[TEXT_MAX + 1];
	pid_t pid = start_standing(page, stack);

	if (pid < 0)
		return "(not installed)";
	if (read_of(pid, text) < 0)
		snprintf(text, sizeof(text), "(not readable)");
	stop(pid);
	return text;
}

static void expect_shown(struct __test_metadata *_metadata,
			 struct text_page *page, const char *want,
			 const struct stack *stack)
{
	struct stack again = { { want } };

	EXPECT_STREQ(want, shown_under(page, stack));
	if (strchr(want, '#'))
		return;
	EXPECT_STREQ(want, shown_under(page, &again));
}

#define EXPECT_SHOWN(want, ...) do {					\
	const struct stack stack = { { __VA_ARGS__ } };			\
									\
	expect_shown(_metadata, self->page, want, &stack);		\
} while (0)

TEXT_TEST(plain_policy_is_shown_as_it_was_written)
{
	EXPECT_SHOWN("sys_read: fd == 0\nsys_write: fd == 1\nsys_exit_group: 1\n",
		     "sys_read: fd == 0\nsys_write: fd == 1\nsys_exit_group: 1\n");
	EXPECT_SHOWN("sys_read: fd  ==  0 ||fd==7\nsys_read: count < 9; errno EIO\n",
		     "  # one\nread:fd  ==  0 ||fd==7\r\n\n"
		     "\tread : count < 9;errno 5#two\n?nobody: 0");
}

TEXT_TEST(directives_and_actions_are_shown)
{
	EXPECT_SHOWN("unlisted: 1\non_violation: errno ENOMEDIUM\nsys_getpgid: 0\n",
		     DENYLIST "getpgid: 0\n");
	EXPECT_SHOWN("unlisted: 1\n", "unlisted: 1\n");
	EXPECT_SHOWN("unlisted: 0\n", "unlisted: 0\n");
	EXPECT_SHOWN("on_violation: trap 7\nunlisted: 0\n",
		     "unlisted: 0\non_violation: trap 7");
	/* Here on_violation matters for foreign calls only, which are killed. */
	EXPECT_SHOWN("unlisted: 1\nsys_getpgid: 0; log\n",
		     "unlisted: 1\non_violation: log\ngetpgid: 0\n");
	EXPECT_SHOWN("on_violation: log\nsys_getpgid: 1\n",
		     "on_violation: log\ngetpgid: 1\n");
	/* These calls have their numbers in this order everywhere. */
	EXPECT_SHOWN("unlisted: 1\nsys_getpgid: pid > 1; trap\n"
		     "sys_getpgid: 0; trace 65535\nsys_getsid: 0; log\n"
		     "sys_getrandom: 0; kill_thread\n"
		     "sys_membarrier: 0; errno 4095\n",
		     "unlisted: 1\ngetrandom: 0; kill_thread\n"
		     "membarrier: 0; errno 4095\ngetpgid: 0; trace 0xffff\n"
		     "getsid: 0; log\ngetpgid: pid > 1; trap 0\n");
}

/* The strictest first; of equals the newest first; nothing after a 0. */
TEXT_TEST(rules_are_shown_in_the_order_in_which_they_decide)
{
	EXPECT_SHOWN("unlisted: 1\n"
		     "sys_getpriority: which == 3; trap\n"
		     "sys_getpriority: who == 4; errno EIO\n"
		     "sys_getpriority: who == 1; errno EPERM\n"
		     "sys_getpriority: who == 2; errno EPERM\n",
		     "unlisted: 1\ngetpriority: who == 1; errno 1\n"
		     "getpriority: who == 2; errno 1\n",
		     "unlisted: 1\ngetpriority: which == 3; trap\n",
		     "unlisted: 1\ngetpriority: who == 4; errno EIO\n");
	EXPECT_SHOWN("unlisted: 1\nsys_getpriority: which == 1\n"
		     "sys_getpriority: 0; errno EIO\n",
		     "unlisted: 1\ngetpriority: which == 1\n"
		     "getpriority: who == 1; errno 3\n",
		     "unlisted: 1\ngetpriority: 0; errno EIO\n");
}

TEXT_TEST(calls_that_one_policy_does_not_list_are_not_shown)
{
	EXPECT_SHOWN("sys_getsid: 1\nsys_prctl: 1\nsys_seccomp: 1\n",
		     "seccomp: 1\nprctl: 1\ngetpgid: 1\ngetsid: 1\n",
		     "seccomp: 1\nprctl: 1\nmembarrier: 1\ngetsid: 1\n");
	/* The action shows which of the two refuses a call. */
	EXPECT_SHOWN("sys_getpgid: 0; errno EIO\nsys_getsid: 1\n"
		     "sys_prctl: 1\nsys_seccomp: 1\n"
		     "sys_membarrier: 0; errno ENODEV\n",
		     "seccomp: 1\nprctl: 1\ngetpgid: 1\ngetsid: 1\n"
		     "membarrier: 0; errno ENODEV\n",
		     "seccomp: 1\nprctl: 1\nmembarrier: 1\ngetsid: 1\n"
		     "getpgid: 0; errno EIO\n");
	EXPECT_SHOWN("on_violation: errno EIO\nsys_prctl: 1\nsys_seccomp: 1\n",
		     "on_violation: trace\nseccomp: 1\nprctl: 1\ngetpgid: 1\n",
		     "on_violation: errno EIO\nseccomp: 1\nprctl: 1\n");
}

TEXT_TEST(names_and_operators_are_shown_as_they_were_written)
{
	static const char * const rules[] = {
		"sys_read: fd == - 0 && count & ~(0x10|  2)\n",
		"sys_mprotect: !(prot & PROT_EXEC)\n",
		"sys_socket: family == AF_UNIX && type==(SOCK_STREAM|SOCK_CLOEXEC)\n",
		"sys_openat: dfd == AT_FDCWD && !(flags & ~( O_CLOEXEC|O_NONBLOCK ))\n",
	};

	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, "this kernel has no names of constants");
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct stack stack = { { rules[i] } };

		expect_shown(_metadata, self->page, rules[i], &stack);
	}
}

/* The backslash, and the blanks that begin the next line, become one blank. */
TEXT_TEST(joined_lines_are_shown_as_one)
{
	EXPECT_SHOWN("sys_read: fd == 0 || fd == 7\nsys_write: fd ==  1\n",
		     "read: fd == 0 ||\\\n\t  fd == 7\nwrite: \\\nfd == \\  \r\n1\n");
}

/* See seccomp_text_foreign for more. */
TEXT_TEST(action_of_foreign_calls_alone_is_shown)
{
	EXPECT_SHOWN("on_violation: errno EIO\nsys_prctl: 1\nsys_seccomp: 1\n"
		     "foreign: kill\n",
		     "unlisted: 1\ngetsid: 0; errno EIO\n",
		     "on_violation: errno EIO\nseccomp: 1\nprctl: 1\n");
	EXPECT_SHOWN("on_exec: 1\nsys_getpgid: 1\nforeign: log\n",
		     "getpgid: 1\non_exec: 1\nforeign: log\n");
	EXPECT_SHOWN("unlisted: 1\n"
		     "# on_exec: 1\n# on_violation: errno EIO\n# sys_getpgid: 1\n"
		     "# foreign: kill\n",
		     "getpgid: 1\non_exec: 1\non_violation: errno 5\nforeign: trace\n",
		     "unlisted: 1\n");
}

TEXT_TEST(log_flag_is_shown_in_comments)
{
	const struct stack all = {
		{ "unlisted: 1\ngetpgid: 0\n" }, { SECCOMP_FILTER_FLAG_LOG }
	};
	const struct stack some = {
		{ DENYLIST "getpgid: 0\n", DENYLIST "getsid: 0\n" },
		{ 0, SECCOMP_FILTER_FLAG_LOG }
	};

	expect_shown(_metadata, self->page,
		     "# flags: LOG\nunlisted: 1\nsys_getpgid: 0\n", &all);
	expect_shown(_metadata, self->page,
		     "# flags: LOG, for lines so marked\nunlisted: 1\n"
		     "on_violation: errno ENOMEDIUM\nsys_getpgid: 0\n"
		     "sys_getsid: 0\t# LOG\nforeign: errno ENOMEDIUM\t# LOG\n", &some);
}

TEXT_TEST(pending_policy_is_shown_with_its_directive)
{
	EXPECT_SHOWN("on_next_syscall: 1\nunlisted: 1\nsys_getpgid: 0\n",
		     "unlisted: 1\ngetpgid: 0\non_next_syscall: 1\n");
	EXPECT_SHOWN("on_exec: 1\nsys_getpgid: 1\n",
		     "getpgid: 1\non_exec: 1\n");
}

TEXT_TEST(policy_pending_after_one_in_force_is_shown_in_comments)
{
	EXPECT_SHOWN("unlisted: 1\nsys_getsid: 0\n"
		     "# on_exec: 1\n# unlisted: 1\n# sys_getpgid: 0\n"
		     "# sys_getsid: 0\n",
		     "unlisted: 1\ngetpgid: 0\non_exec: 1\n",
		     "unlisted: 1\ngetsid: 0\n");
	EXPECT_SHOWN("on_next_syscall: 1\nunlisted: 1\nsys_getsid: 0\n"
		     "# on_exec: 1\n# unlisted: 1\n# sys_getpgid: 0\n"
		     "# sys_getsid: 0\n",
		     "unlisted: 1\ngetpgid: 0\non_exec: 1\n",
		     "unlisted: 1\ngetsid: 0\non_next_syscall: 1\n");
}

static void stand_under_bpf(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, !install_bpf(__NR_getpgid, SECCOMP_RET_ERRNO | 1));
	set_mark(&page->before, 1);
	for (;;)
		;
}

TEXT_TEST(task_without_a_text_policy_has_an_empty_file)
{
	static char text[TEXT_MAX + 1];
	const struct stack filtered = { { "unlisted: 1\n" } };
	siginfo_t info;
	pid_t pid;
	long len;

	if (geteuid())
		SKIP(return, "only root can read the file of an exited task");
	EXPECT_EQ(0, read_of(getpid(), text));
	pid = start_child(self->page, stand_under_bpf, NULL);
	ASSERT_TRUE(child_comes_to(self->page, &self->page->before));
	EXPECT_EQ(0, read_of(pid, text));
	stop(pid);

	/* An exited task has no state any more, or has it until it is reaped. */
	pid = start_standing(self->page, &filtered);
	EXPECT_EQ(12, read_of(pid, text));
	kill(pid, SIGKILL);
	EXPECT_EQ(0, waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	len = read_of(pid, text);
	EXPECT_TRUE(len == 0 || len == 12);
	raw_wait(pid);
}

/* The same text, and the same verdict for each of many calls */

struct verdicts {
	struct text_page page;
	long result[NR_CALLS];
};

struct questions {
	struct stack stack;
	struct call calls[NR_CALLS];
};

/* Without a policy, each of these calls always fails in the same way. */
static void make_questions(struct questions *questions)
{
	static const int numbers[] = {
		__NR_getpriority, __NR_lseek, __NR_getpgid, __NR_dup3,
		__NR_getsid, UNUSED_NR, __NR_fchmod,
	};

	for (int i = 0; i < NR_CALLS; i++) {
		struct call *call = &questions->calls[i];

		call->nr = numbers[rand() % ARRAY_SIZE(numbers)];
		call->arg[0] = 0x40000000 + rand() % 4;
		if (call->nr == __NR_getpriority)
			call->arg[0] = 9 + rand() % 4;
		call->arg[1] = rand() % 4;
		call->arg[2] = rand() % 4;
	}
}

static void answer(struct text_page *page, const void *arg)
{
	struct verdicts *verdicts = (void *)page;
	const struct questions *questions = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 5 && questions->stack.texts[i]; i++)
		CHILD_CHECK(page, !install(questions->stack.texts[i]));
	for (int i = 0; i < NR_CALLS; i++)
		verdicts->result[i] = make_call(&questions->calls[i]);
	set_mark(&page->before, 1);
	for (;;)
		;
}

static bool get_answers(struct verdicts *verdicts,
			const struct questions *questions, char *text)
{
	pid_t pid = start_child(&verdicts->page, answer, questions);
	bool ok = child_comes_to(&verdicts->page, &verdicts->page.before) &&
		  read_of(pid, text) > 0;

	stop(pid);
	return ok;
}

static void random_policy(char *text, size_t size)
{
	static const char * const names[] = { "getpriority", "sys_lseek",
					      "getpgid", "dup3", "getsid",
					      "fchmod" };
	static const char * const actions[] = { "errno 1", "errno EPIPE", "trace",
						"errno 4000", "errno 124" };
	int rules = 1 + rand() % 9;
	size_t at;

	at = snprintf(text, size, "on_violation: %s\nunlisted: %d\n"
		      "prctl: 1\nseccomp: 1\n",
		      actions[rand() % ARRAY_SIZE(actions)], rand() % 2);
	while (rules--) {
		const char *name = names[rand() % ARRAY_SIZE(names)];
		const char *action = actions[rand() % ARRAY_SIZE(actions)];

		switch (rand() % 5) {
		case 0:
			at += snprintf(text + at, size - at, "%s: 1\n", name);
			break;
		case 1:
			at += snprintf(text + at, size - at, "%s: 0; %s\n", name,
				       action);
			break;
		case 2:
			at += snprintf(text + at, size - at, "%s: a0 & %d\n",
				       name, rand() % 4);
			break;
		default:
			at += snprintf(text + at, size - at,
				       "%s: a0 %s %d ; %s\n", name,
				       rand() % 2 ? "!=" : "==",
				       0x40000000 + rand() % 4, action);
		}
	}
}

TEXT_LONG_TEST(text_that_was_read_gives_the_same_state)
{
	static char policies[4][1024], first[TEXT_MAX + 1], second[TEXT_MAX + 1];
	static struct questions original, copy;
	struct verdicts *verdicts, expected;
	int refused = 0;

	verdicts = mmap(NULL, sizeof(*verdicts), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, verdicts);
	srand(42);
	for (int stack = 0; stack < NR_STACKS; stack++) {
		int depth = 1 + rand() % 4;

		memset(&original, 0, sizeof(original));
		for (int i = 0; i < depth; i++) {
			random_policy(policies[i], sizeof(policies[i]));
			original.stack.texts[i] = policies[i];
		}
		make_questions(&original);
		copy = original;
		copy.stack = (struct stack){ { first } };

		ASSERT_TRUE(get_answers(verdicts, &original, first)) {
			TH_LOG("stack %d, line %d", stack, verdicts->page.line);
		}
		expected = *verdicts;
		ASSERT_TRUE(get_answers(verdicts, &copy, second)) {
			TH_LOG("stack %d was not accepted again:\n%s", stack,
			       first);
		}
		EXPECT_STREQ(first, second);
		EXPECT_EQ(0, memcmp(expected.result, verdicts->result,
				    sizeof(expected.result))) {
			TH_LOG("stack %d:\n%s", stack, first);
		}
		for (int i = 0; i < NR_CALLS; i++)
			refused += expected.result[i] == -4000 ||
				   expected.result[i] == -124 ||
				   expected.result[i] == -EPIPE;
	}
	EXPECT_LT(NR_STACKS * NR_CALLS / 10, refused);
	munmap(verdicts, sizeof(*verdicts));
}

/* A rule of any length, which /proc shows as it was written. */
static char *padded(const char *name, size_t len)
{
	static const char head[] = ": pid != 7", tail[] = "&& pid != 8\n";
	static const char start[] = DENYLIST;
	char *text = malloc(strlen(start) + len + 1), *at = text;

	at = stpcpy(at, start);
	memset(at, ' ', len);
	memcpy(stpcpy(at, name), head, strlen(head));
	memcpy(at + len - strlen(tail), tail, strlen(tail) + 1);
	return text;
}

#define PRINTED_START	"unlisted: 1\non_violation: errno ENOMEDIUM\n"

TEXT_TEST(install_fails_if_more_than_65536_bytes_would_be_shown)
{
	static char text[TEXT_MAX + 1];
	const size_t rest = TEXT_MAX - strlen(PRINTED_START);
	char *first = padded("sys_getpgid", 40000);
	char *fits = padded("sys_getsid", rest - 40000);
	char *over = padded("sys_getsid", rest - 40000 + 1);
	struct stack stack = { { first, fits } };
	struct stack again = { { text } };

	snprintf(text, sizeof(text), "%s", shown_under(self->page, &stack));
	EXPECT_EQ(TEXT_MAX, strlen(text));
	EXPECT_STREQ(text, shown_under(self->page, &again));

	stack.texts[1] = over;
	EXPECT_STREQ("(not installed)", shown_under(self->page, &stack));
	EXPECT_EQ(0, install_result(self->page, over));
	free(first);
	free(fits);
	free(over);
}

/* A pending policy is shown in comments, and these count, too. */
TEXT_TEST(pending_policy_counts_towards_the_bytes_shown)
{
	const size_t head = strlen(PRINTED_START);
	const size_t twice = 2 * head + strlen("# on_exec: 1\n# # # ");
	char *half = padded("sys_getpgid", (TEXT_MAX - twice) / 2);
	char *more = padded("sys_getpgid", (TEXT_MAX - twice) / 2 + 1);
	struct stack stack = { { half, DENYLIST "on_exec: 1\n" } };

	EXPECT_EQ(TEXT_MAX - (TEXT_MAX - twice) % 2,
		  strlen(shown_under(self->page, &stack)));
	stack.texts[0] = more;
	EXPECT_STREQ("(not installed)", shown_under(self->page, &stack));
	free(half);
	free(more);
}

TEXT_TEST(only_the_bytes_shown_limit_an_install)
{
	char *long_rule = padded("sys_getsid", 50000);
	struct stack stack = {
		{ "unlisted: 1\ngetsid: 0\n", long_rule, long_rule, long_rule,
		  long_rule }
	};

	EXPECT_STREQ("unlisted: 1\nsys_getsid: 0\n",
		     shown_under(self->page, &stack));
	free(long_rule);
}

/* Reading */

TEXT_TEST(one_open_file_shows_one_state)
{
	static char whole[TEXT_MAX + 1], bytes[TEXT_MAX + 1];
	static const char more[] = DENYLIST "getsid: 0\n";
	char c, *at = bytes;
	int fd;

	ASSERT_EQ(0, install_unprivileged(DENYLIST "getpgid: 0\ngetpgid: pid > 7\n"));
	ASSERT_LT(40, read_whole("/proc/self/seccomp_filter", whole, TEXT_MAX));
	fd = open("/proc/self/seccomp_filter", O_RDONLY);
	ASSERT_LE(0, fd);
	while (read(fd, &c, 1) == 1) {
		if (at == bytes)
			ASSERT_EQ(0, install(more));
		*at++ = c;
	}
	*at = 0;
	EXPECT_STREQ(whole, bytes);

	/* Reading again from the start shows the present state. */
	EXPECT_EQ(0, lseek(fd, 0, SEEK_SET));
	EXPECT_LT(strlen(whole), read(fd, bytes, TEXT_MAX));
	EXPECT_EQ(0, strncmp(whole, bytes, strlen(whole)));
	EXPECT_NE(NULL, strstr(bytes, "sys_getsid: 0\n"));
	close(fd);
}

struct thread_view {
	int ready, done, err;
	pid_t tid;
};

static void *install_in_thread(void *arg)
{
	struct thread_view *view = arg;

	view->tid = syscall(__NR_gettid);
	view->err = install_unprivileged("unlisted: 1\ngetpgid: 0; errno 1\n");
	set_mark(&view->ready, 1);
	await_mark(&view->done, 1);
	return NULL;
}

TEXT_TEST(each_thread_has_its_own_file)
{
	static char text[TEXT_MAX + 1];
	struct thread_view view = { 0 };
	pthread_t thread;
	char path[64];

	ASSERT_EQ(0, pthread_create(&thread, NULL, install_in_thread, &view));
	await_mark(&view.ready, 1);
	ASSERT_EQ(0, view.err);
	snprintf(path, sizeof(path), "/proc/self/task/%d/seccomp_filter", view.tid);
	EXPECT_LT(0, read_whole(path, text, TEXT_MAX));
	EXPECT_STREQ("unlisted: 1\nsys_getpgid: 0; errno EPERM\n", text);
	EXPECT_EQ(0, read_of(getpid(), text));
	set_mark(&view.done, 1);
	pthread_join(thread, NULL);
}

/* Access */

struct visit {
	pid_t pid;
	const char *name;
	bool open_before;
	bool read_before;
};

/* Drop root before open or between reads. Return the error, if any. */
static void try_visit(struct text_page *page, const void *arg)
{
	const struct visit *visit = arg;
	char path[64], byte;
	int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/%s", visit->pid, visit->name);
	if (visit->open_before)
		fd = open(path, O_RDONLY);
	if (visit->read_before)
		CHILD_CHECK(page, read(fd, &byte, 1) == 1);
	CHILD_CHECK(page, !setresuid(OTHER_UID, OTHER_UID, OTHER_UID));
	if (fd < 0)
		fd = open(path, O_RDONLY);
	page->result[0] = fd < 0 ? -errno : 0;
	set_mark(&page->before, 1);
	if (fd >= 0)
		page->result[0] = read(fd, &byte, 1) < 0 ? -errno : 1;
}

static long visit_result(struct text_page *page, struct visit visit)
{
	run_child(page, try_visit, &visit);
	return page->before ? page->result[0] : -ECHILD;
}

TEXT_TEST(access_rules_are_those_of_proc_pid_syscall)
{
	const struct stack filtered = { { "unlisted: 1\n" } };
	struct text_page *other;
	struct stat filter, call;
	char path[64];
	pid_t pid;

	if (geteuid())
		SKIP(return, "not root");
	other = mmap(NULL, sizeof(*other), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, other);
	pid = start_standing(other, &filtered);
	ASSERT_LT(0, pid);

	snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", pid);
	EXPECT_EQ(0, stat(path, &filter));
	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	EXPECT_EQ(0, stat(path, &call));
	EXPECT_EQ(call.st_mode, filter.st_mode);
	EXPECT_EQ(0100400, filter.st_mode);

	EXPECT_EQ(-EACCES, visit_result(self->page, (struct visit){
		pid, "syscall", false, false }));
	EXPECT_EQ(-EACCES, visit_result(self->page, (struct visit){
		pid, "seccomp_filter", false, false }));
	EXPECT_EQ(-EPERM, visit_result(self->page, (struct visit){
		pid, "syscall", true, false }));
	EXPECT_EQ(-EPERM, visit_result(self->page, (struct visit){
		pid, "seccomp_filter", true, false }));
	/* Nor the rest of a state that it has begun to read. */
	EXPECT_EQ(-EPERM, visit_result(self->page, (struct visit){
		pid, "seccomp_filter", true, true }));
	stop(pid);
	munmap(other, sizeof(*other));
}

TEXT_TEST(file_of_a_task_that_has_gone_gives_esrch)
{
	const struct stack filtered = { { "unlisted: 1\n" } };
	char path[64], byte;
	pid_t pid = start_standing(self->page, &filtered);
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", pid);
	fd = open(path, O_RDONLY);
	ASSERT_LE(0, fd);
	EXPECT_EQ(1, read(fd, &byte, 1));
	stop(pid);
	EXPECT_EQ(-1, read(fd, &byte, 1));
	EXPECT_EQ(ESRCH, errno);
	close(fd);
}

/* Races: a reader sees one whole state or another, and nothing else. */

static void narrow_and_exit(struct text_page *page, const void *unused)
{
	char policy[64];

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	for (int who = 0; who < 40; who++) {
		snprintf(policy, sizeof(policy),
			 "unlisted: 1\ngetpriority: who != %d\n", who);
		CHILD_CHECK(page, install(policy) == 0);
	}
}

static void *sync_in_thread(void *arg)
{
	return (void *)(long)install_flags(SECCOMP_FILTER_FLAG_TSYNC, arg);
}

static void sync_and_exit(struct text_page *page, const void *unused)
{
	char policy[64];
	pthread_t thread;
	void *ret;

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	for (int who = 0; who < 10; who++) {
		snprintf(policy, sizeof(policy),
			 "unlisted: 1\ngetpriority: who != %d\n", who);
		CHILD_CHECK(page, !pthread_create(&thread, NULL, sync_in_thread,
						  policy));
		pthread_join(thread, &ret);
		CHILD_CHECK(page, !ret);
	}
}

static void exec_and_exit(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, !install_unprivileged("unlisted: 1\ngetpriority: who != 0\n"));
	CHILD_CHECK(page, !install("unlisted: 1\ngetpriority: who != 1\non_exec: 1\n"));
	image_exec(arg);
	CHILD_CHECK(page, false);
}

/* Nothing, or rules from N - 1 down to 0, perhaps with a pending policy. */
static bool is_some_state(const char *text)
{
	static const char head[] = "unlisted: 1\n";
	int who, last = -1;

	if (!*text)
		return true;
	if (strncmp(text, head, strlen(head)))
		return false;
	for (text += strlen(head); *text && *text != '#';) {
		if (sscanf(text, "sys_getpriority: who != %d\n", &who) != 1 ||
		    (last >= 0 && who != last - 1))
			return false;
		last = who;
		text = strchr(text, '\n') + 1;
	}
	return last == 0 &&
	       (!*text ||
		!strcmp(text, "# on_exec: 1\n# unlisted: 1\n"
			"# sys_getpriority: who != 1\n"
			"# sys_getpriority: who != 0\n"));
}

static void race(struct __test_metadata *_metadata, struct text_page *page,
		 child_body body, const void *arg, int rounds)
{
	static char text[TEXT_MAX + 1];
	long reads = 0, empty = 0;

	while (rounds--) {
		pid_t pid = start_child(page, body, arg);
		siginfo_t info = { 0 };

		while (!info.si_pid) {
			ssize_t len = read_of(pid, text);

			ASSERT_LE(0, len);
			ASSERT_TRUE(is_some_state(text)) {
				TH_LOG("%s", text);
			}
			reads++;
			empty += !len;
			waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT);
		}
		EXPECT_TRUE(left_with(raw_wait(pid), 0));
		EXPECT_EQ(0, page->line);
	}
	EXPECT_LT(empty, reads);
	TH_LOG("%ld reads, %ld of them empty", reads, empty);
}

TEXT_LONG_TEST(reader_of_a_task_that_narrows_and_exits_sees_whole_states)
{
	if (geteuid())
		SKIP(return, "only root can read the file of an exited task");
	race(_metadata, self->page, narrow_and_exit, NULL, 40);
}

TEXT_LONG_TEST(reader_of_a_task_that_is_synced_sees_whole_states)
{
	if (geteuid())
		SKIP(return, "only root can read the file of an exited task");
	race(_metadata, self->page, sync_and_exit, NULL, 40);
}

TEXT_LONG_TEST(reader_of_a_task_that_executes_sees_whole_states)
{
	struct image image;

	if (geteuid())
		SKIP(return, "only root can read the file of an exited task");
	ASSERT_TRUE(image_open(&image, __NR_getppid));
	race(_metadata, self->page, exec_and_exit, &image, 100);
	image_close(&image);
}

TEST_HARNESS_MAIN
