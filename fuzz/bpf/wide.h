/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random policies about many calls: what seccomp_text_random.c does not write. They are
 * layers of this_case, too.
 */
#ifndef _FUZZ_BPF_WIDE_H
#define _FUZZ_BPF_WIDE_H

/*
 * After begin_case(): a base that refuses all calls that the policies name, and all
 * foreign ones, with the mildest action, so that none is ever made; and up to four
 * policies.
 */
void write_wide_case(void);

#endif /* _FUZZ_BPF_WIDE_H */
