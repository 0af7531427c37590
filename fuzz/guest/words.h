/* SPDX-License-Identifier: GPL-2.0 */
/* The vocabulary that is used for reading and making texts. */
#ifndef FUZZ_WORDS_H
#define FUZZ_WORDS_H

void learn_constants(void);	/* before anything else */

#endif /* FUZZ_WORDS_H */
