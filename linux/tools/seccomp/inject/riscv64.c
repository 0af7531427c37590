// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): calls from inside a traced program, on riscv64.
 */
#if defined(__riscv) && __riscv_xlen == 64
#include "arch.h"

/* struct user_regs_struct */
enum { PC, RA, SP, A0 = 10, A1, A2, A7 = 17, NR_REGISTERS = 32 };

/* Instructions are at even addresses: c.ebreak fits, ebreak might cross a word's end. */
const struct arch native = {
	.call = { { 0x73, 0x00, 0x00, 0x00 }, 4, 4 },	/* ecall */
	.breakpoint = { { 0x02, 0x90 }, 2, 0 },		/* c.ebreak */
	.nr_registers = NR_REGISTERS,
	.place = PC,
	.stack = SP,
	.nr = A7,
	.args = { A0, A1, A2 },
	.result = A0,
};
#endif
