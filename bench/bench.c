// SPDX-License-Identifier: GPL-2.0
/*
 * What filters cost, in instructions. Meant for qemu/vm --icount, where the
 * time-stamp counter counts the guest's instructions: a figure is the same each
 * time. Prints lines "TABLE<TAB>ROW<TAB>COLUMN<TAB>FIGURE"; where this kernel
 * refuses the filter the figure is "-". Everything is measured in a child of
 * its own.
 *
 * The same policy is given to libseccomp, once with its default and once with
 * SCMP_FLTATR_CTL_OPTIMIZE=2 (a binary tree), and as text. What such a policy
 * of n rules looks like: a rule for each of n calls, of which getpgid, lseek
 * and getppid are three; those have one comparison, three comparisons, and
 * none. All others are allowed without a condition. What is not named fails.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS		1000	/* short enough to fit between two timer ticks */
#define ROUNDS		30
#define NR_MAX		462
#define ALL_RULES	340
#define SOME_RULES	6
#define TEXT_SIZE	(64 * 1024)
#define FORKS		300
#define NR_PROCESSES	200	/* for the memory of one */

enum kind { NONE, LINEAR, TREE, TEXT, BOTH, NR_KINDS };

static const char * const kind_names[] = {
	"none", "BPF linear", "BPF tree", "text", "text + BPF tree",
};

/* ------------------------------------------------------------ policies */

struct policy {
	int		rules;
	int		calls[NR_MAX];
	char		text[TEXT_SIZE];
};

/* Not to be named: what the kernel injects, and names that Debian's library
 * has but this kernel's table of names may not.
 */
static int is_usable(int nr)
{
	static const int unusable[] = { 335, 336 };
	char *name;

	for (size_t i = 0; i < sizeof(unusable) / sizeof(unusable[0]); i++)
		if (nr == unusable[i])
			return 0;
	name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, nr);
	if (!name)
		return 0;
	free(name);
	return 1;
}

static int is_special(int nr)
{
	return nr == SYS_getppid || nr == SYS_getpgid || nr == SYS_lseek;
}

static void add_line(struct policy *p, const char *format, const char *name)
{
	size_t at = strlen(p->text);

	snprintf(p->text + at, sizeof(p->text) - at, format, name);
}

/* What the program itself needs comes first, so that it is in each policy. */
static struct policy *make_policy(int rules)
{
	static const int first[] = {
		SYS_getpgid, SYS_lseek, SYS_getppid, SYS_write, SYS_exit_group,
		SYS_prctl,
	};
	static struct policy policy;
	struct policy *p = &policy;

	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		p->calls[p->rules++] = first[i];
	for (int nr = 0; nr < NR_MAX && p->rules < rules; nr++) {
		int known = !is_usable(nr);

		for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
			known |= nr == first[i];
		if (!known)
			p->calls[p->rules++] = nr;
	}

	add_line(p, "on_violation: errno %s\n", "EPERM");
	for (int i = 0; i < p->rules; i++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64,
							      p->calls[i]);

		if (!is_special(p->calls[i]))
			add_line(p, "%s: 1\n", name);
		free(name);
	}
	add_line(p, "%s: 1\n", "getppid");
	add_line(p, "%s: pid == 0\n", "getpgid");
	add_line(p, "%s: fd == 1000 && offset == 0 && whence == 0\n", "lseek");
	return p;
}

static scmp_filter_ctx make_bpf(const struct policy *p, int optimize)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int ret = 0;

	if (!ctx)
		return NULL;
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, optimize);
	for (int i = 0; i < p->rules && !ret; i++) {
		switch (p->calls[i]) {
		case SYS_getpgid:
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_getpgid, 1,
					       SCMP_A0_32(SCMP_CMP_EQ, 0));
			break;
		case SYS_lseek:
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_lseek, 3,
					       SCMP_A0_32(SCMP_CMP_EQ, 1000),
					       SCMP_A1_64(SCMP_CMP_EQ, 0),
					       SCMP_A2_32(SCMP_CMP_EQ, 0));
			break;
		default:
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, p->calls[i], 0);
		}
	}
	if (ret) {
		seccomp_release(ctx);
		return NULL;
	}
	return ctx;
}

