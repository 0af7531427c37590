// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): the text of a policy, put together from files.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clause.h"
#include "main.h"
#include "text.h"

/* Every directive of the language */
static const char * const directives[] = {
	"unlisted", "on_violation", "foreign", "on_next_syscall", "on_exec",
};

/**
 * struct file - a file that is part of a policy
 * @path: for messages
 * @dev:  with @ino, tells files apart
 * @ino:  see @dev
 * @up:   the file that includes it, or NULL
 * @next: the file before it in the policy
 * @line: the line there that includes it
 * @open: it is being read
 */
struct file {
	const char	*path;
	dev_t		dev;
	ino_t		ino;
	struct file	*up;
	struct file	*next;
	unsigned int	line;
	bool		open;
};

struct loader {
	struct text	*text;
	struct file	*files;
};

static bool is_printable(char c)
{
	return c >= 0x20 && c <= 0x7e;
}

/* The next statement, or the end of the text */
static const char *next_statement(const char *at)
{
	at = end_of_statement(at);
	at += strcspn(at, "\n");
	return *at ? at + 1 : at;
}

/* The value of the directive @name if it is the statement at @at, or NULL */
static const char *directive_value(const char *at, const char *name)
{
	at = skip_blanks(at);
	if (strncmp(at, name, strlen(name)))
		return NULL;
	at = skip_blanks(at + strlen(name));
	return *at == ':' ? skip_blanks(at + 1) : NULL;
}

const char *find_directive(const struct text *text, const char *name)
{
	const char *at, *value;

	for (at = text->bytes; *at; at = next_statement(at)) {
		value = directive_value(at, name);
		if (value)
			return value;
	}
	return NULL;
}

/* Where fail() goes if somebody catches it, and what it says there */
static jmp_buf failed;
static bool catches;
static char *why_failed;

/* What is wrong with the policy of file @path, in its @line if that is not 0 */
static __noreturn __printf(3, 4)
void fail(const char *path, unsigned int line, const char *format, ...)
{
	va_list args;
	char *what;

	va_start(args, format);
	what = format_list(format, args);
	va_end(args);
	why_failed = line ? format_string("%s:%u: %s", path, line, what) :
		     format_string("%s: %s", path, what);
	if (!catches)
		errx(EXIT_TOOL_FAILED, "%s", why_failed);
	longjmp(failed, 1);
}

/* Add @len bytes without a line ending as a line. */
static void append_line(struct text *text, const char *line, size_t len,
			const char *file, unsigned int nr)
{
	if (text->len + len + 1 > POLICY_MAX_LEN)
		fail(text->name, 0, "the policy is too long: the limit is %d bytes",
		     POLICY_MAX_LEN);
	text->bytes = need_memory(realloc(text->bytes, text->len + len + 2));
	memcpy(text->bytes + text->len, line, len);
	text->len += len + 1;
	text->bytes[text->len - 1] = '\n';
	text->bytes[text->len] = 0;
	text->origins = need_memory(realloc(text->origins,
					    (text->nr_lines + 1) * sizeof(*text->origins)));
	text->origins[text->nr_lines++] = (struct origin){ file, nr };
}

/*
 * Add the lines from @from to @to. Returns the number of the line after them. A backslash
 * at the end of a text joins nothing, and is an error; so are two of them.
 */
static unsigned int append_lines(struct text *text, const char *from, const char *to,
				 const char *file, unsigned int nr)
{
	while (from < to) {
		size_t len = strcspn(from, "\n");
		bool joins = len && !from[len] && from[len - 1] == '\\';
		char *line = format_string("%.*s%s", (int)len, from, joins ? "\\" : "");

		append_line(text, line, strlen(line), file, nr++);
		free(line);
		from += len + (from[len] == '\n');
	}
	return nr;
}

/* Take out of what follows @start the directives that @own has, too. */
static void override(struct text *text, size_t start, const char *own)
{
	struct text including = { .bytes = (char *)own };
	const char *at;
	unsigned int i;

	for (at = text->bytes + start; *at; at = next_statement(at)) {
		for (i = 0; i < ARRAY_SIZE(directives); i++) {
			if (directive_value(at, directives[i]) &&
			    find_directive(&including, directives[i]))
				blank_between((char *)at, end_of_statement(at));
		}
	}
}

