// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp record: what calls are for. Every call of the table is in one group.
 */
#include <string.h>

#include "main.h"
#include "record.h"

/* Names are separated and enclosed by blanks. The last group has what no other has. */
static const struct {
	const char *title;
	const char *calls[16];
} groups[] = {
	{ "start and end of programs", {
		" execve execveat exit exit_group arch_prctl set_tid_address set_robust_list ",
		" get_robust_list rseq restart_syscall ",
	} },
	{ "memory", {
		" brk mmap munmap mremap mprotect pkey_mprotect pkey_alloc pkey_free madvise ",
		" process_madvise msync mincore mlock mlock2 munlock mlockall munlockall ",
		" remap_file_pages memfd_create memfd_secret mbind set_mempolicy ",
		" set_mempolicy_home_node get_mempolicy migrate_pages move_pages mseal ",
		" map_shadow_stack membarrier process_mrelease userfaultfd ",
	} },
	{ "reading and writing", {
		" read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 close ",
		" close_range dup dup2 dup3 lseek sendfile copy_file_range splice tee vmsplice ",
		" pipe pipe2 fcntl ioctl fsync fdatasync sync syncfs sync_file_range readahead ",
		" fadvise64 fallocate ftruncate flock poll ppoll select pselect6 epoll_create ",
		" epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait ",
		" epoll_pwait2 eventfd eventfd2 io_setup io_destroy io_submit io_cancel ",
		" io_getevents io_pgetevents io_uring_setup io_uring_enter io_uring_register ",
		" cachestat ",
	} },
	{ "files", {
		" open openat openat2 creat open_by_handle_at name_to_handle_at stat fstat lstat ",
		" newfstatat statx access faccessat faccessat2 getdents getdents64 getcwd chdir ",
		" fchdir readlink readlinkat rename renameat renameat2 link linkat symlink ",
		" symlinkat unlink unlinkat mkdir mkdirat rmdir mknod mknodat truncate chmod ",
		" fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask utime utimes ",
		" utimensat futimesat setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr ",
		" listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr ",
		" file_getattr file_setattr ",
		" setxattrat getxattrat listxattrat removexattrat statfs fstatfs ustat ",
		" inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_init ",
		" fanotify_mark lookup_dcookie ",
	} },
	{ "processes and threads", {
		" clone clone3 fork vfork wait4 waitid futex futex_waitv futex_wake futex_wait ",
		" futex_requeue getpid getppid gettid getpgid setpgid getpgrp getsid setsid ",
		" sched_yield rseq_slice_yield sched_setparam sched_getparam sched_setscheduler ",
		" sched_getscheduler sched_get_priority_max sched_get_priority_min ",
		" sched_rr_get_interval sched_setaffinity sched_getaffinity sched_setattr ",
		" sched_getattr getpriority setpriority ioprio_set ioprio_get getrlimit ",
		" setrlimit prlimit64 getrusage times getcpu prctl unshare setns listns pidfd_open ",
		" pidfd_getfd personality set_thread_area get_thread_area modify_ldt uselib ",
		" kcmp ptrace process_vm_readv process_vm_writev ",
	} },
	{ "signals", {
		" rt_sigaction rt_sigprocmask rt_sigreturn sigreturn rt_sigpending rt_sigtimedwait ",
		" rt_sigqueueinfo rt_tgsigqueueinfo rt_sigsuspend sigaltstack kill tkill tgkill ",
		" pidfd_send_signal pause signalfd signalfd4 ",
	} },
	{ "time", {
		" time gettimeofday settimeofday clock_gettime clock_settime clock_getres ",
		" clock_nanosleep clock_adjtime adjtimex nanosleep alarm getitimer setitimer ",
		" timer_create timer_settime timer_gettime timer_getoverrun timer_delete ",
		" timerfd_create timerfd_settime timerfd_gettime ",
	} },
	{ "network", {
		" socket socketpair bind listen accept accept4 connect getsockname getpeername ",
		" setsockopt getsockopt sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg ",
		" shutdown sethostname setdomainname ",
	} },
	{ "identity", {
		" getuid geteuid getgid getegid getresuid getresgid getgroups setuid setgid ",
		" setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capget ",
		" capset add_key request_key keyctl ",
	} },
	{ "memory and messages between processes", {
		" shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv ",
		" msgctl mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify ",
		" mq_getsetattr ",
	} },
	{ "confinement", {
		" seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self ",
		" chroot fchroot pivot_root lsm_get_self_attr lsm_set_self_attr ",
		" lsm_list_modules ",
	} },
	{ "mounts and the system as a whole", {
		" mount umount2 open_tree open_tree_attr move_mount fsopen fsconfig fsmount ",
		" fspick mount_setattr statmount listmount swapon swapoff quotactl quotactl_fd ",
		" sysfs acct reboot kexec_load kexec_file_load init_module finit_module ",
		" delete_module create_module get_kernel_syms query_module iopl ioperm syslog ",
		" bpf perf_event_open vhangup nfsservctl _sysctl ",
	} },
	{ "other", {
		" uname sysinfo getrandom getpmsg putpmsg afs_syscall tuxcall security vserver ",
		" uretprobe uprobe ",
	} },
};

const unsigned int nr_groups = ARRAY_SIZE(groups);

const char *group_title(unsigned int group)
{
	return groups[group].title;
}

unsigned int group_of(const char *uapi_name)
{
	char name[SECCOMP_TEXT_NAME_SIZE + 2];
	const char * const *calls;
	unsigned int i;

	snprintf(name, sizeof(name), " %s ", uapi_name);
	for (i = 0; i < nr_groups - 1; i++) {
		for (calls = groups[i].calls; *calls; calls++) {
			if (strstr(*calls, name))
				return i;
		}
	}
	return i;
}
