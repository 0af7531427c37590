// SPDX-License-Identifier: GPL-2.0
/*
 * The vocabulary of seccomp_text_verdicts: calls, with their arguments as the
 * C code that gets them declares them. Written by hand from the SYSCALL_DEFINE
 * lines of the kernel, for x86_64.
 */
#include <asm/unistd.h>
#include <errno.h>
#include <stddef.h>

#include "../kselftest.h"
#include "seccomp_text_random.h"

/* Width and sign of each C type on x86_64. Pointers are unsigned words here. */
#define INT	32, true
#define UINT	32, false
#define UMODE	16, false
#define LONG	64, true
#define ULONG	64, false
#define PTR	ULONG
#define SIZE	ULONG
#define U64	ULONG
#define AIO	ULONG
#define LOFF	LONG
#define OFF	LONG
#define PID	INT
#define KEY	INT
#define SERIAL	INT
#define CLOCK	INT
#define TIMER	INT
#define RWF	INT
#define UID	UINT
#define QID	UINT
#define U32	UINT
#define ENUM	UINT	/* one without negative values */

#define CALL_IS(call, kernel, ...) \
	{ __NR_##call, #call, "sys_" kernel, { __VA_ARGS__ } }
#define IS(call, ...)	CALL_IS(call, #call, __VA_ARGS__)

/* All widths and signs that arguments of calls have; no argument has 8 bits. */
static const struct spec specs[] = {
	IS(read, { "fd", UINT }, { "buf", PTR }, { "count", SIZE }),
	IS(write, { "fd", UINT }, { "buf", PTR }, { "count", SIZE }),
	IS(lseek, { "fd", UINT }, { "offset", OFF }, { "whence", UINT }),
	IS(pread64, { "fd", UINT }, { "buf", PTR }, { "count", SIZE },
	   { "pos", LOFF }),
	IS(pwrite64, { "fd", UINT }, { "buf", PTR }, { "count", SIZE },
	   { "pos", LOFF }),
	IS(preadv, { "fd", ULONG }, { "vec", PTR }, { "vlen", ULONG },
	   { "pos_l", ULONG }, { "pos_h", ULONG }),
	IS(pwritev2, { "fd", ULONG }, { "vec", PTR }, { "vlen", ULONG },
	   { "pos_l", ULONG }, { "pos_h", ULONG }, { "flags", RWF }),
	IS(openat, { "dfd", INT }, { "filename", PTR }, { "flags", INT },
	   { "mode", UMODE }),
	IS(openat2, { "dfd", INT }, { "filename", PTR }, { "how", PTR },
	   { "usize", SIZE }),
	IS(creat, { "pathname", PTR }, { "mode", UMODE }),
	IS(chmod, { "filename", PTR }, { "mode", UMODE }),
	IS(fchmod, { "fd", UINT }, { "mode", UMODE }),
	IS(fchmodat, { "dfd", INT }, { "filename", PTR }, { "mode", UMODE }),
	IS(fchmodat2, { "dfd", INT }, { "filename", PTR }, { "mode", UMODE },
	   { "flags", UINT }),
	IS(mkdirat, { "dfd", INT }, { "pathname", PTR }, { "mode", UMODE }),
	IS(mknodat, { "dfd", INT }, { "filename", PTR }, { "mode", UMODE },
	   { "dev", UINT }),
	IS(mq_open, { "u_name", PTR }, { "oflag", INT }, { "mode", UMODE },
	   { "u_attr", PTR }),
	IS(truncate, { "path", PTR }, { "length", LONG }),
	IS(ftruncate, { "fd", UINT }, { "length", OFF }),
	IS(fallocate, { "fd", INT }, { "mode", INT }, { "offset", LOFF },
	   { "len", LOFF }),
	IS(fadvise64, { "fd", INT }, { "offset", LOFF }, { "len", SIZE },
	   { "advice", INT }),
	IS(readahead, { "fd", INT }, { "offset", LOFF }, { "count", SIZE }),
	IS(sync_file_range, { "fd", INT }, { "offset", LOFF },
	   { "nbytes", LOFF }, { "flags", UINT }),
	IS(copy_file_range, { "fd_in", INT }, { "off_in", PTR },
	   { "fd_out", INT }, { "off_out", PTR }, { "len", SIZE },
	   { "flags", UINT }),
	IS(fcntl, { "fd", UINT }, { "cmd", UINT }, { "arg", ULONG }),
	IS(ioctl, { "fd", UINT }, { "cmd", UINT }, { "arg", ULONG }),
	IS(dup, { "fildes", UINT }),
	IS(dup3, { "oldfd", UINT }, { "newfd", UINT }, { "flags", INT }),
	IS(close_range, { "fd", UINT }, { "max_fd", UINT }, { "flags", UINT }),
	IS(getdents64, { "fd", UINT }, { "dirent", PTR }, { "count", UINT }),
	IS(poll, { "ufds", PTR }, { "nfds", UINT }, { "timeout_msecs", INT }),
	IS(renameat2, { "olddfd", INT }, { "oldname", PTR }, { "newdfd", INT },
	   { "newname", PTR }, { "flags", UINT }),
	IS(lchown, { "filename", PTR }, { "user", UID }, { "group", UID }),
	IS(fchownat, { "dfd", INT }, { "filename", PTR }, { "user", UID },
	   { "group", UID }, { "flag", INT }),
	IS(quotactl, { "cmd", UINT }, { "special", PTR }, { "id", QID },
	   { "addr", PTR }),
	CALL_IS(fstat, "newfstat", { "fd", UINT }, { "statbuf", PTR }),
	CALL_IS(stat, "newstat", { "filename", PTR }, { "statbuf", PTR }),
	IS(newfstatat, { "dfd", INT }, { "filename", PTR }, { "statbuf", PTR },
	   { "flag", INT }),
	CALL_IS(uname, "newuname", { "name", PTR }),
	CALL_IS(umount2, "umount", { "name", PTR }, { "flags", INT }),
	CALL_IS(sendfile, "sendfile64", { "out_fd", INT }, { "in_fd", INT },
		{ "offset", PTR }, { "count", SIZE }),
	IS(statx, { "dfd", INT }, { "filename", PTR }, { "flags", UINT },
	   { "mask", UINT }, { "buffer", PTR }),
	IS(mmap, { "addr", ULONG }, { "len", ULONG }, { "prot", ULONG },
	   { "flags", ULONG }, { "fd", ULONG }, { "off", ULONG }),
	IS(mprotect, { "start", ULONG }, { "len", SIZE }, { "prot", ULONG }),
	IS(madvise, { "start", ULONG }, { "len_in", SIZE },
	   { "behavior", INT }),
	IS(kill, { "pid", PID }, { "sig", INT }),
	IS(tgkill, { "tgid", PID }, { "pid", PID }, { "sig", INT }),
	IS(wait4, { "upid", PID }, { "stat_addr", PTR }, { "options", INT },
	   { "ru", PTR }),
	IS(ptrace, { "request", LONG }, { "pid", LONG }, { "addr", ULONG },
	   { "data", ULONG }),
	IS(prctl, { "option", INT }, { "arg2", ULONG }, { "arg3", ULONG },
	   { "arg4", ULONG }, { "arg5", ULONG }),
	IS(setuid, { "uid", UID }),
	IS(setresuid, { "ruid", UID }, { "euid", UID }, { "suid", UID }),
	IS(getgroups, { "gidsetsize", INT }, { "grouplist", PTR }),
	IS(setpriority, { "which", INT }, { "who", INT }, { "niceval", INT }),
	IS(sched_setaffinity, { "pid", PID }, { "len", UINT },
	   { "user_mask_ptr", PTR }),
	IS(alarm, { "seconds", UINT }),
	IS(umask, { "mask", INT }),
	IS(unshare, { "unshare_flags", ULONG }),
	IS(socket, { "family", INT }, { "type", INT }, { "protocol", INT }),
	IS(sendto, { "fd", INT }, { "buff", PTR }, { "len", SIZE },
	   { "flags", UINT }, { "addr", PTR }, { "addr_len", INT }),
	IS(futex, { "uaddr", PTR }, { "op", INT }, { "val", U32 },
	   { "utime", PTR }, { "uaddr2", PTR }, { "val3", U32 }),
	IS(rseq, { "rseq", PTR }, { "rseq_len", U32 }, { "flags", INT },
	   { "sig", U32 }),
	IS(clock_nanosleep, { "which_clock", CLOCK }, { "flags", INT },
	   { "rqtp", PTR }, { "rmtp", PTR }),
	IS(timer_settime, { "timer_id", TIMER }, { "flags", INT },
	   { "new_setting", PTR }, { "old_setting", PTR }),
	IS(io_getevents, { "ctx_id", AIO }, { "min_nr", LONG },
	   { "nr", LONG }, { "events", PTR }, { "timeout", PTR }),
	IS(inotify_add_watch, { "fd", INT }, { "pathname", PTR },
	   { "mask", U32 }),
	IS(fanotify_mark, { "fanotify_fd", INT }, { "flags", UINT },
	   { "mask", U64 }, { "dfd", INT }, { "pathname", PTR }),
	IS(add_key, { "_type", PTR }, { "_description", PTR },
	   { "_payload", PTR }, { "plen", SIZE }, { "ringid", SERIAL }),
	IS(request_key, { "_type", PTR }, { "_description", PTR },
	   { "_callout_info", PTR }, { "destringid", SERIAL }),
	IS(shmget, { "key", KEY }, { "size", SIZE }, { "shmflg", INT }),
	IS(landlock_add_rule, { "ruleset_fd", INT }, { "rule_type", ENUM },
	   { "rule_attr", PTR }, { "flags", U32 }),
	/* NEEDED_CALLS of them, which are no subjects of a test. */
	IS(seccomp, { "op", UINT }, { "flags", UINT }, { "uargs", PTR }),
	IS(exit_group, { "error_code", INT }),
	{ __NR_rt_sigreturn, "rt_sigreturn", "sys_rt_sigreturn" },
};

static const struct errno_name errnos[] = {
	{ "EPERM", EPERM }, { "ENOENT", ENOENT }, { "EINTR", EINTR },
	{ "EAGAIN", EAGAIN }, { "EACCES", EACCES }, { "EFAULT", EFAULT },
	{ "EINVAL", EINVAL }, { "ENOSYS", ENOSYS }, { "ENOTSUP", ENOTSUP },
	{ "EOPNOTSUPP", EOPNOTSUPP }, { "ERANGE", ERANGE },
	{ "EHWPOISON", EHWPOISON },
};

const struct vocabulary vocabulary = {
	specs, ARRAY_SIZE(specs), errnos, ARRAY_SIZE(errnos),
};
