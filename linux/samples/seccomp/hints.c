// SPDX-License-Identifier: GPL-2.0
/*
 * Guess what was meant where the kernel rejects a text policy. It may be a
 * misspelling, or the way in which minijail, Kafel, libseccomp or systemd say it.
 *
 * The kernel's message tells what was expected, and its line and column where.
 * A wrong hint is worse than none.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "guess.h"
#include "hints.h"
#include "text-policy.h"

/* Longer pieces of a policy are not quoted. */
#define MAX_PIECE	80

/* How a line may begin elsewhere. The first match counts. */
static const struct {
	const char	*start;
	const char	*hint;
} line_starts[] = {
	{ "@include",	"a policy includes no files: put the lines of that file here" },
	{ "@frequency",	"leave this line out: the kernel sorts the rules itself" },
	{ "@allowlist",	"leave this line out: calls that no rule names are refused" },
	{ "@denylist",	"write 'unlisted: 1'" },
	{ "@",		"there are no sets of calls: name each call" },
	{ "{",		"this is not JSON: write a line 'NAME: 1' for each call to allow" },
	{ "//",		"a comment begins with '#'" },
	{ "/*",		"a comment begins with '#'" },
	{ ";",		"a comment begins with '#'" },
};

/**
 * struct place - where the kernel rejects a policy
 * @text:    the policy
 * @at:      the place in it
 * @message: the kernel's message
 * @hint:    receives the hint
 */
struct place {
	const char	*text;
	const char	*at;
	const char	*message;
	char		*hint;
};

/* A piece of the policy, or of a message; not terminated */
struct span {
	const char	*at;
	int		len;
};

/* Give a hint, as by printf(). True if it fits. */
#define say(place, ...) \
	(snprintf((place)->hint, HINT_SIZE, __VA_ARGS__) < HINT_SIZE)

/* Give the right name, after the prefix that it has in this policy. */
static bool say_guess(const struct place *place, const char *prefix,
		      const struct guess *guess)
{
	return say(place, guess->doubt ? "did you mean '%s%s'?" : "write '%s%s'",
		   prefix, guess->name);
}

/* Reading the policy */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Skip blanks before the place. Within a statement, line ends are joined. */
static const char *skip_blanks_back(const struct place *place, const char *at)
{
	while (at > place->text && strchr(" \t\r\n\\", at[-1]))
		at--;
	return at;
}

static struct span word_at(const char *at)
{
	struct span word = { skip_blanks(at), 0 };

	while (is_word(word.at[word.len]))
		word.len++;
	return word;
}

static struct span word_before(const struct place *place, const char *at)
{
	struct span word = { skip_blanks_back(place, at), 0 };

	while (word.at > place->text && is_word(word.at[-1])) {
		word.at--;
		word.len++;
	}
	return word;
}

static char char_before(const struct place *place, const char *at)
{
	at = skip_blanks_back(place, at);
	return at > place->text ? at[-1] : 0;
}

static bool is_end(const char *at)
{
	at = skip_blanks(at);
	return !*at || strchr("\r\n#", *at);
}

/* Copy up to MAX_PIECE bytes, with one blank for blanks and joined lines. */
static bool copy_piece(char piece[MAX_PIECE + 1], const char *from, const char *to)
{
	int n = 0;

	while (from < to) {
		const char *next = skip_blanks(from);

		if (n == MAX_PIECE)
			return false;
		if (next == from)
			piece[n++] = *from++;
		else if (next < to)
			piece[n++] = ' ';
		from = next > from ? next : from;
	}
	piece[n] = 0;
	return n;
}

static bool copy_word(char name[MAX_NAME + 1], struct span word)
{
	if (!word.len || word.len > MAX_NAME)
		return false;
	memcpy(name, word.at, word.len);
	name[word.len] = 0;
	return true;
}

static bool span_is(struct span span, const char *word)
{
	return !strncmp(span.at, word, span.len) && !word[span.len];
}

/* Verdicts on a call */

/* Room for "1", "0" or an action with an errno */
#define VERDICT_SIZE	(MAX_NAME + 16)

/* A word that may have a '-' in it, as "kill-process" */
static struct span verdict_at(const char *at)
{
	struct span word = word_at(at);

	while (is_word(word.at[word.len]) || (word.len && word.at[word.len] == '-'))
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

/* A verdict, at @at, instead of an expression */
static bool hint_on_verdict(const struct place *place, const char *at, bool misspelt)
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

	return copy_word(name, word) && !describe_call(&call, name, 0);
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
	return (span_is(word, "include") || span_is(word, "import")) &&
	       say(place, "%s", line_starts[0].hint);
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

/* Names of arguments */

/* The number of the argument that "arg0", "args[0]" or "SCMP_A0" means, or -1 */
static int arg_position(struct span word)
{
	static const char * const prefixes[] = { "args", "arg", "scmp_a" };
	const char *at = word.at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (strncasecmp(at, prefixes[i], len))
			continue;
		at += len;
		at += *at == '[';
		return *at >= '0' && *at <= '5' && !is_word(at[1]) ? *at - '0' : -1;
	}
	return -1;
}

