# SPDX-License-Identifier: GPL-2.0
# From preprocessed headers with their definitions (-dD), print the names of the
# constants that policies can use: those that arguments of system calls can have.

BEGIN {
	# Groups of which everything is a value of some argument, or nearly so
	groups = "(AF|ARCH|CAP|CLOCK|CLONE|CLOSE_RANGE|EFD|EPOLL|F|FALLOC|FS_IOC|FSCONFIG|" \
		"FSMOUNT|FSOPEN|FSPICK|FUTEX|GRND|IN|IP|IPC|IPPROTO|IPV6|ITIMER|KCMP|KEXEC|" \
		"KEYCTL|LINUX_REBOOT|LOCK|LOOP|MADV|MAP|MCL|MEMBARRIER_CMD|MFD|MLOCK|MNT|" \
		"MODULE_INIT|MOVE_MOUNT|MPOL|MREMAP|MS|MSG|NETLINK|NS|O|OPEN_TREE|P|PER|PF|" \
		"PIDFD|POSIX_FADV|PR|PRIO|PROT|PTRACE|RENAME|RESOLVE|RLIMIT|RUSAGE|RWF|SA|SCHED|" \
		"SECCOMP|SEEK|SFD|SHM|SHUT|SO|SOL|SPLICE|STATX|SYNC_FILE_RANGE|SYS|TCP|TFD|TIMER|UDP|" \
		"UFFDIO|UMOUNT|UNSHARE|XATTR)_[A-Z0-9]"
	# Parts of groups
	parts = "AT_(EACCESS|EMPTY|FDCWD|HANDLE|NO_|RE|STATX|SYM)|LANDLOCK_(CREATE|RULE)|" \
		"FAN_(CLASS|CLOEXEC|ENABLE|MARK|NONBLOCK|REPORT|UNLIMITED)|PERF_(EVENT_IOC|FLAG)|" \
		"IORING_(ENTER|OFF|REGISTER|SETUP|UNREGISTER)|SIG_(BLOCK|UNBLOCK|SETMASK)|" \
		"SOCK_(CLOEXEC|DCCP|DGRAM|NONBLOCK|PACKET|RAW|RDM|SEQPACKET|STREAM)|ADDR_|FDPIC_|" \
		"MMAP_PAGE_ZERO|READ_IMPLIES_EXEC|SHORT_INODE|STICKY_TIMEOUTS|UFFD_USER|UNAME26|" \
		"WHOLE_SECONDS"
	# Words, most of them without an underscore
	words = "(__)?W[A-Z]+|BLK[A-Z0-9]+|FD_CLOEXEC|FDGETFDCSTAT|FI[A-Z]+|RND[A-Z]+|S_I[A-Z]+|" \
		"SIG[A-Z0-9]+|SIOC[A-Z]+|TC[A-Z]+2?|TIO[A-Z0-9]+"
	# What lives in memory or on the wire
	not_args = "^(CAP_.*_MASK|CLOCK_(DEFAULT|EXT|INT|TX)|EFD_(FLAGS_SET|SHARED)|EPOLL_PACKED|F_[GS]ETLKW?64|FDPIC_FUNCPTRS_|FUTEX_OP|IN_CLASS|IPPROTO_MH|" \
		"IN_(LOOPBACK|MULTICAST)|IPV6_(FL|OPT|PRIO|TLV|SRCRT|RTHDR_)|KEXEC_ARCH|" \
		"FUTEX_(NO_NODE|ROBUST_MOD)|MPOL_USER|PER_EM_|PF_[RWX]$|PIDFD_(COREDUMP|INFO_|STALE)|PR_PMLEN_MASK|" \
		"KEYCTL_(CAPS|SUPPORTS)|(MFD|SHM)_HUGE_|SIGSTKSZ|STATX_ATTR|" \
		"MSG_(CMSG_COMPAT|EOF|INTERNAL|NO_SHARED|PROBE|SENDPAGE|SOCK_DEVMEM|SPLICE)|" \
		"MNT_ID_REQ|NS_(ID_REQ|LAST)|[A-Z]+_NS(_(ANON|INDEX|INFO|INIT)|$)|NETLINK_SKIP|PR_SET_PTRACER_ANY|PTRACE_(CFI_|EVENT|PEEKSIGINFO_|SYSCALL_INFO)|" \
		"SECCOMP_(ARG|CALL|RET|TEXT)|SYS_(SECCOMP|USER_DISPATCH)|UDP_ENCAP_|XATTR_([^CR]|CAPS)|[A-Z].*__|" \
		"TCP_(ACCECN|AO_KEYF|BPF|CA_|CM_|DATA|FLAG|MD5SIG_|MIB|MSS|NLA|QUEUES|RESERVED|TX))|" \
		"_(LAST|MAX|NLIMITS|SHIFT)$"
	wanted = "^(" groups "|" parts "|(" words ")$)"
	# See seccomp_constants.c.
	print "MADV_GUARD_INSTALL\nMADV_GUARD_REMOVE\nPR_GET_AUXV\nSO_RCVTIMEO\nSO_SNDTIMEO"
	print "SO_TIMESTAMP\nSO_TIMESTAMPING\nSO_TIMESTAMPNS"
}

function name(word) {
	if (word ~ wanted && word !~ not_args)
		print word
}

/^# [0-9]+ "/	{ from = $3 ~ /include\/(generated\/)?uapi\/|\/linux\/(eventfd|net|socket)\.h"/ }
# The flags of umount2() are among much else that is internal.
/^# [0-9]+ "/	{ umount = $3 ~ /include\/linux\/fs\.h"/ }
umount && /^#define (MNT|UMOUNT)_/ { name($2) }
!from		{ next }
/^#define [A-Z_][A-Z0-9_]* ./ { name($2) }
/^(typedef )?enum/ { inside = 1; commands = $2 == "bpf_cmd" }
inside && match($0, /^[ \t]*[A-Z][A-Z0-9_]*/) {
	word = substr($0, RSTART, RLENGTH)
	sub(/^[ \t]*/, "", word)
	if (commands && word !~ /__/)
		print word
	else
		name(word)
}
/}/		{ inside = 0 }
