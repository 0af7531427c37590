/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TOOLS_SECCOMP_CONVERT_SYSTEMD_H
#define _TOOLS_SECCOMP_CONVERT_SYSTEMD_H

#include "convert.h"

/**
 * struct setting - a line of a unit
 * @key:   what stands before the =
 * @value: what stands behind it; NULL for a setting that is not made
 * @place: where
 */
struct setting {
	const char	*key;
	const char	*value;
	struct place	place;
};

/**
 * struct words - a setting whose lines add up to words
 * @is_set: it is made
 * @allows: the words are what is allowed, else what is refused
 * @words:  the words
 * @nr:     their number
 * @place:  the last line of it
 */
struct words {
	bool		is_set, allows;
	char		*words[64];
	unsigned int	nr;
	struct place	place;
};

/* Settings that are on or off */
enum {
	SWITCH_DEVICES, SWITCH_CLOCK, SWITCH_MODULES, SWITCH_LOGS, SWITCH_TUNABLES,
	SWITCH_HOSTNAME, SWITCH_WRITE_EXECUTE, SWITCH_REALTIME, SWITCH_PERSONALITY,
	SWITCH_SUID, SWITCH_DYNAMIC_USER, NR_SWITCHES
};

extern const char * const switch_names[NR_SWITCHES];

/**
 * struct limits - the settings beside SystemCallFilter=
 * @families:    RestrictAddressFamilies=
 * @namespaces:  RestrictNamespaces=, those that are kept
 * @personality: Personality=
 * @on:          which of the switches are on
 * @places:      where they are
 */
struct limits {
	struct words	families, namespaces;
	struct setting	personality;
	bool		on[NR_SWITCHES];
	struct place	places[NR_SWITCHES];
};

/* Add them to the calls they are about. Returns false if there are none. */
bool take_limits(struct conversion *conv, const struct source *source,
		 const struct limits *limits);

#endif /* _TOOLS_SECCOMP_CONVERT_SYSTEMD_H */
