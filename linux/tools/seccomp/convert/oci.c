// SPDX-License-Identifier: GPL-2.0
/*
 * The seccomp section of the OCI runtime specification, alone or in a config.json,
 * the profiles of Docker and Podman, which add conditions on capabilities and
 * kernels, and the SeccompProfile of Kubernetes.
 *
 * The meaning is that of runc, crun and libseccomp:
 *  - an entry whose action is the default one is left out;
 *  - the arguments of an entry must all match, unless one is compared twice: then
 *    each is an entry of its own;
 *  - entries for one call are alternatives; one without arguments replaces those
 *    with arguments before and after it.
 */
#include <json-c/json.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "convert.h"
#include "oci.h"
#include "main.h"

/* Whether the list has the word */
static bool has_word(const struct node *list, const char *word)
{
	size_t i, len = get_length(list);

	for (i = 0; i < len; i++) {
		struct node item = get_item(list, i);
		const char *string = get_string(&item);

		if (string && !strcmp(string, word))
			return true;
	}
	return false;
}

static bool has_cap(const struct source *source, const char *cap)
{
	unsigned int i;

	for (i = 0; i < source->nr_caps; i++) {
		if (!strcmp(source->caps[i], cap))
			return true;
	}
	return false;
}

/* How many of a list's capabilities the process has */
static size_t count_caps(const struct source *source, const struct node *list)
{
	size_t i, nr = 0, len = get_length(list);

	for (i = 0; i < len; i++) {
		struct node item = get_item(list, i);
		const char *cap = get_string(&item);

		nr += cap && has_cap(source, cap);
	}
	return nr;
}

static bool is_kernel(const struct source *source, const struct node *node)
{
	const char *version = get_string(node);
	unsigned int major, minor;
	char rest;

	if (sscanf(version, "%u.%u%c", &major, &minor, &rest) != 2)
		reject(&node->place, "must be a version such as 4.8");
	return source->kernel_major > major ||
	       (source->kernel_major == major && source->kernel_minor >= minor);
}

static bool is_arch(const struct node *list)
{
	return has_word(list, abis[0].name) || has_word(list, abis[0].other);
}

/* Whether the conditions leave the entry in: all of includes, none of excludes */
static bool is_meant(const struct source *source, const struct node *entry)
{
	static const char * const known[] = { "caps", "arches", "minKernel", NULL };
	struct node includes = get_member(entry, "includes");
	struct node excludes = get_member(entry, "excludes");
	struct node caps, arches, kernel;

	if (includes.value) {
		check_members(&includes, known);
		caps = get_member(&includes, "caps");
		arches = get_member(&includes, "arches");
		kernel = get_member(&includes, "minKernel");
		if (count_caps(source, &caps) != get_length(&caps) ||
		    (get_length(&arches) && !is_arch(&arches)) ||
		    (kernel.value && !is_kernel(source, &kernel)))
			return false;
	}
	if (!excludes.value)
		return true;
	check_members(&excludes, known);
	caps = get_member(&excludes, "caps");
	arches = get_member(&excludes, "arches");
	kernel = get_member(&excludes, "minKernel");
	return !count_caps(source, &caps) && !is_arch(&arches) &&
	       !(kernel.value && is_kernel(source, &kernel));
}

/* errnoRet, and errno, which is how Podman spells it; they are the same or one is missing. */
static uint64_t get_errno(const struct node *number, const struct node *name)
{
	const char *word = get_string(name);
	int error = word ? find_errno(word) : 0;

	if (!word || !*word)
		return get_number(number, 1);	/* EPERM */
	if (!error)
		reject(&name->place, "'%.40s' is no errno", word);
	if (get_number(number, error) != (uint64_t)error)
		reject(&name->place, "is not the errno of %s", number->place.path);
	return error;
}

