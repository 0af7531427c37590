// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp record: collect what is seen.
 */
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#include "lint/atoms.h"
#include "main.h"
#include "record.h"

#define PROT_WRITE	2
#define PROT_EXEC	4

struct seen *find_seen(struct recording *recording, int nr)
{
	struct seen *seen = recording->seen[nr];

	if (seen)
		return seen;
	seen = need_memory(calloc(1, sizeof(*seen)));
	describe_offline(&seen->call, NULL, nr);
	find_symbolic(&seen->call, seen->symbolic);
	recording->seen[nr] = seen;
	return seen;
}

bool is_nameable(const struct recording *recording, const struct tracee *tracee)
{
	struct seccomp_text_call call;

	if (tracee->nr < 0 || tracee->nr >= recording->nr_calls)
		return false;
	if (recording->seen[tracee->nr])
		return recording->seen[tracee->nr]->call.arch == tracee->arch;
	return describe_offline(&call, NULL, tracee->nr) && call.arch == tracee->arch;
}

static void note_stranger(struct recording *recording, const struct tracee *tracee)
{
	struct stranger *stranger;
	unsigned int i;

	for (i = 0; i < recording->nr_strangers; i++) {
		stranger = &recording->strangers[i];
		if (stranger->arch == tracee->arch && stranger->nr == tracee->nr) {
			stranger->times++;
			return;
		}
	}
	if (i == MAX_STRANGERS) {
		recording->more_strangers++;
		return;
	}
	recording->strangers[i] = (struct stranger){ tracee->arch, tracee->nr, 1 };
	recording->nr_strangers++;
}

static bool is_known_choice(const struct seen *seen, const uint64_t args[6])
{
	unsigned int i;

	for (i = 0; i < seen->nr_choices; i++) {
		if (!memcmp(seen->choices[i], args, sizeof(seen->choices[i])))
			return true;
	}
	return false;
}

static void note_choice(struct seen *seen, const uint64_t args[6])
{
	if (seen->nr_choices > MAX_CHOICES || is_known_choice(seen, args))
		return;
	if (seen->nr_choices < MAX_CHOICES)
		memcpy(seen->choices[seen->nr_choices], args, sizeof(seen->choices[0]));
	seen->nr_choices++;
}

static void note_args(struct seen *seen, const uint64_t args[6])
{
	uint64_t choice[6] = { };
	bool any = false;
	unsigned int i;

	for (i = 0; i < seen->call.nr_args; i++) {
		const struct seccomp_text_arg *arg = &seen->call.args[i];
		uint64_t value = narrow_value(arg, args[i]);

		if (seen->symbolic[i].kind == A_CHOICE) {
			choice[i] = value;
			any = true;
		} else if (seen->symbolic[i].kind == SOME_BITS) {
			seen->bits[i] |= value & arg_mask(arg);
			if (!strcmp(arg->name, "prot") && value & PROT_WRITE && value & PROT_EXEC)
				seen->write_exec = true;
		}
	}
	if (any)
		note_choice(seen, choice);
}

void note_call(struct recording *recording, const struct tracee *tracee)
{
	struct seen *seen;

	if (!is_nameable(recording, tracee)) {
		note_stranger(recording, tracee);
		return;
	}
	seen = find_seen(recording, tracee->nr);
	seen->times++;
	note_args(seen, tracee->args);
}

void note_refused(struct recording *recording, const struct tracee *tracee)
{
	struct seen *seen = find_seen(recording, tracee->nr);
	uint64_t args[6] = { };
	unsigned int i;

	for (i = 0; i < 6; i++) {
		if (seen->named & 1 << i)
			args[i] = narrow_value(&seen->call.args[i], tracee->args[i]);
	}
	if (seen->nr_refused > MAX_REFUSED)
		return;
	for (i = 0; i < seen->nr_refused; i++) {
		if (!memcmp(seen->refused[i], args, sizeof(args)))
			return;
	}
	if (!seen->refused)
		seen->refused = need_memory(calloc(MAX_REFUSED, sizeof(*seen->refused)));
	if (seen->nr_refused < MAX_REFUSED)
		memcpy(seen->refused[seen->nr_refused], args, sizeof(args));
	seen->nr_refused++;
}
