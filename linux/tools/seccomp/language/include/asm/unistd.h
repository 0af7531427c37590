/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include_next <asm/unistd.h>
#include "nr_syscalls.h"
