// SPDX-License-Identifier: GPL-2.0
/*
 * offline [--no-kernel] [--mutations N] FILE... - whether the language in the tool seccomp is that
 * of the running kernel. Compares, in this order:
 *
 * - the description of each call, by number and by each of its names,
 * - the value of each constant: the kernel compares an argument with it,
 * - the report on each FILE, a policy, with all of its notes, and on N texts made
 *   from them,
 * - the verdict on calls under random policies, one and two at a time,
 * - what find_difference() finds between two of these with verdicts on many calls;
 *   that needs no kernel.
 *
 * Prints each difference, and what it has compared. A call that the kernel was built
 * without or does not have yet, and texts that name one, are counted and not compared:
 * the tool knows all calls.
 *
 * Linked with the objects of tools/seccomp.
 */
#include <errno.h>
#include <err.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"
#include "kernel.h"
#include "language/language.h"
#include "stack.h"

#define TEXT_SIZE	65536
#define MAX_NOTES	64
#define MARK		77	/* an errno that no call here gives by itself */

static unsigned int differences, unbuilt, compared;

static void differ(const char *what, const char *kernel, const char *tool)
{
	differences++;
	printf("%s:\n  kernel: %s\n  tool:   %s\n", what, kernel, tool);
}

/* Calls */

static const char *describe(const struct seccomp_text_call *call, bool found)
{
	static char words[2][1024];
	static unsigned int turn;
	char *to = words[++turn % 2];
	size_t size = sizeof(words[0]);
	unsigned int i;
	int len;

	if (!found)
		return "none";
	len = snprintf(to, size, "%d %s %s flags %#x", call->nr, call->name,
		       call->uapi_name, call->flags);
	for (i = 0; i < call->nr_args; i++)
		len += snprintf(to + len, size - len, ", %s %s %d:%#x", call->args[i].type,
				call->args[i].name, call->args[i].size, call->args[i].flags);
	return to;
}

/* How many calls the tool knows that its own kernel does not have yet */
static unsigned int count_later(void)
{
	unsigned int nr, later = 0;

	for (nr = 0; nr < count_calls(); nr++)
		later += is_later_call(nr);
	return later;
}

static void compare_call(const char *name, int nr)
{
	struct seccomp_text_call kernel, tool;
	bool has_kernel = !describe_call(&kernel, name, nr);
	bool has_tool = describe_offline(&tool, name, nr);

	compared++;
	tool.nr_calls -= has_tool ? count_later() : 0;
	if (!has_kernel && has_tool && is_later_call(tool.nr)) {
		unbuilt++;
		return;
	}
	if (has_kernel && has_tool && kernel.flags & ~tool.flags & SECCOMP_CALL_UNBUILT) {
		unbuilt++;
		return;
	}
	/* Such a call has no kernel name there. */
	if (!has_kernel && has_tool && name && !strncmp(name, "sys_", 4) &&
	    !describe_call(&kernel, NULL, tool.nr) && kernel.flags & SECCOMP_CALL_UNBUILT)
		return;
	if (has_kernel != has_tool || (has_kernel && memcmp(&kernel, &tool, sizeof(kernel))))
		differ(name ?: "a number", describe(&kernel, has_kernel),
		       describe(&tool, has_tool));
}

static void compare_names(int nr)
{
	struct seccomp_text_call call;
	char name[SECCOMP_TEXT_NAME_SIZE + 4];

	if (!describe_offline(&call, NULL, nr))
		return;
	if (call.name[0]) {
		compare_call(call.name, 0);
		compare_call(call.name + 4, 0);
	}
	if (call.uapi_name[0]) {
		compare_call(call.uapi_name, 0);
		snprintf(name, sizeof(name), "sys_%s", call.uapi_name);
		compare_call(name, 0);
	}
}

static void compare_calls(void)
{
	int nr;

	for (nr = -2; nr < (int)count_calls() + 100; nr++) {
		compare_call(NULL, nr);
		compare_names(nr);
	}
	compare_call("nosuchcall", 0);
	compare_call("sys_", 0);
	printf("%u names and numbers of calls compared, %u without a counterpart\n",
	       compared, unbuilt);
}

