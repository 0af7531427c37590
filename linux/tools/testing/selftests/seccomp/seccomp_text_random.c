// SPDX-License-Identifier: GPL-2.0
/*
 * Write random policies that use the whole language, and make random calls
 * whose arguments are close to the constants of these policies.
 */
#include <limits.h>
#include <string.h>

#include "seccomp_text_arch.h"
#include "seccomp_text_words.h"

#define MAX_RULES_OF_LAYER	8
#define MAX_PREDS	384	/* comparisons in one case */
#define MAX_RULE_PREDS	64
#define MAX_DEPTH	32
#define MAX_ALTERNATIVES	256	/* of one argument, in one rule */

struct trial_case this_case;
const struct spec *built[512];
int nr_built, nr_native;
bool knows_int80;

void begin_case(uint64_t seed, long nr)
{
	this_case.nr_subjects = 0;
	this_case.nr_preds = 0;
	this_case.nr_layers = 0;
	this_case.nr_calls = 0;
	this_case.any_number = false;
	memset(this_case.near, 0, sizeof(this_case.near));
	seed_chance(mix(seed) + mix(nr + 1));
}

/* Each of the four spellings; names of entries begin with sys_. */
static void put_name(struct layer *layer, const struct spec *spec)
{
	put(layer, "%s%s", one_in(2) ? "sys_" : "",
	    one_in(2) ? spec->entry + strlen("sys_") : spec->name);
}

/*
 * Predicates.
 */

/* A predicate of @layer on calls of @subject. */
struct writer {
	struct layer *layer;
	int subject;
	int preds;		/* comparisons that are left to it */
	int open;		/* parentheses */
	bool spoil;		/* write one constant that is invalid */
};

static void remember(struct near *near, wide constant)
{
	if (near->nr < (int)ARRAY_SIZE(near->constant))
		near->constant[near->nr++] = constant;
	else
		near->constant[below(near->nr)] = constant;
}

int count_args(const struct spec *spec)
{
	int n = 0;

	while (n < 6 && spec->arg[n].name)
		n++;
	return n;
}

static void write_constant(struct writer *w, int nr)
{
	const struct arg *arg = &this_case.subject[w->subject]->arg[nr];
	int room = MAX_DEPTH - w->open;

	if (room > 2 && !one_in(48))
		room = 2;
	if (!w->spoil || w->layer->spoiled || !one_in(3)) {
		remember(&this_case.near[w->subject][nr],
			 put_constant(w->layer, arg, room, true));
		return;
	}
	w->layer->spoiled = true;
	if (one_in(2))
		put_mistake(w->layer);
	else
		put_constant(w->layer, arg, room, false);
}

/* The first two thirds of a comparison */
static void write_operator(struct writer *w, int nr, enum op op)
{
	w->preds--;
	this_case.nr_preds++;
	if (one_in(2))
		put(w->layer, "a%d", nr);
	else
		put(w->layer, "%s", this_case.subject[w->subject]->arg[nr].name);
	put_blank(w->layer);
	put(w->layer, "%s", op_text[op]);
	put_blank(w->layer);
}

static void write_comparison(struct writer *w)
{
	int nr = below(count_args(this_case.subject[w->subject]));

	write_operator(w, nr, below(NR_OPS));
	write_constant(w, nr);
}

static void write_or(struct writer *w, int depth);

/* ! negates what follows it: a comparison, parentheses, another !. */
static void write_unary(struct writer *w, int depth)
{
	put_blank(w->layer);
	if (depth && one_in(5)) {
		put(w->layer, "!");
		write_unary(w, depth - 1);
		return;
	}
	if (depth && one_in(3)) {
		put(w->layer, "(");
		w->open++;
		write_or(w, depth - 1);
		w->open--;
		put(w->layer, ")");
	} else {
		write_comparison(w);
	}
	put_blank(w->layer);
}

static void write_and(struct writer *w, int depth)
{
	write_unary(w, depth);
	while (w->preds > 0 && one_in(2)) {
		put(w->layer, "&&");
		write_unary(w, depth);
	}
}

static void write_or(struct writer *w, int depth)
{
	write_and(w, depth);
	while (w->preds > 0 && one_in(2)) {
		put(w->layer, "||");
		write_and(w, depth);
	}
}

/* The most comparisons that every kernel must accept, without parentheses. */
static void write_long(struct writer *w)
{
	write_unary(w, 0);
	while (w->preds > 0) {
		put(w->layer, one_in(4) ? "||" : "&&");
		write_unary(w, 0);
	}
}

/* Compare an argument with a number. */
static void write_number(struct writer *w, int nr, enum op op, wide value)
{
	write_operator(w, nr, op);
	put_number(w->layer, value);
	put_blank(w->layer);
	remember(&this_case.near[w->subject][nr], value);
	drawn[ALTERNATIVE]++;
}

