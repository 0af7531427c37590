// SPDX-License-Identifier: GPL-2.0
#include <asm/unistd.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "calls.h"
#include "chance.h"
#include "enter.h"
#include "expect.h"
#include "install.h"

#define EDGE_ROOM	(96 << 10)

char *edge, *edge_end;
struct text mutant;

void map_edge(void)
{
	edge = mmap(NULL, EDGE_ROOM + 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (edge == MAP_FAILED || mprotect(edge + EDGE_ROOM, 4096, PROT_NONE)) {
		perror("mmap");
		exit(2);
	}
	edge_end = edge + EDGE_ROOM;
}

bool is_deadly(const struct policy *policy)
{
	static const int needed[] = {
		__NR_seccomp, __NR_exit_group, __NR_pread64,
	};
	const uint64_t *arg = ARGS(SECCOMP_SET_MODE_FILTER, 0, (uint64_t)edge);

	if (policy->answer == INVALID || policy->on_exec)
		return false;
	for (int i = 0; i < COUNT(needed); i++)
		if (verdict_of(policy, needed[i], i ? ARGS(0) : arg).kind > LOG)
			return true;
	return false;
}

/* Put the text near the end of memory, so that reading too far faults. */
bool hand_over(const struct text *text, struct handed *handed)
{
	char *at;

	if (nr_layers == MAX_LAYERS || text->len + 1 > EDGE_ROOM ||
	    readings->nr_rules > MAX_RULES / 2 || readings->nr_nodes > MAX_NODES / 2)
		return false;
	log_text(text, text == &mutant);
	if (page->failed)
		return false;
	handed->layer = nr_layers;
	handed->policy = &layers[nr_layers].policy;
	layers[nr_layers].is_bpf = false;
	understand(text->s, handed->policy);
	/* A NUL inside the text ends it as well. */
	handed->faults = one_in(24) && !memchr(text->s, '\0', text->len) &&
			 text->len > 1;
	at = edge_end - text->len - !handed->faults;
	if (one_in(4) && !handed->faults)
		at = edge + below(edge_end - text->len - edge);
	memcpy(at, text->s, text->len + !handed->faults);
	handed->at = at;
	return true;
}

static void settle(struct handed *handed, unsigned int flags)
{
	page->sum.accepted++;
	nr_layers = handed->layer + 1;
	hold(&me()->held, handed->layer);
	if (!(flags & SECCOMP_FILTER_FLAG_TSYNC))
		return;
	page->sum.syncs++;
	for (int i = 1; i < MAX_THREADS; i++)
		if (threads[i].alive)
			synchronise(&me()->held, &threads[i].held);
}

unsigned int any_flags(void)
{
	static const unsigned int odd[] = {
		0x8, 0x20, 0x28, 0x40, 0x80000000, 0x9, 0x19, 0x21,
	};

	if (one_in(24))
		return odd[below(COUNT(odd))];
	return (one_in(alone() ? 8 : 2) ? SECCOMP_FILTER_FLAG_TSYNC : 0) |
	       (one_in(8) ? SECCOMP_FILTER_FLAG_LOG : 0) |
	       (one_in(8) ? SECCOMP_FILTER_FLAG_SPEC_ALLOW : 0) |
	       (one_in(4) ? SECCOMP_FILTER_FLAG_TSYNC_ESRCH : 0);
}

void count_install(long ret)
{
	if (ret == -E2BIG)
		page->sum.too_big++;
	else if (ret == -ESRCH || ret > 0)
		page->sum.syncs_stopped++;
	else if (ret)
		page->sum.refused++;
}

bool install_handed(struct handed *handed, unsigned int flags,
		    bool by_prctl, long *ret)
{
	struct expected want;
	uint64_t nr = by_prctl ? __NR_prctl : __NR_seccomp;
	const uint64_t *arg = by_prctl ?
		ARGS(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (uint64_t)handed->at) :
		ARGS(SECCOMP_SET_MODE_FILTER, flags, (uint64_t)handed->at);

	if (too_deadly(nr, arg))
		return false;
	page->sum.installs++;
	if (!enter(nr, arg, ret))
		return false;
	expect_install(&want, handed->at, handed->faults, handed->policy, flags);
	if (!is_expected(&want, *ret))
		complain_of_install("the install", handed->policy, &want, *ret);
	count_install(*ret);
	if (*ret == 0)
		settle(handed, flags);
	return true;
}
