// SPDX-License-Identifier: GPL-2.0
/*
 * A recursive-descent parser of policies, and an evaluator that walks its
 * trees. See seccomp_text_reading.h.
 */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "seccomp_text_reading.h"

/* A longer operator precedes its own prefix. */
const char * const op_text[NR_OPS] = { "==", "!=", "<=", "<", ">=", ">", "&" };

const char * const directives[NR_DIRECTIVES] = {
	"on_next_syscall", "on_exec", "on_violation", "unlisted", "foreign",
};

struct readings *readings;

struct reader {
	const char *at, *end;
	struct policy *policy;
	const struct spec *spec;	/* NULL: not in the vocabulary */
	int depth, nots, comparisons;
	bool either;
	bool full;			/* the readings have no room left */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Between @at and @end of a reader, newlines and backslashes only join lines. */
static void skip_blanks(struct reader *r)
{
	while (r->at < r->end &&
	       (is_blank(*r->at) || *r->at == '\\' || *r->at == '\n'))
		r->at++;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool take(struct reader *r, const char *what)
{
	size_t len = strlen(what);

	skip_blanks(r);
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, what, len))
		return false;
	r->at += len;
	return true;
}

static bool at_end(struct reader *r)
{
	skip_blanks(r);
	return r->at == r->end;
}

/* Returns the first @c before @end, or @end. */
static const char *find(const char *at, const char *end, char c)
{
	while (at < end && *at != c)
		at++;
	return at;
}

static struct word take_word(struct reader *r)
{
	struct word word;

	skip_blanks(r);
	word.at = r->at;
	while (r->at < r->end && is_word(*r->at))
		r->at++;
	word.len = r->at - word.at;
	return word;
}

static bool is(struct word word, const char *what)
{
	return word.len && word.at[0] == what[0] &&
	       (int)strlen(what) == word.len && !memcmp(word.at, what, word.len);
}

