// SPDX-License-Identifier: GPL-2.0
/*
 * The lines of firejail's profiles that are filters of system calls. Which calls
 * its sets have is not known here, as firejail does not print them: firejail(1)
 * lists them, for --sets.
 */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi.h"
#include "convert.h"
#include "limits.h"
#include "main.h"

#define MAX_DEPTH	16

/**
 * struct line - a command and its words
 * @words: what stands behind the command; NULL if the command is not given
 * @place: where
 */
struct line {
	char		*words;
	struct place	place;
};

/* Commands that are filters. Those whose words add up come last. */
enum {
	LINE_SECCOMP, LINE_DROP, LINE_KEEP, LINE_BLOCK_SECONDARY, LINE_ERROR_ACTION,
	LINE_WRITE_EXECUTE, LINE_DEBUGGERS, LINE_32, LINE_32_DROP, LINE_32_KEEP,
	LINE_PROTOCOL, LINE_NAMESPACES, NR_LINES
};

static const char * const commands[NR_LINES] = {
	[LINE_SECCOMP] = "seccomp",
	[LINE_DROP] = "seccomp.drop",
	[LINE_KEEP] = "seccomp.keep",
	[LINE_BLOCK_SECONDARY] = "seccomp.block-secondary",
	[LINE_ERROR_ACTION] = "seccomp-error-action",
	[LINE_WRITE_EXECUTE] = "memory-deny-write-execute",
	[LINE_DEBUGGERS] = "allow-debuggers",
	[LINE_32] = "seccomp.32",
	[LINE_32_DROP] = "seccomp.32.drop",
	[LINE_32_KEEP] = "seccomp.32.keep",
	[LINE_PROTOCOL] = "protocol",
	[LINE_NAMESPACES] = "restrict-namespaces",
};

/**
 * struct profile - what the lines of a profile add up to
 * @conv:       what is collected
 * @source:     the options
 * @lines:      the filters
 * @ignored:    whole words that lines begin with which "ignore" takes out
 * @nr_ignored: their number
 * @nr_others:  how many lines are about something else
 */
struct profile {
	struct conversion	*conv;
	const struct source	*source;
	struct line		lines[NR_LINES];
	char			*ignored[64];
	unsigned int		nr_ignored, nr_others;
};

