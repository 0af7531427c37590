// SPDX-License-Identifier: GPL-2.0
/* The settings of a systemd unit that filter some calls, beside SystemCallFilter= */
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "limits.h"
#include "systemd.h"
#include "main.h"

const char * const switch_names[NR_SWITCHES] = {
	[SWITCH_DEVICES] = "PrivateDevices",
	[SWITCH_CLOCK] = "ProtectClock",
	[SWITCH_MODULES] = "ProtectKernelModules",
	[SWITCH_LOGS] = "ProtectKernelLogs",
	[SWITCH_TUNABLES] = "ProtectKernelTunables",
	[SWITCH_HOSTNAME] = "ProtectHostname",
	[SWITCH_WRITE_EXECUTE] = "MemoryDenyWriteExecute",
	[SWITCH_REALTIME] = "RestrictRealtime",
	[SWITCH_PERSONALITY] = "LockPersonality",
	[SWITCH_SUID] = "RestrictSUIDSGID",
	[SWITCH_DYNAMIC_USER] = "DynamicUser",
};

static uint32_t eperm(void)
{
	return SECCOMP_RET_ERRNO | find_errno("EPERM");
}

static void take_families(struct conversion *conv, const struct source *source,
			  const struct words *families)
{
	const struct place *place = &families->place;
	struct call *call = need_call(conv, "socket", 0, place);
	const struct expr *must = never();
	unsigned int i;

	for (i = 0; i < families->nr; i++) {
		struct number number;

		if (strncmp(families->words[i], "AF_", 3) ||
		    !find_number(source, families->words[i], &number))
			reject(place, "'%.40s' is no address family", families->words[i]);
		must = either(must, compare(call, 0, TEST_EQ, number, place));
	}
	add_limit(call, families->allows ? must : not(must),
		  SECCOMP_RET_ERRNO | find_errno("EAFNOSUPPORT"));
}

/* The namespaces that are not kept */
static void take_namespaces(struct conversion *conv, const struct words *namespaces)
{
	static const struct { const char *word, *flag; } kinds[] = {
		{ "mnt", "CLONE_NEWNS" }, { "cgroup", "CLONE_NEWCGROUP" },
		{ "uts", "CLONE_NEWUTS" }, { "ipc", "CLONE_NEWIPC" },
		{ "user", "CLONE_NEWUSER" }, { "pid", "CLONE_NEWPID" }, { "net", "CLONE_NEWNET" },
	};
	unsigned int i, j, found = 0, refused = 0;
	char *flags = NULL;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (j = 0; j < namespaces->nr && strcmp(namespaces->words[j], kinds[i].word); j++)
			;
		found += j < namespaces->nr;
		if (namespaces->allows ? j < namespaces->nr : j == namespaces->nr)
			continue;
		flags = flags ? format_string("%s|%s", flags, kinds[i].flag) :
			format_string("%s", kinds[i].flag);
		refused++;
	}
	if (found != namespaces->nr)
		reject(&namespaces->place,
		       "RestrictNamespaces= names a namespace that is unknown here");
	if (refused)
		limit_namespaces(conv, flags, refused == ARRAY_SIZE(kinds), eperm(),
				 &namespaces->place);
}

/* All calls of a set that systemd has */
static void take_set(struct conversion *conv, const char *name, const struct place *place)
{
	struct list list = { 0 };
	unsigned int i;

	put_on_list(&list, name, 0, place);
	for (i = 0; i < list.nr; i++)
		limit_call(conv, list.items[i].name, eperm(), place);
}

static void take_realtime(struct conversion *conv, const struct place *place)
{
	static const char * const policies[] = { "SCHED_NORMAL", "SCHED_BATCH", "SCHED_IDLE" };
	struct call *call = need_call(conv, "sched_setscheduler", 0, place);
	const struct expr *must = never();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(policies); i++)
		must = either(must, compare(call, 1, TEST_EQ, join_names(policies[i], place),
					    place));
	add_limit(call, must, eperm());
}

