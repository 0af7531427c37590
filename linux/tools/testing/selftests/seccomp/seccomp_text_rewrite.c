// SPDX-License-Identifier: GPL-2.0
/*
 * Another thread or process rewrites a text during its install. The kernel
 * parses its own copy, so that one version or the other is in force, and never
 * a mixture.
 */
#include "seccomp_text.h"
#include "seccomp_text_soak.h"

#include <sys/socket.h>

#define TWO_PAGES	8192
#define NR_INSTALLS	24	/* two rules each, for one call */
#define SECOND		500	/* numbers of each second rule */

enum { FIRST_ONLY, BOTH, NEITHER };

/* One aligned word changes, so that each copy has one value or the other. */
struct rewrite {
	unsigned long *word;
	unsigned long value[2];
	int stop;
};

static unsigned long word_of(const char *bytes)
{
	unsigned long word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

static void *rewrite_word(void *data)
{
	struct rewrite *rewrite = data;

	while (!get_mark(&rewrite->stop)) {
		for (int i = 0; i < 2; i++)
			__atomic_store_n(rewrite->word, rewrite->value[i],
					 __ATOMIC_SEQ_CST);
	}
	return NULL;
}

/* A word, one of two, at an offset between two rules, or parts of one rule. */
struct division {
	const char *either, *or;
	size_t at;
	const char *filler;
	const char *second;	/* what precedes its comparison */
};

/* A rule, the word, and the second rule or the rest of the first one. */
static void make_text(char *text, const struct division *division, int nr)
{
	int len = sprintf(text, DENYLIST "getpriority: who != %d", nr);

	memset(text + len, ' ', division->at - len);
	memcpy(text + division->at, nr % 2 ? division->or : division->either,
	       sizeof(long));
	sprintf(text + division->at + sizeof(long),
		"%s%swho != %d\n", division->filler, division->second,
		SECOND + nr);
}

static void install_divided(struct text_page *page, const void *arg)
{
	static union {
		char text[TWO_PAGES];
		unsigned long words[TWO_PAGES / sizeof(long)];
	} aligned;
	char *text = aligned.text;
	static char shown[TEXT_MAX + 1];
	const struct division *division = arg;
	struct rewrite rewrite = {
		.word = aligned.words + division->at / sizeof(long),
		.value = { word_of(division->either), word_of(division->or) },
	};
	long second[NR_INSTALLS];
	pid_t self = getpid();
	pthread_t writer;

	make_text(text, division, 0);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&writer, NULL, rewrite_word, &rewrite));
	for (int nr = 0; nr < NR_INSTALLS; nr++) {
		make_text(text, division, nr);
		CHILD_CHECK(page, install(text) == 0);
		CHILD_CHECK(page, call_number(nr) == -DENIED);
		second[nr] = call_number(SECOND + nr);
		CHILD_CHECK(page, second[nr] == -DENIED || second[nr] == -EINVAL);
		page->result[second[nr] == -DENIED ? BOTH : FIRST_ONLY]++;
	}
	set_mark(&rewrite.stop, 1);
	pthread_join(writer, NULL);

	CHILD_CHECK(page, read_policy(self, self, shown, TEXT_MAX) > 0);
	for (int nr = 0; nr < NR_INSTALLS; nr++) {
		char rule[40];

		CHILD_CHECK(page, call_number(nr) == -DENIED);
		CHILD_CHECK(page, call_number(SECOND + nr) == second[nr]);
		sprintf(rule, "who != %d\n", SECOND + nr);
		CHILD_CHECK(page, !strstr(shown, rule) == (second[nr] == -EINVAL));
	}
	set_mark(&page->after, 1);
}

