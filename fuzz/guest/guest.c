// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz text policies inside the guest, guided by coverage if the kernel has
 * KCOV.
 *
 * Each case is a child. Its first policy refuses some calls forever. Then it
 * installs random and mutated texts, one after another, and in between it makes
 * calls, checks texts, reads its policies, forks, and synchronises threads. A
 * model of our own (seccomp_text_reading.c, held.c) judges every call that the
 * child makes and every result of an install.
 *
 *	SEED=N      decides everything but coverage; a new one each time
 *	INSTALLS=N  stop after this many installs (default 20000)
 *	SECONDS=N   or after this time (default 600)
 *	CASE=N      run only this case, with the texts in REPLAY
 *	REPLAY=FILE the output of a run that failed
 *	arguments:  files with policies to start from
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "chance.h"
#include "child.h"
#include "held.h"
#include "install.h"
#include "kcov.h"
#include "look.h"
#include "make.h"
#include "mutate.h"
#include "shared.h"
#include "words.h"

static uint64_t seed;
static long installs_wanted = 20000, seconds_wanted = 600, only_case = -1;
static int kmsg = -1;
static struct text base;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* ------------------------------------------------------------ output */

static void say_escaped(const char *s, int len)
{
	for (int i = 0; i < len; i++) {
		unsigned char c = s[i];

		if (c == '\n')
			printf("\\n");
		else if (c < 0x20 || c > 0x7e || c == '\\')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('\n');
}

static void say_failure(long nr)
{
	const struct logged *logged = &page->logged;

	printf("FAILED: case %ld: %s\n", nr, page->complaint);
	printf("replay: SEED=%#llx CASE=%ld, with these texts:\n",
	       (unsigned long long)seed, nr);
	for (int i = 0; i < logged->nr; i++) {
		printf("%s: ", logged->mutant[i] ? "text" : "own");
		say_escaped(logged->bytes + logged->at[i], logged->len[i]);
	}
	fflush(stdout);
}

static void say_figure(const char *name, long value)
{
	printf("  %-16s %ld\n", name, value);
}

static void say_figures(double seconds)
{
	const struct figures *n = &page->sum;

	printf("seed %#llx, %.0f s%s\n", (unsigned long long)seed, seconds,
	       cover ? "" : ", not guided");
	say_figure("installs", n->installs);
	say_figure("accepted", n->accepted);
	say_figure("refused", n->refused);
	say_figure("too_big", n->too_big);
	say_figure("checks", n->checks);
	say_figure("notes", n->notes);
	say_figure("reads", n->reads);
	say_figure("syncs", n->syncs);
	say_figure("syncs_stopped", n->syncs_stopped);
	say_figure("calls_judged", n->calls);
	say_figure("calls_refused", n->refused_calls);
	say_figure("traps", n->traps);
	say_figure("kills", n->kills);
	say_figure("numbers", n->numbers);
	say_figure("probes_made", n->made_calls);
	say_figure("forks", n->forks);
	say_figure("threads", n->threads);
	say_figure("bpf_filters", n->bpf);
	say_figure("mirrors", n->mirrors);
	say_figure("unprivileged", n->unprivileged);
	say_figure("places", *nr_places);
	say_figure("texts_kept", page->corpus.nr);
	fflush(stdout);
}

/* Expect no addresses in the kernel log either. */
static void read_kmsg(void)
{
	static char record[8192];
	ssize_t n;

	while ((n = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		if (strstr(record, "seccomp"))
			expect_no_address("the kernel log", record);
	}
}

/* ------------------------------------------------------------ cases */

static bool next_mutant(struct text *text)
{
	chance_of = &words;
	make_mutant(text);
	chance_of = &acts;
	return true;
}

/* All of the file, as a filtered child cannot read it. */
static const char *replay;

static void load_replay(const char *path)
{
	static char all[4 * LOGGED_ROOM];
	FILE *file = fopen(path ? path : "", "r");

	if (!file) {
		fprintf(stderr, "CASE needs a REPLAY\n");
		exit(2);
	}
	all[fread(all, 1, sizeof(all) - 1, file)] = '\0';
	fclose(file);
	replay = all;
}

static bool next_replayed(struct text *text)
{
	const char *at = strstr(replay, "\ntext: ");

	if (!at)
		return false;
	text->len = 0;
	for (at += 7; *at && *at != '\n'; at++) {
		char c = *at;

		if (c == '\\' && at[1] == 'n') {
			c = '\n';
			at++;
		} else if (c == '\\') {
			c = (at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0');
			at += 3;
		}
		text->s[text->len++] = c;
	}
	text->s[text->len] = '\0';
	replay = at;
	return true;
}

static void run_case(long nr)
{
	bool parks;
	int status;
	pid_t pid;

	seed_case(seed, nr);
	readings->nr_nodes = readings->nr_rules = 0;
	page->logged.nr = page->logged.used = 0;
	page->ending = LEAVES;
	page->parked = page->unpark = 0;
	pick_subjects();
	make_base(&base);
	parks = one_in(4);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(kmsg);
		live(&base, parks);
	}
	if (parks && await_parked(pid, 1, &status)) {
		if (!page->failed)
			look_at(pid);
		__atomic_store_n(&page->unpark, 1, __ATOMIC_RELEASE);
		waitpid(pid, &status, 0);
	} else if (!parks) {
		waitpid(pid, &status, 0);
	}
	if (!page->failed && !ended_as_announced(status))
		complain("the child ended with %#x", status);
	read_kmsg();
}

static bool enough(double start)
{
	return page->sum.installs >= installs_wanted ||
	       now() - start >= seconds_wanted;
}

static void run_cases(double start)
{
	double said = start;

	if (only_case >= 0) {
		run_case(only_case);
		return;
	}
	for (long nr = 0; !page->failed && !enough(start); nr++) {
		run_case(nr);
		if (page->failed)
			say_failure(nr);
		if (now() - said >= 15) {
			said = now();
			printf("... %.0f s: case %ld, %ld installs, %ld accepted, %ld calls, %d places\n",
			       said - start, nr, page->sum.installs,
			       page->sum.accepted, page->sum.calls, *nr_places);
			fflush(stdout);
		}
	}
}

/* ------------------------------------------------------------ start */

static void read_number(const char *name, long *value)
{
	const char *s = getenv(name);
	char *end;

	if (!s)
		return;
	*value = strtoull(s, &end, 0);
	if (!*s || *end) {
		fprintf(stderr, "%s is not a number\n", name);
		exit(2);
	}
}

static void keep_file(const char *path)
{
	static struct text text;
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(2);
	}
	text.len = fread(text.s, 1, TEXT_ROOM - 1, file);
	fclose(file);
	keep(&text);
}

int main(int argc, char **argv)
{
	long chosen = 0;
	double start;

	learn_constants();
	getrandom(&chosen, 6, GRND_INSECURE);
	read_number("SEED", &chosen);
	seed = chosen;
	read_number("INSTALLS", &installs_wanted);
	read_number("SECONDS", &seconds_wanted);
	read_number("CASE", &only_case);
	page = share(sizeof(*page));
	readings = share(sizeof(*readings));
	layers = share((MAX_LAYERS + 1) * sizeof(*layers));
	next_text = next_mutant;
	if (only_case >= 0) {
		load_replay(getenv("REPLAY"));
		next_text = next_replayed;
	}
	for (int i = 1; i < argc; i++)
		keep_file(argv[i]);
	if (!open_kcov())
		printf("no KCOV here: no coverage to guide the fuzzing\n");
	zero_fd = open("/dev/zero", O_RDONLY);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	lseek(kmsg, 0, SEEK_END);
	map_edge();
	printf("seed %#llx\n", (unsigned long long)seed);
	fflush(stdout);
	start = now();
	run_cases(start);
	if (page->failed && only_case >= 0)
		say_failure(only_case);
	say_figures(now() - start);
	return page->failed;
}
