// SPDX-License-Identifier: GPL-2.0
/*
 * Information leaks. Messages of a check, /proc and the kernel log show no
 * kernel address, and the log shows no pointer at all. The kernel initialises
 * every byte that it copies to user space.
 */
#include "seccomp_text.h"
#include <ctype.h>
#include <dirent.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <time.h>

/* Judge by the upper 16 bits. */
static bool is_kernel_address(uint64_t value)
{
	/* The largest number of all is no address. */
	return value >> 48 == 0xffff && value != UINT64_MAX;
}

/*
 * Could a number in @text be an address? In hex or in decimal, with a sign or
 * without. The upper bits of all negative numbers are set; allow small ones.
 */
static bool has_address(const char *text)
{
	for (const char *at = text; *at; at++) {
		size_t digits = strspn(at, "0123456789abcdefABCDEF");

		if (at > text && (isalnum(at[-1]) || at[-1] == '_'))
			continue;
		if (!strncmp(at, "0x", 2))
			digits = 2 + strspn(at + 2, "0123456789abcdefABCDEF");
		if (digits >= 12 && is_kernel_address(strtoull(at, NULL, 16)))
			return true;
		if (digits >= 18 && is_kernel_address(strtoull(at, NULL, 10)))
			return true;
		if (*at == '-' && isdigit(at[1]) && strtoll(at, NULL, 10) < -0x1000000LL &&
		    is_kernel_address(strtoll(at, NULL, 10)))
			return true;
	}
	return false;
}

TEXT_TEST(detector_finds_addresses)
{
	static const char * const leaks[] = {
		"ffff888012345678", "at 0xffffffff81000000.", "x=ffffc90000123000,",
		"FFFF888012345678", "18446612682376894072", "buf=-131391332657544",
		"a: -2130706432",
	};
	static const char * const fine[] = {
		"", "0x7ffc12345678", "-100", "18446744073709551615", "fd=3",
		"-9223372036854775808 to 9223372036854775807", "sys_read (0)",
		"[    1.123456] seccomp: ffff[77]", "beefbeefbeefbeefz",
	};

	for (size_t i = 0; i < ARRAY_SIZE(leaks); i++) {
		EXPECT_TRUE(has_address(leaks[i])) {
			TH_LOG("%s", leaks[i]);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(fine); i++) {
		EXPECT_FALSE(has_address(fine[i])) {
			TH_LOG("%s", fine[i]);
		}
	}
}

/* Messages */

static long check_struct(void *report)
{
	return RAW(__NR_seccomp, SECCOMP_CHECK_TEXT, 0, (unsigned long)report);
}

static const char * const texts[] = {
	"read: fd == 0\n", "unlisted: 1\n?nosuch: 1\nnfsservctl: x == 1\n",
	"read: fdd == 0", "raed: 1", "read: buf.function == vfs_read",
	"read: buf == 0x10000000000000000", "openat: filename ~ \"*\"",
	"read: 1; kill", "read: 0; errno EFOO", "mmap: addr == -1", "read:",
	"rt_sigaction: act == vfs_read", "ioctl: arg == stacktrace",
	"read: (((fd == 0)", "read: fd == 0 buf", "x", "", "read: \xff",
	"bpf: uattr == 'x", "process_vm_readv: lvec & CPUS{1}", "sys_: 1",
	"nfsservctl: x == 0x10000000000000000", "unlisted: 2",
	"sys_newuname: name == (void *)1", "clone: tls.ustring == \"a\"",
	"read: fd == O_RDONLYX", "openat: !(flags & ~(O_CLOEXEC | 1 2))",
	"read: fd == \\\n vfs_read | ~(1)", "read: fd == 1 \\ 2", "foreign: vfs_read",
};

TEXT_TEST(messages_of_a_check_have_no_address)
{
	char text[256];

	ASSERT_EQ(0, no_new_privs());
	for (int i = 0; i < 3000; i++) {
		struct seccomp_text_report report = { .size = sizeof(report) };
		unsigned int seed = i;

		/* Each text as it is, then with one byte changed. */
		snprintf(text, sizeof(text), "%s", texts[i % ARRAY_SIZE(texts)]);
		if (i >= ARRAY_SIZE(texts) && *text)
			text[rand_r(&seed) % strlen(text)] = rand_r(&seed) % 255 + 1;
		report.text = (unsigned long)text;
		ASSERT_EQ(0, check_struct(&report));
		EXPECT_FALSE(has_address(report.message)) {
			TH_LOG("%s for %s", report.message, text);
		}
	}
}

/*
 * The report must not depend on what it held before. Bytes after the message
 * must be 0: stale bytes of the kernel's own could be the same each time.
 */
static void expect_written(struct __test_metadata *_metadata, const char *text,
			   size_t size, unsigned int note)
{
	unsigned char seen[2][1024];

	for (int run = 0; run < 2; run++) {
		struct seccomp_text_report *report = (void *)seen[run];

		memset(seen[run], run ? 0xa5 : 0x5a, sizeof(seen[run]));
		/* The kernel requires zeros in unknown fields. */
		memset(seen[run] + sizeof(*report), 0, size - sizeof(*report));
		report->size = size;
		report->text = (unsigned long)text;
		report->note = note;
		ASSERT_EQ(0, check_struct(report));
		for (size_t at = strnlen(report->message, sizeof(report->message));
		     at < sizeof(report->message); at++)
			ASSERT_EQ(0, report->message[at]);
	}
	EXPECT_EQ(0, memcmp(seen[0], seen[1], size)) {
		TH_LOG("%.60s", text);
	}
	for (size_t at = sizeof(struct seccomp_text_report); at < size; at++)
		EXPECT_EQ(0, seen[0][at]);
	for (size_t at = size; at < sizeof(seen[0]); at++) {
		EXPECT_EQ(0x5a, seen[0][at]);
		EXPECT_EQ(0xa5, seen[1][at]);
	}
}

TEXT_TEST(check_writes_every_byte_of_a_report_and_none_after_it)
{
	static const size_t sizes[] = {
		sizeof(struct seccomp_text_report),
		sizeof(struct seccomp_text_report) + 1,
		sizeof(struct seccomp_text_report) + 200,
	};
	static char long_text[TEXT_MAX + 2];

	memset(long_text, '#', TEXT_MAX + 1);
	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
			for (unsigned int note = 0; note < 4; note++)
				expect_written(_metadata, texts[k], sizes[i], note);
		expect_written(_metadata, long_text, sizes[i], 0);
	}
}

