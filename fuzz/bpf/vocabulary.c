// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <asm/unistd.h>

#include "fuzz.h"
#include "kernel.h"
#include "language/language.h"
#include "seccomp_text_arch.h"
#include "seccomp_text_random.h"
#include "vocabulary.h"

#define MAX_SPECS	512
#define MAX_NAMES	4096
#define MAX_ERRNOS	256

const struct spec *usable[MAX_SPECS];
int nr_usable;

static struct seccomp_text_call calls[MAX_SPECS];
static struct spec specs[MAX_SPECS];
static struct constant_name names[MAX_NAMES];
static struct errno_name errnos[MAX_ERRNOS];

/* Each table is filled up with copies of its words. */
const struct vocabulary vocabulary = {
	specs, MAX_SPECS, errnos, MAX_ERRNOS, names, MAX_NAMES,
};

/* The one in the selftests, which was written by hand; see scripts/lib/bpf.sh */
extern const struct vocabulary vocabulary_by_hand;

static void learn_call(struct spec *spec, const struct seccomp_text_call *call)
{
	unsigned int i;

	*spec = (struct spec){
		.nr = call->nr,
		.name = call->uapi_name,
		.entry = call->name[0] ? call->name : NULL,
	};
	for (i = 0; i < call->nr_args; i++) {
		spec->arg[i].name = call->args[i].name;
		spec->arg[i].bits = call->args[i].size * 8;
		spec->arg[i].is_signed = call->args[i].flags & SECCOMP_ARG_SIGNED;
	}
}

static unsigned int learn_calls(void)
{
	unsigned int nr, known = 0, i;

	for (nr = 0; nr < count_calls(); nr++) {
		if (!describe_offline(&calls[known], NULL, nr))
			continue;
		learn_call(&specs[known], &calls[known]);
		known++;
		must(known < MAX_SPECS);
	}
	for (i = known; i < MAX_SPECS; i++)
		specs[i] = specs[i - known];
	return known;
}

static void learn_names(void)
{
	unsigned int i;

	must(nr_constants && nr_constants <= MAX_NAMES);
	for (i = 0; i < MAX_NAMES; i++) {
		names[i].name = constants[i % nr_constants].name;
		names[i].value = constants[i % nr_constants].value;
	}
	for (i = 0; i < MAX_ERRNOS; i++)
		errnos[i] = vocabulary_by_hand.errnos[i % vocabulary_by_hand.nr_errnos];
	names_known = true;
}

static bool same_args(const struct arg *a, const struct arg *b)
{
	unsigned int i;

	for (i = 0; i < 6 && a[i].name && b[i].name; i++)
		if (strcmp(a[i].name, b[i].name) || a[i].bits != b[i].bits ||
		    a[i].is_signed != b[i].is_signed)
			return false;
	return i == 6 || (!a[i].name && !b[i].name);
}

static bool as_by_hand(void)
{
	bool same = true;
	int i;

	for (i = 0; i < vocabulary_by_hand.nr_specs; i++) {
		const struct spec *by_hand = &vocabulary_by_hand.specs[i];
		const struct spec *spec;

		spec = find_call((struct word){ by_hand->name, strlen(by_hand->name) });
		if (spec && spec->nr == by_hand->nr && same_args(spec->arg, by_hand->arg))
			continue;
		printf("%s is declared otherwise\n", by_hand->name);
		same = false;
	}
	return same;
}

/* What a child needs to install policies, to handle SIGSYS, and to end */
static bool is_needed(int nr)
{
	/* Nobody but the kernel makes uretprobe; it is not judged. */
	return nr == __NR_seccomp || nr == __NR_exit_group || nr == __NR_rt_sigreturn ||
	       is_kernel_made(nr);
}

/* Calls that the kernel was built without, or that only later ones have */
static bool unbuilt[MAX_SPECS];

bool is_unbuilt(int nr)
{
	return nr >= 0 && nr < MAX_SPECS && unbuilt[nr];
}

static void ask_kernel(void)
{
	struct seccomp_text_call call;
	unsigned int nr;

	must(count_calls() <= MAX_SPECS);
	for (nr = 0; nr < count_calls(); nr++)
		unbuilt[nr] = describe_call(&call, NULL, nr) ? is_later_call(nr) :
			      call.flags & SECCOMP_CALL_UNBUILT;
}

bool learn_words(bool in_guest)
{
	unsigned int known = learn_calls(), i;

	learn_names();
	if (in_guest)
		ask_kernel();
	for (i = 0; i < known; i++) {
		if (in_guest && (is_needed(specs[i].nr) || is_unbuilt(specs[i].nr)))
			continue;
		usable[nr_usable++] = &specs[i];
		if (count_args(&specs[i]))
			built[nr_built++] = &specs[i];
	}
	must(nr_built > 100);
	nr_native = count_calls();
	knows_int80 = true;
	return as_by_hand();
}