/* Running under a policy */

static void install(const char *text)
{
	int error;

	error = install_policy(text, 0);
	if (error)
		errx(2, "cannot install '%s': %s", text, strerror(error));
}

/* Run @judge in a child, which prints and returns the number of differences. */
static void in_child(void (*judge)(const void *), const void *of)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		differences = 0;
		judge(of);
		fflush(stdout);
		_exit(differences > 100 ? 100 : differences);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		differ("a child", "killed", "allowed");
	else
		differences += WEXITSTATUS(status);
}

static bool is_marked(long value)
{
	return syscall(SYS_lseek, -1, value, 0) == -1 && errno == MARK;
}

static void judge_constant(const void *of)
{
	const struct constant *constant = of;
	char text[200];

	snprintf(text, sizeof(text), "unlisted: 1\nlseek: offset != %s; errno %d\n",
		 constant->name, MARK);
	install(text);
	if (!is_marked(constant->value) || is_marked(constant->value + 1))
		differ(constant->name, "another value", "this value");
}

static void compare_constants(void)
{
	unsigned int i;

	for (i = 0; i < nr_constants; i++) {
		if (i && strcmp(constants[i - 1].name, constants[i].name) >= 0)
			differ(constants[i].name, "sorted", "not sorted");
		in_child(judge_constant, &constants[i]);
	}
	printf("%u constants compared\n", nr_constants);
}

/* Texts */

static char *read_file(const char *path)
{
	char *text = calloc(1, TEXT_SIZE * 2);
	FILE *file = fopen(path, "re");

	if (!text || !file)
		err(2, "%s", path);
	if (!fread(text, 1, TEXT_SIZE * 2 - 1, file) && ferror(file))
		err(2, "%s", path);
	fclose(file);
	return text;
}

static const char *place(const struct problem *problem)
{
	static char words[2][SECCOMP_TEXT_MESSAGE_SIZE + 100];
	static unsigned int turn;
	char *to = words[++turn % 2];

	snprintf(to, sizeof(words[0]), "errno %d, %u:%u: %s", problem->errno_value,
		 problem->line, problem->column, problem->message);
	return to;
}

static void from_report(struct problem *problem, const struct seccomp_text_report *report)
{
	*problem = (struct problem){
		.errno_value = report->status,
		.line = report->line,
		.column = report->column,
	};
	memcpy(problem->message, report->message, sizeof(problem->message));
}

/* Whether @text names a call that the kernel was built without, or only later ones have */
static bool names_unbuilt(const char *text)
{
	struct seccomp_text_call kernel, tool;
	char name[SECCOMP_TEXT_NAME_SIZE];
	size_t len;

	for (; *text; text += len ?: 1) {
		len = strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");
		if (!len || len >= sizeof(name))
			continue;
		memcpy(name, text, len);
		name[len] = 0;
		if (!describe_offline(&tool, name, 0))
			continue;
		if (is_later_call(tool.nr))
			return true;
		if (tool.flags & SECCOMP_CALL_UNBUILT)
			continue;
		if (describe_call(&kernel, name, 0) || kernel.flags & SECCOMP_CALL_UNBUILT)
			return true;
	}
	return false;
}

static void compare_problem(const char *text, const struct problem *kernel,
			    const struct problem *tool)
{
	if (!memcmp(kernel, tool, sizeof(*kernel)))
		return;
	differ(text, place(kernel), place(tool));
}

static void compare_notes(const char *text, struct seccomp_text_report *report)
{
	struct problem kernel, tool[MAX_NOTES] = { };
	unsigned int found = find_problems(text, tool, MAX_NOTES);
	unsigned int i;

	if (found != report->nr_notes) {
		differ(text, "another number of notes", "this number of notes");
		return;
	}
	for (i = 0; i < found && i < MAX_NOTES; i++) {
		if (check_policy(text, i, report))
			err(2, "cannot check");
		from_report(&kernel, report);
		compare_problem(text, &kernel, &tool[i]);
	}
}

