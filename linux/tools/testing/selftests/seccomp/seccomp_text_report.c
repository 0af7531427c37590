// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of a violation: the log line, which names the call and is
 * rate-limited, and the audit record.
 */
#include "seccomp_text.h"
#include "seccomp_text_soak.h"
#include <sched.h>
#include <time.h>

#define NUMBER_TEXT(nr)	#nr
#define NUMBER(nr)	NUMBER_TEXT(nr)

#define OPENAT_NAME	"sys_openat"
#define OPENAT_NUMBER	"(" NUMBER(__NR_openat) ")"
#define OPENAT_SAID	OPENAT_NAME " " OPENAT_NUMBER ": dfd=-100, filename=ptr, flags=0, mode=0"
#define OPENAT_AUDITED	"syscall=" NUMBER(__NR_openat) " "
#define KILLED		"]: killed by its policy: "
#define WOULD_BE	"]: would be refused by its policy: "

/* Ten thousand deaths take minutes on an emulated machine. */
static int flood_size(void)
{
	return stress_seconds() < 10 ? 1000 : 10000;
}

/* An unused user id, so that no rate limit applies yet. */
static unsigned int fresh_uid(void)
{
	static unsigned int uses;

	return 100000 + getpid() * 16 + uses++ % 16;
}

/* Open the kernel log at its end. */
static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

static bool next_record(int log, char *record, size_t size)
{
	ssize_t len;

	do {
		len = read(log, record, size - 1);
	} while (len < 0 && (errno == EPIPE || errno == EINTR));
	if (len < 0)
		return false;
	record[len] = 0;
	return true;
}

static bool has_all(const char *record, const char * const *words)
{
	for (; *words; words++) {
		if (!strstr(record, *words))
			return false;
	}
	return true;
}

/* Wait for a record with all the words, and store it in @record. */
static bool await_record(int log, const char * const *words, int seconds,
			 char *record, size_t size)
{
	time_t end = time(NULL) + seconds;

	do {
		while (next_record(log, record, size)) {
			if (has_all(record, words))
				return true;
		}
		usleep(10000);
	} while (time(NULL) <= end);
	record[0] = 0;
	return false;
}

struct death {
	const char *policy;
	const char *comm;
	unsigned int uid;
	struct call call;
	bool bpf;
	unsigned int flags;
};

static void die(struct text_page *page, const void *arg)
{
	const struct death *death = arg;

	CHILD_CHECK(page, prctl(PR_SET_NAME, death->comm) == 0);
	if (death->uid && !geteuid())
		CHILD_CHECK(page, !setresuid(death->uid, death->uid, death->uid));
	CHILD_CHECK(page, no_new_privs() == 0);
	if (death->bpf)
		CHILD_CHECK(page, !install_bpf(death->call.nr,
					       SECCOMP_RET_KILL_PROCESS));
	else
		CHILD_CHECK(page, !install_flags(death->flags, death->policy));
	act(page, &death->call);
}

static pid_t run_death(struct text_page *page, const struct death *death,
		       int *status)
{
	pid_t pid = start_child(page, die, death);

	*status = raw_wait(pid);
	return pid;
}

/*
 * Start children that die until one is reported in a record with its pid, in
 * this format, and all the words. Log and audit are both rate-limited.
 */
static bool record_of_death(struct text_page *page, const struct death *death,
			    const char *format, const char * const *words,
			    char *record, size_t size)
{
	int status, log = open_log();
	const char *all[8] = { 0 };
	bool found = false;
	char pid[64];

	for (size_t i = 0; words[i]; i++)
		all[i + 1] = words[i];
	all[0] = pid;
	for (int attempt = 0; attempt < 20 && !found; attempt++) {
		snprintf(pid, sizeof(pid), format, run_death(page, death, &status));
		found = await_record(log, all, 2, record, size);
	}
	close(log);
	return found;
}

static bool log_is_closed(void)
{
	int log = open_log();

	if (log < 0)
		return true;
	close(log);
	return false;
}

TEXT_TEST(log_names_the_process_and_an_unlisted_call)
{
	static const char * const words[] = {
		"seccomp:", "text-reporter[", OPENAT_NAME, OPENAT_NUMBER, NULL
	};
	struct death death = {
		"exit_group: 1\n", "text-reporter", fresh_uid(),
		{ __NR_openat, { -100 } }, false, 0
	};
	char record[2048];

	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_TRUE(record_of_death(self->page, &death, "[%d]", words, record,
				    sizeof(record)));
	TH_LOG("%s", record);
}

