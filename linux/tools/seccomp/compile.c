// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp compile: a policy as a filter of BPF, for whatever takes one.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/export.h"
#include "main.h"
#include "output.h"

enum form { FORM_RAW, FORM_SOURCE, FORM_LISTING, FORM_PROFILE };

enum { OPTION_C = 256, OPTION_ASM, OPTION_OCI, OPTION_NAME };

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "c", no_argument, NULL, OPTION_C },
	{ "asm", no_argument, NULL, OPTION_ASM },
	{ "oci", no_argument, NULL, OPTION_OCI },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ }
};

/**
 * struct request - what the command line asks for
 * @form:   what to write
 * @output: where to write, or NULL for standard output
 * @name:   of the array, or NULL
 */
struct request {
	enum form	form;
	const char	*output;
	const char	*name;
};

static void set_form(struct request *request, enum form form)
{
	if (request->form != FORM_RAW && request->form != form)
		reject_usage("--c, --asm and --oci exclude each other");
	request->form = form;
}

static bool is_identifier(const char *name)
{
	const char *at;

	for (at = name; isalnum((unsigned char)*at) || *at == '_'; at++)
		;
	return *name && !*at && !isdigit((unsigned char)*name);
}

static void take_option(struct request *request, int option)
{
	switch (option) {
	case 'o':
		request->output = optarg;
		break;
	case OPTION_C:
		set_form(request, FORM_SOURCE);
		break;
	case OPTION_ASM:
		set_form(request, FORM_LISTING);
		break;
	case OPTION_OCI:
		set_form(request, FORM_PROFILE);
		break;
	case OPTION_NAME:
		if (!is_identifier(optarg))
			reject_usage("--name takes a name in C, not '%s'", optarg);
		request->name = optarg;
		break;
	}
}

static void parse_request(int argc, char **argv, struct request *request)
{
	int option;

	*request = (struct request){ };
	while ((option = next_option(argc, argv, "o:jh", options)) != -1)
		take_option(request, option);
	if (request->name && request->form != FORM_SOURCE)
		reject_usage("--name goes with --c");
	if (want_json && (request->form == FORM_RAW || request->form == FORM_SOURCE))
		reject_usage("-j goes with --asm");
	if (optind == argc)
		reject_usage("a policy is missing");
	if (request->form == FORM_RAW && !request->output && isatty(STDOUT_FILENO))
		reject_usage("a filter is not for a terminal: give a file with -o, or --asm");
}

/* A filter cannot wait; whoever installs it decides when it takes effect. */
static void note_delay(const struct text *text)
{
	static const char * const delays[] = { "on_exec", "on_next_syscall" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(delays); i++) {
		if (find_directive(text, delays[i]))
			warnx("note: %s: %s is left out: a filter is in force when installed",
			      text->name, delays[i]);
	}
}

static void read_policies(struct export *export, char **paths, unsigned int nr)
{
	unsigned int i;

	export->nr_policies = nr;
	export->texts = need_memory(calloc(nr, sizeof(*export->texts)));
	export->policies = need_memory(calloc(nr, sizeof(export->policies[0])));
	for (i = 0; i < nr; i++) {
		read_policy(&export->texts[i], paths[i]);
		export->policies[i] = compile_text(&export->texts[i]);
	}
	for (i = 0; i < nr; i++)
		note_delay(&export->texts[i]);
}

static __noreturn void reject_size(unsigned int nr)
{
	if (nr)
		warnx("the filter would have %u instructions, and the kernel takes at most %u",
		      nr, BPF_MAXINSNS);
	else
		warnx("there are too many policies, or conditions of one call, for one filter");
	warnx("%s",
	      "take conditions out that the program can do without, or compile each policy by itself and install one filter after the other");
	exit(EXIT_NEGATIVE);
}

static void compile_policies(struct export *export)
{
	int ret = compile_bpf(export->policies, export->nr_policies, native_arch(),
			      &export->program);

	if (ret == -E2BIG)
		reject_size(export->program.nr);
	if (ret)
		errx(EXIT_TOOL_FAILED, "cannot compile the policy: %s", strerror(-ret));
	find_statements(export);
	find_places(export);
}

/* Returns false if this form cannot say what the policies say. */
static bool print_form(const struct export *export, const struct request *request, FILE *out)
{
	switch (request->form) {
	case FORM_RAW:
		fwrite(export->program.code, sizeof(struct sock_filter), export->program.nr, out);
		return true;
	case FORM_SOURCE:
		print_source(export, request->name ?: "filter", out);
		return true;
	case FORM_LISTING:
		if (want_json)
			print_listing_json(export, out);
		else
			print_listing(export, out);
		return true;
	default:
		return print_profile(export, out);
	}
}

static int run(int argc, char **argv)
{
	struct export export = { };
	struct request request;
	char *bytes = NULL;
	size_t len = 0;
	FILE *out;
	bool said;

	parse_request(argc, argv, &request);
	read_policies(&export, argv + optind, argc - optind);
	compile_policies(&export);
	/* Nothing is written before all is known. */
	out = need_memory(open_memstream(&bytes, &len));
	said = print_form(&export, &request, out);
	if (fclose(out))
		need_memory(NULL);
	if (!said)
		return EXIT_NEGATIVE;
	if (request.output)
		write_file(request.output, bytes, len);
	else
		write_whole(STDOUT_FILENO, bytes, len, "standard output");
	free(bytes);
	return EXIT_SUCCESS;
}

const struct verb compile_verb = {
	"compile",
	"compile [-o FILE] [--c|--asm|--oci] [OPTION]... POLICY...\n"
	"Write a policy as a filter of BPF that means the same, for programs that take one;\n"
	"several policies make one filter, as if they were stacked. POLICY may be -, for\n"
	"standard input. The filter is for the architecture that the tool is for.\n"
	"\n"
	"  -o, --output FILE  write to FILE instead of standard output\n"
	"      --c            an array for a program in C\n"
	"      --name NAME    --c: the name of the array (default: filter)\n"
	"      --asm          a listing to be read, with the rules of the policy\n"
	"      --oci          a profile for container runtimes, or why that cannot say it\n"
	"  -j, --json         --asm: print JSON\n"
	"\n"
	"Without --c, --asm or --oci, it is the struct sock_filter[] that bwrap --seccomp\n"
	"and minijail0 --seccomp-bpf-binary take. The status is 0 if it was written, 1 if no\n"
	"filter or profile can say what the policies say, and 125 if the tool itself failed;\n"
	"then, nothing is written.\n",
	run
};
