// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): what policies refused, or would have refused.
 */
#include <err.h>
#include <json-c/json.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "findings.h"
#include "judge.h"
#include "main.h"
#include "symbols.h"

static struct finding *findings;
static unsigned int nr_findings;

struct finding *get_finding(unsigned int index)
{
	return &findings[index];
}

static bool is_same(const struct finding *finding, const struct tracee *tracee,
		    const struct verdict *verdict, const char *program)
{
	return finding->nr == tracee->nr && finding->arch == tracee->arch &&
	       finding->verdict.policy == verdict->policy &&
	       finding->verdict.line == verdict->line &&
	       finding->verdict.action == verdict->action &&
	       !strcmp(finding->program, program);
}

unsigned int count_finding(struct tracee *tracee, const struct verdict *verdict)
{
	const char *program = program_of(tracee);
	struct finding *finding;
	unsigned int i;

	for (i = 0; i < nr_findings; i++) {
		if (is_same(&findings[i], tracee, verdict, program)) {
			findings[i].times++;
			return i;
		}
	}
	/* Grow by doubling: each power of two is full. */
	if (!(nr_findings & (nr_findings - 1)))
		findings = need_memory(realloc(findings, sizeof(*findings) *
					       (nr_findings ? 2 * nr_findings : 1)));
	finding = &findings[nr_findings++];
	*finding = (struct finding){
		.arch = tracee->arch,
		.nr = tracee->nr,
		.verdict = *verdict,
		.pid = tracee->pid,
		.times = 1,
	};
	memcpy(finding->args, tracee->args, sizeof(finding->args));
	snprintf(finding->program, sizeof(finding->program), "%s", program);
	return i;
}

static void append(char *words, size_t size, const char *more)
{
	size_t len = strlen(words);

	snprintf(words + len, size - len, "%s", more);
}

static void print_args(char *words, size_t size, const struct seccomp_text_call *call,
		       const uint64_t *args)
{
	struct symbolic symbolic[6];
	char value[256];
	unsigned int i;

	find_symbolic(call, symbolic);
	refine_symbolic(call, args, symbolic);
	append(words, size, "(");
	for (i = 0; i < call->nr_args; i++) {
		append(words, size, i ? ", " : "");
		append(words, size, call->args[i].name);
		append(words, size, "=");
		print_value(&call->args[i], &symbolic[i], args[i], value, sizeof(value));
		append(words, size, value);
	}
	append(words, size, ")");
}

/* A call that the table does not describe has six arguments, maybe. */
static void print_raw_args(char *words, size_t size, const uint64_t *args)
{
	char value[32];
	unsigned int i;

	for (i = 0; i < 6; i++) {
		snprintf(value, sizeof(value), "%s0x%llx", i ? ", " : "(",
			 (unsigned long long)args[i]);
		append(words, size, value);
	}
	append(words, size, ")");
}

void print_call(char *words, size_t size, uint32_t arch, int nr, const uint64_t *args)
{
	struct seccomp_text_call call;
	bool known = describe_offline(&call, NULL, nr);
	const struct abi *abi = abi_of_call(arch, nr);

	if (known && call.arch == arch) {
		snprintf(words, size, "%s", *call.uapi_name ? call.uapi_name : call.name);
		if (args && !(call.flags & SECCOMP_CALL_UNBUILT))
			print_args(words, size, &call, args);
		else if (args)
			print_raw_args(words, size, args);
		return;
	}
	if (abi == &abis[0])
		snprintf(words, size, "call %d", nr);
	else
		snprintf(words, size, "%s call %d", abi ? abi->title : "foreign",
			 abi ? nr & ~abi->bit : nr);
	if (args)
		print_raw_args(words, size, args);
}

/* Where the verdict comes from: "FILE:LINE: TEXT" */
static void print_reason(const struct policies *policies, const struct finding *finding,
			 char *words, size_t size)
{
	const struct verdict *verdict = &finding->verdict;
	const struct text *text = &policies->texts[verdict->policy];
	const struct origin *origin;
	char *line;

	if (!verdict->line || verdict->line > text->nr_lines) {
		bool native = abi_of_call(finding->arch, finding->nr) == &abis[0];

		snprintf(words, size, "%s: %s", text->name,
			 native ? "not in the policy" : "foreign ABI");
		return;
	}
	origin = &text->origins[verdict->line - 1];
	line = copy_statement(text, verdict->line);
	if (origin->line)
		snprintf(words, size, "%s:%u: %s", origin->file, origin->line, line);
	else
		snprintf(words, size, "%s: %s", text->name, line);
	free(line);
}

