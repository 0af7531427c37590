// SPDX-License-Identifier: GPL-2.0
/*
 * Guess what was meant where the kernel rejects a text policy. It may be a
 * misspelling, or the way in which minijail, Kafel, libseccomp or systemd say it.
 *
 * The kernel's message tells what was expected, and its line and column where.
 * A wrong hint is worse than none.
 */
#include <string.h>

#include "ask.h"
#include "main.h"
#include "place.h"

/* How a line may begin elsewhere. The first match counts. */
static const struct {
	const char	*start;
	const char	*hint;
} line_starts[] = {
	{ "@include",	"write 'include: FILE'" },
	{ "@frequency",	"leave this line out: the kernel sorts the rules itself" },
	{ "@allowlist",	"leave this line out: calls that no rule names are refused" },
	{ "@denylist",	"write 'unlisted: 1'" },
	{ "@",		"name each call, or include a set, as in 'include: stdio'" },
	{ "{",		"this is not JSON: write a line 'NAME: 1' for each call to allow" },
	{ "//",		"a comment begins with '#'" },
	{ "/*",		"a comment begins with '#'" },
	{ ";",		"a comment begins with '#'" },
};

/* Verdicts on a call */

/* Room for "1", "0" or an action with an errno */
#define VERDICT_SIZE	(MAX_NAME + 16)

/* A word that may have a '-' in it, as "kill-process" */
static struct span verdict_at(const char *at)
{
	struct span word = word_at(at);

	while (is_word_char(word.at[word.len]) || (word.len && word.at[word.len] == '-'))
		word.len++;
	return word;
}

/* The errno in "return ENOENT", "errno(1)" and such; EPERM if there is none */
static void read_errno(char name[MAX_NAME + 1], const char *at)
{
	at = skip_blanks(at);
	if (*at == '(' || *at == '=')
		at = skip_blanks(at + 1);
	if (!copy_word(name, word_at(at + (*at == '-'))))
		snprintf(name, MAX_NAME + 1, "EPERM");
}

/* What a policy says for the verdict at @at; false if there is none */
static bool read_verdict(char ours[VERDICT_SIZE], const char *at, bool misspelt)
{
	struct span word = verdict_at(at);
	char name[MAX_NAME + 1];
	const char *verdict;
	struct guess guess;

	if (!copy_word(name, word))
		return false;
	if (guess_errno(&guess, name) && !guess.doubt) {
		snprintf(ours, VERDICT_SIZE, "errno %s", guess.name);
		return true;
	}
	verdict = find_verdict(name, misspelt);
	if (!verdict)
		return false;
	snprintf(ours, VERDICT_SIZE, "%s", verdict);
	if (strcmp(verdict, "errno"))
		return true;
	read_errno(name, word.at + word.len);
	snprintf(ours, VERDICT_SIZE, "errno %s", name);
	/* No policy can make a call succeed. */
	return strcmp(name, "0");
}

static bool is_allow(const char *ours)
{
	return !strcmp(ours, "1");
}

static bool is_deny(const char *ours)
{
	return !strcmp(ours, "0");
}

bool hint_on_verdict(const struct place *place, const char *at, bool misspelt)
{
	char ours[VERDICT_SIZE];

	if (char_before(place, at) != ':' || !read_verdict(ours, at, misspelt))
		return false;
	if (is_allow(ours))
		return say(place, "write '1' to allow the call");
	if (is_deny(ours))
		return say(place, "write '0' to refuse the call");
	return say(place, "write '0; %s'", ours);
}

/* The message "expected kill, kill_thread, ..." */
static bool hint_on_action(const struct place *place)
{
	const char *before = skip_blanks_back(place, place->at) - 1;
	char ours[VERDICT_SIZE];

	if (!read_verdict(ours, place->at, true))
		return false;
	if (is_deny(ours))
		return say(place, "write 'errno EPERM' to make the call fail, or 'kill'");
	if (!is_allow(ours))
		return say(place, "write '%s'", ours);
	if (*before == ';')
		return say(place, "leave it out: a call is allowed if the expression is true");
	if (span_is(word_before(place, before), "foreign"))
		return say(place, "they cannot be allowed; 'log' is for dry runs");
	return say(place, "write 'unlisted: 1' to leave alone the calls that no rule names");
}

/* The message "expected an errno from 1 to 4095, ..." */
static bool hint_on_errno(const struct place *place)
{
	bool negative = *place->at == '-';
	char name[MAX_NAME + 1];
	struct guess guess;

	if (is_end(place->at))
		return say(place, "write 'errno EPERM'");
	if (!copy_word(name, word_at(place->at + negative)))
		return false;
	if (negative)
		return say(place, "write '%s', without the sign", name);
	return guess_errno(&guess, name) && say_guess(place, "", &guess);
}

/* The messages "this directive takes 0 or 1, ..." and "... only takes 1, ..." */
static bool hint_on_switch(const struct place *place)
{
	bool only_1 = strstr(place->message, "only");
	char ours[VERDICT_SIZE];

	if (only_1 && span_is(word_at(place->at), "0"))
		return say(place, "leave this line out");
	if (!read_verdict(ours, place->at, false))
		return false;
	if (is_allow(ours))
		return say(place, "write '1'");
	if (is_deny(ours))
		return say(place, only_1 ? "leave this line out" : "write '0'");
	return !only_1 &&
	       say(place, "write '0', and 'on_violation: %s' on another line", ours);
}

/* Lines and calls */

static bool is_call(struct span word)
{
	struct seccomp_text_call call;
	char name[MAX_NAME + 1];

	return copy_word(name, word) && !ask_call(&call, name, 0);
}