/* The next one touches the last one, is the same, is near, or is anywhere. */
static wide pick_alternative(const struct arg *arg, wide last, int step)
{
	if (!one_in(8))
		last += step * (one_in(4) ? below(2) : 1 + below(40));
	else if (one_in(2))
		last = pick_constant(arg, true);
	return fits(arg, last) ? last : pick_constant(arg, true);
}

/*
 * Up to 256 values and intervals of one argument, in any order, or all but them.
 * Sometimes a comparison is in between.
 */
static void write_alternatives(struct writer *w)
{
	const struct spec *spec = this_case.subject[w->subject];
	int nr = below(count_args(spec)), step = one_in(2) ? 1 : -1;
	const struct arg *arg = &spec->arg[nr];
	bool intervals = one_in(2), contrary = one_in(3), mixed = one_in(4);
	const char *junction = contrary ? "&&" : "||";
	wide value = pick_constant(arg, true), high;

	for (;;) {
		value = pick_alternative(arg, value, step);
		high = value + below(8);
		put_blank(w->layer);
		if (mixed && one_in(16)) {
			write_comparison(w);
		} else if (!intervals || w->preds < 2 || one_in(2)) {
			write_number(w, nr, contrary ? NE : EQ, value);
		} else {
			if (!fits(arg, high))
				high = value;
			put(w->layer, contrary ? "(" : "");
			write_number(w, nr, contrary ? LT : GE, value);
			put(w->layer, contrary ? "||" : "&&");
			put_blank(w->layer);
			write_number(w, nr, contrary ? GT : LE, high);
			put(w->layer, contrary ? ")" : "");
		}
		if (w->preds <= 0)
			break;
		put_blank(w->layer);
		put(w->layer, "%s", mixed && one_in(32) ? "&&" : junction);
	}
}

/* The most nested parentheses that every kernel must accept. */
static void write_deep(struct writer *w, int depth)
{
	bool more = w->preds > 1 && one_in(2);

	put(w->layer, one_in(3) ? "! (" : "(");
	w->open++;
	if (depth > 1)
		write_deep(w, depth - 1);
	else
		write_comparison(w);
	w->open--;
	put(w->layer, ")");
	if (!more)
		return;
	put(w->layer, one_in(2) ? " && " : " || ");
	write_comparison(w);
}

static void write_predicate(struct layer *layer, int subject, bool spoil)
{
	struct writer w = { layer, subject, MAX_RULE_PREDS, 0, spoil };

	if (this_case.nr_preds + 2 * MAX_RULE_PREDS > MAX_PREDS) {
		write_comparison(&w);
	} else if (this_case.nr_preds + MAX_ALTERNATIVES <= MAX_PREDS && one_in(16)) {
		w.preds = 1 + below(1 << below(9));
		write_alternatives(&w);
	} else if (one_in(32)) {
		write_long(&w);
	} else if (one_in(32)) {
		write_deep(&w, MAX_DEPTH);
	} else {
		w.preds = 1 + below(16);
		write_or(&w, 6);
	}
}

/*
 * Lines.
 */

static void put_errno(struct layer *layer)
{
	int i = below(vocabulary.nr_errnos);

	put(layer, "errno");
	put_gap(layer);
	if (one_in(4))
		put(layer, "%s", vocabulary.errnos[i].name);
	else
		put_number(layer, one_in(16) ? 4095 : 1 + below(4095));
}

/* The data of trap and trace may be missing. */
static void put_data(struct layer *layer)
{
	if (one_in(4))
		return;
	put_gap(layer);
	put_number(layer, one_in(8) ? 65535 : below(65536));
}

static void put_action(struct layer *layer)
{
	switch (below(24)) {
	case 0:
		put(layer, "kill");
		break;
	case 1:
		put(layer, "kill_thread");
		break;
	case 2 ... 5:
		put(layer, "trap");
		put_data(layer);
		break;
	case 6 ... 7:
		put(layer, "trace");
		put_data(layer);
		break;
	case 8 ... 9:
		put(layer, "log");
		break;
	default:
		put_errno(layer);
	}
}

/* In a comment a backslash joins nothing. */
static void end_line(struct layer *layer)
{
	put_blank(layer);
	if (one_in(6))
		put(layer, "# read: 0; kill && ( ! 'x' || fd == \\ -1%s",
		    one_in(2) ? "\\" : "");
	put(layer, layer->crlf ? "\r\n" : "\n");
}

