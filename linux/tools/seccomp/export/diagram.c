// SPDX-License-Identifier: GPL-2.0
/*
 * Decision diagrams of filters.
 *
 * There are never two equal decisions, and none leads to the same place both ways. So
 * diagrams that decide alike are equal, however the filter came to it.
 */
#include <err.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>

#include "diagram.h"
#include "export.h"
#include "main.h"

#define NR_BUCKETS	65536
#define MAX_DECISIONS	4000000
/* Ends of tests: what they say */
#define NO		0
#define YES		1

static struct {
	struct decision	*all;
	unsigned int	nr;
	unsigned int	room;
	unsigned int	buckets[NR_BUCKETS];
} decisions;

/* What choose() found for what */
static struct chosen {
	unsigned int	test, yes, no, result;
} chosen[NR_BUCKETS];

const struct decision *get_decision(unsigned int diagram)
{
	return &decisions.all[diagram];
}

static unsigned int hash(unsigned int a, unsigned int b, unsigned int c)
{
	return ((a * 0x9e3779b1u ^ b) * 0x85ebca6bu ^ c) * 0xc2b2ae35u >> 16;
}

static unsigned int add_decision(const struct decision *decision, unsigned int *bucket)
{
	if (decisions.nr == MAX_DECISIONS)
		errx(EXIT_TOOL_FAILED, "the filter is too complicated for this form");
	if (decisions.nr == decisions.room) {
		decisions.room = 2 * decisions.room + 1024;
		decisions.all = need_memory(realloc(decisions.all, decisions.room *
						    sizeof(*decisions.all)));
	}
	decisions.all[decisions.nr] = *decision;
	decisions.all[decisions.nr].next = *bucket;
	*bucket = decisions.nr + 1;
	return decisions.nr++;
}

static bool is_same(const struct decision *a, const struct decision *b)
{
	return a->bit == b->bit && a->to[0] == b->to[0] && a->to[1] == b->to[1] &&
	       a->action == b->action;
}

static unsigned int find_decision(const struct decision *decision)
{
	unsigned int *bucket = &decisions.buckets[hash(decision->bit ^ decision->action,
						       decision->to[0], decision->to[1])];
	unsigned int i;

	for (i = *bucket; i; i = decisions.all[i - 1].next) {
		if (is_same(&decisions.all[i - 1], decision))
			return i - 1;
	}
	return add_decision(decision, bucket);
}

static unsigned int make_end(uint32_t action)
{
	return find_decision(&(struct decision){ .bit = NR_BITS, .action = action });
}

static unsigned int ask(unsigned int bit, unsigned int no, unsigned int yes)
{
	if (no == yes)
		return no;
	return find_decision(&(struct decision){ .bit = bit, .to = { no, yes } });
}

/* Where @diagram leads if @bit, which is not after its first one, is @value */
static unsigned int follow(unsigned int diagram, unsigned int bit, bool value)
{
	const struct decision *decision = get_decision(diagram);

	return decision->bit == bit ? decision->to[value] : diagram;
}

static unsigned int first_bit(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int first = get_decision(a)->bit;

	if (get_decision(b)->bit < first)
		first = get_decision(b)->bit;
	if (get_decision(c)->bit < first)
		first = get_decision(c)->bit;
	return first;
}

/* @yes where @test says YES, and @no where it says NO */
static unsigned int choose(unsigned int test, unsigned int yes, unsigned int no)
{
	struct chosen *cached = &chosen[hash(test, yes, no)];
	unsigned int bit, results[2], i, result;

	if (test == YES || yes == no)
		return yes;
	if (test == NO)
		return no;
	if (cached->test == test && cached->yes == yes && cached->no == no)
		return cached->result;
	bit = first_bit(test, yes, no);
	for (i = 0; i < 2; i++)
		results[i] = choose(follow(test, bit, i), follow(yes, bit, i), follow(no, bit, i));
	result = ask(bit, results[0], results[1]);
	*cached = (struct chosen){ test, yes, no, result };
	return result;
}

/* Tests of a word of 32 bits */

/**
 * struct held - what the accumulator holds
 * @offset: the word's, in struct seccomp_data
 * @mask:   the bits that are left of it
 */
struct held {
	uint32_t	offset;
	uint32_t	mask;
};

