// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: what system calls are called.
 *
 * A call has up to two names: its entry's in the kernel's source, known from
 * the metadata of the trace events ("sys_newfstat"), and the one in
 * <asm/unistd.h> ("fstat"). The latter are generated from the architecture's
 * own header, in order, when the kernel is built.
 */
#include <linux/array_size.h>
#include <linux/bsearch.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <trace/syscall.h>
#include <asm/unistd.h>

#include "seccomp_filter.h"

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

/* A header that could not be read must not leave a table without names. */
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
 * seccomp_find_call - the number of a system call
 * @name: as a policy spells it: "sys_X" is the kernel's name before it is
 *        that of <asm/unistd.h>, a bare "X" the other way round
 * @len:  its length, @name need not be terminated
 *
 * Return: the number in the native ABI, or -ENOENT if nobody knows the name.
 */
int seccomp_find_call(const char *name, size_t len)
{
	int nr, uapi;

	if (len > PREFIX_LEN && !memcmp(name, PREFIX, PREFIX_LEN)) {
		uapi = find_uapi_name(name + PREFIX_LEN, len - PREFIX_LEN);
		/* Most names are the same to both: no need for a long search. */
		if (uapi >= 0 && is_kernel_name(uapi, name, len))
			return uapi;
		nr = syscall_find_nr(name, len);
		return nr < 0 ? uapi : nr;
	}

	nr = find_uapi_name(name, len);
	return nr < 0 ? find_bare_kernel_name(name, len) : nr;
}

/**
 * seccomp_call_name - what to call a system call in a message
 * @nr: its number in the native ABI
 *
 * Return: a name that seccomp_find_call() knows, or NULL if it has none.
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
