// SPDX-License-Identifier: GPL-2.0
/* Filters that systemd and firejail have under names of their own */
#include <linux/seccomp.h>
#include <string.h>

#include "convert.h"
#include "limits.h"
#include "main.h"

void limit_call(struct conversion *conv, const char *name, uint32_t action,
		const struct place *place)
{
	add_limit(need_call(conv, name, 0, place), never(), action);
}

struct number join_names(const char *names, const struct place *place)
{
	static const struct source no_source;
	struct number number = { .words = names }, part;
	char *rest = format_string("%s", names), *name;
	const char *end;

	while ((name = strsep(&rest, "|"))) {
		if (!find_number(&no_source, name, &part) &&
		    !parse_number(name, &end, &part.value))
			reject(place, "the constant %s is unknown", name);
		number.value |= part.value;
	}
	return number;
}

void limit_bits(struct conversion *conv, const char *name, unsigned int arg, const char *bits,
		uint32_t action, const struct place *place)
{
	struct call *call = need_call(conv, name, 0, place);

	add_limit(call, compare(call, arg, TEST_NONE, join_names(bits, place), place), action);
}

void limit_write_execute(struct conversion *conv, uint32_t action, const struct place *place)
{
	struct call *call = need_call(conv, "mmap", 0, place);
	struct number write = join_names("PROT_WRITE", place);
	struct number execute = join_names("PROT_EXEC", place);

	add_limit(call, either(compare(call, 2, TEST_NONE, write, place),
			       compare(call, 2, TEST_NONE, execute, place)), action);
	limit_bits(conv, "mprotect", 2, "PROT_EXEC", action, place);
	limit_bits(conv, "pkey_mprotect", 2, "PROT_EXEC", action, place);
	limit_bits(conv, "shmat", 2, "SHM_EXEC", action, place);
}

/* In the flags of clone, the bits of CLONE_NEWTIME are part of a signal's number. */
static char *without_time(const char *flags)
{
	char *copy = format_string("%s", flags), *others = NULL, *flag;

	while ((flag = strsep(&copy, "|"))) {
		if (strcmp(flag, "CLONE_NEWTIME"))
			others = others ? format_string("%s|%s", others, flag) : flag;
	}
	return others;
}

/* On newer kernels UNSHARE_EMPTY_MNTNS makes a mount namespace, too. */
static char *with_empty(const char *flags)
{
	return format_string(strstr(flags, "CLONE_NEWNS") ? "%s|0x100000" : "%s", flags);
}

void limit_namespaces(struct conversion *conv, const char *flags, bool all, uint32_t action,
		      const struct place *place)
{
	struct call *setns = need_call(conv, "setns", 0, place);
	const struct expr *some = compare(setns, 1, TEST_NE, (struct number){ 0 }, place);
	const struct expr *others = compare(setns, 1, TEST_NONE, join_names(flags, place), place);
	char *of_clone = without_time(flags);

	if (of_clone)
		limit_bits(conv, "clone", 0, of_clone, action, place);
	limit_bits(conv, "unshare", 0, with_empty(flags), action, place);
	add_limit(setns, all ? never() : both(some, others), action);
	/* its flags are in memory; ENOSYS has programs fall back on clone */
	limit_call(conv, "clone3", SECCOMP_RET_ERRNO | find_errno("ENOSYS"), place);
}
