/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a recording has seen, and how it becomes a policy.
 */
#ifndef _TOOLS_SECCOMP_RECORD_H
#define _TOOLS_SECCOMP_RECORD_H

#include <stdio.h>

#include "language/language.h"
#include "trace/symbols.h"
#include "text.h"
#include "trace/tracer.h"

/* More different values than this mean that an argument can be anything. */
#define MAX_CHOICES	8
/* Calls that an existing policy refuses: that many of each are looked at in the end. */
#define MAX_REFUSED	64
/* So many different calls that no policy can allow are told apart. */
#define MAX_STRANGERS	32

/**
 * struct seen - what was seen of a call
 * @call:        its description
 * @symbolic:    what is known of its arguments
 * @times:       how often it was made
 * @choices:     the different values of the arguments that are a choice
 * @nr_choices:  their number; MAX_CHOICES + 1 if there were too many
 * @bits:        for arguments of flags: all bits that were set
 * @write_exec:  some memory was to be both writable and executable
 * @refused:     calls that a rule of the existing policy refuses, with the values
 *               of the arguments that its rules name
 * @nr_refused:  their number; MAX_REFUSED + 1 if there were too many
 * @named:       the arguments that rules of the existing policy name, as bits
 */
struct seen {
	struct seccomp_text_call call;
	struct symbolic		symbolic[6];
	unsigned long		times;
	uint64_t		choices[MAX_CHOICES][6];
	unsigned int		nr_choices;
	uint64_t		bits[6];
	bool			write_exec;
	uint64_t		(*refused)[6];
	unsigned int		nr_refused;
	unsigned int		named;
};

/* A call that no policy can allow: of another ABI, or with a number without a name */
struct stranger {
	uint32_t	arch;
	int		nr;
	unsigned long	times;
};

/**
 * struct recording - everything that was seen
 * @seen:         by the call's number, NULL if it was not seen
 * @nr_calls:     number of entries there
 * @total:        number of calls
 * @strangers:    calls that no policy can allow
 * @nr_strangers: their number
 * @more_strangers: how many calls there were beside those
 * @programs:     the names of the programs, as far as there is room
 * @nr_processes: number of processes
 * @privileged:   the name of a set-user-ID program that ran without its privileges
 * @with_args:    make conditions out of arguments
 * @updating:     there is a policy, which may have reasons for what it leaves out
 * @command:      what was run
 */
struct recording {
	struct seen	**seen;
	unsigned int	nr_calls;
	unsigned long	total;
	struct stranger	strangers[MAX_STRANGERS];
	unsigned int	nr_strangers;
	unsigned long	more_strangers;
	char		programs[256];
	unsigned int	nr_processes;
	char		privileged[16];
	bool		with_args;
	bool		updating;
	char		*command;
};

/* Whether a call is of the native ABI and has a name. */
bool is_nameable(const struct recording *recording, const struct tracee *tracee);
struct seen *find_seen(struct recording *recording, int nr);
void note_call(struct recording *recording, const struct tracee *tracee);
/* A rule of the existing policy refuses it. */
void note_refused(struct recording *recording, const struct tracee *tracee);

/* Write a whole policy. */
void write_policy(FILE *out, const struct recording *recording);
/* Write rules for all calls that were noted, in groups. */
void write_rules(FILE *out, const struct recording *recording);
/* How a comparison of an argument with a value is written, "family == AF_UNIX" */
void print_comparison(const struct seen *seen, unsigned int arg, const uint64_t args[6],
		      char *words, size_t size);

/* Groups of calls */
extern const unsigned int nr_groups;
const char *group_title(unsigned int group);
unsigned int group_of(const char *uapi_name);

/**
 * struct update - an existing policy that is brought up to date
 * @path:     its file
 * @bytes:    the file as it is
 * @text:     the policy, with what it includes
 * @compiled: the same
 */
struct update {
	const char	*path;
	char		*bytes;
	struct text	text;
	struct compiled	*compiled;
};

void read_update(struct update *update, const char *path, struct recording *recording);
/* Whether its file still says the same */
bool is_as_read(const struct update *update);
/* Judge a call by the existing policy, and note it if it is refused. */
void note_update(struct update *update, struct recording *recording,
		 const struct tracee *tracee);
/* Returns false if there is nothing to change. */
bool write_update(FILE *out, const struct update *update, struct recording *recording);

#endif /* _TOOLS_SECCOMP_RECORD_H */
