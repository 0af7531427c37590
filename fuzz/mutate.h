/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts: policies made up by the language's rules, and what becomes of them and
 * of kept ones by changes to their lines, their words and their bytes.
 */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include "chance.h"
#include "shared.h"

/* The calls that this case is about; most rules are on these. */
#define MAX_SUBJECTS	6

static const struct spec *subjects[MAX_SUBJECTS];
static int nr_subjects;

static const char * const probes[] = {
	"read", "pread64", "fstat", "uname", "getresuid", "getrandom", "getcpu",
	"gettimeofday", "clock_gettime", "times", "sysinfo", "getpid",
};

/* What a child needs to go on. */
static const char needs[] =
	"seccomp: 1\nprctl: 1\nexit_group: 1\npread64: 1\nclone: 1\nwait4: 1\n";

static const struct spec *call_named(const char *name)
{
	return find_call((struct word){ name, strlen(name) });
}

static __attribute__((format(printf, 2, 3))) void
put(struct text *text, const char *format, ...)
{
	va_list args;
	int room = TEXT_ROOM - 1 - text->len, len;

	va_start(args, format);
	len = vsnprintf(text->s + text->len, room, format, args);
	va_end(args);
	text->len += len < room ? len : room - 1;
}

static const struct spec *any_call(void)
{
	if (nr_subjects && !one_in(3))
		return subjects[below(nr_subjects)];
	if (!one_in(3))
		return call_named(probes[below(COUNT(probes))]);
	return &specs[below(COUNT(specs))];
}

static void put_call(struct text *text, const struct spec *spec)
{
	const char *entry = spec->entry ? spec->entry + 4 : spec->name;

	put(text, "%s%s", one_in(2) ? "sys_" : "", one_in(2) ? entry : spec->name);
}

static int count_args(const struct spec *spec)
{
	int n = 0;

	while (n < 6 && spec->arg[n].name)
		n++;
	return n;
}

/* Near a power of two, or small, or AT_FDCWD, or anything. */
static wide any_number(void)
{
	static const int bits[] = { 7, 8, 15, 16, 31, 32, 63, 64 };
	wide value;

	switch (below(8)) {
	case 0:
	case 1:
		value = below(6);
		break;
	case 2:
		value = 100;
		break;
	case 3:
		value = chance() >> below(64);
		break;
	case 4:
		value = (wide)1 << below(65);
		break;
	default:
		value = ((wide)1 << bits[below(COUNT(bits))]) + below(3) - 1;
	}
	return one_in(4) ? -value : value;
}

static wide fitting_number(const struct arg *arg)
{
	wide value;

	switch (below(8)) {
	case 0:
		return lowest(arg);
	case 1:
		return highest(arg);
	default:
		do {
			value = any_number();
		} while (value < lowest(arg) || value > highest(arg));
		return value;
	}
}

static void put_number(struct text *text, wide value)
{
	unsigned long long size = value < 0 ? -value : value;
	bool more = (value < 0 ? -value : value) >> 64;

	if (value < 0)
		put(text, "-");
	if (more)
		put(text, "18446744073709551616");
	else
		put(text, one_in(3) ? "%#llx" : one_in(4) ? "%#llo" : "%llu", size);
}

static void put_blank(struct text *text)
{
	static const char * const blanks[] = { "", " ", " ", " ", "  ", "\t" };

	put(text, "%s", blanks[below(COUNT(blanks))]);
}

static void put_comparison(struct text *text, const struct spec *spec)
{
	static const struct arg any = { "any", 64, false };
	int n = count_args(spec), i = n ? below(n) : 0;
	const struct arg *arg = n ? &spec->arg[i] : &any;

	if (one_in(3) || !n)
		put(text, "a%d", i);
	else
		put(text, "%s", arg->name);
	put_blank(text);
	put(text, "%s", op_text[below(NR_OPS)]);
	put_blank(text);
	put_number(text, one_in(24) ? any_number() : fitting_number(arg));
}

static void put_predicate(struct text *text, const struct spec *spec, int depth)
{
	do {
		put_blank(text);
		put(text, "%.*s", one_in(4) ? 1 + below(2) : 0, "!!");
		if (depth && one_in(3)) {
			put(text, "(");
			put_predicate(text, spec, depth - 1);
			put(text, ")");
		} else {
			put_comparison(text, spec);
		}
		put_blank(text);
	} while (one_in(3) && (put(text, one_in(2) ? "&&" : "||"), true));
}

static void put_action(struct text *text)
{
	switch (below(20)) {
	case 0:
		put(text, one_in(2) ? "kill" : "kill_thread");
		break;
	case 1 ... 4:
		put(text, one_in(3) ? "trap" : "trap %d", below(65536));
		break;
	case 5 ... 6:
		put(text, one_in(3) ? "trace" : "trace %d", below(65536));
		break;
	case 7 ... 8:
		put(text, "log");
		break;
	case 9 ... 11:
		put(text, "errno %s", errnos[below(COUNT(errnos))].name);
		break;
	default:
		put(text, one_in(4) ? "errno %#x" : "errno %d", 1 + below(4095));
	}
}

