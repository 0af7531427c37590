// SPDX-License-Identifier: GPL-2.0
/* libseccomp_text: read, judge and check policies */
#include <errno.h>
#include <stdlib.h>

#include "policies.h"

#define STRING(x)	#x
#define VERSION(major, minor)	STRING(major) "." STRING(minor)

const char *seccomp_text_version(void)
{
	return VERSION(SECCOMP_TEXT_MAJOR, SECCOMP_TEXT_MINOR);
}

uint32_t arch_or_native(uint32_t arch)
{
	return arch ?: native_arch();
}

/* Reading */

void seccomp_text_free(struct seccomp_text_policies *policies)
{
	unsigned int i;

	if (!policies)
		return;
	if (policies->state)
		seccomp_put_state(policies->state);
	for (i = 0; i < policies->nr; i++)
		free_compiled(policies->compiled[i]);
	free(policies);
}

/* All together are too much: which one is the first that is? */
static int explain_stack(const struct seccomp_text_policies *policies, const char *const texts[],
			 struct seccomp_text_error *error)
{
	struct seccomp_state *state;
	struct problem problem;
	unsigned int i;
	bool found;

	for (i = 1; i < policies->nr; i++) {
		if (stack_policies(policies->compiled, i, &state))
			break;
		found = find_problem(texts[i], state, &problem);
		seccomp_put_state(state);
		if (found)
			return fail_at(error, i, &problem);
	}
	return fail(error, -E2BIG, "all policies together are too much");
}

static int parse(struct seccomp_text_policies *policies, const char *const texts[],
		 unsigned int nr_texts, struct seccomp_text_error *error)
{
	struct problem problem;
	unsigned int i;
	int ret;

	for (i = 0; i < nr_texts; i++) {
		if (!texts[i])
			return fail(error, -EINVAL, "policy %u is NULL", i);
		policies->compiled[i] = compile_policy(texts[i], &problem);
		if (!policies->compiled[i])
			return fail_at(error, i, &problem);
		policies->nr++;
	}
	ret = stack_policies(policies->compiled, nr_texts, &policies->state);
	if (!ret)
		return 0;
	policies->state = NULL;
	if (ret == -E2BIG)
		return explain_stack(policies, texts, error);
	return fail(error, ret, "out of memory");
}

int seccomp_text_parse(const char *const texts[], unsigned int nr_texts,
		       struct seccomp_text_policies **policies,
		       struct seccomp_text_error *error)
{
	int ret = check_error(error);

	if (ret || !policies)
		return -EINVAL;
	*policies = NULL;
	if (!texts || !nr_texts)
		return fail(error, -EINVAL, "there is no policy");
	if (nr_texts > max_policies())
		return fail(error, -E2BIG, "at most %u policies can be in force together",
			    max_policies());
	*policies = calloc(1, sizeof(**policies) + nr_texts * sizeof((*policies)->compiled[0]));
	if (!*policies)
		return fail(error, -ENOMEM, "out of memory");
	ret = parse(*policies, texts, nr_texts, error);
	if (ret) {
		seccomp_text_free(*policies);
		*policies = NULL;
	}
	return ret;
}

/* Judging */

int seccomp_text_judge(const struct seccomp_text_policies *policies, uint32_t arch, int nr,
		       const uint64_t args[6], struct seccomp_text_verdict *verdict)
{
	struct seccomp_text_verdict filled = { };
	struct verdict found;

	if (!policies || !args || !verdict || !is_valid_size(verdict->size, sizeof(*verdict)))
		return -EINVAL;
	judge_state(policies->state, arch_or_native(arch), nr, args, &found);
	filled.action = found.action;
	filled.policy = found.policy;
	filled.line = found.line;
	give_struct(verdict, &filled, sizeof(filled));
	return 0;
}

int seccomp_text_find_call(const char *name, uint32_t arch, int *nr)
{
	struct seccomp_text_call call;

	if (!name || !nr)
		return -EINVAL;
	if (arch_or_native(arch) != native_arch())
		return -EOPNOTSUPP;
	if (!describe_offline(&call, name, 0))
		return -ENOENT;
	*nr = call.nr;
	return 0;
}

/* Checking */

static struct seccomp_text_error *nth(struct seccomp_text_error *problems, unsigned int n)
{
	return (void *)((char *)problems + n * problems->size);
}

static int give_problems(struct seccomp_text_error *problems, const struct problem *found,
			 unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		nth(problems, i)->size = problems->size;
		fail_at(nth(problems, i), 0, &found[i]);
	}
	return -found[0].errno_value;
}

int seccomp_text_check(const char *text, struct seccomp_text_error *problems,
		       unsigned int max, unsigned int *nr)
{
	/* The first one says what to return. */
	unsigned int room = max ?: 1;
	struct problem *found;
	int ret;

	if (!nr)
		return -EINVAL;
	*nr = 0;
	if (!text || (max && (!problems || check_error(problems))))
		return -EINVAL;
	found = calloc(room, sizeof(*found));
	if (!found)
		return -ENOMEM;
	ret = find_problems(text, found, room);
	if (ret > 0) {
		*nr = ret;
		ret = give_problems(problems, found, *nr < max ? *nr : max);
	}
	free(found);
	return ret;
}
