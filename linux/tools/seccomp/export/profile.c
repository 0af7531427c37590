// SPDX-License-Identifier: GPL-2.0
/*
 * A filter as the seccomp section of the OCI runtime specification.
 *
 * Runtimes compare whole words of 64 bits, without a sign. A test of some bits of a word
 * (SCMP_CMP_MASKED_EQ) says all that policies can say: a range of an int is a few tests
 * of its upper bits, whatever is in the rest of the word.
 *
 * What libseccomp makes of entries that overlap depends on its version, and an entry
 * cannot test an argument twice, see convert/oci.c. So no call matches two entries, and
 * entries test the same arguments until they part.
 */
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <err.h>

#include "clause.h"
#include "diagram.h"
#include "export.h"
#include "main.h"
#include "stack.h"

/* So many entries for one call are more than anybody wants in a profile. */
#define MAX_ENTRIES	1024
/* libseccomp 2.5.4 knows the calls up to this one. */
#define LAST_KNOWN	450

/**
 * struct test - a comparison of an argument
 * @op:    its name in profiles, or NULL for none
 * @value: with what; the mask of SCMP_CMP_MASKED_EQ
 * @two:   the value of SCMP_CMP_MASKED_EQ
 */
struct test {
	const char	*op;
	uint64_t	value, two;
};

/**
 * struct cube - values of an argument that have some bits alike
 * @mask: those bits
 * @value: what they are
 * @to:   the diagram they lead to
 */
struct cube {
	uint64_t	mask, value;
	unsigned int	to;
};

struct cubes {
	struct cube	*of;
	unsigned int	nr;
};

/**
 * struct profile - a profile being made
 * @export:  the policies
 * @unnamed: the diagram of numbers that no call has
 * @syscalls: the entries
 * @diagrams: that of each call
 * @names:   of the calls that entries are being made for
 * @tests:   what these entries have in common so far
 * @nr_entries: how many of them there are
 * @valid:   there was no error
 */
struct profile {
	const struct export	*export;
	unsigned int		unnamed;
	struct json_object	*syscalls;
	unsigned int		*diagrams;
	struct json_object	*names;
	struct test		tests[NR_ARGS];
	unsigned int		nr_entries;
	bool			valid;
};

/* Errors */

__printf(5, 6)
static void reject(struct profile *profile, const struct text *text, unsigned int line,
		   unsigned int column, const char *format, ...)
{
	char *message;
	va_list args;

	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		message = NULL;
	va_end(args);
	print_place(stderr, text, line, column, "error", need_memory(message));
	free(message);
	profile->valid = false;
}

/* Whether @span, an action as a policy has it, is trap with data */
static bool is_trap(struct span span)
{
	struct span word = word_at(span.at);

	return span.len && span_is(word, "trap") &&
	       strtoul(skip_blanks(word.at + word.len), NULL, 0);
}

static void reject_traps_in(struct profile *profile, const struct text *text)
{
	struct clause clause;
	bool more;

	for (more = first_clause(&clause, text->bytes); more; more = next_clause(&clause)) {
		if (is_trap(clause.action) ||
		    (span_is(clause.name, "on_violation") && is_trap(clause.expression)))
			reject(profile, text, clause.line, clause.column,
			       "a profile cannot give data to trap; say 'trap'");
	}
}

/* Calls of other ABIs are not the profile's to decide. */
static void check_foreign(struct profile *profile)
{
	const struct export *export = profile->export;
	static const uint64_t args[6];
	const struct text *text;
	struct verdict verdict;
	struct clause clause;
	bool more;

	judge_call(export->policies, export->nr_policies, FOREIGN_ARCH, 0, args, &verdict);
	if (verdict.action == SECCOMP_RET_KILL_THREAD)
		return;
	text = &export->texts[verdict.policy];
	for (more = first_clause(&clause, text->bytes); more; more = next_clause(&clause)) {
		if (span_is(clause.name, "foreign"))
			break;
	}
	reject(profile, text, more ? clause.line : 0, more ? clause.column : 0,
	       "calls of other ABIs get '%s' here, and kill_thread by a profile; say 'foreign: kill_thread'",
	       name_verdict(&verdict));
}

