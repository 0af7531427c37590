// SPDX-License-Identifier: GPL-2.0
/*
 * The vocabulary of seccomp_text_verdicts: calls, with their arguments as the
 * C code that gets them declares them, and constants. The calls are written by
 * hand from the SYSCALL_DEFINE lines of the kernel.
 */
#include <asm/unistd.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/landlock.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "../kselftest.h"
#include "seccomp_text_random.h"

/* Width and sign of each C type with 64 bits. Pointers are unsigned words here. */
#define INT(name)	{ name, 32, true }
#define UINT(name)	{ name, 32, false }
#define UMODE(name)	{ name, 16, false }
#define LONG(name)	{ name, 64, true }
#define ULONG(name)	{ name, 64, false }
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

/* Newer architectures do without these. */
#ifdef __NR_creat
#define OLD_CALLS							\
	IS(creat, PTR("pathname"), UMODE("mode")),			\
	IS(chmod, PTR("filename"), UMODE("mode")),			\
	IS(poll, PTR("ufds"), UINT("nfds"), INT("timeout_msecs")),	\
	IS(lchown, PTR("filename"), UID("user"), UID("group")),		\
	CALL_IS(stat, "newstat", PTR("filename"), PTR("statbuf")),	\
	IS(alarm, UINT("seconds")),
#else
#define OLD_CALLS
#endif

/* Each architecture has its own mmap, and s390x has two calls named umount. */
#define MMAP(last)							\
	IS(mmap, ULONG("addr"), ULONG("len"), ULONG("prot"), ULONG("flags"), \
	   ULONG("fd"), ULONG(last))
#define UMOUNT		CALL_IS(umount2, "umount", PTR("name"), INT("flags"))
#define FADVISE(entry, type)						\
	CALL_IS(fadvise64, entry, INT("fd"), LOFF("offset"), type("len"), \
		INT("advice"))

#if defined(__x86_64__)
#define ARCH_CALLS	MMAP("off"), UMOUNT, FADVISE("fadvise64", SIZE),
#elif defined(__s390x__)
#define ARCH_CALLS	CALL_IS(mmap, "old_mmap", PTR("arg")),		\
			FADVISE("fadvise64_64", LOFF),
#elif defined(__riscv)
#define ARCH_CALLS	MMAP("offset"), UMOUNT, FADVISE("fadvise64_64", LOFF),
#elif defined(__aarch64__)
#define ARCH_CALLS	MMAP("off"), UMOUNT, FADVISE("fadvise64_64", LOFF),
#else
#error "say what these calls are"
#endif