static void put_rule(struct text *text)
{
	const struct spec *spec = any_call();
	int kind = below(8);

	put(text, "%s", one_in(10) ? "?" : "");
	put_call(text, spec);
	put(text, ":");
	if (kind == 0)
		put(text, " 1");
	else if (kind == 1)
		put(text, " 0");
	else
		put_predicate(text, spec, 4);
	if (kind && !one_in(3)) {
		put(text, ";");
		put_blank(text);
		put_action(text);
	}
}

static void put_line(struct text *text)
{
	switch (below(24)) {
	case 0:
		put(text, "unlisted: %d", !one_in(4));
		break;
	case 1 ... 2:
		put(text, "on_violation: ");
		put_action(text);
		break;
	case 3:
		put(text, one_in(2) ? "on_next_syscall: 1" : "on_exec: 1");
		break;
	case 4:
		put(text, "?no_such_call: fd == 0; errno 5");
		break;
	case 5:
		put(text, "# a comment");
		break;
	case 6:
		put(text, "sys_uretprobe: 0; kill");
		break;
	default:
		put_rule(text);
	}
	put(text, one_in(12) ? "\t# why\n" : "\n");
}

static void make_text(struct text *text)
{
	text->len = 0;
	put(text, one_in(8) ? "%s" : "unlisted: 1\n%s", one_in(8) ? needs : "");
	for (int i = 1 + below(8); i > 0; i--)
		put_line(text);
}

/*
 * Changes.
 */

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

/* A line, with its newline. */
static struct span any_line(const struct text *text)
{
	struct span line = { text->len ? below(text->len) : 0, 0 };

	while (line.at > 0 && text->s[line.at - 1] != '\n')
		line.at--;
	while (line.at + line.len < text->len &&
	       text->s[line.at + line.len++] != '\n')
		;
	return line;
}

/* A word, or one of the marks between words. */
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

/* Any piece of the language. */
static void make_piece(struct text *piece)
{
	static const char * const marks[] = {
		"==", "!=", "<", "<=", ">", ">=", "&", "&&", "||", "!", "(",
		")", ":", ";", "#", "?", "\n", "\t", " ", "\r\n", "~", "'",
		"\"", "-", "=", ".ustring", ".function", "CPUS{1}", "comm",
		"common_pid", "$comm", "__syscall_nr", "0x", "08", "1", "0",
		"-0", "\r", "*",
	};
	const struct spec *spec;

	piece->len = 0;
	switch (below(9)) {
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
		put(piece, "%s", errnos[below(COUNT(errnos))].name);
		break;
	case 6:
		put_number(piece, any_number());
		break;
	default:
		put(piece, "%s", marks[below(COUNT(marks))]);
	}
}

static char any_byte(void)
{
	static const char likely[] = " \t\r\n:;#?!&|()=<>01289af-_\x00\x7f\x80\xff'\"~";

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

static void wrap(struct text *text)
{
	static const int depths[] = { 1, 2, 31, 32, 33, 63, 64, 65, 200 };
	struct span line = any_line(text);
	int depth = depths[below(COUNT(depths))];
	char *colon = memchr(text->s + line.at, ':', line.len), *end;
	bool not = one_in(3);
	int at;

	if (!colon)
		return;
	end = memchr(colon, ';', line.len - (colon - text->s - line.at));
	if (!end)
		end = text->s + line.at + line.len -
		      (line.len && text->s[line.at + line.len - 1] == '\n');
	at = end - text->s;
	put_many(text, at, ")", depth - one_in(10));
	put_many(text, colon + 1 - text->s, not ? "!(" : "(", depth);
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

/* Many policies of one or two rules, to come to the limits of what can be. */
static int piles;

static void make_small(struct text *text)
{
	text->len = 0;
	put(text, "unlisted: 1\n");
	for (int i = 0; i < piles; i++) {
		put_call(text, subjects[0]);
		put(text, ": a0 != %d; errno %d\n", below(100), 1 + below(4095));
	}
}

static void make_mutant(struct text *text)
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
	/* Most shall leave the child its life, and say so once. */
	text->s[text->len] = '\0';
	if (!one_in(8) && !strstr(text->s, "unlisted: ")) {
		scratch.len = 0;
		put(&scratch, "%s", one_in(2) ? "unlisted: 1\n" : needs);
		put_in(text, 0, scratch.s, scratch.len);
	}
	text->s[text->len] = '\0';
}

#endif /* FUZZ_MUTATE_H */
