// SPDX-License-Identifier: GPL-2.0
/*
 * The comparisons in an expression.
 *
 * The policy is valid, so little can be wrong; whatever is not understood only
 * means that nothing is said about the rule.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "atoms.h"
#include "language/language.h"

/**
 * struct reader - reads an expression
 * @at:     what is next
 * @end:    the end of the expression
 * @failed: something was not understood
 */
struct reader {
	const char	*at;
	const char	*end;
	bool		failed;
};

uint64_t arg_mask(const struct seccomp_text_arg *arg)
{
	return arg->size < 8 ? (1ULL << arg->size * 8) - 1 : ~0ULL;
}

/* The next character, after blanks; 0 at the end */
static char peek(struct reader *reader)
{
	reader->at = skip_blanks(reader->at);
	return reader->at < reader->end ? *reader->at : 0;
}

static struct span take_word(struct reader *reader)
{
	struct span word = word_at(reader->at);

	reader->at = word.at + word.len;
	if (!word.len || reader->at > reader->end)
		reader->failed = true;
	return word;
}

/* Constants */

static uint64_t take_constant(struct reader *reader, uint64_t mask);

static uint64_t take_simple(struct reader *reader)
{
	struct span word = take_word(reader);
	char name[SECCOMP_TEXT_NAME_SIZE];
	int64_t value;

	if (word.len >= sizeof(name))
		reader->failed = true;
	snprintf(name, sizeof(name), "%.*s", word.len, word.at);
	if (isdigit((unsigned char)*name))
		return strtoull(name, NULL, 0);
	if (find_constant_value(name, &value))
		return value;
	reader->failed = true;
	return 0;
}

static uint64_t take_term(struct reader *reader, uint64_t mask)
{
	char sign = peek(reader);
	uint64_t value;

	if (sign == '-' || sign == '~')
		reader->at++;
	if (peek(reader) == '(') {
		reader->at++;
		value = take_constant(reader, mask);
		if (peek(reader) != ')')
			reader->failed = true;
		reader->at++;
	} else {
		value = take_simple(reader);
	}
	return sign == '-' ? -value : sign == '~' ? ~value & mask : value;
}

static uint64_t take_constant(struct reader *reader, uint64_t mask)
{
	uint64_t value = take_term(reader, mask);

	while (!reader->failed && peek(reader) == '|' && reader->at[1] != '|') {
		reader->at++;
		value |= take_term(reader, mask);
	}
	return value & mask;
}

/* Comparisons */

static unsigned int take_argument(struct reader *reader, const struct seccomp_text_call *call)
{
	struct span word = take_word(reader);
	char position[16];
	unsigned int i;

	for (i = 0; i < call->nr_args; i++) {
		snprintf(position, sizeof(position), "a%u", i);
		if (span_is(word, call->args[i].name) || span_is(word, position))
			return i;
	}
	reader->failed = true;
	return 0;
}

static enum operator take_operator(struct reader *reader)
{
	char first = peek(reader);

	if (!first || !strchr("=!<>&", first))
		reader->failed = true;
	reader->at += reader->at[1] == '=' ? 2 : 1;
	if (first == '&')
		return OPERATOR_BITS;
	return first == '<' || first == '>' ? OPERATOR_ORDER : OPERATOR_EQUAL;
}

static struct atom take_atom(struct reader *reader, const struct seccomp_text_call *call)
{
	struct atom atom = { .at = reader->at, .arg = take_argument(reader, call) };

	if (reader->failed)
		return atom;
	atom.negative = peek(reader) == '!';
	atom.operator = take_operator(reader);
	atom.value = take_constant(reader, arg_mask(&call->args[atom.arg]));
	return atom;
}

/**
 * struct sense - whether a "!" turns what comes next round
 * @turned: that of an open parenthesis does
 * @outer:  the same for the parentheses around it, the innermost in the lowest bit
 * @next:   one that stands right before what comes next does
 */
struct sense {
	bool		turned;
	bool		next;
	uint64_t	outer;
};

static void take_sign(struct sense *sense, char sign)
{
	if (sign == '!') {
		sense->next = !sense->next;
	} else if (sign == '(') {
		sense->outer = sense->outer << 1 | sense->turned;
		sense->turned ^= sense->next;
		sense->next = false;
	} else if (sign == ')') {
		sense->turned = sense->outer & 1;
		sense->outer >>= 1;
	}
}

bool add_atoms(struct atoms *atoms, const struct seccomp_text_call *call,
	       struct span expression)
{
	struct reader reader = { expression.at, expression.at + expression.len, false };
	struct sense sense = { };
	struct atom *atom;
	char next;

	while (!reader.failed && (next = peek(&reader))) {
		if (strchr("()!&|", next)) {
			take_sign(&sense, next);
			reader.at++;
			continue;
		}
		if (atoms->nr == MAX_ATOMS)
			return false;
		atom = &atoms->of[atoms->nr++];
		*atom = take_atom(&reader, call);
		if (atom->operator == OPERATOR_EQUAL)
			atom->negative ^= sense.turned ^ sense.next;
		sense.next = false;
	}
	return !reader.failed;
}
