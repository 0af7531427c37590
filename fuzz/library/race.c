// SPDX-License-Identifier: GPL-2.0
/*
 * exercise: the library in eight threads at once. They check, parse, compile and judge the
 * same policies, share some, and then each installs one of its own.
 */
#include <errno.h>
#include <pthread.h>
#include <seccomp_text.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exercise.h"

#define NR_THREADS	8
#define MARK		77	/* an errno that reboot() does not give by itself */

static char **texts;
static unsigned int nr_texts;
static const char *below;
static const uint64_t *digests;
static struct seccomp_text_policies *shared;
static struct sock_fprog reference;
static pthread_barrier_t start;
static int want_install;

static int digests_differ(unsigned int from)
{
	unsigned int i, at;

	for (i = 0; i < nr_texts; i++) {
		at = (from + i) % nr_texts;
		if (digest_text(texts[at], below) != digests[at])
			return 1;
	}
	return 0;
}

static int shared_differs(void)
{
	struct seccomp_text_verdict verdict = SECCOMP_TEXT_VERDICT_INIT;
	const uint64_t args[6] = { 5 };
	struct sock_fprog program;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < 200 && !ret; i++) {
		if (seccomp_text_judge(shared, 0, SYS_read, args, &verdict) ||
		    verdict.action != (SECCOMP_RET_ERRNO | MARK) || verdict.line != 2)
			return 1;
		if (seccomp_text_compile(shared, 0, &program, NULL))
			return 1;
		ret = program.len != reference.len ||
		      memcmp(program.filter, reference.filter,
			     program.len * sizeof(*program.filter));
		seccomp_text_free_program(&program);
	}
	return ret;
}

/* Only this thread is held to it. */
static int install_differs(unsigned int number)
{
	struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;
	unsigned int engine = SECCOMP_TEXT_ENGINE_BEST;
	char text[100];
	int ret;

	snprintf(text, sizeof(text), "unlisted: 1\nreboot: magic1 == 5; errno %u\n", MARK + number);
	ret = seccomp_text_install(text, 0, &engine, &error);
	if (ret) {
		fprintf(stderr, "not installed: %d: %s\n", ret, error.message);
		return 1;
	}
	return syscall(SYS_reboot, 1, 2, 3, 4) != -1 || errno != (int)(MARK + number);
}

static void *run(void *number_of)
{
	unsigned int number = *(unsigned int *)number_of;
	const char *failed = NULL;

	pthread_barrier_wait(&start);
	if (shared_differs())
		failed = "a shared policy says something else";
	else if (digests_differ(number * nr_texts / NR_THREADS))
		failed = "a digest is another one";
	else if (want_install && install_differs(number))
		failed = "another policy is in force";
	if (failed)
		fprintf(stderr, "thread %u: %s\n", number, failed);
	return (void *)failed;
}

static int prepare(void)
{
	static const char *const stack[] = {
		"unlisted: 1\nread: fd == 5 && count != 0; errno 77\n",
		"unlisted: 1\n",
	};

	return pthread_barrier_init(&start, NULL, NR_THREADS) ||
	       seccomp_text_parse(stack, 2, &shared, NULL) ||
	       seccomp_text_compile(shared, 0, &reference, NULL);
}

int race(char **all_texts, unsigned int nr_all, const char *below_all, const uint64_t *all_digests,
	 int install)
{
	unsigned int numbers[NR_THREADS], i;
	pthread_t threads[NR_THREADS];
	void *failed, *any = NULL;

	texts = all_texts;
	nr_texts = nr_all;
	below = below_all;
	want_install = install;
	digests = all_digests;
	if (prepare())
		return 1;
	for (i = 0; i < NR_THREADS; i++) {
		numbers[i] = i;
		if (pthread_create(&threads[i], NULL, run, &numbers[i]))
			return 1;
	}
	for (i = 0; i < NR_THREADS; i++) {
		pthread_join(threads[i], &failed);
		if (failed)
			any = failed;
	}
	seccomp_text_free_program(&reference);
	seccomp_text_free(shared);
	pthread_barrier_destroy(&start);
	return any != NULL;
}