static int load_bpf(const struct policy *p, int optimize)
{
	scmp_filter_ctx ctx = make_bpf(p, optimize);
	int ret = -1;

	if (ctx)
		ret = seccomp_load(ctx);
	seccomp_release(ctx);
	return ret;
}

static int load_text(const char *text)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, text);
}

static int load(const struct policy *p, enum kind kind)
{
	switch (kind) {
	case LINEAR:
		return load_bpf(p, 1);
	case TREE:
		return load_bpf(p, 2);
	case TEXT:
		return load_text(p->text);
	case BOTH:
		return load_bpf(p, 2) ?: load_text(p->text);
	default:
		return 0;
	}
}

/* What libseccomp makes of the policy */
static struct sock_fprog compile(const struct policy *p, int optimize)
{
	static struct sock_filter filter[BPF_MAXINSNS];
	scmp_filter_ctx ctx = make_bpf(p, optimize);
	int fd = memfd_create("bpf", 0);
	ssize_t len = 0;

	if (ctx && fd >= 0 && !seccomp_export_bpf(ctx, fd))
		len = pread(fd, filter, sizeof(filter), 0);
	if (len <= 0)
		errx(EXIT_FAILURE, "no BPF program");
	seccomp_release(ctx);
	close(fd);
	return (struct sock_fprog){ len / sizeof(filter[0]), filter };
}

/* ------------------------------------------------------------ measuring */

static uint64_t ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static long call3(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a" (ret)
		     : "a" (nr), "D" (a), "S" (b), "d" (c)
		     : "rcx", "r11", "memory");
	return ret;
}

/* The cheapest round is the one that nothing interrupted. */
static uint64_t cost_of_call(int nr)
{
	long first = nr == SYS_lseek ? 1000 : 0;
	uint64_t best = UINT64_MAX;

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t start = ticks(), cost;

		for (int i = 0; i < CALLS; i++)
			call3(nr, first, 0, 0);
		cost = ticks() - start;
		if (cost < best)
			best = cost;
	}
	return (best + CALLS / 2) / CALLS;
}

static void print_figure(const char *table, const char *row,
			 const char *column, uint64_t figure)
{
	printf("%s\t%s\t%s\t%llu\n", table, row, column,
	       (unsigned long long)figure);
}

static void print_nothing(const char *table, const char *row, const char *column)
{
	printf("%s\t%s\t%s\t-\n", table, row, column);
}

/* Run something in a child; its output is the child's. */
static void in_child(void (*run)(const void *), const void *arg)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		err(EXIT_FAILURE, "fork");
	if (!child) {
		run(arg);
		fflush(stdout);
		_exit(EXIT_SUCCESS);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		errx(EXIT_FAILURE, "a child ended with status %#x", status);
}

/* ------------------------------------------------------------ per call */

struct percall {
	const char	*table;
	enum kind	kind;
	int		rules;
};

static void run_percall(const void *arg)
{
	static const struct { int nr; const char *name; } calls[] = {
		{ SYS_getppid, "no condition" },
		{ SYS_getpgid, "1 comparison" },
		{ SYS_lseek, "3 comparisons" },
	};
	const struct percall *c = arg;
	const struct policy *p = make_policy(c->rules);
	int refused = load(p, c->kind);

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		char row[64];

		snprintf(row, sizeof(row), "%s, %d rules", calls[i].name, c->rules);
		if (refused)
			print_nothing(c->table, row, kind_names[c->kind]);
		else
			print_figure(c->table, row, kind_names[c->kind],
				     cost_of_call(calls[i].nr));
	}
}

