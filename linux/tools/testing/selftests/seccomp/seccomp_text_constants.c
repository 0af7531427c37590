// SPDX-License-Identifier: GPL-2.0
/*
 * Constants by name, with the values that libc's and the kernel's headers give
 * them, and combined by |, ~, - and parentheses at the argument's width.
 *
 * The kernel's build lists the names in kernel/seccomp_constant_names.h. Without
 * this file, the tests that compare all of them are skipped.
 */
#include "seccomp_text.h"
#include "seccomp_text_constants.h"

#include <linux/bpf.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* All names that the kernel was built with, without values */
static const struct constant names[] = {
#define CONSTANT(name)	{ #name, 0 }
#include "seccomp_text_names.h"
#undef CONSTANT
	{ NULL, 0 }
};

#define NR_NAMES	(ARRAY_SIZE(names) - 1)

/*
 * The kernel's own values: O_LARGEFILE is what a call has, and libc's is 0. The
 * next three are of 32-bit calls. The others are in no header for user space.
 */
static const struct constant own_constants[] = {
	{ "O_LARGEFILE", KERNEL_LARGEFILE }, { "SIGRTMAX", 64 },
	{ "MADV_GUARD_INSTALL", 102 }, { "MADV_GUARD_REMOVE", 103 },
	{ "PR_GET_AUXV", 0x41555856 },
	{ "SOL_IPX", 256 }, { "SOL_AX25", 257 }, { "SOL_ATALK", 258 },
	{ "SOL_NETROM", 259 }, { "SOL_ROSE", 260 }, { "SOL_SCTP", 132 },
	{ "SOL_UDPLITE", 136 }, { "SOL_VSOCK", 287 }, { NULL, 0 }
};

/* What other people's policies for seccomp name */
static const char * const used_names[] = {
	"AF_ALG", "AF_BLUETOOTH", "AF_INET", "AF_INET6", "AF_NETLINK",
	"AF_UNIX", "AF_VSOCK", "BLKALIGNOFF", "BLKDISCARD", "BLKDISCARDZEROES",
	"BLKFLSBUF", "BLKGETSIZE64", "BLKIOMIN", "BLKIOOPT", "BLKPBSZGET",
	"BLKROGET", "BLKRRPART", "BLKSSZGET", "CLONE_THREAD", "FDGETFDCSTAT",
	"FIOCLEX", "FIONBIO", "FIONREAD", "FS_IOC_FSGETXATTR",
	"FS_IOC_FSSETXATTR", "FS_IOC_GETFLAGS", "FS_IOC_SETFLAGS",
	"F_DUPFD_CLOEXEC", "F_GETFD", "F_GETFL", "F_SETFD", "F_SETFL",
	"GRND_RANDOM", "LOOP_CLR_FD", "LOOP_CTL_GET_FREE", "LOOP_SET_FD",
	"LOOP_SET_STATUS64", "MADV_DONTDUMP", "MADV_DONTNEED", "MADV_FREE",
	"MADV_GUARD_INSTALL", "MADV_GUARD_REMOVE", "MADV_MERGEABLE",
	"MADV_REMOVE", "MS_BIND", "MS_NODEV", "MS_NOEXEC", "MS_NOSUID",
	"O_CLOEXEC", "O_DIRECTORY", "O_NONBLOCK", "O_RDONLY", "PROT_EXEC",
	"PROT_NONE", "PROT_READ", "PROT_WRITE", "PR_CAPBSET_READ",
	"PR_GET_AUXV", "PR_GET_DUMPABLE", "PR_GET_NAME", "PR_SET_DUMPABLE",
	"PR_SET_KEEPCAPS", "PR_SET_NAME", "PR_SET_NO_NEW_PRIVS",
	"PR_SET_PDEATHSIG", "PR_SET_SECCOMP", "PR_SET_VMA", "SCHED_BATCH",
	"SCHED_IDLE", "SIGABRT", "SIGKILL", "SIGTERM", "SIOCGIFFLAGS",
	"SIOCGIFINDEX", "SIOCOUTQ", "SIOCSIFFLAGS", "SOCK_CLOEXEC",
	"SOCK_SEQPACKET", "SOL_SOCKET", "TCGETS", "TCGETS2", "TCSETS",
	"TCSETSF", "TIOCGPGRP", "TIOCGWINSZ",
};

