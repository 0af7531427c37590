// SPDX-License-Identifier: GPL-2.0
/*
 * One policy in all its forms. libseccomp compiles it with its default,
 * "linear", and with SCMP_FLTATR_CTL_OPTIMIZE=2, "tree"; the tool's compiler makes BPF
 * of the text.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/bpf.h"
#include "language/language.h"
#include "policies.h"

const char * const kind_names[] = {
	"none", "BPF linear", "BPF tree", "text", "text + BPF tree", "BPF compiled",
};

/*
 * Leave out the calls that the kernel injects, and those whose name only the
 * library knows.
 */
static int is_usable(int nr)
{
	static const int unusable[] = { 335, 336 };
	char *name;

	for (size_t i = 0; i < sizeof(unusable) / sizeof(unusable[0]); i++)
		if (nr == unusable[i])
			return 0;
	name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, nr);
	if (!name)
		return 0;
	free(name);
	return 1;
}

static int is_special(int nr)
{
	return nr == SYS_getppid || nr == SYS_getpgid || nr == SYS_lseek ||
	       nr == SYS_setpgid;
}

static void add_line(struct policy *p, const char *format, const char *name)
{
	size_t at = strlen(p->text);

	snprintf(p->text + at, sizeof(p->text) - at, format, name);
}

long alternative(int i)
{
	return 1000000 + 7 * i * i + 100 * i;
}

/* Whether setpgid has alternatives, for both of its arguments */
static int has_two(const struct policy *p)
{
	return p->alternatives && p->alternatives <= 16;
}

/* "NAME: (ARG == 1 || ...) && (ARG2 == 1 || ...)" */
static void add_alternatives(struct policy *p, const char *name, const char *arg,
			     const char *arg2)
{
	size_t at = strlen(p->text);

	at += snprintf(p->text + at, sizeof(p->text) - at, "%s: ", name);
	for (const char *of = arg; of; of = of == arg ? arg2 : NULL) {
		at += snprintf(p->text + at, sizeof(p->text) - at, "%s(",
			       of == arg ? "" : " && ");
		for (int i = 0; i < p->alternatives; i++)
			at += snprintf(p->text + at, sizeof(p->text) - at,
				       "%s%s == %ld", i ? " || " : "", of,
				       alternative(i));
		at += snprintf(p->text + at, sizeof(p->text) - at, ")");
	}
	snprintf(p->text + at, sizeof(p->text) - at, "\n");
}

/* The calls that the program needs come first, so that each policy has them. */
static struct policy *make(int rules, int alternatives)
{
	static const int first[] = {
		SYS_getpgid, SYS_lseek, SYS_getppid, SYS_write, SYS_exit_group,
		SYS_prctl,
	};
	static struct policy policy;
	struct policy *p = &policy;

	memset(p, 0, sizeof(*p));
	p->alternatives = alternatives;
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
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE,
							      p->calls[i]);

		if (!is_special(p->calls[i]) ||
		    (p->calls[i] == SYS_setpgid && !has_two(p)))
			add_line(p, "%s: 1\n", name);
		free(name);
	}
	add_line(p, "%s: 1\n", "getppid");
	if (!p->alternatives) {
		add_line(p, "%s: pid == 0\n", "getpgid");
	} else {
		add_alternatives(p, "getpgid", "pid", NULL);
		if (has_two(p))
			add_alternatives(p, "setpgid", "pid", "pgid");
	}
	add_line(p, "%s: fd == 1000 && offset == 0 && whence == 0\n", "lseek");
	return p;
}

const char *text_of_alternatives(int n)
{
	static struct policy policy;

	policy = (struct policy){ .alternatives = n, .text = "unlisted: 1\n" };
	add_alternatives(&policy, "getpgid", "pid", NULL);
	return policy.text;
}

/* A value that the first argument of a call must not have */
static int excluded(int nr)
{
	return 1000 + nr;
}

static int has_argument(int nr)
{
	struct seccomp_text_call call;

	return describe_offline(&call, NULL, nr) && call.nr_args;
}

struct policy *make_each(void)
{
	struct policy *p = make(ALL_RULES, 0);

	p->each = 1;
	strcpy(p->text, "on_violation: errno EPERM\n");
	for (int i = 0; i < p->rules; i++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE,
							      p->calls[i]);
		char rule[96];

		if (has_argument(p->calls[i]))
			snprintf(rule, sizeof(rule), "%%s: a0 != %d\n",
				 excluded(p->calls[i]));
		else
			strcpy(rule, "%s: 1\n");
		add_line(p, rule, name);
		free(name);
	}
	return p;
}

