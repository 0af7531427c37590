// SPDX-License-Identifier: GPL-2.0
/*
 * A policy for whole programs, kept once and given out as text and as BPF: every
 * call of <asm/unistd.h> except the refused ones, some with a condition. What it
 * refuses gives EPERM, except clone3, which gives ENOSYS: the C library then uses
 * clone, whose flags a filter can see.
 *
 * Calls that libseccomp does not know are in neither form, so they are refused by
 * both.
 */
#define _GNU_SOURCE
#include <asm/unistd.h>
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"

#define NR_MAX		512

/* scripts/lib/guest makes this list of all calls from the tree's headers. */
static const char * const names[NR_MAX] = {
#define CALL_NAME(name) [__NR_##name] = #name,
#include "seccomp_text_unistd.h"
#undef CALL_NAME
};

static const int refused[] = {
	/* the mount tree, and the root */
	__NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_fsopen,
	__NR_fsconfig, __NR_fsmount, __NR_fspick, __NR_open_tree, __NR_move_mount,
	__NR_mount_setattr, __NR_statmount, __NR_listmount, __NR_open_by_handle_at,
	__NR_swapon, __NR_swapoff, __NR_quotactl, __NR_quotactl_fd, __NR_acct,
	/* the whole machine */
	__NR_reboot, __NR_kexec_load, __NR_kexec_file_load, __NR_init_module,
	__NR_finit_module, __NR_delete_module, __NR_sethostname,
	__NR_setdomainname, __NR_syslog, __NR_iopl, __NR_ioperm, __NR_vhangup,
	__NR_settimeofday, __NR_clock_settime, __NR_clock_adjtime, __NR_adjtimex,
	/* other processes */
	__NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_kcmp,
	__NR_pidfd_getfd, __NR_process_madvise, __NR_process_mrelease,
	__NR_move_pages, __NR_migrate_pages, __NR_setns,
	/* large interfaces that programs seldom need */
	__NR_bpf, __NR_perf_event_open, __NR_userfaultfd, __NR_io_uring_setup,
	__NR_io_uring_enter, __NR_io_uring_register, __NR_add_key,
	__NR_request_key, __NR_keyctl, __NR_fanotify_init, __NR_modify_ldt,
	__NR_vmsplice,
	/* calls that are gone, and one that only the kernel makes */
	__NR_uselib, __NR_ustat, __NR_sysfs, __NR__sysctl, __NR_lookup_dcookie,
	__NR_create_module, __NR_get_kernel_syms, __NR_query_module,
	__NR_nfsservctl, __NR_getpmsg, __NR_putpmsg, __NR_afs_syscall,
	__NR_tuxcall, __NR_security, __NR_vserver, __NR_epoll_ctl_old,
	__NR_epoll_wait_old, __NR_uretprobe,
	/* refused with ENOSYS below */
	__NR_clone3,
};

enum test { EQUAL, DIFFERS, LACKS };

/**
 * struct condition - what an argument must be
 * @nr:		the call
 * @arg:	the number of the argument
 * @wide:	whether it has 64 bits. A value of 32 bits is the same in both
 *		forms as long as the caller leaves the upper half of the register
 *		zero, as compiled code does.
 * @test:	LACKS: none of the bits of @value is set
 * @value:	a constant
 *
 * One of the conditions of a call must hold.
 */
static const struct condition {
	int			nr;
	unsigned int		arg;
	bool			wide;
	enum test		test;
	unsigned long		value;
} conditions[] = {
	/* no new namespaces */
	{ __NR_clone,			0, true,  LACKS,   0x7e020000 },
	{ __NR_unshare,			0, true,  LACKS,   0x7e020080 },
	/* Linux, its 32-bit form, the old version number, and only asking */
	{ __NR_personality,		0, false, EQUAL,   0x0 },
	{ __NR_personality,		0, false, EQUAL,   0x8 },
	{ __NR_personality,		0, false, EQUAL,   0x20000 },
	{ __NR_personality,		0, false, EQUAL,   0xffffffff },
	/* AF_UNIX, AF_INET, AF_INET6, AF_NETLINK */
	{ __NR_socket,			0, false, EQUAL,   1 },
	{ __NR_socket,			0, false, EQUAL,   2 },
	{ __NR_socket,			0, false, EQUAL,   10 },
	{ __NR_socket,			0, false, EQUAL,   16 },
	{ __NR_socketpair,		0, false, EQUAL,   1 },
	/* TIOCSTI */
	{ __NR_ioctl,			1, false, DIFFERS, 0x5412 },
	/* PR_SET_MM */
	{ __NR_prctl,			0, false, DIFFERS, 35 },
	/* MADV_HWPOISON */
	{ __NR_madvise,			2, false, DIFFERS, 100 },
	/* the bit that S_IFCHR and S_IFBLK have in common */
	{ __NR_mknod,			1, false, LACKS,   0x2000 },
	{ __NR_mknodat,			2, false, LACKS,   0x2000 },
	/* S_ISUID and S_ISGID */
	{ __NR_chmod,			1, false, LACKS,   0xc00 },
	{ __NR_fchmod,			1, false, LACKS,   0xc00 },
	{ __NR_fchmodat,		2, false, LACKS,   0xc00 },
	/* only the caller's limits */
	{ __NR_prlimit64,		0, false, EQUAL,   0 },
	/* SCHED_OTHER, SCHED_BATCH, SCHED_IDLE */
	{ __NR_sched_setscheduler,	1, false, EQUAL,   0 },
	{ __NR_sched_setscheduler,	1, false, EQUAL,   3 },
	{ __NR_sched_setscheduler,	1, false, EQUAL,   5 },
};

