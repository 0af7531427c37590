/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <errno.h>
#include <linux/compiler.h>

#define MAX_ERRNO		4095
#define IS_ERR(p)		((unsigned long)(p) >= -(unsigned long)MAX_ERRNO)
#define ERR_PTR(error)		((void *)(long)(error))
#define PTR_ERR(p)		((long)(p))
#define ERR_CAST(p)		((void *)(p))
