// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "chance.h"
#include "make.h"
#include "mutate.h"
#include "shared.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void take_out(struct text *text, int at, int len)
{
	memmove(text->s + at, text->s + at + len, text->len - at - len);
	text->len -= len;
}

static void put_in(struct text *text, int at, const char *what, int len)
{
	if (len <= 0 || text->len + len > TEXT_ROOM - 2)
		return;
	memmove(text->s + at + len, text->s + at, text->len - at);
	memcpy(text->s + at, what, len);
	text->len += len;
}

struct span {
	int at, len;
};

/* Does the line before @at end there, and is it not joined to the next one? */
static bool is_start(const struct text *text, int at)
{
	if (!at)
		return true;
	if (text->s[--at] != '\n')
		return false;
	while (at > 0 && strchr(" \t\r", text->s[at - 1]))
		at--;
	return !at || text->s[at - 1] != '\\';
}

/* Any line, with its newline and the lines that are joined to it */
static struct span any_line(const struct text *text)
{
	struct span line = { text->len ? below(text->len) : 0, 0 };

	while (!is_start(text, line.at))
		line.at--;
	while (line.at + line.len < text->len &&
	       !is_start(text, line.at + ++line.len))
		;
	return line;
}

/* Any word, or a character between words */
static struct span any_token(const struct text *text)
{
	struct span token = { text->len ? below(text->len) : 0, 1 };

	if (!text->len)
		return (struct span){ 0, 0 };
	while (token.at < text->len - 1 && isspace((unsigned char)text->s[token.at]))
		token.at++;
	if (!is_word(text->s[token.at]))
		return token;
	while (token.at > 0 && is_word(text->s[token.at - 1]))
		token.at--;
	while (token.at + token.len < text->len &&
	       is_word(text->s[token.at + token.len]))
		token.len++;
	return token;
}

/* Any token of the language, and some that it does not have */
static void make_piece(struct text *piece)
{
	static const char * const marks[] = {
		"==", "!=", "<", "<=", ">", ">=", "&", "&&", "||", "!", "(",
		")", ":", ";", "#", "?", "\n", "\t", " ", "\r\n", "~", "'",
		"\"", "-", "=", ".ustring", ".function", "CPUS{1}", "comm",
		"common_pid", "$comm", "__syscall_nr", "0x", "08", "1", "0",
		"-0", "\r", "*", "|", "|", "~(", "-(", "- -", "~~", "\\",
		"\\\n", " \\ \r\n", "# \\\n", "NO_SUCH_NAME", "prot_read",
	};
	static const struct arg any = { "any", 32, true };
	const struct spec *spec;

	piece->len = 0;
	switch (below(11)) {
	case 0:
		put_call(piece, any_call());
		break;
	case 1:
		spec = any_call();
		if (count_args(spec))
			put(piece, "%s", spec->arg[below(count_args(spec))].name);
		break;
	case 2:
		put(piece, "a%d", below(7));
		break;
	case 3:
		put(piece, "%s", directives[below(NR_DIRECTIVES)]);
		break;
	case 4:
		put_action(piece);
		break;
	case 5:
		put(piece, "%s", vocabulary.errnos[below(vocabulary.nr_errnos)].name);
		break;
	case 6:
		put_number(piece, any_number());
		break;
	case 7:
		if (any_constant())
			put(piece, "%s", any_constant()->name);
		break;
	case 8:
		put_constant(piece, &any, 2);
		break;
	default:
		put(piece, "%s", marks[below(COUNT(marks))]);
	}
}

static char any_byte(void)
{
	static const char likely[] = " \t\r\n:;#?!&|()=<>01289af-_\x00\x7f\x80\xff'\"~\\";

	return one_in(3) ? (char)chance() : likely[below(sizeof(likely))];
}

static void change_bytes(struct text *text)
{
	int at = text->len ? below(text->len) : 0;
	char byte = any_byte();
	int len;

	if (!text->len)
		return;
	switch (below(5)) {
	case 0:
		text->s[at] ^= 1 << below(8);
		break;
	case 1:
		text->s[at] = byte;
		break;
	case 2:
		put_in(text, at, &byte, 1);
		break;
	case 3:
		len = 1 + below(8);
		take_out(text, at, len < text->len - at ? len : text->len - at);
		break;
	default:
		text->len = at;
	}
}

static struct text scratch;

static void change_lines(struct text *text)
{
	struct span line = any_line(text), other;
	int kept;

	switch (below(6)) {
	case 0:
		take_out(text, line.at, line.len);
		break;
	case 1:
		scratch.len = 0;
		put_in(&scratch, 0, text->s + line.at, line.len);
		put_in(text, any_line(text).at, scratch.s, scratch.len);
		break;
	case 2:
		scratch.len = 0;
		put_in(&scratch, 0, text->s + line.at, line.len);
		take_out(text, line.at, line.len);
		other = any_line(text);
		put_in(text, other.at, scratch.s, scratch.len);
		break;
	case 3:
		scratch.len = 0;
		put_line(&scratch);
		put_in(text, line.at, scratch.s, scratch.len);
		break;
	case 4:
		if (!page->corpus.nr)
			break;
		kept = below(page->corpus.nr);
		scratch.len = 0;
		put_in(&scratch, 0, page->corpus.kept[kept].s,
		       page->corpus.kept[kept].len);
		other = any_line(&scratch);
		put_in(text, line.at, scratch.s + other.at, one_in(3) ?
		       scratch.len - other.at : other.len);
		break;
	default:
		put_in(text, line.at, "?", 1);
	}
}