/* Read a file whole. What is longer than a policy can be is an error. */
static char *read_all(int fd, const char *path)
{
	char *bytes = need_memory(malloc(POLICY_MAX_LEN + 2));
	size_t len = 0;
	ssize_t got;

	while ((got = read(fd, bytes + len, POLICY_MAX_LEN + 1 - len)) > 0)
		len += got;
	if (got < 0)
		fail(path, 0, "cannot read the policy: %s", strerror(errno));
	if (len > POLICY_MAX_LEN)
		fail(path, 0, "the policy is too long: the limit is %d bytes",
		     POLICY_MAX_LEN);
	if (memchr(bytes, 0, len))
		fail(path, 0, "the policy contains a NUL");
	bytes[len] = 0;
	return bytes;
}

/* The file of this name beside @file, or else among the installed sets */
static char *find_included(const struct file *file, unsigned int line, const char *name)
{
	const char *slash;
	char *path;

	if (*name == '/')
		return need_memory(strdup(name));
	slash = strrchr(file->path, '/');
	path = format_string("%.*s%s", slash ? (int)(slash + 1 - file->path) : 0, file->path, name);
	if (!access(path, F_OK))
		return path;
	free(path);
	path = format_string("%s/%s", SETS_DIR, name);
	if (access(path, F_OK))
		fail(file->path, line, "no file %s beside it or in %s", name, SETS_DIR);
	return path;
}

/* The name of the file that an include at @at names; it ends at a blank. */
static char *included_name(const struct file *file, unsigned int line, const char *at)
{
	const char *name = skip_blanks(at);
	const char *value = directive_value(name + (*name == '?'), "include");
	size_t len, i;

	if (!value)
		return NULL;
	if (*name == '?')
		fail(file->path, line, "an include takes no '?'");
	len = strcspn(value, " \t\\\r\n#");
	if (!len || skip_blanks(value + len) != end_of_statement(at))
		fail(file->path, line, "an include is 'include: FILE', without blanks in FILE");
	for (i = 0; i < len; i++) {
		if (!is_printable(value[i]))
			fail(file->path, line,
			     "the name of an included file is printable ASCII, without byte 0x%02x",
			     (unsigned char)value[i]);
	}
	return need_memory(strndup(value, len));
}

static void load(struct loader *loader, const char *path, int fd, struct file *up,
		 unsigned int line);

/*
 * A file that is part of the policy already adds nothing. Who writes a policy may not
 * choose a pipe or a terminal to wait for.
 */