static int digit_of(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* Numbers that fit no type need not be told apart. */
static bool number_of(struct word word, wide *value)
{
	int base = 10, i = 0;
	wide sum = 0;

	if (word.len > 2 && word.at[0] == '0' && (word.at[1] | 32) == 'x') {
		base = 16;
		i = 2;
	} else if (word.len > 1 && word.at[0] == '0') {
		base = 8;
		i = 1;
	}
	if (i == word.len)
		return false;
	for (; i < word.len; i++) {
		int digit = digit_of(word.at[i]);

		if (digit >= base)
			return false;
		sum = sum * base + digit;
		if (sum > (wide)1 << 70)
			sum = (wide)1 << 70;
	}
	*value = sum;
	return true;
}

wide lowest(const struct arg *arg)
{
	return arg->is_signed ? -((wide)1 << (arg->bits - 1)) : 0;
}

wide highest(const struct arg *arg)
{
	return ((wide)1 << (arg->bits - arg->is_signed)) - 1;
}

wide as_used(const struct arg *arg, uint64_t reg)
{
	uint64_t low = arg->bits == 64 ? reg : reg & ((1ULL << arg->bits) - 1);

	if (arg->is_signed && low >> (arg->bits - 1) & 1)
		return (wide)low - ((wide)1 << arg->bits);
	return low;
}

/* By name, or by position as a0 to a5. */
static int find_arg(const struct spec *spec, struct word word)
{
	int i;

	for (i = 0; i < 6 && spec->arg[i].name; i++)
		if (is(word, spec->arg[i].name))
			return i;
	if (word.len == 2 && word.at[0] == 'a' && word.at[1] >= '0' &&
	    word.at[1] < '0' + i)
		return word.at[1] - '0';
	return -1;
}

static int new_node(struct reader *r, struct node node)
{
	if (readings->nr_nodes == MAX_NODES) {
		r->full = true;
		return 0;
	}
	readings->node[readings->nr_nodes] = node;
	return readings->nr_nodes++;
}

static int join(struct reader *r, enum node_kind kind, int left, int right)
{
	return new_node(r, (struct node){
		.kind = kind, .left = left, .right = right,
	});
}

/* Parentheses of predicates and of constants are counted together. */
static bool descend(struct reader *r)
{
	if (++r->depth > r->policy->deepest)
		r->policy->deepest = r->depth;
	/* The kernel refuses anything as deep as this. */
	return r->depth + r->nots <= 5000;
}

static bool take_name(struct reader *r, wide *value)
{
	struct word word = take_word(r);

	if (number_of(word, value))
		return true;
	for (int i = 0; i < vocabulary.nr_constants; i++) {
		if (is(word, vocabulary.constants[i].name)) {
			*value = vocabulary.constants[i].value;
			return true;
		}
	}
	return false;
}

/* An argument of an unbuilt call, whose type is not known */
static const struct arg any_arg = { "any", 64, false };

static bool fits(const struct arg *arg, wide value)
{
	wide low = arg == &any_arg ? -((wide)1 << 63) : lowest(arg);

	return value >= low && value <= highest(arg);
}

static bool read_constant(struct reader *r, const struct arg *arg,
			  wide *constant);

static bool read_term(struct reader *r, const struct arg *arg, wide *value)
{
	bool flip = take(r, "~");
	bool minus = !flip && take(r, "-");
	bool parens = take(r, "(");

	if (!parens && !take_name(r, value))
		return false;
	if (parens && !(descend(r) && read_constant(r, arg, value) &&
			take(r, ")")))
		return false;
	r->depth -= parens;
	if (flip) {
		if (!fits(arg, *value))
			return false;
		*value = as_used(arg, ~(uint64_t)*value);
	}
	if (minus && parens && arg == &any_arg && (uint64_t)*value >> 63) {
		/* Is it negative already? */
		r->either = true;
		*value = 0;
	}
	if (minus)
		*value = -*value;
	return fits(arg, *value);
}

/* One '|', and not the first of two */
static bool take_bar(struct reader *r)
{
	struct reader ahead = *r;

	return !take(&ahead, "||") && take(r, "|");
}

/* All operators work on the bits that the argument has. */
static bool read_constant(struct reader *r, const struct arg *arg,
			  wide *constant)
{
	wide term;

	if (!read_term(r, arg, constant))
		return false;
	while (take_bar(r)) {
		if (!read_term(r, arg, &term))
			return false;
		*constant = as_used(arg, (uint64_t)*constant | (uint64_t)term);
	}
	return true;
}

static bool read_comparison(struct reader *r, int *index)
{
	struct node node = { .kind = COMPARE };
	const struct arg *arg = &any_arg;
	struct word word = take_word(r);

	if (!word.len || isdigit((unsigned char)word.at[0]))
		return false;
	if (r->spec && r->spec->entry) {
		node.arg = find_arg(r->spec, word);
		if (node.arg < 0)
			return false;
		arg = &r->spec->arg[node.arg];
	}
	while (node.op < NR_OPS && !take(r, op_text[node.op]))
		node.op++;
	if (node.op == NR_OPS || !read_constant(r, arg, &node.constant))
		return false;
	r->comparisons++;
	*index = new_node(r, node);
	return true;
}

static bool read_or(struct reader *r, int *index);

/* ! negates what follows it: a comparison, parentheses, another !. */
static bool read_unary(struct reader *r, int *index)
{
	if (take(r, "!")) {
		if (++r->nots + r->depth > 5000 || !read_unary(r, index))
			return false;
		r->nots--;
		*index = join(r, NOT, *index, 0);
		return true;
	}
	if (!take(r, "("))
		return read_comparison(r, index);
	if (!descend(r) || !read_or(r, index))
		return false;
	r->depth--;
	return take(r, ")");
}

static bool read_and(struct reader *r, int *index)
{
	int right;

	if (!read_unary(r, index))
		return false;
	while (take(r, "&&")) {
		if (!read_unary(r, &right))
			return false;
		*index = join(r, AND, *index, right);
	}
	return true;
}

static bool read_or(struct reader *r, int *index)
{
	int right;

	if (!read_and(r, index))
		return false;
	while (take(r, "||")) {
		if (!read_and(r, &right))
			return false;
		*index = join(r, OR, *index, right);
	}
	return true;
}

static bool read_data(struct reader *r, int low, int high, int *data)
{
	wide value;

	if (!number_of(take_word(r), &value) || value < low || value > high)
		return false;
	*data = value;
	return true;
}

static bool read_errno(struct reader *r, int *data)
{
	struct reader ahead = *r;
	struct word word = take_word(&ahead);

	for (int i = 0; i < vocabulary.nr_errnos; i++) {
		if (is(word, vocabulary.errnos[i].name)) {
			*data = vocabulary.errnos[i].number;
			*r = ahead;
			return true;
		}
	}
	return read_data(r, 1, 4095, data);
}

static bool read_action(struct reader *r, struct action *action)
{
	struct word word = take_word(r);

	*action = (struct action){ PASS };
	if (is(word, "kill")) {
		action->kind = KILL;
	} else if (is(word, "kill_thread")) {
		action->kind = KILL_THREAD;
	} else if (is(word, "log")) {
		action->kind = LOG;
	} else if (is(word, "errno")) {
		action->kind = ERRNO;
		if (!read_errno(r, &action->data))
			return false;
	} else if (is(word, "trap") || is(word, "trace")) {
		action->kind = is(word, "trap") ? TRAP : TRACE;
		if (!at_end(r) && !read_data(r, 0, 65535, &action->data))
			return false;
	} else {
		return false;
	}
	return at_end(r);
}

/* sys_X names an entry, X a name of <asm/unistd.h>; each falls back. */
const struct spec *find_call(struct word word)
{
	bool prefixed = word.len > 4 && !memcmp(word.at, "sys_", 4);
	struct word bare = word;

	if (prefixed)
		bare = (struct word){ word.at + 4, word.len - 4 };
	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < vocabulary.nr_specs; i++) {
			const struct spec *spec = &vocabulary.specs[i];

			if (prefixed == turn ? is(bare, spec->name) :
			    spec->entry && is(bare, spec->entry + 4))
				return spec;
		}
	}
	return NULL;
}