static uint32_t get_action(const struct node *node, const struct node *data,
			   const struct node *error)
{
	static const struct { const char *name; uint32_t action; } actions[] = {
		{ "SCMP_ACT_KILL", SECCOMP_RET_KILL_THREAD },
		{ "SCMP_ACT_KILL_THREAD", SECCOMP_RET_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS },
		{ "SCMP_ACT_TRAP", SECCOMP_RET_TRAP },
		{ "SCMP_ACT_ALLOW", SECCOMP_RET_ALLOW },
		{ "SCMP_ACT_LOG", SECCOMP_RET_LOG },
	};
	const char *name = get_string(node);
	uint64_t number = get_errno(data, error);
	unsigned int i;

	if (!name)
		reject(&node->place, "is missing");
	if (!strcmp(name, "SCMP_ACT_ERRNO"))
		return errno_action(number, &data->place);
	if (!strcmp(name, "SCMP_ACT_TRACE")) {
		if (number > 0xffff)
			reject(&data->place, "must be less than 65536");
		return SECCOMP_RET_TRACE | number;
	}
	if (!strcmp(name, "SCMP_ACT_NOTIFY"))
		reject(&node->place, "SCMP_ACT_NOTIFY: a policy cannot ask a supervisor");
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (!strcmp(name, actions[i].name))
			return actions[i].action;
	}
	reject(&node->place, "'%.40s' is no action", name);
}

enum scmp_op { OP_NE, OP_LT, OP_LE, OP_EQ, OP_GE, OP_GT, OP_MASKED_EQ };

/**
 * struct comparison - one of an entry's arguments
 * @index: the argument
 * @op:    how it is compared
 * @value: with what; the mask of OP_MASKED_EQ
 * @two:   the value of OP_MASKED_EQ
 * @place: where it stands
 */
struct comparison {
	unsigned int	index;
	enum scmp_op	op;
	uint64_t	value, two;
	struct place	place;
};

/**
 * struct match - the arguments of an entry
 * @tests: the comparisons
 * @nr:    their number
 */
struct match {
	struct comparison	tests[6];
	size_t			nr;
};

static enum scmp_op get_op(const struct node *node)
{
	static const char * const names[] = {
		"SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ",
		"SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ",
	};
	const char *name = get_string(node);
	unsigned int op;

	for (op = 0; name && op < ARRAY_SIZE(names); op++) {
		if (!strcmp(name, names[op]))
			return op;
	}
	reject(&node->place, "'%.40s' is no comparison", name ?: "null");
}

static struct comparison get_comparison(const struct node *node)
{
	static const char * const known[] = { "index", "value", "valueTwo", "op", NULL };
	struct comparison test = { .place = node->place };
	struct node index, value, two, op;

	check_members(node, known);
	index = get_member(node, "index");
	value = get_member(node, "value");
	two = get_member(node, "valueTwo");
	op = get_member(node, "op");
	if (!index.value || !value.value)
		reject(&node->place, "needs index, value and op");
	if (get_number(&index, 0) > 5)
		reject(&index.place, "must be from 0 to 5");
	test.index = get_number(&index, 0);
	test.op = get_op(&op);
	test.value = get_number(&value, 0);
	test.two = get_number(&two, 0);
	return test;
}

static const struct expr *make_test(const struct call *call, const struct comparison *test)
{
	static const enum test_op ops[] = {
		[OP_NE] = TEST_NE, [OP_LT] = TEST_LT, [OP_LE] = TEST_LE, [OP_EQ] = TEST_EQ,
		[OP_GE] = TEST_GE, [OP_GT] = TEST_GT,
	};

	if (test->op == OP_MASKED_EQ)
		return compare_masked(call, test->index, test->value, test->two, &test->place);
	return compare(call, test->index, ops[test->op],
		       (struct number){ .value = test->value }, &test->place);
}

static const struct expr *make_expr(const struct call *call, const struct match *match)
{
	const struct expr *expr = always();
	size_t i;

	for (i = 0; i < match->nr; i++)
		expr = both(expr, make_test(call, &match->tests[i]));
	return expr;
}

/* The least and the greatest value that pass; some between them may not */
static void find_ends(const struct comparison *test, uint64_t *first, uint64_t *last)
{
	*first = 0;
	*last = UINT64_MAX;
	switch (test->op) {
	case OP_EQ:
		*first = *last = test->value;
		break;
	case OP_MASKED_EQ:
		*first = test->two & test->value;
		*last = *first | ~test->value;
		break;
	case OP_LE:
	case OP_LT:
		*last = test->value - (test->op == OP_LT && test->value);
		break;
	case OP_GE:
	case OP_GT:
		*first = test->value + (test->op == OP_GT && test->value != UINT64_MAX);
		break;
	default:
		break;
	}
}

