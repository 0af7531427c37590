// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp convert: the policies of other programs as text.
 */
#include <err.h>
#include <getopt.h>
#include <json-c/json.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "abi.h"
#include "convert/convert.h"
#include "main.h"
#include "output.h"

static const struct {
	const char	*name;
	void		(*convert)(struct conversion *conv, const struct source *source);
} formats[] = {
	{ "oci", convert_oci },
	{ "minijail", convert_minijail },
	{ "systemd", convert_systemd },
	{ "kafel", convert_kafel },
	{ "firejail", convert_firejail },
};

enum { OPTION_CAP = 256, OPTION_KERNEL, OPTION_ARCH, OPTION_SETS, OPTION_DOCUMENT, OPTION_SKIP };

static const struct option options[] = {
	{ "from", required_argument, NULL, 'f' },
	{ "output", required_argument, NULL, 'o' },
	{ "include", required_argument, NULL, 'I' },
	{ "define", required_argument, NULL, 'D' },
	{ "cap", required_argument, NULL, OPTION_CAP },
	{ "kernel", required_argument, NULL, OPTION_KERNEL },
	{ "arch", required_argument, NULL, OPTION_ARCH },
	{ "sets", required_argument, NULL, OPTION_SETS },
	{ "document", required_argument, NULL, OPTION_DOCUMENT },
	{ "skip-missing", no_argument, NULL, OPTION_SKIP },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ }
};

/**
 * struct request - what the command line asks for
 * @format: index in formats, or -1
 * @output: where to write, or NULL for standard output
 * @source: how to read
 */
struct request {
	int		format;
	const char	*output;
	struct source	source;
};

static void add_string(const char ***strings, unsigned int *nr, const char *string)
{
	*strings = need_memory(realloc(*strings, (*nr + 1) * sizeof(**strings)));
	(*strings)[(*nr)++] = string;
}

static int find_format(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (!strcmp(formats[i].name, name))
			return i;
	}
	reject_usage("there is no format '%s'; it is oci, minijail, systemd, kafel or firejail",
		     name);
}

static void set_kernel(struct source *source, const char *version)
{
	char rest;

	if (sscanf(version, "%u.%u%c", &source->kernel_major, &source->kernel_minor, &rest) != 2)
		reject_usage("--kernel takes a version such as 6.12, not '%s'", version);
}

static void set_running_kernel(struct source *source)
{
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%u.%u", &source->kernel_major,
				   &source->kernel_minor) != 2)
		errx(EXIT_TOOL_FAILED,
		     "the version of this kernel is unknown; give it with --kernel");
}

static void take_option(struct request *request, int option)
{
	struct source *source = &request->source;

	switch (option) {
	case 'f':
		request->format = find_format(optarg);
		break;
	case 'o':
		request->output = optarg;
		break;
	case 'I':
		add_string(&source->folders, &source->nr_folders, optarg);
		break;
	case 'D':
		if (!strchr(optarg, '='))
			reject_usage("-D takes NAME=VALUE, not '%s'", optarg);
		add_string(&source->defines, &source->nr_defines, optarg);
		break;
	case OPTION_CAP:
		if (strncmp(optarg, "CAP_", 4))
			reject_usage("--cap takes a name such as CAP_BPF, not '%s'", optarg);
		add_string(&source->caps, &source->nr_caps, optarg);
		break;
	case OPTION_KERNEL:
		set_kernel(source, optarg);
		break;
	case OPTION_ARCH:
		if (!is_native_name(optarg))
			reject_usage("--arch %s: this tool is for %s", optarg, abis[0].name);
		break;
	case OPTION_SETS:
		source->sets = optarg;
		break;
	case OPTION_DOCUMENT:
		source->document = optarg;
		break;
	default:
		source->skip_missing = true;
		break;
	}
}

static void parse_request(int argc, char **argv, struct request *request)
{
	int option;

	*request = (struct request){ .format = -1 };
	while ((option = next_option(argc, argv, "f:o:I:D:jh", options)) != -1)
		take_option(request, option);
	if (request->format < 0)
		reject_usage("--from FORMAT is missing");
	if (optind != argc - 1)
		reject_usage("one file must be given, or - for standard input");
	request->source.path = argv[optind];
	if (!request->source.kernel_major)
		set_running_kernel(&request->source);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!strcmp(path, "-"))
		return "standard input";
	return slash ? slash + 1 : path;
}

/* A program might want the policy and what it does not say apart. */
static char *format_json(const struct conversion *conv, const char *text)
{
	struct json_object *object = need_memory(json_object_new_object());
	struct json_object *comments = need_memory(json_object_new_array());
	unsigned int i;

	json_object_object_add(object, "policy", new_json_string(text));
	for (i = 0; i < conv->nr_comments; i++)
		json_object_array_add(comments, new_json_string(conv->comments[i]));
	json_object_object_add(object, "comments", comments);
	return format_string("%s\n", json_object_to_json_string_ext(object,
								     JSON_C_TO_STRING_PRETTY));
}

static int run(int argc, char **argv)
{
	struct conversion conv = {
		.default_action = SECCOMP_RET_KILL_PROCESS,
		.foreign = SECCOMP_RET_KILL_PROCESS,
	};
	struct request request;
	char *text;

	parse_request(argc, argv, &request);
	conv.from = base_name(request.source.path);
	formats[request.format].convert(&conv, &request.source);
	text = emit_policy(&conv);
	if (want_json)
		text = format_json(&conv, text);
	if (request.output)
		write_file(request.output, text, strlen(text));
	else
		write_whole(STDOUT_FILENO, text, strlen(text), "standard output");
	return EXIT_SUCCESS;
}

const struct verb convert_verb = {
	"convert",
	"convert --from oci|minijail|systemd|kafel|firejail [OPTION]... FILE\n"
	"Write the policy of another program as text that means the same.\n\n"
	"  -f, --from FORMAT     what FILE is:\n"
	"                          oci       the seccomp section of an OCI runtime, Docker's\n"
	"                                    profile, or a SeccompProfile of Kubernetes\n"
	"                          minijail  a policy for minijail0 -S\n"
	"                          systemd   a unit or a drop-in\n"
	"                          kafel     a policy, or a configuration of nsjail\n"
	"                          firejail  a profile\n"
	"  -o, --output FILE     write to FILE instead of standard output\n"
	"  -I, --include FOLDER  look here for included files as well\n"
	"      --skip-missing    go on without included files that cannot be found\n"
	"  -D, --define NAME=N   the value of a constant\n"
	"      --cap CAP_X       oci: the process will have this capability\n"
	"      --kernel X.Y      oci: it will run on this kernel (default: the running one)\n"
	"      --arch ARCH       oci: on this architecture, the one of the tool\n"
	"      --document NAME   oci: which profile, if FILE has several\n"
	"      --sets FILE       systemd: the output of systemd-analyze syscall-filter;\n"
	"                        firejail: lines @set=call,call,@set\n"
	"  -j, --json            print the policy and what it could not say as JSON\n\n"
	"What the text cannot say is an error (status 1) that names it, or, if leaving it\n"
	"out only makes the policy stricter, a warning and a comment in the policy.\n",
	run
};