static char *trim(char *line)
{
	char *end = strchr(line, '\0');

	while (end > line && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return line + strspn(line, " \t");
}

/* What stands behind @command in @line, or NULL if it is another command */
static char *skip_command(char *line, const char *command)
{
	size_t len = strlen(command);

	if (strncmp(line, command, len) || (line[len] && !strchr(" \t", line[len])))
		return NULL;
	return trim(line + len);
}

static void take_command(struct profile *profile, unsigned int which, const char *words,
			 const struct place *place)
{
	struct line *line = &profile->lines[which];

	if (!line->words || which < LINE_PROTOCOL) {
		if (line->words && strcmp(line->words, words))
			reject(place, "a second '%s' that says something else", commands[which]);
		line->words = format_string("%s", words);
	} else if (*words && *line->words) {
		line->words = format_string("%s,%s", line->words, words);
	} else {
		line->words = format_string("%s", "");	/* all namespaces */
	}
	line->place = *place;
}

static bool is_ignored(const struct profile *profile, const char *line)
{
	unsigned int i;

	for (i = 0; i < profile->nr_ignored; i++) {
		size_t len = strlen(profile->ignored[i]);

		if (!strncmp(line, profile->ignored[i], len) && (!line[len] || line[len] == ' '))
			return true;
	}
	return false;
}

static void read_profile(struct profile *profile, const char *path, const struct place *from,
			 unsigned int depth);

static bool has_ending(const char *name, const char *ending)
{
	size_t len = strlen(name), end = strlen(ending);

	return len >= end && !strcmp(name + len - end, ending);
}

static char *find_profile(const struct profile *profile, char *name, const struct place *place)
{
	struct source source = *profile->source;

	if (!strncmp(name, "${CFG}/", 7))
		name += 7;
	/* changes of the administrator, which firejail goes without too */
	if (has_ending(name, ".local"))
		source.skip_missing = true;
	return find_included(&source, name, place);
}

static void take_include(struct profile *profile, char *name, const struct place *place,
			 unsigned int depth)
{
	char *path;

	if (depth >= MAX_DEPTH)
		reject(place, "more than %u files include each other", MAX_DEPTH);
	path = find_profile(profile, name, place);
	if (path)
		read_profile(profile, path, place, depth + 1);
	else if (!has_ending(name, ".local"))
		warn_place(profile->conv, place, "without the filters that %s may have", name);
}

/* A command whose meaning is not known, but which is about filters */
static bool is_about_filters(const char *line)
{
	return strstr(line, "seccomp") || !strncmp(line, "protocol", 8) ||
	       strstr(line, "memory-deny") || strstr(line, "restrict-namespaces");
}

static void take_line(struct profile *profile, char *line, const struct place *place,
		      unsigned int depth)
{
	unsigned int i;
	char *words = skip_command(line, "ignore");

	if (words) {
		if (profile->nr_ignored == ARRAY_SIZE(profile->ignored))
			reject(place, "more than %u lines are ignored", profile->nr_ignored);
		profile->ignored[profile->nr_ignored++] = format_string("%s", words);
		return;
	}
	if (is_ignored(profile, line))
		return;
	words = skip_command(line, "include");
	if (words) {
		take_include(profile, words, place, depth);
		return;
	}
	for (i = 0; i < NR_LINES; i++) {
		words = skip_command(line, commands[i]);
		if (words) {
			take_command(profile, i, words, place);
			return;
		}
	}
	if (line[0] == '?' && is_about_filters(line))
		reject(place,
		       "a filter on a condition, '%.40s': leave in the profile what is meant",
		       line);
	if (is_about_filters(line) && strncmp(line, "blacklist", 9) && !strchr(line, '/'))
		reject(place, "the filter '%.40s' is unknown", line);
	profile->nr_others++;
}

static void read_profile(struct profile *profile, const char *path, const struct place *from,
			 unsigned int depth)
{
	struct place place = { .file = path };
	size_t len;
	char *text = read_source(path, from, &len), *line, *whole;

	while ((whole = strsep(&text, "\n"))) {
		place.line++;
		whole[strcspn(whole, "#")] = '\0';
		line = trim(whole);
		if (*line)
			take_line(profile, line, &place, depth);
	}
}

static uint32_t parse_action(const char *word, const struct place *place)
{
	if (!strcmp(word, "kill"))
		return SECCOMP_RET_KILL_THREAD;
	if (!strcmp(word, "log"))
		return SECCOMP_RET_LOG;
	return parse_errno(word, place);
}

static uint32_t find_action(const struct profile *profile)
{
	const struct line *line = &profile->lines[LINE_ERROR_ACTION];

	return parse_action(line->words ?: "EPERM", &line->place);
}

/* "$1" stands for a call by its number. */
static void check_word(const char *word, const struct place *place)
{
	if (word[0] == '$')
		reject(place, "the call %.20s is given by its number; write its name", word);
}

/* "call", "@set", each with ":errno"; and "!call" takes one off again */
static void change_list(struct list *list, const char *words, uint32_t action,
			const struct place *place)
{
	char *rest = format_string("%s", words), *word, *colon;
	unsigned int pass;

	/* exceptions hold wherever they stand */
	for (pass = 0; pass < 2; pass++) {
		rest = format_string("%s", words);
		while ((word = strsep(&rest, ", \t"))) {
			uint32_t own = action;

			if (!*word || (*word == '!') != pass)
				continue;
			check_word(word, place);
			colon = strchr(word, ':');
			if (colon) {
				*colon = '\0';
				own = parse_action(colon + 1, place);
			}
			if (pass)
				take_off_list(list, word + 1, place);
			else
				put_on_list(list, word, own, place);
		}
	}
}

/* What the profile drops: the default list, a list, or both */
static void take_drops(struct profile *profile, uint32_t action)
{
	const struct line *seccomp = &profile->lines[LINE_SECCOMP];
	const struct line *drop = &profile->lines[LINE_DROP];
	const char *usual = profile->lines[LINE_DEBUGGERS].words ? "@default" :
			    "@default-nodebuggers";
	struct list list = { 0 };

	if (drop->words)
		change_list(&list, drop->words, action, &drop->place);
	if (seccomp->words) {
		put_on_list(&list, usual, action, &seccomp->place);
		change_list(&list, seccomp->words, action, &seccomp->place);
	}
	profile->conv->default_action = SECCOMP_RET_ALLOW;
	add_list(profile->conv, &list);
}

static void take_keeps(struct profile *profile, uint32_t action)
{
	const struct line *keep = &profile->lines[LINE_KEEP];
	struct list list = { 0 };

	if (profile->lines[LINE_SECCOMP].words || profile->lines[LINE_DROP].words)
		reject(&keep->place, "seccomp.keep beside seccomp or seccomp.drop");
	change_list(&list, keep->words, SECCOMP_RET_ALLOW, &keep->place);
	add_comment(profile->conv, "calls that firejail adds to start the program are left out");
	profile->conv->default_action = action;
	add_list(profile->conv, &list);
}

static void take_protocols(struct profile *profile)
{
	static const struct { const char *word, *family; } protocols[] = {
		{ "unix", "AF_UNIX" }, { "inet", "AF_INET" }, { "inet6", "AF_INET6" },
		{ "netlink", "AF_NETLINK" }, { "packet", "AF_PACKET" },
		{ "bluetooth", "AF_BLUETOOTH" },
	};
	const struct line *line = &profile->lines[LINE_PROTOCOL];
	struct call *call = need_call(profile->conv, "socket", 0, &line->place);
	char *rest = format_string("%s", line->words), *word;
	const struct expr *must = never();
	unsigned int i, seen = 0;

	while ((word = strsep(&rest, ", \t"))) {
		for (i = 0; i < ARRAY_SIZE(protocols) && strcmp(word, protocols[i].word); i++)
			;
		if (*word && i == ARRAY_SIZE(protocols))
			reject(&line->place, "the protocol '%.40s' is unknown", word);
		if (!*word || seen & 1 << i)
			continue;
		seen |= 1 << i;
		must = either(must, compare(call, 0, TEST_EQ,
					    join_names(protocols[i].family, &line->place),
					    &line->place));
	}
	add_limit(call, must, SECCOMP_RET_ERRNO | find_errno("EOPNOTSUPP"));
}

static void take_namespaces(struct profile *profile, uint32_t action)
{
	static const struct { const char *word, *flag; } kinds[] = {
		{ "mnt", "CLONE_NEWNS" }, { "cgroup", "CLONE_NEWCGROUP" },
		{ "uts", "CLONE_NEWUTS" }, { "ipc", "CLONE_NEWIPC" },
		{ "user", "CLONE_NEWUSER" }, { "pid", "CLONE_NEWPID" },
		{ "net", "CLONE_NEWNET" }, { "time", "CLONE_NEWTIME" },
	};
	const struct line *line = &profile->lines[LINE_NAMESPACES];
	char *rest = format_string("%s", *line->words ? line->words :
				   "mnt,cgroup,uts,ipc,user,pid,net,time"), *word, *flags = NULL;
	unsigned int i;

	while ((word = strsep(&rest, ", \t"))) {
		for (i = 0; i < ARRAY_SIZE(kinds) && strcmp(word, kinds[i].word); i++)
			;
		if (*word && i == ARRAY_SIZE(kinds))
			reject(&line->place, "the namespace '%.40s' is unknown", word);
		if (!*word || (flags && strstr(flags, kinds[i].flag)))
			continue;
		flags = flags ? format_string("%s|%s", flags, kinds[i].flag) :
			format_string("%s", kinds[i].flag);
	}
	limit_namespaces(profile->conv, flags, false, action, &line->place);
}

/* Only calls of this architecture, and no change to another one */
static void take_secondary(struct profile *profile, uint32_t action)
{
	const struct line *line = &profile->lines[LINE_BLOCK_SECONDARY];
	const struct place *place = &line->place;
	struct call *call = need_call(profile->conv, "personality", 0, place);
	const struct expr *native = compare(call, 0, TEST_EQ, join_names("PER_LINUX", place),
					    place);
	const struct expr *asks = compare(call, 0, TEST_EQ,
					  (struct number){ .value = 0xffffffff }, place);

	add_limit(call, either(native, asks), action);
	profile->conv->foreign = action;
}

static void take_foreign(struct profile *profile, uint32_t action)
{
	struct place place = { .file = profile->source->path };
	unsigned int i;

	for (i = LINE_32; i <= LINE_32_KEEP; i++) {
		if (profile->lines[i].words)
			warn_place(profile->conv, &profile->lines[i].place,
				   "%s is left out, as no 32-bit call is allowed", commands[i]);
	}
	if (profile->lines[LINE_BLOCK_SECONDARY].words) {
		begin_group(profile->conv, "seccomp.block-secondary");
		take_secondary(profile, action);
		return;
	}
	profile->conv->foreign = SECCOMP_RET_ERRNO | find_errno("ENOSYS");
	if (foreign_abis)
		warn_place(profile->conv, &place,
			   "%s calls are refused; a policy cannot allow them", foreign_abis);
}

static void take_filters(struct profile *profile)
{
	struct line *lines = profile->lines;
	uint32_t action = find_action(profile);

	profile->conv->default_action = SECCOMP_RET_ALLOW;
	if (lines[LINE_KEEP].words)
		take_keeps(profile, action);
	else if (lines[LINE_SECCOMP].words || lines[LINE_DROP].words)
		take_drops(profile, action);
	if (lines[LINE_PROTOCOL].words) {
		begin_group(profile->conv, "protocol");
		take_protocols(profile);
	}
	if (lines[LINE_WRITE_EXECUTE].words) {
		begin_group(profile->conv, "memory-deny-write-execute");
		limit_write_execute(profile->conv, action, &lines[LINE_WRITE_EXECUTE].place);
		limit_call(profile->conv, "memfd_create", action,
			   &lines[LINE_WRITE_EXECUTE].place);
	}
	if (lines[LINE_NAMESPACES].words) {
		begin_group(profile->conv, "restrict-namespaces");
		take_namespaces(profile, action);
	}
	take_foreign(profile, action);
}

void convert_firejail(struct conversion *conv, const struct source *source)
{
	struct profile profile = { .conv = conv, .source = source };
	struct place place = { .file = source->path };
	unsigned int i, nr = 0;

	read_sets(source, false);
	read_profile(&profile, source->path, NULL, 0);
	for (i = 0; i < NR_LINES; i++)
		nr += profile.lines[i].words && i != LINE_DEBUGGERS && i != LINE_ERROR_ACTION;
	if (!nr)
		reject(&place, "filters no system calls");
	if (profile.nr_others)
		add_comment(conv, "%u lines are about something else than system calls",
			    profile.nr_others);
	take_filters(&profile);
}
