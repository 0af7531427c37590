/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What policies refused, or would have refused: each once, with a count.
 */
#ifndef _TOOLS_SECCOMP_FINDINGS_H
#define _TOOLS_SECCOMP_FINDINGS_H

#include <stdio.h>

#include "language/language.h"
#include "text.h"
#include "tracer.h"

/**
 * struct finding - calls of one program that one line refused
 * @program: its name
 * @arch:    AUDIT_ARCH_* of the call
 * @nr:      its number
 * @verdict: on the first such call
 * @args:    of the first such call
 * @pid:     of the process that made it
 * @times:   number of calls
 * @told:    it was printed
 */
struct finding {
	char		program[16];
	uint32_t	arch;
	int		nr;
	struct verdict	verdict;
	uint64_t	args[6];
	pid_t		pid;
	unsigned long	times;
	bool		told;
};

/**
 * struct policies - the policies that a command is held to
 * @texts:    as they were written
 * @compiled: the same
 * @nr:       their number
 * @dry:      they refuse nothing
 * @out:      where reports go
 */
struct policies {
	const struct text	*texts;
	struct compiled		**compiled;
	unsigned int		nr;
	bool			dry;
	FILE			*out;
};

/* Count a call that was refused. Returns the index of its finding. */
unsigned int count_finding(struct tracee *tracee, const struct verdict *verdict);
struct finding *get_finding(unsigned int index);

/* Print a finding, the first time; @remark, if not NULL, says what was different. */
void tell_finding(const struct policies *policies, struct finding *finding,
		  const char *remark);
/* Print all findings with their counts. */
void summarize_findings(const struct policies *policies);

/* Write a call as "openat(dfd=AT_FDCWD, ...)", and only its name if @args is NULL. */
void print_call(char *words, size_t size, uint32_t arch, int nr, const uint64_t *args);

#endif /* _TOOLS_SECCOMP_FINDINGS_H */
