// SPDX-License-Identifier: GPL-2.0
/* Part of seccomp_text_constants: their values for the kernel's headers */
#include <stddef.h>
#include <asm/ioctls.h>
#ifdef __x86_64__
#include <asm/prctl.h>
#endif
#include <asm/ptrace.h>
#include <asm/signal.h>
#include <asm/socket.h>
#include <asm/termios.h>
#include <linux/blktrace_api.h>
#include <linux/blkzoned.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/eventpoll.h>
#include <linux/fadvise.h>
#include <linux/falloc.h>
#include <linux/fanotify.h>
#include <linux/fcntl.h>
#include <linux/fd.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/inotify.h>
#include <linux/io_uring.h>
#include <linux/kcmp.h>
#include <linux/kexec.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/loop.h>
#include <linux/membarrier.h>
#include <linux/memfd.h>
#include <linux/mempolicy.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/netlink.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/perf_event.h>
#include <linux/personality.h>
#include <linux/pidfd.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/random.h>
#include <linux/reboot.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <linux/serial.h>
#include <linux/shm.h>
#include <linux/signalfd.h>
#include <linux/sockios.h>
#include <linux/stat.h>
#include <linux/tcp.h>
#include <linux/time.h>
#include <linux/timerfd.h>
#include <linux/udp.h>
#include <linux/userfaultfd.h>
#include <linux/wait.h>
#include <linux/xattr.h>

#include "seccomp_text_constants.h"

#ifndef CONSTANTS
#define CONSTANTS	"seccomp_text_uapi.h"
#endif

#define CONSTANT(name)	{ #name, name }

const struct constant uapi_constants[] = {
#include CONSTANTS
	{ NULL, 0 }
};