/* Repeat at least until each of the first @nr_kinds results has been seen. */
static void repeat(struct __test_metadata *_metadata, struct text_page *page,
		   child_body body, const void *arg, int nr_kinds)
{
	time_t end = seconds_now() + stress_seconds();
	long seen[3] = { 0 };
	bool all;

	do {
		int status = run_child(page, body, arg);

		ASSERT_TRUE(left_with(status, 0) && page->after) {
			TH_LOG("status %#x, line %d, result %ld", status,
			       page->line, page->result[7]);
		}
		all = true;
		for (int i = 0; i < ARRAY_SIZE(seen); i++) {
			seen[i] += page->result[i];
			all &= seen[i] > 0 || i >= nr_kinds;
		}
	} while (!all || seconds_now() < end);
	TH_LOG("stress: %ld one way, %ld the other, %ld neither", seen[0],
	       seen[1], seen[2]);
}

TEXT_LONG_TEST(rule_that_becomes_a_comment_is_in_force_or_not)
{
	static const struct division division = {
		"\n       ", "#       ", 96, "", "getpriority: ",
	};

	repeat(_metadata, self->page, install_divided, &division, 2);
}

TEXT_LONG_TEST(line_that_becomes_a_comment_is_joined_or_not)
{
	static const struct division division = {
		"\\ \t\r\n   ", "#      \\", 96, "", "&& ",
	};

	repeat(_metadata, self->page, install_divided, &division, 2);
}

/* One text is longer than the kernel's first buffer, the other one fits. */
TEXT_LONG_TEST(text_that_becomes_shorter_is_one_or_the_other)
{
	static char filler[3000];
	static const struct division division = {
		"\n######\n", "\0\0\0\0\0\0\0\0", 128, filler,
		"getpriority: ",
	};

	memset(filler, '#', sizeof(filler) - 2);
	filler[sizeof(filler) - 2] = '\n';
	repeat(_metadata, self->page, install_divided, &division, 2);
}

/*
 * The text "unlisted: 1\n##" with its NULs would be a sock_fprog, except for its
 * first word: user space can map a filter at the address that the rest spells.
 * The filter refuses the number 0; the text refuses nothing.
 */
#define SHARED_WORDS	2
#define FILTER_BYTES	": 1\n##\0"

struct two_in_one {
	unsigned long words[SHARED_WORDS];
};

static const struct sock_filter refuse_zero[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getpriority, 0, 3),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_WORD(1)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | DENIED),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static bool put_filter(unsigned long address)
{
	void *page = mmap((void *)(address & ~4095UL), TWO_PAGES,
			  PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			  -1, 0);

	if (page == MAP_FAILED)
		return false;
	memcpy((void *)address, refuse_zero, sizeof(refuse_zero));
	return true;
}