static const struct constant *find(const struct constant *list, const char *name)
{
	for (; list->name; list++) {
		if (!strcmp(list->name, name))
			return list;
	}
	return NULL;
}

/* Each name has a descriptor of its own in one condition. No file has it. */
#define FIRST_FD	1000
#define BATCH		32	/* a call takes 64 steps at most */

struct batch {
	const struct constant *list;
	size_t count;
};

static long seek(int i, long offset)
{
	return RAW(__NR_lseek, FIRST_FD + i, offset, 77);
}

static void write_batch(char *text, const struct batch *batch)
{
	text += sprintf(text, DENYLIST "lseek:");
	for (size_t i = 0; i < batch->count; i++)
		text += sprintf(text, "%s fd == %zu && offset == %s",
				i ? " ||" : "", FIRST_FD + i, batch->list[i].name);
	stpcpy(text, "\n");
}

static void compare_batch(struct text_page *page, const void *arg)
{
	struct seccomp_text_report report;
	const struct batch *batch = arg;
	static char text[TEXT_MAX + 1];

	CHILD_CHECK(page, no_new_privs() == 0);
	write_batch(text, batch);
	report = check_text(text);
	if (report.status)
		fprintf(stderr, "# %u: %s\n", report.column, report.message);
	CHILD_CHECK(page, install(text) == 0);
	set_mark(&page->before, 1);
	for (size_t i = 0; i < batch->count; i++) {
		const struct constant *constant = &batch->list[i];

		if (seek(i, constant->value) != -DENIED &&
		    seek(i, constant->value ^ 1) == -DENIED)
			continue;
		fprintf(stderr, "# %s is not %lld\n", constant->name,
			constant->value);
		page->result[0]++;
	}
	set_mark(&page->after, 1);
}

static void expect_values(struct __test_metadata *_metadata,
			  struct text_page *page, const struct constant *list,
			  size_t count)
{
	for (size_t i = 0; i < count; i += BATCH) {
		struct batch batch = { list + i, count - i };

		if (batch.count > BATCH)
			batch.count = BATCH;
		EXPECT_STREQ("passed", fate_of(page, compare_batch, &batch)) {
			TH_LOG("from %s on: line %d", list[i].name, page->line);
		}
		EXPECT_EQ(0, page->result[0]);
	}
}

/* Append @list to @all, each with the kernel's own value if it has one. */
static size_t add_names(struct constant *all, size_t count,
			const struct constant *list)
{
	const struct constant *own;

	for (; list->name; list++) {
		own = find(own_constants, list->name);
		if (find(names, list->name))
			all[count++] = own ? *own : *list;
	}
	return count;
}

#define NO_LIST "built without the kernel's list of names: build the kernel first"
#define NO_NAMES "this kernel was built without names of constants"

TEXT_TEST(every_name_has_the_value_of_the_headers)
{
	static struct constant all[2 * NR_NAMES + ARRAY_SIZE(own_constants)];
	size_t uapi, libc, own, unknown = 0;

	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, NO_NAMES);
	if (!names[0].name)
		SKIP(return, NO_LIST);
	uapi = add_names(all, 0, uapi_constants);
	libc = add_names(all, uapi, libc_constants);
	own = add_names(all, libc, own_constants);
	expect_values(_metadata, self->page, all, own);

	for (size_t i = 0; names[i].name; i++) {
		if (find(all, names[i].name))
			continue;
		TH_LOG("no header has %s", names[i].name);
		unknown++;
	}
	TH_LOG("%zu names: %zu compared with the kernel's headers, %zu with libc's,",
	       NR_NAMES, uapi, libc - uapi);
	TH_LOG("%zu with a list of the test, %zu with nothing", own - libc, unknown);
	EXPECT_LE(1000, NR_NAMES);
	EXPECT_LE(900, uapi);
	EXPECT_LE(900, libc - uapi);
	EXPECT_GE(NR_NAMES / 20, unknown);
}