/* Actions */

static struct json_object *name_action(uint32_t action)
{
	static const struct { uint32_t action; const char *name; } actions[] = {
		{ SECCOMP_RET_KILL_PROCESS, "SCMP_ACT_KILL_PROCESS" },
		{ SECCOMP_RET_KILL_THREAD, "SCMP_ACT_KILL_THREAD" },
		{ SECCOMP_RET_TRAP, "SCMP_ACT_TRAP" },
		{ SECCOMP_RET_ERRNO, "SCMP_ACT_ERRNO" },
		{ SECCOMP_RET_TRACE, "SCMP_ACT_TRACE" },
		{ SECCOMP_RET_LOG, "SCMP_ACT_LOG" },
		{ SECCOMP_RET_ALLOW, "SCMP_ACT_ALLOW" },
	};
	unsigned int i = 0;

	while (actions[i].action != (action & SECCOMP_RET_ACTION_FULL))
		i++;
	return new_json_string(actions[i].name);
}

/* Runtimes take data for these actions only. */
static void add_action(struct json_object *object, uint32_t action, const char *key,
		       const char *data_key)
{
	uint32_t kind = action & SECCOMP_RET_ACTION_FULL;

	json_object_object_add(object, key, name_action(action));
	if (kind == SECCOMP_RET_ERRNO || kind == SECCOMP_RET_TRACE)
		json_object_object_add(object, data_key,
				       json_object_new_int(action & SECCOMP_RET_DATA));
}

/* Entries */

static struct json_object *describe_test(unsigned int arg, const struct test *test)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "index", json_object_new_int(arg));
	json_object_object_add(object, "value", json_object_new_uint64(test->value));
	if (!strcmp(test->op, "SCMP_CMP_MASKED_EQ"))
		json_object_object_add(object, "valueTwo", json_object_new_uint64(test->two));
	json_object_object_add(object, "op", new_json_string(test->op));
	return object;
}

static void add_entry(struct profile *profile, uint32_t action)
{
	struct json_object *entry = json_object_new_object();
	struct json_object *args = json_object_new_array();
	unsigned int i;

	for (i = 0; i < NR_ARGS; i++) {
		if (profile->tests[i].op)
			json_object_array_add(args, describe_test(i, &profile->tests[i]));
	}
	json_object_object_add(entry, "names", json_object_get(profile->names));
	add_action(entry, action, "action", "errnoRet");
	if (json_object_array_length(args))
		json_object_object_add(entry, "args", args);
	else
		json_object_put(args);
	json_object_array_add(profile->syscalls, entry);
}

/* The cubes that @diagram divides the values of an argument into */
static void find_cubes(struct cubes *cubes, unsigned int diagram, unsigned int arg,
		       struct cube cube)
{
	const struct decision decision = *get_decision(diagram);
	uint64_t bit = 1ULL << (63 - decision.bit % 64);

	if (cubes->nr > MAX_ENTRIES)
		return;
	if (decision.bit / 64 != arg) {
		cube.to = diagram;
		cubes->of = need_memory(realloc(cubes->of, (cubes->nr + 1) * sizeof(cube)));
		cubes->of[cubes->nr++] = cube;
		return;
	}
	cube.mask |= bit;
	find_cubes(cubes, decision.to[0], arg, cube);
	cube.value |= bit;
	find_cubes(cubes, decision.to[1], arg, cube);
}

static struct test test_cube(const struct cube *cube)
{
	if (cube->mask == UINT64_MAX)
		return (struct test){ "SCMP_CMP_EQ", cube->value, 0 };
	return (struct test){ "SCMP_CMP_MASKED_EQ", cube->mask, cube->value };
}

/**
 * struct extent - the values that lead to a diagram, or those that do not
 * @first: the least of them
 * @last:  the greatest
 * @cubes: how many cubes they are
 */
struct extent {
	uint64_t	first, last;
	unsigned int	cubes;
};

