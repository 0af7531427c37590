// SPDX-License-Identifier: GPL-2.0
/*
 * A mutator for the harness expr.c. Mutations of bytes seldom make a long list of
 * comparisons of one word, so this writes some: 1 to 256 alternatives that touch,
 * overlap, are given twice or wrap around, at both ends of each width and sign, in
 * any order, with masks, and joined and nested in all ways.
 */
#include "fuzz.h"
#include "kinds.h"

#define MAX_ALTERNATIVES	256
#define MAX_OPEN		24

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed);

struct writer {
	char		*text;
	size_t		len, room;
	struct dice	dice;
	unsigned int	turn, word, open;
	__int128	last;		/* the last constant */
	bool		masks, others;
};

static unsigned int roll(struct writer *w, unsigned int sides)
{
	return dice_roll(&w->dice, sides);
}

/* What does not fit is left out. */
static void put(struct writer *w, const char *text)
{
	size_t len = strlen(text);

	if (w->len + len > w->room)
		len = w->room - w->len;
	memcpy(w->text + w->len, text, len);
	w->len += len;
}

/* At an end, near 0, near the last one, or anywhere; it fits most times. */
static void put_constant(struct writer *w, unsigned int word)
{
	unsigned int kind = (word + w->turn) % NR_KINDS;
	__int128 modulus = (__int128)1 << 8 * kinds[kind].size;
	__int128 low = kinds[kind].is_signed ? -modulus / 2 : 0;
	__int128 value;
	char digits[40];

	switch (roll(w, 8)) {
	case 0:
		value = low + roll(w, 3);
		break;
	case 1:
		value = low + modulus - 1 - roll(w, 3);
		break;
	case 2:
		value = (int)roll(w, 5) - 2;
		break;
	case 3:
		value = low + (__int128)(dice_word(&w->dice) & (modulus - 1));
		break;
	default:
		value = w->last + (int)roll(w, 7) - 3;
	}
	if (roll(w, 64)) {
		value = (value - low) & (modulus - 1);
		value += low;
	}
	w->last = value;
	snprintf(digits, sizeof(digits), roll(w, 2) && value >= 0 ? "0x%s%llx" : "%s%llu",
		 value < 0 ? "-" : "", (unsigned long long)(value < 0 ? -value : value));
	put(w, digits);
}

static void put_comparison(struct writer *w, const char *op, unsigned int word)
{
	char name[] = "a0";

	name[1] += word;
	put(w, name);
	put(w, op);
	put_constant(w, word);
}

/* A value, an interval, or any comparison */
static void put_alternative(struct writer *w, unsigned int style)
{
	static const char * const ops[] = { "==", "!=", "<=", ">=", "<", ">", "&" };
	unsigned int word = w->others && !roll(w, 8) ? roll(w, 6) : w->word;

	if (style == 0) {
		put_comparison(w, "==", word);
	} else if (style == 1 && roll(w, 3)) {
		put_comparison(w, ops[2 + roll(w, 4)], word);
		put(w, roll(w, 4) ? "&&" : "||");
		put_comparison(w, ops[2 + roll(w, 4)], word);
	} else {
		put_comparison(w, ops[roll(w, w->masks ? 7 : 6)], word);
	}
}

static void put_list(struct writer *w, unsigned int nr)
{
	unsigned int style = roll(w, 4), open = 0;
	bool conjunction = !roll(w, 4);

	while (nr--) {
		if (!roll(w, 16))
			put(w, "!");
		if (style && w->open < MAX_OPEN && !roll(w, 6)) {
			put(w, "(");
			w->open++;
			open++;
		}
		put_alternative(w, style);
		if (open && !roll(w, 4)) {
			put(w, ")");
			w->open--;
			open--;
		}
		if (nr)
			put(w, (style == 3 ? roll(w, 2) : conjunction) ? "&&" : "||");
	}
	for (; open; open--, w->open--)
		put(w, ")");
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	struct writer w = { .dice = dice_from(&seed, sizeof(seed)) };
	const uint8_t *end = memchr(data, '\n', size);
	size_t len = end ? end - data : size;
	uint8_t settings[5];
	bool keep, parens = false;

	if (roll(&w, 4) || max_size < 64)
		return LLVMFuzzerMutate(data, size, max_size);

	/* Keep the types if there are settings, and the expression at times. */
	w.turn = end && len + 1 < size ? end[1] : 0;
	keep = len && roll(&w, 2);
	if (!keep)
		w.turn = roll(&w, 256);
	w.word = roll(&w, 6);
	w.masks = !roll(&w, 3);
	w.others = !roll(&w, 3);
	w.room = max_size - sizeof(settings) - 1;
	w.text = malloc(max_size);
	must(w.text);
	if (keep) {
		memcpy(w.text, data, len < w.room ? len : w.room);
		w.len = len < w.room ? len : w.room;
		put(&w, roll(&w, 2) ? " || " : " && ");
		parens = roll(&w, 2);
		if (parens)
			put(&w, roll(&w, 2) ? "(" : "!(");
		w.open = parens;
	}
	put_list(&w, 1 + roll(&w, 1u << roll(&w, 9)));
	if (parens)
		put(&w, ")");

	memcpy(data, w.text, w.len);
	free(w.text);
	settings[0] = w.turn;
	settings[1] = roll(&w, 16) ? 255 : roll(&w, 256);
	settings[2] = 32;
	settings[3] = roll(&w, 5);
	settings[4] = roll(&w, 32) ? 0 : roll(&w, 32);
	data[w.len] = '\n';
	memcpy(data + w.len + 1, settings, sizeof(settings));
	return w.len + 1 + sizeof(settings);
}
