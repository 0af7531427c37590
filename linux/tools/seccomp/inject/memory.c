// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): use memory of a traced program, and leave it as it was.
 *
 * Instructions are written word by word with ptrace, which writes on private memory that
 * the program itself cannot write on. All else goes to the stack, which it can.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	char path[64], line[512];
	bool found = false;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", subject->pid);
	maps = fopen(path, "re");
	if (!maps)
		return fail_at(subject, "read its memory map");
	/* A part of a long line is no line of a mapping. */
	while (!found && fgets(line, sizeof(line), maps))
		found = sscanf(line, "%lx-%lx ", start, end) == 2 && *start <= address &&
			address < *end;
	fclose(maps);
	return found || fail(subject, "it has no stack");
}

static int open_memory(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	return open(path, O_RDWR | O_CLOEXEC);
}

static bool take_loan(struct subject *subject, struct loan *loan)
{
	loan->fd = open_memory(subject->pid);
	if (loan->fd < 0)
		return fail(subject, "cannot use its memory: %s%s", strerror(errno),
			    errno == EACCES ? ": it may be executed, but not read" : "");
	loan->was = need_memory(malloc(loan->size));
	if (pread(loan->fd, loan->was, loan->size, loan->at) != loan->size)
		return fail_at(subject, "read its stack");
	return true;
}

/*
 * Below the stack pointer is memory that the program is going to use. If there is too
 * little, borrow what is on the stack already, too.
 */
bool borrow_stack(struct subject *subject, struct loan *loan, unsigned long stack, size_t size)
{
	unsigned long start, end;

	*loan = (struct loan){ .fd = -1, .size = size };
	if (!find_mapping(subject, stack, &start, &end))
		return false;
	if (size > end - start)
		return fail(subject,
			    "the policies take %zu bytes, and its stack has %lu: raise ulimit -s",
			    size, end - start);
	loan->at = stack - start < size ? start : (stack - size) & -16UL;
	return take_loan(subject, loan);
}

/* A process that was killed has no memory. */
bool write_loan(struct subject *subject, const struct loan *loan, size_t offset,
		const void *from, size_t size)
{
	ssize_t written = pwrite(loan->fd, from, size, loan->at + offset);

	if (!written)
		errno = ESRCH;
	return written == size || fail_at(subject, "write on its stack");
}

bool return_loan(struct subject *subject, struct loan *loan)
{
	bool done = !loan->was || subject->gone ||
		write_loan(subject, loan, 0, loan->was, loan->size);

	if (loan->fd >= 0)
		close(loan->fd);
	free(loan->was);
	return done;
}
