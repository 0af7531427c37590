// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: a limit that forgets the flags which may stand beside a value.
 */
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lint.h"
#include "main.h"

static const char * const creators[] = { "socket", "socketpair" };
static const char * const openers[] = { "openat", "open" };

/**
 * struct type - a type of sockets
 * @name:  as users write it
 * @value: the constant
 */
struct type {
	const char	*name;
	uint64_t	value;
};

static const struct type types[] = {
	{ "SOCK_STREAM", SOCK_STREAM },
	{ "SOCK_DGRAM", SOCK_DGRAM },
	{ "SOCK_SEQPACKET", SOCK_SEQPACKET },
	{ "SOCK_RAW", SOCK_RAW },
};

static const uint64_t families[] = {
	AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET,
};

/* A socket of some family passes. */
static bool creates(const struct lint *lint, const char *name, uint64_t type)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		const uint64_t args[6] = { families[i], type };

		if (passes(lint, name, args))
			return true;
	}
	return false;
}

/* Most programs add a flag to the type; @some type passes without one. */
static void lint_type(const struct lint *lint, const struct rule *rule,
		      const char *name, const struct type *type, bool some)
{
	bool closes = creates(lint, name, type->value | SOCK_CLOEXEC);
	bool returns = creates(lint, name, type->value | SOCK_NONBLOCK);
	bool plain = creates(lint, name, type->value);

	if (plain && !closes && !returns)
		add_lint(lint->remarks, KIND_WARNING, "flags", &rule->clause,
			 "%s passes, but not with SOCK_CLOEXEC or SOCK_NONBLOCK, which most programs add: '!(type & ~(%s|SOCK_CLOEXEC|SOCK_NONBLOCK))' takes both",
			 type->name, type->name);
	else if (some && !plain && closes && returns)
		add_lint(lint->remarks, KIND_WARNING, "flags", &rule->clause,
			 "%s is refused, but passes with SOCK_CLOEXEC or SOCK_NONBLOCK: list what is allowed, as '!(type & ~(SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK))' does",
			 type->name);
}

static void lint_types(const struct lint *lint, const char *name)
{
	const struct rule *rule = find_rule(lint, name);
	bool some = false;
	unsigned int i;

	if (!rule || rule->effect != EFFECT_LIMIT)
		return;
	for (i = 0; i < ARRAY_SIZE(types); i++)
		some = some || creates(lint, name, types[i].value);
	for (i = 0; i < ARRAY_SIZE(types); i++)
		lint_type(lint, rule, name, &types[i], some);
}

static bool opens(const struct lint *lint, const char *name, uint64_t flags)
{
	const uint64_t of_open[6] = { 4096, flags, 0644 };
	const uint64_t of_openat[6] = { AT_FDCWD, 4096, flags, 0644 };

	return passes(lint, name, strcmp(name, "open") ? of_openat : of_open);
}

static void lint_open_flags(const struct lint *lint, const char *name)
{
	static const uint64_t created[] = { 0, O_CREAT };
	const struct rule *rule = find_rule(lint, name);
	unsigned int i;

	if (!rule || rule->effect != EFFECT_LIMIT)
		return;
	if (opens(lint, name, O_RDONLY) && !opens(lint, name, O_RDONLY | O_CLOEXEC))
		add_lint(lint->remarks, KIND_WARNING, "flags", &rule->clause,
			 "O_RDONLY passes, but not with O_CLOEXEC, which libraries add: '!(flags & ~O_CLOEXEC)' takes both");
	for (i = 0; i < ARRAY_SIZE(created); i++) {
		uint64_t writes = O_WRONLY | created[i];

		if (opens(lint, name, writes | O_TRUNC) ||
		    !opens(lint, name, writes | O_APPEND | O_TRUNC))
			continue;
		add_lint(lint->remarks, KIND_WARNING, "flags", &rule->clause,
			 "O_TRUNC is refused, but passes with O_APPEND, and empties the file: 'flags & O_APPEND && !(flags & O_TRUNC)' only appends");
		return;
	}
}

void lint_flags(const struct lint *lint)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(creators); i++)
		lint_types(lint, creators[i]);
	for (i = 0; i < ARRAY_SIZE(openers); i++)
		lint_open_flags(lint, openers[i]);
}
