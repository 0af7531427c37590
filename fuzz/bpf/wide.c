// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "vocabulary.h"
#include "seccomp_text_words.h"
#include "wide.h"

#define MAX_NAMED	400

/* The calls of a case, in the order of their numbers */
static const struct spec *named[MAX_NAMED];
static int nr_named;

/* Actions and constants that the rules of a case share, so that their ends are alike */
static int shared_errno, shared_data;

static struct layer *begin(void)
{
	struct layer *layer = &this_case.layer[this_case.nr_layers++];

	layer->spoiled = false;
	layer->len = 0;
	return layer;
}

/* Runs of calls with adjacent numbers, and single ones */
static void pick_named(void)
{
	int run = 1 << below(8), gap = 1 << below(6), i = below(gap);

	nr_named = 0;
	while (i < nr_usable && nr_named < MAX_NAMED) {
		for (int end = i + 1 + below(run); i < end && i < nr_usable; i++)
			if (nr_named < MAX_NAMED)
				named[nr_named++] = usable[i];
		i += 1 + below(gap);
	}
}

static void put_any_action(struct layer *layer)
{
	switch (below(16)) {
	case 0:
		put(layer, "kill");
		break;
	case 1:
		put(layer, "kill_thread");
		break;
	case 2 ... 4:
		put(layer, "trap %d", shared_data);
		break;
	case 5:
		put(layer, "trap %d", one_in(2) ? 65535 : below(65536));
		break;
	case 6 ... 7:
		put(layer, "trace %d", shared_data);
		break;
	case 8:
		put(layer, "log");
		break;
	case 9:
		put(layer, "errno %d", one_in(2) ? 4095 : 1 + below(4095));
		break;
	default:
		put(layer, "errno %d", shared_errno);
	}
}

static void put_comparison(struct layer *layer, const struct spec *spec)
{
	static const long few[] = { 0, 1, 2, 3, 0x7fff };
	int nr = below(count_args(spec));

	put(layer, "%sa%d %s ", one_in(8) ? "!" : "", nr, op_text[below(NR_OPS)]);
	if (one_in(2))
		put(layer, "%ld", few[below(5)]);
	else
		put_constant(layer, &spec->arg[nr], 1, true);
}

static void put_predicate(struct layer *layer, const struct spec *spec, int terms)
{
	bool open = false;

	while (terms--) {
		if (terms && !open && one_in(6)) {
			put(layer, one_in(2) ? "(" : "!(");
			open = true;
		}
		put_comparison(layer, spec);
		if (open && one_in(2)) {
			put(layer, ")");
			open = false;
		}
		if (terms)
			put(layer, one_in(2) ? " && " : " || ");
	}
	if (open)
		put(layer, ")");
}

/* One rule in so many is of each kind; the most terms of a predicate */
struct style {
	int skip, allow, refuse, action, terms;
};

static void put_rule(struct layer *layer, const struct spec *spec, const struct style *style)
{
	put(layer, "%s: ", spec->name);
	if (one_in(style->allow)) {
		put(layer, "1\n");
		return;
	}
	if (one_in(style->refuse) || !spec->entry || !count_args(spec))
		put(layer, "0");
	else
		put_predicate(layer, spec, 1 + below(style->terms));
	if (one_in(style->action)) {
		put(layer, "; ");
		put_any_action(layer);
	}
	put(layer, "\n");
}

static void put_directives(struct layer *layer)
{
	if (one_in(2)) {
		put(layer, "unlisted: 1\n");
	} else {
		/* The child of a trial needs these. */
		put(layer, "seccomp: 1\nexit_group: 1\nrt_sigreturn: 1\n");
	}
	if (!one_in(3)) {
		put(layer, "on_violation: ");
		put_any_action(layer);
		put(layer, "\n");
	}
	if (one_in(2)) {
		put(layer, "foreign: ");
		put_any_action(layer);
		put(layer, "\n");
	}
}

static void write_wide_layer(void)
{
	const struct style style = {
		1 << below(4), 1 << below(5), 1 << below(5), 1 + below(4), 1 << below(4),
	};
	struct layer *layer = begin();
	int i, many = nr_named / (1 << below(4)) + 1, first = below(nr_named);

	put_directives(layer);
	for (i = 0; i < many; i++) {
		const struct spec *spec = named[(first + i) % nr_named];

		if (style.skip > 1 && one_in(style.skip))
			continue;
		put_rule(layer, spec, &style);
		if (one_in(16))
			put_rule(layer, spec, &style);
	}
}

static void write_wide_base(void)
{
	struct layer *layer = begin();
	bool trace = one_in(3);
	const char *words = trace ? "trace 1" : "errno 1001";

	this_case.base = trace ? (struct action){ TRACE, 1 } : (struct action){ ERRNO, 1001 };
	put(layer, "unlisted: 1\nforeign: %s\n", words);
	for (int i = 0; i < nr_named; i++)
		put(layer, "%s: 0; %s\n", named[i]->name, words);
}

void write_wide_case(void)
{
	int i;

	pick_named();
	shared_errno = 1 + below(200);
	shared_data = below(65536);
	this_case.any_number = true;
	write_wide_base();
	for (i = 1 + below(4); i > 0; i--)
		write_wide_layer();
}