/* A line "default: VERDICT", or "@default VERDICT", whose verdict is at @at */
static bool hint_on_default(const struct place *place, const char *at)
{
	char ours[VERDICT_SIZE];

	if (!read_verdict(ours, at, true))
		return say(place, "write 'on_violation: ACTION'");
	if (is_allow(ours))
		return say(place, "write 'unlisted: 1'");
	if (is_deny(ours))
		return say(place, "leave this line out: calls that no rule names are refused");
	return say(place, "write 'on_violation: %s'", ours);
}

/* A line "VERDICT: CALL", or the same without the colon; the call is at @at. */
static bool hint_on_order(const struct place *place, struct span verdict, const char *at)
{
	struct span call = word_at(at);
	char name[MAX_NAME + 1];
	const char *ours;

	if (!copy_word(name, verdict))
		return false;
	ours = find_verdict(name, false);
	if (!ours || !is_call(call))
		return false;
	if (is_allow(ours) || is_deny(ours))
		return say(place, "write '%.*s: %s'", call.len, call.at, ours);
	return say(place, "write '%.*s: 0; %s'", call.len, call.at,
		   strcmp(ours, "errno") ? ours : "errno EPERM");
}

static bool hint_on_include(const struct place *place, struct span word)
{
	if (span_is(word, "include") && *skip_blanks(word.at + word.len) == ':')
		return say(place, "only files can include others");
	return (span_is(word, "include") || span_is(word, "import")) &&
	       say(place, "write 'include: FILE', on a line of its own");
}

/* Length of a prefix that calls have in C */
static size_t prefix_len(const char *name)
{
	static const char * const prefixes[] = { "sys_", "SYS_", "__NR_", "NR_" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return strlen(prefixes[i]);
	}
	return 0;
}

/* The message "unknown system call ..." */
static bool hint_on_call(const struct place *place)
{
	struct span word = word_at(place->at);
	const char *after = skip_blanks(word.at + word.len);
	char wrong[MAX_NAME + 1];
	struct guess guess;
	size_t skip;

	after += *after == ':';
	if (span_is(word, "default") || span_is(word, "default_action"))
		return hint_on_default(place, after);
	if (hint_on_include(place, word) || hint_on_order(place, word, after))
		return true;
	if (!copy_word(wrong, word))
		return false;
	skip = prefix_len(wrong);
	/* The policy may keep this prefix. */
	return guess_call(&guess, wrong + skip, !skip) &&
	       say_guess(place, strncmp(wrong, "sys_", skip) || !skip ? "" : "sys_", &guess);
}

/* The messages "expected the name of a system call ..." and "must begin with" */
static bool hint_on_line(const struct place *place)
{
	static const char default_action[] = "@default";
	size_t len = strlen(default_action);
	size_t i;

	if (!strncmp(place->at, default_action, len))
		return hint_on_default(place, place->at + len + (place->at[len] == ':'));
	for (i = 0; i < ARRAY_SIZE(line_starts); i++) {
		len = strlen(line_starts[i].start);
		if (!strncmp(place->at, line_starts[i].start, len))
			return say(place, "%s", line_starts[i].hint);
	}
	return false;
}

/* The message "expected a ':' after the name, ..." */
static bool hint_on_colon(const struct place *place)
{
	struct span name = word_before(place, place->at);

	if (hint_on_include(place, name) || hint_on_order(place, name, place->at))
		return true;
	if (*place->at == ',')
		return say(place, "a rule is about one call: write a line for each");
	return is_end(place->at) && is_call(name) &&
	       say(place, "write '%.*s: 1' to allow the call", name.len, name.at);
}

/* What the kernel's messages say, in words that no other message has */
static const struct {
	const char	*words;
	bool		(*find)(const struct place *place);
} messages[] = {
	{ "unknown system call ",			hint_on_call },
	{ "expected the name of a system call ",	hint_on_line },
	{ "must begin with two printable ",		hint_on_line },
	{ "expected a ':' ",				hint_on_colon },
	{ " has no argument ",				hint_on_argument },
	{ "expected the name of an argument",		hint_on_no_argument },
	{ "after the argument",				hint_on_operator },
	{ "after the comparison",			hint_on_junction },
	{ "expected | or ) in the constant",		hint_on_junction },
	{ "unknown constant ",				hint_on_constant },
	{ "built without names of constants",		hint_on_no_constants },
	{ "expected kill, kill_thread,",		hint_on_action },
	{ "expected an errno ",				hint_on_errno },
	{ "this directive takes 0 or 1",		hint_on_switch },
	{ "this directive only takes 1",		hint_on_switch },
};

/**
 * find_hint - guess what was meant where the kernel rejects a policy
 * @text:   the policy
 * @report: what check_policy() says about it
 * @hint:   receives one line of printable characters
 *
 * May ask the kernel about calls and constants.
 *
 * Returns whether there is a hint. There is none if nothing is likely.
 */
bool find_hint(const char *text, const struct seccomp_text_report *report,
	       char hint[HINT_SIZE])
{
	struct place place = {
		.text = text,
		.at = text,
		.message = report->message,
		.hint = hint,
	};
	unsigned int line;
	size_t i;

	if (!report->status || !report->line)
		return false;
	for (line = 1; line < report->line; line++)
		place.at = strchr(place.at, '\n') + 1;
	place.at += report->column - 1;

	for (i = 0; i < ARRAY_SIZE(messages); i++) {
		if (strstr(report->message, messages[i].words))
			return messages[i].find(&place);
	}
	return false;
}