/* All widths and signs that arguments of calls have; no argument has 8 bits. */
static const struct spec specs[] = {
	IS(read, UINT("fd"), PTR("buf"), SIZE("count")),
	IS(write, UINT("fd"), PTR("buf"), SIZE("count")),
	IS(lseek, UINT("fd"), OFF("offset"), UINT("whence")),
	IS(pread64, UINT("fd"), PTR("buf"), SIZE("count"), LOFF("pos")),
	IS(pwrite64, UINT("fd"), PTR("buf"), SIZE("count"), LOFF("pos")),
	IS(preadv, ULONG("fd"), PTR("vec"), ULONG("vlen"), ULONG("pos_l"),
	   ULONG("pos_h")),
	IS(pwritev2, ULONG("fd"), PTR("vec"), ULONG("vlen"), ULONG("pos_l"),
	   ULONG("pos_h"), RWF("flags")),
	IS(openat, INT("dfd"), PTR("filename"), INT("flags"), UMODE("mode")),
	IS(openat2, INT("dfd"), PTR("filename"), PTR("how"), SIZE("usize")),
	IS(fchmod, UINT("fd"), UMODE("mode")),
	IS(fchmodat, INT("dfd"), PTR("filename"), UMODE("mode")),
	IS(mkdirat, INT("dfd"), PTR("pathname"), UMODE("mode")),
	IS(mknodat, INT("dfd"), PTR("filename"), UMODE("mode"), UINT("dev")),
	IS(mq_open, PTR("u_name"), INT("oflag"), UMODE("mode"), PTR("u_attr")),
	IS(truncate, PTR("path"), LONG("length")),
	IS(ftruncate, UINT("fd"), OFF("length")),
	IS(fallocate, INT("fd"), INT("mode"), LOFF("offset"), LOFF("len")),
	IS(readahead, INT("fd"), LOFF("offset"), SIZE("count")),
	IS(sync_file_range, INT("fd"), LOFF("offset"), LOFF("nbytes"),
	   UINT("flags")),
	IS(copy_file_range, INT("fd_in"), PTR("off_in"), INT("fd_out"),
	   PTR("off_out"), SIZE("len"), UINT("flags")),
	IS(fcntl, UINT("fd"), UINT("cmd"), ULONG("arg")),
	IS(ioctl, UINT("fd"), UINT("cmd"), ULONG("arg")),
	IS(dup, UINT("fildes")),
	IS(dup3, UINT("oldfd"), UINT("newfd"), INT("flags")),
	IS(close_range, UINT("fd"), UINT("max_fd"), UINT("flags")),
	IS(getdents64, UINT("fd"), PTR("dirent"), UINT("count")),
	IS(renameat2, INT("olddfd"), PTR("oldname"), INT("newdfd"),
	   PTR("newname"), UINT("flags")),
	IS(fchownat, INT("dfd"), PTR("filename"), UID("user"), UID("group"),
	   INT("flag")),
	IS(quotactl, UINT("cmd"), PTR("special"), QID("id"), PTR("addr")),
	CALL_IS(fstat, "newfstat", UINT("fd"), PTR("statbuf")),
	IS(newfstatat, INT("dfd"), PTR("filename"), PTR("statbuf"),
	   INT("flag")),
	CALL_IS(uname, "newuname", PTR("name")),
	CALL_IS(sendfile, "sendfile64", INT("out_fd"), INT("in_fd"),
		PTR("offset"), SIZE("count")),
	IS(statx, INT("dfd"), PTR("filename"), UINT("flags"), UINT("mask"),
	   PTR("buffer")),
	IS(mprotect, ULONG("start"), SIZE("len"), ULONG("prot")),
	IS(madvise, ULONG("start"), SIZE("len_in"), INT("behavior")),
	IS(kill, PID("pid"), INT("sig")),
	IS(tgkill, PID("tgid"), PID("pid"), INT("sig")),
	IS(wait4, PID("upid"), PTR("stat_addr"), INT("options"), PTR("ru")),
	IS(ptrace, LONG("request"), LONG("pid"), ULONG("addr"), ULONG("data")),
	IS(prctl, INT("option"), ULONG("arg2"), ULONG("arg3"), ULONG("arg4"),
	   ULONG("arg5")),
	IS(setuid, UID("uid")),
	IS(setresuid, UID("ruid"), UID("euid"), UID("suid")),
	IS(getgroups, INT("gidsetsize"), PTR("grouplist")),
	IS(setpriority, INT("which"), INT("who"), INT("niceval")),
	IS(sched_setaffinity, PID("pid"), UINT("len"), PTR("user_mask_ptr")),
	IS(umask, INT("mask")),
	IS(unshare, ULONG("unshare_flags")),
	IS(socket, INT("family"), INT("type"), INT("protocol")),
	IS(sendto, INT("fd"), PTR("buff"), SIZE("len"), UINT("flags"),
	   PTR("addr"), INT("addr_len")),
	IS(futex, PTR("uaddr"), INT("op"), U32("val"), PTR("utime"),
	   PTR("uaddr2"), U32("val3")),
	IS(rseq, PTR("rseq"), U32("rseq_len"), INT("flags"), U32("sig")),
	IS(clock_nanosleep, CLOCK("which_clock"), INT("flags"), PTR("rqtp"),
	   PTR("rmtp")),
	IS(timer_settime, TIMER("timer_id"), INT("flags"), PTR("new_setting"),
	   PTR("old_setting")),
	IS(io_getevents, AIO("ctx_id"), LONG("min_nr"), LONG("nr"),
	   PTR("events"), PTR("timeout")),
	IS(inotify_add_watch, INT("fd"), PTR("pathname"), U32("mask")),
	IS(fanotify_mark, INT("fanotify_fd"), UINT("flags"), U64("mask"),
	   INT("dfd"), PTR("pathname")),
	IS(add_key, PTR("_type"), PTR("_description"), PTR("_payload"),
	   SIZE("plen"), SERIAL("ringid")),
	IS(request_key, PTR("_type"), PTR("_description"), PTR("_callout_info"),
	   SERIAL("destringid")),
	IS(shmget, KEY("key"), SIZE("size"), INT("shmflg")),
	IS(landlock_add_rule, INT("ruleset_fd"), ENUM("rule_type"),
	   PTR("rule_attr"), U32("flags")),
	OLD_CALLS ARCH_CALLS
	/* NEEDED_CALLS of them, which are no subjects of a test. */
	IS(seccomp, UINT("op"), UINT("flags"), PTR("uargs")),
	IS(exit_group, INT("error_code")),
	{ __NR_rt_sigreturn, "rt_sigreturn", "sys_rt_sigreturn" },
};

