// SPDX-License-Identifier: GPL-2.0
/*
 * Write blanks, numbers and constants in all ways that the language has. The
 * values of constants are found without seccomp_text_reading.c, which reads
 * them.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seccomp_text_words.h"

/* The deepest constant that may have several terms on each level */
#define FEW	2

bool names_known;
long drawn[NR_DRAWN];

/*
 * Chance.
 */

static uint64_t chance_state;

uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

void seed_chance(uint64_t seed)
{
	chance_state = seed;
}

uint64_t chance(void)
{
	chance_state += 0x9e3779b97f4a7c15;
	return mix(chance_state);
}

int below(int n)
{
	return chance() % n;
}

bool one_in(int n)
{
	return below(n) == 0;
}

/*
 * Texts.
 */

void put(struct layer *layer, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(layer->text + layer->len, MAX_TEXT - layer->len, format,
			args);
	va_end(args);
	layer->len += len;
	if (layer->len >= MAX_TEXT)
		abort();
}

static void put_join(struct layer *layer)
{
	static const char * const joins[] = {
		"\\\n", "\\\n", " \\\n\t", "\\ \t\n", "\\\r\n  ", "\\\t\r\n",
		"\\\n\\\n", "\\\n \\\t\n",
	};

	put(layer, "%s", joins[below(ARRAY_SIZE(joins))]);
	drawn[JOIN]++;
}

/* The first two characters of a text must be printable. */
void put_blank(struct layer *layer)
{
	static const char * const blanks[] = { "", "", " ", " ", "  ", "\t" };

	if (layer->len < 2)
		return;
	if (one_in(16))
		put_join(layer);
	else
		put(layer, "%s", blanks[below(ARRAY_SIZE(blanks))]);
}

void put_gap(struct layer *layer)
{
	if (one_in(8))
		put_join(layer);
	else
		put(layer, "%s", one_in(4) ? "\t" : " ");
	put_blank(layer);
}

static void put_digits(struct layer *layer, wide value, int base)
{
	const char *digits = one_in(2) ? "0123456789abcdef" : "0123456789ABCDEF";
	char buf[64], *at = buf + sizeof(buf) - 1;

	*at = '\0';
	do {
		*--at = digits[value % base];
		value /= base;
	} while (value);
	put(layer, "%s", at);
}

void put_number(struct layer *layer, wide value)
{
	wide size = value < 0 ? -value : value;

	if (value < 0) {
		put(layer, "-");
		put_blank(layer);
	}
	switch (below(5)) {
	case 0:
		put(layer, one_in(4) ? "0X" : "0x");
		put(layer, "%.*s", below(3), "00");
		put_digits(layer, size, 16);
		break;
	case 1:
		put(layer, "0%.*s", below(3), "00");
		put_digits(layer, size, 8);
		break;
	default:
		put_digits(layer, size, 10);
	}
}

/*
 * Constants.
 */

/* Near a power of two, or small, or AT_FDCWD, or anything. */
static wide any_constant(void)
{
	static const int bits[] = { 7, 8, 15, 16, 31, 32, 63, 64 };
	wide value;

	switch (below(8)) {
	case 0:
		value = below(4);
		break;
	case 1:
		value = 100;
		break;
	case 2:
		value = chance();
		break;
	case 3:
		value = chance() >> below(64);
		break;
	case 4:
		value = (wide)1 << below(65);
		break;
	default:
		value = ((wide)1 << bits[below(ARRAY_SIZE(bits))]) +
			below(3) - 1;
	}
	return one_in(3) ? -value : value;
}

bool fits(const struct arg *arg, wide value)
{
	return value >= lowest(arg) && value <= highest(arg);
}

wide pick_constant(const struct arg *arg, bool fitting)
{
	wide value;

	if (one_in(fitting ? 6 : 2))
		return one_in(2) ? lowest(arg) - !fitting :
				   highest(arg) + !fitting;
	do {
		value = any_constant();
	} while (fits(arg, value) != fitting);
	return value;
}

