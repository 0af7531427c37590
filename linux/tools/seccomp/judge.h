/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What policies say of a call, in words: for the verbs try and diff.
 */
#ifndef _TOOLS_SECCOMP_JUDGE_H
#define _TOOLS_SECCOMP_JUDGE_H

#include <json-c/json.h>

#include "language/language.h"
#include "text.h"

/* Compile a policy, or print what is wrong with it, and exit with 125. */
struct compiled *compile_text(const struct text *text);

/* The statement that begins in @line of @text, on one line. To be freed. */
char *copy_statement(const struct text *text, unsigned int line);

/* "allowed", or the action as policies write it */
const char *name_verdict(const struct verdict *verdict);

/* "FILE:LINE" of the rule that decided, or NULL. To be freed. */
char *name_place(const struct text *text, const struct verdict *verdict);

/* The value of an argument, with the names of constants. To be freed. */
char *name_value(const struct seccomp_text_call *call, const uint64_t args[6],
		 unsigned int arg);

/* The name of a call in messages */
const char *call_title(const struct seccomp_text_call *call);

/* Adds action, allowed, file, line and rule to @object. */
void add_verdict(struct json_object *object, const struct text *text,
		 const struct verdict *verdict);
struct json_object *value_to_json(const struct seccomp_text_arg *arg, uint64_t value);

#endif /* _TOOLS_SECCOMP_JUDGE_H */
