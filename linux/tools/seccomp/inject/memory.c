// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): use memory of a traced program, and leave it as it was.
 *
 * Instructions are written word by word with ptrace, which writes on private memory that
 * the program itself cannot write on. All else goes to the stack, which it can.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "main.h"
#include "subject.h"
#include "trace/request.h"

bool write_instruction(struct subject *subject, struct patch *patch, unsigned long at,
		       const struct instruction *instruction)
{
	unsigned long offset = at % sizeof(patch->word), word;

	patch->at = at - offset;
	if (request(PTRACE_PEEKDATA, subject->pid, patch->at, &patch->word))
		return fail_at(subject, "read its code");
	word = patch->word;
	memcpy((unsigned char *)&word + offset, instruction->bytes, instruction->len);
	if (request(PTRACE_POKEDATA, subject->pid, patch->at, (void *)word))
		return fail_at(subject, "write on its code");
	return true;
}

bool restore_instruction(struct subject *subject, const struct patch *patch)
{
	if (request(PTRACE_POKEDATA, subject->pid, patch->at, (void *)patch->word))
		return fail_at(subject, "restore its code");
	return true;
}

/* The mapping that holds an address */
static bool find_mapping(struct subject *subject, unsigned long address,
			 unsigned long *start, unsigned long *end)
{
	bool found = false;
	char *line = NULL;
	size_t size = 0;
	char path[64];
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", subject->pid);
	maps = fopen(path, "re");
	if (!maps)
		return fail_at(subject, "read its memory map");
	while (!found && getline(&line, &size, maps) > 0)
		found = sscanf(line, "%lx-%lx ", start, end) == 2 && *start <= address &&
			address < *end;
	fclose(maps);
	free(line);
	return found || fail(subject, "it has no stack");
}

/* Unlike /proc/PID/mem, these calls do not ask whose file that is. */
static bool copy_memory(struct subject *subject, long how, void *here, unsigned long there,
			size_t size)
{
	struct iovec local = { here, size }, remote = { (void *)there, size };
	long copied = syscall(how, subject->pid, &local, 1, &remote, 1, 0);

	if (copied >= 0)
		errno = EFAULT;
	return copied == size || fail_at(subject, "use its memory");
}

/*
 * Below the stack pointer is memory that the program is going to use. If there is too
 * little, borrow what is on the stack already, too.
 */
bool borrow_stack(struct subject *subject, struct loan *loan, unsigned long stack, size_t size)
{
	unsigned long start, end;

	*loan = (struct loan){ .size = size };
	if (!find_mapping(subject, stack, &start, &end))
		return false;
	if (size > end - start)
		return fail(subject,
			    "the policies take %zu bytes, and its stack has %lu: raise ulimit -s",
			    size, end - start);
	loan->at = stack - start < size ? start : (stack - size) & -16UL;
	loan->was = need_memory(malloc(size));
	return copy_memory(subject, SYS_process_vm_readv, loan->was, loan->at, size);
}

bool write_loan(struct subject *subject, const struct loan *loan, size_t offset,
		const void *from, size_t size)
{
	return copy_memory(subject, SYS_process_vm_writev, (void *)from, loan->at + offset, size);
}

bool return_loan(struct subject *subject, struct loan *loan)
{
	bool done = !loan->was || subject->gone ||
		write_loan(subject, loan, 0, loan->was, loan->size);

	free(loan->was);
	return done;
}
