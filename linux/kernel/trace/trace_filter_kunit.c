// SPDX-License-Identifier: GPL-2.0
/*
 * Integer filters: tests of their grammar and of what they compile to. Included
 * at the end of trace_filter.c.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>

#define NR_RANDOM_EXPRS		500
#define RANDOM_EXPR_SIZE	4096
#define MAX_ALTERNATIVES	256

static const struct trace_filter_field test_fields[] = {
	{ .name = "fd", .offset = 0, .size = 8 },
	{ .name = "fdd", .offset = 8, .size = 8 },
	{ .name = "a_1", .offset = 16, .size = 8, .is_signed = true },
	{ .name = "b", .offset = 24, .size = 1 },
};

static bool find_test_constant(const char *name, size_t len, s64 *value)
{
	static const struct {
		const char	*name;
		s64		value;
	} known[] = {
		{ "FIVE", 5 }, { "_64", 64 }, { "CWD", -100 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (strlen(known[i].name) == len && !memcmp(known[i].name, name, len)) {
			*value = known[i].value;
			return true;
		}
	}
	return false;
}

static const struct trace_filter_scope test_scope = {
	.fields = test_fields,
	.nr_fields = ARRAY_SIZE(test_fields),
	.find_constant = find_test_constant,
	.max_preds = 4,
	.max_depth = 3,
	.gfp = GFP_KERNEL,
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

static int create_error(const struct trace_filter_scope *scope,
			const char *expr, struct trace_filter_error *error)
{
	struct trace_filter *filter = trace_filter_create(scope, expr, error);

	if (IS_ERR(filter))
		return PTR_ERR(filter);
	trace_filter_free(filter);
	return 0;
}

/* Expressions */

static void valid_expressions_are_accepted(struct kunit *test)
{
	static const char * const exprs[] = {
		"fd == 1", "fd==1", " fd  ==  1 ", "\tfd\n==\t1", "fdd == 1",
		"fd & 1", "fd&1&&fdd&1", "a_1 <= -1", "a_1<=-1",
		"!fd == 1", "! fd == 1", "!!fd == 1", "!(fd == 1)", "!(!(fd==1))",
		"fd == 1 && fdd == 2 || a_1 == 3", "(((fd == 1)))",
		"fd == 1 || fd == 2 || fd == 3 || fd == 4",
		"(fd==1)||(fd==2)||(fd==3)||(fd==4)",
		"((fd==1))&&((fd==2))&&((fd==3))&&!((fd==4))",
		"fd == (1)", "fd & 1|2", "fd&1||fd&(1|~2)||b == ~ ( 1 | 2 )",
		"a_1 == - 1", "(a_1 == (-(1)|2))", "!(fd == ((1)))&&fd == (2)",
	};
	struct trace_filter_error error;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(exprs); i++)
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    create_error(&test_scope, exprs[i], &error),
				    "%s", exprs[i]);
}

struct bad_expr {
	const char			*expr;
	enum trace_filter_problem	problem;
	unsigned int			pos;
};

