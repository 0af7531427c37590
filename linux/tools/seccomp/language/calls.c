// SPDX-License-Identifier: GPL-2.0
/*
 * The metadata of system calls, as a kernel has it that was built with all of them:
 * the compiler computes the width and the sign of each argument from the types in
 * the kernel's sources, as the kernel does in SYSCALL_DEFINEx().
 */
#include <linux/aio_abi.h>
#include <linux/array_size.h>
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/landlock.h>
#include <linux/posix_types.h>
#include <linux/types.h>
#include <trace/syscall.h>
#include <asm/unistd.h>

#include "types.h"

/* <string.h> has types of the C library's own. */
int strncmp(const char *a, const char *b, size_t len);

#define IS_SIGNED(t) \
	_Generic((t)0, default : false, signed char : true, short : true, int : true, \
		 long : true, long long : true, char : (char)-1 < 0)
#define IS_POINTER(t) \
	_Generic((t)0, default : true, bool : false, char : false, signed char : false, \
		 unsigned char : false, short : false, unsigned short : false,	\
		 int : false, unsigned int : false, long : false,		\
		 unsigned long : false, long long : false, unsigned long long : false)

#define UNBUILT(number)
#define LATER	CALL
/* After macros in it, such as __user, are replaced */
#define STRING(t)	#t

#define CALL(number, entry, arguments) \
	static const char * const types_##number[] = { arguments NULL };
#define ARG(t, a)	STRING(t),
#include "calls.h"
#undef CALL
#undef ARG

#define CALL(number, entry, arguments) \
	static const char * const args_##number[] = { arguments NULL };
#define ARG(t, a)	STRING(a),
#include "calls.h"
#undef CALL
#undef ARG

#define CALL(number, entry, arguments) \
	static const struct syscall_arg_type arg_types_##number[] = { arguments { } };
#define ARG(t, a) \
	{ .size = sizeof(t), .is_signed = IS_SIGNED(t), .is_pointer = IS_POINTER(t) },
#include "calls.h"
#undef CALL
#undef ARG

#define CALL(number, entry, arguments)				\
	[number] = {						\
		.name = #entry,					\
		.nb_args = ARRAY_SIZE(args_##number) - 1, \
		.types = types_##number,			\
		.args = args_##number,				\
		.arg_types = arg_types_##number,		\
	},
static const struct syscall_metadata calls[NR_syscalls] = {
#include "calls.h"
};

const struct syscall_metadata *syscall_find_metadata(int nr)
{
	if (nr < 0 || nr >= NR_syscalls || !calls[nr].name)
		return NULL;
	return &calls[nr];
}

/* If two numbers reach one call, the smaller one. */
int syscall_find_nr(const char *name, size_t len)
{
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		const char *known = calls[nr].name;

		if (known && !strncmp(known, name, len) && !known[len])
			return nr;
	}
	return -ENOENT;
}
