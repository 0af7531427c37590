// SPDX-License-Identifier: GPL-2.0
/*
 * exercise: each allocation of the library fails in turn. The linker leads the library's
 * calls here (--wrap).
 */
#include <err.h>
#include <errno.h>
#include <seccomp_text.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "exercise.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t nr, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);

/* Which allocation fails, from 1, and the number of those so far; 0: none */
static unsigned int victim, seen;

static int is_starved(void)
{
	return victim && ++seen == victim;
}

void *__wrap_malloc(size_t size)
{
	return is_starved() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t nr, size_t size)
{
	return is_starved() ? NULL : __real_calloc(nr, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return is_starved() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return is_starved() ? NULL : __real_strdup(text);
}

/* Calls that allocate, one after the other, on valid and on invalid policies */
static int try_check(const char *text, const char *below)
{
	struct seccomp_text_error problems[4] = { SECCOMP_TEXT_ERROR_INIT };
	unsigned int nr;

	(void)below;
	return seccomp_text_check(text, problems, 4, &nr);
}

static int try_parse(const char *text, const char *below)
{
	struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;
	const char *const texts[] = { below, text };
	struct seccomp_text_policies *policies;
	int ret = seccomp_text_parse(texts, 2, &policies, &error);

	if (ret && (policies || error.error != ret || !error.message[0]))
		errx(1, "an error without words, or with policies");
	seccomp_text_free(policies);
	return ret;
}

static int try_compile(const char *text, const char *below)
{
	struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;
	const char *const texts[] = { below, text };
	struct seccomp_text_policies *policies;
	struct sock_fprog program;
	unsigned int spared = victim;
	int ret;

	victim = 0;
	ret = seccomp_text_parse(texts, 2, &policies, NULL);
	victim = spared;
	if (ret)
		return ret;
	ret = seccomp_text_compile(policies, 0, &program, &error);
	if (ret && (program.filter || error.error != ret))
		errx(1, "an error without words, or with a filter");
	seccomp_text_free_program(&program);
	seccomp_text_free(policies);
	return ret;
}

static unsigned int starve_one(int (*try)(const char *, const char *), const char *text,
			       const char *below)
{
	int plain, ret;

	victim = 0;
	plain = try(text, below);
	for (victim = 1; ; victim++) {
		seen = 0;
		ret = try(text, below);
		if (seen < victim)
			break;
		/* The words for another error may have taken further allocations. */
		if (ret != -ENOMEM && (ret != plain || !plain))
			errx(1, "allocation %u fails, but %d is returned for:\n%s", victim, ret,
			     text);
	}
	if (ret != plain)
		errx(1, "%d was returned before, now %d, for:\n%s", plain, ret, text);
	ret = victim - 1;
	victim = 0;
	return ret;
}

unsigned int starve(const char *text, const char *below)
{
	return starve_one(try_check, text, below) + starve_one(try_parse, text, below) +
	       starve_one(try_compile, text, below);
}