static const struct bad_expr bad_exprs[] = {
	{ "f == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "fddd == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "a_ == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "== 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "1 == fd", TRACE_FILTER_NO_FIELD, 0 },
	{ "fd == 1 && f == 1", TRACE_FILTER_NO_FIELD, 11 },
	{ "!(f == 1)", TRACE_FILTER_NO_FIELD, 2 },
	{ "fd", TRACE_FILTER_NO_OPERATOR, 2 },
	{ "fd = 1", TRACE_FILTER_NO_OPERATOR, 3 },
	{ "fd ~ 1", TRACE_FILTER_NO_OPERATOR, 3 },
	{ "fd 1", TRACE_FILTER_NO_OPERATOR, 3 },
	{ "(fd) == 1", TRACE_FILTER_NO_OPERATOR, 3 },
	{ "fd == x", TRACE_FILTER_NO_NAME, 6 },
	{ "fd == fd", TRACE_FILTER_NO_NAME, 6 },
	{ "fd ==", TRACE_FILTER_NO_CONSTANT, 5 },
	{ "fd == \"1\"", TRACE_FILTER_NO_CONSTANT, 6 },
	{ "fd == ()", TRACE_FILTER_NO_CONSTANT, 7 },
	{ "fd == (1 || fd == 2)", TRACE_FILTER_NO_CONSTANT_END, 9 },
	{ "fd == (1|2 && fd == 2)", TRACE_FILTER_NO_CONSTANT_END, 11 },
	{ "fd == (1 2)", TRACE_FILTER_NO_CONSTANT_END, 9 },
	{ "fd == (1, 2)", TRACE_FILTER_NO_CONSTANT_END, 8 },
	{ "fd == 1|", TRACE_FILTER_NO_CONSTANT, 8 },
	{ "fd == 1 | | 2", TRACE_FILTER_NO_CONSTANT, 10 },
	{ "fd == 1|~-2", TRACE_FILTER_NO_CONSTANT, 9 },
	{ "fd == --1", TRACE_FILTER_NO_CONSTANT, 7 },
	{ "fd == 1 + 2", TRACE_FILTER_NO_JUNCTION, 8 },
	{ "fd == ((((1))))", TRACE_FILTER_TOO_DEEP, 0 },
	{ "fd == (1", TRACE_FILTER_OPEN_PAREN, 6 },
	{ "b & 1|256", TRACE_FILTER_OUT_OF_RANGE, 6 },
	{ "b & (256|1)", TRACE_FILTER_OUT_OF_RANGE, 5 },
	{ "b & ~256", TRACE_FILTER_OUT_OF_RANGE, 4 },
	{ "b & ~ (-1)", TRACE_FILTER_OUT_OF_RANGE, 7 },
	{ "b & - (1)", TRACE_FILTER_OUT_OF_RANGE, 4 },
	{ "fd & & 1", TRACE_FILTER_NO_CONSTANT, 5 },
	{ "fd == 1x", TRACE_FILTER_NO_CONSTANT, 6 },
	{ "fd == -1", TRACE_FILTER_OUT_OF_RANGE, 6 },
	{ "fd == 0 || b ==  256", TRACE_FILTER_OUT_OF_RANGE, 17 },
	{ "", TRACE_FILTER_NO_COMPARISON, 0 },
	{ "  ", TRACE_FILTER_NO_COMPARISON, 2 },
	{ "()", TRACE_FILTER_NO_COMPARISON, 1 },
	{ "fd == 1 &&", TRACE_FILTER_NO_COMPARISON, 10 },
	{ "fd == 1 || !", TRACE_FILTER_NO_COMPARISON, 12 },
	{ "fd == 1 fd == 2", TRACE_FILTER_NO_JUNCTION, 8 },
	{ "fd == 1 & fd == 2", TRACE_FILTER_NO_JUNCTION, 8 },
	{ "fd == 1 (fd == 2)", TRACE_FILTER_NO_JUNCTION, 8 },
	{ "(fd == 1)!", TRACE_FILTER_NO_JUNCTION, 9 },
	{ "(fd == 1", TRACE_FILTER_OPEN_PAREN, 0 },
	{ "(fd == 1 || (fd == 2)", TRACE_FILTER_OPEN_PAREN, 0 },
	{ "(fd == 1 || (fd == 2", TRACE_FILTER_OPEN_PAREN, 12 },
	{ "fd == 1)", TRACE_FILTER_CLOSE_PAREN, 7 },
	{ "(fd == 1)) || (fd == 2", TRACE_FILTER_CLOSE_PAREN, 9 },
	{ "fd == 'a", TRACE_FILTER_NO_CONSTANT, 6 },
	{ "fd == '('", TRACE_FILTER_OPEN_PAREN, 7 },
	{ "fd == 1 || fd == 2 || fd == 3 || fd == 4 || fd == 5",
	  TRACE_FILTER_TOO_MANY, 0 },
	{ "(fd==1)||(fd==2)||(fd==3)||(fd==4)||(fd==5)",
	  TRACE_FILTER_TOO_MANY, 0 },
	{ "((((fd == 1))))", TRACE_FILTER_TOO_DEEP, 0 },
	{ "fd == 1 && !(!(!(!(fd == 1))))", TRACE_FILTER_TOO_DEEP, 0 },
	/* The trace events' filters know all of these. */
	{ "comm == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "CPU == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "cpu == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "stacktrace == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "common_pid == 1", TRACE_FILTER_NO_FIELD, 0 },
	{ "fd.ustring == 1", TRACE_FILTER_NO_OPERATOR, 2 },
	{ "fd.function == 1", TRACE_FILTER_NO_OPERATOR, 2 },
	{ "fd & CPUS{1}", TRACE_FILTER_NO_NAME, 5 },
};

static int problem_errno(enum trace_filter_problem problem)
{
	switch (problem) {
	case TRACE_FILTER_NO_MEMORY:
		return -ENOMEM;
	case TRACE_FILTER_TOO_MANY:
	case TRACE_FILTER_TOO_DEEP:
		return -E2BIG;
	default:
		return -EINVAL;
	}
}

static void bad_expressions_are_refused_with_reason_and_position(struct kunit *test)
{
	bool seen[TRACE_FILTER_NR_PROBLEMS] = { [TRACE_FILTER_NO_MEMORY] = true };
	const struct bad_expr *bad;
	int i;

	for (bad = bad_exprs; bad < bad_exprs + ARRAY_SIZE(bad_exprs); bad++) {
		struct trace_filter_error error = { };

		KUNIT_EXPECT_EQ_MSG(test, problem_errno(bad->problem),
				    create_error(&test_scope, bad->expr, &error),
				    "%s", bad->expr);
		KUNIT_EXPECT_EQ_MSG(test, error.problem, bad->problem, "%s",
				    bad->expr);
		KUNIT_EXPECT_EQ_MSG(test, error.pos, bad->pos, "%s", bad->expr);
		seen[bad->problem] = true;
	}
	for (i = 0; i < TRACE_FILTER_NR_PROBLEMS; i++)
		KUNIT_EXPECT_TRUE_MSG(test, seen[i], "problem %d", i);
}

