// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): calls from inside a traced program, on arm64.
 */
#ifdef __aarch64__
#include "arch.h"

/* struct user_pt_regs */
enum { X0, X1, X2, X8 = 8, SP = 31, PC, PSTATE, NR_REGISTERS };

/* After an indirect branch, the processor wants to see the place for one to land. */
#define PSTATE_BTYPE	0xc00

const struct arch native = {
	.call = { { 0x01, 0x00, 0x00, 0xd4 }, 4, 4 },		/* svc #0 */
	.breakpoint = { { 0x00, 0x00, 0x20, 0xd4 }, 4, 0 },	/* brk #0 */
	.nr_registers = NR_REGISTERS,
	.place = PC,
	.stack = SP,
	.nr = X8,
	.args = { X0, X1, X2 },
	.result = X0,
	.changes = { { PSTATE, PSTATE_BTYPE, 0 } },
};
#endif /* __aarch64__ */
