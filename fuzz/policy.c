// SPDX-License-Identifier: GPL-2.0
/*
 * Harness of linux/kernel/seccomp_parse.c. An input is a text, up to its first
 * NUL. What must hold:
 *
 * - An error has an ID that a text alone can cause, the errno of the table, and a
 *   position in the text.
 * - The second reading of reading.c gives the same items, accepts the same, and
 *   finds the same statement to be wrong.
 * - Accepted items print to a text with the same items, which prints to itself.
 * - Comments, blanks at the ends of lines, empty lines and line endings change
 *   neither the items nor the error.
 * - A line can be continued on the next one wherever it has a blank. The items and
 *   the error are then the same, in the places where the text has gone.
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

static u32 count_newlines(const char *at, const char *end)
{
	u32 count = 0;

	for (; at < end; at++)
		count += *at == '\n';
	return count;
}

static bool span_equal(struct seccomp_span a, struct seccomp_span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.text, b.text, a.len));
}

static void squeeze_blanks(char *line)
{
	char *to = line;
	bool blank = false;

	for (; *line; line++) {
		if (*line != ' ' && *line != '\t')
			*to++ = *line;
		else if (!blank)
			*to++ = ' ';
		blank = to[-1] == ' ';
	}
	*to = 0;
}

/* Are they equal on one line, whatever blanks they have? */
static bool expr_equal(struct seccomp_span a, struct seccomp_span b)
{
	char *lines[2] = { join_lines(a), join_lines(b) };
	bool equal;

	squeeze_blanks(lines[0]);
	squeeze_blanks(lines[1]);
	equal = !strcmp(lines[0], lines[1]);
	free(lines[0]);
	free(lines[1]);
	return equal;
}

/* Compares everything but the places. */
static bool item_equal(const struct seccomp_item *a, const struct seccomp_item *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SECCOMP_ITEM_RULE:
		return span_equal(a->name, b->name) && a->optional == b->optional &&
		       a->expr_kind == b->expr_kind && expr_equal(a->expr, b->expr) &&
		       a->action == b->action;
	case SECCOMP_ITEM_UNLISTED:
		return a->expr_kind == b->expr_kind;
	case SECCOMP_ITEM_ON_VIOLATION:
	case SECCOMP_ITEM_FOREIGN:
		return a->action == b->action;
	default:
		return true;
	}
}

static bool span_same(struct seccomp_span a, struct seccomp_span b)
{
	return a.text == b.text && a.len == b.len;
}

static bool is_inside(struct seccomp_span span, const char *from, const char *to)
{
	return span.text >= from && span.text <= to && span.len <= to - span.text;
}

/* The first @n characters of @line must be those of @expr. Returns the next one. */
static const char *check_copy(struct seccomp_span expr, const char *line, size_t n)
{
	char *copy = malloc(n + 1);
	const char *at;

	must(copy);
	at = seccomp_copy_expr(expr, copy, n);
	must(strlen(copy) == n && !memcmp(copy, line, n));
	must(is_inside((struct seccomp_span){ at, 0 }, expr.text, expr.text + expr.len));
	free(copy);
	return at;
}

/* Copies to one line must be right, whole and cut off. */
static void check_copies(struct seccomp_span expr)
{
	char *line = join_lines(expr);
	size_t len = strlen(line);
	size_t n;

	must(len <= expr.len);
	for (n = 0; n < len; n += 1 + n / 16) {
		const char *next = check_copy(expr, line, n);

		must(*next == line[n] || (*next == '\\' && line[n] == ' '));
	}
	must(check_copy(expr, line, len) == expr.text + expr.len);
	free(line);
}

