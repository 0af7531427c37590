// SPDX-License-Identifier: GPL-2.0
/*
 * exercise once|threads|threads-uninstalled|no-memory MUTATIONS FILE... - call the
 * functions of libseccomp_text with each policy, and with policies made from them: for
 * sanitizers; by several threads, which then install policies or do not; and with each
 * allocation failing in turn.
 *
 * Prints how many policies there were, how many of them valid, and what else was counted.
 */
#include <err.h>
#include <errno.h>
#include <seccomp_text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercise.h"

#define TEXT_SIZE	(1 << 17)
/* Longer ones are slow to change, and not better. */
#define SHORT_TEXT	2000
/* Goes below each policy */
#define BELOW		"unlisted: 1\nread: fd < 5 && count & 1; errno EIO\nforeign: trap 7\n"

static unsigned int valid;

/* FNV-1a */
static void mix(uint64_t *digest, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	while (size--)
		*digest = (*digest ^ *bytes++) * 0x100000001b3;
}

static void must(int holds, const char *what, const char *text)
{
	if (!holds)
		errx(1, "%s, for:\n%s", what, text);
}

static int digest_check(uint64_t *digest, const char *text)
{
	struct seccomp_text_error problems[8] = { SECCOMP_TEXT_ERROR_INIT };
	unsigned int nr, more, i;
	int ret = seccomp_text_check(text, problems, 8, &nr);

	mix(digest, &ret, sizeof(ret));
	for (i = 0; i < nr && i < 8; i++) {
		must(ret ? problems[i].error < 0 : !problems[i].error, "a wrong errno", text);
		must(problems[i].line && problems[i].message[0], "a problem has no place", text);
		mix(digest, &problems[i].line, sizeof(problems[i].line));
		mix(digest, problems[i].message, strlen(problems[i].message));
	}
	must(seccomp_text_check(text, NULL, 0, &more) == 0 || ret, "a count is an error", text);
	must(!!more == !!nr, "a count is another one", text);
	return ret;
}

static void digest_program(uint64_t *digest, const struct seccomp_text_policies *policies)
{
	struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;
	struct sock_fprog program;
	int ret = seccomp_text_compile(policies, 0, &program, &error);

	mix(digest, &ret, sizeof(ret));
	if (ret)
		mix(digest, error.message, strlen(error.message));
	else
		mix(digest, program.filter, program.len * sizeof(*program.filter));
	seccomp_text_free_program(&program);
}

static void digest_verdicts(uint64_t *digest, const struct seccomp_text_policies *policies)
{
	static const uint64_t values[] = { 0, 1, 2, 0xffffffff, 0x100000000, -1 };
	const uint32_t i386 = 0x40000003;
	struct seccomp_text_verdict verdict = SECCOMP_TEXT_VERDICT_INIT;
	unsigned int i, j;
	int nr;

	for (nr = -1; nr < 500; nr += 7) {
		for (i = 0; i < 6; i++) {
			uint64_t args[6];

			for (j = 0; j < 6; j++)
				args[j] = values[(i + j) % 6];
			/* Every third call is of another ABI. */
			if (seccomp_text_judge(policies, i % 3 ? 0 : i386, nr, args, &verdict))
				errx(1, "no verdict");
			mix(digest, &verdict, sizeof(verdict));
		}
	}
}

/* What @ret says of @policies, which are valid or not as check() has said of @text */
static void digest_policies(uint64_t *digest, int ret, struct seccomp_text_policies *policies,
			    const struct seccomp_text_error *error)
{
	mix(digest, &ret, sizeof(ret));
	if (ret) {
		mix(digest, error->message, strlen(error->message));
		return;
	}
	digest_program(digest, policies);
	digest_verdicts(digest, policies);
	seccomp_text_free(policies);
}