static const char *what_happened(const struct policies *policies, const struct finding *finding)
{
	bool log = (finding->verdict.action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_LOG;

	if (policies->dry)
		return log ? "would be logged" : "would be refused";
	return log ? "logged" : "refused";
}

void tell_finding(const struct policies *policies, struct finding *finding,
		  const char *remark)
{
	char call[512], reason[512], action[64];

	if (finding->told)
		return;
	finding->told = true;
	print_call(call, sizeof(call), finding->arch, finding->nr, finding->args);
	print_reason(policies, finding, reason, sizeof(reason));
	print_action(finding->verdict.action, action, sizeof(action));
	fprintf(policies->out, "seccomp: %s[%d]: %s: %s\nseccomp:     %s (%s)\n",
		finding->program, finding->pid, what_happened(policies, finding), call,
		reason, action);
	if (remark)
		fprintf(policies->out, "seccomp:     %s\n", remark);
	fflush(policies->out);
}

static void print_summary(const struct policies *policies)
{
	char call[512], reason[512];
	unsigned int i;

	if (!nr_findings)
		fprintf(policies->out, "seccomp: %s\n", policies->dry ?
			"nothing would have been refused" : "these policies refused nothing");
	for (i = 0; i < nr_findings; i++) {
		print_call(call, sizeof(call), findings[i].arch, findings[i].nr, NULL);
		print_reason(policies, &findings[i], reason, sizeof(reason));
		fprintf(policies->out, "seccomp: %s: %s %s %lu time%s: %s\n",
			findings[i].program, call, what_happened(policies, &findings[i]),
			findings[i].times, findings[i].times == 1 ? "" : "s", reason);
	}
}

static void add_string(struct json_object *object, const char *key, const char *value)
{
	json_object_object_add(object, key, new_json_string(value));
}

static void add_number(struct json_object *object, const char *key, int64_t value)
{
	json_object_object_add(object, key, need_memory(json_object_new_int64(value)));
}

static struct json_object *describe_finding(const struct policies *policies,
					    const struct finding *finding)
{
	struct json_object *object = need_memory(json_object_new_object());
	const struct text *text = &policies->texts[finding->verdict.policy];
	unsigned int line = finding->verdict.line;
	char words[512];

	add_string(object, "program", finding->program);
	print_call(words, sizeof(words), finding->arch, finding->nr, NULL);
	add_string(object, "call", words);
	add_number(object, "nr", finding->nr);
	add_number(object, "arch", finding->arch);
	print_call(words, sizeof(words), finding->arch, finding->nr, finding->args);
	add_string(object, "first", words);
	add_number(object, "times", finding->times);
	print_action(finding->verdict.action, words, sizeof(words));
	add_string(object, "action", words);
	if (line && line <= text->nr_lines && text->origins[line - 1].line) {
		add_string(object, "policy", text->origins[line - 1].file);
		add_number(object, "line", text->origins[line - 1].line);
	} else {
		add_string(object, "policy", text->name);
		json_object_object_add(object, "line", NULL);
	}
	return object;
}

static void print_json_summary(const struct policies *policies)
{
	struct json_object *array = need_memory(json_object_new_array());
	struct json_object *object = need_memory(json_object_new_object());
	unsigned int i;

	for (i = 0; i < nr_findings; i++)
		json_object_array_add(array, describe_finding(policies, &findings[i]));
	json_object_object_add(object, policies->dry ? "would_be_refused" : "refused", array);
	fprintf(policies->out, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

void summarize_findings(const struct policies *policies)
{
	if (want_json)
		print_json_summary(policies);
	else
		print_summary(policies);
	if (fflush(policies->out) || ferror(policies->out))
		warnx("not all that there is to tell could be written");
}
