// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): calls from inside a traced program, on x86_64.
 *
 * A program of the 32-bit ABI makes the call as 64-bit code: the selector in cs says
 * which code the processor takes it for.
 */
#ifdef __x86_64__
#include <sys/reg.h>

#include "arch.h"

/* The kernel's __USER_CS */
#define SELECTOR_64_BIT	0x33

/* An orig_rax of -1: no call is to be restarted. */
const struct arch native = {
	.call = { { 0x0f, 0x05 }, 2, 2 },
	.breakpoint = { { 0xcc }, 1, 1 },
	.nr_registers = GS + 1,
	.place = RIP,
	.stack = RSP,
	.nr = RAX,
	.args = { RDI, RSI, RDX },
	.result = RAX,
	.changes = { { CS, ~0UL, SELECTOR_64_BIT }, { ORIG_RAX, 0, ~0UL } },
};
#endif /* __x86_64__ */