static void load_included(struct loader *loader, struct file *up, unsigned int line,
			  const char *name)
{
	char *path = find_included(up, line, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		fail(up->path, line, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		fail(up->path, line, "%s is no regular file", path);
	load(loader, path, fd, up, line);
}

static __noreturn void reject_cycle(const struct file *file, unsigned int line)
{
	const struct file *here = file;
	char *chain = format_string("includes itself");

	for (; file->up; file = file->up)
		chain = format_string("%s; %s is included by %s:%u", chain, file->path,
				      file->up->path, file->line);
	fail(here->path, line, "%s", chain);
}

/* Returns NULL for a file that is part of the policy already. */
static struct file *add_file(struct loader *loader, const char *path, int fd,
			     struct file *up, unsigned int line)
{
	struct file *file;
	struct stat st;

	if (fstat(fd, &st))
		fail(path, 0, "cannot read the policy: %s", strerror(errno));
	for (file = loader->files; file; file = file->next) {
		if (file->dev != st.st_dev || file->ino != st.st_ino)
			continue;
		if (file->open)
			reject_cycle(up, line);
		return NULL;
	}
	file = need_memory(malloc(sizeof(*file)));
	*file = (struct file){ path, st.st_dev, st.st_ino, up, loader->files, line, true };
	loader->files = file;
	return file;
}

/* An include becomes a comment, which the lines of the file follow. */
static void load_statements(struct loader *loader, struct file *file, const char *bytes)
{
	struct text *text = loader->text;
	const char *at, *next;
	unsigned int line = 1;
	size_t start;
	char *name, *comment;

	for (at = bytes; *at; at = next) {
		next = next_statement(at);
		name = included_name(file, line, at);
		if (!name) {
			line = append_lines(text, at, next, file->path, line);
			continue;
		}
		comment = format_string("# include: %s", name);
		append_line(text, comment, strlen(comment), file->path, line);
		free(comment);
		start = text->len;
		load_included(loader, file, line, name);
		free(name);
		override(text, start, bytes);
		for (; at < next; at++)
			line += *at == '\n';
	}
}

static void load(struct loader *loader, const char *path, int fd, struct file *up,
		 unsigned int line)
{
	struct file *file = add_file(loader, path, fd, up, line);
	char *bytes;

	if (file) {
		bytes = read_all(fd, path);
		load_statements(loader, file, bytes);
		file->open = false;
		/* Else a backslash could join the including file's next line. */
		if (up && loader->text->nr_lines)
			append_line(loader->text, "", 0, NULL, 0);
		free(bytes);
	}
	if (fd != STDIN_FILENO)
		close(fd);
}

void check_start(const struct text *text)
{
	if (!text->len || !is_printable(text->bytes[0]) || !is_printable(text->bytes[1]))
		fail(text->name, 0,
		     "the policy must begin with two printable characters, or the kernel takes it for a BPF filter: it cannot be empty, or begin with an empty line, a tab, a byte order mark or a one-character line");
}

void read_policy(struct text *text, const char *path)
{
	struct loader loader = { .text = text };
	struct file *file;
	int fd = STDIN_FILENO;

	*text = (struct text){ .name = path };
	if (strcmp(path, "-"))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	else
		text->name = "standard input";
	if (fd < 0)
		fail(path, 0, "cannot open the policy: %s", strerror(errno));
	load(&loader, text->name, fd, NULL, 0);
	while (loader.files) {
		file = loader.files;
		loader.files = file->next;
		free(file);
	}
	check_start(text);
}

char *try_policy(struct text *text, const char *path)
{
	if (setjmp(failed)) {
		catches = false;
		return why_failed;
	}
	catches = true;
	read_policy(text, path);
	catches = false;
	return NULL;
}

void add_rules(struct text *text, const char *rules)
{
	unsigned int line = text->nr_lines + 1;

	if (!text->name)
		text->name = "rules";
	append_lines(text, rules, rules + strlen(rules), text->name, line);
}

void add_line(struct text *text, const char *line)
{
	append_line(text, "", 0, NULL, 0);
	append_line(text, line, strlen(line), NULL, 0);
}

void free_text(struct text *text)
{
	free(text->bytes);
	free(text->origins);
	*text = (struct text){ };
}

const char *find_line(const struct text *text, unsigned int line)
{
	const char *at = text->bytes;

	while (--line && *at) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return at;
}

/* Print a line of a policy. Repeat its tabs, so that the caret lines up. */
static void print_caret(FILE *out, const char *line, unsigned int column)
{
	size_t len = strcspn(line, "\r\n"), i;

	for (i = 0; i < len; i++)
		fputc(is_printable(line[i]) || line[i] == '\t' ? line[i] : '?', out);
	fputc('\n', out);
	for (i = 0; i + 1 < column; i++)
		fputc(i < len && line[i] == '\t' ? '\t' : ' ', out);
	fputs("^\n", out);
}

void print_place(FILE *out, const struct text *text, unsigned int line,
		 unsigned int column, const char *kind, const char *message)
{
	const struct origin *origin;

	if (!line || line > text->nr_lines) {
		fprintf(out, "%s: %s: %s\n", text->name, kind, message);
		return;
	}
	origin = &text->origins[line - 1];
	if (origin->line)
		fprintf(out, "%s:%u:%u: %s: %s\n", origin->file, origin->line, column, kind,
			message);
	else
		fprintf(out, "%s: %s: %s, in a line that seccomp added\n", text->name, kind,
			message);
	print_caret(out, find_line(text, line), column);
}