static void install_either(struct text_page *page, const void *arg)
{
	const struct two_in_one *bytes = arg;
	static char shown[TEXT_MAX + 1];
	bool is_text, is_filter;
	pid_t self = getpid();
	long ret;

	CHILD_CHECK(page, no_new_privs() == 0);
	ret = install(bytes);
	page->result[7] = ret;
	is_filter = call_number(0) == -DENIED;
	is_text = read_policy(self, self, shown, TEXT_MAX) > 0;
	if (ret) {
		CHILD_CHECK(page, ret == -EINVAL);
		CHILD_CHECK(page, !is_text && !is_filter);
		page->result[NEITHER] = 1;
	} else {
		CHILD_CHECK(page, is_text != is_filter);
		CHILD_CHECK(page, !is_text || !strncmp(shown, "unlisted: 1\n", 12));
		page->result[is_text ? FIRST_ONLY : BOTH] = 1;
	}
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(bytes_that_become_a_bpf_filter_are_a_text_or_a_filter)
{
	const struct sock_fprog prog = { .len = ARRAY_SIZE(refuse_zero) };
	struct two_in_one *bytes = mmap(NULL, sizeof(*bytes),
					PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct rewrite rewrite = {
		.word = (unsigned long *)bytes,
		.value = { word_of("unlisted"), word_of((const char *)&prog) },
	};
	pid_t writer;

	ASSERT_NE(MAP_FAILED, bytes);
	bytes->words[0] = word_of("unlisted");
	bytes->words[1] = word_of(FILTER_BYTES);
	ASSERT_TRUE(put_filter(bytes->words[1]));
	writer = fork();
	ASSERT_LE(0, writer);
	if (!writer) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		rewrite_word(&rewrite);
	}

	repeat(_metadata, self->page, install_either, bytes, 2);
	kill(writer, SIGKILL);
	EXPECT_TRUE(WIFSIGNALED(raw_wait(writer)));
}

/* The kernel may read any digits, but enforces and shows those it has read. */
struct digits {
	char *first;
	unsigned int seed;
	int stop;
};

#define NR_DIGITS	8

static void *rewrite_digits(void *data)
{
	struct digits *digits = data;

	while (!get_mark(&digits->stop)) {
		char *digit = digits->first + pick_number(&digits->seed, NR_DIGITS);

		__atomic_store_n(digit, '1' + pick_number(&digits->seed, 9),
				 __ATOMIC_RELAXED);
	}
	return NULL;
}

/* The newest rule is shown first. */
static int newest_number(const char *shown, int *nr_rules)
{
	static const char rule[] = "\nsys_getpriority: who != ";
	const char *at = strstr(shown, rule);
	int number = at ? atoi(at + strlen(rule)) : 0;

	*nr_rules = 0;
	for (; at; at = strstr(at + 1, rule))
		(*nr_rules)++;
	return number;
}

static void install_digits(struct text_page *page, const void *unused)
{
	char text[] = DENYLIST "getpriority: who != 11111111\n";
	static char shown[TEXT_MAX + 1];
	struct digits digits = {
		.first = strstr(text, "11111111"),
		.seed = getpid(),
	};
	pid_t self = getpid();
	pthread_t writer;

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&writer, NULL, rewrite_digits, &digits));
	for (int nr = 1; nr <= NR_INSTALLS; nr++) {
		int number, nr_rules;

		CHILD_CHECK(page, install(text) == 0);
		CHILD_CHECK(page, read_policy(self, self, shown, TEXT_MAX) > 0);
		number = newest_number(shown, &nr_rules);
		CHILD_CHECK(page, nr_rules == nr);
		CHILD_CHECK(page, number >= 11111111 && number <= 99999999);
		CHILD_CHECK(page, call_number(number) == -DENIED);
		CHILD_CHECK(page, call_number(1) == -EINVAL);
		page->result[number != 11111111]++;
	}
	set_mark(&digits.stop, 1);
	pthread_join(writer, NULL);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(changing_digits_are_in_force_as_shown)
{
	/* result[0] counts unchanged digits, which need not occur. */
	repeat(_metadata, self->page, install_digits, NULL, 0);
}

/* The kernel may read any of two names, but enforces and shows the same one. */
#define WITH_NAME	DENYLIST "getpriority:        who != ("

static void install_names(struct text_page *page, const void *unused)
{
	static union {
		char text[128];
		unsigned long words[16];
	} aligned = { WITH_NAME };
	static char shown[TEXT_MAX + 1];
	struct rewrite rewrite = {
		.word = aligned.words + strlen(WITH_NAME) / sizeof(long),
		.value = { word_of("AF_UNIX "), word_of("AF_INET ") },
	};
	pid_t self = getpid();
	pthread_t writer;

	(void)unused;
	_Static_assert(sizeof(WITH_NAME) % sizeof(long) == 1, "aligned name");
	*rewrite.word = rewrite.value[0];
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&writer, NULL, rewrite_word, &rewrite));
	for (int nr = 0; nr < NR_INSTALLS; nr++) {
		const int base = 16 * (nr + 1);
		char rule[2][40];
		bool is_unix;

		sprintf(rule[0], "(AF_UNIX | %d)\n", base);
		sprintf(rule[1], "(AF_INET | %d)\n", base);
		sprintf((char *)(rewrite.word + 1), "| %d)\n", base);
		CHILD_CHECK(page, install(aligned.text) == 0);
		is_unix = call_number(base + AF_UNIX) == -DENIED;
		CHILD_CHECK(page, call_number(base + AF_INET) ==
				  (is_unix ? -EINVAL : -DENIED));
		CHILD_CHECK(page, read_policy(self, self, shown, TEXT_MAX) > 0);
		CHILD_CHECK(page, strstr(shown, rule[!is_unix]));
		CHILD_CHECK(page, !strstr(shown, rule[is_unix]));
		page->result[!is_unix]++;
	}
	set_mark(&rewrite.stop, 1);
	pthread_join(writer, NULL);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(name_that_becomes_another_is_in_force_as_shown)
{
	if (install_result(self->page, "unlisted: 1\nread: fd == AF_UNIX\n"))
		SKIP(return, "this kernel has no names of constants");
	repeat(_metadata, self->page, install_names, NULL, 2);
}

