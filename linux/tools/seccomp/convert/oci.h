/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TOOLS_SECCOMP_CONVERT_OCI_H
#define _TOOLS_SECCOMP_CONVERT_OCI_H

#include <json-c/json.h>

#include "convert.h"

/**
 * struct node - a value and where it stands
 * @value: json-c's
 * @place: with the path, such as .syscalls[3].names
 */
struct node {
	struct json_object	*value;
	struct place		place;
};

/* The functions reject() a value that is not of the type they are for. */
struct node make_node(struct json_object *value, const char *file, const char *path);
/* The member @key, or a node without a value */
struct node get_member(const struct node *node, const char *key);
struct node get_item(const struct node *node, size_t i);
void need_type(const struct node *node, enum json_type type);
/* A text without NULs, or NULL if there is none */
const char *get_string(const struct node *node);
/* The length of an array, which may be missing */
size_t get_length(const struct node *node);
uint64_t get_number(const struct node *node, uint64_t fallback);
/* What nobody here knows might be a restriction. */
void check_members(const struct node *node, const char * const known[]);

/* An array of the documents of @text; reject()s what is not YAML. */
struct json_object *read_yaml(const char *text, size_t len, const char *file);

#endif /* _TOOLS_SECCOMP_CONVERT_OCI_H */
