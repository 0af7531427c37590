// SPDX-License-Identifier: GPL-2.0
/*
 * Files, constants and sets of calls that policies of other programs refer to.
 */
#include <linux/compiler.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert.h"
#include "language/language.h"
#include "main.h"

#define MAX_SOURCE	1048576
/* So many files are read, the same ones again included, which is more than any policy has. */
#define MAX_FILES	1000

__noreturn __printf(3, 4)
static void fail_read(const char *path, const struct place *place, const char *format, ...)
{
	va_list args;
	char *words;

	va_start(args, format);
	words = format_list(format, args);
	va_end(args);
	if (place)
		reject(place, "%s: %s", path, words);
	errx(EXIT_TOOL_FAILED, "%s: %s", path, words);
}

static size_t read_stream(FILE *stream, const char *path, const struct place *place, char *text)
{
	size_t len = fread(text, 1, MAX_SOURCE + 1, stream);

	if (ferror(stream))
		fail_read(path, place, "%s", strerror(errno));
	fclose(stream);
	return len;
}

char *read_source(const char *path, const struct place *place, size_t *len)
{
	static unsigned int nr_files;
	struct place here = { .file = path };
	char *text = need_memory(malloc(MAX_SOURCE + 2));
	FILE *stream = strcmp(path, "-") ? fopen(path, "re") : stdin;

	if (!stream)
		fail_read(path, place, "%s", strerror(errno));
	if (++nr_files > MAX_FILES)
		reject(place ?: &here, "more than %u files are included", MAX_FILES);
	*len = read_stream(stream, path, place, text);
	text[*len] = '\0';
	text = need_memory(realloc(text, *len + 1));
	if (*len > MAX_SOURCE)
		reject(&here, "larger than %u bytes, so it is no policy", MAX_SOURCE);
	if (memchr(text, '\0', *len))
		reject(&here, "holds a NUL byte, so it is no text");
	if (text[strspn(text, " \t\r\n")] == '\0')
		reject(&here, "holds nothing");
	return text;
}

static char *beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	return slash ? format_string("%.*s/%s", (int)(slash - file), file, name) :
		       format_string("%s", name);
}

char *find_included(const struct source *source, const char *name, const struct place *place)
{
	const char *last = strrchr(name, '/');
	unsigned int i;
	char *path;

	if (!strncmp(name, "./", 2))
		name += 2;
	path = name[0] == '/' ? format_string("%s", name) : beside(place->file, name);
	if (!access(path, F_OK))
		return path;
	last = last ? last + 1 : name;
	path = beside(place->file, last);
	if (!access(path, F_OK))
		return path;
	for (i = 0; i < source->nr_folders; i++) {
		path = format_string("%s/%s", source->folders[i], last);
		if (!access(path, F_OK))
			return path;
	}
	if (!source->skip_missing)
		reject(place,
		       "includes %s, which cannot be found; say where it is with -I FOLDER, or go on without it with --skip-missing",
		       name);
	return NULL;
}

/* What policies name but the language does not, as no call of the kernel takes it by name */
static const struct constant more_constants[] = {
	{ "EOF", -1 }, { "F_OK", F_OK }, { "NULL", 0 }, { "R_OK", R_OK },
	{ "STDERR_FILENO", 2 }, { "STDIN_FILENO", 0 }, { "STDOUT_FILENO", 1 },
	{ "SCHED_OTHER", 0 }, { "W_OK", W_OK }, { "X_OK", X_OK },
	{ "FDGETFDCSTAT", FDGETFDCSTAT },
};

static bool find_define(const struct source *source, const char *name, uint64_t *value)
{
	size_t len = strlen(name);
	unsigned int i;

	for (i = 0; i < source->nr_defines; i++) {
		const char *define = source->defines[i], *end;

		if (strncmp(define, name, len) || define[len] != '=')
			continue;
		if (!parse_number(define + len + 1, &end, value) || *end)
			errx(EXIT_TOOL_FAILED, "-D %s: the value is no number", define);
		return true;
	}
	return false;
}

