/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include_next <asm/signal.h>
#undef _NSIG
#define _NSIG	64