TEXT_TEST(only_a_whole_name_is_a_constant)
{
	char name[128], text[256];

	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, NO_NAMES);
	if (!names[0].name)
		SKIP(return, NO_LIST);
	for (size_t i = 0; names[i / 3].name; i++) {
		const char *whole = names[i / 3].name;
		unsigned int status;

		snprintf(name, sizeof(name), "%s%s", whole, i % 3 == 1 ? "_" : "");
		if (i % 3 == 2)
			name[strlen(name) - 1] = 0;
		snprintf(text, sizeof(text), "unlisted: 1\nlseek: offset == %s\n", name);
		status = check_text(text).status;
		EXPECT_EQ(find(names, name) ? 0 : EINVAL, status) {
			TH_LOG("%s", name);
		}
	}
}

TEXT_TEST(names_that_policies_elsewhere_use_are_known)
{
	char text[8192], *end = stpcpy(text, DENYLIST "lseek: offset == -1");

	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, NO_NAMES);
	for (size_t i = 0; i < ARRAY_SIZE(used_names); i++)
		end += sprintf(end, " || offset == %s", used_names[i]);
	EXPECT_EQ(0, check_text(text).status) {
		TH_LOG("%s", check_text(text).message);
	}
	EXPECT_STREQ("passed", fate_under(self->page, text, CALL(__NR_getpgid)));
	/* Then their values are among those that were compared. */
	for (size_t i = 0; names[0].name && i < ARRAY_SIZE(used_names); i++) {
		EXPECT_TRUE(find(uapi_constants, used_names[i]) ||
			    find(libc_constants, used_names[i]) ||
			    find(own_constants, used_names[i])) {
			TH_LOG("%s", used_names[i]);
		}
	}
}

#define NO_FILE		(-1UL)

/* The calls of all these tests do nothing if they are allowed. */
TEXT_TEST(names_mean_their_numbers_in_conditions)
{
	static const struct verdict_case cases[] = {
		{ "mprotect: !(prot & PROT_EXEC)", { __NR_mprotect, { 0, 0, 3 } }, "allowed" },
		{ "mprotect: !(prot & PROT_EXEC)", { __NR_mprotect, { 0, 0, 4 } }, "denied" },
		{ "openat: dfd == AT_FDCWD", { __NR_openat, { -100 } }, "allowed" },
		{ "openat: dfd == AT_FDCWD", { __NR_openat, { 0xffffff9c } }, "allowed" },
		{ "openat: dfd == AT_FDCWD", { __NR_openat, { 100 } }, "denied" },
		{ "openat: dfd == -AT_FDCWD", { __NR_openat, { 100 } }, "allowed" },
		{ "openat: dfd == -AT_FDCWD", { __NR_openat, { -100 } }, "denied" },
		{ "openat: !(flags & ~(O_CLOEXEC|O_NONBLOCK))",
		  { __NR_openat, { -100, 0, 02004000 } }, "allowed" },
		{ "openat: !(flags & ~(O_CLOEXEC|O_NONBLOCK))",
		  { __NR_openat, { -100, 0, 0xff00000000000000 } }, "allowed" },
		{ "openat: !(flags & ~(O_CLOEXEC|O_NONBLOCK))",
		  { __NR_openat, { -100, 0, 02000001 } }, "denied" },
		{ "openat: !(flags & ~(O_CLOEXEC|O_NONBLOCK))",
		  { __NR_openat, { -100, 0, 0x80000000 } }, "denied" },
		{ "socket: family == AF_UNIX && type == (SOCK_STREAM|SOCK_CLOEXEC)",
		  { __NR_socket, { 1, 02000001, 99 } }, "allowed" },
		{ "socket: family == AF_UNIX && type == (SOCK_STREAM|SOCK_CLOEXEC)",
		  { __NR_socket, { 1, 1, 99 } }, "denied" },
		{ "socket: family == AF_UNIX && type == (SOCK_STREAM|SOCK_CLOEXEC)",
		  { __NR_socket, { 2, 02000001, 99 } }, "denied" },
		{ "socket: family == PF_UNIX && type != SOCK_SEQPACKET",
		  { __NR_socket, { 1, 5, 99 } }, "denied" },
		{ "bpf: cmd == BPF_PROG_LOAD", { __NR_bpf, { 5 } }, "allowed" },
		{ "bpf: cmd == BPF_PROG_LOAD", { __NR_bpf, { 0 } }, "denied" },
		{ "bpf: cmd != BPF_MAP_CREATE", { __NR_bpf, { 0 } }, "denied" },
		{ "shutdown: how == SHUT_RD", { __NR_shutdown, { NO_FILE, 0 } }, "allowed" },
		{ "shutdown: how == SHUT_WR", { __NR_shutdown, { NO_FILE, 0 } }, "denied" },
		{ "shutdown: how == SHUT_RDWR", { __NR_shutdown, { NO_FILE, 2 } }, "allowed" },
		{ "ioctl: cmd != TIOCSTI", { __NR_ioctl, { NO_FILE, 0x5412 } }, "denied" },
		{ "ioctl: cmd != TIOCSTI", { __NR_ioctl, { NO_FILE, 0x5413 } }, "allowed" },
		{ "ioctl: cmd == TIOCGPTN",
		  { __NR_ioctl, { NO_FILE, 0x80045430 } }, "allowed" },
		{ "kill: sig == SIGKILL", { __NR_kill, { 0x7fffffff, 9 } }, "allowed" },
		{ "kill: sig == SIGKILL", { __NR_kill, { 0x7fffffff, 15 } }, "denied" },
		/* CLONE_SIGHAND needs CLONE_VM. */
		{ "clone: !(clone_flags & CLONE_NEWUSER)", { __NR_clone, { CLONE_ARGS(0x800) } },
		  "allowed" },
		{ "clone: !(clone_flags & CLONE_NEWUSER)",
		  { __NR_clone, { CLONE_ARGS(0x10000800) } }, "denied" },
		{ "fchmod: !(mode & (S_ISUID|S_ISGID))",
		  { __NR_fchmod, { NO_FILE, 0755 } }, "allowed" },
		{ "fchmod: !(mode & (S_ISUID|S_ISGID))",
		  { __NR_fchmod, { NO_FILE, 02755 } }, "denied" },
		{ "fcntl: cmd == F_GETFL||cmd == F_DUPFD_CLOEXEC",
		  { __NR_fcntl, { NO_FILE, 1030 } }, "allowed" },
		{ "fcntl: cmd == F_GETFL||cmd == F_DUPFD_CLOEXEC",
		  { __NR_fcntl, { NO_FILE, 4 } }, "denied" },
		{ 0 },
	};

	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, NO_NAMES);
	EXPECT_EQ(BPF_PROG_LOAD, 5);
	EXPECT_EQ(SHUT_RDWR, 2);
	EXPECT_EQ(TIOCGPTN, 0x80045430);
	EXPECT_VERDICTS(cases);
}

