// SPDX-License-Identifier: GPL-2.0
/*
 * The cost of installing a filter. A process can measure it only once, so take
 * the median of several processes: a kernel worker may interrupt one, and the
 * work of libseccomp depends on addresses.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "measure.h"
#include "policies.h"
#include "tables.h"

#define TIMES	5

/**
 * struct attempt - one process that installs
 * @kind:    the kind of filter
 * @rules:   the number of its rules
 * @cost:    set by the process; 0 if the kernel refused the filter
 */
struct attempt {
	enum kind	kind;
	int		rules;
	uint64_t	cost;
};

static void run_install(const void *arg)
{
	struct attempt *a = (struct attempt *)arg;
	const struct policy *p = make_policy(a->rules);
	uint64_t start = ticks();

	if (!load(p, a->kind))
		a->cost = ticks() - start;
}

/* The kernel's part alone */
static void run_kernels_part(const void *arg)
{
	struct attempt *a = (struct attempt *)arg;
	struct prepared prepared;
	uint64_t start;

	prepare(&prepared, make_policy(a->rules), a->kind);
	rehearse_install();
	start = ticks();
	if (!install_prepared(&prepared))
		a->cost = ticks() - start;
}

/* @rules: alternatives in one rule */
static void run_one_rule(const void *arg)
{
	struct attempt *a = (struct attempt *)arg;
	const char *text = text_of_alternatives(a->rules);
	uint64_t start;

	rehearse_install();
	start = ticks();
	if (!load_text(text))
		a->cost = ticks() - start;
}

static void run_narrow(const void *arg)
{
	struct attempt *a = (struct attempt *)arg;
	const struct policy *p = make_policy(a->rules);
	uint64_t start;

	if (load_text(p->text))
		return;
	start = ticks();
	if (!load_text("unlisted: 1\ngetpgid: pid == 0"))
		a->cost = ticks() - start;
}

static void measure(void (*run)(const void *), const char *table,
		    const char *row, enum kind kind, int rules)
{
	struct attempt *a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t costs[TIMES];

	if (a == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	for (int i = 0; i < TIMES; i++) {
		*a = (struct attempt){ .kind = kind, .rules = rules };
		in_child(run, a);
		costs[i] = a->cost;
	}
	sort_figures(costs, TIMES);
	if (costs[0])
		print_figure(table, row, kind_names[kind], costs[TIMES / 2]);
	else
		print_nothing(table, row, kind_names[kind]);
	munmap(a, sizeof(*a));
}

static void measure_sizes(const char *table, int step)
{
	for (int rules = SOME_RULES; rules <= ALL_RULES; rules += step) {
		char row[32];

		snprintf(row, sizeof(row), "%d rules", rules);
		for (enum kind kind = LINEAR; kind <= TEXT; kind++)
			measure(run_install, table, row, kind, rules);
		measure(run_install, table, row, COMPILED, rules);
	}
}

void install(void)
{
	measure_sizes("install", ALL_RULES - SOME_RULES);
	for (enum kind kind = LINEAR; kind <= TEXT; kind++)
		measure(run_kernels_part, "install", "340 rules, kernel's part",
			kind, ALL_RULES);
	measure(run_one_rule, "install", "a rule with 1 alternative", TEXT, 1);
	measure(run_one_rule, "install", "a rule with 256 alternatives", TEXT, 256);
	measure(run_narrow, "install", "narrowing 340 rules by 1", TEXT, ALL_RULES);
}

/* By the number of rules, for a plot */
void install_growth(void)
{
	measure_sizes("install growth", 36);
}
