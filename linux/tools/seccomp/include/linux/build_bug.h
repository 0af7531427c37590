/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <assert.h>

#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define BUILD_BUG_ON_ZERO(e)	((int)sizeof(struct { int : (-!!(e)); }))
