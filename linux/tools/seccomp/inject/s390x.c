// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): calls from inside a traced program, on s390x.
 */
#ifdef __s390x__
#include "arch.h"

/* s390_regs: the PSW, the general registers, sixteen access registers, orig_gpr2 */
enum { PSW_MASK, PSW_ADDR, R0, R1, R2, R3, R4, R15 = R0 + 15, ORIG_R2 = R15 + 9, NR_REGISTERS };

const struct arch native = {
	.call = { { 0x0a, 0x00 }, 2, 2 },		/* svc 0: the number is in r1 */
	.breakpoint = { { 0x00, 0x01 }, 2, 2 },		/* none: Linux makes it SIGTRAP */
	.nr_registers = NR_REGISTERS,
	.place = PSW_ADDR,
	.stack = R15,
	.nr = R1,
	.args = { R2, R3, R4 },
	.result = R2,
};
#endif /* __s390x__ */
