/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policies of many shapes, each as large as the limits allow, for the programs
 * that measure the worst that a policy can do to the kernel.
 */
#ifndef _SHAPES_H
#define _SHAPES_H

#include <stddef.h>

#define TEXT_MAX	65536
#define POLICIES	64

/**
 * struct shape - a policy, and what to install before it
 * @name:    names it in the figures
 * @base:    the policies to install first; the kernel accepts them all
 * @nr_base: number of @base
 * @text:    the policy
 * @len:     its length, where @text has room for TEXT_MAX bytes and a NUL
 * @nr:      the call that @text tests most
 */
struct shape {
	char	name[64];
	char	*base[POLICIES];
	int	nr_base;
	char	*text;
	size_t	len;
	int	nr;
};

/**
 * make_shapes - make the shapes, one after the other
 * @groups: names of the groups to make, ending in NULL. None: each shape once
 * @handle: called with each shape, which is freed afterwards
 */
void make_shapes(char * const *groups, void (*handle)(const struct shape *shape));

/**
 * install - install a text
 * @text: the text
 *
 * Return: 0, or the errno.
 */
int install(const char *text);

/**
 * check - let the kernel check a text, and ignore what it says
 * @text: the text
 *
 * Exits if the check itself fails.
 */
void check(const char *text);

#endif /* _SHAPES_H */
