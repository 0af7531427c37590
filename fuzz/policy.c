// SPDX-License-Identifier: GPL-2.0
/*
 * Harness of linux/kernel/seccomp_policy.c. An input is a policy; what follows
 * its first NUL is not looked at. What must hold:
 *
 * - An error has an id that a text alone can give, the errno of the table, and
 *   a place in the text; the name that its line begins with is on that line.
 * - What is read, accepted or not, is what the grammar of the document says:
 *   a second reader, written with regular expressions, comes to the same items.
 * - Accepted items print to a text that gives the same items and prints to
 *   itself.
 * - Comments, blanks at the ends of lines, empty lines, and how lines end change
 *   neither the items nor which error is found.
 */
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <errno.h>

#include "seccomp_policy.h"
#include "fuzz.h"

struct items {
	struct policy_item	*item;
	u32			count;
	u32			room;
};

/* A text that grows */
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

static void out_span(struct out *out, struct policy_span span)
{
	out_bytes(out, span.text, span.len);
}

/* A copy with nothing behind its NUL, so that reading there is seen */
static char *exact_copy(const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	must(copy);
	memcpy(copy, text, len);
	copy[len] = 0;
	return copy;
}

static bool span_equal(struct policy_span a, struct policy_span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.text, b.text, a.len));
}

static bool span_equals(struct policy_span span, const char *string)
{
	return span.len == strlen(string) && !memcmp(span.text, string, span.len);
}

/* Everything but the line */
static bool item_equal(const struct policy_item *a, const struct policy_item *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case POLICY_RULE:
		return span_equal(a->name, b->name) && a->optional == b->optional &&
		       a->verdict == b->verdict && span_equal(a->expr, b->expr) &&
		       a->action == b->action;
	case POLICY_UNLISTED:
		return a->verdict == b->verdict;
	case POLICY_ON_VIOLATION:
		return a->action == b->action;
	default:
		return true;
	}
}

/* Where line @number of @text begins, and ends; NULL if there is none. */
static const char *find_line(const char *text, u32 number, const char **end)
{
	const char *start = text;

	for (; number > 1; number--) {
		start = strchr(start, '\n');
		if (!start)
			return NULL;
		start++;
	}
	*end = start + strcspn(start, "\n");
	return start;
}

static bool is_inside(struct policy_span span, const char *from, const char *to)
{
	return span.text >= from && span.text <= to && span.len <= to - span.text;
}

/* An item stands on its line, and consists of what it may. */
static void check_item(const char *text, const struct policy_item *item)
{
	const char *start, *end;
	u32 i;

	must(item->kind <= POLICY_ON_EXEC);
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

	if (item->kind == POLICY_RULE) {
		enum policy_verdict verdict = POLICY_TEST;

		if (span_equals(item->expr, "0"))
			verdict = POLICY_DROP;
		else if (span_equals(item->expr, "1"))
			verdict = POLICY_ALLOW;
		must(item->verdict == verdict);
		must(verdict != POLICY_ALLOW ||
		     item->action == SECCOMP_ACTION_DEFAULT);
	}
}

static void check_error(const char *text, const struct policy_error *error, int ret)
{
	const char *start, *end;
	struct policy_span name;

	must(error->id > POLICY_ERROR_NONE && error->id <= POLICY_ERROR_EMPTY);
	must(ret == -EINVAL && ret == -policy_error_errno(error->id));
	must(policy_error_words(error->id) && *policy_error_words(error->id));

	start = find_line(text, error->line, &end);
	must(start);
	must(error->at >= start && error->at <= end);
	must(error->column == error->at - start + 1);

	name = policy_line_name(error);
	must(is_inside(name, start, end));
	must(name.text + name.len == end || name.len < strlen(name.text));
}

/* Read all of @text, which is checked against its pristine copy afterwards. */
static int read_text(const char *text, struct items *items, struct policy_error *error)
{
	size_t len = strlen(text);
	char *before = exact_copy(text, len);
	struct policy_reader reader;
	struct policy_item item;
	u32 line = 0;
	int ret;

	*items = (struct items){ };
	policy_reader_init(&reader, text);
	while ((ret = policy_read_item(&reader, &item)) > 0) {
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
		*error = reader.error;
		check_error(text, error, ret);
		must(error->line >= line);
	} else {
		must(policy_read_item(&reader, &item) == 0);
	}
	must(policy_is_text(text) || (ret && error->id == POLICY_ERROR_START));

	must(!memcmp(text, before, len + 1));
	free(before);
	return ret;
}

/* The second reader */

#define BLANK	"[ \t]*"
#define NUMBER	"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*"

static regex_t line_regex, action_regex, number_regex;

static void compile(regex_t *regex, const char *pattern)
{
	must(!regcomp(regex, pattern, REG_EXTENDED));
}

/* 1: '?', 2: name, 3: expression, 4: ';', 5: action */
enum { OPTIONAL = 1, NAME, EXPR, SEMICOLON, ACTION, NR_PARTS };
/* 1: a word alone, 2: a word with a number, 4: its number, 5: errno's value */
enum { PLAIN = 1, TAKER, GIVEN, GIVEN_NUMBER, ERRNO_WORD, NR_ACTION_PARTS };