/* One level takes more than one byte, and no kmalloc() is that large. */
static void running_out_of_memory_is_an_error(struct kunit *test)
{
	const size_t depth = KMALLOC_MAX_SIZE / 2;
	struct trace_filter_scope scope = test_scope;
	struct trace_filter_error error = { .pos = 1 };
	char *expr = kvmalloc(2 * depth + 1, GFP_KERNEL);

	BUILD_BUG_ON(sizeof(struct level) <= 2);
	KUNIT_ASSERT_NOT_NULL(test, expr);
	memset(expr, '(', depth);
	memset(expr + depth, ')', depth);
	expr[2 * depth] = 0;

	scope.max_depth = depth;
	scope.gfp |= __GFP_NOWARN;
	KUNIT_EXPECT_EQ(test, create_error(&scope, expr, &error), -ENOMEM);
	KUNIT_EXPECT_EQ(test, error.problem, TRACE_FILTER_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, error.pos, 0);
	kvfree(expr);
}

static void any_field_accepts_unknown_fields_only_by_name(struct kunit *test)
{
	struct trace_filter_scope scope = test_scope;
	struct trace_filter_error error;

	scope.any_field = true;
	KUNIT_EXPECT_EQ(test, create_error(&scope, "any == -1", &error), 0);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "_1 == 0xffffffffffffffff",
					   &error), 0);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "_1 == ~5|-(-1)", &error), 0);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "_1 == -0x8000000000000001", &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "any == x", &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "any == 0x10000000000000000",
					   &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "1 == 1", &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "1a == 1", &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "any ~ 1", &error), -EINVAL);
	/* Known fields keep their type. */
	KUNIT_EXPECT_EQ(test, create_error(&scope, "fd == -1", &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error(&scope, "b == 256", &error), -EINVAL);
}

/* Constants */

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
	{ 8, false, "0XFFFFffffFFFFffff", true },
	{ 8, false, "0x10000000000000000", false },
	{ 8, false, "01777777777777777777777", true },
	{ 8, false, "02000000000000000000000", false },
	{ 8, false, "18446744073709551615", true },
	{ 8, false, "18446744073709551616", false },
	/* Would wrap around to something small */
	{ 8, false, "36893488147419103233", false },
	{ 8, true, "0x7fffffffffffffff", true },
	{ 8, true, "0x8000000000000000", false },
	{ 8, true, "-0x8000000000000000", true },
	{ 8, true, "-9223372036854775809", false },
	{ 4, true, "08", false },	{ 4, true, "0x", false },
	{ 4, true, "0xg", false },	{ 4, true, "0x0x1", false },
	{ 4, true, "1x", false },	{ 4, true, "--1", false },
	{ 4, true, "- 1", true },	{ 4, true, "+1", false },
	{ 1, true, "-(128)", false },	{ 1, true, "-(-128)", false },
	{ 1, true, "~128", false },	{ 1, true, "~-128", false },
	{ 1, true, "~(-128)", true },	{ 1, false, "~255", true },
	{ 4, true, "", false },		{ 4, true, "'1'", false },
	{ 4, true, "1u", false },	{ 4, true, "0b1", false },
};

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
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(filter),
				    c->fits ? 0 : -EINVAL, "%s", expr);
		if (!IS_ERR(filter))
			trace_filter_free(filter);
	}
}

static void leading_zeros_do_not_make_a_constant_too_large(struct kunit *test)
{
	static const struct {
		const char	*before;
		const char	*after;
		bool		valid;
		u8		value;
	} cases[] = {
		{ "", "", true, 0 },		{ "", "177", true, 0177 },
		{ "0x", "", true, 0 },		{ "0X", "7f", true, 0x7f },
		{ "-", "200", true, 0200 },	{ "-0x", "80", true, 0x80 },
		{ "", "200", false },		{ "0x", "80", false },
		{ "", "8", false },		{ "0x", "g", false },
	};
	const struct trace_filter_field field = {
		.name = "x", .size = 1, .is_signed = true,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trace_filter *filter;
		char expr[96];
		int want = 0;

		if (!cases[i].valid)
			want = -EINVAL;
		snprintf(expr, sizeof(expr), "x == %s%070d%s", cases[i].before,
			 0, cases[i].after);
		filter = filter_one(&field, expr);
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(filter), want, "%s",
				    expr);
		if (IS_ERR(filter))
			continue;
		KUNIT_EXPECT_EQ_MSG(test, filter->steps[0].low, cases[i].value,
				    "%s", expr);
		trace_filter_free(filter);
	}
}