/* x86 has no call with an argument of 8 bits. */
TEXT_TEST(tilde_flips_the_bits_of_an_argument)
{
	static const struct verdict_case cases[] = {
		/* 16 bits, no sign */
		{ "fchmod: mode == ~0", { __NR_fchmod, { NO_FILE, 0xffff } }, "allowed" },
		{ "fchmod: mode == ~0", { __NR_fchmod, { NO_FILE, 0x1ffff } }, "allowed" },
		{ "fchmod: mode == ~0", { __NR_fchmod, { NO_FILE, 0xfffe } }, "denied" },
		{ "fchmod: mode == ~0xff", { __NR_fchmod, { NO_FILE, 0xff00 } }, "allowed" },
		{ "fchmod: mode < ~0xff", { __NR_fchmod, { NO_FILE, 0xff00 } }, "denied" },
		{ "fchmod: mode < ~0xff", { __NR_fchmod, { NO_FILE, 0xfeff } }, "allowed" },
		{ "fchmod: mode == ~0xffff", { __NR_fchmod, { NO_FILE, 0 } }, "allowed" },
		/* 32 bits, with and without a sign */
		{ "read: fd == ~0", { __NR_read, { 0xffffffff } }, "allowed" },
		{ "read: fd == ~0", { __NR_read, { NO_FILE } }, "allowed" },
		{ "read: fd == ~0", { __NR_read, { 0xfffffffe } }, "denied" },
		{ "read: fd <= ~0x7fffffff", { __NR_read, { 0x80000000 } }, "allowed" },
		{ "read: fd <= ~0x7fffffff", { __NR_read, { 0x80000001 } }, "denied" },
		{ "read: fd == ~0xffffffff", { __NR_read, { 0 } }, "allowed" },
		{ "openat: dfd == ~0", { __NR_openat, { -1 } }, "allowed" },
		{ "openat: dfd == ~0", { __NR_openat, { 0xffffffff } }, "allowed" },
		{ "openat: dfd < ~0", { __NR_openat, { -2 } }, "allowed" },
		{ "openat: dfd < ~0", { __NR_openat, { -1 } }, "denied" },
		{ "openat: dfd < ~0", { __NR_openat, { 0 } }, "denied" },
		{ "openat: dfd > ~5", { __NR_openat, { -5 } }, "allowed" },
		{ "openat: dfd > ~5", { __NR_openat, { -6 } }, "denied" },
		{ "openat: dfd == ~(-1)", { __NR_openat, { 0 } }, "allowed" },
		{ "openat: dfd == ~(-2147483648)",
		  { __NR_openat, { 0x7fffffff } }, "allowed" },
		/* 64 bits, with and without a sign */
		{ "read: count == ~0", { __NR_read, { NO_FILE, 0, -1UL } }, "allowed" },
		{ "read: count == ~0", { __NR_read, { NO_FILE, 0, 0xffffffff } }, "denied" },
		{ "read: count > ~1", { __NR_read, { NO_FILE, 0, -1UL } }, "allowed" },
		{ "read: count > ~1", { __NR_read, { NO_FILE, 0, -2UL } }, "denied" },
		{ "read: count == ~0xffffffff",
		  { __NR_read, { NO_FILE, 0, 0xffffffff00000000 } }, "allowed" },
		{ "read: buf >= ~0xfff",
		  { __NR_read, { NO_FILE, 0xfffffffffffff000 } }, "allowed" },
		{ "read: buf >= ~0xfff",
		  { __NR_read, { NO_FILE, 0xffffffffffffefff } }, "denied" },
		{ "lseek: offset == ~0", { __NR_lseek, { NO_FILE, -1UL } }, "allowed" },
		{ "lseek: offset == ~0", { __NR_lseek, { NO_FILE, 0xffffffff } }, "denied" },
		{ "lseek: offset < ~0", { __NR_lseek, { NO_FILE, -2UL } }, "allowed" },
		{ "lseek: offset < ~0", { __NR_lseek, { NO_FILE, 0 } }, "denied" },
		{ "lseek: offset == ~0x7fffffffffffffff",
		  { __NR_lseek, { NO_FILE, 0x8000000000000000 } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

#define WHO(n)	{ __NR_getpriority, { 9, n } }

TEXT_TEST(operators_combine_constants_as_in_c)
{
	static const struct verdict_case cases[] = {
		{ "getpriority: who == 1|2|4", WHO(7), "allowed" },
		{ "getpriority: who == 1|2|4", WHO(4), "denied" },
		{ "getpriority: who == 3|2", WHO(3), "allowed" },
		{ "getpriority: who == -8|3", WHO(-5), "allowed" },
		{ "getpriority: who == -8|3", WHO(-8), "denied" },
		{ "getpriority: who == - 5", WHO(-5), "allowed" },
		{ "getpriority: who == -(5)", WHO(-5), "allowed" },
		{ "getpriority: who == -(-(5))", WHO(5), "allowed" },
		{ "getpriority: who == -(~4)", WHO(5), "allowed" },
		{ "getpriority: who == ~(-5)", WHO(4), "allowed" },
		{ "getpriority: who == ~(~5)", WHO(5), "allowed" },
		{ "getpriority: who == ~1|2", WHO(-2), "allowed" },
		{ "getpriority: who == ~(1|2)", WHO(-4), "allowed" },
		{ "getpriority: who == ~(1|2)", WHO(-2), "denied" },
		{ "getpriority: who == ~(1|~6)", WHO(6), "allowed" },
		{ "getpriority: who == (1|2)|(4|(8))", WHO(15), "allowed" },
		{ "getpriority: who\t==\t~\t( 1 |\t2 )", WHO(-4), "allowed" },
		{ "getpriority: (who == (3))", WHO(3), "allowed" },
		{ "getpriority: ((who == ((3))) && !(which == (8)))", WHO(3), "allowed" },
		{ "getpriority: ((who == ((3))) && !(which == (9)))", WHO(3), "denied" },
		/* Other operators end a constant. */
		{ "getpriority: who == 1|2||who == 8", WHO(3), "allowed" },
		{ "getpriority: who == 1|2||who == 8", WHO(8), "allowed" },
		{ "getpriority: who == 1|2||who == 8", WHO(11), "denied" },
		{ "getpriority: who == 1|2&&which == 9", WHO(3), "allowed" },
		{ "getpriority: who == 1|2&&which == 8", WHO(3), "denied" },
		{ "getpriority: who == (1|2)&&(which == (8|1))", WHO(3), "allowed" },
		{ "getpriority: !(who == 1|2)", WHO(3), "denied" },
		{ "getpriority: !(who == 1|2)", WHO(1), "allowed" },
		/* With each comparison */
		{ "getpriority: who != 1|2", WHO(3), "denied" },
		{ "getpriority: who < (4|1)", WHO(4), "allowed" },
		{ "getpriority: who < (4|1)", WHO(5), "denied" },
		{ "getpriority: who <= ~4", WHO(-5), "allowed" },
		{ "getpriority: who <= ~4", WHO(-4), "denied" },
		{ "getpriority: who > -(5)", WHO(-5), "denied" },
		{ "getpriority: who >= -(5)", WHO(-5), "allowed" },
		{ "getpriority: who & 1|2", WHO(2), "allowed" },
		{ "getpriority: who & 1|2", WHO(4), "denied" },
		{ "getpriority: who & ~(1|2)", WHO(3), "denied" },
		{ "getpriority: who & ~(1|2)", WHO(0x80000000), "allowed" },
		{ "lseek: offset == -0x8000000000000000 | 1",
		  { __NR_lseek, { NO_FILE, 0x8000000000000001 } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(value_of_a_name_must_fit_the_argument)
{
	static const struct {
		const char *rule;
		int error;
	} cases[] = {
		{ "read: fd == AT_FDCWD", EINVAL }, { "openat: dfd == AT_FDCWD", 0 },
		{ "read: fd == -AT_FDCWD", 0 }, { "lseek: offset == AT_FDCWD", 0 },
		{ "read: count == AT_FDCWD", EINVAL },
		{ "fchmod: mode == O_CLOEXEC", EINVAL }, { "fchmod: mode == S_IFSOCK", 0 },
		{ "fchmod: mode & ~O_CLOEXEC", EINVAL }, { "fchmod: mode & ~S_ISUID", 0 },
		{ "fchmod: mode == S_ISUID|O_CLOEXEC", EINVAL },
		{ "openat: flags == TIOCGPTN", EINVAL }, { "ioctl: cmd == TIOCGPTN", 0 },
		{ "read: fd == -O_RDONLY", 0 }, { "read: fd == -O_RDWR", EINVAL },
		{ "nfsservctl: x == AT_FDCWD", 0 },
		{ "nfsservctl: x == ~TIOCGPTN", 0 },
	};
	char text[128];

	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, NO_NAMES);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "unlisted: 1\n%s\n", cases[i].rule);
		EXPECT_EQ(cases[i].error, check_text(text).status) {
			TH_LOG("%s", cases[i].rule);
		}
		EXPECT_EQ(-cases[i].error, install_result(self->page, text));
	}
}

/* As many names as a text can have */
static void install_many_names(struct text_page *page, const void *unused)
{
	static char text[TEXT_MAX + 32];
	char *end = stpcpy(text, DENYLIST "lseek: offset & ~(0");
	size_t i = 0;

	/* What /proc shows is longer, and limited, too. */
	while (end - text < TEXT_MAX - 64)
		end += sprintf(end, "|%s", used_names[i++ % ARRAY_SIZE(used_names)]);
	end = stpcpy(end, ")\n");
	memset(end, '#', TEXT_MAX - (end - text));
	CHILD_CHECK(page, strlen(text) == TEXT_MAX);
	CHILD_CHECK(page, install_unprivileged(text) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, seek(0, 1L << 62) != -DENIED);
	CHILD_CHECK(page, seek(0, SIGTERM) == -DENIED);
	CHILD_CHECK(page, seek(0, 0) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(text_of_65536_bytes_of_names_is_accepted)
{
	ASSERT_EQ(0, no_new_privs());
	if (!kernel_has_constant_names())
		SKIP(return, NO_NAMES);
	EXPECT_FATE("passed", install_many_names, NULL);
}

TEST_HARNESS_MAIN
