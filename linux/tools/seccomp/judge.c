// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): what policies say of a call, in words.
 */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clause.h"
#include "judge.h"
#include "main.h"
#include "trace/symbols.h"

struct compiled *compile_text(const struct text *text)
{
	struct compiled *compiled;
	struct problem problem;

	compiled = compile_policy(text->bytes, &problem);
	if (compiled)
		return compiled;
	print_place(stderr, text, problem.line, problem.column, "error", problem.message);
	exit(EXIT_TOOL_FAILED);
}

char *copy_statement(const struct text *text, unsigned int line)
{
	const char *at = find_line(text, line);
	size_t len = end_of_statement(at) - at, i, n = 0;
	char *copy = need_memory(malloc(len + 1));

	/* Blanks, and ends of lines that are joined, become one blank. */
	for (i = 0; i < len; i++) {
		if (!strchr(" \t\r\n\\", at[i]))
			copy[n++] = at[i];
		else if (n && copy[n - 1] != ' ')
			copy[n++] = ' ';
	}
	while (n && copy[n - 1] == ' ')
		n--;
	copy[n] = 0;
	return copy;
}

const char *name_verdict(const struct verdict *verdict)
{
	static char words[32];

	if (verdict->action == SECCOMP_RET_ALLOW)
		return "allowed";
	print_action(verdict->action, words, sizeof(words));
	return words;
}

char *name_place(const struct text *text, const struct verdict *verdict)
{
	const struct origin *origin;

	if (!verdict->line)
		return NULL;
	origin = &text->origins[verdict->line - 1];
	return format_string("%s:%u", origin->file ?: text->name, origin->line);
}

char *name_value(const struct seccomp_text_call *call, const uint64_t args[6],
		 unsigned int arg)
{
	struct symbolic symbolic[6];
	char words[512];

	find_symbolic(call, symbolic);
	refine_symbolic(call, args, symbolic);
	print_value(&call->args[arg], &symbolic[arg], args[arg], words, sizeof(words));
	return format_string("%s", words);
}

const char *call_title(const struct seccomp_text_call *call)
{
	return call->name[0] ? call->name : call->uapi_name;
}

struct json_object *value_to_json(const struct seccomp_text_arg *arg, uint64_t value)
{
	if (arg->flags & SECCOMP_ARG_SIGNED)
		return json_object_new_int64(narrow_value(arg, value));
	return json_object_new_uint64(value);
}

void add_verdict(struct json_object *object, const struct text *text,
		 const struct verdict *verdict)
{
	const struct origin *origin;
	char *rule;

	json_object_object_add(object, "allowed",
			       json_object_new_boolean(verdict->action == SECCOMP_RET_ALLOW));
	json_object_object_add(object, "action", new_json_string(name_verdict(verdict)));
	if (verdict->action == SECCOMP_RET_ALLOW)
		return;
	json_object_object_add(object, "policy", new_json_string(text->name));
	if (!verdict->line)
		return;
	origin = &text->origins[verdict->line - 1];
	rule = copy_statement(text, verdict->line);
	json_object_object_add(object, "file", new_json_string(origin->file ?: text->name));
	json_object_object_add(object, "line", json_object_new_int(origin->line));
	json_object_object_add(object, "rule", new_json_string(rule));
	free(rule);
}
