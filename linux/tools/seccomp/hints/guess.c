// SPDX-License-Identifier: GPL-2.0
/*
 * Guess which name a wrong one in a text policy stands for.
 *
 * The kernel describes its system calls and their arguments, but does not list
 * the constants that it knows by name. The tool's own table does.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "guess.h"
#include "language/language.h"
#include "main.h"

/* No errno is larger. */
#define MAX_ERRNO	4095

/* Tables */

static const char * const directives[] = {
	"unlisted", "on_violation", "on_next_syscall", "on_exec", "foreign",
};

/*
 * Words for what becomes of a call, in lower case, and what a policy says: 1 or
 * 0 instead of an expression, or an action.
 */
static const struct {
	const char	*word;
	const char	*ours;
} verdicts[] = {
	{ "allow",		"1" },
	{ "accept",		"1" },
	{ "permit",		"1" },
	{ "pass",		"1" },
	{ "true",		"1" },
	{ "yes",		"1" },
	{ "on",			"1" },
	{ "deny",		"0" },
	{ "block",		"0" },
	{ "refuse",		"0" },
	{ "reject",		"0" },
	{ "drop",		"0" },
	{ "false",		"0" },
	{ "no",			"0" },
	{ "off",		"0" },
	{ "kill",		"kill" },
	{ "kill_process",	"kill" },
	{ "kill_thread",	"kill_thread" },
	{ "trap",		"trap" },
	{ "errno",		"errno" },
	{ "return",		"errno" },
	{ "trace",		"trace" },
	{ "log",		"log" },
};

/* Arguments in the manual, and in the kernel's source */
static const struct {
	const char	*manual;
	const char	*kernel;
} arguments[] = {
	{ "addr",	"start" },
	{ "advice",	"behavior" },
	{ "dirfd",	"dfd" },
	{ "domain",	"family" },
	{ "fd",		"fildes" },
	{ "flags",	"clone_flags" },
	{ "flags",	"unshare_flags" },
	{ "futex_op",	"op" },
	{ "length",	"len" },
	{ "length",	"len_in" },
	{ "name",	"uname" },
	{ "oldfd",	"fildes" },
	{ "op",		"cmd" },
	{ "path",	"filename" },
	{ "pathname",	"filename" },
	{ "persona",	"personality" },
	{ "request",	"cmd" },
	{ "sockfd",	"fd" },
};

/* Constants that libc adds to the kernel's */
static const struct {
	const char	*libc;
	const char	*ours;
} libc_constants[] = {
	{ "F_OK",		"0" },
	{ "MAP_ANON",		"MAP_ANONYMOUS" },
	{ "NULL",		"0" },
	{ "PTRACE_PEEKUSER",	"PTRACE_PEEKUSR" },
	{ "PTRACE_POKEUSER",	"PTRACE_POKEUSR" },
	{ "R_OK",		"4" },
	{ "SCHED_OTHER",	"SCHED_NORMAL" },
	{ "SIGCLD",		"SIGCHLD" },
	{ "STDERR_FILENO",	"2" },
	{ "STDIN_FILENO",	"0" },
	{ "STDOUT_FILENO",	"1" },
	{ "W_OK",		"2" },
	{ "X_OK",		"1" },
};

/* The search for the nearest name */

/**
 * struct search - the search for what a wrong name stands for
 * @wrong: the wrong name
 * @best:  the nearest name so far
 * @limit: a name is near if its distance is less than this
 */
struct search {
	const char	*wrong;
	struct guess	*best;
	unsigned int	limit;
};

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * Edit distance of two names of up to MAX_NAME letters: letters added, left out,
 * replaced, or swapped with their neighbours. Ignores case.
 */
