// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): values of arguments by name.
 */
#include <stdio.h>
#include <string.h>

#include "language/language.h"
#include "main.h"
#include "symbols.h"

/*
 * Calls by their names in <asm/unistd.h>. "ARG:PREFIX" is a choice, "ARG|PREFIX"
 * some bits.
 */
static const struct {
	const char *call;
	const char *args;
} known[] = {
	{ "accept4",		"flags|SOCK_CLOEXEC,SOCK_NONBLOCK" },
	{ "arch_prctl",		"option:ARCH_" },
	{ "bpf",		"cmd:BPF_" },
	{ "clock_getres",	"which_clock:CLOCK_" },
	{ "clock_gettime",	"which_clock:CLOCK_" },
	{ "clock_nanosleep",	"which_clock:CLOCK_ flags:TIMER_" },
	{ "clock_settime",	"which_clock:CLOCK_" },
	{ "clone",		"clone_flags:CLONE_" },
	{ "close_range",	"flags|CLOSE_RANGE_" },
	{ "dup3",		"flags|O_CLOEXEC" },
	{ "epoll_create1",	"flags|EPOLL_" },
	{ "epoll_ctl",		"op:EPOLL_CTL_" },
	{ "eventfd2",		"flags|EFD_" },
	{ "execveat",		"flags|AT_" },
	{ "faccessat2",		"flags|AT_EACCESS,AT_" },
	{ "fadvise64",		"advice:POSIX_FADV_" },
	{ "fallocate",		"mode|FALLOC_FL_" },
	{ "fchownat",		"flag|AT_" },
	{ "fcntl",		"cmd:F_DUPFD,F_GET,F_SET,F_" },
	{ "flock",		"cmd:LOCK_" },
	{ "futex",		"op:FUTEX_" },
	{ "getitimer",		"which:ITIMER_" },
	{ "getpriority",	"which:PRIO_" },
	{ "getrandom",		"flags|GRND_" },
	{ "getrlimit",		"resource:RLIMIT_" },
	{ "getrusage",		"who:RUSAGE_" },
	{ "getsockopt",		"level:SOL_,IPPROTO_ optname:SO_" },
	{ "inotify_add_watch",	"mask|IN_" },
	{ "inotify_init1",	"flags|IN_" },
	{ "ioctl",		"cmd:TC,TIO,FI,SIOC,BLK,FS_IOC_,LOOP_,NS_,RND,UFFDIO_" },
	{ "kcmp",		"type:KCMP_" },
	{ "keyctl",		"option:KEYCTL_" },
	{ "kill",		"sig:SIG" },
	{ "linkat",		"flags|AT_" },
	{ "lseek",		"whence:SEEK_" },
	{ "madvise",		"behavior:MADV_" },
	{ "membarrier",		"cmd:MEMBARRIER_CMD_" },
	{ "memfd_create",	"flags|MFD_" },
	{ "mlock2",		"flags|MLOCK_" },
	{ "mlockall",		"flags|MCL_" },
	{ "mmap",		"prot|PROT_ flags|MAP_" },
	{ "mount",		"flags|MS_RDONLY,MS_NOSUID,MS_NODEV,MS_" },
	{ "mprotect",		"prot|PROT_" },
	{ "mremap",		"flags|MREMAP_" },
	{ "msgctl",		"cmd:IPC_" },
	{ "msgget",		"msgflg|IPC_" },
	{ "msync",		"flags|MS_ASYNC,MS_INVALIDATE,MS_SYNC" },
	{ "name_to_handle_at",	"flag|AT_" },
	{ "newfstatat",		"flag|AT_" },
	{ "open",		"flags|O_" },
	{ "open_by_handle_at",	"flags|O_" },
	{ "openat",		"flags|O_" },
	{ "perf_event_open",	"flags|PERF_FLAG_" },
	{ "personality",	"personality:PER_,ADDR_" },
	{ "pidfd_open",		"flags|PIDFD_" },
	{ "pipe2",		"flags|O_CLOEXEC,O_NONBLOCK,O_DIRECT,O_EXCL" },
	{ "pkey_mprotect",	"prot|PROT_" },
	{ "prctl",		"option:PR_SET_,PR_GET_,PR_" },
	{ "preadv2",		"flags|RWF_" },
	{ "prlimit64",		"resource:RLIMIT_" },
	{ "ptrace",		"request:PTRACE_" },
	{ "pwritev2",		"flags|RWF_" },
	{ "recvfrom",		"flags|MSG_" },
	{ "recvmmsg",		"flags|MSG_" },
	{ "recvmsg",		"flags|MSG_" },
	{ "renameat2",		"flags|RENAME_" },
	{ "rt_sigprocmask",	"how:SIG_" },
	{ "sched_setscheduler",	"policy:SCHED_" },
	{ "seccomp",		"op:SECCOMP_SET_,SECCOMP_GET_ flags|SECCOMP_FILTER_FLAG_" },
	{ "semctl",		"cmd:IPC_" },
	{ "semget",		"semflg|IPC_" },
	{ "sendmmsg",		"flags|MSG_" },
	{ "sendmsg",		"flags|MSG_" },
	{ "sendto",		"flags|MSG_" },
	{ "setitimer",		"which:ITIMER_" },
	{ "setns",		"flags|CLONE_" },
	{ "setpriority",	"which:PRIO_" },
	{ "setrlimit",		"resource:RLIMIT_" },
	{ "setsockopt",		"level:SOL_,IPPROTO_ optname:SO_" },
	{ "shmat",		"shmflg|SHM_" },
	{ "shmctl",		"cmd:IPC_,SHM_" },
	{ "shmget",		"shmflg|IPC_,SHM_" },
	{ "shutdown",		"how:SHUT_" },
	{ "signalfd4",		"flags|SFD_" },
	{ "socket",		"family:AF_ type:SOCK_ protocol:IPPROTO_" },
	{ "socketcall",		"call:SYS_" },
	{ "socketpair",		"family:AF_ type:SOCK_ protocol:IPPROTO_" },
	{ "splice",		"flags|SPLICE_F_" },
	{ "statx",		"flags|AT_ mask|STATX_" },
	{ "sync_file_range",	"flags|SYNC_FILE_RANGE_" },
	{ "tgkill",		"sig:SIG" },
	{ "timer_create",	"which_clock:CLOCK_" },
	{ "timer_settime",	"flags|TIMER_" },
	{ "timerfd_create",	"clockid:CLOCK_ flags|TFD_" },
	{ "timerfd_settime",	"flags|TFD_" },
	{ "tkill",		"sig:SIG" },
	{ "umount2",		"flags|MNT_,UMOUNT_" },
	{ "unlinkat",		"flag|AT_" },
	{ "unshare",		"unshare_flags|CLONE_,UNSHARE_" },
	{ "userfaultfd",	"flags|UFFD_,O_" },
	{ "utimensat",		"flags|AT_" },
	{ "vmsplice",		"flags|SPLICE_F_" },
	{ "wait4",		"options|W" },
	{ "waitid",		"which:P_ options|W" },
};

