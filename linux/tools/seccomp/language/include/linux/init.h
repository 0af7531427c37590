/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define __init
#define __ro_after_init
#define panic(...)		do { } while (0)
/* Nothing boots. */
#define core_initcall(f)	static int (*const f##_call)(void) __attribute__((unused)) = f
