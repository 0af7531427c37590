// SPDX-License-Identifier: GPL-2.0
/*
 * Policies of kafel, alone or in a configuration of nsjail. The first rule that
 * matches decides.
 */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "kafel.h"
#include "main.h"

#define MAX_DEPTH	10

/**
 * struct entry - a rule of a policy, or a policy that it uses
 * @call:   the rule's call
 * @when:   its condition
 * @action: what it does
 * @used:   the other policy, or NULL
 * @next:   the next one
 */
struct entry {
	struct call		*call;
	const struct expr	*when;
	uint32_t		action;
	const struct policy	*used;
	struct entry		*next;
};

/**
 * struct policy - "POLICY name { ... }", or what stands outside of all
 * @name:    its name
 * @entries: what it says, in order
 * @last:    where the next entry goes
 * @next:    the policy before this one
 */
struct policy {
	const char	*name;
	struct entry	*entries, **last;
	struct policy	*next;
};

static struct policy *policies, top = { .name = "", .last = &top.entries };
static bool has_default;

static struct entry *add_entry(struct policy *policy)
{
	struct entry *entry = need_memory(calloc(1, sizeof(*entry)));

	*policy->last = entry;
	policy->last = &entry->next;
	return entry;
}

static uint64_t parse_data(struct reader *reader)
{
	struct number number = { 0 };

	need_sign(reader, "(");
	if (reader->token.kind == TOKEN_NUMBER)
		number.value = reader->token.value;
	else if (reader->token.kind != TOKEN_WORD ||
		 !find_constant(reader, reader->token.text, &number))
		reject_token(reader, "a number");
	if (number.value > 0xffff)
		reject(&reader->place, "%s is more than 65535", reader->token.text);
	next_token(reader);
	need_sign(reader, ")");
	return number.value;
}

static bool parse_action(struct reader *reader, uint32_t *action)
{
	static const struct { const char *word; uint32_t action; } actions[] = {
		{ "ALLOW", SECCOMP_RET_ALLOW }, { "LOG", SECCOMP_RET_LOG },
		{ "KILL", SECCOMP_RET_KILL_THREAD }, { "DENY", SECCOMP_RET_KILL_THREAD },
		{ "KILL_THREAD", SECCOMP_RET_KILL_THREAD },
		{ "KILL_PROCESS", SECCOMP_RET_KILL_PROCESS },
		{ "ERRNO", SECCOMP_RET_ERRNO }, { "TRAP", SECCOMP_RET_TRAP },
		{ "TRACE", SECCOMP_RET_TRACE },
	};
	struct place place = reader->place;
	unsigned int i;

	if (is_word(reader, "USER_NOTIF"))
		reject(&place, "USER_NOTIF: a policy cannot ask a supervisor");
	for (i = 0; i < ARRAY_SIZE(actions) && !take_word(reader, actions[i].word); i++)
		;
	if (i == ARRAY_SIZE(actions))
		return false;
	*action = actions[i].action;
	if (*action == SECCOMP_RET_ERRNO)
		*action = errno_action(parse_data(reader), &place);
	else if (*action == SECCOMP_RET_TRAP || *action == SECCOMP_RET_TRACE)
		*action |= parse_data(reader);
	return true;
}

/* A number that a call may or may not have; NULL if it has none */
static struct call *find_by_number(struct reader *reader, uint64_t nr)
{
	if (nr > 0xffff) {
		warn_place(reader->conv, &reader->place,
			   "%lld is the number of no call; a policy has no rules for such numbers",
			   (long long)nr);
		return NULL;
	}
	return need_call(reader->conv, NULL, nr, &reader->place);
}

static struct call *parse_call(struct reader *reader)
{
	struct number number;
	struct call *call;

	if (take_word(reader, "SYSCALL")) {
		need_sign(reader, "[");
		if (reader->token.kind != TOKEN_NUMBER)
			reject_token(reader, "a number");
		call = find_by_number(reader, reader->token.value);
		next_token(reader);
		need_sign(reader, "]");
		return call;
	}
	if (reader->token.kind == TOKEN_WORD &&
	    find_constant(reader, reader->token.text, &number)) {
		next_token(reader);
		return find_by_number(reader, number.value);
	}
	return need_call(reader->conv, need_any_word(reader), 0, &reader->place);
}

static void parse_arguments(struct reader *reader, struct arguments *arguments)
{
	arguments->nr = 0;
	if (!take_sign(reader, "(") || take_sign(reader, ")"))
		return;
	do {
		if (arguments->nr == 6)
			reject(&reader->place, "more than 6 arguments");
		arguments->names[arguments->nr++] = need_any_word(reader);
	} while (take_sign(reader, ","));
	need_sign(reader, ")");
}

