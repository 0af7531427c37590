/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random policies: what they say as a text, and beside it what that means, as
 * trees and lists that the text was made along with. So nothing has to parse
 * the text but the kernel.
 *
 * For seccomp_text_verdicts.c, which holds the evaluator.
 */
#ifndef SECCOMP_TEXT_RANDOM_H
#define SECCOMP_TEXT_RANDOM_H

#include <stdarg.h>
#include <stdlib.h>

#include "../kselftest.h"
#include "seccomp_text_calls.h"

/* Bounds of what is generated; all well within what a kernel must take. */
#define MAX_LAYERS	6
#define MAX_RULES	8	/* of one policy */
#define MAX_SUBJECTS	3
#define MAX_CALLS	24	/* in one case */
#define MAX_KILLS	2	/* in one case: each costs a child */
#define MAX_PREDS	384	/* comparisons in one case */
#define MAX_RULE_PREDS	64
#define MAX_DEPTH	32
#define MAX_NODES	(8 * MAX_PREDS)
#define MAX_TEXT	32768

#define BASE_ERRNO	1001
#define RULE_ERRNO	1002

/* Those that this kernel has; arguments of others have no types. */
static const struct spec *built[ARRAY_SIZE(specs)];
static int nr_built;

/*
 * Chance. One stream of numbers for each case, all from one seed.
 */

static uint64_t chance_state;

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static uint64_t chance(void)
{
	chance_state += 0x9e3779b97f4a7c15;
	return mix(chance_state);
}

static int below(int n)
{
	return chance() % n;
}

static bool one_in(int n)
{
	return below(n) == 0;
}

/*
 * Predicates, as trees. A text is made along with each.
 */

enum op { EQ, NE, LT, LE, GT, GE, ANY, NR_OPS };

static const char * const op_text[] = { "==", "!=", "<", "<=", ">", ">=", "&" };

enum node_kind { COMPARE, NOT, AND, OR };

struct node {
	enum node_kind kind;
	int left, right;	/* NOT has a left one only */
	int arg;
	enum op op;
	wide constant;
};

enum action_kind { PASS, LOG, TRACE, ERRNO, TRAP, KILL_THREAD, KILL };

/* Ordered by strictness, like BPF's. */
struct action {
	enum action_kind kind;
	int data;
};

enum rule_kind { ALLOW, REFUSE, PREDICATE };

struct rule {
	enum rule_kind kind;
	int subject;
	int root;		/* the node of a PREDICATE */
	struct action action;
};

struct layer {
	bool accepted;		/* or else it is EINVAL, and changes nothing */
	bool unlisted;
	struct action on_violation;
	int nr_rules;
	struct rule rule[MAX_RULES];
	bool crlf;
	size_t len;
	char text[MAX_TEXT];
};

struct trial_call {
	int subject;
	uint64_t rax;
	uint64_t arg[6];
	struct action expected;
};

/* The constants that a case has for an argument: its calls are near these. */
struct near {
	int nr;
	wide constant[32];
};

static struct {
	int nr_subjects;
	const struct spec *subject[MAX_SUBJECTS];
	struct near near[MAX_SUBJECTS][6];
	int nr_preds, nr_nodes;
	struct node node[MAX_NODES];
	struct action base;	/* of layer[0], which refuses everything */
	int nr_layers;
	struct layer layer[MAX_LAYERS];
	int nr_calls;
	struct trial_call call[MAX_CALLS];
} this_case;

/*
 * Texts.
 */

static void __printf(2, 3)
put(struct layer *layer, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(layer->text + layer->len, MAX_TEXT - layer->len, format,
			args);
	va_end(args);
	layer->len += len;
	if (layer->len >= MAX_TEXT)
		abort();
}

static void put_blank(struct layer *layer)
{
	static const char * const blanks[] = { "", "", " ", " ", "  ", "\t" };

	put(layer, "%s", blanks[below(ARRAY_SIZE(blanks))]);
}

static void put_digits(struct layer *layer, wide value, int base)
{
	const char *digits = one_in(2) ? "0123456789abcdef" : "0123456789ABCDEF";
	char buf[64], *at = buf + sizeof(buf) - 1;

	*at = '\0';
	do {
		*--at = digits[value % base];
		value /= base;
	} while (value);
	put(layer, "%s", at);
}

static void put_number(struct layer *layer, wide value)
{
	wide size = value < 0 ? -value : value;

	if (value < 0)
		put(layer, "-");
	switch (below(5)) {
	case 0:
		put(layer, one_in(4) ? "0X" : "0x");
		put(layer, "%.*s", below(3), "00");
		put_digits(layer, size, 16);
		break;
	case 1:
		put(layer, "0%.*s", below(3), "00");
		put_digits(layer, size, 8);
		break;
	default:
		put_digits(layer, size, 10);
	}
}

