// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): have a traced program exit, as if it had never begun.
 *
 * A process that is killed has no exit status, and its parent may want one.
 */
#include "subject.h"
#include "trace/request.h"

static bool prepare_exit(struct subject *subject, int status)
{
	unsigned long args[3] = { status };
	struct registers registers;
	unsigned long place;
	struct patch patch;

	if (!read_registers(subject->pid, &registers))
		return false;
	place = place_of(&registers) & -sizeof(long);
	prepare_call(&registers, place, SYS_exit_group, args);
	return write_instruction(subject, &patch, place, &native.call) &&
	       write_registers(subject->pid, &registers);
}

/*
 * The kernel changes registers until a call has returned. Signals are not delivered. If
 * the call returns, it was refused.
 */
void exit_subject(struct subject *subject, int status)
{
	unsigned int stops = 0;

	if (subject->gone || (event_of(subject) && !run_to_call(subject)))
		return;
	if (!prepare_exit(subject, status))
		return;
	while (stops < 2 && run_to_stop(subject, PTRACE_SYSCALL, 0))
		stops += subject->status >> 8 == SYSCALL_STOP;
}