/* Where the term that @at is in ends: before "&&", ")" and the like */
static const char *end_of_term(const char *at)
{
	int depth = 0;

	for (at = skip_blanks(at); *at; at++) {
		if (*at == '\\' && joined_line(at))
			at = joined_line(at) - 1;
		else if (strchr(";#\r\n", *at) || (strchr("&|", *at) && at[1] == *at))
			break;
		depth += (*at == '(') - (*at == ')');
		if (depth < 0)
			break;
	}
	while (strchr(" \t\r\n\\", at[-1]))
		at--;
	return at;
}

/* Whether all of @piece is one word, or is in one pair of parentheses */
static bool is_unit(const char *piece)
{
	int depth = 0;

	if (*piece != '(')
		return !piece[word_at(piece).len];
	do {
		depth += (*piece == '(') - (*piece == ')');
		piece++;
	} while (*piece && depth);
	return !*piece && !depth;
}

/* "ARGUMENT in MASK" of minijail: no other bits are set. The mask is at @at. */
static bool hint_on_in(const struct place *place, const char *argument, const char *at)
{
	char mask[MAX_PIECE + 1];

	at = skip_blanks(at);
	if (!copy_piece(mask, at, end_of_term(at)) || strpbrk(mask, ",{["))
		return false;
	if (mask[0] == '~' && is_unit(mask + 1))
		return say(place, "write '!(%s & %s)'", argument, mask + 1);
	return say(place, is_unit(mask) ? "write '!(%s & ~%s)'" : "write '!(%s & ~(%s))'",
		   argument, mask);
}

/* "arg0" and the like: the kernel has a name for it. */
static bool hint_on_position(const struct place *place,
			     const struct seccomp_text_call *call, struct span word)
{
	const char *after = skip_blanks(word.at + word.len);
	int position = arg_position(word);

	if (position < 0 || (unsigned int)position >= call->nr_args)
		return false;
	if (span_is(word_at(after), "in"))
		return hint_on_in(place, call->args[position].name, after + 2);
	return say(place, "write '%s' or 'a%d'", call->args[position].name, position);
}

/* The message "CALL has no argument ..." */
static bool hint_on_argument(const struct place *place)
{
	struct span word = word_at(place->at);
	struct seccomp_text_call call;
	char name[MAX_NAME + 1];
	struct guess guess;

	if (hint_on_verdict(place, place->at, false))
		return true;
	if (span_is(word, "not"))
		return say(place, "write '!( )' around what must not be true");
	if (copy_word(name, word_at(place->message)) && !describe_call(&call, name, 0)) {
		if (hint_on_position(place, &call, word))
			return true;
		if (copy_word(name, word) && guess_argument(&guess, name, &call))
			return guess.doubt ? say_guess(place, "", &guess) :
			       say(place, "the kernel calls it '%s'", guess.name);
	}
	/* If more follows, it is an expression. */
	return is_end(word.at + word.len) && hint_on_verdict(place, place->at, true);
}

/* The message "expected the name of an argument, ..." */
static bool hint_on_no_argument(const struct place *place)
{
	struct span number = word_at(place->at);
	const char *operator = skip_blanks(number.at + number.len);
	size_t len = strspn(operator, "=!<>");
	struct span argument = word_at(operator + len);

	if (!number.len)
		return false;
	if (operator[0] == '/' && operator[1] && strchr("/*", operator[1]))
		return say(place, "a comment begins with '#'");
	/* The two sides change places, so only these operators stay. */
	if (argument.len && len == 2 && strchr("=!", operator[0]) && operator[1] == '=')
		return say(place, "write the argument first: '%.*s %.2s %.*s'", argument.len,
			   argument.at, operator, number.len, number.at);
	return false;
}

/* Operators */

/* The message "expected ==, !=, ... after the argument, ..." */
static bool hint_on_operator(const struct place *place)
{
	struct span argument = word_before(place, place->at);
	struct span word = word_at(place->at);
	char name[MAX_NAME + 1];

	/* If the kernel was built without the call, any argument will do. */
	if (hint_on_verdict(place, argument.at, false))
		return true;
	if (span_is(word, "in") && copy_word(name, argument))
		return hint_on_in(place, name, word.at + word.len);
	if (span_is(word, "is") || span_is(word, "eq") ||
	    (*place->at == '=' && place->at[1] != '='))
		return say(place, "write '=='");
	return false;
}