/* Names whose lowest bits are a number of their own, with its names */
static const struct {
	const char *prefix;
	uint64_t mask;
	const char *low;
} mixed[] = {
	{ "CLONE_",	0xff,	"SIG" },
	{ "FUTEX_",	0x7f,	"FUTEX_" },
	{ "MAP_",	0x0f,	"MAP_" },
	{ "O_",		0x03,	"O_" },
	{ "SOCK_",	0x0f,	"SOCK_" },
};

/* Second names of values, masks, and names that only look as if they belonged here */
static const char * const avoided[] = {
	"AF_LOCAL", "AF_ROUTE", "IPC_OLD", "O_NDELAY", "O_ACCMODE", "MAP_TYPE", "MAP_FILE",
	"SIGIOT", "SIGPOLL", "SIGUNUSED", "SIG_", "FUTEX_OP_", "FUTEX_CMD_MASK", "FUTEX2_",
	"PR_SET_MM_", "PR_SET_VMA_", "CLONE_ARGS_", "AT_STATX_SYNC_TYPE", "AT_EACCESS",
	"WNOWAIT_", "F_LINUX_SPECIFIC_BASE", "IN_ALL_EVENTS", "IN_CLOSE", "IN_MOVE",
	"PER_MASK", "AT_STATX_SYNC_AS_STAT", "CLOCKS_", "MAP_HUGE_SHIFT", "MAP_HUGE_MASK",
	"SOCK_MAX", "SIGRTMIN",
};

