/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/build_bug.h>
#include <linux/compiler.h>

/* The caller returns an error. Sanitizers want to know where. */
static inline bool warn_if(bool condition)
{
#ifdef __SANITIZE_ADDRESS__
	if (condition)
		__builtin_trap();
#endif
	return condition;
}

#define WARN_ON(condition)	warn_if(condition)
#define WARN_ON_ONCE(condition)	warn_if(condition)