/* Among all errors there must be the first one. */
static void compare_all_errors(const char *text, const struct problem *first)
{
	struct problem tool[MAX_NOTES] = { };
	unsigned int found = find_problems(text, tool, MAX_NOTES);
	unsigned int i;

	for (i = 0; i < found && i < MAX_NOTES; i++) {
		if (!memcmp(&tool[i], first, sizeof(*first)))
			return;
	}
	if (found <= MAX_NOTES)
		differ(text, place(first), "not among all errors");
}

static unsigned int texts, refused, skipped;

static void compare_text(const char *text)
{
	struct seccomp_text_report report;
	struct problem kernel, tool = { };
	struct compiled *compiled;

	texts++;
	if (check_policy(text, 0, &report))
		err(2, "cannot check");
	if (names_unbuilt(text)) {
		skipped++;
		return;
	}
	compiled = compile_policy(text, &tool);
	if (!compiled != !!report.status) {
		differ(text, report.message, compiled ? "accepted" : tool.message);
	} else if (compiled) {
		compare_notes(text, &report);
	} else {
		refused++;
		from_report(&kernel, &report);
		compare_problem(text, &kernel, &tool);
		compare_all_errors(text, &kernel);
	}
	free_compiled(compiled);
}

/* Replace, drop, or double a piece of @text, or append one of another. */
static void mutate(char *text, const char *other, struct dice *dice)
{
	static const char * const words[] = {
		"0", "1", "~", "-", "(", ")", "|", "||", "&", "&&", "!", "==", "<=", ">", ";",
		":", "\\\n", "\n", "#", "?", "read", "sys_ioctl", "fd", "a0", "a5", "cmd",
		"O_RDONLY", "AT_FDCWD", "PROT_EXEC", "0x100000000", "-1", "65536", "errno",
		"trap", "kill", "log", "EPERM", "foreign", "on_exec", "unlisted", "\t", "\r\n",
	};
	size_t len = strlen(text), at = len ? dice_roll(dice, len) : 0, n;
	const char *word = words[dice_roll(dice, sizeof(words) / sizeof(words[0]))];
	char *rest = strdup(text + at);

	must(rest);
	switch (dice_roll(dice, 4)) {
	case 0:
		n = 1 + dice_roll(dice, 8);
		snprintf(text + at, TEXT_SIZE - at, "%s", strlen(rest) > n ? rest + n : "");
		break;
	case 1:
		snprintf(text + at, TEXT_SIZE - at, "%s%s", word, rest);
		break;
	case 2:
		snprintf(text + at, TEXT_SIZE - at, " %s %s", word,
			 strlen(rest) > 3 ? rest + 3 : "");
		break;
	case 3:
		n = strlen(other);
		snprintf(text + at, TEXT_SIZE - at, "%s",
			 other + (n ? dice_roll(dice, n) : 0));
		break;
	}
	free(rest);
}

static void compare_texts(char **paths, int count, unsigned int mutations)
{
	struct dice dice = dice_from("offline", 7);
	char *text = malloc(TEXT_SIZE + 1);
	unsigned int i, times;
	char **files;

	must(text);
	files = calloc(count + 1, sizeof(*files));
	must(files);
	for (i = 0; i < (unsigned int)count; i++) {
		files[i] = read_file(paths[i]);
		compare_text(files[i]);
	}
	for (i = 0; count && i < mutations; i++) {
		const char *from = files[dice_roll(&dice, count)];

		/* Long texts are slow. */
		if (strlen(from) > 4096)
			continue;
		strcpy(text, from);
		for (times = 1 + dice_roll(&dice, 3); times; times--) {
			const char *other = files[dice_roll(&dice, count)];

			mutate(text, strlen(other) > 4096 ? "" : other, &dice);
		}
		compare_text(text);
	}
	printf("%u texts compared, %u of them refused, %u with calls that are not built\n",
	       texts, refused, skipped);
}

/* Verdicts. reboot() refuses wrong magic numbers, whoever calls it. */

static const char * const arguments[] = { "magic1", "magic2", "cmd", "arg", "a0", "a3" };
static const long values[] = {
	0, 1, 2, 3, 4, 7, 8, 15, 16, 255, 256, 0x7fffffff, 0x12345678,
};