static bool starts_with(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

/* A name that ends with '_' stands for all that begin so, unless asked for them. */
static bool is_avoided(const char *name, const char *prefix)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(avoided); i++) {
		size_t len = strlen(avoided[i]);

		if (avoided[i][len - 1] != '_' && !strcmp(name, avoided[i]))
			return strcmp(prefix, name);
		if (avoided[i][len - 1] == '_' && starts_with(name, avoided[i]) &&
		    strcmp(prefix, avoided[i]))
			return true;
	}
	return false;
}

static void note_symbolic(struct symbolic *symbolic, const char *spec)
{
	size_t len = strcspn(spec, " ");

	symbolic->kind = *spec == ':' ? A_CHOICE : SOME_BITS;
	snprintf(symbolic->prefix, sizeof(symbolic->prefix), "%.*s", (int)(len - 1), spec + 1);
}

void find_symbolic(const struct seccomp_text_call *call, struct symbolic symbolic[6])
{
	const char *at = NULL;
	unsigned int i;

	memset(symbolic, 0, 6 * sizeof(*symbolic));
	for (i = 0; i < ARRAY_SIZE(known) && !at; i++) {
		if (!strcmp(known[i].call, call->uapi_name))
			at = known[i].args;
	}
	while (at && *at) {
		size_t len = strcspn(at, ":|");

		for (i = 0; i < call->nr_args; i++) {
			if (strlen(call->args[i].name) == len &&
			    !strncmp(call->args[i].name, at, len))
				note_symbolic(&symbolic[i], at + len);
		}
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
}

static void set_prefix(struct symbolic *symbolic, const char *prefix)
{
	snprintf(symbolic->prefix, sizeof(symbolic->prefix), "%s", prefix);
}

void refine_symbolic(const struct seccomp_text_call *call, const uint64_t args[6],
		     struct symbolic symbolic[6])
{
	static const struct {
		int level;
		const char *prefix;
	} options[] = {
		{ 0, "IP_" }, { 1, "SO_" }, { 6, "TCP_" }, { 17, "UDP_" }, { 41, "IPV6_" },
		{ 270, "NETLINK_" },
	};
	unsigned int i;

	/* Protocols of other families than AF_INET and AF_INET6 have numbers. */
	if (!strncmp(call->uapi_name, "socket", 6) && args[0] != 2 && args[0] != 10)
		set_prefix(&symbolic[2], "?");
	if (strcmp(call->uapi_name, "setsockopt") && strcmp(call->uapi_name, "getsockopt"))
		return;
	set_prefix(&symbolic[2], "?");
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (options[i].level == (int)args[1])
			set_prefix(&symbolic[2], options[i].prefix);
	}
}

int64_t narrow_value(const struct seccomp_text_arg *arg, uint64_t value)
{
	unsigned int unused = arg->size && arg->size < 8 ? 64 - 8 * arg->size : 0;

	if (arg->flags & SECCOMP_ARG_SIGNED)
		return (int64_t)(value << unused) >> unused;
	return value << unused >> unused;
}

/* The shortest name with one prefix; long ones tend to be about something special. */
static const char *name_of(const char *prefix, int64_t value)
{
	const char *best = NULL;
	unsigned int i;

	for (i = 0; i < nr_constants; i++) {
		const char *name = constants[i].name;

		if (constants[i].value == value && starts_with(name, prefix) &&
		    !is_avoided(name, prefix) && (!best || strlen(name) < strlen(best)))
			best = name;
	}
	return best;
}

/* The name of a value with any of the prefixes, which commas separate */
static const char *find_name(const char *prefixes, int64_t value)
{
	char prefix[32];
	const char *name;
	size_t len;

	while (*prefixes) {
		len = strcspn(prefixes, ",");
		snprintf(prefix, sizeof(prefix), "%.*s", (int)len, prefixes);
		name = name_of(prefix, value);
		if (name)
			return name;
		prefixes += len + (prefixes[len] == ',');
	}
	return NULL;
}

