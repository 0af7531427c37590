// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: the names of system calls.
 *
 * A call has up to two names: that of its entry in the kernel's source, from the
 * metadata of the trace events ("sys_newfstat"), and that in <asm/unistd.h>
 * ("fstat"). The build generates a sorted table of the latter from the
 * architecture's header.
 */
#include <linux/array_size.h>
#include <linux/bsearch.h>
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <trace/syscall.h>
#include <asm/unistd.h>

#include "seccomp_names.h"
#include "seccomp_parse.h"

#define PREFIX		"sys_"
#define PREFIX_LEN	4
#define NAME_MAX_LEN	40

struct call_name {
	const char	*name;
	int		nr;
};

static const struct call_name uapi_names[] = {
#define NAME(name, value) { name, value },
#include "seccomp_syscall_names.h"
#undef NAME
};

/* Catch a header that could not be read. */
static_assert(ARRAY_SIZE(uapi_names) > 200);

struct name_key {
	const char	*name;
	size_t		len;
};

static int compare_name(const void *key, const void *entry)
{
	const struct name_key *k = key;
	const struct call_name *e = entry;
	size_t i;

	for (i = 0; i < k->len; i++) {
		if (k->name[i] != e->name[i])
			return (unsigned char)k->name[i] -
			       (unsigned char)e->name[i];
	}
	return -(e->name[i] != 0);
}

static int find_uapi_name(const char *name, size_t len)
{
	struct name_key key = { name, len };
	const struct call_name *found;

	found = bsearch(&key, uapi_names, ARRAY_SIZE(uapi_names),
			sizeof(uapi_names[0]), compare_name);
	return found ? found->nr : -ENOENT;
}

static int find_bare_kernel_name(const char *name, size_t len)
{
	char full[PREFIX_LEN + NAME_MAX_LEN] = PREFIX;

	if (len > NAME_MAX_LEN)
		return -ENOENT;
	memcpy(full + PREFIX_LEN, name, len);
	return syscall_find_nr(full, PREFIX_LEN + len);
}

static bool is_kernel_name(int nr, const char *name, size_t len)
{
	const struct syscall_metadata *meta = syscall_find_metadata(nr);

	return meta && !strncmp(meta->name, name, len) && !meta->name[len];
}

/**
 * seccomp_find_call - find the number of a system call
 * @name: as a policy spells it: "sys_X" is first looked up among the kernel's
 *        names, then in <asm/unistd.h>; a bare "X" the other way round
 * @len:  its length; @name need not be terminated
 *
 * Return: the number in the native ABI, or -ENOENT for an unknown name.
 */
int seccomp_find_call(const char *name, size_t len)
{
	int nr, uapi;

	if (len > PREFIX_LEN && !memcmp(name, PREFIX, PREFIX_LEN)) {
		uapi = find_uapi_name(name + PREFIX_LEN, len - PREFIX_LEN);
		/* Most calls have the same name in both: avoid the slow search. */
		if (uapi >= 0 && is_kernel_name(uapi, name, len))
			return uapi;
		nr = syscall_find_nr(name, len);
		return nr < 0 ? uapi : nr;
	}

	nr = find_uapi_name(name, len);
	return nr < 0 ? find_bare_kernel_name(name, len) : nr;
}

/*
 * Edit distance of two names: letters added, left out, replaced, or swapped with
 * their neighbours. NAME_MAX_LEN + 1 if one is too long. Ignores case.
 */
static unsigned int name_distance(const char *a, size_t a_len, const char *b)
{
	size_t b_len = strlen(b);
	u8 rows[3][NAME_MAX_LEN + 1];
	u8 *before = rows[0], *above = rows[1], *row = rows[2];
	size_t i, j;

	if (a_len > NAME_MAX_LEN || b_len > NAME_MAX_LEN)
		return NAME_MAX_LEN + 1;

	for (j = 0; j <= b_len; j++)
		row[j] = j;
	for (i = 1; i <= a_len; i++) {
		u8 *oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (j = 1; j <= b_len; j++) {
			char x = tolower(a[i - 1]);
			char y = tolower(b[j - 1]);

			row[j] = min3(above[j] + 1, row[j - 1] + 1,
				      above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == tolower(b[j - 2]) &&
			    y == tolower(a[i - 2]))
				row[j] = min_t(u8, row[j], before[j - 2] + 1);
		}
	}
	return row[b_len];
}

struct guess {
	const char	*wrong;
	size_t		len;
	const char	*name;
	unsigned int	distance;
};

static void consider_name(struct guess *guess, const char *name)
{
	unsigned int distance = name_distance(guess->wrong, guess->len, name);

	cond_resched();
	if (distance < guess->distance) {
		guess->distance = distance;
		guess->name = name;
	}
}

/**
 * seccomp_guess_name - guess the name that an unknown one is a misspelling of
 * @name: the name, as a policy spells it
 * @len:  its length; @name need not be terminated
 *
 * Context: Process context. Lets others run.
 *
 * Return: the nearest name of a system call, without "sys_", or of a directive;
 * NULL if none is near.
 */
const char *seccomp_guess_name(const char *name, size_t len)
{
	static const char * const prefixes[] = { PREFIX, "SYS_", "__NR_" };
	struct guess guess = { name, len };
	const struct syscall_metadata *meta;
	const char *directive;
	size_t i;
	int nr;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t skip = strlen(prefixes[i]);

		if (len <= skip || memcmp(name, prefixes[i], skip))
			continue;
		guess.wrong += skip;
		guess.len -= skip;
		break;
	}
	/* If a third of the letters differ, it is another name. */
	guess.distance = max_t(size_t, guess.len / 3, 1) + 1;

	for (i = 0; i < ARRAY_SIZE(uapi_names); i++)
		consider_name(&guess, uapi_names[i].name);
	for (nr = 0; nr < NR_syscalls; nr++) {
		meta = syscall_find_metadata(nr);
		if (meta)
			consider_name(&guess, meta->name + PREFIX_LEN);
	}
	for (i = 0; guess.wrong == name && (directive = seccomp_directive_name(i)); i++)
		consider_name(&guess, directive);
	return guess.name;
}

/**
 * seccomp_call_name - the name of a system call, for messages
 * @nr: its number in the native ABI
 *
 * Return: a name that seccomp_find_call() finds, or NULL if there is none.
 */
const char *seccomp_call_name(int nr)
{
	const struct syscall_metadata *meta = syscall_find_metadata(nr);
	size_t i;

	if (meta)
		return meta->name;

	for (i = 0; i < ARRAY_SIZE(uapi_names); i++) {
		if (uapi_names[i].nr == nr)
			return uapi_names[i].name;
	}
	return NULL;
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_names_kunit.c"
#endif
