/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/overflow.h>

/* The program defines these. */
void *kmalloc(size_t size, gfp_t gfp);
void *kzalloc(size_t size, gfp_t gfp);
void kfree(const void *p);
void *kvmalloc(size_t size, gfp_t gfp);
void kvfree(const void *p);
