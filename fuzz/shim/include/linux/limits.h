/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <limits.h>

#define S16_MAX			SHRT_MAX
#define U8_MAX			UCHAR_MAX
#define U16_MAX			USHRT_MAX
#define U32_MAX			UINT_MAX
#define U64_MAX			ULLONG_MAX
