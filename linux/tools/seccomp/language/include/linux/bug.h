/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/build_bug.h>
#include <linux/compiler.h>

/* Ends the program if @condition holds, else returns it. */
bool warn_if(bool condition, const char *words);

#define WARN_ON(condition)	warn_if(condition, #condition)
#define WARN_ON_ONCE(condition)	warn_if(condition, #condition)
