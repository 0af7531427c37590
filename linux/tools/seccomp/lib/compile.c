// SPDX-License-Identifier: GPL-2.0
/* libseccomp_text: compile policies to a BPF filter */
#include <errno.h>
#include <stdlib.h>

#include "bpf/bpf.h"
#include "policies.h"

void seccomp_text_free_program(struct sock_fprog *program)
{
	if (!program)
		return;
	free(program->filter);
	*program = (struct sock_fprog){ };
}

/* A filter is in force at once. */
static int refuse_delays(const struct seccomp_text_policies *policies,
			 struct seccomp_text_error *error)
{
	struct problem problem;
	unsigned int i;

	for (i = 0; i < policies->nr; i++) {
		if (find_delay(policies->compiled[i], &problem))
			return fail_at(error, i, &problem);
	}
	return 0;
}

static int explain(int ret, const struct bpf_program *program, uint32_t arch,
		   struct seccomp_text_error *error)
{
	if (ret == -E2BIG && program->nr)
		return fail(error, ret, "a filter of %u instructions, where %u are allowed",
			    program->nr, BPF_MAXINSNS);
	if (ret == -EOPNOTSUPP)
		return fail(error, ret, "there is no compiler to BPF for AUDIT_ARCH 0x%x", arch);
	if (ret == -ENOMEM)
		return fail(error, ret, "out of memory");
	return fail(error, ret, "these policies are not compiled");
}

int seccomp_text_compile(const struct seccomp_text_policies *policies, uint32_t arch,
			 struct sock_fprog *program, struct seccomp_text_error *error)
{
	struct bpf_program compiled;
	int ret = check_error(error);

	if (ret || !policies || !program)
		return -EINVAL;
	*program = (struct sock_fprog){ };
	ret = refuse_delays(policies, error);
	if (ret)
		return ret;
	arch = arch_or_native(arch);
	ret = compile_bpf(policies->compiled, policies->nr, arch, &compiled);
	if (ret)
		return explain(ret, &compiled, arch, error);
	program->len = compiled.nr;
	program->filter = compiled.code;
	return 0;
}
