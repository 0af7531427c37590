// SPDX-License-Identifier: GPL-2.0
/* The cost of a call by filter, size of the policy, and comparisons. */
#include <stdio.h>
#include <sys/syscall.h>

#include "measure.h"
#include "policies.h"
#include "tables.h"

struct calls {
	const char	*table;
	enum kind	kind;
	int		n;
};

static void run_calls(const void *arg)
{
	static const struct { int nr; long first; const char *name; } calls[] = {
		{ SYS_getppid, 0, "no condition" },
		{ SYS_getpgid, 0, "1 comparison" },
		{ SYS_lseek, 1000, "3 comparisons" },
	};
	const struct calls *c = arg;
	const struct policy *p = make_policy(c->n);
	int refused = load(p, c->kind);

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		char row[64];

		snprintf(row, sizeof(row), "%s, %d rules", calls[i].name, p->rules);
		if (refused)
			print_nothing(c->table, row, kind_names[c->kind]);
		else
			print_figure(c->table, row, kind_names[c->kind],
				     cost_of_call(calls[i].nr, calls[i].first));
	}
}

void percall(void)
{
	static const int sizes[] = { SOME_RULES, ALL_RULES };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (enum kind kind = NONE; kind < NR_KINDS; kind++)
			in_child(run_calls, &(struct calls){
				"percall", kind, sizes[i] });
}

/* By the number of rules, for a plot */
void growth(void)
{
	for (int rules = SOME_RULES; rules <= ALL_RULES; rules += 36)
		for (enum kind kind = NONE; kind <= TEXT; kind++)
			in_child(run_calls, &(struct calls){
				"growth", kind, rules });
	for (enum kind kind = NONE; kind <= TEXT; kind++)
		in_child(run_calls, &(struct calls){ "growth", kind, EVERY_CALL });
}

/* By the number of comparisons in a rule, all of which must be made */
static void run_comparisons(const void *arg)
{
	const struct calls *c = arg;
	char row[32];

	snprintf(row, sizeof(row), "%d comparison%s", c->n, c->n == 1 ? "" : "s");
	if (c->kind != NONE && load_comparisons(c->n))
		print_nothing(c->table, row, kind_names[c->kind]);
	else
		print_figure(c->table, row, kind_names[c->kind],
			     cost_of_call(SYS_lseek, 1000));
}

void comparisons(void)
{
	static const int counts[] = { 1, 2, 3, 4, 8, 16, 32, 64 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		in_child(run_comparisons, &(struct calls){
			"comparisons", NONE, counts[i] });
		in_child(run_comparisons, &(struct calls){
			"comparisons", TEXT, counts[i] });
	}
}

static uint64_t dearer(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*
 * By the number of alternatives that an argument has: the dearer of the first and
 * the last, as filters try them in one order or the other
 */
static void run_alternatives(const void *arg)
{
	const struct calls *c = arg;
	const struct policy *p = make_alternatives(c->n);
	long first = alternative(0), last = alternative(c->n - 1);
	char row[64];

	/* BOTH stands for BPF by hand here. */
	int refused = c->kind == BOTH ? load_by_hand(c->n) : load(p, c->kind);
	const char *column = c->kind == BOTH ? "BPF by hand" : kind_names[c->kind];

	snprintf(row, sizeof(row), "%d alternative%s", c->n, c->n == 1 ? "" : "s");
	if (refused)
		print_nothing(c->table, row, column);
	else
		print_figure(c->table, row, column,
			     dearer(cost_of_call(SYS_getpgid, first),
				    cost_of_call(SYS_getpgid, last)));
	if (c->n != 16 || c->kind == BOTH)
		return;
	snprintf(row, sizeof(row), "16 of each of two arguments");
	if (refused)
		print_nothing(c->table, row, column);
	else
		print_figure(c->table, row, column,
			     dearer(cost_of_call2(SYS_setpgid, first, first),
				    cost_of_call2(SYS_setpgid, last, last)));
}

void alternatives(void)
{
	static const int counts[] = { 1, 2, 3, 4, 8, 16, 32, 64, 128, 256 };
	static const enum kind kinds[] = {
		NONE, LINEAR, TREE, BOTH, TEXT, COMPILED,
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			in_child(run_alternatives, &(struct calls){
				"alternatives", kinds[k], counts[i] });
}

/*
 * What the compiler makes of policies, beside libseccomp: the size of the program, and
 * the dearest of three calls if each call has a comparison
 */
static void run_each(const void *arg)
{
	const struct calls *c = arg;
	const struct policy *p = make_each();
	uint64_t dearest;

	if (load(p, c->kind)) {
		print_nothing(c->table, "340 rules, each with a comparison",
			      kind_names[c->kind]);
		return;
	}
	dearest = dearer(cost_of_call(SYS_getpgid, 0), cost_of_call(SYS_getsid, 0));
	print_figure(c->table, "340 rules, each with a comparison", kind_names[c->kind],
		     dearer(dearest, cost_of_call(SYS_close, -1)));
}

void compiled(void)
{
	static const enum kind kinds[] = { LINEAR, TREE, COMPILED };

	in_child(run_each, &(struct calls){ "compiled", NONE, ALL_RULES });
	in_child(run_each, &(struct calls){ "compiled", TEXT, ALL_RULES });
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		enum kind kind = kinds[i];

		in_child(run_each, &(struct calls){ "compiled", kind, ALL_RULES });
		print_figure("size", "340 rules, instructions of BPF", kind_names[kind],
			     count_instructions(make_policy(ALL_RULES), kind));
		print_figure("size", "the same, each with a comparison", kind_names[kind],
			     count_instructions(make_each(), kind));
		print_figure("size", "64 alternatives", kind_names[kind],
			     count_instructions(make_alternatives(64), kind));
	}
}
