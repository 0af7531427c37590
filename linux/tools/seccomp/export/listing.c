// SPDX-License-Identifier: GPL-2.0
/*
 * A filter as a listing, in the notation of the kernel's bpf_asm.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "main.h"

/* Where the explanation of an instruction begins */
#define EXPLAIN_COLUMN	32

static const char *name_jump(const struct sock_filter *insn)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return "jeq";
	case BPF_JGT:
		return "jgt";
	case BPF_JGE:
		return "jge";
	default:
		return "jset";
	}
}

/* One exit is left out if it is the next instruction and the notation can. */
static char *write_jump(const struct sock_filter *code, unsigned int at)
{
	const struct sock_filter *insn = &code[at];
	unsigned int jt, jf;

	find_exits(code, at, &jt, &jf);
	if (BPF_OP(insn->code) == BPF_JA)
		return format_string("jmp l%u", jt);
	if (!insn->jf)
		return format_string("%s #0x%x, l%u", name_jump(insn), insn->k, jt);
	return format_string("%s #0x%x, l%u, l%u", name_jump(insn), insn->k, jt, jf);
}

static char *write_instruction(const struct sock_filter *code, unsigned int at)
{
	const struct sock_filter *insn = &code[at];

	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		return format_string("ld [%u]", insn->k);
	case BPF_ALU:
		return format_string("and #0x%x", insn->k);
	case BPF_RET:
		return format_string("ret #0x%x", insn->k);
	default:
		return write_jump(code, at);
	}
}

/* The name of what the word is compared with, in parentheses, or nothing */
static char *name_operand(const struct word *word, uint32_t value)
{
	if (word->offset == offsetof(struct seccomp_data, arch) && value == native_arch())
		return format_string(" (%s)", abis[0].name);
	if (word->offset == offsetof(struct seccomp_data, nr) &&
	    abi_of_call(native_arch(), value) != &abis[0])
		return format_string(" (%s)", abi_of_call(native_arch(), value)->name);
	if (word->offset == offsetof(struct seccomp_data, nr) && name_call(value))
		return format_string(" (%s)", name_call(value));
	return format_string("%s", "");
}

static char *explain_jump(const struct sock_filter *insn, const struct word *word)
{
	static const char * const operators[] = {
		[BPF_JEQ >> 4] = "==", [BPF_JGT >> 4] = ">", [BPF_JGE >> 4] = ">=",
		[BPF_JSET >> 4] = "&",
	};
	char *operand, *words;

	if (BPF_OP(insn->code) == BPF_JA)
		return format_string("%s", "");
	operand = name_operand(word, insn->k);
	words = format_string(insn->k < 4096 && BPF_OP(insn->code) != BPF_JSET ?
			      "%s %s %u%s?" : "%s %s 0x%x%s?", word->name,
			      operators[BPF_OP(insn->code) >> 4], insn->k, operand);
	free(operand);
	return words;
}

char *explain_instruction(const struct export *export, const struct word *words,
			  unsigned int at)
{
	const struct sock_filter *insn = &export->program.code[at];
	struct verdict verdict = { .action = insn->k };

	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		return format_string("%s", words[at].name);
	case BPF_ALU:
		return format_string("%s & 0x%x", words[at].name, insn->k);
	case BPF_RET:
		return format_string("%s", name_verdict(&verdict));
	default:
		return explain_jump(insn, &words[at]);
	}
}

static void print_instruction(const struct export *export, const struct word *words,
			      unsigned int at, FILE *out)
{
	char *instruction = write_instruction(export->program.code, at);
	char *explanation = explain_instruction(export, words, at);
	char *label = format_string("l%u:", at);

	if (*explanation)
		fprintf(out, "%-6s %-*s ; %s\n", label, EXPLAIN_COLUMN, instruction, explanation);
	else
		fprintf(out, "%-6s %s\n", label, instruction);
	free(instruction);
	free(explanation);
	free(label);
}

void print_listing(const struct export *export, FILE *out)
{
	struct word *words = find_words(export);
	unsigned int at;

	print_summary(export, out, "; ", "");
	for (at = 0; at < export->program.nr; at++) {
		print_place_of(export, at, out, "; ");
		print_instruction(export, words, at, out);
	}
	free_words(export, words);
}

/* JSON */

static struct json_object *describe_instruction(const struct export *export,
						const struct word *words, unsigned int at)
{
	const struct sock_filter *insn = &export->program.code[at];
	char *instruction = write_instruction(export->program.code, at);
	char *explanation = explain_instruction(export, words, at);
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "code", json_object_new_int(insn->code));
	json_object_object_add(object, "jt", json_object_new_int(insn->jt));
	json_object_object_add(object, "jf", json_object_new_int(insn->jf));
	json_object_object_add(object, "k", json_object_new_int64(insn->k));
	json_object_object_add(object, "text", new_json_string(instruction));
	if (*explanation)
		json_object_object_add(object, "meaning", new_json_string(explanation));
	free(instruction);
	free(explanation);
	return object;
}

static struct json_object *list_rules(const struct export *export, int nr)
{
	struct json_object *rules = json_object_new_array(), *rule;
	const struct statement *statement, *end;
	struct verdict verdict = { .action = SECCOMP_RET_LOG };

	for (statement = statements_of(export, nr, &end); statement < end; statement++) {
		verdict.line = statement->line;
		rule = json_object_new_object();
		add_verdict(rule, statement->text, &verdict);
		json_object_object_del(rule, "allowed");
		json_object_object_del(rule, "action");
		json_object_array_add(rules, rule);
	}
	return rules;
}

static struct json_object *describe_call(const struct export *export, int nr)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "call", new_json_string(name_call(nr)));
	json_object_object_add(object, "nr", json_object_new_int(nr));
	json_object_object_add(object, "cached",
			       json_object_new_boolean(is_cached(&export->program, nr)));
	json_object_object_add(object, "rules", list_rules(export, nr));
	return object;
}

static struct json_object *describe_place(const struct export *export,
					  const struct place *place)
{
	struct json_object *object = json_object_new_object();
	struct json_object *calls = json_object_new_array();
	unsigned int i;

	for (i = 0; i < place->nr_calls; i++)
		json_object_array_add(calls, describe_call(export, place->calls[i]));
	json_object_object_add(object, "at", json_object_new_int(place->at));
	json_object_object_add(object, "others", json_object_new_boolean(place->others));
	json_object_object_add(object, "foreign", json_object_new_boolean(place->foreign));
	json_object_object_add(object, "calls", calls);
	return object;
}

void print_listing_json(const struct export *export, FILE *out)
{
	struct json_object *object = json_object_new_object();
	struct json_object *instructions = json_object_new_array();
	struct json_object *places = json_object_new_array();
	struct word *words = find_words(export);
	unsigned int i;

	for (i = 0; i < export->program.nr; i++)
		json_object_array_add(instructions, describe_instruction(export, words, i));
	for (i = 0; i < export->nr_places; i++)
		json_object_array_add(places, describe_place(export, &export->places[i]));
	json_object_object_add(object, "longest",
			       json_object_new_int(longest_path(&export->program)));
	json_object_object_add(object, "instructions", instructions);
	json_object_object_add(object, "places", places);
	print_json(object, out);
	free_words(export, words);
}
