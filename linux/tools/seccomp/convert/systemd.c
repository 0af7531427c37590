// SPDX-License-Identifier: GPL-2.0
/*
 * The settings of a systemd unit that are filters of system calls.
 *
 * SystemCallFilter= is a list of calls that are allowed or refused. The first line
 * decides which of the two, later ones change the list. The other settings are
 * filters of their own, which systemd installs before that one: limits here.
 */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "convert.h"
#include "systemd.h"
#include "main.h"

static bool parse_boolean(const struct setting *setting)
{
	static const char * const words[] = {
		"yes", "true", "on", "1", "y", "t", "no", "false", "off", "0", "n", "f",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcasecmp(setting->value, words[i]))
			return i < ARRAY_SIZE(words) / 2;
	}
	reject(&setting->place, "%s=%.40s is neither yes nor no", setting->key, setting->value);
}

static uint32_t parse_action(const char *word, const struct place *place)
{
	if (!strcmp(word, "kill"))
		return SECCOMP_RET_KILL_PROCESS;
	return parse_errno(word, place);
}

/**
 * struct filter - SystemCallFilter= or SystemCallLog=, as its lines add up
 * @list:   the calls that are listed
 * @is_set: there is such a line
 * @allows: what is listed is allowed, else refused
 */
struct filter {
	struct list	list;
	bool		is_set, allows;
};

/* The action of calls that have none of their own; no action that a filter returns */
#define USUAL_ACTION	1

static void change_filter(struct filter *filter, char *word, bool inverted,
			  const struct place *place)
{
	char *colon = strchr(word, ':');
	uint32_t action = USUAL_ACTION;

	if (colon && !inverted)
		reject(place,
		       "'%.40s' in a line without ~: what it means depends on systemd's version",
		       word);
	if (colon) {
		*colon = '\0';
		action = parse_action(colon + 1, place);
	}
	/* "~call:errno" refuses a call of a list of what is allowed */
	if (inverted == filter->allows && !(inverted && colon))
		take_off_list(&filter->list, word, place);
	else
		put_on_list(&filter->list, word, action, place);
}

static void read_filter(struct filter *filter, const struct setting *setting)
{
	char *rest, *word, *value = format_string("%s", setting->value);
	bool inverted = value[0] == '~';

	if (!*value) {
		*filter = (struct filter){ 0 };
		return;
	}
	if (!filter->is_set) {
		filter->is_set = true;
		filter->allows = !inverted;
		if (!inverted && !strcmp(setting->key, "SystemCallFilter"))
			put_on_list(&filter->list, "@default", USUAL_ACTION, &setting->place);
	}
	for (word = strtok_r(value + inverted, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest))
		change_filter(filter, word, inverted, &setting->place);
}

/* Read words that lines add to, and that lines beginning with ~ take away from. */
static void read_families(struct words *words, const struct setting *setting)
{
	char *rest, *word, *value = format_string("%s", setting->value);
	bool inverted = value[0] == '~';
	unsigned int i;

	if (!*value || !strcmp(value, "none")) {
		*words = (struct words){ .is_set = *value, .allows = true };
		return;
	}
	if (!words->is_set)
		*words = (struct words){ .is_set = true, .allows = !inverted };
	for (word = strtok_r(value + inverted, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest)) {
		for (i = 0; i < words->nr && strcmp(words->words[i], word); i++)
			;
		if (inverted == words->allows) {
			if (i < words->nr)
				words->words[i] = words->words[--words->nr];
		} else if (i == words->nr) {
			if (words->nr == ARRAY_SIZE(words->words))
				reject(&setting->place, "more than %u words", words->nr);
			words->words[words->nr++] = word;
		}
	}
	words->place = setting->place;
}

