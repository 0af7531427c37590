/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Turning policies of other programs into text: what the formats share. The tool
 * runs once and exits, so nothing here is freed.
 */
#ifndef _TOOLS_SECCOMP_CONVERT_H
#define _TOOLS_SECCOMP_CONVERT_H

#include <linux/compiler.h>
#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Places for messages and expressions of the other formats */

/**
 * struct place - where a problem is
 * @file: the file
 * @line: its line, or 0 if only @path is known
 * @path: the place in a document of JSON or YAML, or NULL
 */
struct place {
	const char	*file;
	unsigned int	line;
	const char	*path;
};

/* Say why the source cannot be converted, and exit with 1. */
__noreturn __printf(2, 3)
void reject(const struct place *place, const char *format, ...);

/**
 * struct number - a constant of a policy
 * @value:    what it amounts to, in 64 bits
 * @words:    how to write it, or ~@value if @inverted; NULL for a plain number
 * @inverted: @words is the complement
 */
struct number {
	uint64_t	value;
	const char	*words;
	bool		inverted;
};

enum test_op {
	TEST_EQ, TEST_NE, TEST_LT, TEST_LE, TEST_GT, TEST_GE,
	TEST_ANY,	/* any bit is set */
	TEST_NONE,	/* no bit is set */
};

/* A predicate; immutable, parts are shared */
struct expr;
struct call;

const struct expr *always(void);
const struct expr *never(void);
bool is_always(const struct expr *expr);
bool is_never(const struct expr *expr);
const struct expr *both(const struct expr *a, const struct expr *b);
const struct expr *either(const struct expr *a, const struct expr *b);
const struct expr *not(const struct expr *expr);

/*
 * A comparison of another format, which is of unsigned numbers of 64 bits, for an
 * argument which the kernel reads at its own width: what holds if the rest of the
 * register is zero. A negative number of 64 bits stands for the same negative
 * number of the argument's width.
 */
const struct expr *compare(const struct call *call, unsigned int arg, enum test_op op,
			   struct number number, const struct place *place);
/* (argument & @mask) == @value */
const struct expr *compare_masked(const struct call *call, unsigned int arg, uint64_t mask,
				  uint64_t value, const struct place *place);
/* The text of @expr. A line may break at each '\n', which is a blank, and at each '\v'. */
char *format_expr(const struct call *call, const struct expr *expr);

/**
 * struct call - what a policy says about a call
 * @name:  in <asm/unistd.h>, or as the source has it if the call is unknown
 * @about: the kernel's description
 * @known: it is a call of this architecture
 * @later: only later kernels have it
 * @taken: not @known, and the language takes the name for another call
 * @group: the heading under which it is printed
 * @cases: the first that holds decides
 * @limits: must hold too, whatever the cases say
 * @place: where the source names it first
 * @rules: what convert_oci() has made cases of
 */
struct call {
	const char		*name;
	struct seccomp_text_call about;
	bool			known;
	bool			later;
	bool			taken;
	unsigned int		group;
	struct branch		*cases;
	struct branch		*limits;
	struct place		place;
	struct rule		*rules;
	struct call		*next;
};

/**
 * struct branch - a condition and the action taken for it
 * @when:   the condition
 * @action: of a case, what happens if @when holds; of a limit, if it does not
 */
struct branch {
	const struct expr	*when;
	uint32_t		action;
	struct branch		*next;
};

/**
 * struct conversion - the policy that comes out
 * @from:           the source, for the first line
 * @default_action: for calls without cases and if no case holds; SECCOMP_RET_*
 * @foreign:        for calls of another ABI
 * @kernel_names:   the source also uses the names of the kernel's functions
 * @calls:          in the order of the source
 * @last_call:      where the next one goes
 * @nr_calls:       their number
 * @comments:       what could not be said, one string each
 * @groups:         the headings
 */
struct conversion {
	const char		*from;
	uint32_t		default_action;
	uint32_t		foreign;
	bool			kernel_names;
	struct call		*calls, **last_call;
	unsigned int		nr_calls;
	char			**comments;
	unsigned int		nr_comments;
	char			**groups;
	unsigned int		nr_groups;
};