bool find_number(const struct source *source, const char *name, struct number *number)
{
	int64_t value;
	unsigned int i;

	*number = (struct number){ 0 };
	if (find_define(source, name, &number->value))
		return true;
	if (find_constant_value(name, &value)) {
		number->value = value;
		number->words = format_string("%s", name);
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(more_constants); i++) {
		if (!strcmp(more_constants[i].name, name)) {
			number->value = more_constants[i].value;
			return true;
		}
	}
	return false;
}

bool parse_number(const char *text, const char **end, uint64_t *value)
{
	bool binary = text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
	bool negative = text[0] == '-';
	const char *digits = binary ? text + 2 : text + negative;
	char *stop;

	if (!strchr("0123456789", *digits) || !*digits)
		return false;
	errno = 0;
	*value = strtoull(digits, &stop, binary ? 2 : 0);
	if (errno || stop == digits)
		return false;
	if (negative) {
		if (*value > 1ull << 63)
			return false;
		*value = -*value;
	}
	*end = stop;
	return true;
}

static struct set *sets;
static unsigned int nr_sets;

static struct set *add_set(const char *name)
{
	struct set *set;

	sets = need_memory(realloc(sets, (nr_sets + 1) * sizeof(*sets)));
	set = &sets[nr_sets++];
	*set = (struct set){ .name = format_string("%s", name) };
	return set;
}

static void add_to_set(struct set *set, const char *name)
{
	set->names = need_memory(realloc(set->names, (set->nr_names + 1) * sizeof(*set->names)));
	set->names[set->nr_names++] = format_string("%s", name);
}

const struct set *find_set(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_sets; i++) {
		if (!strcmp(sets[i].name, name))
			return &sets[i];
	}
	return NULL;
}

/* A line such as "@clock=adjtimex,@other", "@clock", or "    adjtimex" */
static void read_set_line(char *line, const struct place *place)
{
	bool indented = line[0] == ' ' || line[0] == '\t';
	char *word, *rest;

	line[strcspn(line, "#\r")] = '\0';
	word = strtok_r(line, " \t=,", &rest);
	if (!word)
		return;
	if (!indented && word[0] != '@')
		reject(place, "neither a set, which begins with @, nor indented");
	if (!indented)
		add_set(word);
	else if (!nr_sets)
		reject(place, "'%s' belongs to no set", word);
	else
		add_to_set(&sets[nr_sets - 1], word);
	while ((word = strtok_r(NULL, " \t=,", &rest)))
		add_to_set(&sets[nr_sets - 1], word);
}

static void parse_sets(char *text, const char *name)
{
	struct place place = { .file = name };
	char *line;

	while ((line = strsep(&text, "\n"))) {
		place.line++;
		read_set_line(line, &place);
	}
	if (!nr_sets)
		reject(&place, "holds no set of calls");
}

static void ask_systemd_for_sets(void)
{
	char *text = need_memory(malloc(MAX_SOURCE + 2));
	FILE *pipe = popen("systemd-analyze --no-pager syscall-filter 2>/dev/null", "re");
	size_t len;

	if (!pipe)
		err(EXIT_TOOL_FAILED, "systemd-analyze");
	len = fread(text, 1, MAX_SOURCE, pipe);
	text[len] = '\0';
	if (pclose(pipe) || !len)
		errx(EXIT_TOOL_FAILED,
		     "'systemd-analyze syscall-filter' failed; give its output with --sets FILE");
	parse_sets(text, "systemd-analyze syscall-filter");
}

void read_sets(const struct source *source, bool ask_systemd)
{
	size_t len;

	if (nr_sets)
		return;
	if (source->sets)
		parse_sets(read_source(source->sets, NULL, &len), source->sets);
	else if (ask_systemd)
		ask_systemd_for_sets();
}