/* RestrictNamespaces=: yes, no, or those that are kept */
static void read_namespaces(struct words *words, const struct setting *setting)
{
	static const char * const booleans[] = {
		"yes", "true", "on", "1", "no", "false", "off", "0",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(booleans); i++) {
		if (strcasecmp(setting->value, booleans[i]))
			continue;
		*words = (struct words){
			.is_set = i < ARRAY_SIZE(booleans) / 2,
			.allows = true,
			.place = setting->place,
		};
		return;
	}
	if (*setting->value)
		read_families(words, setting);
	else
		*words = (struct words){ 0 };
}

/**
 * struct unit - what the settings of a unit add up to
 * @calls:      SystemCallFilter=
 * @log:        SystemCallLog=
 * @action:     SystemCallErrorNumber=
 * @archs:      SystemCallArchitectures=
 * @limits:     the other filters
 * @has_limits: there are any
 */
struct unit {
	struct filter	calls, log;
	uint32_t	action;
	struct setting	archs;
	struct limits	limits;
	bool		has_limits;
};

static void read_switch(struct unit *unit, const struct setting *setting)
{
	unsigned int i;

	for (i = 0; i < NR_SWITCHES; i++) {
		if (strcmp(setting->key, switch_names[i]))
			continue;
		unit->limits.on[i] = *setting->value && parse_boolean(setting);
		unit->limits.places[i] = setting->place;
	}
}

static void read_setting(struct unit *unit, const struct setting *setting)
{
	if (!strcmp(setting->key, "SystemCallFilter"))
		read_filter(&unit->calls, setting);
	else if (!strcmp(setting->key, "SystemCallLog"))
		read_filter(&unit->log, setting);
	else if (!strcmp(setting->key, "SystemCallErrorNumber"))
		unit->action = *setting->value ? parse_action(setting->value, &setting->place) :
			       SECCOMP_RET_KILL_PROCESS;
	else if (!strcmp(setting->key, "SystemCallArchitectures"))
		unit->archs = *setting->value ? *setting : (struct setting){ 0 };
	else if (!strcmp(setting->key, "RestrictAddressFamilies"))
		read_families(&unit->limits.families, setting);
	else if (!strcmp(setting->key, "RestrictNamespaces"))
		read_namespaces(&unit->limits.namespaces, setting);
	else if (!strcmp(setting->key, "Personality"))
		unit->limits.personality = *setting->value ? *setting : (struct setting){ 0 };
	else
		read_switch(unit, setting);
}

static void parse_assignment(struct unit *unit, char *line, const struct place *place)
{
	char *equals = strchr(line, '='), *end;
	struct setting setting = { .place = *place };

	if (!equals)
		reject(place, "neither a section, a setting nor a comment: '%.20s'", line);
	setting.value = equals + 1 + strspn(equals + 1, " \t");
	for (end = equals; end > line && strchr(" \t", end[-1]); end--)
		;
	setting.key = format_string("%.*s", (int)(end - line), line);
	for (end = strchr(setting.value, '\0'); end > setting.value && strchr(" \t\r", end[-1]); )
		*--end = '\0';
	setting.value = format_string("%s", setting.value);
	read_setting(unit, &setting);
}

/* Join lines that end with a backslash. A comment between them is left out. */
static char *next_line(char **text, struct place *place, unsigned int *nr)
{
	char *whole = NULL, *line;
	size_t len;

	while ((line = strsep(text, "\n"))) {
		++*nr;
		if (!whole)
			place->line = *nr;
		line += strspn(line, " \t\r");
		if (*line == '#' || *line == ';')
			continue;
		whole = whole ? format_string("%s %s", whole, line) : format_string("%s", line);
		len = strlen(whole);
		if (len && whole[len - 1] == '\r')
			whole[--len] = '\0';
		if (!len || whole[len - 1] != '\\')
			return whole;
		whole[len - 1] = '\0';
	}
	return whole;
}

static void read_unit(struct unit *unit, const struct source *source)
{
	struct place place = { .file = source->path };
	unsigned int nr = 0;
	size_t len;
	char *text = read_source(source->path, NULL, &len), *line;
	bool in_section = false;

	while ((line = next_line(&text, &place, &nr))) {
		if (line[0] == '[')
			in_section = true;
		else if (line[0] && !in_section)
			reject(&place, "stands before the first [Section]: '%.20s'", line);
		else if (line[0])
			parse_assignment(unit, line, &place);
	}
	if (!in_section)
		reject(&place, "is no unit: it has no [Section]");
}