TEXT_TEST(failed_check_writes_nothing)
{
	unsigned char seen[512], before[512];
	struct seccomp_text_report *report = (void *)seen;

	ASSERT_EQ(0, no_new_privs());
	memset(seen, 0x5a, sizeof(seen));
	report->size = sizeof(*report);
	report->text = 8;
	memcpy(before, seen, sizeof(seen));
	EXPECT_EQ(-EFAULT, check_struct(report));
	EXPECT_EQ(0, memcmp(before, seen, sizeof(seen)));
}

/* Siginfo: the fields of a SIGSYS, and zeros */

static siginfo_t *kept;

static void keep_siginfo(int sig, siginfo_t *info, void *unused)
{
	memcpy(kept, info, sizeof(*kept));
}

static void trap_on_dirt(struct text_page *page, const void *arg)
{
	static unsigned char dirt[65536];
	const int *pattern = arg;
	struct sigaction action = {
		.sa_sigaction = keep_siginfo, .sa_flags = SA_SIGINFO | SA_ONSTACK
	};
	stack_t stack = { .ss_sp = dirt, .ss_size = sizeof(dirt) };

	memset(dirt, *pattern, sizeof(dirt));
	kept = (void *)(page + 1);
	CHILD_CHECK(page, !sigaltstack(&stack, NULL));
	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
	CHILD_CHECK(page, !install_unprivileged("unlisted: 1\ngetpgid: 0; trap 77\n"));
	act(page, CALL(__NR_getpgid));
}

static void expect_clean_siginfo(struct __test_metadata *_metadata,
				 const unsigned char *info)
{
	const siginfo_t *fields = (const void *)info;

	EXPECT_EQ(SIGSYS, fields->si_signo);
	EXPECT_EQ(77, fields->si_errno);
	EXPECT_EQ(__NR_getpgid, fields->si_syscall);
	/* The four bytes before the union, and all bytes after si_arch */
	for (size_t at = 12; at < 16; at++)
		EXPECT_EQ(0, info[at]);
	for (size_t at = 32; at < sizeof(*fields); at++) {
		EXPECT_EQ(0, info[at]) {
			TH_LOG("byte %zu", at);
		}
	}
}