static void constants_have_names_and_are_combined_at_their_width(struct kunit *test)
{
	static const struct {
		u8		size;
		bool		is_signed;
		const char	*constant;
		u64		value;
	} cases[] = {
		{ 4, true, "FIVE", 5 },		{ 4, true, "CWD", 0xffffff9c },
		{ 4, true, "-CWD", 100 },	{ 4, true, "-FIVE", 0xfffffffb },
		{ 1, false, "1|4|0x10", 0x15 },	{ 1, false, "(FIVE | _64)|2", 0x47 },
		{ 1, false, "~FIVE", 0xfa },	{ 1, true, "~FIVE", 0xfa },
		{ 1, false, "~0", 0xff },	{ 2, false, "~(1|2)", 0xfffc },
		{ 4, false, "~FIVE|FIVE", 0xffffffff },
		{ 8, false, "~FIVE", 0xfffffffffffffffa },
		{ 8, true, "~(-1)", 0 },	{ 8, true, "CWD|1", 0xffffffffffffff9d },
		{ 4, true, "-1|0", 0xffffffff },
		{ 4, true, "~(~(~(FIVE)))", 0xfffffffa },
		{ 1, true, "-(-(FIVE|2)|1)", 7 },
		{ 4, false, "((_64)|(1))|((((2))))", 0x43 },
	};
	struct trace_filter_field field = { .name = "x" };
	const struct trace_filter_scope scope = {
		.fields = &field,
		.nr_fields = 1,
		.find_constant = find_test_constant,
		.max_preds = 1,
		.max_depth = 4,
		.gfp = GFP_KERNEL,
	};
	struct trace_filter_error error;
	struct trace_filter *filter;
	char expr[40];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		field.size = cases[i].size;
		field.is_signed = cases[i].is_signed;
		snprintf(expr, sizeof(expr), "x == %s", cases[i].constant);
		filter = trace_filter_create(&scope, expr, &error);
		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s", expr);
		KUNIT_EXPECT_EQ_MSG(test, filter->steps[0].low, cases[i].value,
				    "%s", expr);
		trace_filter_free(filter);
	}

	KUNIT_EXPECT_EQ(test, create_error(&scope, "x == 1|FIV", &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, error.problem, TRACE_FILTER_NO_NAME);
	KUNIT_EXPECT_EQ(test, error.pos, 7);
	KUNIT_EXPECT_TRUE(test, IS_ERR(filter_one(&field, "x == FIVE")));
	KUNIT_EXPECT_EQ(test, create_error(&scope, "x == (CWD)", &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, error.problem, TRACE_FILTER_OUT_OF_RANGE);
	KUNIT_EXPECT_EQ(test, error.pos, 6);
}

/* What a filter matches */

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

static const struct {
	enum operator	op;
	bool		less, equal, greater;
} comparisons[] = {
	{ OP_EQ, false, true, false },	{ OP_NE, true, false, true },
	{ OP_LT, true, false, false },	{ OP_LE, true, true, false },
	{ OP_GT, false, false, true },	{ OP_GE, false, true, true },
};

static void expect_all_bytes(struct kunit *test, bool is_signed, size_t i,
			     int constant)
{
	const struct trace_filter_field field = {
		.name = "x", .size = 1, .is_signed = is_signed,
	};
	struct trace_filter *filter;
	unsigned long word;
	char expr[16];

	snprintf(expr, sizeof(expr), "x %s %d", operators[comparisons[i].op],
		 constant);
	filter = filter_one(&field, expr);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s", expr);
	for (word = 0; word < 256; word++) {
		int value = is_signed ? (s8)word : (u8)word;
		bool want = value < constant ? comparisons[i].less :
			    value > constant ? comparisons[i].greater :
			    comparisons[i].equal;

		if (trace_filter_match(filter, &word) != want)
			KUNIT_FAIL(test, "%s, x is %d", expr, value);
	}
	trace_filter_free(filter);
}

static void comparisons_of_a_byte_are_right_for_all_values(struct kunit *test)
{
	size_t i;
	int n;

	for (i = 0; i < ARRAY_SIZE(comparisons); i++) {
		for (n = 0; n < 256; n++) {
			expect_all_bytes(test, false, i, n);
			expect_all_bytes(test, true, i, (s8)n);
		}
	}
}

/* The steps of a filter */

#define T	TRACE_FILTER_TRUE
#define F	TRACE_FILTER_FALSE

static const struct {
	const char	*expr;
	unsigned int	nr_steps;
	/* Inside the range, and outside: the number of steps ahead, or a result */
	s16		exits[4][2];
} structures[] = {
	{ "fd == 1", 1, { { T, F } } },
	{ "fd != 1", 1, { { F, T } } },
	{ "!fd == 1", 1, { { F, T } } },
	{ "!(fd == 1)", 1, { { F, T } } },
	{ "!(!fd == 1)", 1, { { T, F } } },
	{ "fd == 1 && fdd == 2", 2, { { 1, F }, { T, F } } },
	{ "fd == 1 || fdd == 2", 2, { { T, 1 }, { T, F } } },
	{ "!fd == 1 && fdd == 2", 2, { { F, 1 }, { T, F } } },
	{ "!(fd == 1 && fdd == 2)", 2, { { 1, T }, { F, T } } },
	{ "!(fd == 1 || fdd == 2)", 2, { { F, 1 }, { F, T } } },
	{ "!!(fd == 1 || fdd == 2)", 2, { { T, 1 }, { T, F } } },
	{ "fd == 1 && fdd == 2 || a_1 == 3", 3, { { 1, 2 }, { T, 1 }, { T, F } } },
	{ "fd == 1 || fdd == 2 && a_1 == 3", 3, { { T, 1 }, { 1, F }, { T, F } } },
	{ "(fd == 1 || fdd == 2) && a_1 == 3", 3, { { 2, 1 }, { 1, F }, { T, F } } },
	{ "fd == 1 && (fdd == 2 || a_1 == 3)", 3, { { 1, F }, { T, 1 }, { T, F } } },
	{ "!(!(fd == 1 || fdd == 2) && a_1 == 3)", 3,
	  { { T, 1 }, { T, 1 }, { F, T } } },
	{ "(fd == 1 && (fdd == 2 || !(a_1 == 3))) || b == 4", 4,
	  { { 1, 3 }, { T, 1 }, { 1, T }, { T, F } } },
	{ "!(fd == 1 || fdd == 2) && !(a_1 == 3 && b == 4)", 4,
	  { { F, 1 }, { F, 1 }, { 1, T }, { F, T } } },
};

#undef T
#undef F

/* The exit that leads @n steps ahead, or to a result */
static int exit_ahead(int n)
{
	return n > 0 ? TRACE_FILTER_STEP(n) : n;
}

static void comparisons_of_different_words_skip_what_they_decide(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(structures); i++) {
		struct trace_filter_error error;
		struct trace_filter *filter;
		unsigned int n;

		filter = trace_filter_create(&test_scope, structures[i].expr,
					     &error);
		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s",
				       structures[i].expr);
		KUNIT_ASSERT_EQ_MSG(test, filter->nr_steps,
				    structures[i].nr_steps, "%s",
				    structures[i].expr);
		KUNIT_EXPECT_EQ(test, filter->nr_preds, filter->nr_steps);
		for (n = 0; n < filter->nr_steps; n++) {
			const struct trace_filter_step *step = &filter->steps[n];

			KUNIT_EXPECT_EQ_MSG(test, step->inside,
					    exit_ahead(structures[i].exits[n][0]),
					    "%s, step %u", structures[i].expr, n);
			KUNIT_EXPECT_EQ_MSG(test, step->outside,
					    exit_ahead(structures[i].exits[n][1]),
					    "%s, step %u", structures[i].expr, n);
			KUNIT_EXPECT_EQ(test, step->low, n + 1);
			KUNIT_EXPECT_EQ(test, step->tag, 0);
		}
		trace_filter_free(filter);
	}
}

