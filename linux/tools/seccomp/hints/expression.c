// SPDX-License-Identifier: GPL-2.0
/*
 * Guess what was meant where an expression is rejected.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ask.h"
#include "main.h"
#include "place.h"

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
		return *at >= '0' && *at <= '5' && !is_word_char(at[1]) ? *at - '0' : -1;
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
bool hint_on_argument(const struct place *place)
{
	struct span word = word_at(place->at);
	struct seccomp_text_call call;
	char name[MAX_NAME + 1];
	struct guess guess;

	if (hint_on_verdict(place, place->at, false))
		return true;
	if (span_is(word, "not"))
		return say(place, "write '!( )' around what must not be true");
	if (copy_word(name, word_at(place->message)) && !ask_call(&call, name, 0)) {
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
bool hint_on_no_argument(const struct place *place)
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
bool hint_on_operator(const struct place *place)
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
bool hint_on_junction(const struct place *place)
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
bool hint_on_constant(const struct place *place)
{
	char wrong[MAX_NAME + 1];
	struct guess guess;

	return copy_word(wrong, word_at(place->at)) && guess_constant(&guess, wrong) &&
	       say_guess(place, "", &guess);
}

/* The message "this kernel was built without names of constants, ..." */
bool hint_on_no_constants(const struct place *place)
{
	return say(place,
		   "write the number; CONFIG_SECCOMP_FILTER_TEXT_CONSTANTS brings the names");
}
