/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <errno.h>
#include <string.h>
#include <linux/types.h>

/* "User space" is the same program. */
#define u64_to_user_ptr(address)	((void *)(uintptr_t)(address))
#define get_user(value, from)		((value) = *(from), 0)
#define PAGE_SIZE			4096

typedef unsigned long uintptr_t;

static inline unsigned long copy_to_user(void *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	return 0;
}

static inline unsigned long copy_from_user(void *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	return 0;
}

static inline unsigned long clear_user(void *to, size_t len)
{
	memset(to, 0, len);
	return 0;
}

/* The program knows the same structs as these sources. */
static inline int copy_struct_from_user(void *to, size_t known, const void *from,
					size_t size)
{
	if (size != known)
		return -E2BIG;
	memcpy(to, from, size);
	return 0;
}

static inline long strncpy_from_user(char *to, const char *from, long size)
{
	size_t len = strnlen(from, size);

	memcpy(to, from, len < (size_t)size ? len + 1 : len);
	return len;
}
