// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp try: the verdict of policies on calls.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "judge.h"
#include "main.h"
#include "stack.h"

/* The kernel's SECCOMP_MAX_POLICIES */
#define MAX_POLICIES	64

enum { OPTION_ARCH = 256 };

static const struct option options[] = {
	{ "arch", required_argument, NULL, OPTION_ARCH },
	{ "policy", required_argument, NULL, 'p' },
	{ "rules", required_argument, NULL, 'e' },
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, 'j' },
	{ }
};

/**
 * struct trial - the policies, and how to judge
 * @texts:       the policies, oldest first
 * @policies:    the same, compiled
 * @nr_policies: their number
 * @rules:       the index of the one from the command line, or -1
 * @abi:         what the calls belong to
 * @list:        with -j, the verdicts
 */
struct trial {
	struct text		texts[MAX_POLICIES];
	struct compiled		*policies[MAX_POLICIES];
	unsigned int		nr_policies;
	int			rules;
	const struct abi	*abi;
	struct json_object	*list;
};

/**
 * struct asked - a call that is asked about
 * @words: as given
 * @title: its name or number
 * @known: it has a description
 * @call:  its description
 * @nr:    its number
 * @args:  its arguments
 * @given: a bit for each of them that was given
 */
struct asked {
	const char			*words;
	char				*title;
	bool				known;
	struct seccomp_text_call	call;
	int				nr;
	uint64_t			args[6];
	unsigned int			given;
};

/* Parse a call */

__noreturn __printf(2, 3)
static void reject_call(const struct asked *asked, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "seccomp: %s: ", asked->words);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_TOOL_FAILED);
}

static bool parse_number(const char *word, int *nr)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(word, &end, 0);
	if (!*word || *end || errno || value != (int)value)
		return false;
	*nr = value;
	return true;
}

/* A foreign ABI has numbers and names of its own; policies look at neither. */
static void find_call(const struct trial *trial, struct asked *asked)
{
	bool by_number = parse_number(asked->title, &asked->nr);

	if (trial->abi != &abis[0]) {
		asked->nr = trial->abi->bit;
		return;
	}
	asked->known = describe_offline(&asked->call, by_number ? NULL : asked->title, asked->nr);
	if (!asked->known && !by_number)
		reject_call(asked, "no call has the name '%s'; seccomp list --offline shows all",
			    asked->title);
	if (asked->known)
		asked->nr = asked->call.nr;
}

static int find_arg(const struct seccomp_text_call *call, const char *name, size_t len)
{
	unsigned int i;

	for (i = 0; i < call->nr_args; i++) {
		if (strlen(call->args[i].name) == len && !memcmp(call->args[i].name, name, len))
			return i;
	}
	if (len == 2 && name[0] == 'a' && name[1] >= '0' && name[1] < '0' + (int)call->nr_args)
		return name[1] - '0';
	return -1;
}