static void add_comparison(char *to, size_t size, struct dice *dice)
{
	static const char * const operators[] = { "==", "!=", "<", "<=", ">", ">=", "&" };
	size_t len = strlen(to);

	snprintf(to + len, size - len, "%s%s %s %s%ld", dice_roll(dice, 3) ? "" : "!",
		 arguments[dice_roll(dice, 6)], operators[dice_roll(dice, 7)],
		 "", values[dice_roll(dice, sizeof(values) / sizeof(values[0]))]);
}

static void make_policy(char *to, size_t size, struct dice *dice)
{
	unsigned int rules = 1 + dice_roll(dice, 3), terms;
	size_t len;

	snprintf(to, size, "unlisted: 1\non_violation: errno %u\n", MARK + 10 + dice_roll(dice, 3));
	while (rules--) {
		len = strlen(to);
		snprintf(to + len, size - len, "reboot: ");
		for (terms = 1 + dice_roll(dice, 4); terms; terms--) {
			add_comparison(to, size, dice);
			len = strlen(to);
			snprintf(to + len, size - len, "%s",
				 terms == 1 ? "" : dice_roll(dice, 2) ? " && " : " || ");
		}
		len = strlen(to);
		if (dice_roll(dice, 2))
			snprintf(to + len, size - len, "; errno %u", MARK + dice_roll(dice, 10));
		strcat(to, "\n");
	}
}

struct stack {
	char		text[2][1024];
	unsigned int	nr;
	struct dice	dice;
};

