/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccomp compile: what its forms share. A filter is read back by walking through it,
 * so that nothing here need know how it was made.
 */
#ifndef _TOOLS_SECCOMP_EXPORT_H
#define _TOOLS_SECCOMP_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "abi.h"
#include "bpf/bpf.h"
#include "judge.h"

/* A number that no call has, now or later */
#define NO_CALL		(-1)

struct json_object;

/**
 * struct statement - a rule of one of the policies
 * @text:  the policy
 * @line:  its line there, from 1
 * @column: the column of its name, from 1
 * @nr:    the call
 */
struct statement {
	const struct text	*text;
	unsigned int		line;
	unsigned int		column;
	int			nr;
};

/**
 * struct place - an instruction where the code for some calls begins
 * @at:     its index: the first that loads an argument, or that returns
 * @calls:  the numbers of the calls
 * @nr_calls: their number
 * @others: also numbers that no call has get here
 * @foreign: also calls of other ABIs do
 */
struct place {
	unsigned int	at;
	int		*calls;
	unsigned int	nr_calls;
	bool		others;
	bool		foreign;
};

/**
 * struct export - policies, and the filter that was made of them
 * @texts:     the policies, oldest first
 * @policies:  the same, compiled
 * @nr_policies: their number
 * @program:   the filter
 * @statements: the rules of all policies, by call
 * @nr_statements: their number
 * @places:    by @at
 * @nr_places: their number
 */
struct export {
	struct text		*texts;
	struct compiled		**policies;
	unsigned int		nr_policies;
	struct bpf_program	program;
	struct statement	*statements;
	unsigned int		nr_statements;
	struct place		*places;
	unsigned int		nr_places;
};

/* Fill in @statements. */
void find_statements(struct export *export);
/* The rules about a call, up to *@end */
const struct statement *statements_of(const struct export *export, int nr,
				      const struct statement **end);
/* The name of a call in <asm/unistd.h>, until the next one is asked for; NULL if it has none */
const char *name_call(int nr);
/* "FILE:LINE: rule". To be freed. */
char *describe_statement(const struct statement *statement);

/* Fill in @places. */
void find_places(struct export *export);
/* Whether a call is allowed in a way that kernels cache: see seccomp_cache_prepare() */
bool is_cached(const struct bpf_program *program, int nr);
/* The largest number of instructions that a call can take */
unsigned int longest_path(const struct bpf_program *program);

/* Where an instruction that does not return leads: both are equal if there is one way. */
void find_exits(const struct sock_filter *code, unsigned int at, unsigned int *jt,
		unsigned int *jf);

/**
 * struct word - the word of struct seccomp_data that an instruction works on
 * @offset: its offset, or WORD_UNKNOWN
 * @name:   "arch", "nr", "fd.lo", or "a0.lo" if calls name the argument differently
 */
struct word {
	int	offset;
	char	*name;
};

#define WORD_UNKNOWN	(-1)

/* One for each instruction */
struct word *find_words(const struct export *export);
void free_words(const struct export *export, struct word *words);

/* The number of instructions and the like, in lines between @before and @after */
void print_summary(const struct export *export, FILE *out, const char *before,
		   const char *after);
/* What is served at an instruction, one rule a line, each after @prefix */
void print_place_of(const struct export *export, unsigned int at, FILE *out,
		    const char *prefix);
/* What an instruction does, in words. To be freed. */
char *explain_instruction(const struct export *export, const struct word *words,
			  unsigned int at);

/* Prints and frees @object. */
void print_json(struct json_object *object, FILE *out);

/* The forms. These write to @out. */
void print_listing(const struct export *export, FILE *out);
void print_listing_json(const struct export *export, FILE *out);
void print_source(const struct export *export, const char *name, FILE *out);
/* Returns false, with all errors on standard error, if a profile cannot say it. */
bool print_profile(const struct export *export, FILE *out);

#endif /* _TOOLS_SECCOMP_EXPORT_H */
