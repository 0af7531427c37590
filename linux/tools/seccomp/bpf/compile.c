// SPDX-License-Identifier: GPL-2.0
/*
 * Compile policies to classic BPF.
 *
 * The kernel's own sources parse the policies and intersect them to a state, see
 * language/. What the state decides becomes a graph, and the graph a program.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/audit.h>
#include <linux/err.h>
#include <linux/errno.h>

#include "language/compiled.h"
#include "bpf.h"
#include "graph.h"

static int make_program(const struct seccomp_state *state, bool big_endian, bool small,
			struct bpf_program *program)
{
	struct graph *graph = calloc(1, sizeof(*graph));
	struct node *first;
	int ret;

	if (!graph)
		return -ENOMEM;
	graph->apart = small;
	graph->big_endian = big_endian;
	first = lower(graph, decide(graph, state));
	ret = graph->error ?: emit(first, small, &program->code);
	free_graph(graph);
	free(graph);
	if (ret < 0)
		return ret;
	program->nr = ret;
	return 0;
}

/*
 * Tests of one word that are joined are faster, but can be more if others share them;
 * and so can returns that are not shared.
 */
static int make_smallest(const struct seccomp_state *state, bool big_endian,
			 struct bpf_program *program)
{
	struct bpf_program other;
	int ret;

	ret = make_program(state, big_endian, false, program);
	if (ret || program->nr <= BPF_MAXINSNS)
		return ret;
	ret = make_program(state, big_endian, true, &other);
	if (ret || other.nr >= program->nr) {
		if (!ret)
			free(other.code);
		return ret;
	}
	free(program->code);
	*program = other;
	return 0;
}

int compile_for_order(struct compiled * const policies[], unsigned int nr_policies,
		      bool big_endian, struct bpf_program *program)
{
	struct seccomp_state *state;
	int ret;

	*program = (struct bpf_program){ };
	state = intersect_policies(policies, nr_policies);
	if (IS_ERR(state))
		return PTR_ERR(state);
	ret = make_smallest(state, big_endian, program);
	seccomp_put_state(state);
	if (!ret && program->nr > BPF_MAXINSNS)
		ret = -E2BIG;
	if (ret) {
		free(program->code);
		program->code = NULL;
	}
	return ret;
}

int compile_bpf(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, struct bpf_program *program)
{
	if (arch == SECCOMP_ARCH_NATIVE)
		return compile_for_order(policies, nr_policies, !(arch & __AUDIT_ARCH_LE),
					 program);
	*program = (struct bpf_program){ };
	return -EOPNOTSUPP;
}
