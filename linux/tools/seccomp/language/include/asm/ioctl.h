/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include_next <asm/ioctl.h>
#define _IOC_TYPECHECK(t)	sizeof(t)