static void append_term(char *words, size_t size, const char *term)
{
	size_t len = strlen(words);

	snprintf(words + len, size - len, "%s%s", len ? "|" : "", term);
}

/* Names of single bits, then what has no name as a number */
static void append_bits(char *words, size_t size, const char *prefixes, uint64_t bits)
{
	uint64_t unnamed = 0;
	const char *name;
	char number[32];
	uint64_t bit;

	for (bit = 1; bit; bit <<= 1) {
		if (!(bits & bit))
			continue;
		name = find_name(prefixes, bit);
		if (name)
			append_term(words, size, name);
		else
			unnamed |= bit;
	}
	if (!unnamed)
		return;
	name = find_name(prefixes, unnamed);
	snprintf(number, sizeof(number), "0x%llx", (unsigned long long)unnamed);
	append_term(words, size, name ? name : number);
}

/* The number in the lowest bits, then the flags above it */
static bool print_mixed(const char *prefix, uint64_t value, char *words, size_t size)
{
	const char *low = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mixed); i++) {
		if (!strcmp(mixed[i].prefix, prefix))
			break;
	}
	if (i == ARRAY_SIZE(mixed))
		return false;
	*words = 0;
	if (strcmp(mixed[i].low, "SIG") || value & mixed[i].mask)
		low = find_name(mixed[i].low, value & mixed[i].mask);
	/* The signal that a clone sends reads best behind the flags. */
	if (low && !strcmp(mixed[i].low, prefix))
		append_term(words, size, low);
	else if (!low)
		low = "";
	append_bits(words, size, prefix,
		    *low ? value & ~mixed[i].mask : value);
	if (*low && strcmp(mixed[i].low, prefix))
		append_term(words, size, low);
	return *words;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name);

	return len >= strlen(suffix) && !strcmp(name + len - strlen(suffix), suffix);
}

/* Some addresses are numbers in the kernel's source. */
static bool is_address(const struct seccomp_text_arg *arg)
{
	static const char * const names[] = { "addr", "brk", "start", "newsp", "new_addr", "tls" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(arg->name, names[i]))
			return true;
	}
	return arg->flags & SECCOMP_ARG_POINTER;
}

static void print_number(const struct seccomp_text_arg *arg, int64_t value, bool flags,
			 char *words, size_t size)
{
	unsigned long long number = value;

	if (has_suffix(arg->name, "dfd") && value == -100)
		snprintf(words, size, "AT_FDCWD");
	else if (!strcmp(arg->name, "mode") && value > 0)
		snprintf(words, size, "0%llo", number);
	else if (is_address(arg) || (flags && value > 9))
		snprintf(words, size, number ? "0x%llx" : "0", number);
	else if (arg->flags & SECCOMP_ARG_SIGNED)
		snprintf(words, size, "%lld", (long long)value);
	else
		snprintf(words, size, "%llu", number);
}

void print_value(const struct seccomp_text_arg *arg, const struct symbolic *symbolic,
		 uint64_t value, char *words, size_t size)
{
	bool flags = symbolic && symbolic->kind != NOT_SYMBOLIC;
	int64_t narrow = narrow_value(arg, value);
	const char *name;

	if (flags) {
		name = find_name(symbolic->prefix, narrow);
		if (name) {
			snprintf(words, size, "%s", name);
			return;
		}
		if (narrow > 0 && print_mixed(symbolic->prefix, narrow, words, size))
			return;
		if (narrow > 0 && symbolic->kind == SOME_BITS) {
			print_bits(arg, symbolic, narrow, words, size);
			return;
		}
	}
	print_number(arg, narrow, flags, words, size);
}

void print_bits(const struct seccomp_text_arg *arg, const struct symbolic *symbolic,
		uint64_t bits, char *words, size_t size)
{
	*words = 0;
	append_bits(words, size, symbolic->prefix, bits);
	if (!*words)
		snprintf(words, size, "0");
}
