/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/types.h>

/* The C type of an argument, as the kernel's struct of this name has it */
struct syscall_arg_type {
	u8		size;
	bool		is_signed;
	bool		is_pointer;
};

/* The part of a system call's metadata that policies need */
struct syscall_metadata {
	const char			*name;
	int				nb_args;
	const char * const		*types;
	const char * const		*args;
	const struct syscall_arg_type	*arg_types;
};

const struct syscall_metadata *syscall_find_metadata(int nr);
int syscall_find_nr(const char *name, size_t len);
