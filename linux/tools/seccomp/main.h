/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccomp(1): what all verbs share.
 */
#ifndef _TOOLS_SECCOMP_MAIN_H
#define _TOOLS_SECCOMP_MAIN_H

#include <linux/compiler.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* The tool's own exit statuses, as in env(1) and timeout(1) */
enum {
	EXIT_NEGATIVE		= 1,	/* the answer is no: an invalid policy, a difference */
	EXIT_TOOL_FAILED	= 125,
	EXIT_CANNOT_EXECUTE	= 126,
	EXIT_NOT_FOUND		= 127,
	EXIT_SIGNALED		= 128,	/* plus the signal */
};

/* Where the installed sets of rules are */
#ifndef SETS_DIR
#define SETS_DIR	"/usr/share/seccomp/sets"
#endif

/**
 * struct verb - a word after "seccomp" on the command line
 * @name: the word
 * @help: what it does, with its options; the first line is its usage
 * @run:  called with the verb as argv[0]; returns the exit status
 */
struct verb {
	const char	*name;
	const char	*help;
	int		(*run)(int argc, char **argv);
};

extern const struct verb check_verb, compile_verb, convert_verb, diff_verb, list_verb,
	record_verb, run_verb, show_verb, try_verb;

/* -j: print JSON where a program might read it */
extern bool want_json;

/* Print a problem with the arguments of the running verb, and exit with 125. */
__noreturn __printf(1, 2)
void reject_usage(const char *format, ...);

/* The next option of the running verb, or -1. Handles -h and -j itself. */
struct option;
int next_option(int argc, char **argv, const char *letters,
		const struct option *options);

/* A process ID of the command line; exits with 125 if @word is none. */
pid_t parse_pid(const char *word);

/*
 * Make @string fit for a comment or a terminal: a '?' for each byte that is not
 * printable ASCII. Returns @string.
 */
char *make_printable(char *string);

/*
 * @string in JSON. What is not UTF-8, as file names need not be, becomes '?', because JSON
 * can be nothing else.
 */
struct json_object *new_json_string(const char *string);

/* These exit with 125 if memory runs out. */
void *need_memory(void *memory);
__printf(1, 2)
char *format_string(const char *format, ...);
char *format_list(const char *format, va_list args);

#endif /* _TOOLS_SECCOMP_MAIN_H */
