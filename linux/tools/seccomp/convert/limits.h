/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TOOLS_SECCOMP_CONVERT_LIMITS_H
#define _TOOLS_SECCOMP_CONVERT_LIMITS_H

#include "convert.h"

/*
 * Filters that systemd and firejail have under names of their own. @action is taken
 * for what they refuse.
 */

/* No call at all */
void limit_call(struct conversion *conv, const char *name, uint32_t action,
		const struct place *place);
/* No bit of the argument */
void limit_bits(struct conversion *conv, const char *name, unsigned int arg, const char *bits,
		uint32_t action, const struct place *place);
/* No memory that is writable and executable at once */
void limit_write_execute(struct conversion *conv, uint32_t action, const struct place *place);
/* None of these namespaces, CLONE_NEW* joined by "|". @all: no setns whatever its flags */
void limit_namespaces(struct conversion *conv, const char *flags, bool all, uint32_t action,
		      const struct place *place);
/* The value of names joined by '|'. reject()s what is unknown. */
struct number join_names(const char *names, const struct place *place);

#endif /* _TOOLS_SECCOMP_CONVERT_LIMITS_H */