/* All of them: /proc shows any number by its name. */
static const struct errno_name errnos[] = {
#define ERRNO(name)	{ #name, name }
	ERRNO(EPERM), ERRNO(ENOENT), ERRNO(ESRCH), ERRNO(EINTR), ERRNO(EIO),
	ERRNO(ENXIO), ERRNO(E2BIG), ERRNO(ENOEXEC), ERRNO(EBADF), ERRNO(ECHILD),
	ERRNO(EAGAIN), ERRNO(EWOULDBLOCK), ERRNO(ENOMEM), ERRNO(EACCES),
	ERRNO(EFAULT), ERRNO(ENOTBLK), ERRNO(EBUSY), ERRNO(EEXIST),
	ERRNO(EXDEV), ERRNO(ENODEV), ERRNO(ENOTDIR), ERRNO(EISDIR),
	ERRNO(EINVAL), ERRNO(ENFILE), ERRNO(EMFILE), ERRNO(ENOTTY),
	ERRNO(ETXTBSY), ERRNO(EFBIG), ERRNO(ENOSPC), ERRNO(ESPIPE),
	ERRNO(EROFS), ERRNO(EMLINK), ERRNO(EPIPE), ERRNO(EDOM), ERRNO(ERANGE),
	ERRNO(EDEADLK), ERRNO(EDEADLOCK), ERRNO(ENAMETOOLONG), ERRNO(ENOLCK),
	ERRNO(ENOSYS), ERRNO(ENOTEMPTY), ERRNO(ELOOP), ERRNO(ENOMSG),
	ERRNO(EIDRM), ERRNO(ECHRNG), ERRNO(EL2NSYNC), ERRNO(EL3HLT),
	ERRNO(EL3RST), ERRNO(ELNRNG), ERRNO(EUNATCH), ERRNO(ENOCSI),
	ERRNO(EL2HLT), ERRNO(EBADE), ERRNO(EBADR), ERRNO(EXFULL), ERRNO(ENOANO),
	ERRNO(EBADRQC), ERRNO(EBADSLT), ERRNO(EBFONT), ERRNO(ENOSTR),
	ERRNO(ENODATA), ERRNO(ETIME), ERRNO(ENOSR), ERRNO(ENONET),
	ERRNO(ENOPKG), ERRNO(EREMOTE), ERRNO(ENOLINK), ERRNO(EADV),
	ERRNO(ESRMNT), ERRNO(ECOMM), ERRNO(EPROTO), ERRNO(EMULTIHOP),
	ERRNO(EDOTDOT), ERRNO(EBADMSG), ERRNO(EOVERFLOW), ERRNO(ENOTUNIQ),
	ERRNO(EBADFD), ERRNO(EREMCHG), ERRNO(ELIBACC), ERRNO(ELIBBAD),
	ERRNO(ELIBSCN), ERRNO(ELIBMAX), ERRNO(ELIBEXEC), ERRNO(EILSEQ),
	ERRNO(ERESTART), ERRNO(ESTRPIPE), ERRNO(EUSERS), ERRNO(ENOTSOCK),
	ERRNO(EDESTADDRREQ), ERRNO(EMSGSIZE), ERRNO(EPROTOTYPE),
	ERRNO(ENOPROTOOPT), ERRNO(EPROTONOSUPPORT), ERRNO(ESOCKTNOSUPPORT),
	ERRNO(EOPNOTSUPP), ERRNO(ENOTSUP), ERRNO(EPFNOSUPPORT),
	ERRNO(EAFNOSUPPORT), ERRNO(EADDRINUSE), ERRNO(EADDRNOTAVAIL),
	ERRNO(ENETDOWN), ERRNO(ENETUNREACH), ERRNO(ENETRESET),
	ERRNO(ECONNABORTED), ERRNO(ECONNRESET), ERRNO(ENOBUFS), ERRNO(EISCONN),
	ERRNO(ENOTCONN), ERRNO(ESHUTDOWN), ERRNO(ETOOMANYREFS),
	ERRNO(ETIMEDOUT), ERRNO(ECONNREFUSED), ERRNO(EHOSTDOWN),
	ERRNO(EHOSTUNREACH), ERRNO(EALREADY), ERRNO(EINPROGRESS), ERRNO(ESTALE),
	ERRNO(EUCLEAN), ERRNO(ENOTNAM), ERRNO(ENAVAIL), ERRNO(EISNAM),
	ERRNO(EREMOTEIO), ERRNO(EDQUOT), ERRNO(ENOMEDIUM), ERRNO(EMEDIUMTYPE),
	ERRNO(ECANCELED), ERRNO(ENOKEY), ERRNO(EKEYEXPIRED), ERRNO(EKEYREVOKED),
	ERRNO(EKEYREJECTED), ERRNO(EOWNERDEAD), ERRNO(ENOTRECOVERABLE),
	ERRNO(ERFKILL), ERRNO(EHWPOISON),
	/* New in Linux 7.3 */
#ifdef EFSCORRUPTED
	ERRNO(EFSCORRUPTED), ERRNO(EFSBADCRC), ERRNO(EFTYPE),
#endif
};

