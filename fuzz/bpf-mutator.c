// SPDX-License-Identifier: GPL-2.0
/* Writes whole stacks of policies into inputs of bpf.c now and then. */
#include "bpf/wide.h"
#include "fuzz.h"
#include "seccomp_text_random.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct dice dice = dice_from(&seed, sizeof(seed));
	size_t len = 0;
	int i;

	if (!nr_built || dice_roll(&dice, 8))
		return LLVMFuzzerMutate(data, size, max_size);
	begin_case(seed, 0);
	if (dice_roll(&dice, 2))
		write_wide_case();
	else
		write_stack_case();
	for (i = 1; i < this_case.nr_layers && len + this_case.layer[i].len < max_size; i++) {
		if (len)
			data[len++] = '\f';
		memcpy(data + len, this_case.layer[i].text, this_case.layer[i].len);
		len += this_case.layer[i].len;
	}
	return len ? len : LLVMFuzzerMutate(data, size, max_size);
}
