// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp diff: which calls two policies judge differently.
 */
#include <err.h>
#include <getopt.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>

#include "abi.h"
#include "judge.h"
#include "main.h"
#include "stack.h"

static const struct option options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, 'j' },
	{ }
};

/**
 * struct comparison - two policies being compared
 * @texts:  the policies
 * @policies: the same, compiled
 * @differences: how many calls they judge differently
 * @others: what the policies say of a number that no call has
 * @unnamed: how many calls they judge like that; without -j, these are shown as one
 * @list:   with -j, those calls
 * @unsure: with -j, the names of those of which it is not known
 */
struct comparison {
	struct text		texts[2];
	struct compiled		*policies[2];
	unsigned int		differences;
	struct verdict		others[2];
	unsigned int		unnamed;
	struct json_object	*list;
	struct json_object	*unsure;
};

static void print_side(const struct comparison *c, unsigned int i,
		       const struct verdict *verdict)
{
	char *place = name_place(&c->texts[i], verdict);
	char *rule = place ? copy_statement(&c->texts[i], verdict->line) : NULL;

	printf("  %c: %s", 'A' + i, name_verdict(verdict));
	if (place)
		printf(", by %s: %s", place, rule);
	putchar('\n');
	free(place);
	free(rule);
}

static void print_args(const struct seccomp_text_call *call, const struct difference *difference)
{
	const char *before = "with ";
	unsigned int i;
	char *value;

	for (i = 0; i < call->nr_args; i++) {
		if (!(difference->tested >> i & 1))
			continue;
		value = name_value(call, difference->args, i);
		printf(" %s%s=%s", before, call->args[i].name, value);
		before = "";
		free(value);
	}
}

static struct json_object *args_to_json(const struct seccomp_text_call *call,
					const struct difference *difference)
{
	struct json_object *args = json_object_new_object();
	unsigned int i;

	for (i = 0; i < call->nr_args; i++) {
		if (difference->tested >> i & 1)
			json_object_object_add(args, call->args[i].name,
					       value_to_json(&call->args[i], difference->args[i]));
	}
	return args;
}

/* @call is NULL for calls that have no name; then @title tells which. */
static void show_difference(struct comparison *c, const struct seccomp_text_call *call,
			    const char *title, const struct difference *difference)
{
	struct json_object *object, *side;
	unsigned int i;

	c->differences++;
	if (!c->list) {
		printf("%s", title);
		if (call)
			print_args(call, difference);
		puts(":");
		print_side(c, 0, &difference->verdicts[0]);
		print_side(c, 1, &difference->verdicts[1]);
		return;
	}
	object = json_object_new_object();
	json_object_object_add(object, "call", new_json_string(title));
	if (call)
		json_object_object_add(object, "args", args_to_json(call, difference));
	for (i = 0; i < 2; i++) {
		side = json_object_new_object();
		add_verdict(side, &c->texts[i], &difference->verdicts[i]);
		json_object_object_add(object, i ? "b" : "a", side);
	}
	json_object_array_add(c->list, object);
}

static void show_unsure(struct comparison *c, const char *title)
{
	if (c->unsure)
		json_object_array_add(c->unsure, new_json_string(title));
	else
		printf("%s: no difference was found, but its conditions are too mixed to be sure\n",
		       title);
}

/* Whether neither policy names a call, or both say what they say of other calls */
static bool is_unnamed(const struct comparison *c, const struct difference *difference)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (difference->verdicts[i].line ||
		    difference->verdicts[i].action != c->others[i].action)
			return false;
	}
	return !difference->tested;
}

static void compare_call(struct comparison *c, int nr)
{
	struct difference difference;
	struct seccomp_text_call call;

	if (!describe_offline(&call, NULL, nr))
		return;
	if (find_difference(c->policies[0], c->policies[1], nr, &difference))
		errx(EXIT_TOOL_FAILED, "out of memory");
	if (difference.found && !c->list && is_unnamed(c, &difference))
		c->unnamed++;
	else if (difference.found)
		show_difference(c, &call, call_title(&call), &difference);
	else if (!difference.proved)
		show_unsure(c, call_title(&call));
}

/* Calls that no rule can name */
static void judge_others(struct comparison *c, uint32_t arch, int nr, struct verdict verdicts[2])
{
	static const uint64_t args[6];
	unsigned int i;

	for (i = 0; i < 2; i++)
		judge_call(&c->policies[i], 1, arch, nr, args, &verdicts[i]);
}

static void compare_others(struct comparison *c, const char *title, uint32_t arch, int nr)
{
	struct difference difference = { .found = true };

	judge_others(c, arch, nr, difference.verdicts);
	if (difference.verdicts[0].action != difference.verdicts[1].action)
		show_difference(c, NULL, title, &difference);
}

static void compare_all(struct comparison *c)
{
	char *title = NULL;
	unsigned int nr;

	judge_others(c, native_arch(), -1, c->others);
	for (nr = 0; nr < count_calls(); nr++)
		compare_call(c, nr);
	if (c->unnamed)
		title = format_string("%u calls that neither names, and numbers that no call has",
				      c->unnamed);
	compare_others(c, title ?: "numbers that no call has", native_arch(), -1);
	compare_others(c, "calls of other ABIs", FOREIGN_ARCH, 0);
	free(title);
}

static void print_json(const struct comparison *c)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "differences", c->list);
	json_object_object_add(object, "unsure", c->unsure);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static int run(int argc, char **argv)
{
	struct comparison c = { };
	unsigned int i;

	while (next_option(argc, argv, "hj", options) != -1)
		;
	if (argc - optind != 2)
		reject_usage("two policies are needed");
	for (i = 0; i < 2; i++) {
		read_policy(&c.texts[i], argv[optind + i]);
		c.policies[i] = compile_text(&c.texts[i]);
	}
	if (want_json) {
		c.list = json_object_new_array();
		c.unsure = json_object_new_array();
	}

	compare_all(&c);
	if (want_json)
		print_json(&c);
	for (i = 0; i < 2; i++) {
		free_compiled(c.policies[i]);
		free_text(&c.texts[i]);
	}
	return c.differences ? EXIT_NEGATIVE : EXIT_SUCCESS;
}

const struct verb diff_verb = {
	"diff",
	"diff A B\n"
	"Show the calls that two policies judge differently: for each, arguments for which\n"
	"the actions differ, where conditions decide, and the rules that decide then. Also\n"
	"what calls of other ABIs and numbers that no call has get. When a policy takes\n"
	"effect (on_exec, on_next_syscall) is not compared.\n"
	"\n"
	"Where a condition tests both bits and ranges of one argument, or there are too\n"
	"many conditions, a difference may be missed; then the output says so.\n"
	"\n"
	"  -j, --json         print JSON\n"
	"\n"
	"The status is 1 if they differ, 0 if no difference was found.\n",
	run
};
