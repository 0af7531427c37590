/* SPDX-License-Identifier: GPL-2.0 */
/* The values that libc and the kernel's headers give to names of constants */
#ifndef SECCOMP_TEXT_CONSTANTS_H
#define SECCOMP_TEXT_CONSTANTS_H

struct constant {
	const char *name;
	long long value;
};

/* The last one has no name. */
extern const struct constant libc_constants[];
extern const struct constant uapi_constants[];

#endif /* SECCOMP_TEXT_CONSTANTS_H */
