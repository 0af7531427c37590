// SPDX-License-Identifier: GPL-2.0
/*
 * Walking through a filter with the architecture and the number known: where the code for
 * each call begins, and how long it is.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "main.h"

/**
 * struct walker - a program being run
 * @arch: the call's architecture
 * @nr:   its number
 * @a:    the accumulator
 * @at:   the next instruction
 */
struct walker {
	uint32_t	arch;
	uint32_t	nr;
	uint32_t	a;
	unsigned int	at;
};

static bool take_branch(const struct sock_filter *insn, uint32_t a)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return a == insn->k;
	case BPF_JGT:
		return a > insn->k;
	case BPF_JGE:
		return a >= insn->k;
	default:
		return a & insn->k;
	}
}

static void jump(struct walker *walker, const struct sock_filter *insn)
{
	if (BPF_OP(insn->code) == BPF_JA)
		walker->at += insn->k;
	else
		walker->at += take_branch(insn, walker->a) ? insn->jt : insn->jf;
}

/* Returns false if the instruction returns, or takes what is not known. */
static bool take_step(struct walker *walker, const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		if (insn->k == offsetof(struct seccomp_data, nr))
			walker->a = walker->nr;
		else if (insn->k == offsetof(struct seccomp_data, arch))
			walker->a = walker->arch;
		else
			return false;
		break;
	case BPF_ALU | BPF_AND | BPF_K:
		walker->a &= insn->k;
		break;
	case BPF_JMP | BPF_JA:
	case BPF_JMP | BPF_JEQ | BPF_K:
	case BPF_JMP | BPF_JGT | BPF_K:
	case BPF_JMP | BPF_JGE | BPF_K:
	case BPF_JMP | BPF_JSET | BPF_K:
		jump(walker, insn);
		break;
	default:
		return false;
	}
	walker->at++;
	return true;
}

/* Where the code for a call begins */
static unsigned int find_start(const struct bpf_program *program, uint32_t arch, int nr)
{
	struct walker walker = { .arch = arch, .nr = nr };

	while (take_step(&walker, &program->code[walker.at]))
		;
	return walker.at;
}

bool is_cached(const struct bpf_program *program, int nr)
{
	const struct sock_filter *end = &program->code[find_start(program, native_arch(), nr)];

	return end->code == (BPF_RET | BPF_K) && end->k == SECCOMP_RET_ALLOW;
}

static struct place *need_place(struct export *export, unsigned int at)
{
	size_t size = (export->nr_places + 1) * sizeof(*export->places);
	unsigned int i;

	for (i = 0; i < export->nr_places; i++) {
		if (export->places[i].at == at)
			return &export->places[i];
	}
	export->places = need_memory(realloc(export->places, size));
	export->places[i] = (struct place){ .at = at };
	export->nr_places++;
	return &export->places[i];
}

static void add_call(struct export *export, int nr)
{
	struct place *place = need_place(export, find_start(&export->program, native_arch(), nr));
	size_t size = (place->nr_calls + 1) * sizeof(*place->calls);

	place->calls = need_memory(realloc(place->calls, size));
	place->calls[place->nr_calls++] = nr;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

void find_places(struct export *export)
{
	const struct bpf_program *program = &export->program;
	unsigned int i;
	int nr;

	for (nr = 0; nr < (int)count_calls(); nr++) {
		if (name_call(nr))
			add_call(export, nr);
	}
	need_place(export, find_start(program, native_arch(), NO_CALL))->others = true;
	need_place(export, find_start(program, FOREIGN_ARCH, 0))->foreign = true;
	for (i = 1; i < nr_abis; i++)
		need_place(export, find_start(program, abis[i].arch, abis[i].bit))->foreign = true;
	qsort(export->places, export->nr_places, sizeof(*export->places), compare_places);
}

void find_exits(const struct sock_filter *code, unsigned int at, unsigned int *jt,
		unsigned int *jf)
{
	*jt = at + 1;
	*jf = at + 1;
	if (BPF_CLASS(code[at].code) != BPF_JMP)
		return;
	if (BPF_OP(code[at].code) == BPF_JA) {
		*jt += code[at].k;
		*jf += code[at].k;
		return;
	}
	*jt += code[at].jt;
	*jf += code[at].jf;
}

unsigned int longest_path(const struct bpf_program *program)
{
	unsigned int *longest = need_memory(calloc(program->nr, sizeof(*longest)));
	unsigned int at, jt, jf, result;

	/* Jumps lead ahead, so begin at the end. */
	for (at = program->nr; at--;) {
		longest[at] = 1;
		if (BPF_CLASS(program->code[at].code) == BPF_RET)
			continue;
		find_exits(program->code, at, &jt, &jf);
		longest[at] += longest[jt] > longest[jf] ? longest[jt] : longest[jf];
	}
	result = longest[0];
	free(longest);
	return result;
}