/*
 * Some constants of each kind: macros and enumerators, of all widths, negative
 * ones, flags with other flags next to them, and names that begin alike.
 */
static const struct constant_name constants[] = {
#define CONSTANT(name)	{ #name, name }
	CONSTANT(AT_FDCWD), CONSTANT(AT_EMPTY_PATH), CONSTANT(O_RDONLY),
	CONSTANT(O_ACCMODE), CONSTANT(O_NONBLOCK), CONSTANT(O_CLOEXEC),
	CONSTANT(O_LARGEFILE), CONSTANT(PROT_READ), CONSTANT(PROT_WRITE),
	CONSTANT(PROT_EXEC), CONSTANT(PROT_GROWSUP), CONSTANT(CLONE_NEWUSER),
	CONSTANT(CLONE_IO), CONSTANT(CLONE_CLEAR_SIGHAND), CONSTANT(AF_UNIX),
	CONSTANT(AF_INET), CONSTANT(AF_INET6), CONSTANT(SOCK_STREAM),
	CONSTANT(SOCK_CLOEXEC), CONSTANT(SHUT_RDWR), CONSTANT(S_IFMT),
	CONSTANT(S_IFREG), CONSTANT(S_ISUID), CONSTANT(SIGKILL),
	CONSTANT(IN_ONESHOT), CONSTANT(MSG_CMSG_CLOEXEC), CONSTANT(TIOCSTI),
	CONSTANT(FS_IOC_GETFLAGS), CONSTANT(BPF_PROG_LOAD),
	CONSTANT(LANDLOCK_RULE_PATH_BENEATH),
};

const struct vocabulary vocabulary = {
	specs, ARRAY_SIZE(specs), errnos, ARRAY_SIZE(errnos), constants,
	ARRAY_SIZE(constants),
};