/* The first bit of the word's 32, which is the highest */
static unsigned int bits_of(uint32_t offset)
{
	unsigned int word = (offset - offsetof(struct seccomp_data, args)) / 4;
	bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

	return 32 * (little ? word ^ 1 : word);
}

/* What a bit of the word adds to a test of lower bits, @lower */
static unsigned int add_bit(uint16_t op, unsigned int bit, bool wanted, unsigned int lower)
{
	switch (op) {
	case BPF_JEQ:
		return wanted ? ask(bit, NO, lower) : ask(bit, lower, NO);
	case BPF_JSET:
		return wanted ? ask(bit, lower, YES) : lower;
	default:
		return wanted ? ask(bit, NO, lower) : ask(bit, lower, YES);
	}
}

/* The same for a bit that is known to be 0 */
static unsigned int add_zero(uint16_t op, bool wanted, unsigned int lower)
{
	return wanted && op != BPF_JSET ? NO : lower;
}

static unsigned int make_test(const struct sock_filter *insn, const struct held *held)
{
	uint16_t op = BPF_OP(insn->code);
	unsigned int test = op == BPF_JEQ || op == BPF_JGE ? YES : NO;
	unsigned int first = bits_of(held->offset), i;

	for (i = 0; i < 32; i++) {
		bool wanted = insn->k >> i & 1;

		test = held->mask >> i & 1 ? add_bit(op, first + 31 - i, wanted, test) :
					     add_zero(op, wanted, test);
	}
	return test;
}

/* Filters */

/**
 * struct reader - a filter being read
 * @program: the filter
 * @nr:      the number of the calls
 * @held:    for each instruction, what @found is for
 * @found:   for each instruction, 1 + the diagram from there on, or 0
 */
struct reader {
	const struct bpf_program	*program;
	uint32_t			nr;
	struct held			*held;
	unsigned int			*found;
};

static unsigned int read_from(struct reader *reader, unsigned int at, struct held held);

/* Which way a test of something that is known goes */
static bool test_known(const struct sock_filter *insn, uint32_t value)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return value == insn->k;
	case BPF_JGT:
		return value > insn->k;
	case BPF_JGE:
		return value >= insn->k;
	default:
		return value & insn->k;
	}
}

static unsigned int read_jump(struct reader *reader, unsigned int at, struct held held)
{
	const struct sock_filter *insn = &reader->program->code[at];
	unsigned int jt, jf;
	uint32_t known;

	find_exits(reader->program->code, at, &jt, &jf);
	if (BPF_OP(insn->code) == BPF_JA)
		return read_from(reader, jt, held);
	if (held.offset >= offsetof(struct seccomp_data, args))
		return choose(make_test(insn, &held), read_from(reader, jt, held),
			      read_from(reader, jf, held));
	known = held.offset == offsetof(struct seccomp_data, nr) ? reader->nr : native_arch();
	return read_from(reader, test_known(insn, known & held.mask) ? jt : jf, held);
}

static unsigned int read_instruction(struct reader *reader, unsigned int at, struct held held)
{
	const struct sock_filter *insn = &reader->program->code[at];

	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		return read_from(reader, at + 1, (struct held){ insn->k, UINT32_MAX });
	case BPF_ALU | BPF_AND | BPF_K:
		held.mask &= insn->k;
		return read_from(reader, at + 1, held);
	case BPF_RET | BPF_K:
		return make_end(insn->k);
	default:
		return read_jump(reader, at, held);
	}
}

static unsigned int read_from(struct reader *reader, unsigned int at, struct held held)
{
	if (reader->found[at] && reader->held[at].offset == held.offset &&
	    reader->held[at].mask == held.mask)
		return reader->found[at] - 1;
	reader->found[at] = 1 + read_instruction(reader, at, held);
	reader->held[at] = held;
	return reader->found[at] - 1;
}

/* The numbers 0 and 1, NO and YES, are those of ends. */
static void prepare(void)
{
	if (decisions.nr)
		return;
	make_end(NO);
	make_end(YES);
}

unsigned int make_diagram(const struct bpf_program *program, int nr)
{
	struct reader reader = {
		.program = program,
		.nr = nr,
		.held = need_memory(calloc(program->nr, sizeof(*reader.held))),
		.found = need_memory(calloc(program->nr, sizeof(*reader.found))),
	};
	unsigned int diagram;

	prepare();
	diagram = read_from(&reader, 0, (struct held){ });
	free(reader.held);
	free(reader.found);
	return diagram;
}
