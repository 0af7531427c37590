// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/kcov.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>

#include "kcov.h"
#include "shared.h"

/* Small, as every fork copies the mapping. The rest of a long trace is lost. */
#define COVER_WORDS	(16 << 10)
#define PLACES		(1 << 20)

static int kcov_fd = -1;
uint64_t *cover;
static uint8_t *seen_places;	/* by the hash of the address */
int *nr_places;

bool open_kcov(void)
{
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	kcov_fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	nr_places = share(PLACES + sizeof(int));
	seen_places = (uint8_t *)(nr_places + 1);
	if (kcov_fd < 0)
		return false;
	if (ioctl(kcov_fd, KCOV_INIT_TRACE, COVER_WORDS))
		return false;
	cover = mmap(NULL, COVER_WORDS * sizeof(*cover), PROT_READ | PROT_WRITE,
		     MAP_SHARED, kcov_fd, 0);
	return cover != MAP_FAILED;
}

bool trace_me(void)
{
	return kcov_fd < 0 || !ioctl(kcov_fd, KCOV_ENABLE, KCOV_TRACE_PC);
}

void forget_trace(void)
{
	if (cover)
		__atomic_store_n(&cover[0], 0, __ATOMIC_RELAXED);
}

int count_new_places(void)
{
	int new = 0;
	uint64_t n;

	if (!cover)
		return 0;
	n = __atomic_load_n(&cover[0], __ATOMIC_RELAXED);
	for (uint64_t i = 1; i <= n && i < COVER_WORDS; i++) {
		uint32_t place = (cover[i] * 0x9e3779b97f4a7c15) >> 44;

		if (!seen_places[place]) {
			seen_places[place] = 1;
			new++;
		}
	}
	*nr_places += new;
	return new;
}