uint64_t digest_text(const char *text, const char *below)
{
	struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;
	const char *const texts[] = { below, text };
	struct seccomp_text_policies *policies;
	uint64_t digest = 0xcbf29ce484222325;
	int checked, ret;

	checked = digest_check(&digest, text);
	ret = seccomp_text_parse(&text, 1, &policies, &error);
	must(!ret == !checked, "check and parse differ", text);
	digest_policies(&digest, ret, policies, &error);
	ret = seccomp_text_parse(texts, 2, &policies, &error);
	digest_policies(&digest, ret, policies, &error);
	__atomic_fetch_add(&valid, !checked, __ATOMIC_RELAXED);
	return digest;
}

/* Policies */

static char *read_text(const char *path)
{
	char *text = calloc(1, TEXT_SIZE), *fit;
	FILE *file = fopen(path, "re");

	if (!text || !file || (!fread(text, 1, TEXT_SIZE - 1, file) && ferror(file)))
		err(1, "%s", path);
	fclose(file);
	/* So that a sanitizer sees reading past the end */
	fit = strdup(text);
	free(text);
	return fit;
}

static unsigned int roll(unsigned int sides)
{
	static uint64_t state = 19;

	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 33) % sides;
}

/* Where some line of @text starts */
static const char *some_line(const char *text)
{
	size_t len = strnlen(text, SHORT_TEXT);
	const char *at = text + roll(len + 1);

	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

/* The first lines of one, and the last of another, in which a character may be changed */
static char *mix_texts(const char *a, const char *b)
{
	size_t len = strlen(b);
	char *text;

	b = some_line(len > SHORT_TEXT ? b + len - SHORT_TEXT : b);
	if (asprintf(&text, "%.*s%s", (int)(some_line(a) - a), a, b) < 0)
		err(1, "asprintf");
	if (*text && roll(2))
		text[roll(strlen(text))] = " 01:;&|()\n\\#-~aA\x7f"[roll(18)];
	return text;
}

static char **collect(char **paths, unsigned int nr_paths, unsigned int mutations)
{
	char **texts = calloc(nr_paths + mutations, sizeof(*texts));
	unsigned int i;

	if (!texts)
		err(1, "calloc");
	for (i = 0; i < nr_paths; i++)
		texts[i] = read_text(paths[i]);
	for (i = 0; i < mutations; i++)
		texts[nr_paths + i] = mix_texts(texts[roll(nr_paths)], texts[roll(nr_paths)]);
	return texts;
}

/* Run */

static unsigned int starve_all(char **texts, unsigned int nr_texts)
{
	unsigned int i, allocations = 0;

	for (i = 0; i < nr_texts; i++) {
		if (strlen(texts[i]) < SHORT_TEXT)
			allocations += starve(texts[i], BELOW);
	}
	printf("%u allocations failed\n", allocations);
	return 0;
}

static int race_all(char **texts, unsigned int nr_texts, int install)
{
	uint64_t *digests = calloc(nr_texts, sizeof(*digests));
	unsigned int i;
	int ret;

	if (!digests)
		err(1, "calloc");
	for (i = 0; i < nr_texts; i++)
		digests[i] = digest_text(texts[i], BELOW);
	ret = race(texts, nr_texts, BELOW, digests, install);
	free(digests);
	return ret;
}

int main(int argc, char **argv)
{
	unsigned int i, nr_texts;
	char **texts;
	int ret = 0;

	if (argc < 4)
		errx(2, "usage: exercise MODE MUTATIONS FILE...");
	nr_texts = argc - 3 + atoi(argv[2]);
	texts = collect(argv + 3, argc - 3, atoi(argv[2]));
	if (!strncmp(argv[1], "threads", 7))
		ret = race_all(texts, nr_texts, !strcmp(argv[1], "threads"));
	else if (!strcmp(argv[1], "no-memory"))
		ret = starve_all(texts, nr_texts);
	else
		for (i = 0; i < nr_texts; i++)
			digest_text(texts[i], BELOW);
	printf("%u policies, %u times valid\n", nr_texts, valid);
	for (i = 0; i < nr_texts; i++)
		free(texts[i]);
	free(texts);
	return ret;
}