/* Something that a sign can precede. It may or may not fit by itself. */
static wide put_operand(struct layer *layer, const struct arg *arg, int room,
			bool fitting)
{
	wide value;

	if (room > FEW || (room && one_in(4))) {
		put(layer, "(");
		put_blank(layer);
		value = put_constant(layer, arg, room - 1, fitting);
		put_blank(layer);
		put(layer, ")");
		drawn[PARENTHESES]++;
	} else if (names_known && one_in(2)) {
		const struct constant_name *name =
			&vocabulary.constants[below(vocabulary.nr_constants)];

		put(layer, "%s", name->name);
		value = name->value;
		drawn[NAME]++;
	} else {
		value = pick_constant(arg, fitting);
		if (value < 0)
			value = -value;
		put_number(layer, value);
	}
	return value;
}

/* Sets @good to whether the term is valid. If it is false, it certainly is not. */
static wide try_term(struct layer *layer, const struct arg *arg, int room,
		     bool fitting, bool *good)
{
	/* Few numbers fit with a minus sign: do not wait for a deep one of them. */
	int sign = below(room > FEW ? 3 : 4);
	wide value;

	*good = true;
	if (sign >= 2) {
		put(layer, sign == 2 ? "~" : "-");
		put_blank(layer);
	}
	value = put_operand(layer, arg, room, fitting);
	if (sign == 2) {
		*good = fits(arg, value);
		value = (arg->is_signed ? -1 : highest(arg)) - value;
		drawn[FLIP]++;
	} else if (sign == 3) {
		value = -value;
		drawn[MINUS]++;
	}
	*good = *good && fits(arg, value);
	return value;
}

static wide put_term(struct layer *layer, const struct arg *arg, int room,
		     bool fitting)
{
	size_t start = layer->len;
	long before[NR_DRAWN];
	wide value;
	bool good;

	memcpy(before, drawn, sizeof(drawn));
	do {
		memcpy(drawn, before, sizeof(drawn));
		layer->len = start;
		value = try_term(layer, arg, room, fitting, &good);
	} while (good != fitting);
	return value;
}

wide put_constant(struct layer *layer, const struct arg *arg, int room,
		  bool fitting)
{
	int terms = room > FEW || !one_in(3) ? 1 : 1 + below(3);
	int misfit = fitting ? -1 : below(terms);
	wide value = 0;

	for (int i = 0; i < terms; i++) {
		if (i) {
			put_blank(layer);
			put(layer, "|");
			put_blank(layer);
			drawn[UNION]++;
		}
		value |= put_term(layer, arg, room, i != misfit);
	}
	return value;
}

void put_mistake(struct layer *layer)
{
	static const char * const mistakes[] = {
		"--1", "- -1", "~~1", "~ ~0", "-~1", "~-1", "-", "~", "!1", "+1",
		"1|", "|1", "1 | | 2", "1|||2", "1 |\\\n| 2", "(1 || 2)",
		"1 & 2", "1 ^ 2", "1 + 2", "1 - 2", "1 << 2", "1 ~ 2", "1, 2",
		"()", "(1", "1)", "(1))", "((1)", "(1 2)", "(1)(2)", "1 (2)",
		"1 2", "1\\\n2", "0x\\\n1", "0x", "08", "1_", "0b1", "1u", "'1'",
		"\\1", "\\ 1", "1 \\ |1", "\\\n= 1", "\\\\\n1", "(\n1)",
		"NO_SUCH_CONSTANT", "1|NO_SUCH_CONSTANT", "~NO_SUCH_CONSTANT",
		"prot_read", "PROT_", "PROT_\\\nREAD", "PROT_READS",
		"PROT_READ PROT_WRITE", "PROT_READ,PROT_WRITE",
		"(PROT_READ|PROT_WRITE", "PROT_READ||PROT_WRITE", "EPERM",
		"PROT_READ(1)", "a0", "sys_read", "kill",
	};

	put(layer, "%s", mistakes[below(ARRAY_SIZE(mistakes))]);
}