static void put_rule(struct layer *layer, int subject, bool spoil)
{
	enum rule_kind kind = one_in(8) ? ALLOW : one_in(8) ? REFUSE : PREDICATE;

	if (one_in(8)) {
		put(layer, "?");
		put_blank(layer);
	}
	put_name(layer, this_case.subject[subject]);
	put_blank(layer);
	put(layer, ":");
	put_blank(layer);
	if (kind == PREDICATE)
		write_predicate(layer, subject, spoil);
	else
		put(layer, kind == ALLOW ? "1" : "0");
	put_blank(layer);
	if (kind != ALLOW && !one_in(4)) {
		put(layer, ";");
		put_blank(layer);
		put_action(layer);
	}
	end_line(layer);
}

static struct layer *begin_layer(void)
{
	struct layer *layer = &this_case.layer[this_case.nr_layers++];

	layer->spoiled = false;
	layer->crlf = one_in(8);
	layer->len = 0;
	if (one_in(4))
		put(layer, "# read: 0; kill%s\n", one_in(2) ? " \\" : "");
	return layer;
}

/* The last line need not end in a newline. */
static void end_layer(struct layer *layer)
{
	if (one_in(4) && layer->len > 2 && layer->text[layer->len - 1] == '\n')
		layer->text[--layer->len] = '\0';
	if (one_in(8))
		put(layer, "\n#\n\n# the end");
}

/* The oldest policy: refuse all that a case calls, so that none is ever made. */
static void write_base(struct action action)
{
	struct layer *layer = begin_layer();
	int i;

	this_case.base = action;
	put(layer, action.kind == TRACE ? "unlisted: 1\nforeign: trace %d\n" :
					  "unlisted: 1\nforeign: errno %d\n",
	    action.data);
	for (i = 0; i < this_case.nr_subjects; i++) {
		put_name(layer, this_case.subject[i]);
		put(layer, action.kind == TRACE ? ": 0; trace %d\n" :
						  ": 0; errno %d\n",
		    action.data);
	}
}

enum line {
	RULE_LINE, UNLISTED_LINE, VIOLATION_LINE, FOREIGN_LINE, NEEDS_LINE,
	UNKNOWN_LINE, BLANK_LINE, NR_LINES
};

static void put_directive(struct layer *layer, enum directive which)
{
	put(layer, "%s", directives[which]);
	put_blank(layer);
	put(layer, ":");
	put_blank(layer);
	if (which == FOREIGN || which == ON_VIOLATION) {
		if (one_in(4))
			put(layer, "log");
		else
			put_action(layer);
	}
}