/* "ON x86_64" and "ON { arm, x86_64 }": whether the rule is for this architecture */
static bool parse_guard(struct reader *reader)
{
	bool many, meant = false;

	if (!take_word(reader, "ON"))
		return true;
	many = take_sign(reader, "{");
	do {
		const char *word = need_any_word(reader);

		meant |= is_native_name(word);
	} while (many && take_sign(reader, ","));
	if (many)
		need_sign(reader, "}");
	return meant;
}

/* What a rule without a call says does not matter. */
static void skip_condition(struct reader *reader)
{
	while (!is_sign(reader, "}") && reader->token.kind != TOKEN_END)
		next_token(reader);
}

static void parse_rule(struct reader *reader, struct policy *policy, uint32_t action)
{
	struct call *call = parse_call(reader);
	const struct expr *when = always();
	struct arguments arguments;
	struct entry *entry;
	bool meant;

	parse_arguments(reader, &arguments);
	meant = parse_guard(reader);
	if (meant && !call && action != SECCOMP_RET_ALLOW)
		reject(&reader->place,
		       "a number that no call has is refused, which a policy cannot say for one number");
	meant = meant && call;
	if (take_sign(reader, "{")) {
		if (!call)
			skip_condition(reader);
		else if (!is_sign(reader, "}"))
			when = parse_condition(reader, call, &arguments);
		need_sign(reader, "}");
	}
	if (!meant)
		return;
	entry = add_entry(policy);
	entry->call = call;
	entry->when = when;
	entry->action = action;
}

static void parse_block(struct reader *reader, struct policy *policy, uint32_t action)
{
	need_sign(reader, "{");
	if (take_sign(reader, "}"))
		return;
	do {
		parse_rule(reader, policy, action);
	} while (take_sign(reader, ",") && !is_sign(reader, "}"));
	need_sign(reader, "}");
}

static const struct policy *find_policy(const char *name)
{
	const struct policy *policy;

	for (policy = policies; policy; policy = policy->next) {
		if (!strcmp(policy->name, name))
			return policy;
	}
	return NULL;
}

/* "USE a, b"; a comma can also separate it from the next statement. */
static void parse_uses(struct reader *reader, struct policy *policy)
{
	const struct policy *used = find_policy(reader->token.text);

	if (!used)
		reject(&reader->place, "the policy '%.40s' is not defined before",
		       reader->token.text);
	do {
		add_entry(policy)->used = used;
		next_token(reader);
		if (!take_sign(reader, ","))
			return;
		used = find_policy(reader->token.text);
	} while (used);
}

static void parse_default(struct reader *reader)
{
	if (has_default)
		reject(&reader->place, "a second default action");
	has_default = true;
	if (!parse_action(reader, &reader->conv->default_action))
		reject_token(reader, "an action");
}

static void parse_policy(struct reader *reader)
{
	struct policy *policy = need_memory(calloc(1, sizeof(*policy)));
	uint32_t action;

	policy->name = need_any_word(reader);
	policy->last = &policy->entries;
	if (find_policy(policy->name))
		reject(&reader->place, "the policy '%.40s' is defined twice", policy->name);
	need_sign(reader, "{");
	while (!take_sign(reader, "}")) {
		if (take_word(reader, "USE"))
			parse_uses(reader, policy);
		else if (parse_action(reader, &action))
			parse_block(reader, policy, action);
		else
			reject_token(reader, "an action, USE or '}'");
		take_sign(reader, ",");
	}
	policy->next = policies;
	policies = policy;
}

static void parse_text(struct reader *reader, char *text);

static void parse_include(struct reader *reader)
{
	struct reader inner = { .conv = reader->conv, .source = reader->source };
	size_t len;
	char *path;

	if (reader->token.kind != TOKEN_STRING)
		reject_token(reader, "a file in quotes");
	while (reader->token.kind == TOKEN_STRING) {
		path = find_included(reader->source, reader->token.text, &reader->place);
		if (!path)
			reject(&reader->place, "%s may hold any rule or constant",
			       reader->token.text);
		inner.depth = reader->depth + 1;
		if (inner.depth > MAX_DEPTH)
			reject(&reader->place, "more than %u files include each other", MAX_DEPTH);
		inner.place.file = path;
		parse_text(&inner, read_source(path, &reader->place, &len));
		next_token(reader);
	}
	take_sign(reader, ";");
}

static void parse_directive(struct reader *reader)
{
	const char *name;

	if (take_word(reader, "include")) {
		parse_include(reader);
		return;
	}
	if (!take_word(reader, "define"))
		reject_token(reader, "define or include");
	name = need_any_word(reader);
	if (reader->token.kind != TOKEN_NUMBER)
		reject_token(reader, "a number");
	define_constant(reader, name, reader->token.value);
	next_token(reader);
}

