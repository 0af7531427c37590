// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers as the kernel's entry code takes them from a register. A number that no
 * call has is an unlisted call. (seccomp_text_int80 has calls of other ABIs.)
 */
#include "seccomp_text.h"

/* The entry code uses 32 bits of the register, and so must the policy. */
TEXT_TEST(high_half_of_the_number_is_ignored)
{
	static const long halves[] = {
		1L << 32, 0xffffffff00000000, 0x7fffffff00000000, 0x1234567800000000,
	};

	for (size_t i = 0; i < ARRAY_SIZE(halves); i++) {
		const long nr = halves[i] | __NR_getpgid;

		EXPECT_STREQ("denied", verdict_under(self->page, "getpgid: 0",
						     CALL(nr)));
		EXPECT_UNDER("killed", "exit_group: 1\n", CALL(nr));
		EXPECT_UNDER("passed", "getpgid: 1\n", CALL(nr));
		EXPECT_LT(0, self->page->result[0]);
	}
}

static const long unused_numbers[] = {
	-1, UNUSED_NR, 511, 512, 547, 548, 1000, 4095, 65535, 0x10000, 0x3fffffff,
	0x7fffffff, 0x80000000, 0xffffffff80000000,
};

TEXT_TEST(number_without_a_call_is_a_violation)
{
	for (size_t i = 0; i < ARRAY_SIZE(unused_numbers); i++) {
		EXPECT_UNDER("killed", "exit_group: 1\n", CALL(unused_numbers[i]));
		EXPECT_UNDER("killed", "unlisted: 0\n", CALL(unused_numbers[i]));
	}
	for (long nr = 463; nr < 512; nr++)
		EXPECT_UNDER("killed", "exit_group: 1\n", CALL(nr));
}

TEXT_TEST(log_passes_a_number_without_a_call)
{
	static const char policy[] = "on_violation: log\nexit_group: 1\n";

	for (size_t i = 0; i < ARRAY_SIZE(unused_numbers); i++) {
		EXPECT_UNDER("passed", policy, CALL(unused_numbers[i]));
		EXPECT_EQ(make_call(CALL(unused_numbers[i])),
			  self->page->result[0]);
	}
	EXPECT_UNDER("passed", policy, CALL(__NR_getpgid));
	EXPECT_LT(0, self->page->result[0]);
}

static void expect_passed_on(struct __test_metadata *_metadata,
			     struct text_page *page, long nr)
{
	const struct call *call = CALL(nr, -1, -1, -1, -1, -1, -1);

	EXPECT_STREQ("allowed", verdict_under(page, "getpgid: 0", call)) {
		TH_LOG("number %#lx", nr);
	}
	EXPECT_EQ(make_call(call), page->result[0]) {
		TH_LOG("number %#lx", nr);
	}
}

TEXT_TEST(unlisted_1_passes_a_number_without_a_call)
{
	const long missing = missing_call_error();

	for (size_t i = 0; i < ARRAY_SIZE(unused_numbers); i++) {
		if (unused_numbers[i] != 0x7fffffff)
			expect_passed_on(_metadata, self->page, unused_numbers[i]);
	}
	for (long nr = 463; nr < 512; nr++)
		expect_passed_on(_metadata, self->page, nr);
	EXPECT_STREQ("allowed", verdict_under(self->page, "getpgid: 0",
					      CALL(511)));
	EXPECT_EQ(missing, self->page->result[0]);
}

/* The number has the x32 bit, but is too large to be an x32 number. */
TEXT_TEST(unlisted_1_passes_the_largest_number)
{
	expect_passed_on(_metadata, self->page, 0x7fffffff);
}

TEST_HARNESS_MAIN