/* Where the comparison that ends at @end starts: after "&&", "(" and the like */
static const char *start_of_term(const struct place *place, const char *end)
{
	const char *at = end;
	int depth = 0;

	for (; at > place->text; at--) {
		if (at[-1] == ':' || (at - 1 > place->text && strchr("&|", at[-1]) &&
				      at[-2] == at[-1]))
			break;
		depth += (at[-1] == ')') - (at[-1] == '(');
		if (depth < 0)
			break;
	}
	return skip_blanks(at);
}

/* Read "ARGUMENT & MASK", perhaps in parentheses, which ends before the place. */
static bool read_mask(const struct place *place, char argument[MAX_NAME + 1],
		      char mask[MAX_PIECE + 1])
{
	const char *end = skip_blanks_back(place, place->at);
	const char *at = start_of_term(place, end);
	char term[MAX_PIECE + 1];
	struct span word;

	if (at >= end || !copy_piece(term, at, end))
		return false;
	at = term;
	while (*at == '(' && is_unit(at)) {
		term[strlen(term) - 1] = 0;
		at = skip_blanks(at + 1);
	}
	word = word_at(at);
	if (!copy_word(argument, word))
		return false;
	at = skip_blanks(word.at + word.len);
	if (*at != '&' || at[1] == '&')
		return false;
	at = skip_blanks(at + 1);
	return copy_piece(mask, at, at + strlen(at));
}

static bool read_number(const char *piece, __u64 *number)
{
	char *end;

	*number = strtoull(piece, &end, 0);
	return isdigit((unsigned char)*piece) && !*end;
}

/* Spell "(ARGUMENT & MASK) == VALUE" as a test of each bit that must be set. */
static bool spell_bits(char *to, size_t size, const char *argument, __u64 mask,
		       __u64 value)
{
	__u64 clear = mask & ~value;
	int len = 0;

	if (value & ~mask || !value || __builtin_popcountll(value) > 3)
		return false;
	while (value) {
		__u64 bit = value & -value;

		len += snprintf(to + len, size - len, bit < 10 ? "%s%s & %llu" : "%s%s & %#llx",
				len ? " && " : "", argument, bit);
		value -= bit;
	}
	if (clear)
		snprintf(to + len, size - len,
			 clear < 10 ? " && !(%s & %llu)" : " && !(%s & %#llx)",
			 argument, clear);
	return true;
}

/* "ARGUMENT & MASK == VALUE": an operator follows the comparison. */
static bool hint_on_masked(const struct place *place)
{
	char argument[MAX_NAME + 1], mask[MAX_PIECE + 1], value[MAX_PIECE + 1];
	bool equal = *place->at == '=';
	const char *at = skip_blanks(place->at + 2);
	__u64 mask_bits, bits;
	char spelt[HINT_SIZE];

	if (!read_mask(place, argument, mask) || !copy_piece(value, at, end_of_term(at)))
		return false;
	if (!strcmp(value, "0") || !strcmp(value, "O_RDONLY"))
		return say(place, equal ? "write '!(%s & %s)'" : "write '%s & %s'", argument, mask);
	if (!strcmp(mask, value) && isalpha((unsigned char)*mask) && is_unit(mask))
		return say(place, "if %s is one bit, write '%s%s & %s%s'", mask,
			   equal ? "" : "!(", argument, mask, equal ? "" : ")");
	if (read_number(mask, &mask_bits) && read_number(value, &bits) &&
	    spell_bits(spelt, sizeof(spelt), argument, mask_bits, bits))
		return say(place, equal ? "write '%s'" : "write '!(%s)'", spelt);
	return say(place,
		   "'&' is true if any of the bits is set: test them one by one, as in '%s & 1 && !(%s & 2)' for (%s & 3) == 1",
		   argument, argument, argument);
}

/* The messages "expected && or || after the comparison, ..." and "| or )" */
static bool hint_on_junction(const struct place *place)
{
	struct span word = word_at(place->at);
	const char *at = place->at;

	if (span_is(word, "and"))
		return say(place, "write '&&'");
	if (span_is(word, "or"))
		return say(place, "write '||'");
	if ((*at == '=' || *at == '!') && at[1] == '=')
		return hint_on_masked(place);
	if (*at == '/' && (at[1] == '/' || at[1] == '*'))
		return say(place, "a comment begins with '#'");
	if ((*at && strchr("+-*/", *at)) || !strncmp(at, "<<", 2))
		return say(place, "there is no arithmetic: write the result");
	return false;
}

/* Constants */

/* The message "unknown constant ..." */
static bool hint_on_constant(const struct place *place)
{
	char wrong[MAX_NAME + 1];
	struct guess guess;

	return copy_word(wrong, word_at(place->at)) && guess_constant(&guess, wrong) &&
	       say_guess(place, "", &guess);
}

/* The message "this kernel was built without names of constants, ..." */
static bool hint_on_no_constants(const struct place *place)
{
	return say(place,
		   "write the number; CONFIG_SECCOMP_FILTER_TEXT_CONSTANTS brings the names");
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
