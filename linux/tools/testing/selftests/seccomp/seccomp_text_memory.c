// SPDX-License-Identifier: GPL-2.0
/*
 * The memory of policies is charged to the memory cgroup of the task that
 * installs them, and freed with the last task under them.  A fork bomb of
 * policies reaches the limit of its group and kills nothing else.  This needs
 * root, and the memory controller on cgroup v2.
 */
#include "seccomp_text.h"
#include <sys/mount.h>
#include <sys/stat.h>

#define CGROUPS		"/sys/fs/cgroup"
#define GROUP		CGROUPS "/seccomp_text"
#define LIMIT		(32L << 20)
#define SMALL_LIMIT	(8L << 20)	/* if an install takes seconds */

/*
 * The least that the largest state takes: for each of its 8192 comparisons 32
 * bytes in the rule and 32 in the state.
 */
#define LEAST_BYTES	(8192 * 2 * 32)

/* kmalloc() rounds up to twice as much, and a debugging kernel's red zones to four times. */
static long most_bytes(void)
{
	return (kernel_is_slow() ? 6 : 4) * LEAST_BYTES;
}

/* Calls that nothing here makes */
static const char * const calls[] = {
	"fstat", "newfstatat", "pread64", "pwrite64", "readv", "writev", "dup3",
	"statx", "msync", "mincore", "shmget", "shmat", "shmctl", "getitimer",
	"openat2", "setitimer", "sendfile", "socket", "connect", "faccessat",
	"sendto", "recvfrom", "sendmsg", "recvmsg", "shutdown", "bind",
	"listen", "socketpair", "setsockopt", "getsockopt", "uname", "semget",
	"linkat", "semctl", "shmdt", "msgget", "msgsnd", "msgrcv", "msgctl",
	"fcntl", "flock", "fsync", "fdatasync", "truncate", "ftruncate",
	"unlinkat", "getcwd", "chdir", "fchdir", "renameat2", "symlinkat",
	"readlinkat", "fchmodat", "fchownat", "mknodat", "pselect6", "fchmod",
	"signalfd4", "fchown", "eventfd2", "umask", "getrlimit", "getrusage",
	"sysinfo", "times", "ptrace", "syslog", "setuid", "setgid", "setreuid",
	"setregid", "getgroups", "setgroups", "setresuid", "getresuid",
	"setresgid", "getresgid", "splice", "setfsuid", "setfsgid", "getsid",
	"capget", "capset", "inotify_init1", "epoll_pwait", "epoll_create1",
	"statfs", "fstatfs", "timer_create", "mlock", "munlock", "mlockall",
	"timer_delete", "pivot_root", "adjtimex", "setrlimit", "chroot",
	"mount", "umount2", "reboot", "clock_settime", "clock_getres",
	"readahead", "setxattr", "lsetxattr", "fsetxattr", "getxattr",
	"lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
	"io_setup", "io_destroy", "io_submit", "io_cancel", "getdents64",
	"semtimedop", "fadvise64", "personality", "epoll_ctl", "tee",
	"mq_open", "mq_unlink", "mq_notify", "add_key", "keyctl", "mkdirat",
};

/* A call takes 64 steps at most, and neighbours that test other bits take one each. */
#define STEPS	64

/* 8192 comparisons */
static char *largest_policy(void)
{
	char *text = malloc(2 * TEXT_MAX), *end = text;

	end = stpcpy(end, DENYLIST "getpgid: 0\n");
	for (int i = 0; i < 8192 / STEPS; i++) {
		end += sprintf(end, "%s: a0&8", calls[i]);
		for (int k = 1; k < STEPS; k++)
			end = stpcpy(end, k % 2 ? "||a0&4" : "||a0&8");
		end = stpcpy(end, "\n");
	}
	return text;
}

/* The number after @key in a file, or the file's only number; or -1 */
static long read_number(const char *path, const char *key)
{
	FILE *file = fopen(path, "r");
	long number, found = -1;
	char word[64];

	if (!file)
		return -1;
	if (!key) {
		if (fscanf(file, "%ld", &number) == 1)
			found = number;
	} else {
		while (fscanf(file, "%63s %ld%*[^\n]", word, &number) == 2) {
			if (!strcmp(word, key))
				found = number;
		}
	}
	fclose(file);
	return found;
}

static bool make_group(const char *limit)
{
	mount("cgroup2", CGROUPS, "cgroup2", 0, NULL);
	if (geteuid() || !write_file(CGROUPS "/cgroup.subtree_control", "+memory"))
		return false;
	rmdir(GROUP);
	if (mkdir(GROUP, 0755))
		return false;
	return write_file(GROUP "/memory.max", limit);
}

