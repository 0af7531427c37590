// SPDX-License-Identifier: GPL-2.0
#include <asm/unistd.h>
#include <errno.h>
#include <string.h>

#include "calls.h"
#include "chance.h"
#include "enter.h"
#include "held.h"
#include "make.h"
#include "shared.h"

/* Calls to refuse. Should the kernel allow one, an unprivileged user does no harm. */
static const char * const candidates[] = {
	"lseek", "preadv", "pwritev2", "openat", "openat2", "creat", "chmod",
	"fchmod", "fchmodat", "fchmodat2", "mkdirat", "mknodat", "mq_open",
	"truncate", "ftruncate", "fallocate", "fadvise64", "readahead",
	"sync_file_range", "copy_file_range", "fcntl", "ioctl", "dup", "dup3",
	"getdents64", "poll", "renameat2", "lchown", "fchownat", "quotactl",
	"stat", "newfstatat", "umount2", "sendfile", "statx", "madvise",
	"tgkill", "ptrace", "setuid", "setresuid", "getgroups", "setpriority",
	"sched_setaffinity", "umask", "unshare", "socket", "sendto", "futex",
	"rseq", "clock_nanosleep", "timer_settime", "io_getevents",
	"inotify_add_watch", "fanotify_mark", "add_key", "request_key",
	"shmget", "landlock_add_rule", "write", "pwrite64", "mprotect",
};

/* When the oldest policy refuses a subject: always, or for this argument */
struct guard {
	int arg;		/* -1: always */
	uint64_t value;
};

static struct guard guards[MAX_SUBJECTS];
int zero_fd;
static unsigned char canary[512] __attribute__((aligned(64)));

#define CANARY_BYTE	0x5a

void pick_subjects(void)
{
	int wanted = 1 + below(MAX_SUBJECTS);

	nr_subjects = 0;
	for (int tries = 0; nr_subjects < wanted && tries < 50; tries++) {
		const struct spec *spec =
			call_named(candidates[below(COUNT(candidates))]);
		int i = 0;

		while (i < nr_subjects && subjects[i] != spec)
			i++;
		if (i == nr_subjects && spec && spec->entry)
			subjects[nr_subjects++] = spec;
	}
}

/*
 * Refuse each subject, with an errno that no call returns. Calls of another ABI
 * fail anyway: no kernel here has x32.
 */
void make_base(struct text *text)
{
	bool weak = one_in(4);

	text->len = 0;
	put(text, "unlisted: 1\non_violation: errno 1999\n");
	if (one_in(4))
		put(text, "foreign: log\n");
	for (int i = 0; i < nr_subjects; i++) {
		const struct arg *arg = subjects[i]->arg;
		int n = below(count_args(subjects[i]));

		guards[i].arg = one_in(2) ? -1 : n;
		guards[i].value = (uint64_t)fitting_number(&arg[n]);
		put_call(text, subjects[i]);
		if (guards[i].arg < 0) {
			put(text, ": 0");
		} else {
			put(text, ": a%d != ", n);
			put_number(text, as_used(&arg[n], guards[i].value));
		}
		put(text, weak ? "; trace %d\n" : "; errno %d\n", 1001 + i);
	}
	text->s[text->len] = '\0';
}

/* Fill the bits above the argument's width at random, or as compilers do. */
static uint64_t extend(const struct arg *arg, uint64_t value)
{
	uint64_t mask = arg->bits == 64 ? ~0ULL : (1ULL << arg->bits) - 1;

	switch (below(5)) {
	case 0:
		return value & mask;
	case 1:
		return (value & mask) | ~mask;
	case 2:
		return (value & mask) | (chance() & ~mask);
	case 3:
		return arg->bits == 64 ? value : (value & mask) | (mask + 1);
	default:
		return (uint64_t)as_used(arg, value);
	}
}

/* Pick a comparison from the policies in force for the call. */
static const struct node *any_comparison(const struct list *list, int nr)
{
	const struct policy *policy = &layers[list->layer[below(list->nr)]].policy;
	const struct rule *found = NULL;
	const struct node *node;
	int nr_found = 0;

	for (int i = 0; i < policy->nr_rules; i++) {
		const struct rule *rule = &policy->rule[i];

		if (rule->spec->nr == nr && rule->kind == PREDICATE &&
		    rule->spec->entry && one_in(++nr_found))
			found = rule;
	}
	if (!found)
		return NULL;
	node = &readings->node[found->root];
	while (node->kind != COMPARE)
		node = &readings->node[node->kind != NOT && one_in(2) ? node->right :
								    node->left];
	return node;
}

/* Pick arguments near the constants of policies, or near the bounds of the type. */
void make_arguments(const struct list *list, const struct spec *spec,
		    uint64_t *arg)
{
	int n = count_args(spec);

	for (int i = 0; i < 6; i++)
		arg[i] = i < n ? extend(&spec->arg[i],
					fitting_number(&spec->arg[i])) : chance();
	for (int tries = 0; tries < 8 && list->nr; tries++) {
		const struct node *node = any_comparison(list, spec->nr);
		wide value;

		if (!node)
			continue;
		value = node->constant;
		if (one_in(3))
			value += one_in(2) ? 1 : -1;
		else if (one_in(4))
			value ^= (wide)1 << below(spec->arg[node->arg].bits);
		arg[node->arg] = extend(&spec->arg[node->arg], (uint64_t)value);
	}
}

