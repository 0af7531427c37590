/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

/* <assert.h> would include the C library. */
#define static_assert		_Static_assert

#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define BUILD_BUG_ON_ZERO(e)	((int)sizeof(struct { int : (-!!(e)); }))
