/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

typedef unsigned int gfp_t;

#define GFP_KERNEL		0U
#define GFP_KERNEL_ACCOUNT	0U
#define __GFP_NOWARN		0U
