// SPDX-License-Identifier: GPL-2.0
/*
 * Harness of linux/kernel/seccomp_parse.c. An input is a text, up to its first
 * NUL. What must hold:
 *
 * - An error has an ID that a text alone can cause, the errno of the table, and a
 *   position in the text. The name at the start of its line is on that line.
 * - The second reading of reading.c gives the same items, and accepts the same.
 * - Accepted items print to a text with the same items, which prints to itself.
 * - Comments, blanks at the ends of lines, empty lines and line endings change
 *   neither the items nor the error.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <errno.h>

#include "fuzz.h"
#include "reading.h"

struct items {
	struct seccomp_item	*item;
	u32			count;
	u32			room;
};

/* A growing text */
struct out {
	char	*text;
	size_t	len;
	size_t	room;
};

static void out_bytes(struct out *out, const char *bytes, size_t len)
{
	while (out->len + len >= out->room) {
		out->room = out->room * 2 + 64;
		out->text = realloc(out->text, out->room);
		must(out->text);
	}
	memcpy(out->text + out->len, bytes, len);
	out->len += len;
	out->text[out->len] = 0;
}

static void out_string(struct out *out, const char *string)
{
	out_bytes(out, string, strlen(string));
}

static void out_span(struct out *out, struct seccomp_span span)
{
	out_bytes(out, span.text, span.len);
}

/* A copy with nothing after its NUL, so that ASan finds reads beyond it */
static char *exact_copy(const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	must(copy);
	memcpy(copy, text, len);
	copy[len] = 0;
	return copy;
}

static bool span_equal(struct seccomp_span a, struct seccomp_span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.text, b.text, a.len));
}

/* Compares everything but the line. */
static bool item_equal(const struct seccomp_item *a, const struct seccomp_item *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SECCOMP_ITEM_RULE:
		return span_equal(a->name, b->name) && a->optional == b->optional &&
		       a->expr_kind == b->expr_kind && span_equal(a->expr, b->expr) &&
		       a->action == b->action;
	case SECCOMP_ITEM_UNLISTED:
		return a->expr_kind == b->expr_kind;
	case SECCOMP_ITEM_ON_VIOLATION:
		return a->action == b->action;
	default:
		return true;
	}
}

static bool is_inside(struct seccomp_span span, const char *from, const char *to)
{
	return span.text >= from && span.text <= to && span.len <= to - span.text;
}

/* An item must be on its line, and have valid characters only. */
static void check_item(const char *text, const struct seccomp_item *item)
{
	const char *start, *end;
	u32 i;

	must(item->kind <= SECCOMP_ITEM_ON_EXEC);
	start = find_line(text, item->line, &end);
	must(start);
	must(is_inside(item->name, start, end) && item->name.len);
	must(is_inside(item->expr, start, end) && item->expr.len);
	must(item->name.text + item->name.len < item->expr.text);

	for (i = 0; i < item->name.len; i++)
		must(item->name.text[i] && strchr("abcdefghijklmnopqrstuvwxyz"
						  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						  "0123456789_", item->name.text[i]));
	for (i = 0; i < item->expr.len; i++) {
		char c = item->expr.text[i];

		must(c != '#' && c != ';');
		must(c == '\t' || (c >= ' ' && c <= '~'));
	}
	must(!strchr(" \t", item->expr.text[0]));
	must(!strchr(" \t", item->expr.text[item->expr.len - 1]));

	if (item->kind == SECCOMP_ITEM_RULE) {
		enum seccomp_expr_kind kind = SECCOMP_EXPR_PREDICATE;

		if (span_equals(item->expr, "0"))
			kind = SECCOMP_EXPR_0;
		else if (span_equals(item->expr, "1"))
			kind = SECCOMP_EXPR_1;
		must(item->expr_kind == kind);
		must(kind != SECCOMP_EXPR_1 ||
		     item->action == SECCOMP_ACTION_DEFAULT);
	}
}

static void check_error(const char *text, const struct seccomp_error *error, int ret)
{
	const char *start, *end;
	struct seccomp_span name;

	must(error->id > SECCOMP_ERROR_NONE && error->id <= SECCOMP_ERROR_EMPTY);
	must(ret == -EINVAL && ret == -seccomp_error_errno(error->id));
	must(seccomp_error_words(error->id) && *seccomp_error_words(error->id));

	start = find_line(text, error->line, &end);
	must(start);
	must(error->at >= start && error->at <= end);
	must(error->column == error->at - start + 1);

	name = seccomp_line_name(error);
	must(is_inside(name, start, end));
	must(name.text + name.len == end || name.len < strlen(name.text));
}