static bool remove_group(void)
{
	write_file(GROUP "/cgroup.kill", "1");
	for (int i = 0; i < 500; i++) {
		if (!rmdir(GROUP))
			return true;
		usleep(20000);
	}
	return false;
}

static void install_on_mark(struct text_page *page, const void *text)
{
	CHILD_CHECK(page, write_file(GROUP "/cgroup.procs", "0"));
	CHILD_CHECK(page, no_new_privs() == 0);
	/* The first install may allocate what is not the policy's. */
	CHILD_CHECK(page, install("unlisted: 1\n") == 0);
	set_mark(&page->mark[0], 1);
	while (!get_mark(&page->mark[1]))
		sched_yield();
	if (text)
		CHILD_CHECK(page, install(text) == 0);
	set_mark(&page->mark[2], 1);
	while (!get_mark(&page->mark[3]))
		sched_yield();
}

static long charged(const char *kind)
{
	/* The kernel flushes statistics every two seconds, and charges in batches. */
	sleep(3);
	return kind ? read_number(GROUP "/memory.stat", kind) :
		      read_number(GROUP "/memory.current", NULL);
}

struct charges {
	long current, kernel, before, after;
};

/* The bytes charged for @text while one process is under it */
static bool measure_charges(struct text_page *page, const char *text,
			    struct charges *charges)
{
	pid_t pid = start_child(page, install_on_mark, text);
	long current = 0, kernel = 0;
	bool ok;

	ok = child_comes_to(page, &page->mark[0]);
	if (ok) {
		current = charged(NULL);
		kernel = read_number(GROUP "/memory.stat", "kernel");
	}
	set_mark(&page->mark[1], 1);
	ok = ok && child_comes_to(page, &page->mark[2]);
	if (ok) {
		charges->current = charged(NULL) - current;
		charges->kernel = read_number(GROUP "/memory.stat", "kernel") -
				  kernel;
	}
	set_mark(&page->mark[3], 1);
	return ok && left_with(raw_wait(pid), 0);
}

TEXT_LONG_TEST(memory_of_a_policy_is_charged_to_its_installer)
{
	char *text = largest_policy();
	struct charges charges = { 0 }, none = { 0 };

	if (!make_group("max"))
		SKIP(return, "not root, or no memory cgroups");
	ASSERT_TRUE(measure_charges(self->page, text, &charges));
	ASSERT_TRUE(measure_charges(self->page, NULL, &none));
	TH_LOG("%ld bytes charged, %ld of them to the kernel; %ld and %ld without a policy",
	       charges.current, charges.kernel, none.current, none.kernel);
	EXPECT_LT(LEAST_BYTES, charges.kernel);
	EXPECT_GT(most_bytes(), charges.kernel);
	EXPECT_LT(LEAST_BYTES, charges.current);
	EXPECT_GT(LEAST_BYTES / 4, none.kernel);
	EXPECT_TRUE(remove_group());
	free(text);
}

