// SPDX-License-Identifier: GPL-2.0
/*
 * What a system call costs under different filters. Meant for qemu/vm --icount,
 * where the time-stamp counter counts instructions: the figure is the same each
 * time. Prints "CASE<TAB>INSTRUCTIONS"; a case that this kernel refuses prints
 * "-". Every case runs in a child of its own.
 */
#define _GNU_SOURCE
#include <err.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS	1000	/* short enough to fit between two timer ticks */
#define ROUNDS	50

#define ALLOW	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_EQ(value, yes, no)	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)

/* As a user would write them: the architecture is looked at first. */
static struct sock_filter bpf_allow[] = {
	LOAD(arch), IF_EQ(AUDIT_ARCH_X86_64, 1, 0), KILL, ALLOW,
};

static struct sock_filter bpf_argument[] = {
	LOAD(arch), IF_EQ(AUDIT_ARCH_X86_64, 1, 0), KILL,
	LOAD(nr), IF_EQ(SYS_getpgid, 1, 0), ALLOW,
	LOAD(args[0]), IF_EQ(0, 1, 0), KILL, ALLOW,
};

struct bench_case {
	const char *name;
	struct sock_filter *bpf;
	unsigned short bpf_len;
	const char *text;
	long nr;
	int layers;
};

#define BPF(prog)	.bpf = prog, .bpf_len = sizeof(prog) / sizeof(prog[0])

static const struct bench_case cases[] = {
	{ "getppid, no filter", .nr = SYS_getppid, .layers = 0 },
	{ "getppid, BPF allows all", BPF(bpf_allow), .nr = SYS_getppid, .layers = 1 },
	{ "getppid, text allows all", .text = "unlisted: 1\n", .nr = SYS_getppid, .layers = 1 },
	{ "getpgid, no filter", .nr = SYS_getpgid, .layers = 0 },
	{ "getpgid, BPF on its argument", BPF(bpf_argument), .nr = SYS_getpgid, .layers = 1 },
	{ "getpgid, text on its argument", .text = "unlisted: 1\ngetpgid: pid == 0\n",
	  .nr = SYS_getpgid, .layers = 1 },
	{ "getpgid, 10 x BPF on its argument", BPF(bpf_argument), .nr = SYS_getpgid, .layers = 10 },
	{ "getpgid, 10 x text on its argument", .text = "unlisted: 1\ngetpgid: pid == 0\n",
	  .nr = SYS_getpgid, .layers = 10 },
};

static int install(const struct bench_case *c)
{
	struct sock_fprog prog = { .len = c->bpf_len, .filter = c->bpf };
	const void *policy = c->text ? (const void *)c->text : &prog;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	for (int i = 0; i < c->layers; i++)
		if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, policy))
			return -1;
	return 0;
}

static uint64_t round_ticks(long nr)
{
	uint64_t start = __builtin_ia32_rdtsc();

	for (int i = 0; i < CALLS; i++) {
		long ret;

		asm volatile("syscall" : "=a" (ret) : "a" (nr), "D" (0)
			     : "rcx", "r11", "memory");
	}
	return __builtin_ia32_rdtsc() - start;
}

/* The cheapest round is the one that nothing interrupted. */
static void measure(const struct bench_case *c)
{
	uint64_t best = UINT64_MAX;

	if (install(c)) {
		printf("%s\t-\n", c->name);
		return;
	}
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t ticks = round_ticks(c->nr);

		if (ticks < best)
			best = ticks;
	}
	printf("%s\t%llu\n", c->name, (unsigned long long)(best + CALLS / 2) / CALLS);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status;
		pid_t child = fork();

		if (child < 0)
			err(EXIT_FAILURE, "fork");
		if (!child) {
			measure(&cases[i]);
			fflush(stdout);
			_exit(EXIT_SUCCESS);
		}
		if (waitpid(child, &status, 0) < 0 || status)
			errx(EXIT_FAILURE, "%s: status %#x", cases[i].name, status);
	}
	return EXIT_SUCCESS;
}