/* Parse all of @text, which must not change. */
static int read_text(const char *text, struct items *items, struct seccomp_error *error)
{
	size_t len = strlen(text);
	char *before = exact_copy(text, len);
	struct seccomp_parser parser;
	struct seccomp_item item;
	u32 line = 0;
	int ret;

	*items = (struct items){ };
	seccomp_parser_init(&parser, text);
	while ((ret = seccomp_parse_item(&parser, &item)) > 0) {
		must(ret == 1);
		check_item(text, &item);
		must(item.line > line);
		line = item.line;
		if (items->count == items->room) {
			items->room = items->room * 2 + 8;
			items->item = realloc(items->item,
					      items->room * sizeof(item));
			must(items->item);
		}
		items->item[items->count++] = item;
	}
	if (ret) {
		*error = parser.error;
		check_error(text, error, ret);
		must(error->line >= line);
	} else {
		must(seccomp_parse_item(&parser, &item) == 0);
	}
	must(seccomp_is_text(text) || (ret && error->id == SECCOMP_ERROR_START));

	must(!memcmp(text, before, len + 1));
	free(before);
	return ret;
}

/* The second reading of @text must give @items, and be valid unless @ret. */
static void check_reading(const char *text, const struct items *items, int ret)
{
	struct statements second;
	u32 i;

	read_statements(text, &second);
	must(second.count == items->count);
	for (i = 0; i < items->count; i++) {
		must(items->item[i].line == second.item[i].line);
		must(item_equal(&items->item[i], &second.item[i]));
	}
	must(second.valid == !ret);
	free(second.item);
}

/* Printing */