static unsigned int name_distance(const char *a, const char *b)
{
	const size_t a_len = strlen(a), b_len = strlen(b);
	unsigned char rows[3][MAX_NAME + 1];
	size_t i, j;

	for (j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (i = 1; i <= a_len; i++) {
		const unsigned char *before = rows[(i + 1) % 3];
		const unsigned char *above = rows[(i + 2) % 3];
		unsigned char *row = rows[i % 3];

		row[0] = i;
		for (j = 1; j <= b_len; j++) {
			const int x = tolower((unsigned char)a[i - 1]);
			const int y = tolower((unsigned char)b[j - 1]);

			row[j] = min(above[j] + 1, row[j - 1] + 1);
			row[j] = min(row[j], above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
			    y == tolower((unsigned char)a[i - 2]))
				row[j] = min(row[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

/* Two letters may differ. Of less than six, that would be more than a third. */
static struct search start_search(const char *wrong, struct guess *guess, size_t letters)
{
	guess->name[0] = 0;
	return (struct search){
		.wrong = wrong,
		.best = guess,
		.limit = letters < 6 ? 2 : 3,
	};
}

static void set_guess(struct guess *guess, const char *name, unsigned int doubt)
{
	snprintf(guess->name, sizeof(guess->name), "%s", name);
	guess->doubt = doubt;
}

static void consider(struct search *search, const char *name)
{
	unsigned int distance;

	if (!*name || strlen(name) > MAX_NAME)
		return;
	distance = name_distance(search->wrong, name);
	if (distance >= search->limit)
		return;
	search->limit = distance;
	set_guess(search->best, name, distance);
}

static bool found(const struct search *search)
{
	return search->best->name[0];
}

static bool be_sure(struct guess *guess, const char *name)
{
	set_guess(guess, name, 0);
	return true;
}

/* Calls and their arguments */

static void consider_calls(struct search *search)
{
	struct seccomp_text_call call;
	unsigned int nr, nr_calls;

	/* Each architecture has this call. */
	if (ask_call(&call, "exit_group", 0))
		return;
	nr_calls = call.nr_calls;
	for (nr = 0; nr < nr_calls; nr++) {
		if (ask_call(&call, NULL, nr))
			continue;
		consider(search, call.uapi_name);
		if (!strncmp(call.name, "sys_", strlen("sys_")))
			consider(search, call.name + strlen("sys_"));
	}
}

/**
 * guess_call - guess which system call a name stands for
 * @guess:        receives the name, without "sys_"
 * @wrong:        the wrong name, without a prefix
 * @or_directive: it may also stand for a directive
 */
bool guess_call(struct guess *guess, const char *wrong, bool or_directive)
{
	struct search search = start_search(wrong, guess, strlen(wrong));
	size_t i;

	consider_calls(&search);
	for (i = 0; or_directive && i < ARRAY_SIZE(directives); i++)
		consider(&search, directives[i]);
	return found(&search);
}

/**
 * guess_argument - guess which argument of a system call a name stands for
 * @guess: receives the name
 * @wrong: the wrong name
 * @call:  the call, as the kernel describes it
 */
bool guess_argument(struct guess *guess, const char *wrong,
		    const struct seccomp_text_call *call)
{
	struct search search = start_search(wrong, guess, strlen(wrong));
	unsigned int i;
	size_t j;

	for (i = 0; i < call->nr_args; i++) {
		const char *name = call->args[i].name;

		for (j = 0; j < ARRAY_SIZE(arguments); j++) {
			if (!strcmp(arguments[j].manual, wrong) &&
			    !strcmp(arguments[j].kernel, name))
				return be_sure(guess, name);
		}
		consider(&search, name);
	}
	return found(&search);
}

/* Constants */

/* The letters of a constant after its prefix, which it shares with others */
static size_t own_letters(const char *name)
{
	const char *prefix_end = strchr(name, '_');

	return strlen(prefix_end && prefix_end[1] ? prefix_end + 1 : name);
}

/* Whether the kernel knows a constant by this name */
static bool is_constant(const char *name)
{
	struct seccomp_text_report report;
	char policy[MAX_NAME + 32];

	/* Any value fits: the second argument of lseek has 64 bits. */
	snprintf(policy, sizeof(policy), "lseek: a1 & %s", name);
	return !ask_policy(policy, 0, &report) &&
	       !strstr(report.message, "constant");
}

/**
 * guess_constant - guess which constant a name stands for
 * @guess: receives its name, or its value if only libc has a name for it
 * @wrong: the wrong name
 */
bool guess_constant(struct guess *guess, const char *wrong)
{
	struct search search = start_search(wrong, guess, own_letters(wrong));
	char capitals[MAX_NAME + 1];
	size_t i;

	for (i = 0; i <= strlen(wrong); i++)
		capitals[i] = toupper((unsigned char)wrong[i]);
	for (i = 0; i < ARRAY_SIZE(libc_constants); i++) {
		if (!strcmp(libc_constants[i].libc, capitals))
			return be_sure(guess, libc_constants[i].ours);
	}
	if (strcmp(wrong, capitals) && is_constant(capitals))
		return be_sure(guess, capitals);

	for (i = 0; i < nr_constants; i++)
		consider(&search, constants[i].name);
	return found(&search) && is_constant(guess->name);
}

/**
 * guess_errno - guess which errno a name stands for
 * @guess: receives the name
 * @wrong: the wrong name
 */
bool guess_errno(struct guess *guess, const char *wrong)
{
	struct search search = start_search(wrong, guess, strlen(wrong));
	int error;

	for (error = 1; error <= MAX_ERRNO; error++) {
		if (errno_name(error))
			consider(&search, errno_name(error));
	}
	consider(&search, "ENOTSUP");
	return found(&search);
}

/* Verdicts */

/**
 * find_verdict - find what a policy says for another language's verdict
 * @word:     the word, such as "KILL_PROCESS" or "SCMP_ACT_ALLOW"
 * @misspelt: it may be misspelt
 *
 * Returns "1" or "0" for what a rule says instead of an expression, an action, or
 * NULL for any other word.
 */
const char *find_verdict(const char *word, bool misspelt)
{
	static const char * const prefixes[] = { "scmp_act_", "seccomp_ret_" };
	char name[MAX_NAME + 1];
	const char *wrong = name;
	struct search search;
	struct guess guess;
	size_t i;

	for (i = 0; i <= strlen(word); i++)
		name[i] = word[i] == '-' ? '_' : tolower((unsigned char)word[i]);
	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			wrong += strlen(prefixes[i]);
	}
	search = start_search(wrong, &guess, strlen(wrong));
	/* Too many short words are near to each other. */
	if (!misspelt || strlen(wrong) < 3)
		search.limit = 1;
	for (i = 0; i < ARRAY_SIZE(verdicts); i++)
		consider(&search, verdicts[i].word);
	for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
		if (!strcmp(verdicts[i].word, guess.name))
			return verdicts[i].ours;
	}
	return NULL;
}