static void put_line(struct layer *layer, enum line line, bool unlisted,
		     bool spoil)
{
	put_blank(layer);
	switch (line) {
	case RULE_LINE:
		put_rule(layer, below(this_case.nr_subjects), spoil);
		return;
	case UNLISTED_LINE:
		put_directive(layer, UNLISTED);
		put(layer, "%d", unlisted);
		break;
	case VIOLATION_LINE:
		put_directive(layer, ON_VIOLATION);
		break;
	case FOREIGN_LINE:
		put_directive(layer, FOREIGN);
		drawn[FOREIGN_ACTION]++;
		break;
	case NEEDS_LINE:
		put(layer, "seccomp: 1\nexit_group: 1\nrt_sigreturn: 1");
		break;
	case UNKNOWN_LINE:
		put(layer, "?no_such_call: fd == ~(0 | 1); errno 5");
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
	struct layer *layer = begin_layer();
	enum line line[MAX_RULES_OF_LAYER + NR_LINES];
	bool spoil = one_in(8), unlisted = !one_in(3);
	int nr = 0, i;

	if (unlisted || one_in(2))
		line[nr++] = UNLISTED_LINE;
	if (!unlisted)
		line[nr++] = NEEDS_LINE;
	if (!one_in(3))
		line[nr++] = VIOLATION_LINE;
	if (one_in(2))
		line[nr++] = FOREIGN_LINE;
	line[nr++] = BLANK_LINE;
	for (i = 1 + below(MAX_RULES_OF_LAYER - 1); i > 0; i--)
		line[nr++] = one_in(6) ? UNKNOWN_LINE : RULE_LINE;
	shuffle(line, nr);

	/* The first two characters of a text must be printable. */
	if (line[0] == BLANK_LINE)
		put(layer, "# blank\n");
	for (i = 0; i < nr; i++)
		put_line(layer, line[i], unlisted, spoil);
	end_layer(layer);
}

/*
 * Cases.
 */

/* All different, so that a call has one name in messages. */
static void pick_subjects(int nr)
{
	int i;

	while (this_case.nr_subjects < nr) {
		const struct spec *spec = built[below(nr_built)];

		for (i = 0; i < this_case.nr_subjects; i++) {
			if (this_case.subject[i] == spec)
				break;
		}
		if (i == this_case.nr_subjects)
			this_case.subject[this_case.nr_subjects++] = spec;
	}
}

void write_predicate_case(void)
{
	struct layer *layer;

	pick_subjects(1);
	write_base((struct action){ ERRNO, BASE_ERRNO });
	layer = begin_layer();
	put_name(layer, this_case.subject[0]);
	put(layer, ":");
	write_predicate(layer, 0, one_in(8));
	put(layer, "; errno %d\nunlisted: 1\n", RULE_ERRNO);
	end_layer(layer);
}

void write_stack_case(void)
{
	static const struct action refusal = { ERRNO, BASE_ERRNO };
	static const struct action weak_refusal = { TRACE, 1 };
	int i;

	pick_subjects(1 + below(MAX_SUBJECTS));
	write_base(one_in(4) ? weak_refusal : refusal);
	this_case.any_number = true;
	for (i = 1 + below(MAX_LAYERS - 1); i > 0; i--)
		write_layer();
}

/*
 * Calls.
 */

/* Fill the bits above the argument's own as compilers do, or at random. */
static uint64_t extend(const struct arg *arg, uint64_t value)
{
	int bits = arg->bits;
	uint64_t mask = bits == 64 ? ~0ULL : (1ULL << bits) - 1;
	uint64_t low = value & mask;

	switch (below(6)) {
	case 0:
		return value;
	case 1:
		return low;
	case 2:
		return low >> (bits - 1) & 1 ? low | ~mask : low;
	case 3:
		return low | ~mask;
	case 4:
		return bits == 64 ? low : low | 1ULL << (bits + below(64 - bits));
	default:
		return low | (chance() & ~mask);
	}
}

static uint64_t pick_register(const struct arg *arg, const struct near *near)
{
	wide value;

	if (!near->nr || one_in(6))
		value = pick_constant(arg, true);
	else
		value = near->constant[below(near->nr)];
	switch (below(6)) {
	case 0:
		value++;
		break;
	case 1:
		value--;
		break;
	case 2:
		value ^= (wide)1 << below(arg->bits);
		break;
	case 3:
		value = one_in(3) ? ~value : value;
		break;
	}
	return extend(arg, value);
}

bool is_foreign(const struct trial_call *call)
{
	uint32_t nr = call->nr;

	return HAS_FOREIGN_CALLS && (call->int80 || (nr >= 0x40000000 && nr <= 0x4000ffff));
}

/* The number is an int, too. */
static uint64_t extend_number(int nr)
{
	return (uint32_t)nr | (one_in(4) ? chance() << 32 : 0);
}

static int x32_number(void)
{
	switch (below(4)) {
	case 0:
		return 0x40000000;
	case 1:
		return 0x4000ffff;
	default:
		return 0x40000000 | below(600);
	}
}

/* No architecture with 64 bits uses the numbers from 403 to 423. */
static int number_without_call(void)
{
	const int end = ENTRY_NUMBERS ? ENTRY_NUMBERS : 0x3fffffff;

	switch (below(8)) {
	case 0:
		return -1;
	case 1:
		return 403 + below(21);
	case 2:
		return nr_native + below(2);
	case 3:
		return one_in(2) ? 0x3fffffff : 0x40010000;
	case 4:
		return one_in(2) ? INT_MAX : INT_MIN;
	case 5:
		return -below(5000) - 1;
	default:
		return nr_native + below(end - nr_native);
	}
}

static void make_other_call(struct trial_call *call)
{
	int nr;

	call->spec = NULL;
	call->int80 = knows_int80 && one_in(3);
	if (call->int80)
		nr = one_in(4) ? number_without_call() : below(500);
	else
		nr = HAS_FOREIGN_CALLS && one_in(2) ? x32_number() :
						     number_without_call();
	call->nr = extend_number(nr);
	for (int i = 0; i < 6; i++)
		call->arg[i] = chance();
}

/*
 * If a trapped call's result looks like an error that restarts a call, the kernel makes the
 * call again after the handler, and again. BPF's traps do the same.
 */
static bool restarts(const struct trial_call *call)
{
	int result = trap_result(call->nr, call->arg[0]);

	return result >= -516 && result <= -512;
}

static void pick_call(struct trial_call *call)
{
	int subject = below(this_case.nr_subjects);
	const struct spec *spec = this_case.subject[subject];
	int i, nr_args = count_args(spec);

	if (this_case.any_number && one_in(4)) {
		make_other_call(call);
		return;
	}
	call->spec = spec;
	call->int80 = false;
	call->nr = extend_number(spec->nr);
	for (i = 0; i < 6; i++) {
		call->arg[i] = i >= nr_args ? chance() :
			pick_register(&spec->arg[i],
				      &this_case.near[subject][i]);
	}
}

void make_trial_call(struct trial_call *call)
{
	do {
		pick_call(call);
	} while (restarts(call));
}