static void print_action(struct out *out, u32 action)
{
	char text[64];
	size_t size;
	size_t len;

	seccomp_print_action(action, text, sizeof(text));
	len = strlen(text);
	must(len + 1 < sizeof(text));
	if ((action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		must((text[6] > '9') == has_errno_name(action & SECCOMP_RET_DATA));

	/* The action must be cut to the size, and nothing written beyond it. */
	for (size = 1; size <= len + 1; size++) {
		char *cut = malloc(size);

		must(cut);
		seccomp_print_action(action, cut, size);
		must(strlen(cut) == size - 1 && !memcmp(cut, text, size - 1));
		free(cut);
	}
	out_string(out, text);
}

static void print_items(struct out *out, const struct items *items)
{
	u32 i;

	for (i = 0; i < items->count; i++) {
		const struct seccomp_item *item = &items->item[i];

		if (item->optional)
			out_string(out, "?");
		if (item->kind == SECCOMP_ITEM_RULE) {
			out_span(out, item->name);
			out_string(out, ": ");
			out_span(out, item->expr);
			if (item->action != SECCOMP_ACTION_DEFAULT) {
				out_string(out, "; ");
				print_action(out, item->action);
			}
		} else {
			out_string(out, seccomp_directive_name(item->kind - SECCOMP_ITEM_UNLISTED));
			out_string(out, ": ");
			if (item->kind == SECCOMP_ITEM_ON_VIOLATION)
				print_action(out, item->action);
			else
				out_string(out, item->kind == SECCOMP_ITEM_UNLISTED &&
					   item->expr_kind == SECCOMP_EXPR_0 ? "0" : "1");
		}
		out_string(out, "\n");
	}
}

static void check_printing(const struct items *items)
{
	struct out first = { }, second = { };
	struct seccomp_error error;
	struct items again;
	u32 i;

	print_items(&first, items);
	first.text = realloc(first.text, first.len + 1);
	must(read_text(first.text, &again, &error) == 0);
	must(again.count == items->count);
	for (i = 0; i < items->count; i++) {
		must(item_equal(&items->item[i], &again.item[i]));
		must(again.item[i].line == i + 1);
	}
	print_items(&second, &again);
	must(!strcmp(first.text, second.text));

	free(first.text);
	free(second.text);
	free(again.item);
}

/* Changes without a meaning */

static const char * const empty_lines[] = {
	"", " ", "\t", " \t ", "#", "# read: 0", "  #\t; kill # unlisted: 1", "\r",
	" \r", "#\r",
};

static const char * const tails[] = {
	"", " ", "\t", " \t\t ", "#", " #", "\t# two: 2; trap # x", "#:",
};

/*
 * Insert lines, blanks and comments into @text. Sets where[n] to the new number
 * of line n + 1. The first two characters stay, as they have a meaning.
 */
static char *decorate(const char *text, struct dice *dice, u32 *where)
{
	struct out out = { };
	const char *start = text;
	u32 number = 0;
	char *exact;

	for (;;) {
		size_t len = strcspn(start, "\n");
		bool last = !start[len];

		where[number] = number ? where[number - 1] + 1 : 1;
		while (number && !dice_roll(dice, 4)) {
			out_string(&out, empty_lines[dice_roll(dice, sizeof(empty_lines) /
							       sizeof(*empty_lines))]);
			out_string(&out, "\n");
			where[number]++;
		}
		/* The first of two CRs is an error, and must remain one. */
		if (len && start[len - 1] == '\r' && (len == 1 || start[len - 2] != '\r'))
			out_bytes(&out, start, len - 1);
		else
			out_bytes(&out, start, len);
		if (number || len > 2)
			out_string(&out, tails[dice_roll(dice, sizeof(tails) /
							 sizeof(*tails))]);
		if (!dice_roll(dice, 3))
			out_string(&out, "\r");
		number++;
		if (last)
			break;
		out_string(&out, "\n");
		start += len + 1;
	}
	if (dice_roll(dice, 2))
		out_string(&out, "\n");
	exact = exact_copy(out.text, out.len);
	free(out.text);
	return exact;
}

static void check_decoration(const char *text, const struct items *items, int ret,
			     const struct seccomp_error *error, struct dice *dice)
{
	struct seccomp_error found;
	struct items again;
	const char *at;
	char *decorated;
	u32 lines = 1;
	u32 *where;
	u32 i;

	for (at = text; *at; at++)
		lines += *at == '\n';
	where = calloc(lines, sizeof(*where));
	must(where);
	decorated = decorate(text, dice, where);

	must(read_text(decorated, &again, &found) == ret);
	must(again.count == items->count);
	for (i = 0; i < items->count; i++) {
		must(item_equal(&items->item[i], &again.item[i]));
		must(again.item[i].line == where[items->item[i].line - 1]);
	}
	if (ret) {
		must(found.id == error->id);
		/* The error of an empty policy is about the last line. */
		must(error->id == SECCOMP_ERROR_EMPTY ||
		     (found.line == where[error->line - 1] &&
		      found.column == error->column));
	}
	free(again.item);
	free(decorated);
	free(where);
}

/* A rule before a policy must come before its items. */
static void check_concatenation(const char *text, const struct items *items)
{
	struct seccomp_error error;
	struct out out = { };
	struct items again;
	u32 i;

	out_string(&out, "?a: b ;trap 010\r\n");
	out_string(&out, text);
	out.text = realloc(out.text, out.len + 1);
	must(read_text(out.text, &again, &error) == 0);
	must(again.count == items->count + 1);
	must(again.item[0].optional && again.item[0].action == (SECCOMP_RET_TRAP | 8));
	for (i = 0; i < items->count; i++)
		must(item_equal(&items->item[i], &again.item[i + 1]));
	free(again.item);
	free(out.text);
}

static void check_tables(void)
{
	unsigned int id;

	for (id = 0; id < SECCOMP_NR_ERRORS; id++) {
		int error = seccomp_error_errno(id);

		must(error == 0 || error == EINVAL || error == E2BIG);
		must(seccomp_error_words(id));
		must((id > SECCOMP_ERROR_NONE && id < SECCOMP_ERROR_NOTE_DENIED) == !!error);
	}
	for (id = 0; id <= SECCOMP_ITEM_ON_EXEC - SECCOMP_ITEM_UNLISTED; id++)
		must(seccomp_directive_name(id));
	must(!seccomp_directive_name(id) && !seccomp_directive_name(-1));
}

int fuzz_accepts(const uint8_t *data, size_t size)
{
	static bool started;
	struct seccomp_error error = { };
	struct items items;
	struct dice dice;
	char two[2];
	char *text;
	int ret;

	if (!started) {
		check_tables();
		started = true;
	}
	if (size >= 2) {
		memcpy(two, data, 2);
		must(seccomp_is_text(two) == (data[0] >= 0x20 && data[0] <= 0x7e &&
					     data[1] >= 0x20 && data[1] <= 0x7e));
	}

	size = strnlen((const char *)data, size);
	text = exact_copy((const char *)data, size);
	dice = dice_from(data, size);

	ret = read_text(text, &items, &error);
	check_reading(text, &items, ret);
	if (!ret) {
		check_printing(&items);
		check_concatenation(text, &items);
	}
	check_decoration(text, &items, ret, &error, &dice);

	free(items.item);
	free(text);
	return ret == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_accepts(data, size);
	return 0;
}