static bool read_directive(struct reader *r, enum directive which, bool *seen)
{
	struct policy *policy = r->policy;
	struct word word;

	if (*seen)
		return false;
	*seen = true;
	if (which == ON_VIOLATION)
		return read_action(r, &policy->on_violation);
	if (which == FOREIGN)
		return read_action(r, &policy->foreign);
	word = take_word(r);
	if (!at_end(r))
		return false;
	if (which == UNLISTED) {
		policy->unlisted = is(word, "1");
		return is(word, "1") || is(word, "0");
	}
	if (which == ON_NEXT)
		policy->on_next = true;
	else
		policy->on_exec = true;
	return is(word, "1");
}

static bool read_expression(struct reader *r, struct rule *rule)
{
	struct reader ahead = *r;
	struct word word = take_word(&ahead);

	rule->kind = PREDICATE;
	if (at_end(&ahead)) {
		if (is(word, "1"))
			rule->kind = ALLOW;
		if (is(word, "0"))
			rule->kind = REFUSE;
	}
	if (rule->kind != PREDICATE) {
		*r = ahead;
		return true;
	}
	r->depth = 0;
	r->nots = 0;
	return read_or(r, &rule->root) && at_end(r);
}

/* The part after the colon. */
static bool read_rule(struct reader *r, struct rule *rule)
{
	const char *end = r->end;
	const char *semicolon = find(r->at, end, ';');
	struct policy *policy = r->policy;

	rule->spec = r->spec;
	r->end = semicolon;
	r->comparisons = 0;
	if (!read_expression(r, rule))
		return false;
	rule->comparisons = r->comparisons;
	if (r->comparisons > policy->most_comparisons)
		policy->most_comparisons = r->comparisons;
	if (semicolon == end)
		return true;
	if (rule->kind == ALLOW)
		return false;
	r->at = semicolon + 1;
	r->end = end;
	rule->has_action = true;
	return read_action(r, &rule->action);
}

static bool keep_rule(struct reader *r, const struct rule *rule)
{
	struct policy *policy = r->policy;

	policy->comparisons += rule->comparisons;
	if (readings->nr_rules == MAX_RULES) {
		r->full = true;
		return false;
	}
	policy->rule[policy->nr_rules++] = *rule;
	readings->nr_rules++;
	return true;
}

/* How well formed a rule for an unknown call must be is not documented. */
static void skip_rule(struct reader *r)
{
	struct policy *policy = r->policy;
	int comparisons = policy->most_comparisons, deepest = policy->deepest;
	struct rule rule = { 0 };

	if (!read_rule(r, &rule))
		r->either = true;
	policy->most_comparisons = comparisons;
	policy->deepest = deepest;
}

static bool read_line(struct reader *r, bool *seen, bool *rules)
{
	struct rule rule = { 0 };
	struct word name;
	bool optional;

	if (at_end(r))
		return true;
	optional = take(r, "?");
	name = take_word(r);
	if (!name.len || !take(r, ":"))
		return false;
	for (int i = 0; i < NR_DIRECTIVES; i++)
		if (is(name, directives[i]))
			return !optional && read_directive(r, i, &seen[i]);

	*rules = true;
	r->spec = find_call(name);
	if (!r->spec && optional) {
		skip_rule(r);
		return true;
	}
	return r->spec && read_rule(r, &rule) && keep_rule(r, &rule);
}

/* Comments count, too. */
static enum answer judge_bytes(const char *text, int len)
{
	for (int i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (c == '\r') {
			if (i + 1 == len)
				return UNDECIDED;
			if (text[i + 1] != '\n')
				return INVALID;
		} else if ((c < 0x20 || c > 0x7e) && c != '\t' && c != '\n') {
			return INVALID;
		}
	}
	return VALID;
}