/* An item must start on its line or a later one, and have valid characters only. */
static void check_item(const char *text, const struct seccomp_item *item)
{
	const char *start, *end;
	u32 i;

	must(item->kind <= SECCOMP_ITEM_FOREIGN);
	start = find_line(text, item->line, &end);
	must(start);
	end = text + strlen(text);
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
		must(strchr("\t\r\n", c) || (c >= ' ' && c <= '~'));
	}
	must(!strchr(" \t\r\n\\", item->expr.text[0]));
	must(!strchr(" \t\r\n\\", item->expr.text[item->expr.len - 1]));
	check_copies(item->expr);

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

	if (error->id == SECCOMP_ERROR_BACKSLASH)
		must(*error->at == '\\');
	if (error->id == SECCOMP_ERROR_CHARACTER)
		must(*error->at != '\t' && (*error->at < ' ' || *error->at > '~'));

	must(error->start >= text && error->start <= error->at);
	must(error->start == text || error->start[-1] == '\n');
	name = find_name(error->start);
	must(span_same(seccomp_line_name(error), name));
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
static void check_reading(const char *text, const struct items *items, int ret,
			  const struct seccomp_error *error)
{
	struct statements second;
	u32 i;

	read_statements(text, &second);
	must(second.count == items->count);
	for (i = 0; i < items->count; i++) {
		must(items->item[i].line == second.item[i].line);
		must(span_same(items->item[i].name, second.item[i].name));
		must(span_same(items->item[i].expr, second.item[i].expr));
		must(item_equal(&items->item[i], &second.item[i]));
	}
	must(second.valid == !ret);
	if (ret && second.first) {
		must(error->line >= second.first && error->line <= second.last);
		must(error->id != SECCOMP_ERROR_EMPTY);
	} else if (ret) {
		must(error->id == SECCOMP_ERROR_EMPTY);
	}
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

static void print_expr(struct out *out, struct seccomp_span expr)
{
	char *line = malloc(expr.len + 1);

	must(line);
	seccomp_copy_expr(expr, line, expr.len);
	out_string(out, line);
	free(line);
}

static void print_items(struct out *out, const struct items *items)
{
	static const char * const directives[] = {
		[SECCOMP_ITEM_UNLISTED] = "unlisted",
		[SECCOMP_ITEM_ON_VIOLATION] = "on_violation",
		[SECCOMP_ITEM_ON_NEXT_SYSCALL] = "on_next_syscall",
		[SECCOMP_ITEM_ON_EXEC] = "on_exec",
		[SECCOMP_ITEM_FOREIGN] = "foreign",
	};
	u32 i;

	for (i = 0; i < items->count; i++) {
		const struct seccomp_item *item = &items->item[i];

		if (item->optional)
			out_string(out, "?");
		if (item->kind == SECCOMP_ITEM_RULE) {
			out_span(out, item->name);
			out_string(out, ": ");
			print_expr(out, item->expr);
			if (item->action != SECCOMP_ACTION_DEFAULT) {
				out_string(out, "; ");
				print_action(out, item->action);
			}
		} else {
			out_string(out, directives[item->kind]);
			out_string(out, ": ");
			if (item->kind == SECCOMP_ITEM_ON_VIOLATION ||
			    item->kind == SECCOMP_ITEM_FOREIGN)
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

static const char * const blanks[] = { "", " ", "\t", " \t\t " };

static const char * const tails[] = {
	"", " ", "\t", " \t\t ", "#", " #", "\t# two: 2; trap # x", "#:", "# \\",
};

static const char * const empty_lines[] = {
	"", " ", "\t", " \t ", "#", "# read: 0", "  #\t; kill # unlisted: 1", "\r",
	" \r", "#\r", "#\\", "\\\n", " \\ \n\\\r\n\t# \\",
};

#define any_of(dice, strings) \
	((strings)[dice_roll(dice, sizeof(strings) / sizeof(*(strings)))])

/* Does the line end with a backslash that joins the next one, if there is one? */
static bool is_continued(const char *line, size_t len)
{
	if (memchr(line, '#', len))
		return false;
	if (len && line[len - 1] == '\r')
		len--;
	while (len && strchr(" \t", line[len - 1]))
		len--;
	return len && line[len - 1] == '\\';
}

/*
 * Insert lines, blanks and comments into @text. Sets where[n] to the new number
 * of line n + 1. The first two characters stay, as they have a meaning.
 */
static char *decorate(const char *text, struct dice *dice, u32 *where)
{
	bool continued = true;
	struct out out = { };
	const char *start = text;
	u32 lines = 1, number;
	char *exact;

	for (number = 0; ; number++) {
		size_t len = strcspn(start, "\n");

		while (!continued && !dice_roll(dice, 4)) {
			const char *line = any_of(dice, empty_lines);

			out_string(&out, line);
			out_string(&out, "\n");
			lines += 1 + count_newlines(line, line + strlen(line));
		}
		where[number] = lines++;
		continued = is_continued(start, len);
		/* The first of two CRs is an error, and must remain one. */
		if (len && start[len - 1] == '\r' && (len == 1 || start[len - 2] != '\r'))
			out_bytes(&out, start, len - 1);
		else
			out_bytes(&out, start, len);
		if (number || len > 2)
			out_string(&out, continued ? any_of(dice, blanks) :
						     any_of(dice, tails));
		if (!dice_roll(dice, 3))
			out_string(&out, "\r");
		if (!start[len])
			break;
		out_string(&out, "\n");
		start += len + 1;
	}
	/* A last line that ends with a backslash is an error, and must remain one. */
	if (!continued && dice_roll(dice, 2))
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
	char *decorated;
	u32 *where;
	u32 i;

	where = calloc(1 + count_newlines(text, text + strlen(text)), sizeof(*where));
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

/*
 * Continue lines of @text on new ones at blanks. Sets @moved[n] to the offset that
 * character n has then. A backslash must not get between another one and the end of
 * its line.
 */
static char *continue_lines(const char *text, struct dice *dice, size_t *moved)
{
	bool comment = false, backslash = false;
	struct out out = { };
	char *exact;
	size_t i;

	for (i = 0; text[i]; i++) {
		char c = text[i];
		bool blank = c == ' ' || c == '\t';

		moved[i] = out.len;
		out_bytes(&out, &c, 1);
		comment = c != '\n' && (comment || c == '#');
		if (!blank)
			backslash = c == '\\';
		/* The first two characters stay. */
		if (!i || !blank || comment || backslash || dice_roll(dice, 3))
			continue;
		out_string(&out, "\\");
		out_string(&out, any_of(dice, blanks));
		out_string(&out, dice_roll(dice, 3) ? "\n" : "\r\n");
		out_string(&out, any_of(dice, blanks));
	}
	moved[i] = out.len;
	exact = exact_copy(out.text ? out.text : "", out.len);
	free(out.text);
	return exact;
}

static void check_continuation(const char *text, const struct items *items, int ret,
			       const struct seccomp_error *error, struct dice *dice)
{
	size_t *moved = calloc(strlen(text) + 1, sizeof(*moved));
	struct seccomp_error found;
	const char *start, *end;
	struct items again;
	char *continued;
	u32 i;

	must(moved);
	continued = continue_lines(text, dice, moved);
	must(read_text(continued, &again, &found) == ret);
	must(again.count == items->count);
	for (i = 0; i < items->count; i++) {
		const struct seccomp_item *before = &items->item[i];
		const struct seccomp_item *after = &again.item[i];

		must(item_equal(before, after));
		must(after->name.text == continued + moved[before->name.text - text]);
		must(after->expr.text == continued + moved[before->expr.text - text]);
		start = find_line(text, before->line, &end);
		must(after->line == 1 + count_newlines(continued, continued +
						       moved[start - text]));
	}
	if (ret) {
		must(found.id == error->id);
		must(found.at == continued + moved[error->at - text]);
		must(found.start == continued + moved[error->start - text]);
	}
	free(again.item);
	free(continued);
	free(moved);
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
	check_reading(text, &items, ret, &error);
	if (!ret) {
		check_printing(&items);
		check_concatenation(text, &items);
	}
	check_decoration(text, &items, ret, &error, &dice);
	check_continuation(text, &items, ret, &error, &dice);

	free(items.item);
	free(text);
	return ret == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_accepts(data, size);
	return 0;
}
