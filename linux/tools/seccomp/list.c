// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp list: system calls with their arguments, and constants.
 */
#include <err.h>
#include <getopt.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "language/language.h"
#include "main.h"

enum { OPTION_OFFLINE = 256, OPTION_CONSTANTS };

static const struct option options[] = {
	{ "constants", no_argument, NULL, OPTION_CONSTANTS },
	{ "offline", no_argument, NULL, OPTION_OFFLINE },
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, 'j' },
	{ }
};

static bool offline;

/* Calls */

static bool describe(struct seccomp_text_call *call, const char *name, int nr)
{
	return offline ? describe_offline(call, name, nr) : !describe_call(call, name, nr);
}

static unsigned int count(void)
{
	struct seccomp_text_call call;

	/* Every kernel has call 0. */
	if (!offline && !describe_call(&call, NULL, 0))
		return call.nr_calls;
	return count_calls();
}

static const char *sign_of(const struct seccomp_text_arg *arg)
{
	if (arg->flags & SECCOMP_ARG_POINTER)
		return "pointer";
	return arg->flags & SECCOMP_ARG_SIGNED ? "signed" : "unsigned";
}

static const char *status_of(const struct seccomp_text_call *call)
{
	if (offline && is_later_call(call->nr))
		return "later kernels have it";
	if (call->flags & SECCOMP_CALL_UNBUILT)
		return offline ? "no kernel has it any more" : "not built into this kernel";
	return call->flags & SECCOMP_CALL_INJECTED ? "made by the kernel itself" : NULL;
}

static void print_call(const struct seccomp_text_call *call)
{
	const char *status = status_of(call);
	unsigned int i;

	printf("%-4d %-24s %s", call->nr, call->uapi_name[0] ? call->uapi_name : "-",
	       call->name[0] ? call->name : "-");
	printf(status ? "  (%s)\n" : "\n", status);
	for (i = 0; i < call->nr_args; i++) {
		const struct seccomp_text_arg *arg = &call->args[i];

		printf("     a%u %-21s %-29s %2u bits  %s\n", i, arg->name, arg->type,
		       arg->size * 8, sign_of(arg));
	}
}

static struct json_object *arg_to_json(const struct seccomp_text_arg *arg)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "name", new_json_string(arg->name));
	json_object_object_add(object, "type", new_json_string(arg->type));
	json_object_object_add(object, "bits", json_object_new_int(arg->size * 8));
	json_object_object_add(object, "signed", json_object_new_boolean(arg->flags &
									SECCOMP_ARG_SIGNED));
	json_object_object_add(object, "pointer", json_object_new_boolean(arg->flags &
									 SECCOMP_ARG_POINTER));
	return object;
}

static void add_name(struct json_object *object, const char *key, const char *name)
{
	json_object_object_add(object, key, *name ? new_json_string(name) : NULL);
}

static struct json_object *call_to_json(const struct seccomp_text_call *call)
{
	struct json_object *object = json_object_new_object();
	struct json_object *args = json_object_new_array();
	unsigned int i;

	json_object_object_add(object, "nr", json_object_new_int(call->nr));
	add_name(object, "name", call->uapi_name);
	add_name(object, "entry", call->name);
	json_object_object_add(object, "built", json_object_new_boolean(!(call->flags &
									 SECCOMP_CALL_UNBUILT)));
	json_object_object_add(object, "injected", json_object_new_boolean(call->flags &
									  SECCOMP_CALL_INJECTED));
	for (i = 0; i < call->nr_args; i++)
		json_object_array_add(args, arg_to_json(&call->args[i]));
	json_object_object_add(object, "args", args);
	return object;
}

static void show_call(const struct seccomp_text_call *call, struct json_object *list)
{
	if (list)
		json_object_array_add(list, call_to_json(call));
	else
		print_call(call);
}

static void list_all(struct json_object *list)
{
	struct seccomp_text_call call;
	unsigned int end = count(), nr;

	for (nr = 0; nr < end; nr++) {
		if (describe(&call, NULL, nr))
			show_call(&call, list);
	}
}

static bool list_named(const char *name, struct json_object *list)
{
	struct seccomp_text_call call;
	char *end;
	long nr = strtol(name, &end, 10);
	bool found;

	found = *name && !*end ? nr >= 0 && nr < 65536 && describe(&call, NULL, nr) :
				 describe(&call, name, 0);
	if (found)
		show_call(&call, list);
	else
		warnx("no call has the %s %s", *name && !*end ? "number" : "name", name);
	return found;
}

static int list_calls(char **names, struct json_object *list)
{
	int status = EXIT_SUCCESS;

	if (!offline && !kernel_has_text_policies())
		offline = true;
	if (!*names)
		list_all(list);
	for (; *names; names++) {
		if (!list_named(*names, list))
			status = EXIT_NEGATIVE;
	}
	return status;
}

/* Constants */

static void show_constant(const struct constant *constant, struct json_object *list)
{
	struct json_object *object;

	if (!list) {
		printf("%-40s %" PRId64, constant->name, constant->value);
		printf(constant->value > 9 ? " = %#" PRIx64 "\n" : "\n", constant->value);
		return;
	}
	object = json_object_new_object();
	json_object_object_add(object, "name", new_json_string(constant->name));
	json_object_object_add(object, "value", json_object_new_int64(constant->value));
	json_object_array_add(list, object);
}

static bool list_prefix(const char *prefix, struct json_object *list)
{
	bool found = false;
	unsigned int i;

	for (i = 0; i < nr_constants; i++) {
		if (strncmp(constants[i].name, prefix, strlen(prefix)))
			continue;
		show_constant(&constants[i], list);
		found = true;
	}
	if (!found)
		warnx("no constant begins with %s", prefix);
	return found;
}

static int list_constants(char **prefixes, struct json_object *list)
{
	int status = EXIT_SUCCESS;

	if (!*prefixes)
		list_prefix("", list);
	for (; *prefixes; prefixes++) {
		if (!list_prefix(*prefixes, list))
			status = EXIT_NEGATIVE;
	}
	return status;
}

static int run(int argc, char **argv)
{
	struct json_object *list = NULL;
	bool of_constants = false;
	int option, status;

	while ((option = next_option(argc, argv, "hj", options)) != -1) {
		if (option == OPTION_CONSTANTS)
			of_constants = true;
		else
			offline = true;
	}
	if (want_json)
		list = json_object_new_array();
	status = of_constants ? list_constants(argv + optind, list) :
				list_calls(argv + optind, list);
	if (list)
		puts(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(list);
	return status;
}

const struct verb list_verb = {
	"list",
	"list [--offline] [CALL]...\n"
	"       seccomp list --constants [PREFIX]...\n"
	"List system calls, with the arguments that rules can name: position, name, type\n"
	"in C, width, and sign. Or list constants that policies can name.\n"
	"\n"
	"  CALL               by a name that policies use, or by its number\n"
	"      --constants    constants whose names begin with PREFIX\n"
	"      --offline      calls as the tool knows them, not as the running kernel\n"
	"                     has them. A kernel without text policies implies it\n"
	"  -j, --json         print JSON\n",
	run
};