/* A random expression of four fields "p" to "s" that are 0 or 1 */
struct random_expr {
	struct rnd_state	rnd;
	char			*text;
	size_t			len;
	unsigned int		preds;
};

static u32 pick(struct random_expr *e, u32 n)
{
	return prandom_u32_state(&e->rnd) % n;
}

static void put(struct random_expr *e, const char *text)
{
	e->len += scnprintf(e->text + e->len, RANDOM_EXPR_SIZE - e->len, "%s",
			    text);
}

static u16 put_alternatives(struct random_expr *e, int depth);

/* These return the truth table: a bit for each value of the four fields. */
static u16 put_operand(struct random_expr *e, int depth)
{
	static const u16 truth[] = { 0xaaaa, 0xcccc, 0xf0f0, 0xff00 };
	bool invert = !pick(e, 3);
	char comparison[] = "p == 1";
	u16 ret;
	u32 n;

	if (invert)
		put(e, "!");
	if (depth && pick(e, 2)) {
		put(e, "(");
		ret = put_alternatives(e, depth - 1);
		put(e, ")");
	} else {
		n = pick(e, 4);
		comparison[0] += n;
		ret = truth[n];
		if (pick(e, 2)) {
			comparison[2] = '!';
			ret = ~ret;
		}
		put(e, comparison);
		e->preds++;
	}
	return invert ? ~ret : ret;
}

static u16 put_conjunction(struct random_expr *e, int depth)
{
	u16 ret = put_operand(e, depth);

	while (!pick(e, 3)) {
		put(e, " && ");
		ret &= put_operand(e, depth);
	}
	return ret;
}

static u16 put_alternatives(struct random_expr *e, int depth)
{
	u16 ret = put_conjunction(e, depth);

	while (!pick(e, 3)) {
		put(e, " || ");
		ret |= put_conjunction(e, depth);
	}
	return ret;
}

static void expect_truth(struct kunit *test, const struct trace_filter *filter,
			 u16 truth, const char *expr)
{
	unsigned long record[4];
	unsigned int values, i;

	for (values = 0; values < 16; values++) {
		for (i = 0; i < ARRAY_SIZE(record); i++)
			record[i] = values >> i & 1;
		KUNIT_EXPECT_EQ_MSG(test, trace_filter_match(filter, record),
				    truth >> values & 1, "%x: %s", values, expr);
	}
}