struct policy *make_policy(int rules)
{
	return make(rules, 0);
}

struct policy *make_alternatives(int n)
{
	return make(ALL_RULES, n);
}

/* libseccomp accepts one comparison of an argument per rule. */
static int add_bpf_alternatives(scmp_filter_ctx ctx, const struct policy *p, int nr)
{
	int ret = 0;

	for (int i = 0; i < p->alternatives && !ret; i++) {
		if (nr == SYS_getpgid) {
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
					       SCMP_A0_32(SCMP_CMP_EQ, alternative(i)));
			continue;
		}
		for (int k = 0; k < p->alternatives && !ret; k++)
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 2,
					       SCMP_A0_32(SCMP_CMP_EQ, alternative(i)),
					       SCMP_A1_32(SCMP_CMP_EQ, alternative(k)));
	}
	return ret;
}

static scmp_filter_ctx make_bpf(const struct policy *p, int optimize)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int ret = 0;

	if (!ctx)
		return NULL;
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, optimize);
	for (int i = 0; i < p->rules && !ret; i++) {
		if (p->alternatives && (p->calls[i] == SYS_getpgid ||
					(p->calls[i] == SYS_setpgid && has_two(p)))) {
			ret = add_bpf_alternatives(ctx, p, p->calls[i]);
			continue;
		}
		if (p->each && has_argument(p->calls[i])) {
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, p->calls[i], 1,
					       SCMP_A0_32(SCMP_CMP_NE,
							  excluded(p->calls[i])));
			continue;
		}
		if (p->each) {
			ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, p->calls[i], 0);
			continue;
		}
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

static int install_filter(const void *filter)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter);
}

int load_text(const char *text)
{
	return install_filter(text);
}

static struct bpf_program compile_text(const char *text)
{
	struct bpf_program program;
	struct compiled *compiled;
	struct problem problem;

	compiled = compile_policy(text, &problem);
	if (!compiled)
		errx(EXIT_FAILURE, "line %u: %s", problem.line, problem.message);
	if (compile_bpf(&compiled, 1, native_arch(), &program))
		errx(EXIT_FAILURE, "the policy does not compile to BPF");
	free_compiled(compiled);
	return program;
}

static int load_compiled(const char *text)
{
	struct bpf_program program = compile_text(text);
	struct sock_fprog prog = { program.nr, program.code };
	int ret = install_filter(&prog);

	free(program.code);
	return ret;
}

int load(const struct policy *p, enum kind kind)
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
	case COMPILED:
		return load_compiled(p->text);
	default:
		return 0;
	}
}

/* Compile the policy with libseccomp. */
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

unsigned int count_instructions(const struct policy *p, enum kind kind)
{
	struct bpf_program program;

	if (kind != COMPILED)
		return compile(p, kind == TREE ? 2 : 1).len;
	program = compile_text(p->text);
	free(program.code);
	return program.nr;
}

void prepare(struct prepared *prepared, const struct policy *p, enum kind kind)
{
	prepared->filter = NULL;
	if (kind == TEXT) {
		prepared->filter = p->text;
	} else if (kind != NONE) {
		prepared->prog = compile(p, kind == TREE ? 2 : 1);
		prepared->filter = &prepared->prog;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(EXIT_FAILURE, "no_new_privs");
}

int install_prepared(const struct prepared *prepared)
{
	if (!prepared->filter)
		return 0;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, prepared->filter);
}

void rehearse_install(void)
{
	const struct prepared nowhere = { .filter = (const void *)1 };

	if (!install_prepared(&nowhere) || errno != EFAULT)
		err(EXIT_FAILURE, "a filter at address 1");
}

/* ------------------------------------------------------------ comparisons */

int load_comparisons(int n)
{
	static const char * const words[] = { "fd", "offset", "whence" };
	char text[16 * 1024] = "unlisted: 1\nlseek: fd == 1000";

	for (int i = 1; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 " && %s != %d", words[i % 3], 2000 + i);
	return load_text(text);
}

/* Hand-written BPF loads the argument once, and needs one jump for each value. */
int load_by_hand(int n)
{
	struct sock_filter f[1024] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native_arch(), 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
	};
	struct sock_fprog prog = { .len = 7, .filter = f };

	for (int i = 0; i < n; i++) {
		f[prog.len++] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, alternative(i), 0, 1);
		f[prog.len++] = (struct sock_filter)
			BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	f[prog.len++] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	return install_filter(&prog);
}
