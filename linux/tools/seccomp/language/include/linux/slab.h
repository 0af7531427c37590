/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <stdlib.h>
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/overflow.h>

#define kmalloc(size, gfp)	((void)(gfp), malloc(size))
#define kvmalloc(size, gfp)	((void)(gfp), malloc(size))
#define kzalloc(size, gfp)	((void)(gfp), calloc(1, size))
#define kvzalloc(size, gfp)	((void)(gfp), calloc(1, size))
#define kcalloc(n, size, gfp)	((void)(gfp), calloc(n, size))
#define kfree(p)		free((void *)(p))
#define kvfree(p)		free((void *)(p))