static void put_name(struct layer *layer, const struct spec *spec)
{
	put(layer, "%s%s", one_in(2) ? "sys_" : "",
	    spec->other && one_in(2) ? spec->other : spec->name);
}

/* Near a power of two, or small, or AT_FDCWD, or anything. */
static wide any_constant(void)
{
	static const int bits[] = { 7, 8, 15, 16, 31, 32, 63, 64 };
	wide value;

	switch (below(8)) {
	case 0:
		value = below(4);
		break;
	case 1:
		value = 100;
		break;
	case 2:
		value = chance();
		break;
	case 3:
		value = chance() >> below(64);
		break;
	case 4:
		value = (wide)1 << below(65);
		break;
	default:
		value = ((wide)1 << bits[below(ARRAY_SIZE(bits))]) +
			below(3) - 1;
	}
	return one_in(3) ? -value : value;
}

static wide pick_constant(enum type type, bool fitting)
{
	wide value;

	if (one_in(fitting ? 6 : 2))
		return one_in(2) ? lowest(type) - !fitting :
				   highest(type) + !fitting;
	do {
		value = any_constant();
	} while (fits(type, value) != fitting);
	return value;
}

/* What is being written: a predicate of @layer on calls of @subject. */
struct writer {
	struct layer *layer;
	int subject;
	int preds;		/* comparisons that are left to it */
	bool spoil;		/* one constant shall not fit */
};

static int new_node(struct node node)
{
	if (this_case.nr_nodes == MAX_NODES)
		abort();
	this_case.node[this_case.nr_nodes] = node;
	return this_case.nr_nodes++;
}

static void remember(struct near *near, wide constant)
{
	if (near->nr < (int)ARRAY_SIZE(near->constant))
		near->constant[near->nr++] = constant;
	else
		near->constant[below(near->nr)] = constant;
}

static int write_comparison(struct writer *w)
{
	const struct spec *spec = this_case.subject[w->subject];
	struct node node = { COMPARE };
	bool misfit = w->spoil && w->layer->accepted && one_in(3);
	enum type type;

	w->preds--;
	this_case.nr_preds++;
	node.arg = below(count_args(spec));
	node.op = below(NR_OPS);
	type = spec->arg[node.arg].type;
	node.constant = pick_constant(type, !misfit);
	if (misfit)
		w->layer->accepted = false;
	else
		remember(&this_case.near[w->subject][node.arg], node.constant);

	if (one_in(2))
		put(w->layer, "a%d", node.arg);
	else
		put(w->layer, "%s", spec->arg[node.arg].name);
	put_blank(w->layer);
	put(w->layer, "%s", op_text[node.op]);
	put_blank(w->layer);
	/* The one constant with a minus sign that fits every type. */
	if (node.constant == 0 && one_in(16))
		put(w->layer, "-");
	put_number(w->layer, node.constant);
	return new_node(node);
}

static int write_any(struct writer *w, int depth);

/* ! takes what directly follows: a comparison, parentheses, another !. */
static int write_unary(struct writer *w, int depth)
{
	int inner;

	put_blank(w->layer);
	if (depth && one_in(5)) {
		put(w->layer, "!");
		inner = write_unary(w, depth - 1);
		return new_node((struct node){ NOT, inner });
	}
	if (depth && one_in(3)) {
		put(w->layer, "(");
		inner = write_any(w, depth - 1);
		put(w->layer, ")");
	} else {
		inner = write_comparison(w);
	}
	put_blank(w->layer);
	return inner;
}

static int write_all(struct writer *w, int depth)
{
	int root = write_unary(w, depth), right;

	while (w->preds > 0 && one_in(2)) {
		put(w->layer, "&&");
		right = write_unary(w, depth);
		root = new_node((struct node){ AND, root, right });
	}
	return root;
}

/* || is the loosest: what stands beside it are whole chains of &&. */
static int write_any(struct writer *w, int depth)
{
	int root = write_all(w, depth), right;

	while (w->preds > 0 && one_in(2)) {
		put(w->layer, "||");
		right = write_all(w, depth);
		root = new_node((struct node){ OR, root, right });
	}
	return root;
}

/* As many comparisons as there must be room for, and no parentheses. */
static int write_long(struct writer *w)
{
	int root = 0, chain, right;
	bool first = true;

	while (first || w->preds > 0) {
		if (!first)
			put(w->layer, "||");
		chain = write_unary(w, 0);
		while (w->preds > 0 && !one_in(4)) {
			put(w->layer, "&&");
			right = write_unary(w, 0);
			chain = new_node((struct node){ AND, chain, right });
		}
		root = first ? chain :
			       new_node((struct node){ OR, root, chain });
		first = false;
	}
	return root;
}

