/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

/* A call: its number and its arguments */
struct pt_regs {
	unsigned long	args[6];
	int		nr;
};