static char *name_args(const struct seccomp_text_call *call)
{
	char *names = need_memory(strdup(call->nr_args ? "" : "none"));
	unsigned int i;

	for (i = 0; i < call->nr_args; i++) {
		char *longer = format_string("%s%s%s", names, i ? ", " : "", call->args[i].name);

		free(names);
		names = longer;
	}
	return names;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The end of the value at @at: where the next "arg=" begins, or the end of all */
static const char *value_end(const char *at)
{
	const char *word;

	for (; *at; at++) {
		if (!isspace((unsigned char)*at))
			continue;
		word = at + strspn(at, " \t\n");
		while (is_word(*word))
			word++;
		if (*word == '=' || !*word)
			return at;
	}
	return at;
}

static void set_arg(struct asked *asked, const char *name, size_t len, const char *value)
{
	char message[SECCOMP_TEXT_MESSAGE_SIZE];
	int arg = find_arg(&asked->call, name, len);

	if (arg < 0)
		reject_call(asked, "%s has no argument '%.*s'; it has %s", asked->title, (int)len,
			    name, name_args(&asked->call));
	if (asked->given >> arg & 1)
		reject_call(asked, "%.*s is given twice", (int)len, name);
	if (!evaluate_value(&asked->call, arg, value, &asked->args[arg], message))
		reject_call(asked, "%.*s: %s", (int)len, name, message);
	asked->given |= 1U << arg;
}

static void parse_args(const struct trial *trial, struct asked *asked, const char *at)
{
	const char *name, *end;
	size_t len;
	char *value;

	for (;;) {
		name = at += strspn(at, " \t\n");
		if (!*at)
			return;
		while (is_word(*at))
			at++;
		len = at - name;
		if (!len || *at != '=')
			reject_call(asked, "expected ARG=VALUE at '%s'", name);
		if (!asked->known || asked->call.flags & SECCOMP_CALL_UNBUILT)
			reject_call(asked, "the arguments of %s are unknown, so leave them out",
				    trial->abi != &abis[0] ? trial->abi->name : "this call");
		end = value_end(++at);
		value = need_memory(strndup(at, end - at));
		set_arg(asked, name, len, value);
		free(value);
		at = end;
	}
}

static void parse_call(const struct trial *trial, struct asked *asked, const char *words)
{
	const char *start = words + strspn(words, " \t\n");
	size_t len = strcspn(start, " \t\n");

	*asked = (struct asked){ .words = words };
	if (!len)
		reject_usage("a call is empty");
	asked->title = need_memory(strndup(start, len));
	find_call(trial, asked);
	parse_args(trial, asked, start + len);
}

/* Verdicts */

static void print_omitted(const struct asked *asked)
{
	const char *before = "  not given, so 0: ";
	unsigned int i;

	for (i = 0; i < asked->call.nr_args; i++) {
		if (asked->given >> i & 1)
			continue;
		printf("%s%s", before, asked->call.args[i].name);
		before = ", ";
	}
	if (*before == ',')
		putchar('\n');
}

static const char *why_without_rule(const struct trial *trial, const struct asked *asked)
{
	if (trial->abi != &abis[0])
		return "this is what calls of other ABIs get";
	return asked->known ? "it does not name the call" : "no call has this number";
}

static void print_verdict(const struct trial *trial, const struct asked *asked,
			  const struct verdict *verdict)
{
	const struct text *text = &trial->texts[verdict->policy];
	char *place = name_place(text, verdict);
	char *rule;

	printf("%s: %s\n", asked->words, name_verdict(verdict));
	if (place) {
		rule = copy_statement(text, verdict->line);
		printf("  %s: %s\n", place, rule);
		free(rule);
	} else if (verdict->action != SECCOMP_RET_ALLOW) {
		printf("  %s: %s\n", text->name, why_without_rule(trial, asked));
	}
	print_omitted(asked);
	free(place);
}

static struct json_object *args_to_json(const struct asked *asked)
{
	struct json_object *args = json_object_new_object();
	unsigned int i;

	for (i = 0; i < asked->call.nr_args; i++)
		json_object_object_add(args, asked->call.args[i].name,
				       value_to_json(&asked->call.args[i], asked->args[i]));
	return args;
}

static void list_verdict(const struct trial *trial, const struct asked *asked,
			 const struct verdict *verdict)
{
	struct json_object *object = json_object_new_object();
	struct json_object *omitted = json_object_new_array();
	unsigned int i;

	for (i = 0; i < asked->call.nr_args; i++) {
		if (!(asked->given >> i & 1))
			json_object_array_add(omitted,
					      new_json_string(asked->call.args[i].name));
	}
	json_object_object_add(object, "call", new_json_string(asked->known ?
				       call_title(&asked->call) : asked->title));
	json_object_object_add(object, "arch", new_json_string(trial->abi->name));
	json_object_object_add(object, "args", args_to_json(asked));
	json_object_object_add(object, "omitted", omitted);
	add_verdict(object, &trial->texts[verdict->policy], verdict);
	json_object_array_add(trial->list, object);
}

/* Returns whether the call is allowed. */
static bool try_call(const struct trial *trial, const struct asked *asked)
{
	struct verdict verdict;

	judge_call(trial->policies, trial->nr_policies, trial->abi->arch, asked->nr, asked->args,
		   &verdict);
	if (trial->list)
		list_verdict(trial, asked, &verdict);
	else
		print_verdict(trial, asked, &verdict);
	return verdict.action == SECCOMP_RET_ALLOW;
}

static int try_calls(const struct trial *trial, char **words, unsigned int nr)
{
	struct asked *asked = need_memory(calloc(nr, sizeof(*asked)));
	int status = EXIT_SUCCESS;
	unsigned int i;

	/* No verdicts if there is a mistake in one of them */
	for (i = 0; i < nr; i++)
		parse_call(trial, &asked[i], words[i]);
	for (i = 0; i < nr; i++) {
		if (!try_call(trial, &asked[i]))
			status = EXIT_NEGATIVE;
		free(asked[i].title);
	}
	free(asked);
	return status;
}

/* Options */

static struct text *new_text(struct trial *trial)
{
	if (trial->nr_policies == MAX_POLICIES)
		errx(EXIT_TOOL_FAILED, "at most %u policies can be in force together",
		     MAX_POLICIES);
	return &trial->texts[trial->nr_policies++];
}

static void take_rules(struct trial *trial, const char *rules)
{
	if (trial->rules < 0) {
		trial->rules = trial->nr_policies;
		new_text(trial);
	}
	add_rules(&trial->texts[trial->rules], rules);
}

static const struct abi *need_abi(const char *name)
{
	const struct abi *abi = find_abi(name);
	char *names = format_string("%s", abis[0].name);
	unsigned int i;

	if (abi)
		return abi;
	for (i = 1; i < nr_abis; i++)
		names = format_string("%s%s%s", names, i + 1 < nr_abis ? ", " : " or ",
				      abis[i].name);
	reject_usage("--arch can be %s, not '%s'", names, name);
}

static void take_option(struct trial *trial, int option)
{
	switch (option) {
	case 'p':
		read_policy(new_text(trial), optarg);
		break;
	case 'e':
		take_rules(trial, optarg);
		break;
	case OPTION_ARCH:
		trial->abi = need_abi(optarg);
		break;
	}
}

static void compile_all(struct trial *trial)
{
	unsigned int i;

	if (trial->rules >= 0)
		check_start(&trial->texts[trial->rules]);
	for (i = 0; i < trial->nr_policies; i++)
		trial->policies[i] = compile_text(&trial->texts[i]);
}

static int run(int argc, char **argv)
{
	static struct trial trial = { .rules = -1, .abi = &abis[0] };
	int option, status;

	while ((option = next_option(argc, argv, "hje:p:", options)) != -1)
		take_option(&trial, option);
	if (!trial.nr_policies && optind < argc)
		read_policy(new_text(&trial), argv[optind++]);
	if (optind == argc)
		reject_usage("a policy and a call are needed");
	compile_all(&trial);

	if (want_json)
		trial.list = json_object_new_array();
	status = try_calls(&trial, argv + optind, argc - optind);
	if (trial.list)
		puts(json_object_to_json_string_ext(trial.list, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	return status;
}

const struct verb try_verb = {
	"try",
	"try FILE 'CALL [ARG=VALUE]...'...\n"
	"       seccomp try [-p FILE]... [-e RULES]... 'CALL [ARG=VALUE]...'...\n"
	"Say what becomes of a call under a policy, or under several that are stacked,\n"
	"without making it: allowed, or the action, and the rule that decides. Works on any\n"
	"kernel.\n"
	"\n"
	"  CALL               its name, as in policies, or its number\n"
	"  ARG                an argument, by name or as a0 to a5. Those left out are 0\n"
	"  VALUE              a constant as in policies: PROT_READ|PROT_WRITE, ~O_CLOEXEC\n"
	"  -p, --policy FILE  a policy; repeat it for policies that are stacked\n"
	"  -e, --rules RULES  rules; all of them together make one policy\n"
	"      --arch ABI     the ABI of the calls: on x86_64 that, i386 or x32\n"
	"  -j, --json         print JSON\n"
	"\n"
	"The status is 0 if all calls are allowed, and 1 if not. A call that is only logged\n"
	"counts as not allowed.\n",
	run
};