static void percall(void)
{
	static const int sizes[] = { SOME_RULES, ALL_RULES };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (enum kind kind = NONE; kind < NR_KINDS; kind++)
			in_child(run_percall, &(struct percall){
				"percall", kind, sizes[i] });
}

/* Instructions over the number of rules, for a plot. */
static void growth(void)
{
	for (int rules = SOME_RULES; rules <= ALL_RULES; rules += 36)
		for (enum kind kind = LINEAR; kind <= TEXT; kind++)
			in_child(run_percall, &(struct percall){
				"growth", kind, rules });
}

/* Further comparisons of one rule. */
static void run_comparisons(const void *arg)
{
	int n = *(const int *)arg;
	char text[16 * 1024] = "unlisted: 1\ngetpgid: pid == 0";
	char row[32];

	for (int i = 1; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 " && pid != %d", i);
	snprintf(row, sizeof(row), "%d comparisons", n);
	if (load_text(text))
		print_nothing("comparisons", row, "text");
	else
		print_figure("comparisons", row, "text",
			     cost_of_call(SYS_getpgid));
}

static void comparisons(void)
{
	static const int counts[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		in_child(run_comparisons, &counts[i]);
}

/* ------------------------------------------------------------ installing */

static void run_install(const void *arg)
{
	const struct percall *c = arg;
	const struct policy *p = make_policy(c->rules);
	char row[32];
	uint64_t start;

	snprintf(row, sizeof(row), "%d rules", c->rules);
	start = ticks();
	if (load(p, c->kind))
		print_nothing("install", row, kind_names[c->kind]);
	else
		print_figure("install", row, kind_names[c->kind], ticks() - start);
}

/* The kernel's part alone, with the program at hand */
static void run_load(const void *arg)
{
	const struct percall *c = arg;
	const struct policy *p = make_policy(c->rules);
	const void *filter = p->text;
	struct sock_fprog prog;
	uint64_t start;
	char row[32];

	if (c->kind != TEXT) {
		prog = compile(p, c->kind == TREE ? 2 : 1);
		filter = &prog;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(EXIT_FAILURE, "no_new_privs");
	snprintf(row, sizeof(row), "%d rules, kernel's part", c->rules);
	start = ticks();
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter))
		print_nothing("install", row, kind_names[c->kind]);
	else
		print_figure("install", row, kind_names[c->kind], ticks() - start);
}

static void run_narrow(const void *arg)
{
	const struct policy *p = make_policy(ALL_RULES);
	uint64_t start;

	(void)arg;
	if (load_text(p->text))
		return print_nothing("install", "narrowing 340 rules by 1", "text");
	start = ticks();
	if (load_text("unlisted: 1\ngetpgid: pid == 0"))
		err(EXIT_FAILURE, "narrowing");
	print_figure("install", "narrowing 340 rules by 1", "text",
		     ticks() - start);
}

static void install(void)
{
	for (int rules = SOME_RULES; rules <= ALL_RULES; rules += 167)
		for (enum kind kind = LINEAR; kind <= TEXT; kind++)
			in_child(run_install, &(struct percall){
				"install", kind, rules });
	for (enum kind kind = LINEAR; kind <= TEXT; kind++)
		in_child(run_load, &(struct percall){
			"install", kind, ALL_RULES });
	in_child(run_narrow, NULL);
}

/* ------------------------------------------------------------ fork and exit */

static void run_fork(const void *arg)
{
	const struct percall *c = arg;
	const struct policy *p = make_policy(c->rules);
	uint64_t best = UINT64_MAX;
	uint64_t calls = 0;
	char row[64];

	if (load(p, c->kind))
		return print_nothing(c->table, "fork + exit + wait", kind_names[c->kind]);
	for (int round = 0; round < FORKS; round++) {
		uint64_t start = ticks(), cost;
		pid_t child = call3(SYS_vfork, 0, 0, 0);

		if (!child) {
			call3(SYS_exit_group, 0, 0, 0);
			__builtin_unreachable();
		}
		call3(SYS_wait4, child, 0, 0);
		cost = ticks() - start;
		if (cost < best)
			best = cost;
	}
	/* Three calls are checked, none of them with a condition. */
	calls = 3 * cost_of_call(SYS_getppid);
	print_figure(c->table, "vfork + exit + wait", kind_names[c->kind], best);
	snprintf(row, sizeof(row), "3 calls without a condition");
	print_figure(c->table, row, kind_names[c->kind], calls);
}

