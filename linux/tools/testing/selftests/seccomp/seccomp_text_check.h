/* SPDX-License-Identifier: GPL-2.0 */
/* SECCOMP_CHECK_TEXT for tests, and what the last check said */
#ifndef SECCOMP_TEXT_CHECK_H
#define SECCOMP_TEXT_CHECK_H

#include "seccomp_text.h"

/* A byte that the kernel has not written */
#define DIRT		0x5a

static struct seccomp_text_report report;

static inline long check_struct(void *p)
{
	return RAW(__NR_seccomp, SECCOMP_CHECK_TEXT, 0, (unsigned long)p);
}

static inline long check_note(const char *text, unsigned int note)
{
	memset(&report, DIRT, sizeof(report));
	report.size = sizeof(report);
	report.text = (unsigned long)text;
	report.note = note;
	return check_struct(&report);
}

static inline long check(const char *text)
{
	return check_note(text, 0);
}

/* "3:12: message", of the last check */
static inline const char *said(void)
{
	static char line[sizeof(report.message) + 32];

	if (!memchr(report.message, 0, sizeof(report.message)))
		return "a message without an end";
	snprintf(line, sizeof(line), "%u:%u: %s", report.line, report.column,
		 report.message);
	return line;
}

static inline bool has_said(const char *words)
{
	return !strcmp(words, said());
}

/* The message is printable, and zeroes follow it. */
static inline bool is_clean(void)
{
	const char *end = report.message + strlen(report.message);

	for (const char *c = report.message; c < end; c++) {
		if (*c < ' ' || *c > '~')
			return false;
	}
	for (; end < report.message + sizeof(report.message); end++) {
		if (*end)
			return false;
	}
	return true;
}

/* Append @count copies of @unit. */
static inline char *fill(char *end, const char *unit, int count)
{
	while (count--)
		end = stpcpy(end, unit);
	return end;
}

/* The beginning of messages on a call that this kernel was built without */
#define UNBUILT		"this kernel was built without nfsservctl: "

#endif /* SECCOMP_TEXT_CHECK_H */