/* Whether no value passes both */
static bool exclude_each_other(const struct comparison *a, const struct comparison *b)
{
	uint64_t first[2], last[2];

	if (a->index != b->index)
		return false;
	find_ends(a, &first[0], &last[0]);
	find_ends(b, &first[1], &last[1]);
	if (last[0] < first[1] || last[1] < first[0])
		return true;
	if (a->op == OP_MASKED_EQ && b->op == OP_MASKED_EQ)
		return (a->two & b->value) != (b->two & a->value);
	return a->value == b->value &&
	       ((a->op == OP_EQ && b->op == OP_NE) || (a->op == OP_NE && b->op == OP_EQ));
}

static bool are_disjoint(const struct match *a, const struct match *b)
{
	size_t i, j;

	for (i = 0; i < a->nr; i++) {
		for (j = 0; j < b->nr; j++) {
			if (exclude_each_other(&a->tests[i], &b->tests[j]))
				return true;
		}
	}
	return false;
}

/**
 * struct rule - an entry for one call
 * @match:  its arguments
 * @action: what it does
 * @next:   the next one
 */
struct rule {
	struct match	match;
	uint32_t	action;
	struct rule	*next;
};

static bool is_unconditional(const struct call *call)
{
	const struct branch *branch;

	for (branch = call->cases; branch; branch = branch->next) {
		if (is_always(branch->when))
			return true;
	}
	return false;
}

static void add_rule(struct call *call, const struct match *match, uint32_t action,
		     const struct place *place)
{
	struct rule *rule;

	if (is_unconditional(call))
		return;
	if (!match->nr) {
		call->cases = NULL;
		add_case(call, always(), action);
		return;
	}
	for (rule = call->rules; rule; rule = rule->next) {
		if (rule->action != action && !are_disjoint(&rule->match, match))
			reject(place,
			       "%s gets two actions, and arguments may match both; what libseccomp makes of this depends on its version",
			       call->name);
	}
	rule = need_memory(malloc(sizeof(*rule)));
	*rule = (struct rule){ .match = *match, .action = action, .next = call->rules };
	call->rules = rule;
	add_case(call, make_expr(call, match), action);
}

/* Whether one argument is compared twice */
static bool is_repetitive(const struct match *match)
{
	unsigned int seen = 0;
	size_t i;

	for (i = 0; i < match->nr; i++) {
		if (seen & 1 << match->tests[i].index)
			return true;
		seen |= 1 << match->tests[i].index;
	}
	return false;
}

static void add_rules(struct call *call, const struct match *match, uint32_t action,
		      const struct place *place)
{
	size_t i;

	if (!is_repetitive(match)) {
		add_rule(call, match, action, place);
		return;
	}
	for (i = 0; i < match->nr; i++) {
		struct match one = { .tests = { match->tests[i] }, .nr = 1 };

		add_rule(call, &one, action, place);
	}
}

static void get_match(const struct node *entry, struct match *match)
{
	struct node args = get_member(entry, "args");
	size_t i;

	match->nr = get_length(&args);
	if (match->nr > ARRAY_SIZE(match->tests))
		reject(&args.place, "more than 6 comparisons");
	for (i = 0; i < match->nr; i++) {
		struct node item = get_item(&args, i);

		match->tests[i] = get_comparison(&item);
	}
}

static void take_name(struct conversion *conv, const struct node *node,
		      const struct match *match, uint32_t action)
{
	const char *name = get_string(node);

	if (!name)
		reject(&node->place, "must be a name");
	add_rules(need_call(conv, name, 0, &node->place), match, action, &node->place);
}

static void take_entry(struct conversion *conv, const struct source *source,
		       const struct node *entry)
{
	static const char * const known[] = {
		"name", "names", "action", "errnoRet", "errno", "args", "comment", "includes",
		"excludes", NULL
	};
	struct node name, names, action, data, error;
	struct match match;
	uint32_t taken;
	size_t i;

	check_members(entry, known);
	name = get_member(entry, "name");
	names = get_member(entry, "names");
	action = get_member(entry, "action");
	data = get_member(entry, "errnoRet");
	error = get_member(entry, "errno");
	taken = get_action(&action, &data, &error);
	get_match(entry, &match);
	if (!name.value && !get_length(&names))
		reject(&entry->place, "names no call");
	if (!is_meant(source, entry) || taken == conv->default_action)
		return;
	begin_group(conv, "%s%s: %s", taken == SECCOMP_RET_ALLOW ? "Allowed" : "Refused",
		    match.nr ? " by arguments" : "", entry->place.path);
	if (name.value)
		take_name(conv, &name, &match, taken);
	for (i = 0; i < get_length(&names); i++) {
		struct node item = get_item(&names, i);

		take_name(conv, &item, &match, taken);
	}
}