static uint64_t with_high_bits(int nr)
{
	return (uint64_t)nr | (one_in(4) ? chance() << NUMBER_BITS : 0);
}

bool too_deadly(uint64_t reg, const uint64_t *arg)
{
	struct action action = would(reg, arg);

	return action.kind >= KILL_THREAD && (!alone() || !one_in(100));
}

static void judge_subject(void)
{
	const struct list *list = &me()->held.now;
	int i = below(nr_subjects);
	const struct spec *spec = subjects[i];
	uint64_t arg[6], reg = with_high_bits(spec->nr);
	long ret;

	make_arguments(list, spec, arg);
	if (guards[i].arg >= 0)
		arg[guards[i].arg] = extend(&spec->arg[guards[i].arg],
					    guards[i].value);
	if (too_deadly(reg, arg))
		return;
	if (enter(reg, arg, &ret))
		complain("call %d, which the oldest policy refuses, was made; it gave %ld",
			 spec->nr, ret);
	else if (ret > 0)
		complain("call %d gave %ld", spec->nr, ret);
	if (page->failed)
		fall();
}

static bool canary_changed(void)
{
	for (unsigned int i = 0; i < sizeof(canary); i++)
		if (canary[i] != CANARY_BYTE)
			return true;
	return false;
}

/* With these arguments the probe must succeed if @sound. Otherwise it may fail. */
static void make_probe(const struct spec *spec, uint64_t *arg, bool *sound)
{
	uint64_t at = (uint64_t)canary;
	int fd = one_in(3) ? below(4) : zero_fd;

	for (int i = 0; i < 6; i++)
		arg[i] = chance();
	*sound = fd == zero_fd;
	switch (spec->nr) {
	case __NR_read:
	case __NR_pread64:
		arg[0] = extend(&spec->arg[0], fd);
		arg[1] = at;
		arg[2] = 1 + below(64);
		arg[3] = below(100);
		break;
	case __NR_fstat:
		arg[0] = extend(&spec->arg[0], fd);
		arg[1] = at;
		break;
	case __NR_getresuid:
		arg[0] = at;
		arg[1] = at + 8;
		arg[2] = at + 16;
		*sound = true;
		break;
	case __NR_getrandom:
		arg[0] = at;
		arg[1] = 16 + below(16);
		arg[2] = extend(&spec->arg[2], 4);
		*sound = true;
		break;
	case __NR_getcpu:
	case __NR_gettimeofday:
		arg[0] = at;
		arg[1] = at + 64;
		*sound = true;
		break;
	case __NR_clock_gettime:
		arg[0] = extend(&spec->arg[0], one_in(2));
		arg[1] = at;
		*sound = true;
		break;
	case __NR_getpid:
		*sound = false;
		break;
	default:
		arg[0] = at;
		*sound = true;
	}
}

static void judge_probe(void)
{
	const struct spec *spec = call_named(probes[below(nr_probes)]);
	uint64_t arg[6], reg = with_high_bits(spec->nr);
	bool sound, made, changed;
	long ret;

	make_probe(spec, arg, &sound);
	if (too_deadly(reg, arg))
		return;
	memset(canary, CANARY_BYTE, sizeof(canary));
	made = enter(reg, arg, &ret);
	changed = canary_changed();
	page->sum.made_calls += made;
	if (!made && changed)
		complain("call %d was refused, and yet wrote to memory", spec->nr);
	if (made && sound && (ret < 0 || !changed))
		complain("call %d was allowed and gave %ld%s", spec->nr, ret,
			 changed ? "" : ", but wrote nothing");
	if (made && spec->nr == __NR_getpid && ret <= 0)
		complain("getpid gave %ld", ret);
	if (page->failed)
		fall();
}

/* Numbers that no call has, of x32 among them */
static void judge_number(void)
{
	static const int numbers[] = {
		0x40000000, 0x40000001, 0x4000ffff, 0x40010000, 512, 547, 1000,
		0x7fffffff, -1, -2, 0x3fffffff, (int)0x80000000,
	};
	uint64_t arg[6] = { 0 }, reg;
	long ret;

	/* Where the kernel drops high bits, some of these are calls. */
	do {
		reg = (uint32_t)(one_in(3) ? unused_number() :
					     numbers[below(COUNT(numbers))]);
	} while (call_numbered(number_of(reg)));
	if (one_in(4))
		reg |= chance() << 32;
	if (too_deadly(reg, arg))
		return;
	page->sum.numbers++;
	if (enter(reg, arg, &ret) && ret != -ENOSYS)
		complain("number %d gave %ld", number_of(reg), ret);
	if (page->failed)
		fall();
}

void judge_calls(int n)
{
	while (n-- > 0) {
		if (one_in(12))
			judge_number();
		else if (one_in(3))
			judge_probe();
		else
			judge_subject();
	}
}
