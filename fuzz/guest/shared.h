/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzer and its children share: figures, the corpus, the texts of the
 * case, and the complaint that ends the run.
 */
#ifndef FUZZ_SHARED_H
#define FUZZ_SHARED_H

#include <stdbool.h>
#include <stddef.h>

#include "held.h"

/* A little more than a text may have */
#define TEXT_ROOM	(TEXT_LIMIT + 4096)

struct text {
	int len;			/* with any NULs in it */
	char s[TEXT_ROOM];
};

#define MAX_KEPT	2048
#define KEPT_ROOM	2048

struct corpus {
	int nr;
	unsigned int next;	/* to replace next, when the corpus is full */
	struct {
		int len;
		char s[KEPT_ROOM];
	} kept[MAX_KEPT];
};

#define LOGGED_ROOM	(2 << 20)
#define MAX_LOGGED	256

/* The texts that this case handed to the kernel, in order */
struct logged {
	int nr, used;
	int at[MAX_LOGGED], len[MAX_LOGGED];
	bool mutant[MAX_LOGGED];	/* otherwise the case's first policy */
	char bytes[LOGGED_ROOM];
};

struct figures {
	long installs, accepted, refused, too_big;
	long checks, notes, reads, syncs, syncs_stopped;
	long calls, refused_calls, made_calls, kills, traps, numbers;
	long forks, threads, mirrors, bpf, unprivileged;
};

enum ending { LEAVES, FALLS, DIES };

struct page {
	struct figures sum;
	int ending;			/* how the child is about to end */
	int parked, unpark;
	struct held held;		/* of the parked child */
	int failed;
	char complaint[8192];
	struct logged logged;
	struct corpus corpus;
};

extern struct page *page;

void *share(size_t size);

/* Record a complaint. Children then end; only the first one is kept. */
__attribute__((format(printf, 1, 2)))
void complain(const char *format, ...);

void log_text(const struct text *text, bool mutant);
void keep(const struct text *text);
void expect_no_address(const char *where, const char *s);

/* Expressions are shown on one line, however many they were written on. */
void expect_whole_lines(const char *where, const char *s);

#endif /* FUZZ_SHARED_H */