static void parse_statement(struct reader *reader)
{
	uint32_t action;

	if (take_sign(reader, "#"))
		parse_directive(reader);
	else if (take_word(reader, "POLICY"))
		parse_policy(reader);
	else if (take_word(reader, "USE"))
		parse_uses(reader, &top);
	else if (take_word(reader, "DEFAULT"))
		parse_default(reader);
	else if (parse_action(reader, &action))
		parse_block(reader, &top, action);
	else
		reject_token(reader, "a policy, an action, USE or DEFAULT");
	take_sign(reader, ",");
}

static void parse_text(struct reader *reader, char *text)
{
	reader->at = text;
	reader->line = 1;
	for (next_token(reader); reader->token.kind != TOKEN_END; )
		parse_statement(reader);
}

/* Hand the rules to their calls. Each policy uses only older ones, so this ends. */
static void take_entries(const struct policy *policy, unsigned int *nr, const struct place *place)
{
	const struct entry *entry;

	for (entry = policy->entries; entry; entry = entry->next) {
		if (++*nr > 65536)
			reject(place, "the policies have more than 65536 rules together");
		if (entry->used)
			take_entries(entry->used, nr, place);
		else
			add_case(entry->call, entry->when, entry->action);
	}
}

/**
 * struct jail - the policy in a configuration of nsjail
 * @text:  what its strings say, each on a line
 * @lines: the line of each
 * @nr:    their number
 */
struct jail {
	char		*text;
	unsigned int	*lines;
	unsigned int	nr;
};

static void add_string(struct jail *jail, const char *text, unsigned int line)
{
	jail->text = format_string("%s%s\n", jail->text ?: "", text);
	jail->lines = need_memory(realloc(jail->lines, (jail->nr + 2) * sizeof(*jail->lines)));
	jail->lines[jail->nr++] = line;
	jail->lines[jail->nr] = line;
}

/* The text between quotes, its escapes resolved. @end is behind it. */
static char *unquote(const struct place *place, const char *quoted, const char **end)
{
	char quote = *quoted, *text = format_string("%s", quoted), *to = text;
	const char *c;

	for (c = quoted + 1; *c != quote; c++) {
		if (*c == '\\' && c[1]) {
			c++;
			if (!strchr("nt\\\"'", *c))
				reject(place, "the escape \\%c is unknown", *c);
			*to++ = *c == 'n' || *c == 't' ? ' ' : *c;
			continue;
		}
		if (!*c)
			reject(place, "a string without an end");
		*to++ = *c;
	}
	*to = '\0';
	*end = c + 1;
	return text;
}

static void take_strings(struct jail *jail, const struct place *place, const char *rest)
{
	rest += strspn(rest, " \t:");
	if (*rest != '"' && *rest != '\'')
		reject(place, "seccomp_string without a string");
	while (*rest == '"' || *rest == '\'') {
		add_string(jail, unquote(place, rest, &rest), place->line);
		rest += strspn(rest, " \t\r");
	}
	if (*rest && *rest != '#')
		reject(place, "'%.20s' behind the string", rest);
}

/* Take the policy out of a configuration of nsjail. */
static void read_jail(struct jail *jail, struct place place, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		place.line++;
		line += strspn(line, " \t");
		if (!strncmp(line, "seccomp_string", 14))
			take_strings(jail, &place, line + 14);
		else if (!strncmp(line, "seccomp_policy_file", 19))
			reject(&place, "convert the file that is named here");
		else if (!strncmp(line, "seccomp_log", 11) && strstr(line, "true"))
			reject(&place,
			       "logging is for the program that installs the policy; take the line out and see 'seccomp run --log'");
	}
}

void convert_kafel(struct conversion *conv, const struct source *source)
{
	struct reader reader = { .conv = conv, .source = source, .place.file = source->path };
	struct jail jail = { 0 };
	unsigned int nr = 0;
	size_t len;
	char *text = read_source(source->path, NULL, &len);

	conv->kernel_names = true;
	conv->default_action = SECCOMP_RET_KILL_THREAD;
	conv->foreign = SECCOMP_RET_KILL_THREAD;
	if (strstr(text, "seccomp_string") || strstr(text, "seccomp_policy_file")) {
		read_jail(&jail, reader.place, text);
		reader.lines = jail.lines;
		text = jail.text;
		if (!text)
			reject(&reader.place, "no line begins with seccomp_string");
	}
	parse_text(&reader, text);
	if (!has_default && !top.entries && !policies)
		reject(&reader.place, "holds no policy");
	take_entries(&top, &nr, &reader.place);
}