/* As many parentheses as there must be room for. */
static int write_deep(struct writer *w, int depth)
{
	bool not = one_in(3), more = w->preds > 1 && one_in(2), and;
	int root, right;

	put(w->layer, not ? "! (" : "(");
	root = depth > 1 ? write_deep(w, depth - 1) : write_comparison(w);
	put(w->layer, ")");
	if (not)
		root = new_node((struct node){ NOT, root });
	if (!more)
		return root;

	and = one_in(2);
	put(w->layer, and ? " && " : " || ");
	right = write_comparison(w);
	return new_node((struct node){ and ? AND : OR, root, right });
}

static int write_predicate(struct layer *layer, int subject, bool spoil)
{
	struct writer w = { layer, subject, MAX_RULE_PREDS, spoil };

	if (this_case.nr_preds + 2 * MAX_RULE_PREDS > MAX_PREDS)
		return write_comparison(&w);
	if (one_in(32))
		return write_long(&w);
	if (one_in(32))
		return write_deep(&w, MAX_DEPTH);
	w.preds = 1 + below(16);
	return write_any(&w, 6);
}

static const struct {
	const char *name;
	int number;
} errnos[] = {
	{ "EPERM", EPERM }, { "ENOENT", ENOENT }, { "EINTR", EINTR },
	{ "EAGAIN", EAGAIN }, { "EACCES", EACCES }, { "EFAULT", EFAULT },
	{ "EINVAL", EINVAL }, { "ENOSYS", ENOSYS }, { "ENOTSUP", ENOTSUP },
	{ "EOPNOTSUPP", EOPNOTSUPP }, { "ERANGE", ERANGE },
	{ "EHWPOISON", EHWPOISON },
};

static struct action put_errno(struct layer *layer)
{
	struct action action = { ERRNO };
	int i = below(ARRAY_SIZE(errnos));

	put(layer, "errno ");
	if (one_in(4)) {
		put(layer, "%s", errnos[i].name);
		action.data = errnos[i].number;
	} else {
		action.data = one_in(16) ? 4095 : 1 + below(4095);
		put_number(layer, action.data);
	}
	return action;
}

/* trap and trace: 0 if there is no number. */
static int put_data(struct layer *layer)
{
	int data = one_in(8) ? 65535 : below(65536);

	if (one_in(4))
		return 0;
	put(layer, " ");
	put_number(layer, data);
	return data;
}

static struct action put_action(struct layer *layer)
{
	struct action action = { LOG };

	switch (below(24)) {
	case 0:
		put(layer, "kill");
		action.kind = KILL;
		break;
	case 1:
		put(layer, "kill_thread");
		action.kind = KILL_THREAD;
		break;
	case 2 ... 5:
		put(layer, "trap");
		action.kind = TRAP;
		action.data = put_data(layer);
		break;
	case 6 ... 7:
		put(layer, "trace");
		action.kind = TRACE;
		action.data = put_data(layer);
		break;
	case 8 ... 9:
		put(layer, "log");
		break;
	default:
		action = put_errno(layer);
	}
	return action;
}

static void end_line(struct layer *layer)
{
	put_blank(layer);
	if (one_in(6))
		put(layer, "# read: 0; kill && ( ! 'x' || fd == -1");
	put(layer, layer->crlf ? "\r\n" : "\n");
}

static void put_rule(struct layer *layer, int subject, bool spoil)
{
	struct rule *rule = &layer->rule[layer->nr_rules++];

	rule->subject = subject;
	rule->kind = one_in(8) ? ALLOW : one_in(8) ? REFUSE : PREDICATE;
	rule->action = layer->on_violation;

	put(layer, one_in(8) ? "?" : "");
	put_name(layer, this_case.subject[subject]);
	put_blank(layer);
	put(layer, ":");
	put_blank(layer);
	if (rule->kind == PREDICATE)
		rule->root = write_predicate(layer, subject, spoil);
	else
		put(layer, rule->kind == ALLOW ? "1" : "0");
	put_blank(layer);
	if (rule->kind != ALLOW && !one_in(4)) {
		put(layer, ";");
		put_blank(layer);
		rule->action = put_action(layer);
	}
	end_line(layer);
}

/* A text's first two characters say that it is one. */
static void begin_layer(struct layer *layer)
{
	layer->accepted = true;
	layer->crlf = one_in(8);
	layer->nr_rules = 0;
	layer->len = 0;
	if (one_in(4))
		put(layer, "# read: 0; kill\n");
}