/* Whether calls of other ABIs get the same filter */
static bool has_foreign(const struct node *profile)
{
	struct node list = get_member(profile, "architectures");
	struct node map = get_member(profile, "archMap");
	bool found = false;
	size_t i;

	for (i = 1; i < nr_abis; i++)
		found |= has_word(&list, abis[i].scmp);
	for (i = 0; i < get_length(&map); i++) {
		struct node item = get_item(&map, i), arch, others;

		need_type(&item, json_type_object);
		arch = get_member(&item, "architecture");
		others = get_member(&item, "subArchitectures");
		if (arch.value && !strcmp(get_string(&arch), abis[0].scmp))
			found |= get_length(&others) > 0;
	}
	return found;
}

static void take_foreign(struct conversion *conv, const struct node *profile)
{
	struct node list = get_member(profile, "architectures");
	struct node map = get_member(profile, "archMap");

	conv->foreign = SECCOMP_RET_KILL_THREAD;	/* as libseccomp does */
	if (!has_foreign(profile))
		return;
	warn_place(conv, list.value ? &list.place : &map.place,
		   "%s calls are refused; a policy cannot allow them",
		   foreign_abis ?: "foreign");
	conv->foreign = SECCOMP_RET_ERRNO | find_errno("ENOSYS");
}

static void take_flags(struct conversion *conv, const struct node *profile)
{
	struct node flags = get_member(profile, "flags");
	size_t i;

	for (i = 0; i < get_length(&flags); i++) {
		struct node item = get_item(&flags, i);
		const char *flag = get_string(&item);

		warn_place(conv, &item.place, "%s is for the program that installs the policy%s",
			   flag ?: "null", flag && strstr(flag, "_LOG") ?
			   "; see 'seccomp run --log'" : "");
	}
}

static void take_profile(struct conversion *conv, const struct source *source,
			 const struct node *profile)
{
	static const char * const known[] = {
		"defaultAction", "defaultErrnoRet", "defaultErrno", "architectures", "archMap",
		"flags", "listenerPath", "listenerMetadata", "syscalls", "comment", NULL
	};
	struct node action, data, error, listener, entries;
	size_t i;

	check_members(profile, known);
	action = get_member(profile, "defaultAction");
	data = get_member(profile, "defaultErrnoRet");
	error = get_member(profile, "defaultErrno");
	listener = get_member(profile, "listenerPath");
	entries = get_member(profile, "syscalls");
	conv->default_action = get_action(&action, &data, &error);
	take_foreign(conv, profile);
	take_flags(conv, profile);
	if (listener.value)
		warn_place(conv, &listener.place, "no listener is told of anything");
	for (i = 0; i < get_length(&entries); i++) {
		struct node entry = get_item(&entries, i);

		take_entry(conv, source, &entry);
	}
}

/* json-c takes a number that is too large for the largest one. */
static void check_numbers(const char *text, struct place *place)
{
	static const char largest[] = "18446744073709551615";
	bool quoted = false;
	size_t len;

	for (; *text; text += len ?: 1) {
		len = quoted ? 0 : strspn(text, "0123456789");
		if (*text == '\n')
			place->line++;
		if (*text == '"')
			quoted = !quoted;
		if (quoted && *text == '\\' && text[1])
			len = 2;
		if (!quoted && (len > strlen(largest) ||
				(len == strlen(largest) && strncmp(text, largest, len) > 0)))
			reject(place, "%.*s is more than 64 bits hold", (int)len, text);
	}
}

/* A text of JSON; json-c checks it strictly, so that no number is cut off. */
static struct json_object *read_json(const char *text, size_t len, const char *file)
{
	struct json_tokener *tokener = need_memory(json_tokener_new());
	struct place place = { .file = file, .line = 1 };
	struct json_object *value;
	size_t i, end;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(tokener, text, len + 1);
	end = json_tokener_get_parse_end(tokener);
	for (i = 0; i < end && i < len; i++)
		place.line += text[i] == '\n';
	if (!value || json_tokener_get_error(tokener) != json_tokener_success)
		reject(&place, "no JSON: %s",
		       json_tokener_error_desc(json_tokener_get_error(tokener)));
	json_tokener_free(tokener);
	place.line = 1;
	check_numbers(text, &place);
	return value;
}

