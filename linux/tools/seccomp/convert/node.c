// SPDX-License-Identifier: GPL-2.0
/* Values of a document, each with its path for messages */
#include <json-c/json.h>
#include <string.h>

#include "oci.h"
#include "main.h"

struct node make_node(struct json_object *value, const char *file, const char *path)
{
	return (struct node){ .value = value, .place = { .file = file, .path = path } };
}

/* The member @key, or a node without a value */
struct node get_member(const struct node *node, const char *key)
{
	const char *path = strcmp(node->place.path, ".") ? node->place.path : "";
	struct json_object *value = NULL;

	json_object_object_get_ex(node->value, key, &value);
	return make_node(value, node->place.file, format_string("%s.%s", path, key));
}

struct node get_item(const struct node *node, size_t i)
{
	return make_node(json_object_array_get_idx(node->value, i), node->place.file,
			 format_string("%s[%zu]", node->place.path, i));
}

void need_type(const struct node *node, enum json_type type)
{
	if (!json_object_is_type(node->value, type))
		reject(&node->place, "must be of type %s, not %s", json_type_to_name(type),
		       json_type_to_name(json_object_get_type(node->value)));
}

/* A text without NULs, or NULL if there is none */
const char *get_string(const struct node *node)
{
	const char *string;

	if (!node->value)
		return NULL;
	need_type(node, json_type_string);
	string = json_object_get_string(node->value);
	if (strlen(string) != (size_t)json_object_get_string_len(node->value))
		reject(&node->place, "holds a NUL");
	return string;
}

/* The length of an array, which may be missing */
size_t get_length(const struct node *node)
{
	if (!node->value)
		return 0;
	need_type(node, json_type_array);
	return json_object_array_length(node->value);
}

uint64_t get_number(const struct node *node, uint64_t fallback)
{
	if (!node->value)
		return fallback;
	need_type(node, json_type_int);
	if (json_object_get_int64(node->value) < 0)
		reject(&node->place, "must not be negative");
	return json_object_get_uint64(node->value);
}

/* What nobody here knows might be a restriction. */
void check_members(const struct node *node, const char * const known[])
{
	need_type(node, json_type_object);
	json_object_object_foreach(node->value, key, value) {
		unsigned int i;

		for (i = 0; known[i] && strcmp(known[i], key); i++)
			;
		if (!known[i] && value)
			reject(&node->place, "the member '%.40s' is unknown", key);
	}
}