/*
 * Find the end of the statement that starts at r->at, and of its last line. NULL
 * if a backslash does not join two lines. A comment ends with its line.
 */
static const char *find_line_end(struct reader *r, const char *end)
{
	const char *at = r->at;

	while (at < end && *at != '\n' && *at != '#') {
		if (*at++ != '\\')
			continue;
		while (at < end && is_blank(*at))
			at++;
		if (at == end || *at++ != '\n')
			return NULL;
	}
	r->end = at;
	return find(at, end, '\n');
}

static bool read_lines(struct reader *r, const char *text, int len,
		       bool *seen, bool *rules)
{
	const char *at, *line_end;

	for (at = text; at < text + len; at = line_end + 1) {
		r->at = at;
		line_end = find_line_end(r, text + len);
		if (!line_end || !read_line(r, seen, rules))
			return false;
	}
	return true;
}

/* The strictest action anywhere but log; of equals, the smallest number. */
static struct action foreign_by_default(const struct policy *policy)
{
	struct action strictest = policy->on_violation;

	for (int i = 0; i < policy->nr_rules; i++) {
		struct action action = policy->rule[i].action;

		if (action.kind > strictest.kind ||
		    (action.kind == strictest.kind && action.data < strictest.data))
			strictest = action;
	}
	if (strictest.kind == LOG)
		strictest.kind = KILL;
	return strictest;
}

void understand(const char *text, struct policy *policy)
{
	bool seen[NR_DIRECTIVES] = { false }, rules = false, good;
	int len = strlen(text);
	struct reader r = { .policy = policy };

	memset(policy, 0, sizeof(*policy));
	policy->length = len;
	policy->on_violation.kind = KILL;
	policy->rule = readings->rule + readings->nr_rules;
	policy->answer = judge_bytes(text, len);
	for (int i = 0; i < len; i++)
		policy->opened += text[i] == '(';
	good = read_lines(&r, text, len, seen, &rules);
	if (!good || (policy->on_next && policy->on_exec) ||
	    (!rules && !seen[UNLISTED]))
		policy->answer = INVALID;
	else if (r.either && policy->answer == VALID)
		policy->answer = UNDECIDED;
	if (r.full)
		policy->answer = UNDECIDED;
	for (int i = 0; i < policy->nr_rules; i++)
		if (!policy->rule[i].has_action)
			policy->rule[i].action = policy->on_violation;
	if (!seen[FOREIGN])
		policy->foreign = foreign_by_default(policy);
}

/*
 * Evaluation.
 */

unsigned long compared[NR_OPS][65][2][2];

static bool compare(enum op op, wide value, wide constant)
{
	switch (op) {
	case EQ:
		return value == constant;
	case NE:
		return value != constant;
	case LT:
		return value < constant;
	case LE:
		return value <= constant;
	case GT:
		return value > constant;
	case GE:
		return value >= constant;
	default:
		return value & constant;
	}
}

static bool compare_argument(const struct arg *arg, const struct node *node,
			     uint64_t reg)
{
	bool result = compare(node->op, as_used(arg, reg), node->constant);

	compared[node->op][arg->bits][arg->is_signed][result]++;
	return result;
}

static bool holds(const struct spec *spec, int index, const uint64_t *arg)
{
	const struct node *node = &readings->node[index];
	bool left, right;

	if (node->kind == COMPARE)
		return compare_argument(&spec->arg[node->arg], node,
					arg[node->arg]);
	left = holds(spec, node->left, arg);
	if (node->kind == NOT)
		return !left;
	right = holds(spec, node->right, arg);
	return node->kind == AND ? left && right : left || right;
}

static bool refuses(const struct rule *rule, const uint64_t *arg)
{
	if (rule->kind == PREDICATE && rule->spec->entry)
		return !holds(rule->spec, rule->root, arg);
	return rule->kind != ALLOW;
}

/* The strictest of the rules that refuse; of equals, the first line. */
struct action verdict_of(const struct policy *policy, int nr,
			 const uint64_t *arg)
{
	struct action verdict = { PASS };
	bool named = false;

	for (int i = 0; i < policy->nr_rules; i++) {
		const struct rule *rule = &policy->rule[i];

		if (rule->spec->nr != nr)
			continue;
		named = true;
		if (refuses(rule, arg) && rule->action.kind > verdict.kind)
			verdict = rule->action;
	}
	return named || policy->unlisted ? verdict : policy->on_violation;
}
