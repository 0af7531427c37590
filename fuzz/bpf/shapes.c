// SPDX-License-Identifier: GPL-2.0
/* The shortest and the longest filters, and those that just do not fit */
#include <errno.h>
#include <limits.h>
#include <linux/audit.h>

#include "agree.h"
#include "main.h"
#include "seccomp_text_words.h"

static const char * const short_texts[] = {
	"unlisted: 1", "unlisted: 0", "unlisted: 1\nforeign: errno 5",
	"foreign: errno 5\nunlisted: 0", "unlisted: 0\non_violation: log",
	"unlisted: 1\non_violation: trace 65535", "foreign: log\nunlisted: 1",
	"unlisted: 0\non_violation: kill_thread", "unlisted: 0\non_violation: errno 4095",
	"unlisted: 0\non_violation: trap\nforeign: kill", "?no_such_call: 1", "read: 1", "read: 0",
	"?no_such_call: 0; errno 3\nunlisted: 1", "read: fd == 0", "read: fd == 0\nread: 0; log",
	"read: 1\nread: 1\nread: fd != 7; trap 9", "on_next_syscall: 1\nread: 1",
	"on_exec: 1\nunlisted: 1", "_sysctl: 0; errno 7\nunlisted: 1", "_sysctl: 1",
	"nfsservctl: a0 == 5; errno 7\nunlisted: 1", "lseek: offset < 0", "lseek: offset >= 0",
	"lseek: offset <= -1 || offset == 0x7fffffffffffffff", "read: fd >= 0", "read: !(fd >= 0)",
	"mmap: addr >= 0x80000000 && addr <= 0xffffffff", "mmap: addr > 0xffffffff",
	"mmap: addr < 0x100000000", "mmap: addr & 0x8000000000000000", "read: fd & 0",
	"chmod: mode & 0x8000", "chmod: mode == 0xffff",
	"openat: dfd == -2147483648 || dfd > 0x7ffffffe",
};

static void judge_short(const char *older, const char *text)
{
	const char *texts[] = { text, older };
	struct dice dice = dice_from(text, strlen(text));
	static struct stack stack;
	int ret = make_stack(&stack, texts, older ? 2 : 1);

	if (ret) {
		printf("# '%s': %s\n", text, strerror(-ret));
		fail("it cannot be compiled");
	} else {
		judge_stack(&stack, &dice);
	}
	free_stack(&stack);
}

/* Rules that share as little as possible, so that a filter grows with each */

#define MOST_RULES	4096

static char *rules[MOST_RULES];

static char *write_rule(int i, int terms)
{
	const struct spec *spec = built[i % nr_built];
	int nr_args = count_args(spec), nr;
	unsigned long long constant;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	must(file);
	fprintf(file, "%s: ", spec->name);
	while (terms--) {
		nr = below(nr_args);
		constant = (highest(&spec->arg[nr]) >> (1 + below(8))) - below(100);
		fprintf(file, "a%d %s %llu%s", nr, op_text[below(NR_OPS)], constant,
			terms ? one_in(2) ? " && " : " || " : "");
	}
	fprintf(file, "; errno %d\n", 1 + (i * 7 + below(7)) % 4095);
	fclose(file);
	return text;
}

static char *join_rules(int nr, const char *last)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	int i;

	must(file);
	fprintf(file, "unlisted: 1\n");
	for (i = 0; i < nr; i++)
		fputs(rules[i], file);
	fputs(last, file);
	fclose(file);
	return text;
}

/* The number of instructions of the first @nr rules and the @last one */
static unsigned int measure(int nr, const char *last)
{
	char *text = join_rules(nr, last);
	const char *texts[] = { text };
	static struct stack stack;
	unsigned int instructions;
	int ret = make_stack(&stack, texts, 1);

	/* Not even a policy, if it passes a limit of texts */
	instructions = ret == -EINVAL || !stack.program.nr ? UINT_MAX : stack.program.nr;
	free_stack(&stack);
	free(text);
	return instructions;
}

