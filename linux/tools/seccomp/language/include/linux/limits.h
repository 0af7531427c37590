/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

#define S16_MAX			((s16)0x7fff)
#define U8_MAX			((u8)~0U)
#define U16_MAX			((u16)~0U)
#define U32_MAX			((u32)~0U)
#define U64_MAX			((u64)~0ULL)
#define S64_MAX			((s64)(U64_MAX >> 1))
#define S64_MIN			((s64)(-S64_MAX - 1))

#include_next <linux/limits.h>