static void compile_regexes(void)
{
	compile(&line_regex, "^" BLANK "(\\?)?" BLANK "([A-Za-z0-9_]+)" BLANK ":"
		BLANK "([^; \t]|[^; \t][^;]*[^; \t])" BLANK
		"(;" BLANK "(.*[^ \t])?)?" BLANK "$");
	compile(&action_regex, "^(kill|kill_thread|log)$|"
		"^(trap|trace)([ \t]+(" NUMBER "))?$|^errno[ \t]+([^ \t]+)$");
	compile(&number_regex, "^(" NUMBER ")$");
}

static const char * const errno_words[] = {
#define NAME(name, value) name,
#include "seccomp_errno_names.h"
#undef NAME
	"ENOTSUP"
};

static const u32 errno_values[] = {
#define NAME(name, value) value,
#include "seccomp_errno_names.h"
#undef NAME
	EOPNOTSUPP
};

static bool expect_number(const char *word, u32 max, u32 *value)
{
	unsigned long number;

	if (regexec(&number_regex, word, 0, NULL, 0))
		return false;
	errno = 0;
	number = strtoul(word, NULL, 0);
	*value = number;
	return !errno && number <= max;
}

static bool expect_errno(const char *word, u32 *value)
{
	size_t i;

	for (i = 0; i < sizeof(errno_words) / sizeof(*errno_words); i++) {
		if (!strcmp(word, errno_words[i])) {
			*value = errno_values[i];
			return true;
		}
	}
	return expect_number(word, 4095, value) && *value;
}

static bool expect_action(const char *word, u32 *action)
{
	regmatch_t part[NR_ACTION_PARTS];
	u32 data = 0;

	if (regexec(&action_regex, word, NR_ACTION_PARTS, part, 0))
		return false;
	if (part[PLAIN].rm_so >= 0) {
		*action = !strcmp(word, "kill") ? SECCOMP_RET_KILL_PROCESS :
			  !strcmp(word, "log") ? SECCOMP_RET_LOG :
			  SECCOMP_RET_KILL_THREAD;
		return true;
	}
	if (part[TAKER].rm_so >= 0) {
		if (part[GIVEN].rm_so >= 0 &&
		    !expect_number(word + part[GIVEN_NUMBER].rm_so, 65535, &data))
			return false;
		*action = (word[2] == 'a' && word[3] == 'p' ?
			   SECCOMP_RET_TRAP : SECCOMP_RET_TRACE) | data;
		return true;
	}
	if (!expect_errno(word + part[ERRNO_WORD].rm_so, &data))
		return false;
	*action = SECCOMP_RET_ERRNO | data;
	return true;
}

static struct policy_span part_of(const char *line, regmatch_t part)
{
	if (part.rm_so < 0)
		return (struct policy_span){ line, 0 };
	return (struct policy_span){ line + part.rm_so, part.rm_eo - part.rm_so };
}

/* A line without its comment and its end: whether it is good, and what it is. */
static bool expect_statement(char *line, struct policy_item *item, u32 *seen)
{
	static const char * const kinds[] = {
		[POLICY_UNLISTED] = "unlisted",
		[POLICY_ON_VIOLATION] = "on_violation",
		[POLICY_ON_NEXT_SYSCALL] = "on_next_syscall",
		[POLICY_ON_EXEC] = "on_exec",
	};
	regmatch_t part[NR_PARTS];
	struct policy_span action;
	bool one;
	u32 kind;

	if (regexec(&line_regex, line, NR_PARTS, part, 0))
		return false;
	*item = (struct policy_item){
		.name = part_of(line, part[NAME]),
		.expr = part_of(line, part[EXPR]),
		.optional = part[OPTIONAL].rm_so >= 0,
		.verdict = POLICY_TEST,
	};
	one = span_equals(item->expr, "1");
	if (one || span_equals(item->expr, "0"))
		item->verdict = one ? POLICY_ALLOW : POLICY_DROP;
	action = part_of(line, part[ACTION]);

	for (kind = POLICY_UNLISTED; kind <= POLICY_ON_EXEC; kind++) {
		if (span_equals(item->name, kinds[kind]))
			break;
	}
	if (kind > POLICY_ON_EXEC) {
		item->action = SECCOMP_ACTION_DEFAULT;
		if (part[SEMICOLON].rm_so < 0)
			return true;
		line[part[ACTION].rm_so < 0 ? 0 : part[ACTION].rm_eo] = 0;
		return action.len && !one && expect_action(action.text, &item->action);
	}

	item->kind = kind;
	if (item->optional || part[SEMICOLON].rm_so >= 0 || *seen & 1 << kind)
		return false;
	*seen |= 1 << kind;
	if (kind == POLICY_ON_VIOLATION) {
		line[part[EXPR].rm_eo] = 0;
		return expect_action(item->expr.text, &item->action);
	}
	if (kind == POLICY_UNLISTED)
		return item->verdict != POLICY_TEST;
	return one && (*seen & (1 << POLICY_ON_NEXT_SYSCALL | 1 << POLICY_ON_EXEC)) !=
		      (1 << POLICY_ON_NEXT_SYSCALL | 1 << POLICY_ON_EXEC);
}

