// SPDX-License-Identifier: GPL-2.0
/*
 * Print the rate in kHz of the time-stamp counter that QEMU's TCG shows its
 * guest: that of the host's counter, or of nanoseconds if it has none. A guest
 * that measures the rate itself, against an emulated timer on a busy host, often
 * gives up and uses jiffies instead.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define PERIOD_NS	20000000

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

#if defined(__x86_64__) || defined(__i386__)
static uint64_t ticks(void)
{
	return __builtin_ia32_rdtsc();
}
#else
static uint64_t ticks(void)
{
	return now_ns();
}
#endif

int main(void)
{
	int64_t start = now_ns(), end;
	uint64_t first = ticks(), last;

	do {
		end = now_ns();
		last = ticks();
	} while (end - start < PERIOD_NS);
	printf("%llu\n", (unsigned long long)((last - first) * 1000000.0 / (end - start)));
	return 0;
}
