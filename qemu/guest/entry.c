// SPDX-License-Identifier: GPL-2.0
/*
 * Print what a program is given at its entry point: its registers, a sum of each page of
 * its stack and of its code, its memory map, its signals, and whether it is traced. For
 * the tests of the tool seccomp. Without libc; for both ABIs of x86.
 */
#include <stddef.h>
#include <stdint.h>

#define PAGE	4096UL
/* As in <linux/auxvec.h> */
#define AT_RANDOM	25

/* The registers as pushed on a stack of its own, then the stack pointer */
#ifdef __x86_64__
#define NR_write	1
#define NR_open		2
#define NR_read		0
#define NR_exit		60

static const char names[][6] = {
	"flags", "r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8", "rdi", "rsi", "rbp",
	"rbx", "rdx", "rcx", "rax",
};

asm(".globl _start\n"
    "_start:\n"
    "	movq %rsp, first_stack(%rip)\n"
    "	leaq own_stack_end(%rip), %rsp\n"
    "	push %rax; push %rcx; push %rdx; push %rbx; push %rbp; push %rsi; push %rdi\n"
    "	push %r8; push %r9; push %r10; push %r11; push %r12; push %r13; push %r14\n"
    "	push %r15; pushfq\n"
    "	movq %rsp, %rdi\n"
    "	fxsave64 vectors(%rip)\n"
    "	andq $-64, %rsp\n"
    "	call report\n");

static long make_call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a" (ret) : "a" (nr), "D" (a), "S" (b), "d" (c) :
		     "rcx", "r11", "memory");
	return ret;
}
#else
#define NR_write	4
#define NR_open		5
#define NR_read		3
#define NR_exit		1

static const char names[][6] = {
	"flags", "edi", "esi", "ebp", "ebx", "edx", "ecx", "eax",
};

asm(".globl _start\n"
    "_start:\n"
    "	movl %esp, first_stack\n"
    "	movl $own_stack_end, %esp\n"
    "	push %eax; push %ecx; push %edx; push %ebx; push %ebp; push %esi; push %edi\n"
    "	pushfl\n"
    "	movl %esp, %eax\n"
    "	fxsave vectors\n"
    "	andl $-64, %esp\n"
    "	push %eax\n"
    "	call report\n");

static long make_call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret) : "a" (nr), "b" (a), "c" (b), "d" (c) : "memory");
	return ret;
}
#endif

unsigned long first_stack = 1;
unsigned char vectors[512] __attribute__((aligned(64))) = { 1 };
static char own_stack[16 * PAGE] __attribute__((used, aligned(64)));
asm(".set own_stack_end, own_stack + 65536\n");

extern const char _start[];

static void print(const char *words)
{
	size_t len = 0;

	while (words[len])
		len++;
	make_call(NR_write, 1, (long)words, len);
}

static void print_number(unsigned long number)
{
	char words[2 + 2 * sizeof(number)];
	char *at = words + sizeof(words);

	*--at = 0;
	do {
		*--at = "0123456789abcdef"[number % 16];
		number /= 16;
	} while (number);
	print(at);
}

static void print_line(const char *name, unsigned long number)
{
	print(name);
	print(" ");
	print_number(number);
	print("\n");
}

static uint32_t sum(const void *from, size_t size)
{
	const unsigned char *at = from;
	uint32_t sum = 2166136261u;

	while (size--)
		sum = (sum ^ *at++) * 16777619;
	return sum;
}

/* Whether a line begins with one of the starts, each of three letters, or there are none */
static int is_wanted(const char *line, const char *starts)
{
	const char *start;

	for (start = starts; *start; start += 3) {
		if (line[0] == start[0] && line[1] == start[1] && line[2] == start[2])
			return 1;
	}
	return !*starts;
}

static char bytes[1 << 16];

static void print_file(const char *path, const char *starts)
{
	long fd = make_call(NR_open, (long)path, 0, 0), got, len = 0;
	char *line, *end, *next;

	while (fd >= 0 && (got = make_call(NR_read, fd, (long)bytes + len,
					   sizeof(bytes) - 1 - len)) > 0)
		len += got;
	bytes[len] = 0;
	for (line = bytes; *line; line = next) {
		for (end = line; *end && *end != '\n'; end++)
			;
		next = *end ? end + 1 : end;
		*end = 0;
		if (!is_wanted(line, starts))
			continue;
		print(line);
		print("\n");
	}
}

static unsigned long read_hex(const char **at)
{
	unsigned long number = 0;
	int digit;

	for (;; (*at)++) {
		digit = **at >= 'a' ? **at - 'a' + 10 : **at - '0';
		if (digit < 0 || digit > 15)
			return number;
		number = number * 16 + digit;
	}
}

/* After print_file(): its memory map, from which lines are cut off by NULs */
static void sum_pages(const char *what, unsigned long address)
{
	const char *at = bytes, *end = bytes + sizeof(bytes);
	unsigned long from, to;

	while (at < end && *at) {
		from = read_hex(&at);
		at++;
		to = read_hex(&at);
		for (; from <= address && address < to; from += PAGE) {
			print(what);
			print_line("", sum((void *)from, PAGE));
			if (from + PAGE == to)
				return;
		}
		while (*at)
			at++;
		at++;
	}
}

/* The kernel's random bytes are other ones each time. */
static void forget_random(const unsigned long *argc)
{
	const unsigned long *at = argc + argc[0] + 2;
	size_t i;

	while (*at++)
		;
	while (*at != AT_RANDOM)
		at += 2;
	for (i = 0; i < 16; i++)
		((volatile char *)at[1])[i] = 0;
}

__attribute__((used)) void report(const unsigned long *registers)
{
	const unsigned long *argc = (const unsigned long *)first_stack;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		print_line(names[i], registers[i]);
	print_line("stack", first_stack);
	print_line("vectors", sum(vectors, 416));
	print_line("arguments", argc[0]);
	forget_random(argc);
	print_file("/proc/self/maps", "");
	sum_pages("page of the stack", first_stack);
	sum_pages("page of code", (unsigned long)_start);
	print_file("/proc/self/status", "SigShdTraThr");
	make_call(NR_exit, 7, 0, 0);
}