/* Whether @text, read by the second reader, gives @items and then @ret. */
static void check_reading(const char *text, const struct items *items, int ret)
{
	struct policy_item item;
	const char *end;
	u32 seen = 0;
	u32 rules = 0;
	u32 n = 0;
	u32 number;
	bool bad;

	bad = text[0] < ' ' || text[0] > '~' || text[1] < ' ' || text[1] > '~';
	for (number = 1; !bad; number++) {
		const char *start = find_line(text, number, &end);
		char *line;
		size_t i;

		if (!start)
			break;
		line = exact_copy(start, end - start);
		if (end > start && end[-1] == '\r')
			line[end - start - 1] = 0;
		for (i = 0; line[i]; i++)
			bad |= line[i] != '\t' && (line[i] < ' ' || line[i] > '~');
		line[strcspn(line, "#")] = 0;
		if (!bad && line[strspn(line, " \t")]) {
			bad = !expect_statement(line, &item, &seen);
			if (!bad) {
				must(n < items->count);
				must(items->item[n].line == number);
				must(item_equal(&items->item[n], &item));
				rules += item.kind == POLICY_RULE;
				n++;
			}
		}
		free(line);
	}
	bad = bad || (!rules && !(seen & 1 << POLICY_UNLISTED));
	must(n == items->count);
	must(bad == !!ret);
}

/* Printing */

static void print_action(struct out *out, u32 action)
{
	char text[64];
	size_t size;
	size_t len;

	policy_print_action(action, text, sizeof(text));
	len = strlen(text);
	must(len + 1 < sizeof(text));

	/* What does not fit is cut, and what is not there is not written to. */
	for (size = 1; size <= len + 1; size++) {
		char *cut = malloc(size);

		must(cut);
		policy_print_action(action, cut, size);
		must(strlen(cut) == size - 1 && !memcmp(cut, text, size - 1));
		free(cut);
	}
	out_string(out, text);
}

static void print_items(struct out *out, const struct items *items)
{
	u32 i;

	for (i = 0; i < items->count; i++) {
		const struct policy_item *item = &items->item[i];

		if (item->optional)
			out_string(out, "?");
		if (item->kind == POLICY_RULE) {
			out_span(out, item->name);
			out_string(out, ": ");
			out_span(out, item->expr);
			if (item->action != SECCOMP_ACTION_DEFAULT) {
				out_string(out, "; ");
				print_action(out, item->action);
			}
		} else {
			out_string(out, policy_directive(item->kind - POLICY_UNLISTED));
			out_string(out, ": ");
			if (item->kind == POLICY_ON_VIOLATION)
				print_action(out, item->action);
			else
				out_string(out, item->kind == POLICY_UNLISTED &&
					   item->verdict == POLICY_DROP ? "0" : "1");
		}
		out_string(out, "\n");
	}
}

static void check_printing(const struct items *items)
{
	struct out first = { }, second = { };
	struct policy_error error;
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

/* What changes nothing */

static const char * const empty_lines[] = {
	"", " ", "\t", " \t ", "#", "# read: 0", "  #\t; kill # unlisted: 1", "\r",
	" \r", "#\r",
};

static const char * const tails[] = {
	"", " ", "\t", " \t\t ", "#", " #", "\t# two: 2; trap # x", "#:",
};

/*
 * @text with lines, blanks and comments put in; where[n] becomes the number that
 * line n + 1 has in it. The first line stays what it is, as its first two
 * characters have a meaning.
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
		/* Of two CRs the first is an error, and stays one. */
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
			     const struct policy_error *error, struct dice *dice)
{
	struct policy_error found;
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
		/* That nothing was there is said of the last line. */
		must(error->id == POLICY_ERROR_EMPTY ||
		     (found.line == where[error->line - 1] &&
		      found.column == error->column));
	}
	free(again.item);
	free(decorated);
	free(where);
}

/* A rule in front of a policy comes out in front of its items. */
static void check_concatenation(const char *text, const struct items *items)
{
	struct policy_error error;
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

	for (id = 0; id < POLICY_NR_ERRORS; id++) {
		int error = policy_error_errno(id);

		must(error == 0 || error == EINVAL || error == E2BIG);
		must(policy_error_words(id));
		must((id > POLICY_ERROR_NONE && id < POLICY_ERROR_NOTE_DENIED) == !!error);
	}
	for (id = 0; id <= POLICY_ON_EXEC - POLICY_UNLISTED; id++)
		must(policy_directive(id));
	must(!policy_directive(id) && !policy_directive(-1));
}

int fuzz_accepts(const uint8_t *data, size_t size)
{
	static bool started;
	struct policy_error error = { };
	struct items items;
	struct dice dice;
	char two[2];
	char *text;
	int ret;

	if (!started) {
		compile_regexes();
		check_tables();
		started = true;
	}
	if (size >= 2) {
		memcpy(two, data, 2);
		must(policy_is_text(two) == (data[0] >= 0x20 && data[0] <= 0x7e &&
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