/* The most rules that take fewer than @target instructions */
static int fill(unsigned int target)
{
	int low = 0, high = MOST_RULES, middle;

	while (low + 1 < high) {
		middle = (low + high) / 2;
		if (measure(middle, "") < target)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void judge_exact(int nr, const char *last, unsigned int target)
{
	char *text = join_rules(nr, last);
	const char *texts[] = { text };
	struct dice dice = dice_from(&target, sizeof(target));
	static struct stack stack;
	int ret = make_stack(&stack, texts, 1);

	printf("# %d rules, %u instructions: %s\n", nr, stack.program.nr, strerror(-ret));
	if (target <= BPF_MAXINSNS) {
		must(!ret);
		judge_stack(&stack, &dice);
	} else if (ret != -E2BIG || stack.program.nr != target || stack.program.code) {
		fail("a filter that is too long is no error");
	}
	free_stack(&stack);
	free(text);
}

/* Find a policy with a filter of exactly @target instructions. */
static void find_exact(unsigned int target)
{
	int tries, nr = 0, i;
	char *last;

	for (tries = 0; tries < 400; tries++) {
		if (tries % 40 == 0) {
			for (i = 0; i < MOST_RULES; i++) {
				free(rules[i]);
				rules[i] = write_rule(i, 2 + below(5));
			}
			nr = fill(target);
		}
		last = write_rule(nr, 1 + below(8));
		if (measure(nr - tries % 40 / 20, last) == target) {
			judge_exact(nr - tries % 40 / 20, last, target);
			free(last);
			return;
		}
		free(last);
	}
	printf("# none of %u instructions\n", target);
	fail("no policy was found");
}

/* Each length around a jump's reach, of one call and of many */
static void judge_jumps(void)
{
	unsigned int target;

	for (target = 250; target < 265; target++)
		find_exact(target);
	for (target = 500; target < 520; target += 3)
		find_exact(target);
}

/*
 * A filter that looks at an argument first means the same, but the kernel's cache holds
 * none of its verdicts.
 */
static void judge_uncached(void)
{
	const char *texts[] = { "unlisted: 1\nread: 0; errno 1" };
	struct sock_filter *code;
	static struct stack stack;
	unsigned int cached = 0;

	must(!make_stack(&stack, texts, 1));
	must(!count_uncached(&stack, &cached) && cached == count_calls() - 1);
	code = calloc(stack.program.nr + 1, sizeof(*code));
	must(code);
	code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16);
	memcpy(code + 1, stack.program.code, stack.program.nr * sizeof(*code));
	free(stack.program.code);
	stack.program.code = code;
	if (count_uncached(&stack, &cached) != count_calls() - 1)
		fail("a filter that looks at an argument seems to be cached");
	free_stack(&stack);
}

void run_shapes(void)
{
	static const char more[] = "unlisted: 1\nforeign: trap 4\nread: fd <= 1; errno 9";
	static const unsigned int lengths[] = { 4094, 4095, 4096, 4097, 4098, 5000 };
	struct bpf_program program = { .nr = 1 };
	struct compiled *compiled;
	struct problem problem;
	unsigned int i;

	for (i = 0; i < COUNT(short_texts); i++) {
		judge_short(NULL, short_texts[i]);
		judge_short(more, short_texts[i]);
	}
	judge_uncached();
	seed_chance(settings.seed);
	judge_jumps();
	for (i = 0; i < COUNT(lengths); i++)
		find_exact(lengths[i]);

	compiled = compile_policy("read: 1", &problem);
	must(compiled);
	if (compile_bpf(&compiled, 1, AUDIT_ARCH_SPARC64, &program) != -EOPNOTSUPP || program.code)
		fail("a policy is compiled for an unknown architecture");
	free_compiled(compiled);
}