TEXT_TEST(log_names_a_call_that_a_rule_refuses)
{
	static const char * const words[] = {
		"seccomp:", "text-reporter[", OPENAT_NAME, OPENAT_NUMBER, NULL
	};
	struct death death = {
		"exit_group: 1\nopenat: dfd == 1\n", "text-reporter",
		fresh_uid(), { __NR_openat, { -100 } }, false, 0
	};
	char record[2048];

	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_TRUE(record_of_death(self->page, &death, "[%d]", words, record,
				    sizeof(record)));
	TH_LOG("%s", record);
}

TEXT_TEST(log_gives_the_number_of_an_unknown_call)
{
	static const char * const words[] = {
		"seccomp:", "text-reporter[", "(410)", NULL
	};
	struct death death = {
		"exit_group: 1\n", "text-reporter", fresh_uid(),
		{ UNUSED_NR, { 0 } }, false, 0
	};
	char record[2048];

	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_TRUE(record_of_death(self->page, &death, "[%d]", words, record,
				    sizeof(record)));
	TH_LOG("%s", record);
}

/* /dev/kmsg shows a raw byte as \x..; an escaped one begins with \x5c. */
TEXT_TEST(log_escapes_the_name_of_the_process)
{
	static const char * const words[] = { "seccomp:", OPENAT_NUMBER, NULL };
	static const char * const raw[] = {
		"\\x0a", "\\x0d", "\\x1b", "\\x07", "\\x7f", "\\xff",
	};
	struct death death = {
		"exit_group: 1\n", "a\nb\r\x1b[1m\a\x7f\xff", fresh_uid(),
		{ __NR_openat, { -100 } }, false, 0
	};
	char record[2048];

	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_TRUE(record_of_death(self->page, &death, "[%d]", words, record,
				    sizeof(record)));
	for (size_t i = 0; i < ARRAY_SIZE(raw); i++) {
		EXPECT_EQ(NULL, strstr(record, raw[i])) {
			TH_LOG("%s in %s", raw[i], record);
		}
	}
}

struct flood {
	unsigned int uid;
	int size;	/* deaths or logged calls */
};

/* A log line with these words must appear. */
static void expect_line(struct __test_metadata *_metadata,
			struct text_page *page, struct death death,
			const char *line)
{
	const char * const words[] = { "seccomp:", line, NULL };
	char record[2048];

	death.comm = "text-reporter";
	death.uid = fresh_uid();
	EXPECT_TRUE(record_of_death(page, &death, "[%d]", words, record,
				    sizeof(record))) {
		TH_LOG("no line with: %s", line);
	}
}

#define EXPECT_LINE(line, ...) \
	expect_line(_metadata, self->page, (struct death){ __VA_ARGS__ }, line)

TEXT_TEST(log_shows_scalars_as_the_call_uses_them_and_no_pointers)
{
	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_LINE(KILLED "sys_read (" NUMBER(__NR_read)
		    "): fd=3, buf=ptr, count=64: line 2: fd == 9",
		    .policy = "exit_group: 1\nread: fd == 9\n",
		    .call = { __NR_read, { 0x100000003, 0x123456, 64 } });
	EXPECT_LINE("dfd=-100, filename=ptr, flags=-1, mode=65535: not in the policy",
		    .policy = "exit_group: 1\n",
		    .call = { __NR_openat, { 0xffffff9c, 0, 0xffffffff, -1 } });
	EXPECT_LINE("sys_getpgid (" NUMBER(__NR_getpgid) "): pid=0: not in the policy",
		    .policy = "exit_group: 1\n", .call = { __NR_getpgid });
}

/* The names of these typedefs do not say that they are pointers. */
TEXT_TEST(log_hides_pointers_in_typedefs)
{
	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_LINE("sys_capget (" NUMBER(__NR_capget) "): header=ptr, dataptr=ptr: ",
		    .policy = "exit_group: 1\n",
		    .call = { __NR_capget, { 0x123456, 0x654321 } });
}

