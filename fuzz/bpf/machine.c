// SPDX-License-Identifier: GPL-2.0
#include <linux/seccomp.h>
#include <stddef.h>

#include "fuzz.h"
#include "machine.h"

/* All that seccomp allows */
static const uint16_t known[] = {
	BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_W | BPF_LEN, BPF_LDX | BPF_W | BPF_LEN,
	BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM,
	BPF_ST, BPF_STX, BPF_MISC | BPF_TAX, BPF_MISC | BPF_TXA,
	BPF_RET | BPF_K, BPF_RET | BPF_A, BPF_ALU | BPF_NEG,
	BPF_ALU | BPF_ADD | BPF_K, BPF_ALU | BPF_ADD | BPF_X,
	BPF_ALU | BPF_SUB | BPF_K, BPF_ALU | BPF_SUB | BPF_X,
	BPF_ALU | BPF_MUL | BPF_K, BPF_ALU | BPF_MUL | BPF_X,
	BPF_ALU | BPF_DIV | BPF_K, BPF_ALU | BPF_DIV | BPF_X,
	BPF_ALU | BPF_AND | BPF_K, BPF_ALU | BPF_AND | BPF_X,
	BPF_ALU | BPF_OR | BPF_K, BPF_ALU | BPF_OR | BPF_X,
	BPF_ALU | BPF_XOR | BPF_K, BPF_ALU | BPF_XOR | BPF_X,
	BPF_ALU | BPF_LSH | BPF_K, BPF_ALU | BPF_LSH | BPF_X,
	BPF_ALU | BPF_RSH | BPF_K, BPF_ALU | BPF_RSH | BPF_X,
	BPF_JMP | BPF_JA,
	BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JEQ | BPF_X,
	BPF_JMP | BPF_JGE | BPF_K, BPF_JMP | BPF_JGE | BPF_X,
	BPF_JMP | BPF_JGT | BPF_K, BPF_JMP | BPF_JGT | BPF_X,
	BPF_JMP | BPF_JSET | BPF_K, BPF_JMP | BPF_JSET | BPF_X,
};

static bool is_known(uint16_t code)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (known[i] == code)
			return true;
	return false;
}

static const char *refuse_operand(const struct sock_filter *at)
{
	switch (at->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		if (at->k % 4 || at->k >= sizeof(struct seccomp_data))
			return "a load from outside of the call";
		break;
	case BPF_ALU | BPF_DIV | BPF_K:
		if (!at->k)
			return "a division by zero";
		break;
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_K:
		if (at->k >= 32)
			return "a shift by too much";
		break;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
		/* The kernel takes those that follow a store; this machine takes none. */
		return "a load from memory";
	}
	return NULL;
}

/* @left: the instructions that follow it */
static const char *refuse_jump(const struct sock_filter *at, unsigned int left)
{
	if (BPF_CLASS(at->code) != BPF_JMP)
		return NULL;
	if (BPF_OP(at->code) == BPF_JA)
		return at->k >= left ? "a jump out of the filter" : NULL;
	return at->jt >= left || at->jf >= left ? "a branch out of the filter" : NULL;
}

const char *refuse_filter(const struct sock_filter *code, unsigned int nr)
{
	const char *why;
	unsigned int i;

	if (!nr || nr > BPF_MAXINSNS)
		return "a wrong number of instructions";
	for (i = 0; i < nr; i++) {
		if (!is_known(code[i].code))
			return "an unknown instruction";
		why = refuse_operand(&code[i]) ?: refuse_jump(&code[i], nr - 1 - i);
		if (why)
			return why;
	}
	return BPF_CLASS(code[nr - 1].code) == BPF_RET ? NULL : "the last one does not return";
}

static uint32_t load(const struct call *call, uint32_t offset, bool big_endian)
{
	const uint32_t args = offsetof(struct seccomp_data, args);
	uint64_t arg;
	bool second;

	if (offset == offsetof(struct seccomp_data, nr))
		return call->nr;
	if (offset == offsetof(struct seccomp_data, arch))
		return call->arch;
	/* Nothing may depend on where the program is. */
	must(offset >= args);
	arg = call->args[(offset - args) / 8];
	second = offset % 8;
	return second != big_endian ? arg >> 32 : arg;
}

static uint32_t calculate(uint16_t op, uint32_t a, uint32_t b)
{
	switch (op) {
	case BPF_ADD:
		return a + b;
	case BPF_SUB:
		return a - b;
	case BPF_MUL:
		return a * b;
	case BPF_AND:
		return a & b;
	case BPF_OR:
		return a | b;
	case BPF_XOR:
		return a ^ b;
	case BPF_LSH:
		must(b < 32);
		return a << b;
	case BPF_RSH:
		must(b < 32);
		return a >> b;
	default:
		must(op == BPF_DIV && b);
		return a / b;
	}
}

static bool branches(uint16_t op, uint32_t a, uint32_t b)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	default:
		return a & b;
	}
}

uint32_t run_filter(const struct sock_filter *at, const struct call *call, bool big_endian)
{
	uint32_t a = 0, x = 0;

	for (;; at++) {
		uint32_t b = BPF_SRC(at->code) == BPF_X ? x : at->k;

		switch (BPF_CLASS(at->code)) {
		case BPF_LD:
			a = BPF_MODE(at->code) == BPF_ABS ? load(call, at->k, big_endian) :
			    BPF_MODE(at->code) == BPF_IMM ? at->k : sizeof(struct seccomp_data);
			break;
		case BPF_LDX:
			x = BPF_MODE(at->code) == BPF_IMM ? at->k : sizeof(struct seccomp_data);
			break;
		case BPF_ALU:
			a = BPF_OP(at->code) == BPF_NEG ? -a :
			    calculate(BPF_OP(at->code), a, b);
			break;
		case BPF_JMP:
			at += BPF_OP(at->code) == BPF_JA ? at->k :
			      branches(BPF_OP(at->code), a, b) ? at->jt : at->jf;
			break;
		case BPF_MISC:
			if (BPF_MISCOP(at->code) == BPF_TAX)
				x = a;
			else
				a = x;
			break;
		case BPF_RET:
			return BPF_RVAL(at->code) == BPF_A ? a : at->k;
		}
	}
}

bool is_cached(const struct sock_filter *at, uint32_t arch, int nr)
{
	uint32_t a = 0;

	for (;; at++) {
		switch (at->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (at->k == offsetof(struct seccomp_data, nr))
				a = nr;
			else if (at->k == offsetof(struct seccomp_data, arch))
				a = arch;
			else
				return false;
			break;
		case BPF_RET | BPF_K:
			return at->k == SECCOMP_RET_ALLOW;
		case BPF_JMP | BPF_JA:
			at += at->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
		case BPF_JMP | BPF_JGE | BPF_K:
		case BPF_JMP | BPF_JGT | BPF_K:
		case BPF_JMP | BPF_JSET | BPF_K:
			at += branches(BPF_OP(at->code), a, at->k) ? at->jt : at->jf;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= at->k;
			break;
		default:
			return false;
		}
	}
}