static struct extent find_extent(const struct cubes *cubes, unsigned int to, bool inside)
{
	struct extent extent = { .first = UINT64_MAX };
	unsigned int i;

	for (i = 0; i < cubes->nr; i++) {
		const struct cube *cube = &cubes->of[i];
		bool leads = cube->to == to;

		if (leads != inside)
			continue;
		extent.cubes++;
		if (cube->value < extent.first)
			extent.first = cube->value;
		if ((cube->value | ~cube->mask) > extent.last)
			extent.last = cube->value | ~cube->mask;
	}
	return extent;
}

/* Whether one test that is not of a cube tells the values that lead to @to from others */
static bool find_test(const struct cubes *cubes, unsigned int to, struct test *test)
{
	struct extent in = find_extent(cubes, to, true), out = find_extent(cubes, to, false);

	if (in.cubes < 2)
		return false;
	if (out.cubes == 1 && out.first == out.last)
		*test = (struct test){ "SCMP_CMP_NE", out.first, 0 };
	else if (in.last < out.first)
		*test = (struct test){ "SCMP_CMP_LE", in.last, 0 };
	else if (in.first > out.last)
		*test = (struct test){ "SCMP_CMP_GE", in.first, 0 };
	else
		return false;
	return true;
}

/*
 * Whether no other values get entries. If entries say both LE and GE of an argument, the
 * filter of libseccomp 2.5.4 may compare the rest of one with a word of another argument.
 */
static bool is_only_class(const struct profile *profile, const struct cubes *cubes,
			  unsigned int to)
{
	unsigned int i;

	for (i = 0; i < cubes->nr; i++) {
		if (cubes->of[i].to != to && cubes->of[i].to != profile->unnamed)
			return false;
	}
	return true;
}

static void add_entries(struct profile *profile, unsigned int diagram);

/* Add the entries for the cubes that lead where the one with index @first does. */
static void add_class(struct profile *profile, const struct cubes *cubes, unsigned int first,
		      unsigned int arg)
{
	unsigned int to = cubes->of[first].to, i;

	if (is_only_class(profile, cubes, to) && find_test(cubes, to, &profile->tests[arg])) {
		add_entries(profile, to);
		return;
	}
	for (i = first; i < cubes->nr; i++) {
		if (cubes->of[i].to != to)
			continue;
		profile->tests[arg] = test_cube(&cubes->of[i]);
		add_entries(profile, to);
	}
}

static bool is_first_of_class(const struct cubes *cubes, unsigned int i)
{
	unsigned int earlier;

	for (earlier = 0; earlier < i; earlier++) {
		if (cubes->of[earlier].to == cubes->of[i].to)
			return false;
	}
	return true;
}

/* Add entries for all that does not get the default. The next argument parts them. */
static void add_entries(struct profile *profile, unsigned int diagram)
{
	const struct decision decision = *get_decision(diagram);
	unsigned int arg = decision.bit / 64, i;
	struct cubes cubes = { };

	if (diagram == profile->unnamed || profile->nr_entries > MAX_ENTRIES)
		return;
	if (is_end(&decision)) {
		if (profile->nr_entries++ < MAX_ENTRIES)
			add_entry(profile, decision.action);
		return;
	}
	find_cubes(&cubes, diagram, arg, (struct cube){ });
	if (cubes.nr > MAX_ENTRIES)
		profile->nr_entries = MAX_ENTRIES + 1;
	for (i = 0; i < cubes.nr; i++) {
		if (is_first_of_class(&cubes, i))
			add_class(profile, &cubes, i, arg);
	}
	profile->tests[arg] = (struct test){ };
	free(cubes.of);
}

/* Calls */

/* Names of all calls with @diagram, from @nr on */
static struct json_object *collect_names(const struct profile *profile, unsigned int diagram,
					 unsigned int nr)
{
	struct json_object *names = json_object_new_array();

	for (; nr < count_calls(); nr++) {
		if (name_call(nr) && profile->diagrams[nr] == diagram)
			json_object_array_add(names, new_json_string(name_call(nr)));
	}
	return names;
}

