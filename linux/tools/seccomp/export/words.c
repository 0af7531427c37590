// SPDX-License-Identifier: GPL-2.0
/*
 * What the instructions of a filter work on, by the names that the calls have for it.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "main.h"

#define NR_ARGS		6
#define FIRST_ARG	((int)offsetof(struct seccomp_data, args))
#define NOT_REACHED	(-2)

static bool loads(const struct sock_filter *insn)
{
	return BPF_CLASS(insn->code) == BPF_LD && BPF_MODE(insn->code) == BPF_ABS;
}

static bool returns(const struct sock_filter *insn)
{
	return BPF_CLASS(insn->code) == BPF_RET;
}

/* Control gets to @word with another one that has @offset. */
static void merge_offset(struct word *word, int offset)
{
	if (word->offset == NOT_REACHED)
		word->offset = offset;
	else if (word->offset != offset)
		word->offset = WORD_UNKNOWN;
}

static void find_offsets(const struct bpf_program *program, struct word *words)
{
	unsigned int at, jt, jf;

	for (at = 0; at < program->nr; at++)
		words[at] = (struct word){ .offset = at ? NOT_REACHED : WORD_UNKNOWN };
	/* Jumps lead ahead, so all that leads to an instruction comes before it. */
	for (at = 0; at < program->nr; at++) {
		if (loads(&program->code[at]))
			words[at].offset = program->code[at].k;
		if (returns(&program->code[at]))
			continue;
		find_exits(program->code, at, &jt, &jf);
		merge_offset(&words[jt], words[at].offset);
		merge_offset(&words[jf], words[at].offset);
	}
}

/* The name of an argument in a call; it may have none. */
static char *name_argument(int nr, unsigned int arg)
{
	struct seccomp_text_call call;

	describe_offline(&call, NULL, nr);
	return arg < call.nr_args ? need_memory(strdup(call.args[arg].name)) :
				    format_string("a%u", arg);
}

/* The name of an argument in all calls of a place */
static char *name_common(const struct place *place, unsigned int arg)
{
	char *common = name_argument(place->calls[0], arg), *name;
	unsigned int i;

	for (i = 1; i < place->nr_calls; i++) {
		name = name_argument(place->calls[i], arg);
		if (strcmp(common, name)) {
			free(common);
			common = format_string("a%u", arg);
		}
		free(name);
	}
	return common;
}

static const char *name_half(unsigned int offset)
{
	bool second = offset & 4;

	return second == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) ? "hi" : "lo";
}

/* @word is one of an argument that is called @name. */
static void add_name(struct word *word, const char *name)
{
	unsigned int arg = (word->offset - FIRST_ARG) / 8;
	char *full = format_string("%s.%s", name, name_half(word->offset));

	if (word->name && strcmp(word->name, full)) {
		free(full);
		full = format_string("a%u.%s", arg, name_half(word->offset));
	}
	free(word->name);
	word->name = full;
}

/* Mark what can be reached from the marks that are there. */
static void spread(const struct bpf_program *program, bool *reached)
{
	unsigned int at, jt, jf;

	for (at = 0; at < program->nr; at++) {
		if (!reached[at] || returns(&program->code[at]))
			continue;
		find_exits(program->code, at, &jt, &jf);
		reached[jt] = true;
		reached[jf] = true;
	}
}

static void name_from(const struct export *export, const struct place *place,
		      struct word *words)
{
	bool *reached = need_memory(calloc(export->program.nr, sizeof(*reached)));
	char *names[NR_ARGS];
	unsigned int i;

	for (i = 0; i < NR_ARGS; i++)
		names[i] = name_common(place, i);
	reached[place->at] = true;
	spread(&export->program, reached);
	for (i = 0; i < export->program.nr; i++) {
		if (reached[i] && words[i].offset >= FIRST_ARG)
			add_name(&words[i], names[(words[i].offset - FIRST_ARG) / 8]);
	}
	for (i = 0; i < NR_ARGS; i++)
		free(names[i]);
	free(reached);
}

struct word *find_words(const struct export *export)
{
	struct word *words = need_memory(calloc(export->program.nr, sizeof(*words)));
	unsigned int i;

	find_offsets(&export->program, words);
	for (i = 0; i < export->nr_places; i++) {
		if (export->places[i].nr_calls)
			name_from(export, &export->places[i], words);
	}
	for (i = 0; i < export->program.nr; i++) {
		if (words[i].offset == offsetof(struct seccomp_data, nr))
			words[i].name = need_memory(strdup("nr"));
		else if (words[i].offset == offsetof(struct seccomp_data, arch))
			words[i].name = need_memory(strdup("arch"));
		else if (!words[i].name)
			words[i].name = need_memory(strdup("A"));
	}
	return words;
}

void free_words(const struct export *export, struct word *words)
{
	unsigned int i;

	for (i = 0; i < export->program.nr; i++)
		free(words[i].name);
	free(words);
}