TEXT_TEST(log_marks_a_rule_that_it_truncates)
{
	char policy[256], line[256];

	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	snprintf(policy, sizeof(policy),
		 "exit_group: 1\nread: fd == 9%150s&& count == 1\n", "");
	snprintf(line, sizeof(line), "count=64: line 2: fd == 9%109s...\n", "");
	EXPECT_LINE(line, .policy = policy, .call = { __NR_read, { 3, 0, 64 } });
}

TEXT_TEST(log_action_reports_an_allowed_call)
{
	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_LINE(WOULD_BE OPENAT_SAID ": line 2: 0",
		    .policy = "unlisted: 1\nopenat: 0; log\n",
		    .call = { __NR_openat, { -100 } });
	EXPECT_EQ(-EFAULT, self->page->result[0]);
	EXPECT_LINE(WOULD_BE OPENAT_SAID ": not in the policy",
		    .policy = "on_violation: log\nexit_group: 1\n",
		    .call = { __NR_openat, { -100 } });
	EXPECT_EQ(-EFAULT, self->page->result[0]);
}

TEXT_TEST(log_flag_reports_a_refused_call)
{
	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_LINE("]: refused by its policy: " OPENAT_SAID ": line 3: dfd == 1",
		    .policy = DENYLIST "openat: dfd == 1\n",
		    .call = { __NR_openat, { -100 } },
		    .flags = SECCOMP_FILTER_FLAG_LOG);
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

/* Does the log report @death, the first one of a fresh user, within a second? */
static bool is_reported(struct text_page *page, struct death *death)
{
	int status, log = open_log();
	char record[2048], pid[32];
	const char * const words[] = { "seccomp:", pid, NULL };
	bool found;

	death->comm = "text-reporter";
	death->uid = fresh_uid();
	snprintf(pid, sizeof(pid), "text-reporter[%d]",
		 run_death(page, death, &status));
	found = await_record(log, words, 1, record, sizeof(record));
	close(log);
	return found;
}

static bool write_actions_logged(const char *actions)
{
	int fd = open("/proc/sys/kernel/seccomp/actions_logged", O_WRONLY);
	bool ok = fd >= 0 && write(fd, actions, strlen(actions)) > 0;

	close(fd);
	return ok;
}

TEXT_TEST(only_actions_in_actions_logged_are_reported)
{
	static const char all[] = "kill_process kill_thread trap errno user_notif trace log";
	static const char less[] = "trap trace";
	struct death deaths[] = {
		{ .policy = "exit_group: 1\n", .call = { __NR_getpgid } },
		{ .policy = "unlisted: 1\ngetpgid: 0; log\n",
		  .call = { __NR_getpgid } },
		{ .policy = DENYLIST "getpgid: 0\n", .call = { __NR_getpgid },
		  .flags = SECCOMP_FILTER_FLAG_LOG },
	};
	struct death quiet = {
		.policy = DENYLIST "getpgid: 0\n", .call = { __NR_getpgid }
	};

	if (log_is_closed() || geteuid())
		SKIP(return, "not root, or no access to /dev/kmsg");
	for (size_t i = 0; i < ARRAY_SIZE(deaths); i++) {
		EXPECT_TRUE(is_reported(self->page, &deaths[i])) {
			TH_LOG("%s", deaths[i].policy);
		}
		ASSERT_TRUE(write_actions_logged(less));
		EXPECT_FALSE(is_reported(self->page, &deaths[i])) {
			TH_LOG("%s", deaths[i].policy);
		}
		ASSERT_TRUE(write_actions_logged(all));
	}
	EXPECT_FALSE(is_reported(self->page, &quiet));
}

static void make_logged_calls(struct text_page *page, const void *arg)
{
	const struct flood *flood = arg;

	if (!geteuid())
		CHILD_CHECK(page, !setresuid(flood->uid, flood->uid, flood->uid));
	CHILD_CHECK(page, !install_unprivileged("unlisted: 1\ngetpgid: 0; log\n"));
	set_mark(&page->before, 1);
	for (int i = 0; i < flood->size; i++)
		page->result[0] += RAW(__NR_getpgid) >= 0;
	set_mark(&page->after, 1);
}

/* Many children die; vfork() makes them cheap. */
static void die_repeatedly(struct text_page *page, const void *arg)
{
	const struct flood *flood = arg;
	const unsigned int uid = flood->uid;

	if (!geteuid())
		CHILD_CHECK(page, setresuid(uid, uid, uid) == 0);
	CHILD_CHECK(page, !install_unprivileged("unlisted: 1\ngetpgid: 0\n"));
	set_mark(&page->before, 1);
	for (int i = 0; i < flood->size; i++) {
		pid_t pid = vfork();

		if (!pid) {
			syscall(__NR_getpgid);
			leave(1);
		}
		page->result[0] += killed_by_sigsys(raw_wait(pid));
	}
	set_mark(&page->after, 1);
}

/* Count the log lines about deaths, and all records, including lost ones. */
static void count_records(int log, long *lines, long *records)
{
	static const char * const words[] = { "seccomp:", "getpgid", NULL };
	long sequence, first = -1;
	char record[2048];

	*lines = 0;
	*records = 0;
	while (next_record(log, record, sizeof(record))) {
		if (sscanf(record, "%*d,%ld,", &sequence) == 1) {
			first = first < 0 ? sequence : first;
			*records = sequence - first + 1;
		}
		*lines += has_all(record, words);
	}
}

TEXT_LONG_TEST(log_limits_the_lines_of_a_flood_of_deaths)
{
	struct flood flood = { fresh_uid(), flood_size() };
	long lines, records;
	int log = open_log();

	if (log < 0)
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_FATE("passed", die_repeatedly, &flood);
	EXPECT_EQ(flood.size, self->page->result[0]);
	count_records(log, &lines, &records);
	EXPECT_LE(1, lines);
	EXPECT_GE(flood.size / 10, lines);
	EXPECT_GE(flood.size / 4, records);
	TH_LOG("%ld lines, %ld records in all", lines, records);
	close(log);
}

TEXT_LONG_TEST(log_limits_the_lines_of_a_flood_of_logged_calls)
{
	struct flood flood = { fresh_uid(), flood_size() };
	long lines, records;
	int log = open_log();

	if (log < 0 || geteuid())
		SKIP(return, "not root");
	EXPECT_FATE("passed", make_logged_calls, &flood);
	EXPECT_EQ(flood.size, self->page->result[0]);
	count_records(log, &lines, &records);
	EXPECT_LE(1, lines);
	EXPECT_GE(flood.size / 10, lines);
	EXPECT_GE(flood.size / 4, records);
	TH_LOG("%ld lines, %ld records in all", lines, records);
	close(log);
}

TEXT_LONG_TEST(user_that_floods_the_log_does_not_silence_others)
{
	struct flood flood = { fresh_uid(), flood_size() / 10 };
	struct death death = {
		"exit_group: 1\n", "other-user", fresh_uid(),
		{ __NR_openat, { -100 } }, false, 0
	};
	const char * const words[] = {
		"seccomp:", "other-user[", OPENAT_NAME, NULL
	};
	char record[2048];
	int status, log = open_log();

	if (log < 0 || geteuid())
		SKIP(return, "not root");
	EXPECT_FATE("passed", die_repeatedly, &flood);
	run_death(self->page, &death, &status);
	EXPECT_STREQ("killed", judge(self->page, status));
	EXPECT_TRUE(await_record(log, words, 5, record, sizeof(record)));
	close(log);
}

#define SUBORDINATE_IDS	100

enum { MARK_INSIDE, MARK_MAPPED };

/* In a new user namespace, one child dies for each of the IDs from 1 on. */
static void die_under_many_ids(struct text_page *page, const void *arg)
{
	const struct flood *flood = arg;
	const unsigned int uid = flood->uid;
	int i;

	CHILD_CHECK(page, setresuid(uid, uid, uid) == 0);
	/* Otherwise /proc/<pid>/uid_map belongs to root. */
	CHILD_CHECK(page, prctl(PR_SET_DUMPABLE, 1) == 0);
	CHILD_CHECK(page, unshare(CLONE_NEWUSER) == 0);
	set_mark(&page->mark[MARK_INSIDE], 1);
	await_mark(&page->mark[MARK_MAPPED], 1);
	set_mark(&page->before, 1);
	for (i = 1; i <= flood->size; i++) {
		pid_t pid = raw_fork();

		if (!pid) {
			if (setresuid(i, i, i) ||
			    install_unprivileged("unlisted: 1\ngetpgid: 0\n"))
				leave(1);
			syscall(__NR_getpgid);
			leave(2);
		}
		page->result[0] += killed_by_sigsys(raw_wait(pid));
	}
	set_mark(&page->after, 1);
}

/* Map 0 to @uid, and @nr IDs from 1 on to unused ones. */
static bool map_ids(pid_t pid, unsigned int uid, unsigned int first, int nr)
{
	char path[64], map[64];
	int fd, len;
	bool ok;

	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	len = snprintf(map, sizeof(map), "0 %u 1\n1 %u %d\n", uid, first, nr);
	fd = open(path, O_WRONLY);
	ok = fd >= 0 && write(fd, map, len) == len;
	close(fd);
	return ok;
}

TEXT_LONG_TEST(all_subordinate_ids_of_a_user_share_one_limit)
{
	struct flood flood = { fresh_uid(), SUBORDINATE_IDS };
	unsigned int first = 1000000 + getpid() * SUBORDINATE_IDS;
	time_t start = time(NULL);
	int log = open_log();
	long lines, records;
	pid_t pid;

	if (log < 0 || geteuid())
		SKIP(return, "not root");
	pid = start_child(self->page, die_under_many_ids, &flood);
	await_mark(&self->page->mark[MARK_INSIDE], 1);
	EXPECT_TRUE(map_ids(pid, flood.uid, first, SUBORDINATE_IDS));
	set_mark(&self->page->mark[MARK_MAPPED], 1);
	EXPECT_STREQ("passed", judge(self->page, raw_wait(pid)));
	EXPECT_EQ(SUBORDINATE_IDS, self->page->result[0]);
	count_records(log, &lines, &records);
	EXPECT_LE(1, lines);
	EXPECT_GE(10 * (2 + (time(NULL) - start) / 5), lines);
	TH_LOG("%ld lines in %ld s", lines, (long)(time(NULL) - start));
	close(log);
}

TEXT_TEST(audit_record_of_a_kill_is_that_of_a_bpf_filter)
{
	char arch[32];
	const char * const words[] = {
		"type=1326", "text-auditee", "sig=31 ", arch,
		OPENAT_AUDITED, "code=0x80000000", NULL
	};
	struct death death = {
		"exit_group: 1\n", "text-auditee", 0,
		{ __NR_openat, { -100 } }, true, 0
	};
	char record[2048];

	snprintf(arch, sizeof(arch), "arch=%x ", TEXT_AUDIT_ARCH);
	if (log_is_closed() ||
	    !record_of_death(self->page, &death, " pid=%d ", words, record,
			     sizeof(record)))
		SKIP(return, "no audit records in the kernel log");
	death.bpf = false;
	EXPECT_TRUE(record_of_death(self->page, &death, " pid=%d ", words,
				    record, sizeof(record)));
	TH_LOG("%s", record);
}

TEXT_TEST(log_action_is_audited)
{
	static const char * const words[] = {
		"type=1326", "text-auditee", OPENAT_AUDITED, "sig=0 ",
		"code=0x7ffc0000", NULL
	};
	struct death death = {
		"unlisted: 1\nopenat: 0; log\n", "text-auditee", 0,
		{ __NR_openat, { -100 } }, false, 0
	};
	char record[2048];

	if (log_is_closed())
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_TRUE(record_of_death(self->page, &death, " pid=%d ", words,
				    record, sizeof(record)));
	EXPECT_EQ(-EFAULT, self->page->result[0]);
}

TEXT_TEST(errno_action_is_audited_only_with_the_log_flag)
{
	static const char * const words[] = {
		"type=1326", "text-auditee", OPENAT_AUDITED, "sig=0 ",
		"code=0x50000", NULL
	};
	struct death death = {
		DENYLIST "openat: 0\n", "text-auditee", 0,
		{ __NR_openat, { -100 } }, false, 0
	};
	int status, log = open_log();
	char record[2048], pid[32];
	const char * const silent[] = { "type=1326", pid, NULL };

	if (log < 0)
		SKIP(return, "no access to /dev/kmsg");
	snprintf(pid, sizeof(pid), " pid=%d ",
		 run_death(self->page, &death, &status));
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_FALSE(await_record(log, silent, 1, record, sizeof(record)));
	close(log);

	death.flags = SECCOMP_FILTER_FLAG_LOG;
	EXPECT_TRUE(record_of_death(self->page, &death, " pid=%d ", words,
				    record, sizeof(record)));
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

TEST_HARNESS_MAIN