#define NR_CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

static bool is_allowed(int nr)
{
	char *known;

	if (!names[nr])
		return false;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (refused[i] == nr)
			return false;
	known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, nr);
	free(known);
	return known;
}

static bool is_conditional(int nr)
{
	for (size_t i = 0; i < NR_CONDITIONS; i++)
		if (conditions[i].nr == nr)
			return true;
	return false;
}

/* ------------------------------------------------------------ as text */

static char text[64 * 1024];
static size_t text_length;

__attribute__((format(printf, 1, 2)))
static void add(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text + text_length, sizeof(text) - text_length, format, args);
	va_end(args);
	if (len < 0 || text_length + len >= sizeof(text))
		errx(EXIT_FAILURE, "the text is too long");
	text_length += len;
}

/* A constant must fit the argument's type, which may be signed. */
static void add_condition(const struct condition *c)
{
	if (c->test == LACKS)
		add("!(a%u & %#lx)", c->arg, c->value);
	else if (!c->wide && c->nr != __NR_personality)
		add("a%u %s %d", c->arg, c->test == EQUAL ? "==" : "!=", (int)c->value);
	else
		add("a%u %s %#lx", c->arg, c->test == EQUAL ? "==" : "!=", c->value);
}

const char *profile_text(void)
{
	text_length = 0;
	add("on_violation: errno EPERM\nclone3: 0; errno ENOSYS\n");
	for (int nr = 0; nr < NR_MAX; nr++) {
		const char *between = "";

		if (!is_allowed(nr))
			continue;
		add("%s: ", names[nr]);
		for (size_t i = 0; i < NR_CONDITIONS; i++) {
			if (conditions[i].nr != nr)
				continue;
			add("%s", between);
			add_condition(&conditions[i]);
			between = " || ";
		}
		add("%s\n", is_conditional(nr) ? "" : "1");
	}
	return text;
}

/* ------------------------------------------------------------ as BPF */

static int add_rule(scmp_filter_ctx ctx, const struct condition *c)
{
	struct scmp_arg_cmp cmp = { .arg = c->arg, .datum_a = c->value };

	switch (c->test) {
	case EQUAL:
		cmp.op = SCMP_CMP_EQ;
		break;
	case DIFFERS:
		cmp.op = SCMP_CMP_NE;
		break;
	case LACKS:
		cmp.op = SCMP_CMP_MASKED_EQ;	/* with datum_b == 0 */
		break;
	}
	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, c->nr, 1, &cmp);
}

int load_profile_bpf(int optimize)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int ret;

	if (!ctx)
		return -ENOMEM;
	ret = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, optimize) ?:
	      seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), __NR_clone3, 0);
	for (int nr = 0; nr < NR_MAX && !ret; nr++)
		if (is_allowed(nr) && !is_conditional(nr))
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
	for (size_t i = 0; i < NR_CONDITIONS && !ret; i++)
		ret = add_rule(ctx, &conditions[i]);
	if (!ret)
		ret = seccomp_load(ctx);
	seccomp_release(ctx);
	return ret;
}

/* ------------------------------------------------------------ for counting */

const char *profile_conditional(void)
{
	const char *between = "";

	text_length = 0;
	for (int nr = 0; nr < NR_MAX; nr++) {
		if (!is_conditional(nr))
			continue;
		add("%sid == %d", between, nr);
		between = " || ";
	}
	return text;
}