/* The last line may lack its newline. */
static void end_layer(struct layer *layer)
{
	if (one_in(4) && layer->len > 2 && layer->text[layer->len - 1] == '\n')
		layer->text[--layer->len] = '\0';
	if (one_in(8))
		put(layer, "\n#\n\n# the end");
}

static struct layer *new_layer(void)
{
	struct layer *layer = &this_case.layer[this_case.nr_layers++];

	begin_layer(layer);
	return layer;
}

/* The oldest policy: no call that the case is about is ever made. */
static void write_base(struct action action)
{
	struct layer *layer = new_layer();
	int i;

	this_case.base = action;
	layer->unlisted = true;
	layer->on_violation = (struct action){ KILL };
	put(layer, "unlisted: 1\n");
	for (i = 0; i < this_case.nr_subjects; i++) {
		put_name(layer, this_case.subject[i]);
		put(layer, action.kind == TRACE ? ": 0; trace %d\n" :
						  ": 0; errno %d\n",
		    action.data);
		layer->rule[layer->nr_rules++] = (struct rule){
			.kind = REFUSE, .subject = i, .action = action,
		};
	}
}

/* One predicate, whose truth is all there is to know. */
static void write_predicate_layer(void)
{
	struct layer *layer = new_layer();
	struct rule *rule = &layer->rule[layer->nr_rules++];

	layer->unlisted = true;
	layer->on_violation = (struct action){ KILL };
	rule->kind = PREDICATE;
	rule->subject = 0;
	rule->action = (struct action){ ERRNO, RULE_ERRNO };
	put_name(layer, this_case.subject[0]);
	put(layer, ":");
	rule->root = write_predicate(layer, 0, one_in(8));
	put(layer, "; errno %d\nunlisted: 1\n", RULE_ERRNO);
	end_layer(layer);
}

enum line {
	RULE_LINE, UNLISTED_LINE, VIOLATION_LINE, NEEDS_LINE, UNKNOWN_LINE,
	BLANK_LINE, NR_LINES
};

/*
 * Written before all others, wherever it is going to stand, as the actions of
 * rules depend on it.
 */
static struct layer violation_line;

static void write_violation_line(struct layer *layer)
{
	violation_line.len = 0;
	put(&violation_line, "on_violation: ");
	layer->on_violation = put_action(&violation_line);
}

static void put_line(struct layer *layer, enum line line, bool spoil)
{
	put(layer, "%.*s", below(3), "  ");
	switch (line) {
	case RULE_LINE:
		put_rule(layer, below(this_case.nr_subjects), spoil);
		return;
	case UNLISTED_LINE:
		put(layer, "unlisted: %d", layer->unlisted);
		break;
	case VIOLATION_LINE:
		put(layer, "%s", violation_line.text);
		break;
	case NEEDS_LINE:
		put(layer, "seccomp: 1\nexit_group: 1\nrt_sigreturn: 1");
		break;
	case UNKNOWN_LINE:
		put(layer, "?no_such_call: fd == 0; errno 5");
		break;
	default:
		break;
	}
	end_line(layer);
}

static void shuffle(enum line *line, int nr)
{
	enum line swap;
	int i, j;

	for (i = nr - 1; i > 0; i--) {
		j = below(i + 1);
		swap = line[i];
		line[i] = line[j];
		line[j] = swap;
	}
}

/* Any policy that lets the child go on. */
static void write_layer(void)
{
	struct layer *layer = new_layer();
	enum line line[MAX_RULES + NR_LINES];
	bool spoil = one_in(8);
	int nr = 0, i;

	layer->unlisted = !one_in(3);
	if (layer->unlisted || one_in(2))
		line[nr++] = UNLISTED_LINE;
	if (!layer->unlisted)
		line[nr++] = NEEDS_LINE;
	layer->on_violation = (struct action){ KILL };
	if (!one_in(3)) {
		write_violation_line(layer);
		line[nr++] = VIOLATION_LINE;
	}
	line[nr++] = BLANK_LINE;
	for (i = 1 + below(MAX_RULES - 1); i > 0; i--)
		line[nr++] = one_in(6) ? UNKNOWN_LINE : RULE_LINE;
	shuffle(line, nr);

	/* The first two characters must be printable. */
	if (line[0] == BLANK_LINE)
		put(layer, "# blank\n");
	for (i = 0; i < nr; i++)
		put_line(layer, line[i], spoil);
	end_layer(layer);
}

#endif /* SECCOMP_TEXT_RANDOM_H */
