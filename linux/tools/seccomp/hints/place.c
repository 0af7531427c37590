// SPDX-License-Identifier: GPL-2.0
/*
 * The place where a policy is rejected, and reading what stands around it.
 */
#include <string.h>

#include "place.h"

bool say_guess(const struct place *place, const char *prefix, const struct guess *guess)
{
	return say(place, guess->doubt ? "did you mean '%s%s'?" : "write '%s%s'",
		   prefix, guess->name);
}

const char *skip_blanks_back(const struct place *place, const char *at)
{
	while (at > place->text && strchr(" \t\r\n\\", at[-1]))
		at--;
	return at;
}

struct span word_before(const struct place *place, const char *at)
{
	struct span word = { skip_blanks_back(place, at), 0 };

	while (word.at > place->text && is_word_char(word.at[-1])) {
		word.at--;
		word.len++;
	}
	return word;
}

char char_before(const struct place *place, const char *at)
{
	at = skip_blanks_back(place, at);
	return at > place->text ? at[-1] : 0;
}

bool is_end(const char *at)
{
	at = skip_blanks(at);
	return !*at || strchr("\r\n#", *at);
}

bool copy_piece(char piece[MAX_PIECE + 1], const char *from, const char *to)
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

bool copy_word(char name[MAX_NAME + 1], struct span word)
{
	if (!word.len || word.len > MAX_NAME)
		return false;
	memcpy(name, word.at, word.len);
	name[word.len] = 0;
	return true;
}