/* An exit leads to a result, or to a step that is ahead. */
static void expect_forward(struct kunit *test, const struct trace_filter *filter,
			   const char *expr)
{
	int n, i;

	for (n = 0; n < filter->nr_steps; n++) {
		const s16 exits[] = {
			filter->steps[n].inside, filter->steps[n].outside,
		};

		for (i = 0; i < ARRAY_SIZE(exits); i++) {
			int ahead = exits[i];

			if (ahead < TRACE_FILTER_TRUE)
				ahead = TRACE_FILTER_TRUE - ahead;
			KUNIT_EXPECT_LT_MSG(test, ahead,
					    TRACE_FILTER_STEP(filter->nr_steps - n),
					    "%s", expr);
		}
	}
}

static void random_expressions_match_what_they_say(struct kunit *test)
{
	static const struct trace_filter_field fields[] = {
		{ "p", 0, 1 }, { "q", 8, 1 }, { "r", 16, 1 }, { "s", 24, 1 },
	};
	const struct trace_filter_scope scope = {
		.fields = fields,
		.nr_fields = ARRAY_SIZE(fields),
		.max_preds = TRACE_FILTER_MAX_PREDS,
		.max_depth = 4,
		.gfp = GFP_KERNEL,
	};
	struct random_expr e = { };
	int i;

	e.text = kunit_kmalloc(test, RANDOM_EXPR_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, e.text);
	prandom_seed_state(&e.rnd, 612);
	for (i = 0; i < NR_RANDOM_EXPRS; i++) {
		struct trace_filter_error error;
		struct trace_filter *filter;
		u16 truth;

		e.len = 0;
		e.preds = 0;
		truth = put_alternatives(&e, scope.max_depth);
		KUNIT_ASSERT_LT(test, e.len, RANDOM_EXPR_SIZE - 1);
		filter = trace_filter_create(&scope, e.text, &error);
		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s", e.text);
		KUNIT_EXPECT_EQ(test, filter->nr_preds, e.preds);
		KUNIT_EXPECT_LE(test, filter->nr_steps, e.preds);
		expect_forward(test, filter, e.text);
		expect_truth(test, filter, truth, e.text);
		trace_filter_free(filter);
	}
}

/* Alternatives of one word */

static const struct trace_filter_field alternative_field = {
	.name = "x", .size = 4,
};

/* They are far enough apart for a search to have one range for each. */
static u32 nth_value(unsigned int i)
{
	return 5 + 3 * i;
}

enum order { ASCENDING, DESCENDING, SHUFFLED, NR_ORDERS };

static struct trace_filter *filter_alternatives(struct kunit *test, char *expr,
						unsigned int nr, enum order order)
{
	const struct trace_filter_scope scope = {
		.fields = &alternative_field,
		.nr_fields = 1,
		.max_preds = MAX_ALTERNATIVES,
		.gfp = GFP_KERNEL,
	};
	struct trace_filter_error error;
	struct trace_filter *filter;
	unsigned int n, i;
	size_t len = 0;

	for (n = 0; n < nr; n++) {
		i = n;
		if (order == DESCENDING)
			i = nr - 1 - n;
		else if (order == SHUFFLED)
			/* The odd ones, descending, then the others */
			i = n < nr / 2 ? 2 * (nr / 2 - n) - 1 : 2 * (n - nr / 2);
		len += scnprintf(expr + len, RANDOM_EXPR_SIZE - len, "%sx==%u",
				 n ? "||" : "", nth_value(i));
	}
	KUNIT_ASSERT_LT(test, len, RANDOM_EXPR_SIZE - 1);
	filter = trace_filter_create(&scope, expr, &error);
	KUNIT_ASSERT_FALSE(test, IS_ERR(filter));
	return filter;
}

static char *alternatives_buffer(struct kunit *test)
{
	char *expr = kunit_kmalloc(test, RANDOM_EXPR_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, expr);
	return expr;
}

/* A search through @nr alternatives: one step that leads to one for each half */
static void expect_search(struct kunit *test, const struct trace_filter *filter,
			  unsigned int nr)
{
	const struct trace_filter_step *split = &filter->steps[0];
	const unsigned long *lows = (void *)&filter->steps[3];
	unsigned int i;

	KUNIT_ASSERT_EQ(test, filter->nr_steps, 3);
	KUNIT_EXPECT_EQ(test, split->inside, TRACE_FILTER_SEARCH(1));
	KUNIT_EXPECT_EQ(test, split->outside, TRACE_FILTER_SEARCH(2));
	KUNIT_EXPECT_EQ(test, split->low, nth_value(0));
	KUNIT_EXPECT_PTR_EQ(test, filter->steps[1].lows, lows);
	for (i = 1; i < 3; i++) {
		const struct trace_filter_step *search = &filter->steps[i];

		KUNIT_EXPECT_EQ(test, search->nr_lows, nr);
		KUNIT_EXPECT_TRUE(test, is_power_of_2(search->half));
		KUNIT_EXPECT_GE(test, 4 * search->half, nr);
		KUNIT_EXPECT_TRUE(test, search->lows >= lows &&
				  search->lows + 2 * search->half <= lows + nr);
		KUNIT_EXPECT_EQ(test, search->inside, TRACE_FILTER_TRUE);
		KUNIT_EXPECT_EQ(test, search->outside, TRACE_FILTER_FALSE);
	}
	for (i = 0; i < nr; i++) {
		KUNIT_EXPECT_EQ(test, lows[i], nth_value(i) - nth_value(0));
		KUNIT_EXPECT_EQ(test, lows[nr + i], 0);
	}
}