static void install_in_group(struct text_page *page, const void *text)
{
	CHILD_CHECK(page, write_file(GROUP "/cgroup.procs", "0"));
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install_unprivileged(text) == 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

/* A leak would be more than a megabyte for each policy. */
TEXT_LONG_TEST(memory_of_policies_is_freed)
{
	const int policies = kernel_is_slow() ? 8 : 40;
	char *text = largest_policy();
	long before, after;

	if (!make_group("max"))
		SKIP(return, "not root, or no memory cgroups");
	EXPECT_FATE("passed", install_in_group, text);
	before = charged(NULL);
	for (int i = 0; i < policies; i++)
		EXPECT_FATE("passed", install_in_group, text);
	after = charged(NULL);
	TH_LOG("%ld bytes before, %ld after %d policies", before, after, policies);
	EXPECT_GT(before + 3 * LEAST_BYTES, after);
	EXPECT_TRUE(remove_group());
	free(text);
}

/* Each child installs a policy of its own. */
static void fork_policies(struct text_page *page, const void *text)
{
	CHILD_CHECK(page, write_file(GROUP "/cgroup.procs", "0"));
	CHILD_CHECK(page, no_new_privs() == 0);
	set_mark(&page->before, 1);
	for (int i = 0; i < 100; i++) {
		int installed = get_mark(&page->mark[0]);
		pid_t pid = raw_fork();

		if (!pid) {
			if (install(text))
				leave(1);
			__atomic_add_fetch(&page->mark[0], 1,
					   __ATOMIC_SEQ_CST);
			for (;;)
				RAW(__NR_ppoll);
		}
		/* One at a time, so that policies fill the group, not processes. */
		while (pid > 0 && get_mark(&page->mark[0]) == installed &&
		       waitpid(pid, NULL, WNOHANG) == 0)
			usleep(1000);
	}
	set_mark(&page->after, 1);
	for (;;)
		RAW(__NR_ppoll);
}

#define SMALL	DENYLIST "getpgid: 0\n"

/* Outside the group, a process can use memory, fork and install. */
static void work_outside(struct text_page *page, const void *text)
{
	const size_t size = 1 << 20;
	char *memory = malloc(size);
	pid_t pid;

	CHILD_CHECK(page, memory);
	memset(memory, 1, size);
	free(memory);
	pid = raw_fork();
	CHILD_CHECK(page, pid >= 0);
	if (!pid)
		leave(install_unprivileged(text) == 0 &&
		      RAW(__NR_getpgid) == -DENIED ? 5 : 6);
	CHILD_CHECK(page, left_with(raw_wait(pid), 5));
	set_mark(&page->before, 1);
	set_mark(&page->after, 1);
}

static long bomb_limit(void)
{
	return kernel_is_slow() ? SMALL_LIMIT : LIMIT;
}

static bool make_bomb_group(void)
{
	char limit[32];

	snprintf(limit, sizeof(limit), "%ld", bomb_limit());
	return make_group(limit);
}

static void expect_bomb(struct __test_metadata *_metadata,
			struct text_page *page, bool together)
{
	struct text_page *others = mmap(NULL, sizeof(*others),
					PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	long kills = read_number("/proc/vmstat", "oom_kill");
	const long limit = bomb_limit();
	long local = 0;
	long available = read_number("/proc/meminfo", "MemAvailable:");
	char *text = largest_policy();
	/* Policies fill nine tenths of the limit, and KASAN and kmemleak take some. */
	const long most = limit / 1024 / 4 * 3;
	long killed = 0, largest = 0, missing = limit;
	pid_t bomb;

	ASSERT_NE(MAP_FAILED, others);
	ASSERT_TRUE(write_file(GROUP "/memory.oom.group", together ? "1" : "0"));
	bomb = start_child(page, fork_policies, text);
	for (int i = 0; i < 300 && killed < 1; i++) {
		EXPECT_STREQ("passed", fate_of(others, work_outside, SMALL));
		killed = read_number(GROUP "/memory.events", "oom_kill");
		usleep(200000);
	}
	largest = read_number(GROUP "/memory.peak", NULL);
	TH_LOG("%d policies, %ld of %ld bytes, %ld killed", page->mark[0],
	       largest, limit, killed);
	/* Policies have filled the group to its limit, and not further. */
	EXPECT_EQ(0, page->line);
	EXPECT_LE(limit == LIMIT ? 10 : 2, page->mark[0]);
	EXPECT_LE(1, killed);
	EXPECT_LE(limit / 10 * 9, largest);
	EXPECT_GE(limit, largest);
	write_file(GROUP "/cgroup.kill", "1");
	raw_wait(bomb);
	for (int i = 0; i < 500 && read_number(GROUP "/cgroup.events", "populated"); i++)
		usleep(20000);
	local = read_number(GROUP "/memory.events", "oom_kill");
	EXPECT_TRUE(remove_group());

	/* The kernel killed nothing else, and the memory is free again. */
	EXPECT_EQ(local, read_number("/proc/vmstat", "oom_kill") - kills);
	EXPECT_STREQ("passed", fate_of(others, work_outside, SMALL));
	for (int i = 0; i < 100 && missing > most; i++) {
		/* Grace periods, and what is freed in batches, take time. */
		usleep(200000);
		missing = available - read_number("/proc/meminfo", "MemAvailable:");
	}
	TH_LOG("%ld KiB less available than before", missing);
	EXPECT_GE(most, missing);
	munmap(others, sizeof(*others));
	free(text);
}

TEXT_LONG_TEST(fork_bomb_of_policies_is_killed_at_its_own_limit)
{
	if (!make_bomb_group())
		SKIP(return, "not root, or no memory cgroups");
	expect_bomb(_metadata, self->page, false);
}

TEXT_LONG_TEST(fork_bomb_of_policies_is_killed_as_a_whole_with_oom_group)
{
	if (!make_bomb_group())
		SKIP(return, "not root, or no memory cgroups");
	expect_bomb(_metadata, self->page, true);
}

TEST_HARNESS_MAIN
