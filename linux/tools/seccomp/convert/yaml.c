// SPDX-License-Identifier: GPL-2.0
/*
 * Documents of YAML in the form of json-c's objects, so that there is one reader for
 * both. Aliases, which could make a document contain itself, are refused.
 */
#include <err.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "convert.h"
#include "oci.h"
#include "main.h"

#define MAX_DEPTH	32

/**
 * struct yaml - a stream that is being read
 * @parser: libyaml's
 * @event:  the event to look at
 * @file:   the file
 */
struct yaml {
	yaml_parser_t	parser;
	yaml_event_t	event;
	const char	*file;
};

static struct place yaml_place(const struct yaml *yaml)
{
	return (struct place){
		.file = yaml->file,
		.line = yaml->event.start_mark.line + 1,
	};
}

static void next_event(struct yaml *yaml)
{
	struct place place = { .file = yaml->file };

	yaml_event_delete(&yaml->event);
	if (yaml_parser_parse(&yaml->parser, &yaml->event))
		return;
	place.line = yaml->parser.problem_mark.line + 1;
	reject(&place, "no YAML: %s", yaml->parser.problem ?: "out of memory");
}

static struct json_object *read_scalar(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value, *end;
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	uint64_t value;

	/* Behind a NUL, which only quotes can hold, text has more. */
	if (!plain)
		return json_object_new_string_len(text, event->data.scalar.length);
	if (!strcmp(text, "true") || !strcmp(text, "false"))
		return json_object_new_boolean(text[0] == 't');
	if (!*text || !strcmp(text, "null") || !strcmp(text, "~"))
		return NULL;
	if (parse_number(text, &end, &value) && !*end)
		return text[0] == '-' ? json_object_new_int64(value) :
					json_object_new_uint64(value);
	return json_object_new_string(text);
}

static struct json_object *read_node(struct yaml *yaml, unsigned int depth);

static struct json_object *read_sequence(struct yaml *yaml, unsigned int depth)
{
	struct json_object *array = need_memory(json_object_new_array());

	for (next_event(yaml); yaml->event.type != YAML_SEQUENCE_END_EVENT; next_event(yaml))
		json_object_array_add(array, read_node(yaml, depth + 1));
	return array;
}

static struct json_object *read_mapping(struct yaml *yaml, unsigned int depth)
{
	struct json_object *object = need_memory(json_object_new_object());
	struct place place;
	char *key;

	for (next_event(yaml); yaml->event.type != YAML_MAPPING_END_EVENT; next_event(yaml)) {
		place = yaml_place(yaml);
		if (yaml->event.type != YAML_SCALAR_EVENT)
			reject(&place, "a key that is not a word");
		key = format_string("%s", (char *)yaml->event.data.scalar.value);
		if (strlen(key) != yaml->event.data.scalar.length)
			reject(&place, "a key that holds a NUL");
		if (json_object_object_get_ex(object, key, NULL))
			reject(&place, "the key '%s' stands here twice", key);
		next_event(yaml);
		json_object_object_add(object, key, read_node(yaml, depth + 1));
	}
	return object;
}

/* The node that the event begins; the event is its last one afterwards */
static struct json_object *read_node(struct yaml *yaml, unsigned int depth)
{
	struct place place = yaml_place(yaml);

	if (depth > MAX_DEPTH)
		reject(&place, "more than %u levels", MAX_DEPTH);
	switch (yaml->event.type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(&yaml->event);
	case YAML_SEQUENCE_START_EVENT:
		return read_sequence(yaml, depth);
	case YAML_MAPPING_START_EVENT:
		return read_mapping(yaml, depth);
	default:
		reject(&place, "an alias, or something else that is no value");
	}
}

struct json_object *read_yaml(const char *text, size_t len, const char *file)
{
	struct json_object *documents = need_memory(json_object_new_array());
	struct yaml yaml = { .file = file };

	if (!yaml_parser_initialize(&yaml.parser))
		errx(EXIT_TOOL_FAILED, "out of memory");
	yaml_parser_set_input_string(&yaml.parser, (const unsigned char *)text, len);
	for (next_event(&yaml); yaml.event.type != YAML_STREAM_END_EVENT; next_event(&yaml)) {
		if (yaml.event.type != YAML_DOCUMENT_START_EVENT)
			continue;
		next_event(&yaml);
		json_object_array_add(documents, read_node(&yaml, 0));
		next_event(&yaml);
	}
	yaml_parser_delete(&yaml.parser);
	return documents;
}
