/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/build_bug.h>
#include <linux/compiler.h>

/* The program defines it, and returns @condition. */
bool shim_warn(bool condition, const char *words);

#define WARN_ON(condition)	shim_warn(condition, #condition)
#define WARN_ON_ONCE(condition)	shim_warn(condition, #condition)