/* A SeccompProfile of Kubernetes, or NULL */
static struct json_object *find_spec(const struct node *document)
{
	struct node kind = get_member(document, "kind"), spec = get_member(document, "spec");
	struct node base;

	if (!kind.value || !get_string(&kind) || strcmp(get_string(&kind), "SeccompProfile"))
		return NULL;
	need_type(&spec, json_type_object);
	base = get_member(&spec, "baseProfileName");
	if (base.value)
		reject(&base.place, "the profile '%.60s', which this one adds to, is not here",
		       get_string(&base));
	json_object_object_del(spec.value, "disabled");
	return spec.value;
}

/* The profile in a document, wherever it keeps it */
static struct node find_profile(const struct node *document)
{
	struct json_object *spec;
	struct node section;

	need_type(document, json_type_object);
	spec = find_spec(document);
	if (spec)
		return make_node(spec, document->place.file, ".spec");
	section = get_member(document, "linux");
	if (section.value && json_object_is_type(section.value, json_type_object)) {
		section = get_member(&section, "seccomp");
		if (!section.value)
			reject(&section.place, "is missing, so the container has no filter");
		return section;
	}
	section = get_member(document, "defaultAction");
	if (!section.value)
		reject(&document->place, "is no seccomp profile: it has no defaultAction");
	return *document;
}

/* metadata.name, or "" */
static const char *get_name(const struct node *document)
{
	struct node metadata = get_member(document, "metadata"), name;

	if (!json_object_is_type(metadata.value, json_type_object))
		return "";
	name = get_member(&metadata, "name");
	return get_string(&name) ?: "";
}

/* The names of all profiles */
static char *list_names(struct json_object *documents, const char *file)
{
	char *names = format_string("%s", "");
	size_t i;

	for (i = 0; i < json_object_array_length(documents); i++) {
		struct json_object *object = json_object_array_get_idx(documents, i);
		struct node document = make_node(object, file, ".");

		if (document.value)
			names = format_string("%s %.60s", names, get_name(&document));
	}
	return names;
}

/* The document that was asked for, or the only one */
static struct node choose(struct json_object *documents, const struct source *source)
{
	struct node only = make_node(NULL, source->path, ".");
	size_t i, nr = 0;

	for (i = 0; i < json_object_array_length(documents); i++) {
		struct node document = only;

		document.value = json_object_array_get_idx(documents, i);
		if (!document.value)
			continue;
		need_type(&document, json_type_object);
		if (source->document && strcmp(get_name(&document), source->document))
			continue;
		only.value = document.value;
		nr++;
	}
	if (nr == 1)
		return only;
	if (!nr && !source->document)
		reject(&only.place, "is no seccomp profile");
	reject(&only.place, "has %s of the profiles%s; pick one with --document NAME",
	       nr ? "several" : "none", list_names(documents, source->path));
}

/* Whether entries are for some processes or kernels only */
static bool has_conditions(const struct node *profile)
{
	struct node entries = get_member(profile, "syscalls");
	size_t i;

	for (i = 0; i < get_length(&entries); i++) {
		struct node entry = get_item(&entries, i);

		need_type(&entry, json_type_object);
		if (get_member(&entry, "includes").value || get_member(&entry, "excludes").value)
			return true;
	}
	return false;
}

static void say_assumptions(struct conversion *conv, const struct source *source)
{
	char *caps = format_string("%s", source->nr_caps ? "" : " none");
	unsigned int i;

	for (i = 0; i < source->nr_caps; i++)
		caps = format_string("%s %s", caps, source->caps[i]);
	add_comment(conv, "for kernel %u.%u on %s; capabilities:%s", source->kernel_major,
		    source->kernel_minor, abis[0].name, caps);
}

void convert_oci(struct conversion *conv, const struct source *source)
{
	struct json_object *documents;
	struct node document, profile;
	size_t len;
	char *text = read_source(source->path, NULL, &len);

	if (text[strspn(text, " \t\r\n")] == '{') {
		documents = need_memory(json_object_new_array());
		json_object_array_add(documents, read_json(text, len, source->path));
	} else {
		documents = read_yaml(text, len, source->path);
	}
	document = choose(documents, source);
	profile = find_profile(&document);
	need_type(&profile, json_type_object);
	if (has_conditions(&profile))
		say_assumptions(conv, source);
	take_profile(conv, source, &profile);
}