static void alternatives_of_one_word_become_one_search(struct kunit *test)
{
	char *expr = alternatives_buffer(test);
	unsigned int nr, order;

	for (nr = 1; nr <= MAX_ALTERNATIVES; nr++) {
		for (order = 0; order < NR_ORDERS; order++) {
			struct trace_filter *filter =
				filter_alternatives(test, expr, nr, order);

			KUNIT_EXPECT_EQ(test, filter->nr_preds, nr);
			KUNIT_EXPECT_EQ(test, filter->nr_steps, min(nr, 3u));
			if (nr >= 4)
				expect_search(test, filter, nr);
			trace_filter_free(filter);
		}
	}
}

static void a_search_finds_every_alternative_and_no_neighbour(struct kunit *test)
{
	const unsigned long garbage = 0xa5a5a5a5UL << 32;
	char *expr = alternatives_buffer(test);
	unsigned int nr, order, i;

	for (nr = 3; nr <= MAX_ALTERNATIVES; nr++) {
		for (order = 0; order < NR_ORDERS; order++) {
			struct trace_filter *filter =
				filter_alternatives(test, expr, nr, order);
			const unsigned long others[] = {
				0, 1, nth_value(nr), S32_MAX, 1UL << 31, U32_MAX,
				garbage, garbage | U32_MAX,
			};
			bool right = true;

			for (i = 0; i < nr; i++) {
				unsigned long word = nth_value(i) | garbage;

				right &= trace_filter_match(filter, &word);
				word--;
				right &= !trace_filter_match(filter, &word);
				word += 2;
				right &= !trace_filter_match(filter, &word);
			}
			for (i = 0; i < ARRAY_SIZE(others); i++)
				right &= !trace_filter_match(filter, &others[i]);
			KUNIT_EXPECT_TRUE_MSG(test, right, "%u in order %u", nr, order);
			trace_filter_free(filter);
		}
	}
}

static void an_alternative_takes_16_bytes(struct kunit *test)
{
	char *expr = alternatives_buffer(test);
	unsigned int nr;

	for (nr = 4; nr <= MAX_ALTERNATIVES; nr++) {
		struct trace_filter *filter =
			filter_alternatives(test, expr, nr, SHUFFLED);
		const struct trace_filter_step *search = &filter->steps[1];
		size_t size = struct_size(filter, steps, 3) + 16 * nr;

		/* The spans are at the end, and inside the allocation. */
		KUNIT_EXPECT_PTR_EQ(test, (void *)&search->lows[2 * search->nr_lows],
				    (void *)filter + size);
		KUNIT_EXPECT_LE(test, size, ksize(filter));
		trace_filter_free(filter);
	}
}

struct reduced_expr {
	const char	*expr;
	unsigned int	nr_steps;
	/* The first one */
	unsigned long	low;
	unsigned long	mask;
	unsigned long	span;
	s16		inside;
	s16		outside;
};

static void expect_reduced(struct kunit *test, const struct reduced_expr *want,
			   size_t nr)
{
	struct trace_filter_scope scope = test_scope;
	struct trace_filter_error error;

	scope.max_preds = 8;
	for (; nr--; want++) {
		struct trace_filter *filter =
			trace_filter_create(&scope, want->expr, &error);
		const struct trace_filter_step *step;

		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s", want->expr);
		step = &filter->steps[0];
		KUNIT_EXPECT_GT_MSG(test, filter->nr_preds, want->nr_steps, "%s",
				    want->expr);
		KUNIT_EXPECT_EQ_MSG(test, filter->nr_steps, want->nr_steps, "%s",
				    want->expr);
		KUNIT_EXPECT_EQ_MSG(test, step->low, want->low, "%s", want->expr);
		KUNIT_EXPECT_EQ_MSG(test, step->mask, want->mask, "%s", want->expr);
		KUNIT_EXPECT_EQ_MSG(test, step->span, want->span, "%s", want->expr);
		KUNIT_EXPECT_EQ_MSG(test, step->inside, exit_ahead(want->inside),
				    "%s", want->expr);
		KUNIT_EXPECT_EQ_MSG(test, step->outside, exit_ahead(want->outside),
				    "%s", want->expr);
		trace_filter_free(filter);
	}
}

