// SPDX-License-Identifier: GPL-2.0
/*
 * Arguments are compared as the kernel's C code uses them: at their declared
 * width and sign, whatever the rest of the register holds.
 *
 * Each call here has a bad descriptor or a bad pointer, so it does nothing if it
 * is allowed.
 */
#include "seccomp_text.h"

#define BAD	(-1UL)

TEXT_TEST(int_argument_matches_however_it_was_extended)
{
	static const struct verdict_case cases[] = {
		{ "openat: dfd == -100", { __NR_openat, { -100 } }, "allowed" },
		{ "openat: dfd == -100", { __NR_openat, { 0xffffff9c } }, "allowed" },
		{ "openat: dfd == -100",
		  { __NR_openat, { 0x12345678ffffff9c } }, "allowed" },
		{ "openat: dfd == -100", { __NR_openat, { 0x9c } }, "denied" },
		{ "openat: dfd == -100", { __NR_openat, { 100 } }, "denied" },
		{ "openat: dfd == -100",
		  { __NR_openat, { 0xffffffffffffff9d } }, "denied" },
		{ "openat: dfd != -1", { __NR_openat, { -1UL } }, "denied" },
		{ "openat: dfd != -1", { __NR_openat, { 0xffffffff } }, "denied" },
		{ "openat: dfd != -1", { __NR_openat, { 0x1ffffffff } }, "denied" },
		{ "openat: dfd != -1", { __NR_openat, { -2UL } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(int_argument_is_ordered_by_sign)
{
	static const struct verdict_case cases[] = {
		{ "openat: dfd < 0", { __NR_openat, { 0xffffff9c } }, "allowed" },
		{ "openat: dfd < 0", { __NR_openat, { 0x80000000 } }, "allowed" },
		{ "openat: dfd < 0",
		  { __NR_openat, { 0xffffffff7fffffff } }, "denied" },
		{ "openat: dfd < 0", { __NR_openat, { 5 } }, "denied" },
		{ "openat: dfd >= 0",
		  { __NR_openat, { 0xffffffff00000000 } }, "allowed" },
		{ "openat: dfd >= 0", { __NR_openat, { 0xffffffff } }, "denied" },
		{ "openat: dfd > -2147483648",
		  { __NR_openat, { 0x80000000 } }, "denied" },
		{ "openat: dfd > -2147483648",
		  { __NR_openat, { 0x80000001 } }, "allowed" },
		{ "openat: dfd <= 2147483647",
		  { __NR_openat, { 0x7fffffff } }, "allowed" },
		{ "openat: dfd >= 2147483647",
		  { __NR_openat, { 0x80000000 } }, "denied" },
		{ "openat: dfd & -2147483648",
		  { __NR_openat, { 0x80000000 } }, "allowed" },
		{ "openat: dfd & -2147483648",
		  { __NR_openat, { 0x7fffffff } }, "denied" },
		{ "openat: dfd & -2147483648",
		  { __NR_openat, { 0xffffffff00000000 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(unsigned_int_argument_ignores_the_high_half)
{
	static const struct verdict_case cases[] = {
		{ "close: fd == 0x7ffffff0",
		  { __NR_close, { 0x7ffffff0 } }, "allowed" },
		{ "close: fd == 0x7ffffff0",
		  { __NR_close, { 0x17ffffff0 } }, "allowed" },
		{ "close: fd == 0x7ffffff0",
		  { __NR_close, { 0xffffffff7ffffff0 } }, "allowed" },
		{ "close: fd == 0x7ffffff0",
		  { __NR_close, { 0x7ffffff0ffffffff } }, "denied" },
		{ "read: fd != 0", { __NR_read, { 0x100000000 } }, "denied" },
		{ "read: fd != 0",
		  { __NR_read, { 0xffffffff00000000 } }, "denied" },
		{ "read: fd != 0", { __NR_read, { 0x1ffffffff } }, "allowed" },
		{ "read: fd == 0", { __NR_read, { 0x100000000 } }, "allowed" },
		{ "read: fd == 0", { __NR_read, { 0x1ffffffff } }, "denied" },
		{ "read: fd < 3",
		  { __NR_read, { 0xffffffff00000002 } }, "allowed" },
		{ "read: fd < 3", { __NR_read, { -1UL } }, "denied" },
		{ "read: fd & 1", { __NR_read, { 0x100000000 } }, "denied" },
		{ "read: fd & 1",
		  { __NR_read, { 0xffffffff00000001 } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(unsigned_int_argument_has_no_sign)
{
	static const struct verdict_case cases[] = {
		{ "read: fd > 0x7fffffff", { __NR_read, { 0x80000000 } }, "allowed" },
		{ "read: fd > 0x7fffffff", { __NR_read, { -1UL } }, "allowed" },
		{ "read: fd > 0x7fffffff", { __NR_read, { 0x7fffffff } }, "denied" },
		{ "read: fd > 0x7fffffff",
		  { __NR_read, { 0x17fffffff } }, "denied" },
		{ "read: fd == 4294967295", { __NR_read, { -1UL } }, "allowed" },
		{ "read: fd == 4294967295",
		  { __NR_read, { 0xffffffff } }, "allowed" },
		{ "read: fd >= 0", { __NR_read, { -1UL } }, "allowed" },
		{ "read: fd < 0", { __NR_read, { -1UL } }, "denied" },
		{ "fchown: user == 0",
		  { __NR_fchown, { BAD, 0x100000000 } }, "allowed" },
		{ "fchown: user != 0",
		  { __NR_fchown, { BAD, 0x100000000 } }, "denied" },
		{ "fchown: user == 4294967295",
		  { __NR_fchown, { BAD, -1UL } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(umode_t_argument_has_16_bits)
{
	static const struct verdict_case cases[] = {
		{ "fchmod: mode == 0644", { __NR_fchmod, { BAD, 0644 } }, "allowed" },
		{ "fchmod: mode == 0644",
		  { __NR_fchmod, { BAD, 0x10000 | 0644 } }, "allowed" },
		{ "fchmod: mode == 0644",
		  { __NR_fchmod, { BAD, 0xffffffffffff0000 | 0644 } }, "allowed" },
		{ "fchmod: mode == 0644", { __NR_fchmod, { BAD, 0645 } }, "denied" },
		{ "fchmod: mode != 0", { __NR_fchmod, { BAD, 0x10000 } }, "denied" },
		{ "fchmod: mode != 0", { __NR_fchmod, { BAD, 0x8000 } }, "allowed" },
		{ "fchmod: mode <= 0777",
		  { __NR_fchmod, { BAD, 0x10000 } }, "allowed" },
		{ "fchmod: mode <= 0777", { __NR_fchmod, { BAD, -1UL } }, "denied" },
		{ "fchmod: mode < 0x8000", { __NR_fchmod, { BAD, 0x8000 } }, "denied" },
		{ "fchmod: mode == 65535", { __NR_fchmod, { BAD, -1UL } }, "allowed" },
		{ "fchmod: !(mode & 07000)",
		  { __NR_fchmod, { BAD, 04755 } }, "denied" },
		{ "fchmod: !(mode & 07000)",
		  { __NR_fchmod, { BAD, 0xf0000 | 0755 } }, "allowed" },
		{ "openat: mode == 0600",
		  { __NR_openat, { -100, 0, 0, 0xabcd0000 | 0600 } }, "allowed" },
		{ "openat: a3 == 0600",
		  { __NR_openat, { -100, 0, 0, 0x10000 | 0600 } }, "allowed" },
		{ "openat: a3 == 0600",
		  { __NR_openat, { -100, 0, 0, 0601 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(size_t_argument_is_unsigned_and_whole)
{
	static const struct verdict_case cases[] = {
		{ "read: count <= 16", { __NR_read, { BAD, 0, 16 } }, "allowed" },
		{ "read: count <= 16", { __NR_read, { BAD, 0, 17 } }, "denied" },
		{ "read: count <= 16", { __NR_read, { BAD, 0, -1UL } }, "denied" },
		{ "read: count <= 16",
		  { __NR_read, { BAD, 0, 0x100000000 } }, "denied" },
		{ "read: count <= 16",
		  { __NR_read, { BAD, 0, 0x8000000000000000 } }, "denied" },
		{ "read: count == 0x100000000", { __NR_read, { BAD, 0, 0 } }, "denied" },
		{ "read: count == 0x100000000",
		  { __NR_read, { BAD, 0, 0x100000000 } }, "allowed" },
		{ "read: count > 0x7fffffffffffffff",
		  { __NR_read, { BAD, 0, 0x8000000000000000 } }, "allowed" },
		{ "read: count & 0x8000000000000000",
		  { __NR_read, { BAD, 0, -1UL } }, "allowed" },
		{ "read: count & 0x8000000000000000",
		  { __NR_read, { BAD, 0, 0x7fffffffffffffff } }, "denied" },
		{ "read: count == 18446744073709551615",
		  { __NR_read, { BAD, 0, -1UL } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(loff_t_argument_is_signed_and_64_bits_wide)
{
	static const struct verdict_case cases[] = {
		{ "lseek: offset < 0", { __NR_lseek, { BAD, -1UL } }, "allowed" },
		{ "lseek: offset < 0", { __NR_lseek, { BAD, 0xffffffff } }, "denied" },
		{ "lseek: offset < 0",
		  { __NR_lseek, { BAD, 0x8000000000000000 } }, "allowed" },
		{ "lseek: offset == -1", { __NR_lseek, { BAD, -1UL } }, "allowed" },
		{ "lseek: offset == -1",
		  { __NR_lseek, { BAD, 0xffffffff } }, "denied" },
		{ "pread64: pos > 4294967295",
		  { __NR_pread64, { BAD, 0, 0, 0x100000000 } }, "allowed" },
		{ "pread64: pos > 4294967295",
		  { __NR_pread64, { BAD, 0, 0, 0xffffffff } }, "denied" },
		{ "pread64: pos > 4294967295",
		  { __NR_pread64, { BAD, 0, 0, -1UL } }, "denied" },
		{ "pread64: pos >= 9223372036854775807",
		  { __NR_pread64, { BAD, 0, 0, 0x7fffffffffffffff } }, "allowed" },
		{ "pread64: pos >= 9223372036854775807",
		  { __NR_pread64, { BAD, 0, 0, 0x8000000000000000 } }, "denied" },
		{ "pread64: pos == -9223372036854775808",
		  { __NR_pread64, { BAD, 0, 0, 0x8000000000000000 } }, "allowed" },
		{ "pread64: a3 <= -4294967296",
		  { __NR_pread64, { BAD, 0, 0, 0xffffffff00000000 } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(pointer_argument_is_an_unsigned_number)
{
	static const struct verdict_case cases[] = {
		{ "read: buf != 0", { __NR_read, { BAD, 0 } }, "denied" },
		{ "read: buf != 0", { __NR_read, { BAD, 1 } }, "allowed" },
		{ "read: buf != 0", { __NR_read, { BAD, 0x100000000 } }, "allowed" },
		{ "read: buf >= 0x8000000000000000",
		  { __NR_read, { BAD, 0xffff800000000000 } }, "allowed" },
		{ "read: buf >= 0x8000000000000000",
		  { __NR_read, { BAD, 0x7fffffffffffffff } }, "denied" },
		{ "read: buf == 0xffffffffffffffff",
		  { __NR_read, { BAD, -1UL } }, "allowed" },
		{ "openat: filename == 0", { __NR_openat, { -100, 0 } }, "allowed" },
		{ "openat: filename == 0", { __NR_openat, { -100, 8 } }, "denied" },
		{ "openat: filename == 0x123456789abc",
		  { __NR_openat, { -100, 0x123456789abc } }, "allowed" },
		{ "openat: filename == 0x123456789abc",
		  { __NR_openat, { -100, 0x56789abc } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(every_argument_goes_by_name_and_by_position)
{
	const struct call call = {
		__NR_splice, { 1000, 2, 1001, 4, 5, 6 }
	};
	static const char * const holding[] = {
		"splice: fd_in == 1000", "splice: a0 == 1000",
		"splice: off_in == 2", "splice: a1 == 2",
		"splice: fd_out == 1001", "splice: a2 == 1001",
		"splice: off_out == 4", "splice: a3 == 4",
		"splice: len == 5", "splice: a4 == 5",
		"splice: flags == 6", "splice: a5 == 6",
		"splice: a0 == 1000 && len == 5 && a5 == 6 && off_in == 2",
	};
	static const char * const failing[] = {
		"splice: fd_in != 1000", "splice: a0 != 1000",
		"splice: off_in != 2", "splice: a1 != 2",
		"splice: fd_out != 1001", "splice: a2 != 1001",
		"splice: off_out != 4", "splice: a3 != 4",
		"splice: len != 5", "splice: a4 != 5",
		"splice: flags != 6", "splice: a5 != 6",
	};

	for (size_t i = 0; i < ARRAY_SIZE(holding); i++) {
		EXPECT_STREQ("allowed", verdict_under(self->page, holding[i],
						      &call)) {
			TH_LOG("%s", holding[i]);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(failing); i++) {
		EXPECT_STREQ("denied", verdict_under(self->page, failing[i],
						     &call)) {
			TH_LOG("%s", failing[i]);
		}
	}
}

TEXT_TEST(constants_are_written_as_in_c)
{
	static const struct verdict_case cases[] = {
		{ "getpriority: who == 0x1f", { __NR_getpriority, { 9, 31 } }, "allowed" },
		{ "getpriority: who == 0x1F", { __NR_getpriority, { 9, 31 } }, "allowed" },
		{ "getpriority: who == 017", { __NR_getpriority, { 9, 15 } }, "allowed" },
		{ "getpriority: who == 017", { __NR_getpriority, { 9, 17 } }, "denied" },
		{ "getpriority: who == 17", { __NR_getpriority, { 9, 17 } }, "allowed" },
		{ "getpriority: who == -17", { __NR_getpriority, { 9, -17 } }, "allowed" },
		{ "getpriority: who == -017", { __NR_getpriority, { 9, -15 } }, "allowed" },
		{ "getpriority: who == -0x11", { __NR_getpriority, { 9, -17 } }, "allowed" },
		{ "getpriority: who == 00", { __NR_getpriority, { 9, 0 } }, "allowed" },
		{ "getpriority: who == - 17", { __NR_getpriority, { 9, -17 } }, "allowed" },
		{ "getpriority: who == -(0x11)", { __NR_getpriority, { 9, -17 } }, "allowed" },
		{ "getpriority: who == (17)", { __NR_getpriority, { 9, 17 } }, "allowed" },
		{ "getpriority: who == 1|020", { __NR_getpriority, { 9, 17 } }, "allowed" },
		{ "getpriority: who == 1|020", { __NR_getpriority, { 9, 16 } }, "denied" },
		{ "getpriority: who == ~16", { __NR_getpriority, { 9, -17 } }, "allowed" },
		{ "getpriority: who == ~16", { __NR_getpriority, { 9, 0xffffffef } }, "allowed" },
		{ "getpriority: who == ~16", { __NR_getpriority, { 9, 16 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

/* No number of leading zeroes makes a constant another one, or octal decimal. */
TEXT_TEST(constants_may_have_any_number_of_leading_zeroes)
{
	static const int zeroes[] = { 1, 2, 20, 65, 66, 67, 68, 200, 4000 };
	static const struct {
		const char *prefix;
		const char *digits;
		unsigned long value;
	} constants[] = {
		{ "", "0", 0 }, { "", "17", 15 }, { "", "37777777777", 0xffffffff },
		{ "0x", "0", 0 }, { "0x", "17", 23 }, { "0X", "1f", 31 },
		{ "0x", "ffffffff", 0xffffffff },
	};
	static char rule[8192], zero[4001];

	for (size_t i = 0; i < ARRAY_SIZE(constants) * ARRAY_SIZE(zeroes); i++) {
		const int n = zeroes[i % ARRAY_SIZE(zeroes)];
		const unsigned long value = constants[i / ARRAY_SIZE(zeroes)].value;

		memset(zero, '0', n);
		zero[n] = 0;
		sprintf(rule, "read: fd == %s%s%s",
			constants[i / ARRAY_SIZE(zeroes)].prefix, zero,
			constants[i / ARRAY_SIZE(zeroes)].digits);
		EXPECT_STREQ("allowed", verdict_under(self->page, rule,
						      CALL(__NR_read, value))) {
			TH_LOG("%d zeroes: %.20s...%s", n, rule,
			       constants[i / ARRAY_SIZE(zeroes)].digits);
		}
		EXPECT_STREQ("denied", verdict_under(self->page, rule,
						     CALL(__NR_read, value ^ 1)));
	}
	/* A constant that is too large remains so. */
	sprintf(rule, "unlisted: 1\nread: fd == 0x%s100000000", zero);
	EXPECT_EQ(-EINVAL, install_result(self->page, rule));
	sprintf(rule, "unlisted: 1\nread: fd == 0x%s1fffffff", zero);
	EXPECT_EQ(0, install_result(self->page, rule));
}

TEST_HARNESS_MAIN
