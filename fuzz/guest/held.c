// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "held.h"

#define MAX_STACKED	64	/* policies, the kernel's limit */

struct layer *layers;
int nr_layers;

static bool among(const struct list *list, int layer)
{
	for (int i = 0; i < list->nr; i++)
		if (list->layer[i] == layer)
			return true;
	return false;
}

static void append(struct list *list, int layer)
{
	list->layer[list->nr++] = layer;
}

static bool all_among(const struct list *some, const struct list *all)
{
	for (int i = 0; i < some->nr; i++)
		if (!among(all, some->layer[i]))
			return false;
	return true;
}

/* A pending state is complete: it starts as a copy of the one in force. */
void hold(struct held *held, int layer)
{
	const struct layer *l = &layers[layer];

	if (l->is_bpf) {
		append(&held->bpf, layer);
		return;
	}
	if (l->policy.on_exec) {
		if (!held->exec.nr)
			held->exec = held->next.nr ? held->next : held->now;
		append(&held->exec, layer);
		return;
	}
	if (held->exec.nr)
		append(&held->exec, layer);
	if (l->policy.on_next) {
		if (!held->next.nr)
			held->next = held->now;
		append(&held->next, layer);
		return;
	}
	if (held->next.nr)
		append(&held->next, layer);
	append(&held->now, layer);
}

void take_effect(struct held *held)
{
	if (held->next.nr) {
		held->now = held->next;
		held->next.nr = 0;
	}
}

/* What is in force once @next, or @exec as well, has taken effect */
static const struct list *after_next(const struct held *held)
{
	return held->next.nr ? &held->next : &held->now;
}

static const struct list *after_exec(const struct held *held)
{
	return held->exec.nr ? &held->exec : after_next(held);
}

/* Would a sync to @caller keep all of @thread's policies? */
bool covers(const struct held *caller, const struct held *thread)
{
	return all_among(&thread->now, &caller->now) &&
	       all_among(&thread->next, after_next(caller)) &&
	       all_among(&thread->exec, after_exec(caller)) &&
	       all_among(&thread->bpf, &caller->bpf);
}

/* What is pending for @thread stays so only if it is pending for @caller. */
void synchronise(const struct held *caller, struct held *thread)
{
	const struct list *before = &caller->now;

	thread->now = caller->now;
	thread->bpf = caller->bpf;
	if (thread->next.nr) {
		thread->next.nr = 0;
		if (after_next(caller) != before)
			thread->next = *after_next(caller);
		before = after_next(caller);
	}
	if (thread->exec.nr) {
		thread->exec.nr = 0;
		if (after_exec(caller) != before)
			thread->exec = *after_exec(caller);
	}
}

static void consider(struct verdict *v, struct action action, int age)
{
	if (action.kind > v->action.kind ||
	    (action.kind == v->action.kind && age > v->age)) {
		v->action = action;
		v->age = age;
	}
}

/*
 * From texts alone. The strictest policy decides, the newest among equals. That a
 * number belongs to no call makes no difference.
 */
struct verdict text_verdict(const struct list *list, int nr,
			    const uint64_t *arg)
{
	struct verdict v = { { PASS }, -1 };

	for (int i = 0; i < list->nr; i++) {
		const struct policy *policy = &layers[list->layer[i]].policy;

		consider(&v, is_foreign(nr) ? policy->foreign :
					      verdict_of(policy, nr, arg),
			 list->layer[i]);
	}
	return v;
}

struct action verdict_on(const struct held *held, int nr,
			 const uint64_t *arg)
{
	struct verdict v = text_verdict(&held->now, nr, arg);

	for (int i = 0; i < held->bpf.nr; i++) {
		const struct layer *l = &layers[held->bpf.layer[i]];

		if (l->bpf_nr == nr)
			consider(&v, l->bpf_action, held->bpf.layer[i]);
	}
	return v.action;
}

static bool is_near(int bytes)
{
	return bytes > 2048;
}

/* Does the policy refuse the call whatever its arguments are? */
static bool drops(const struct policy *policy, int nr)
{
	bool named = false;

	for (int i = 0; i < policy->nr_rules; i++) {
		if (policy->rule[i].spec->nr != nr)
			continue;
		if (policy->rule[i].kind == REFUSE)
			return true;
		named = true;
	}
	return !named && !policy->unlisted;
}

enum fit fit_of(const struct list *list, const struct policy *policy)
{
	static int rules[NR_SYSCALLS], comparisons[NR_SYSCALLS];
	const struct policy *all[MAX_LAYERS + 1];
	int bytes = 0, sum = 0, n = 0;
	enum fit fit = FITS;

	if (policy->length > TEXT_LIMIT || policy->most_comparisons > 256 ||
	    policy->deepest > 64 || list->nr >= MAX_STACKED)
		return TOO_BIG;
	memset(rules, 0, sizeof(rules));
	memset(comparisons, 0, sizeof(comparisons));
	for (int i = 0; i < list->nr; i++)
		all[n++] = &layers[list->layer[i]].policy;
	all[n++] = policy;
	for (int i = 0; i < n; i++) {
		bytes += all[i]->length;
		sum += all[i]->comparisons;
		for (int j = 0; j < all[i]->nr_rules; j++) {
			int nr = all[i]->rule[j].spec->nr;

			rules[nr] += all[i]->rule[j].kind == PREDICATE;
			comparisons[nr] += all[i]->rule[j].comparisons;
		}
	}
	if (sum > 8192)
		return TOO_BIG;
	for (int nr = 0; nr < NR_SYSCALLS; nr++) {
		bool dropped = false;

		if (rules[nr] <= 64 && comparisons[nr] <= 64)
			continue;
		/* If the call is always refused, other rules may not count. */
		for (int i = 0; i < n; i++)
			dropped |= drops(all[i], nr);
		if (!dropped && rules[nr] > 64)
			return TOO_BIG;
		/* More comparisons than steps that a call may take: who knows. */
		fit = MAY_FIT;
	}
	return is_near(bytes) ? MAY_FIT : fit;
}