static void forks(void)
{
	for (enum kind kind = NONE; kind <= TEXT; kind++)
		in_child(run_fork, &(struct percall){ "fork", kind, ALL_RULES });
}

/* ------------------------------------------------------------ memory */

static long free_kib(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	long kib = 0, n;

	if (!f)
		err(EXIT_FAILURE, "/proc/meminfo");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "MemFree: %ld kB", &n) == 1)
			kib = n;
	fclose(f);
	return kib;
}

/*
 * How much memory is gone when NR_PROCESSES processes, which were there
 * before, have each installed a filter of their own.
 */
static void run_memory(const void *arg)
{
	const struct percall *c = arg;
	const struct policy *p = make_policy(c->rules);
	const void *filter = p->text;
	struct sock_fprog prog;
	int ready[2], start[2];
	char bytes[NR_PROCESSES] = "";
	long before, after;

	if (c->kind != TEXT) {
		prog = compile(p, c->kind == TREE ? 2 : 1);
		filter = &prog;
	}
	if (pipe(ready) || pipe(start))
		err(EXIT_FAILURE, "pipe");
	for (int i = 0; i < NR_PROCESSES; i++) {
		if (fork())
			continue;
		/* No page of it is to be touched for the first time later. */
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    write(ready[1], "", 1) != 1 || read(start[0], bytes, 1) != 1)
			_exit(EXIT_FAILURE);
		bytes[0] = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter) ?
			   'n' : 'y';
		if (write(ready[1], bytes, 1) != 1)
			_exit(EXIT_FAILURE);
		for (;;)
			pause();
	}
	for (int i = 0; i < NR_PROCESSES; i++)
		if (read(ready[0], bytes, 1) != 1)
			err(EXIT_FAILURE, "read");
	before = free_kib();
	if (write(start[1], bytes, NR_PROCESSES) != NR_PROCESSES)
		err(EXIT_FAILURE, "write");
	for (int i = 0; i < NR_PROCESSES; i++)
		if (read(ready[0], bytes, 1) != 1)
			err(EXIT_FAILURE, "read");
	after = free_kib();

	if (*bytes == 'y')
		print_figure("memory", "bytes per process, 340 rules",
			     kind_names[c->kind],
			     (before - after) * 1024 / NR_PROCESSES);
	else
		print_nothing("memory", "bytes per process, 340 rules",
			      kind_names[c->kind]);
	fflush(stdout);
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
}

static void run_memory_alone(const void *arg)
{
	setpgid(0, 0);
	run_memory(arg);
}

static void memory(void)
{
	for (enum kind kind = LINEAR; kind <= TEXT; kind++)
		in_child(run_memory_alone,
			 &(struct percall){ "memory", kind, ALL_RULES });
}

/* ------------------------------------------------------------ main */

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(void); } tables[] = {
		{ "percall", percall }, { "comparisons", comparisons },
		{ "growth", growth }, { "install", install },
		{ "fork", forks }, { "memory", memory },
	};

	for (int arg = 1; arg < argc; arg++) {
		int found = 0;

		for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
			if (strcmp(argv[arg], tables[i].name))
				continue;
			tables[i].run();
			found = 1;
		}
		if (!found)
			errx(EXIT_FAILURE, "no such table: %s", argv[arg]);
	}
	if (argc < 2)
		errx(EXIT_FAILURE, "usage: bench percall|comparisons|growth|install|fork|memory ...");
	return EXIT_SUCCESS;
}