static unsigned int judged_as(uint32_t action)
{
	return (action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO ?
	       action & SECCOMP_RET_DATA : 0;
}

static void compare_verdict(const struct stack *stack, const char *what, long ret,
			    struct compiled *policies[], uint32_t arch, int nr,
			    const uint64_t args[6])
{
	struct verdict verdict;
	char words[2][64];
	unsigned int refused = ret < 0 && -ret >= MARK && -ret < MARK + 20 ? -ret : 0;

	judge_call(policies, stack->nr, arch, nr, args, &verdict);
	if (refused == judged_as(verdict.action))
		return;
	snprintf(words[0], sizeof(words[0]), "%ld for %s", ret, what);
	snprintf(words[1], sizeof(words[1]), "%#x, line %u", verdict.action, verdict.line);
	differ(stack->text[0], words[0], words[1]);
}

#ifdef __x86_64__
static long foreign_call(long nr)
{
	long ret;

	asm volatile("int $0x80" : "=a"(ret) : "a"(nr)
		     : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

static void compare_foreign(const struct stack *stack, struct compiled *policies[])
{
	const uint64_t none[6] = { };

	compare_verdict(stack, "int 0x80", foreign_call(20), policies, AUDIT_ARCH_I386, 20, none);
	compare_verdict(stack, "x32", syscall(0x40000000 + 39) == -1 ? -errno : 0, policies,
			native_arch(), 0x40000000 + 39, none);
}
#else
/* Kernels of the tests have no calls of other ABIs. */
static void compare_foreign(const struct stack *stack, struct compiled *policies[])
{
}
#endif

static void judge_stack(const void *of)
{
	struct stack stack = *(const struct stack *)of;
	struct compiled *policies[2];
	const uint64_t none[6] = { };
	struct problem problem;
	unsigned int i, j;

	for (i = 0; i < stack.nr; i++) {
		policies[i] = compile_policy(stack.text[i], &problem);
		if (!policies[i])
			errx(2, "%s: %s", stack.text[i], problem.message);
	}
	for (i = 0; i < stack.nr; i++)
		install(stack.text[i]);
	for (i = 0; i < 50; i++) {
		uint64_t args[6] = { };
		long ret;

		for (j = 0; j < 6; j++) {
			args[j] = values[dice_roll(&stack.dice, 13)] + dice_roll(&stack.dice, 3) - 1;
			/* The upper half is not the argument's. */
			if (!dice_roll(&stack.dice, 4))
				args[j] |= (uint64_t)dice_roll(&stack.dice, 3) << 32;
		}
		ret = syscall(SYS_reboot, args[0], args[1], args[2], args[3]);
		compare_verdict(&stack, "reboot", ret == -1 ? -errno : ret, policies,
				native_arch(), SYS_reboot, args);
	}
	compare_foreign(&stack, policies);
	compare_verdict(&stack, "number 900", syscall(900) == -1 ? -errno : 0, policies,
			native_arch(), 900, none);
}

static void compare_verdicts(void)
{
	struct dice dice = dice_from("verdicts", 8);
	struct stack stack;
	unsigned int i;

	for (i = 0; i < 400; i++) {
		stack.nr = 1 + i % 2;
		make_policy(stack.text[0], sizeof(stack.text[0]), &dice);
		make_policy(stack.text[1], sizeof(stack.text[1]), &dice);
		stack.dice = dice_from(&i, sizeof(i));
		in_child(judge_stack, &stack);
	}
	printf("50 verdicts and more of each of 400 policies compared\n");
}

/* Differences */

static void judge_pair(struct compiled *pair[2], const uint64_t args[6], struct verdict both[2])
{
	judge_call(&pair[0], 1, native_arch(), SYS_reboot, args, &both[0]);
	judge_call(&pair[1], 1, native_arch(), SYS_reboot, args, &both[1]);
}

static bool roll_difference(struct compiled *pair[2], struct dice *dice)
{
	struct verdict both[2];
	unsigned int i, j;

	for (i = 0; i < 3000; i++) {
		uint64_t args[6];

		for (j = 0; j < 6; j++)
			args[j] = dice_roll(dice, 20) ? values[dice_roll(dice, 13)] +
				  dice_roll(dice, 3) - 1 : dice_word(dice);
		judge_pair(pair, args, both);
		if (both[0].action != both[1].action)
			return true;
	}
	return false;
}

static unsigned int proofs, finds;

static void compare_difference(const char *a, const char *b, struct dice *dice)
{
	struct problem problem;
	struct compiled *pair[2] = { compile_policy(a, &problem), compile_policy(b, &problem) };
	struct difference difference;
	struct verdict both[2];

	must(pair[0] && pair[1]);
	find_difference(pair[0], pair[1], SYS_reboot, &difference);
	proofs += !difference.found && difference.proved;
	finds += difference.found;
	judge_pair(pair, difference.args, both);
	if (difference.found && memcmp(both, difference.verdicts, sizeof(both)))
		differ(a, b, "the verdicts are others");
	if (!difference.found && roll_difference(pair, dice))
		differ(a, b, difference.proved ? "a difference was denied" :
						 "a difference was missed");
	free_compiled(pair[0]);
	free_compiled(pair[1]);
}

static void compare_differences(void)
{
	struct dice dice = dice_from("differences", 11);
	char texts[2][1024];
	unsigned int i;
	char *changed;

	for (i = 0; i < 5000; i++) {
		make_policy(texts[0], sizeof(texts[0]), &dice);
		make_policy(texts[1], sizeof(texts[1]), &dice);
		/* Unlike others, a small change is often none. */
		if (dice_roll(&dice, 4)) {
			strcpy(texts[1], texts[0]);
			changed = strpbrk(strchr(texts[1], ':') + 40, "<>&=");
			if (changed)
				*changed = "<>&="[dice_roll(&dice, 4)];
			changed = strrchr(texts[1], '7');
			if (changed)
				*changed = '0' + dice_roll(&dice, 10);
		}
		if (strcmp(texts[0], texts[1]) && find_problems(texts[1], NULL, 0) == 0)
			compare_difference(texts[0], texts[1], &dice);
	}
	printf("%u differences found between policies, and %u times none\n", finds, proofs);
}

int main(int argc, char **argv)
{
	unsigned int mutations = 0;

	if (argc > 2 && !strcmp(argv[1], "--mutations")) {
		mutations = atoi(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(2, "no_new_privs");
	if (argc > 1 && !strcmp(argv[1], "--no-kernel")) {
		compare_differences();
		return !!differences;
	}
	compare_calls();
	compare_texts(argv + 1, argc - 1, mutations);
	compare_constants();
	compare_verdicts();
	compare_differences();
	printf("%u differences\n", differences);
	return !!differences;
}
