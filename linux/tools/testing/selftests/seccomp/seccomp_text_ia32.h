/* SPDX-License-Identifier: GPL-2.0 */
/* Calls and programs of the other ABIs of x86_64, which are foreign to a policy */
#ifndef SECCOMP_TEXT_IA32_H
#define SECCOMP_TEXT_IA32_H

#include "seccomp_text_child.h"

#define X32_BIT		0x40000000

#if HAS_FOREIGN_CALLS

#define IA32_GETPPID	64	/* semget for the native ABI */

static inline long int80(long nr, long a0, long a1, long a2)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "0"(nr), "b"(a0), "c"(a1), "d"(a2), "S"(0), "D"(0)
		     : "r8", "r9", "r10", "r11", "memory");
	return (int)ret;
}

static inline void act_by_int80(struct text_page *page, const void *arg)
{
	if (arg)
		CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[0] = int80(IA32_GETPPID, 0, 0, 0);
	set_mark(&page->after, 1);
}

/* Can an unfiltered task make 32-bit calls at all? */
static inline bool has_int80(struct text_page *page)
{
	return !strcmp(fate_of(page, act_by_int80, NULL), "passed") &&
	       page->result[0] == getpid();
}

/* A 32-bit program that only calls exit_group(7). */
static inline int open_ia32_image(void)
{
	static const struct {
		struct elf32_hdr ehdr;
		struct elf32_phdr phdr;
		unsigned char code[12];
	} elf = {
		.ehdr = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32,
				     ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_386,
			.e_version = EV_CURRENT,
			.e_entry = 0x8048000 + 0x54,
			.e_phoff = 0x34,
			.e_ehsize = 0x34,
			.e_phentsize = 0x20,
			.e_phnum = 1,
		},
		.phdr = {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = 0x8048000,
			.p_filesz = 0x60,
			.p_memsz = 0x60,
			.p_align = 0x1000,
		},
		/* mov $252, %eax; mov $7, %ebx; int $0x80 */
		.code = { 0xb8, 252, 0, 0, 0, 0xbb, 7, 0, 0, 0, 0xcd, 0x80 },
	};
	int fd = memfd_create("ia32", 0);

	return write(fd, &elf, sizeof(elf)) == sizeof(elf) ? fd : -1;
}

/* 32-bit pointers can reach it. */
static inline void *map_low(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
}

#else /* !HAS_FOREIGN_CALLS */

static inline bool has_int80(struct text_page *page)
{
	(void)page;
	return false;
}

#endif /* HAS_FOREIGN_CALLS */

#endif /* SECCOMP_TEXT_IA32_H */
