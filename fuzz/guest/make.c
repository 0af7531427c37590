// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chance.h"
#include "make.h"

const struct spec *subjects[MAX_SUBJECTS];
int nr_subjects;

const char * const probes[] = {
	"read", "pread64", "fstat", "uname", "getresuid", "getrandom", "getcpu",
	"gettimeofday", "clock_gettime", "times", "sysinfo", "getpid",
};

const int nr_probes = sizeof(probes) / sizeof(probes[0]);

const char needs[] =
	"seccomp: 1\nprctl: 1\nexit_group: 1\npread64: 1\nclone: 1\nwait4: 1\n";

const struct spec *call_named(const char *name)
{
	return find_call((struct word){ name, strlen(name) });
}

const struct spec *call_numbered(int nr)
{
	for (int i = 0; i < vocabulary.nr_specs; i++)
		if (vocabulary.specs[i].nr == nr)
			return &vocabulary.specs[i];
	return NULL;
}

int unused_number(void)
{
	int last = vocabulary.specs[vocabulary.nr_specs - 1].nr, nr;

	do {
		nr = below(last + 200);
	} while (call_numbered(nr));
	return nr;
}

bool is_kernel_made(const struct spec *spec)
{
	return !strcmp(spec->name, "uretprobe") || !strcmp(spec->name, "uprobe");
}

void put(struct text *text, const char *format, ...)
{
	va_list args;
	int room = TEXT_ROOM - 1 - text->len, len;

	va_start(args, format);
	len = vsnprintf(text->s + text->len, room, format, args);
	va_end(args);
	text->len += len < room ? len : room - 1;
}

const struct spec *any_call(void)
{
	if (nr_subjects && !one_in(3))
		return subjects[below(nr_subjects)];
	if (!one_in(3))
		return call_named(probes[below(nr_probes)]);
	return &vocabulary.specs[below(vocabulary.nr_specs)];
}

void put_call(struct text *text, const struct spec *spec)
{
	const char *entry = spec->entry ? spec->entry + 4 : spec->name;
	int at = text->len;
	struct word word;

	/* One call's entry can have the name of another call. */
	do {
		text->len = at;
		put(text, "%s%s", one_in(2) ? "sys_" : "",
		    one_in(2) ? entry : spec->name);
		word = (struct word){ text->s + at, text->len - at };
	} while (find_call(word) != spec);
}

int count_args(const struct spec *spec)
{
	int n = 0;

	while (n < 6 && spec->arg[n].name)
		n++;
	return n;
}

/* A number near a power of two, a small one, AT_FDCWD, or any */
wide any_number(void)
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

wide fitting_number(const struct arg *arg)
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

void put_number(struct text *text, wide value)
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

/* The first two characters of a text must be printable. */
void put_blank(struct text *text)
{
	static const char * const blanks[] = { "", " ", " ", " ", "  ", "\t" };
	static const char * const joins[] = {
		"\\\n", " \\\n\t", "\\ \t\n", "\\\r\n ", "\\\n\\\n", " \\\n \\\n",
	};

	if (text->len >= 2 && one_in(24))
		put(text, "%s", joins[below(COUNT(joins))]);
	else
		put(text, "%s", blanks[below(COUNT(blanks))]);
}

const struct constant_name *any_constant(void)
{
	return vocabulary.nr_constants ?
	       &vocabulary.constants[below(vocabulary.nr_constants)] : NULL;
}

static bool fits(const struct arg *arg, wide value)
{
	return value >= lowest(arg) && value <= highest(arg);
}

/* Nearly always it fits. Two signs are an error, so few signs get a second one. */
static void put_term(struct text *text, const struct arg *arg, int depth)
{
	char sign = one_in(4) ? '~' : arg->is_signed && one_in(4) ? '-' : 0;
	const struct constant_name *name = any_constant();
	wide value;

	if (sign) {
		put(text, "%c", sign);
		put_blank(text);
	}
	if (depth && one_in(6)) {
		put(text, "(");
		put_constant(text, arg, depth - 1);
		put(text, ")");
		return;
	}
	if (name && one_in(2) &&
	    (fits(arg, sign == '-' ? -name->value : name->value) || one_in(32))) {
		put(text, "%s", name->name);
		return;
	}
	value = one_in(24) ? any_number() : fitting_number(arg);
	if (sign && value < 0 && !one_in(24))
		value = sign == '~' ? ~value : -value;
	put_number(text, value);
}

void put_constant(struct text *text, const struct arg *arg, int depth)
{
	put_blank(text);
	put_term(text, arg, depth);
	while (one_in(5)) {
		put_blank(text);
		put(text, "|");
		put_blank(text);
		put_term(text, arg, depth);
	}
	put_blank(text);
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
	put_constant(text, arg, 3);
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

void put_action(struct text *text)
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
		put(text, "errno %s", vocabulary.errnos[below(vocabulary.nr_errnos)].name);
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

void put_line(struct text *text)
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
		put(text, "?no_such_call: fd == ~(0|1); errno 5");
		break;
	case 5:
		put(text, "# a comment%s", one_in(2) ? " \\" : "");
		break;
	case 6:
		if (one_in(4)) {
			put(text, "sys_uretprobe: 0; kill");
			break;
		}
		put(text, "foreign:");
		put_blank(text);
		put_action(text);
		break;
	default:
		put_rule(text);
	}
	put(text, one_in(12) ? "\t# why\n" : one_in(24) ? " \\\n\n" : "\n");
}

void make_text(struct text *text)
{
	text->len = 0;
	put(text, one_in(8) ? "%s" : "unlisted: 1\n%s", one_in(8) ? needs : "");
	for (int i = 1 + below(8); i > 0; i--)
		put_line(text);
}