#define T	TRACE_FILTER_TRUE
#define F	TRACE_FILTER_FALSE

static void touching_ranges_join(struct kunit *test)
{
	static const struct reduced_expr exprs[] = {
		{ "b == 1 || b == 2", 1, 1, 0xff, 1, T, F },
		{ "b == 3 || b == 1 || b == 2", 1, 1, 0xff, 2, T, F },
		{ "b != 1 && b != 2", 1, 1, 0xff, 1, F, T },
		{ "b >= 3 && b <= 5 || b == 6", 1, 3, 0xff, 3, T, F },
		{ "b >= 3 && b <= 5 || b >= 4 && b < 9", 1, 3, 0xff, 5, T, F },
		{ "b < 3 || b == 3", 1, 0, 0xff, 3, T, F },
		{ "b > 9 || b == 9", 1, 0, 0xff, 8, F, T },
		{ "b == 0 || b == 255", 1, 1, 0xff, 253, F, T },
		{ "a_1 == -1 || a_1 == 0", 1, 1, ~0UL, ~0UL - 2, F, T },
		{ "b == 1 || b == 2 || b == 4", 2, 1, 0xff, 1, T, 1 },
		{ "b & 3 || b & 3 || b & 3", 1, 0, 3, 0, F, T },
		/* 255 is all bits of the word. */
		{ "b & 255 || b == 0", 1, 0, 0, 0, T, T },
	};

	expect_reduced(test, exprs, ARRAY_SIZE(exprs));
}

static void comparisons_without_effect_disappear(struct kunit *test)
{
	static const struct reduced_expr exprs[] = {
		{ "b == 1 && b == 2", 1, 0, 0, 0, F, F },
		{ "b == 1 || b != 1", 1, 0, 0, 0, T, T },
		{ "b < 0 && fd == 1", 1, 0, 0, 0, F, F },
		{ "b >= 0 && fd == 5", 1, 5, ~0UL, 0, T, F },
		{ "fd == 5 && b >= 0", 1, 5, ~0UL, 0, T, F },
		{ "b < 0 || fd == 5", 1, 5, ~0UL, 0, T, F },
		{ "b <= 255 || fd == 5", 1, 0, 0, 0, T, T },
		{ "fd == 5 || b <= 255", 1, 0, 0, 0, T, T },
		{ "(b == 1 || b != 1) && fd == 5", 1, 5, ~0UL, 0, T, F },
		{ "b == 1 && b == 2 && fd == 3 || a_1 == 5", 1, 5, ~0UL, 0, T, F },
		{ "b == 1 || b == 1", 1, 1, 0xff, 0, T, F },
		{ "b == 1 && b == 1 && b == 1", 1, 1, 0xff, 0, T, F },
		{ "b == 5 && b < 9", 1, 5, 0xff, 0, T, F },
		{ "b >= 0 && b <= 20 || b == 27", 2, 21, 0xff, 5, F, 1 },
		{ "b == 4 || b < 0 && b == 3 || b == 5", 1, 4, 0xff, 1, T, F },
		{ "b == 5 && b != 9 && fd == 1", 2, 5, 0xff, 0, 1, F },
	};

	expect_reduced(test, exprs, ARRAY_SIZE(exprs));
}

#undef T
#undef F

static void a_zeroed_step_never_matches(struct kunit *test)
{
	const struct trace_filter_step zeroed = {};
	const struct trace_filter_step *step = &zeroed;
	unsigned long record = 0;

	KUNIT_EXPECT_FALSE(test, trace_filter_run(&step, &record));
}

static struct kunit_case trace_filter_cases[] = {
	KUNIT_CASE(valid_expressions_are_accepted),
	KUNIT_CASE(bad_expressions_are_refused_with_reason_and_position),
	KUNIT_CASE(running_out_of_memory_is_an_error),
	KUNIT_CASE(any_field_accepts_unknown_fields_only_by_name),
	KUNIT_CASE(a_constant_must_fit_its_field),
	KUNIT_CASE(leading_zeros_do_not_make_a_constant_too_large),
	KUNIT_CASE(constants_have_names_and_are_combined_at_their_width),
	KUNIT_CASE(a_field_compares_at_its_width_and_sign),
	KUNIT_CASE(comparisons_of_a_byte_are_right_for_all_values),
	KUNIT_CASE(comparisons_of_different_words_skip_what_they_decide),
	KUNIT_CASE(random_expressions_match_what_they_say),
	KUNIT_CASE(alternatives_of_one_word_become_one_search),
	KUNIT_CASE(a_search_finds_every_alternative_and_no_neighbour),
	KUNIT_CASE(an_alternative_takes_16_bytes),
	KUNIT_CASE(touching_ranges_join),
	KUNIT_CASE(comparisons_without_effect_disappear),
	KUNIT_CASE(a_zeroed_step_never_matches),
	{}
};

static struct kunit_suite trace_filter_suite = {
	.name = "trace_filter",
	.test_cases = trace_filter_cases,
};

kunit_test_suite(trace_filter_suite);
