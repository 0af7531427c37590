// SPDX-License-Identifier: GPL-2.0
/*
 * A filter as an array for a program in C.
 */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "main.h"

/* Rules stand in comments, which nothing in them may end. */
static void print_comment(const char *lines, FILE *out)
{
	const char *at;

	fputs("\t/*\n\t * ", out);
	for (at = lines; *at; at++) {
		if (*at == '/' && at > lines && at[-1] == '*')
			fputc(' ', out);
		/* "/" and "*" begin one, which compilers warn about */
		if (*at == '*' && at > lines && at[-1] == '/')
			fputc(' ', out);
		fputc(*at, out);
		if (*at == '\n' && at[1])
			fputs("\t * ", out);
	}
	fputs("\t */\n", out);
}

static void print_comment_at(const struct export *export, unsigned int at, FILE *out)
{
	char *lines = NULL;
	size_t len = 0;
	FILE *memory = need_memory(open_memstream(&lines, &len));

	print_place_of(export, at, memory, "");
	if (fclose(memory))
		need_memory(NULL);
	if (*lines)
		print_comment(lines, out);
	free(lines);
}

void print_source(const struct export *export, const char *name, FILE *out)
{
	struct word *words = find_words(export);
	const struct sock_filter *insn;
	unsigned int at;
	char *meaning;

	fprintf(out, "/* Made by seccomp compile, for %s */\n#include <linux/filter.h>\n\n",
		abis[0].name);
	print_summary(export, out, "/* ", " */");
	fprintf(out, "const struct sock_filter %s[] = {\n", name);
	for (at = 0; at < export->program.nr; at++) {
		insn = &export->program.code[at];
		meaning = explain_instruction(export, words, at);
		print_comment_at(export, at, out);
		fprintf(out, "\t{ 0x%02x, %u, %u, 0x%08x },\t/* %u%s%s */\n", insn->code, insn->jt,
			insn->jf, insn->k, at, *meaning ? ": " : "", meaning);
		free(meaning);
	}
	fputs("};\n", out);
	free_words(export, words);
}
