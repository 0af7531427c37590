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
#include <linux/errno.h>
#include <linux/string.h>
#include <trace/syscall.h>
#include <asm/unistd.h>

#include "seccomp_names.h"
#include "seccomp_parse.h"

#define PREFIX		"sys_"
#define PREFIX_LEN	4

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

static int compare_call(const void *key, const void *entry)
{
	const struct seccomp_span *name = key;
	const struct call_name *call = entry;

	return seccomp_compare_name(name->text, name->len, call->name);
}

static int find_uapi_name(const char *name, size_t len)
{
	struct seccomp_span key = { name, len };
	const struct call_name *found;

	found = bsearch(&key, uapi_names, ARRAY_SIZE(uapi_names),
			sizeof(uapi_names[0]), compare_call);
	return found ? found->nr : -ENOENT;
}

static int find_bare_kernel_name(const char *name, size_t len)
{
	char full[PREFIX_LEN + SECCOMP_NAME_LEN] = PREFIX;

	if (len > SECCOMP_NAME_LEN)
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

/**
 * seccomp_uapi_name - the name of a system call in <asm/unistd.h>
 * @nr: its number in the native ABI
 *
 * Return: the name, or NULL if there is none.
 */
const char *seccomp_uapi_name(int nr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(uapi_names); i++) {
		if (uapi_names[i].nr == nr)
			return uapi_names[i].name;
	}
	return NULL;
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

	return meta ? meta->name : seccomp_uapi_name(nr);
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_names_kunit.c"
#endif