/* The call of that name, added if it is new; @nr instead if @name is NULL. */
struct call *need_call(struct conversion *conv, const char *name, int nr,
		       const struct place *place);
void add_case(struct call *call, const struct expr *when, uint32_t action);
void add_limit(struct call *call, const struct expr *must, uint32_t action);
/* The calls added from now on stand under this heading. */
__printf(2, 3)
void begin_group(struct conversion *conv, const char *format, ...);
/* Put a comment into the policy; and warn() prints it as well. */
__printf(2, 3)
void add_comment(struct conversion *conv, const char *format, ...);
__printf(3, 4)
void warn_place(struct conversion *conv, const struct place *place, const char *format, ...);

/* The text of the policy; exits with 1 if the kernel would not take it. */
char *emit_policy(struct conversion *conv);

/* The action, or reject() if @error is not an errno */
uint32_t errno_action(uint64_t error, const struct place *place);
/* The same for a number or a name */
uint32_t parse_errno(const char *word, const struct place *place);
/* The number of an errno's name, or 0 */
int find_errno(const char *name);

/**
 * struct source - how to read the source
 * @path:         the file, or "-"
 * @caps:         the capabilities of the process that will run, CAP_*
 * @kernel_major: the kernel it will run on
 * @kernel_minor: the same
 * @document:     the name of the profile, if a file has several
 * @sets:         a file with sets of calls, or NULL
 * @folders:      where to look for included files
 * @skip_missing: go on without included files that cannot be found
 * @defines:      constants, "NAME=VALUE"
 */
struct source {
	const char	*path;
	const char	**caps;
	unsigned int	nr_caps;
	unsigned int	kernel_major, kernel_minor;
	const char	*document;
	const char	*sets;
	const char	**folders;
	unsigned int	nr_folders;
	bool		skip_missing;
	const char	**defines;
	unsigned int	nr_defines;
};

void convert_oci(struct conversion *conv, const struct source *source);
void convert_minijail(struct conversion *conv, const struct source *source);
void convert_systemd(struct conversion *conv, const struct source *source);
void convert_kafel(struct conversion *conv, const struct source *source);
void convert_firejail(struct conversion *conv, const struct source *source);

/*
 * The file's text, terminated. @place is that of the line that includes it, or
 * NULL for the source itself. reject()s what is no text.
 */
char *read_source(const char *path, const struct place *place, size_t *len);
/*
 * The path of an included file: as named, beside the including one, or in a folder
 * of @source. NULL if there is none and the source may do without.
 */
char *find_included(const struct source *source, const char *name, const struct place *place);

/* A constant's value: given by -D, or one of the language or of <unistd.h> */
bool find_number(const struct source *source, const char *name, struct number *number);
/* A whole number as in C, "0b" included. @end is behind it; false if there is none. */
bool parse_number(const char *text, const char **end, uint64_t *value);

/**
 * struct set - a named list of calls
 * @name:  with its "@"
 * @names: calls, and other sets
 */
struct set {
	const char	*name;
	const char	**names;
	unsigned int	nr_names;
};

/**
 * struct listed - a call in a list
 * @name:   its name
 * @from:   the word that brought it: itself or a set
 * @action: what is done about it
 * @gone:   it has been taken off again
 * @place:  where
 */
struct listed {
	const char	*name, *from;
	uint32_t	action;
	bool		gone;
	struct place	place;
};

/**
 * struct list - calls, each once, as lists of the formats are put together
 * @items: the calls
 * @nr:    their number
 */
struct list {
	struct listed	*items;
	unsigned int	nr;
};

/* Add the call, or all of a set; they get @action, even if they had another. */
void put_on_list(struct list *list, const char *word, uint32_t action, const struct place *place);
void take_off_list(struct list *list, const char *word, const struct place *place);
/* Make the calls on the list cases of the policy. */
void add_list(struct conversion *conv, const struct list *list);

/* Sets, as "systemd-analyze syscall-filter" prints them, or as lines "@set=a,b,@c" */
void read_sets(const struct source *source, bool ask_systemd);
const struct set *find_set(const char *name);

#endif /* _TOOLS_SECCOMP_CONVERT_H */
