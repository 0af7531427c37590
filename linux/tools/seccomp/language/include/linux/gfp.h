/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/gfp_types.h>

static inline bool gfpflags_allow_blocking(gfp_t gfp)
{
	(void)gfp;
	return true;
}