static void take_calls(struct conversion *conv, struct unit *unit)
{
	struct filter *filter = &unit->calls;
	uint32_t usual = filter->allows ? SECCOMP_RET_ALLOW : unit->action;
	unsigned int i;

	if (!filter->is_set) {
		conv->default_action = SECCOMP_RET_ALLOW;
		return;
	}
	conv->default_action = filter->allows ? unit->action : SECCOMP_RET_ALLOW;
	for (i = 0; i < filter->list.nr; i++) {
		if (filter->list.items[i].action == USUAL_ACTION)
			filter->list.items[i].action = usual;
	}
	add_list(conv, &filter->list);
}

/* Whether SystemCallLog= wants a call in the log */
static bool is_logged(const struct filter *log, const struct call *call)
{
	unsigned int i;

	for (i = 0; i < log->list.nr; i++) {
		if (!log->list.items[i].gone && !strcmp(log->list.items[i].name, call->name))
			return log->allows;
	}
	return !log->allows;
}

/* Calls that nothing refuses are not logged if they are listed, and else they are. */
static void log_others(struct conversion *conv, const struct filter *log)
{
	unsigned int i;

	conv->default_action = SECCOMP_RET_LOG;
	begin_group(conv, "Calls that are not logged");
	for (i = 0; i < log->list.nr; i++) {
		const struct listed *item = &log->list.items[i];
		struct call *call;

		if (item->gone)
			continue;
		call = need_call(conv, item->name, 0, &item->place);
		if (!call->cases)
			add_case(call, always(), SECCOMP_RET_ALLOW);
	}
}

/* What is to be logged is a limit as well, which log as its action lets pass. */
static void take_log(struct conversion *conv, const struct unit *unit)
{
	const struct filter *log = &unit->log;
	struct call *call;
	unsigned int i;

	if (!log->is_set)
		return;
	if (!log->allows && conv->default_action == SECCOMP_RET_ALLOW) {
		log_others(conv, log);
		return;
	}
	for (i = 0; log->allows && i < log->list.nr; i++) {
		if (!log->list.items[i].gone)
			need_call(conv, log->list.items[i].name, 0, &log->list.items[i].place);
	}
	for (call = conv->calls; call; call = call->next) {
		if (is_logged(log, call))
			add_limit(call, never(), SECCOMP_RET_LOG);
	}
}

static void take_archs(struct conversion *conv, const struct unit *unit)
{
	char *rest, *word, *value = format_string("%s", unit->archs.value ?: "");
	struct place place = unit->archs.place;

	conv->foreign = SECCOMP_RET_KILL_THREAD;	/* as libseccomp does */
	for (word = strtok_r(value, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		if (is_native_name(word) || !find_abi(word))
			continue;
		warn_place(conv, &place, "%s calls are refused; a policy cannot allow them", word);
		conv->foreign = SECCOMP_RET_ERRNO | find_errno("ENOSYS");
	}
	if (unit->archs.value || !foreign_abis)
		return;
	place = (struct place){ .file = conv->from };
	warn_place(conv, &place, "%s calls are refused; a policy cannot allow them", foreign_abis);
	conv->foreign = SECCOMP_RET_ERRNO | find_errno("ENOSYS");
}

void convert_systemd(struct conversion *conv, const struct source *source)
{
	struct unit unit = { .action = SECCOMP_RET_KILL_PROCESS };
	struct place place = { .file = source->path };

	read_sets(source, true);
	read_unit(&unit, source);
	take_calls(conv, &unit);
	unit.has_limits = take_limits(conv, source, &unit.limits);
	take_log(conv, &unit);
	if (!unit.calls.is_set && !unit.log.is_set && !unit.has_limits && !unit.archs.value)
		reject(&place, "filters no system calls");
	take_archs(conv, &unit);
}