/* Random characters in rules that cross onto a page that comes and goes. */
struct garble {
	char *text;
	size_t from, to;
	unsigned int seed;
	int stop;
};

static void *garble(void *data)
{
	static const char chars[] =
		"0123456789 &|!=<>()#;:-~\\xwhogetpUNIX_\n\r\t?\001";
	struct garble *garble = data;
	char *second_page = garble->text + TWO_PAGES / 2;

	while (!get_mark(&garble->stop)) {
		int nr = pick_number(&garble->seed, 3);

		while (nr--)
			garble->text[garble->from +
				     pick_number(&garble->seed,
						 garble->to - garble->from)] =
				chars[pick_number(&garble->seed, sizeof(chars))];
		if (pick_number(&garble->seed, 16))
			continue;
		mprotect(second_page, TWO_PAGES / 2, PROT_NONE);
		mprotect(second_page, TWO_PAGES / 2, PROT_READ | PROT_WRITE);
	}
	return NULL;
}

static void write_rules(struct garble *garble)
{
	char *at = garble->text + garble->from;

	for (int nr = 0; at + 56 < garble->text + garble->to; nr++)
		at += sprintf(at, "getpriority: who != %d &&\\\n who != ~(-%d|%d)\n",
			      nr, nr, SECOND + nr);
}

static void install_garbled(struct text_page *page, const void *unused)
{
	static char shown[TEXT_MAX + 1];
	char *pages = mmap(NULL, TWO_PAGES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct garble garbled = {
		.text = pages,
		.seed = getpid(),
	};
	pid_t self = getpid();
	pthread_t writer;
	char *text;

	(void)unused;
	CHILD_CHECK(page, pages != MAP_FAILED);
	/* The rules begin on the first page and end on the second. */
	text = pages + TWO_PAGES / 2 - strlen(DENYLIST) - 100;
	memcpy(text, DENYLIST, sizeof(DENYLIST));
	garbled.from = text + strlen(text) - pages;
	garbled.to = garbled.from + 200;
	write_rules(&garbled);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&writer, NULL, garble, &garbled));
	/* Few enough for a check to stack them all once more. */
	while (page->result[FIRST_ONLY] < 5 && page->result[NEITHER] < 50) {
		long ret = install(text);

		page->result[7] = ret;
		CHILD_CHECK(page, !ret || ret == -EINVAL || ret == -E2BIG ||
			    ret == -EFAULT);
		page->result[ret ? NEITHER : FIRST_ONLY]++;
		if (ret)
			continue;
		CHILD_CHECK(page, read_policy(self, self, shown, TEXT_MAX) > 0);
		CHILD_CHECK(page, can_be_installed(shown));
	}
	set_mark(&garbled.stop, 1);
	pthread_join(writer, NULL);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(garbage_is_an_error_or_a_whole_policy)
{
	repeat(_metadata, self->page, install_garbled, NULL, 0);
}

TEST_HARNESS_MAIN
