// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "shared.h"

struct page *page;

void *share(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
	return p;
}

void complain(const char *format, ...)
{
	va_list args;

	if (__atomic_exchange_n(&page->failed, 1, __ATOMIC_SEQ_CST))
		return;
	va_start(args, format);
	vsnprintf(page->complaint, sizeof(page->complaint), format, args);
	va_end(args);
}

void log_text(const struct text *text, bool mutant)
{
	struct logged *logged = &page->logged;

	if (logged->nr == MAX_LOGGED || logged->used + text->len > LOGGED_ROOM) {
		complain("too many texts in one case");
		return;
	}
	memcpy(logged->bytes + logged->used, text->s, text->len);
	logged->at[logged->nr] = logged->used;
	logged->mutant[logged->nr] = mutant;
	logged->len[logged->nr++] = text->len;
	logged->used += text->len;
}

void keep(const struct text *text)
{
	struct corpus *corpus = &page->corpus;
	int i = corpus->nr;

	if (text->len >= KEPT_ROOM)
		return;
	if (i < MAX_KEPT)
		corpus->nr++;
	else
		i = corpus->next++ % MAX_KEPT;
	memcpy(corpus->kept[i].s, text->s, text->len);
	corpus->kept[i].len = text->len;
}

/* Kernel addresses have 16 digits, the first of which tell them. */
static const char *find_address(const char *s)
{
	int digits = 0;

	for (; *s; s++) {
		digits = isxdigit((unsigned char)*s) ? digits + 1 : 0;
		if (digits == 16 && !strncasecmp(s - 15, ADDRESS_START, strlen(ADDRESS_START)))
			return s - 15;
	}
	return NULL;
}

/* Ignore an address that a text of this case contains itself. */
void expect_no_address(const char *where, const char *s)
{
	const char *at = find_address(s);
	const struct logged *logged = &page->logged;

	if (!at)
		return;
	for (int i = 0; i < logged->nr; i++)
		if (memmem(logged->bytes + logged->at[i], logged->len[i], at, 16))
			return;
	complain("%s shows what looks like a kernel address: %.60s", where, at);
}

void expect_whole_lines(const char *where, const char *s)
{
	if (strpbrk(s, "\\\r"))
		complain("%s shows the end of a joined line: %.60s", where,
			 strpbrk(s, "\\\r"));
}
