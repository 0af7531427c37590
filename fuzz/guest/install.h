/* SPDX-License-Identifier: GPL-2.0 */
/* Installing texts. */
#ifndef FUZZ_INSTALL_H
#define FUZZ_INSTALL_H

#include "shared.h"

/* Memory for texts, with nothing mapped after it */
extern char *edge, *edge_end;
extern struct text mutant;	/* all texts but the case's first */

struct handed {
	const char *at;
	bool faults;		/* no NUL before the end of memory */
	struct policy *policy;
	int layer;
};

void map_edge(void);

/* Would the policy deny the child a call that it needs? */
bool is_deadly(const struct policy *policy);

/* Put the text into memory, and read it. Returns false if there is no room. */
bool hand_over(const struct text *text, struct handed *handed);

unsigned int any_flags(void);
void count_install(long ret);

/* Sets @ret to the kernel's answer; returns false if the call was not made. */
bool install_handed(struct handed *handed, unsigned int flags, bool by_prctl,
		    long *ret);

#endif /* FUZZ_INSTALL_H */