static void take_personality(struct conversion *conv, const struct setting *personality,
			     const struct place *place)
{
	struct call *call = need_call(conv, "personality", 0, place);
	struct number number = join_names("PER_LINUX", place);

	const struct abi *abi = personality->value ? find_abi(personality->value) : &abis[0];

	if (abi && abi != &abis[0] && !abi->bit)
		number = join_names("PER_LINUX32", &personality->place);
	else if (abi != &abis[0])
		reject(&personality->place, "Personality=%.40s is unknown here",
		       personality->value);
	add_limit(call, compare(call, 0, TEST_EQ, number, place), eperm());
}

/* Calls that make or change a file, and the argument that is its mode */
static void take_suid(struct conversion *conv, const struct place *place)
{
	static const struct { const char *name; unsigned int mode; int flags; } calls[] = {
		{ "chmod", 1, -1 }, { "fchmod", 1, -1 }, { "fchmodat", 2, -1 },
		{ "fchmodat2", 2, -1 }, { "mkdir", 1, -1 }, { "mkdirat", 2, -1 },
		{ "mknod", 1, -1 }, { "mknodat", 2, -1 }, { "creat", 1, -1 },
		{ "open", 2, 1 }, { "openat", 3, 2 },
	};
	struct number suid = join_names("S_ISUID|S_ISGID", place);
	struct number create = join_names("O_CREAT", place);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		struct call *call = need_call(conv, calls[i].name, 0, place);
		const struct expr *must = compare(call, calls[i].mode, TEST_NONE, suid, place);

		if (calls[i].flags >= 0)
			must = either(compare(call, calls[i].flags, TEST_NONE, create, place),
				      must);
		add_limit(call, must, eperm());
	}
	/* its flags and mode are in memory */
	limit_call(conv, "openat2", SECCOMP_RET_ERRNO | find_errno("ENOSYS"), place);
}

static void take_switch(struct conversion *conv, unsigned int which,
			const struct limits *limits)
{
	const struct place *place = &limits->places[which];

	switch (which) {
	case SWITCH_DEVICES:
		take_set(conv, "@raw-io", place);
		break;
	case SWITCH_CLOCK:
		take_set(conv, "@clock", place);
		break;
	case SWITCH_MODULES:
		take_set(conv, "@module", place);
		break;
	case SWITCH_LOGS:
		limit_call(conv, "syslog", eperm(), place);
		break;
	case SWITCH_TUNABLES:
		limit_call(conv, "_sysctl", eperm(), place);
		break;
	case SWITCH_HOSTNAME:
		limit_call(conv, "sethostname", eperm(), place);
		limit_call(conv, "setdomainname", eperm(), place);
		break;
	case SWITCH_WRITE_EXECUTE:
		limit_write_execute(conv, eperm(), place);
		break;
	case SWITCH_REALTIME:
		take_realtime(conv, place);
		break;
	case SWITCH_PERSONALITY:
		take_personality(conv, &limits->personality, place);
		break;
	case SWITCH_SUID:
		take_suid(conv, place);
		break;
	}
}

bool take_limits(struct conversion *conv, const struct source *source,
		 const struct limits *limits)
{
	struct limits all = *limits;
	unsigned int i, nr = 0;

	if (all.on[SWITCH_DYNAMIC_USER] && !all.on[SWITCH_SUID]) {
		all.on[SWITCH_SUID] = true;
		all.places[SWITCH_SUID] = all.places[SWITCH_DYNAMIC_USER];
	}
	if (all.families.is_set) {
		begin_group(conv, "RestrictAddressFamilies=");
		take_families(conv, source, &all.families);
		nr++;
	}
	if (all.namespaces.is_set) {
		begin_group(conv, "RestrictNamespaces=");
		take_namespaces(conv, &all.namespaces);
		nr++;
	}
	for (i = 0; i < NR_SWITCHES; i++) {
		if (!all.on[i])
			continue;
		begin_group(conv, "%s=", switch_names[i]);
		take_switch(conv, i, &all);
		nr++;
	}
	return nr;
}
