/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program that makes exactly these calls: write(9, "b", 1), the call under test
 * with zeros as arguments, write(9, "a", 1), and exit_group with the errno of the
 * call under test, or 0.
 */
#ifndef SECCOMP_TEXT_IMAGE_H
#define SECCOMP_TEXT_IMAGE_H

#include "seccomp_text_child.h"

#define IMAGE_FD	9
#define IMAGE_RULES	"write: fd == 9\nexit_group: 1\n"

/* Hidden: a linker may take all local symbols of a section in the GOT for one. */
#pragma GCC visibility push(hidden)
extern const char text_image[], text_image_nr[], text_image_end[];
#pragma GCC visibility pop

/* IMAGE_CODE refers to 2f and 3f, the texts to write. */
asm("	.pushsection .rodata\n"
	"	.balign	8\n"
	"text_image:\n"
	IMAGE_CODE
	"	.balign	2\n"
	"2:	.ascii	\"b\"\n"
	"	.balign	2\n"
	"3:	.ascii	\"a\"\n"
	"	.balign	4\n"
	"text_image_nr:\n"
	"	.long	0\n"
	"text_image_end:\n"
	"	.popsection\n");

struct image {
	int file;
	int pipe[2];
	char path[32];
};

static inline bool image_write(int file, unsigned int nr)
{
	const size_t head = sizeof(struct elf64_hdr) + sizeof(struct elf64_phdr);
	const size_t code = text_image_end - text_image;
	const unsigned long base = 0x400000;
	struct {
		struct elf64_hdr ehdr;
		struct elf64_phdr phdr;
		char code[1024];
	} elf = {
		.ehdr = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
				     IMAGE_DATA, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = IMAGE_MACHINE,
			.e_version = EV_CURRENT,
			.e_entry = base + head,
			.e_phoff = sizeof(struct elf64_hdr),
			.e_ehsize = sizeof(struct elf64_hdr),
			.e_phentsize = sizeof(struct elf64_phdr),
			.e_phnum = 1,
		},
		.phdr = {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = base,
			.p_filesz = head + code,
			.p_memsz = head + code,
			.p_align = 0x1000,
		},
	};

	memcpy(elf.code, text_image, code);
	memcpy(elf.code + (text_image_nr - text_image), &nr, sizeof(nr));
	return write(file, &elf, head + code) == (ssize_t)(head + code);
}

/* Make the program that calls @nr. It writes its marks to a pipe on IMAGE_FD. */
static inline bool image_open(struct image *image, unsigned int nr)
{
	image->file = memfd_create("image", 0);
	if (image->file < 0 || !image_write(image->file, nr) ||
	    pipe2(image->pipe, O_NONBLOCK))
		return false;

	snprintf(image->path, sizeof(image->path), "/proc/self/fd/%d",
		 image->file);
	return dup2(image->pipe[1], IMAGE_FD) == IMAGE_FD;
}

static inline void image_close(struct image *image)
{
	close(image->file);
	close(image->pipe[0]);
	close(image->pipe[1]);
	close(IMAGE_FD);
}

static inline long image_exec(const struct image *image)
{
	static const char * const argv[] = { "image", NULL };

	return RAW(__NR_execve, (unsigned long)image->path,
		   (unsigned long)argv, (unsigned long)(argv + 1));
}

/* The fate of the act of an image that ended with @status. */
static inline const char *image_fate(const struct image *image, int status)
{
	char marks[4] = "";

	if (read(image->pipe[0], marks, sizeof(marks) - 1) < 1)
		return "never came to its act";
	if (!strcmp(marks, "b") && killed_by_sigsys(status))
		return "killed";
	if (!strcmp(marks, "ba") && left_with(status, DENIED))
		return "denied";
	if (!strcmp(marks, "ba") && WIFEXITED(status))
		return "passed";
	return "ended by something else";
}

#endif /* SECCOMP_TEXT_IMAGE_H */