TEXT_TEST(every_byte_of_a_traps_siginfo_is_initialised)
{
	static const int patterns[] = { 0x5a, 0xa5 };
	struct text_page *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	siginfo_t seen[2];

	ASSERT_NE(MAP_FAILED, page);
	for (int run = 0; run < 2; run++) {
		EXPECT_STREQ("passed", fate_of(page, trap_on_dirt, &patterns[run]));
		memcpy(&seen[run], page + 1, sizeof(seen[run]));
		expect_clean_siginfo(_metadata, (void *)&seen[run]);
	}
	EXPECT_EQ(0, memcmp(&seen[0], &seen[1], sizeof(seen[0])));
	munmap(page, 4096);
}

static void trap_under_tracer(struct text_page *page, const void *unused)
{
	CHILD_CHECK(page, !RAW(__NR_ptrace, PTRACE_TRACEME));
	CHILD_CHECK(page, !install_unprivileged("unlisted: 1\ngetpgid: 0; trap 77\n"));
	act(page, CALL(__NR_getpgid));
}

TEXT_TEST(every_byte_of_a_tracers_siginfo_is_initialised)
{
	pid_t pid = start_child(self->page, trap_under_tracer, NULL);
	siginfo_t seen[2];
	int status;

	status = raw_wait(pid);
	ASSERT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSYS);
	for (int run = 0; run < 2; run++) {
		memset(&seen[run], run ? 0xa5 : 0x5a, sizeof(seen[run]));
		EXPECT_EQ(0, ptrace(PTRACE_GETSIGINFO, pid, NULL, &seen[run]));
		expect_clean_siginfo(_metadata, (void *)&seen[run]);
	}
	EXPECT_EQ(0, memcmp(&seen[0], &seen[1], sizeof(seen[0])));
	kill(pid, SIGKILL);
	raw_wait(pid);
}

/* /proc */

static void show_policies(struct text_page *page, const void *unused)
{
	static const char * const policies[] = {
		"unlisted: 1\ngetpgid: 0; errno 5\nread: buf != 0 || fd > 7; log\n",
		"unlisted: 1\non_violation: trap 9\nmprotect: start == 0 && len > 4\n",
		"on_exec: 1\nunlisted: 1\nnfsservctl: x == 1\ngetsid: 0; trace 1\n",
	};
	static char text[TEXT_MAX + 1];
	ssize_t len;
	int fd;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		CHILD_CHECK(page, !install_flags(i ? SECCOMP_FILTER_FLAG_LOG : 0,
						 policies[i]));
	fd = open("/proc/self/seccomp_filter", O_RDONLY);
	len = read(fd, text, TEXT_MAX);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, len > 200);
	CHILD_CHECK(page, !has_address(text));
	set_mark(&page->after, 1);
}

TEXT_TEST(proc_shows_no_address)
{
	EXPECT_FATE("passed", show_policies, NULL);
}

/* The kernel log */

#define TRACEFS		"/sys/kernel/tracing"
#define EVENTS		TRACEFS "/events/syscalls"

/* A call as its trace event describes it */
struct described {
	char name[64];
	int nr;
	int nr_args;
	char args[6][32];
	bool is_pointer[6];
};

static bool is_hidden_pointer(const char *type)
{
	return strstr(type, "cap_user_header_t") ||
	       strstr(type, "cap_user_data_t") || strstr(type, "__sighandler_t");
}

/* Parse lines like "field:const char * buf; offset:24; size:8; signed:0;" */
static bool describe(const char *event, struct described *call)
{
	char path[512], line[512], *name, *end;
	FILE *file;

	memset(call, 0, sizeof(*call));
	snprintf(call->name, sizeof(call->name), "sys_%s",
		 event + strlen("sys_enter_"));
	snprintf(path, sizeof(path), EVENTS "/%s/format", event);
	file = fopen(path, "r");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		end = strchr(line, ';');
		if (!strstr(line, "field:") || strstr(line, "common_") || !end)
			continue;
		*end = 0;
		name = strrchr(line, ' ') + 1;
		if (!strcmp(name, "__syscall_nr") || call->nr_args == 6)
			continue;
		snprintf(call->args[call->nr_args], sizeof(call->args[0]), "%s", name);
		*name = 0;
		call->is_pointer[call->nr_args++] = strchr(line, '*') ||
						    is_hidden_pointer(line);
	}
	fclose(file);
	return true;
}

/* Looks like an address of kernel data or code */
static unsigned long address(int arg)
{
	return (arg & 1 ? 0xffffffff81234500 : 0xffff888012345600) + 16 * arg;
}

struct reported {
	const struct described *call;
	unsigned int uid;
	long nr;
};

