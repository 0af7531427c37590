// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: SECCOMP_DESCRIBE_CALL, which says what a system call
 * is called, and what its arguments are, as policies see them.
 */
#include <linux/build_bug.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/seccomp_text.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <trace/syscall.h>

#include "seccomp_filter.h"

static void describe_args(struct seccomp_text_call *call,
			  const struct syscall_metadata *meta)
{
	int i;

	call->nr_args = meta->nb_args;
	for (i = 0; i < meta->nb_args; i++) {
		const struct syscall_arg_type *type = &meta->arg_types[i];
		struct seccomp_text_arg *arg = &call->args[i];

		strscpy(arg->name, meta->args[i], sizeof(arg->name));
		strscpy(arg->type, meta->types[i], sizeof(arg->type));
		arg->size = type->size;
		if (type->is_signed)
			arg->flags |= SECCOMP_ARG_SIGNED;
		if (type->is_pointer)
			arg->flags |= SECCOMP_ARG_POINTER;
	}
}

static int describe(struct seccomp_text_call *call, int nr)
{
	const struct syscall_metadata *meta;
	const char *uapi;

	if (nr < 0 || nr >= NR_syscalls)
		return -ENOENT;
	nr = array_index_nospec(nr, NR_syscalls);
	meta = syscall_find_metadata(nr);
	uapi = seccomp_uapi_name(nr);
	if (!meta && !uapi)
		return -ENOENT;

	call->nr = nr;
	if (uapi)
		strscpy(call->uapi_name, uapi, sizeof(call->uapi_name));
	if (meta) {
		strscpy(call->name, meta->name, sizeof(call->name));
		describe_args(call, meta);
	} else {
		call->flags |= SECCOMP_CALL_UNBUILT;
	}
	if (seccomp_is_injected_nr(nr))
		call->flags |= SECCOMP_CALL_INJECTED;
	return 0;
}

/**
 * seccomp_describe_call - describe a system call of the native ABI
 * @flags: must be 0
 * @user:  the description; the caller has filled in its size, and a name or a
 *         number
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or
 *
 * * -EINVAL if @flags, or the members flags and arch, are not 0, or the size is less
 *   than that of the first version;
 * * -EFAULT if the description is not accessible;
 * * -E2BIG if it is larger than a page, or not zero where this kernel knows no
 *   member;
 * * -ENOENT if no call has this name or number.
 */
long seccomp_describe_call(unsigned int flags,
			   struct seccomp_text_call __user *user)
{
	struct seccomp_text_call call;
	u32 size;
	int nr;
	int ret;

	BUILD_BUG_ON(sizeof(call) != SECCOMP_TEXT_CALL_SIZE_VER0);

	if (flags)
		return -EINVAL;
	if (get_user(size, &user->size))
		return -EFAULT;
	if (size < SECCOMP_TEXT_CALL_SIZE_VER0)
		return -EINVAL;
	if (size > PAGE_SIZE)
		return -E2BIG;
	ret = copy_struct_from_user(&call, sizeof(call), user, size);
	if (ret)
		return ret;
	/* They may mean something one day. */
	if (call.flags || call.arch)
		return -EINVAL;

	nr = call.nr;
	if (call.name[0])
		nr = seccomp_find_call(call.name, strnlen(call.name, sizeof(call.name)));
	memset(&call, 0, sizeof(call));
	call.size = min_t(u32, size, sizeof(call));
	call.arch = SECCOMP_ARCH_NATIVE;
	call.nr_calls = NR_syscalls;
	ret = describe(&call, nr);
	return ret ? ret : seccomp_give_struct(user, &call, sizeof(call), size);
}