static void change_tokens(struct text *text)
{
	struct span token = any_token(text), other;
	static struct text piece;

	switch (below(6)) {
	case 0:
		take_out(text, token.at, token.len);
		break;
	case 1:
		scratch.len = 0;
		put_in(&scratch, 0, text->s + token.at, token.len);
		put_in(text, any_token(text).at, scratch.s, scratch.len);
		break;
	case 2:
		other = any_token(text);
		piece.len = 0;
		put_in(&piece, 0, text->s + other.at, other.len);
		take_out(text, token.at, token.len);
		put_in(text, token.at, piece.s, piece.len);
		break;
	default:
		make_piece(&piece);
		if (!one_in(3))
			take_out(text, token.at, token.len);
		put_in(text, token.at, piece.s, piece.len);
	}
}

static void put_many(struct text *text, int at, const char *what, int times)
{
	while (times-- > 0)
		put_in(text, at, what, strlen(what));
}

/* Put parentheses around an expression, or around the last constant of it. */
static void wrap(struct text *text)
{
	static const int depths[] = { 1, 2, 31, 32, 33, 63, 64, 65, 200 };
	struct span line = any_line(text);
	int depth = depths[below(COUNT(depths))];
	char *colon = memchr(text->s + line.at, ':', line.len), *end;
	bool constant = one_in(3), turned = one_in(3);
	const char *from;
	int at;

	if (!colon)
		return;
	end = memchr(colon, ';', line.len - (colon - text->s - line.at));
	if (!end)
		end = text->s + line.at + line.len -
		      (line.len && text->s[line.at + line.len - 1] == '\n');
	from = constant ? end : colon + 1;
	while (from > colon + 1 && !strchr("=<>&", from[-1]))
		from--;
	at = from - text->s;
	put_many(text, end - text->s, ")", depth - one_in(10));
	put_many(text, at, !turned ? "(" : constant ? "~(" : "!(", depth);
}

static void lengthen(struct text *text)
{
	struct span line = any_line(text);
	char *colon = memchr(text->s + line.at, ':', line.len);
	static const int numbers[] = { 8, 62, 64, 200, 254, 255, 256, 257, 300 };
	int times = numbers[below(COUNT(numbers))];

	if (colon)
		put_many(text, colon + 1 - text->s,
			 one_in(2) ? " a0 != 77 &&" : " a0 == 78 ||", times);
}

static void use_crlf(struct text *text)
{
	for (int i = text->len - 1; i >= 0; i--)
		if (text->s[i] == '\n' && !one_in(20))
			put_in(text, i, "\r", 1);
}

static void grow_to_limit(struct text *text)
{
	int goal = TEXT_LIMIT - 2 + below(4);
	bool rules = one_in(3);

	while (text->len < goal - 64) {
		if (rules)
			put_line(text);
		else
			put(text, "# %48s\n", "");
	}
	while (text->len < goal)
		put_in(text, text->len, "#", 1);
}

static void change(struct text *text)
{
	switch (below(32)) {
	case 0 ... 5:
		change_bytes(text);
		break;
	case 6 ... 14:
		change_lines(text);
		break;
	case 15:
		use_crlf(text);
		break;
	case 16:
		wrap(text);
		break;
	case 17:
		if (one_in(4))
			lengthen(text);
		break;
	case 18:
		if (one_in(40))
			grow_to_limit(text);
		break;
	default:
		change_tokens(text);
	}
}

int piles;

static void make_small(struct text *text)
{
	text->len = 0;
	put(text, "unlisted: 1\n");
	for (int i = 0; i < piles; i++) {
		put_call(text, subjects[0]);
		put(text, ": a0 != %d; errno %d\n", below(100), 1 + below(4095));
	}
}

void make_mutant(struct text *text)
{
	const struct corpus *corpus = &page->corpus;
	int kept;

	if (piles && !one_in(6)) {
		make_small(text);
		text->s[text->len] = '\0';
		return;
	}

	if (!corpus->nr || one_in(4)) {
		make_text(text);
	} else {
		kept = below(one_in(2) ? corpus->nr : 1 + corpus->nr / 2);
		if (one_in(3) && corpus->nr > 16)
			kept = corpus->nr - 1 - below(16);
		text->len = 0;
		put_in(text, 0, corpus->kept[kept].s, corpus->kept[kept].len);
	}
	for (int i = below(5); i > 0; i--)
		change(text);
	/* Most texts must let the child live on, and have one line that does so. */
	text->s[text->len] = '\0';
	if (!one_in(8) && !strstr(text->s, "unlisted: ")) {
		scratch.len = 0;
		put(&scratch, "%s", one_in(2) ? "unlisted: 1\n" : needs);
		put_in(text, 0, scratch.s, scratch.len);
	}
	text->s[text->len] = '\0';
}
