/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

typedef unsigned int gfp_t;
