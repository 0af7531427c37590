// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of constants and of arguments. Included at
 * the end of seccomp_compile.c, whose static functions they are about.
 */
#include <kunit/test.h>

struct constant_case {
	u8		size;
	bool		is_signed;
	const char	*constant;
	bool		fits;
};

static const struct constant_case constants[] = {
	{ 1, false, "255", true },	{ 1, false, "256", false },
	{ 1, false, "-1", false },	{ 1, false, "-0", true },
	{ 1, true, "127", true },	{ 1, true, "128", false },
	{ 1, true, "-128", true },	{ 1, true, "-129", false },
	{ 2, false, "0xffff", true },	{ 2, false, "0x10000", false },
	{ 2, true, "-0x8000", true },	{ 2, true, "0x8000", false },
	{ 4, false, "4294967295", true }, { 4, false, "4294967296", false },
	{ 4, false, "-1", false },	{ 4, true, "0xffffffff", false },
	{ 4, true, "2147483647", true }, { 4, true, "-2147483648", true },
	{ 4, true, "-2147483649", false },
	{ 8, false, "0xffffffffffffffff", true },
	{ 8, false, "01777777777777777777777", true },
	{ 8, false, "02000000000000000000000", false },
	{ 8, false, "18446744073709551616", false },
	{ 8, true, "0x7fffffffffffffff", true },
	{ 8, true, "0x8000000000000000", false },
	{ 8, true, "-0x8000000000000000", true },
	{ 8, true, "-9223372036854775809", false },
	{ 4, true, "08", false },	{ 4, true, "0x", false },
	{ 4, true, "1x", false },	{ 4, true, "--1", false },
	{ 4, true, "- 1", false },	{ 4, true, "+1", false },
	{ 4, true, "", false },		{ 4, true, "'1'", false },
};

static struct trace_filter *filter_one(const struct trace_filter_field *field,
				       const char *expr)
{
	const struct trace_filter_scope scope = {
		.fields = field,
		.nr_fields = 1,
		.max_preds = 8,
		.max_depth = 8,
		.gfp = GFP_KERNEL,
	};
	struct trace_filter_error error;

	return trace_filter_create(&scope, expr, &error);
}

static void a_constant_must_fit_its_field(struct kunit *test)
{
	const struct constant_case *c;

	for (c = constants; c < constants + ARRAY_SIZE(constants); c++) {
		struct trace_filter_field field = {
			.name = "x",
			.size = c->size,
			.is_signed = c->is_signed,
		};
		struct trace_filter *filter;
		char expr[40];

		snprintf(expr, sizeof(expr), "x == %s", c->constant);
		filter = filter_one(&field, expr);
		if (c->fits) {
			KUNIT_EXPECT_FALSE_MSG(test, IS_ERR(filter), "%s", expr);
		} else {
			KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(filter),
					    -EINVAL, "%s", expr);
		}
		if (!IS_ERR(filter))
			trace_filter_free(filter);
	}
}

static void a_field_compares_at_its_width_and_sign(struct kunit *test)
{
	static const struct {
		u8		size;
		bool		is_signed;
		const char	*expr;
		u64		value;
		bool		match;
	} cases[] = {
		{ 4, false, "x == 0", 0x100000000, true },
		{ 4, false, "x != 0", 0x100000000, false },
		{ 4, true, "x == -100", 0xffffff9c, true },
		{ 4, true, "x == -100", 0xffffffffffffff9c, true },
		{ 4, true, "x < 0", 0x80000000, true },
		{ 4, false, "x > 0x7fffffff", 0x80000000, true },
		{ 2, false, "x == 0644", 0xffff01a4, true },
		{ 2, false, "x & 0x8000", 0x18000, true },
		{ 2, false, "x & 0x8000", 0x10000, false },
		{ 1, true, "x <= -1", 0xff, true },
		{ 8, true, "x < 0", 0x80000000, false },
		{ 8, true, "x < 0", 0x8000000000000000, true },
		{ 8, false, "x < 1", 0x8000000000000000, false },
		{ 4, true, "!(x == 1) && (x >= 0 || x == -7)", 1, false },
		{ 4, true, "!(x == 1) && (x >= 0 || x == -7)", 0xfffffff9, true },
		{ 4, true, "!!x == 1", 1, true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trace_filter_field field = {
			.name = "x",
			.size = cases[i].size,
			.is_signed = cases[i].is_signed,
		};
		struct trace_filter *filter;

		filter = filter_one(&field, cases[i].expr);
		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s", cases[i].expr);
		KUNIT_EXPECT_EQ_MSG(test,
				    trace_filter_match(filter, &cases[i].value),
				    cases[i].match, "%s", cases[i].expr);
		trace_filter_free(filter);
	}
}

static void arguments_are_where_the_abi_puts_them(struct kunit *test)
{
	unsigned long args[ARRAY_SIZE(arg_offsets)];
	struct pt_regs regs;
	unsigned long *words = (unsigned long *)&regs;
	size_t i;

	for (i = 0; i < sizeof(regs) / sizeof(*words); i++)
		words[i] = i;
	syscall_get_arguments(current, &regs, args);
	for (i = 0; i < ARRAY_SIZE(args); i++)
		KUNIT_EXPECT_EQ(test, args[i], arg_offsets[i] / sizeof(*words));
}

static struct kunit_case compile_cases[] = {
	KUNIT_CASE(a_constant_must_fit_its_field),
	KUNIT_CASE(a_field_compares_at_its_width_and_sign),
	KUNIT_CASE(arguments_are_where_the_abi_puts_them),
	{}
};

static struct kunit_suite compile_suite = {
	.name = "seccomp_compile",
	.test_cases = compile_cases,
};

kunit_test_suite(compile_suite);