static void reject_entries(struct profile *profile, unsigned int nr)
{
	const struct export *export = profile->export;
	const struct statement *end, *rule = statements_of(export, nr, &end);

	reject(profile, rule < end ? rule->text : &export->texts[0],
	       rule < end ? rule->line : 0, rule < end ? rule->column : 0,
	       "%s: a profile would take more than %u entries", name_call(nr), MAX_ENTRIES);
}

/* Add the entries of all calls with the diagram that call @nr has first. */
static void add_calls(struct profile *profile, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (name_call(i) && profile->diagrams[i] == profile->diagrams[nr])
			return;
	}
	profile->names = collect_names(profile, profile->diagrams[nr], nr);
	profile->nr_entries = 0;
	add_entries(profile, profile->diagrams[nr]);
	if (profile->nr_entries > MAX_ENTRIES)
		reject_entries(profile, nr);
	json_object_put(profile->names);
}

/*
 * runc fails calls with ENOSYS whose number is above those of all entries, so name all
 * calls. It and crun do nothing else about an entry for the default action.
 */
static void add_rest(struct profile *profile)
{
	uint32_t action = get_decision(profile->unnamed)->action;
	unsigned int nr = count_calls();

	while (nr && (!name_call(nr - 1) || profile->diagrams[nr - 1] == profile->unnamed))
		nr--;
	profile->names = collect_names(profile, profile->unnamed, nr);
	if (json_object_array_length(profile->names) && action != SECCOMP_RET_ALLOW)
		add_entry(profile, action);
	json_object_put(profile->names);
}

/* A runtime goes on without a call that its libseccomp does not know. */
static void note_names(const struct profile *profile)
{
	char *names = format_string("%s", "");
	unsigned int nr;

	for (nr = LAST_KNOWN + 1; nr < count_calls(); nr++) {
		if (name_call(nr) && profile->diagrams[nr] != profile->unnamed)
			names = format_string("%s %s", names, name_call(nr));
	}
	if (*names)
		warnx("note: %s, and %s:%s",
		      "a runtime with libseccomp 2.5.4 or older does not know these calls",
		      get_decision(profile->unnamed)->action == SECCOMP_RET_ALLOW ?
		      "allows them" : "does with them what the policies do with unnamed ones",
		      names);
}

static void add_all(struct profile *profile)
{
	const struct export *export = profile->export;
	unsigned int nr;

	for (nr = 0; nr < count_calls(); nr++)
		profile->diagrams[nr] = make_diagram(&export->program, nr);
	for (nr = 0; nr < count_calls(); nr++) {
		if (name_call(nr))
			add_calls(profile, nr);
	}
	add_rest(profile);
}

static struct json_object *describe_profile(const struct profile *profile)
{
	struct json_object *object = json_object_new_object();
	struct json_object *architectures = json_object_new_array();

	add_action(object, get_decision(profile->unnamed)->action, "defaultAction",
		   "defaultErrnoRet");
	json_object_array_add(architectures, new_json_string(abis[0].scmp));
	json_object_object_add(object, "architectures", architectures);
	json_object_object_add(object, "syscalls", profile->syscalls);
	return object;
}

void print_json(struct json_object *object, FILE *out)
{
	fprintf(out, "%s\n", json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
							    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

bool print_profile(const struct export *export, FILE *out)
{
	struct profile profile = {
		.export = export,
		.syscalls = json_object_new_array(),
		.diagrams = need_memory(calloc(count_calls(), sizeof(*profile.diagrams))),
		.valid = true,
	};
	unsigned int i;

	profile.unnamed = make_diagram(&export->program, NO_CALL);
	for (i = 0; i < export->nr_policies; i++)
		reject_traps_in(&profile, &export->texts[i]);
	check_foreign(&profile);
	add_all(&profile);
	if (!profile.valid)
		return false;
	note_names(&profile);
	print_json(describe_profile(&profile), out);
	free(profile.diagrams);
	return true;
}