/* The call is refused with an errno, and logged. */
static void make_reported_call(struct text_page *page, const void *arg)
{
	const struct reported *reported = arg;
	const struct described *call = reported->call;
	struct call made = { .nr = reported->nr };
	char policy[512];

	for (int i = 0; i < call->nr_args; i++)
		made.arg[i] = call->is_pointer[i] ? address(i) : 1000 + i;
	snprintf(policy, sizeof(policy), DENYLIST "%s: 0\n", call->name);
	CHILD_CHECK(page, !setresuid(reported->uid, reported->uid, reported->uid));
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !install_flags(SECCOMP_FILTER_FLAG_LOG, policy));
	act(page, &made);
}

static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Return the log line about @pid, or NULL. */
static const char *find_record(int log, pid_t pid, char *record, size_t size)
{
	char who[32];
	ssize_t len;

	snprintf(who, sizeof(who), "[%d]: ", pid);
	while ((len = read(log, record, size - 1)) > 0 || errno == EPIPE) {
		if (len < 0)
			continue;
		record[len] = 0;
		if (strstr(record, ";seccomp: ") && strstr(record, who))
			return strstr(record, ";seccomp: ") + 1;
	}
	return NULL;
}

/* Retry later if a rate limit suppresses the line. */
static const char *report_call(struct text_page *page, int log,
			       struct reported *reported, char *record,
			       size_t size)
{
	const char *found = NULL;

	for (int attempt = 0; attempt < 40 && !found; attempt++) {
		pid_t pid = start_child(page, make_reported_call, reported);

		raw_wait(pid);
		if (page->line || !page->before)
			return NULL;
		found = find_record(log, pid, record, size);
		if (!found)
			usleep(attempt ? 500000 : 1000);
		reported->uid++;
	}
	return found;
}

/* The number of the call with this entry */
static long number_of(const char *name)
{
	static const struct { const char *name; long nr; } all[] = {
#define CALL_NAME(name)	{ #name, __NR_##name },
#include "seccomp_text_unistd.h"
	};
	static const struct { const char *kernel, *name; } other[] = {
		{ "newstat", "stat" }, { "newfstat", "fstat" },
		{ "newlstat", "lstat" }, { "newuname", "uname" },
		{ "sendfile64", "sendfile" }, { "umount", "umount2" },
		{ "oldumount", "umount" },
	};

	name += strlen("sys_");
	for (size_t i = 0; i < ARRAY_SIZE(other); i++) {
		if (!strcmp(other[i].kernel, name))
			name = other[i].name;
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (!strcmp(all[i].name, name))
			return all[i].nr;
	}
	return -1;
}

static void expect_hidden(struct __test_metadata *_metadata,
			  struct text_page *page, int log,
			  const struct described *call, unsigned int uid)
{
	struct reported reported = { call, uid, number_of(call->name) };
	const char *record;
	char buffer[2048], wanted[64];

	record = report_call(page, log, &reported, buffer, sizeof(buffer));
	EXPECT_NE(NULL, record) {
		TH_LOG("%s (%ld): nothing in the log", call->name, reported.nr);
	}
	if (!record)
		return;
	EXPECT_FALSE(has_address(record)) {
		TH_LOG("%s", record);
	}
	for (int i = 0; i < call->nr_args; i++) {
		if (!call->is_pointer[i])
			continue;
		snprintf(wanted, sizeof(wanted), "%s=ptr", call->args[i]);
		EXPECT_NE(NULL, strstr(record, wanted)) {
			TH_LOG("no \"%s\": %s", wanted, record);
		}
	}
}

TEXT_LONG_TEST(log_shows_no_pointer_of_any_call)
{
	int log = open_log(), calls = 0, pointers = 0;
	struct described call;
	struct dirent *entry;
	DIR *events;

	if (geteuid() || log < 0)
		SKIP(return, "not root");
	mount("tracefs", TRACEFS, "tracefs", 0, NULL);
	events = opendir(EVENTS);
	if (!events)
		SKIP(return, "no trace events of system calls");
	while ((entry = readdir(events))) {
		int here = 0;

		if (strncmp(entry->d_name, "sys_enter_", strlen("sys_enter_")) ||
		    !describe(entry->d_name, &call) || number_of(call.name) < 0)
			continue;
		for (int i = 0; i < call.nr_args; i++)
			here += call.is_pointer[i];
		if (!here)
			continue;
		expect_hidden(_metadata, self->page, log, &call,
			      200000 + calls * 64);
		pointers += here;
		calls++;
	}
	closedir(events);
	close(log);
	TH_LOG("%d pointers of %d calls", pointers, calls);
	EXPECT_LT(150, calls);
	EXPECT_LT(250, pointers);
}

TEST_HARNESS_MAIN
