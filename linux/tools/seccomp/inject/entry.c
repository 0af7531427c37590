// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): run a traced program to its entry point, where the dynamic loader is done.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

#include "subject.h"
#include "trace/request.h"

/* More than any kernel's auxiliary vector has */
#define AUXV_SIZE	4096

static bool read_auxv(struct subject *subject, uint64_t auxv[AUXV_SIZE / 8])
{
	char path[64];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", subject->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_at(subject, "read its auxiliary vector");
	got = read(fd, auxv, AUXV_SIZE);
	close(fd);
	return got >= 8 || fail_at(subject, "read its auxiliary vector");
}

/* No type needs more than 32 bits: else it is a type and a value of a 32-bit program. */
static bool find_entry(struct subject *subject, unsigned long *entry)
{
	uint64_t auxv[AUXV_SIZE / 8] = { 0 };
	const uint32_t *narrow = (const uint32_t *)auxv;
	bool is_narrow;
	size_t i, step;

	if (!read_auxv(subject, auxv))
		return false;
	is_narrow = auxv[0] > UINT32_MAX;
	step = is_narrow ? 8 : 16;
	for (i = 0; i + step <= AUXV_SIZE; i += step) {
		if ((is_narrow ? narrow[i / 4] : auxv[i / 8]) != AT_ENTRY)
			continue;
		*entry = is_narrow ? narrow[i / 4 + 1] : auxv[i / 8 + 1];
		return true;
	}
	return fail(subject, "the kernel does not tell its entry point");
}

static bool read_place(struct subject *subject, struct registers *registers)
{
	return read_registers(subject->pid, registers) ||
	       fail_at(subject, "read its registers");
}

/* Whether it is stopped because of a breakpoint: not by a signal that somebody sent */
static bool is_trapped(struct subject *subject)
{
	siginfo_t info = { };

	return signal_of(subject) == SIGTRAP &&
	       !request(PTRACE_GETSIGINFO, subject->pid, 0, &info) && info.si_code > 0;
}

/* A new process would go on without the filter. A thread ends with its process. */
static bool fail_at_fork(struct subject *subject)
{
	unsigned long child = 0;

	if (!request(PTRACE_GETEVENTMSG, subject->pid, 0, &child) && child &&
	    syscall(SYS_tgkill, subject->pid, child, 0))
		kill(child, SIGKILL);
	return fail(subject,
		    "it creates a process or thread before its entry point: omit --after-loader");
}

/* Stops at the breakpoint, or after it has executed another program instead */
static bool run_to_breakpoint(struct subject *subject)
{
	int signal_nr = 0;

	do {
		if (!run_to_stop(subject, PTRACE_CONT, signal_nr))
			return false;
		switch (event_of(subject)) {
		case PTRACE_EVENT_FORK:
		case PTRACE_EVENT_VFORK:
		case PTRACE_EVENT_CLONE:
			return fail_at_fork(subject);
		case PTRACE_EVENT_EXEC:
			return true;
		}
		signal_nr = signal_of(subject);
	} while (!is_trapped(subject));
	return true;
}

static bool leave_breakpoint(struct subject *subject, struct registers *registers,
			     unsigned long entry, const struct patch *patch)
{
	if (!read_place(subject, registers) || !restore_instruction(subject, patch))
		return false;
	if (place_of(registers) != entry + native.breakpoint.skip)
		return fail(subject, "it stopped where it has no breakpoint");
	set_place(registers, entry);
	return write_registers(subject->pid, registers) ||
	       fail_at(subject, "write its registers");
}

bool run_to_entry(struct subject *subject)
{
	struct registers registers;
	struct patch patch;
	unsigned long entry;

	do {
		if (!find_entry(subject, &entry) || !read_place(subject, &registers))
			return false;
		/* Without a loader it is where it begins. */
		if (place_of(&registers) == entry)
			return true;
		if (!write_instruction(subject, &patch, entry, &native.breakpoint) ||
		    !run_to_breakpoint(subject))
			return false;
	} while (event_of(subject) == PTRACE_EVENT_EXEC);
	return leave_breakpoint(subject, &registers, entry, &patch);
}
