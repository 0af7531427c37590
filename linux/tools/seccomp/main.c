// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): write, check and use policies for system calls.
 */
#include <err.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "main.h"

#ifndef SECCOMP_VERSION
#define SECCOMP_VERSION	"0"
#endif

static const struct verb * const verbs[] = {
	&run_verb, &record_verb, &check_verb, &try_verb, &show_verb, &list_verb,
	&diff_verb, &convert_verb, &compile_verb,
};

static const struct verb *running;
bool want_json;

static void print_help(void)
{
	unsigned int i;

	printf("Usage: seccomp VERB [OPTION]... [ARGUMENT]...\n"
	       "Write, check and use policies for system calls.\n\n");
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		printf("  seccomp %.*s\n", (int)strcspn(verbs[i]->help, "\n"),
		       verbs[i]->help);
	printf("\nseccomp help VERB tells more. -j, --json prints JSON where a program might\n"
	       "read it. See also seccomp(1), seccomp-policy(7).\n");
}

static const struct verb *find_verb(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	}
	return NULL;
}

/* What could not be written must not look as if there was nothing to write. */
static int flush_output(int status)
{
	if (fflush(stdout))
		err(EXIT_TOOL_FAILED, "cannot write");
	if (ferror(stdout))
		errx(EXIT_TOOL_FAILED, "cannot write");
	return status;
}

static int print_verb_help(const struct verb *verb)
{
	printf("Usage: seccomp %s", verb->help);
	return flush_output(EXIT_SUCCESS);
}

static int run_help(const char *name)
{
	const struct verb *verb = name ? find_verb(name) : NULL;

	if (verb)
		return print_verb_help(verb);
	if (name)
		errx(EXIT_TOOL_FAILED, "there is no verb '%s'; try 'seccomp help'", name);
	print_help();
	return flush_output(EXIT_SUCCESS);
}

void reject_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
	fprintf(stderr, "Try 'seccomp help%s%s'.\n", running ? " " : "",
		running ? running->name : "");
	exit(EXIT_TOOL_FAILED);
}

int next_option(int argc, char **argv, const char *letters,
		const struct option *options)
{
	int option;

	while ((option = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		switch (option) {
		case 'h':
			exit(print_verb_help(running));
		case 'j':
			want_json = true;
			continue;
		case '?':
			fprintf(stderr, "Try 'seccomp help %s'.\n", running->name);
			exit(EXIT_TOOL_FAILED);
		default:
			return option;
		}
	}
	return -1;
}

pid_t parse_pid(const char *word)
{
	size_t len = strspn(word, "0123456789");

	if (word[len] || len > 9 || !atoi(word))
		reject_usage("'%s' is not a process ID", word);
	return atoi(word);
}

char *make_printable(char *string)
{
	char *c;

	for (c = string; *c; c++) {
		if (*c < ' ' || *c > '~')
			*c = '?';
	}
	return string;
}

/* The length of the character at @at in UTF-8, or 0 if there is none */
static unsigned int utf8_len(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;
	unsigned int len, i;

	len = *byte < 0x80 ? 1 : *byte < 0xc2 ? 0 : *byte < 0xe0 ? 2 : *byte < 0xf0 ? 3 :
	      *byte < 0xf5 ? 4 : 0;
	for (i = 1; i < len; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Too long forms, surrogates, and what lies behind the last character */
	if ((*byte == 0xe0 && byte[1] < 0xa0) || (*byte == 0xed && byte[1] > 0x9f) ||
	    (*byte == 0xf0 && byte[1] < 0x90) || (*byte == 0xf4 && byte[1] > 0x8f))
		return 0;
	return len;
}

struct json_object *new_json_string(const char *string)
{
	char *copy = need_memory(strdup(string)), *at;
	struct json_object *object;
	unsigned int len;

	for (at = copy; *at; at += len ? len : 1) {
		len = utf8_len(at);
		if (!len)
			*at = '?';
	}
	object = need_memory(json_object_new_string(copy));
	free(copy);
	return object;
}

void *need_memory(void *memory)
{
	if (!memory)
		errx(EXIT_TOOL_FAILED, "out of memory");
	return memory;
}

char *format_list(const char *format, va_list args)
{
	char *string;

	if (vasprintf(&string, format, args) < 0)
		string = NULL;
	return need_memory(string);
}

char *format_string(const char *format, ...)
{
	va_list args;
	char *string;

	va_start(args, format);
	string = format_list(format, args);
	va_end(args);
	return string;
}

int main(int argc, char **argv)
{
	if (argc > 1 && (!strcmp(argv[1], "-j") || !strcmp(argv[1], "--json"))) {
		want_json = true;
		argv[1] = argv[0];
		argc--;
		argv++;
	}
	if (argc < 2)
		reject_usage("a verb is missing");
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))
		return run_help(argv[2]);
	if (!strcmp(argv[1], "-V") || !strcmp(argv[1], "--version")) {
		puts("seccomp " SECCOMP_VERSION);
		return flush_output(EXIT_SUCCESS);
	}

	running = find_verb(argv[1]);
	if (!running)
		reject_usage("there is no verb '%s'", argv[1]);
	return flush_output(running->run(argc - 1, argv + 1));
}
