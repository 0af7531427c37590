// SPDX-License-Identifier: GPL-2.0
/*
 * Print what a program is given at its entry point: its registers, a sum of each page of
 * its stack and of its code, its memory map, its signals, and whether it is traced. For
 * the tests of the tool seccomp. Without libc; for both ABIs of x86, arm64, s390x, riscv64.
 */
#include <stddef.h>
#include <stdint.h>

#define PAGE	4096UL
/* As in <linux/auxvec.h> */
#define AT_RANDOM	25
#define AT_FDCWD	-100

/*
 * The registers as pushed on a stack of its own, or as stored in "registers", then the
 * stack pointer, then those of the floating-point unit
 */
#ifdef __x86_64__
#define VECTORS_SIZE	416
#define NR_write	1
#define NR_openat	257
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
#elif defined(__i386__)
#define VECTORS_SIZE	416
#define NR_write	4
#define NR_openat	295
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
#elif defined(__aarch64__)
#define VECTORS_SIZE	512
#define NR_write	64
#define NR_openat	56
#define NR_read		63
#define NR_exit		93

static const char names[][6] = {
	"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
	"x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25",
	"x26", "x27", "x28", "x29", "x30", "nzcv", "fpcr", "fpsr",
};

/* The thread register keeps x30. */
asm(".globl _start\n"
    "_start:\n"
    "	msr tpidr_el0, x30\n"
    "	adrp x30, registers\n"
    "	add x30, x30, :lo12:registers\n"
    "	stp x0, x1, [x30]\n"
    "	stp x2, x3, [x30, #16]\n"
    "	stp x4, x5, [x30, #32]\n"
    "	stp x6, x7, [x30, #48]\n"
    "	stp x8, x9, [x30, #64]\n"
    "	stp x10, x11, [x30, #80]\n"
    "	stp x12, x13, [x30, #96]\n"
    "	stp x14, x15, [x30, #112]\n"
    "	stp x16, x17, [x30, #128]\n"
    "	stp x18, x19, [x30, #144]\n"
    "	stp x20, x21, [x30, #160]\n"
    "	stp x22, x23, [x30, #176]\n"
    "	stp x24, x25, [x30, #192]\n"
    "	stp x26, x27, [x30, #208]\n"
    "	stp x28, x29, [x30, #224]\n"
    "	mrs x0, tpidr_el0\n"
    "	mrs x1, nzcv\n"
    "	stp x0, x1, [x30, #240]\n"
    "	mrs x0, fpcr\n"
    "	mrs x1, fpsr\n"
    "	stp x0, x1, [x30, #256]\n"
    "	mov x1, sp\n"
    "	adrp x0, first_stack\n"
    "	str x1, [x0, :lo12:first_stack]\n"
    "	adrp x0, vectors\n"
    "	add x0, x0, :lo12:vectors\n"
    "	st1 {v0.2d-v3.2d}, [x0], #64\n"
    "	st1 {v4.2d-v7.2d}, [x0], #64\n"
    "	st1 {v8.2d-v11.2d}, [x0], #64\n"
    "	st1 {v12.2d-v15.2d}, [x0], #64\n"
    "	st1 {v16.2d-v19.2d}, [x0], #64\n"
    "	st1 {v20.2d-v23.2d}, [x0], #64\n"
    "	st1 {v24.2d-v27.2d}, [x0], #64\n"
    "	st1 {v28.2d-v31.2d}, [x0]\n"
    "	adrp x0, own_stack_end\n"
    "	add x0, x0, :lo12:own_stack_end\n"
    "	mov sp, x0\n"
    "	mov x0, x30\n"
    "	bl report\n");

static long make_call(long nr, long a, long b, long c)
{
	register long x8 asm("x8") = nr;
	register long x0 asm("x0") = a;
	register long x1 asm("x1") = b;
	register long x2 asm("x2") = c;

	asm volatile("svc #0" : "+r" (x0) : "r" (x8), "r" (x1), "r" (x2) : "memory");
	return x0;
}
#elif defined(__s390x__)
#define VECTORS_SIZE	120
#define NR_write	4
#define NR_openat	288
#define NR_read		3
#define NR_exit		1

static const char names[][6] = {
	"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13",
	"r14", "r15",
};

/* f0 keeps r1. */
asm(".globl _start\n"
    "_start:\n"
    "	ldgr %f0, %r1\n"
    "	larl %r1, registers\n"
    "	stmg %r0, %r15, 0(%r1)\n"
    "	lgdr %r2, %f0\n"
    "	stg %r2, 8(%r1)\n"
    "	stgrl %r15, first_stack\n"
    "	larl %r3, vectors\n"
    "	std %f1, 0(%r3); std %f2, 8(%r3); std %f3, 16(%r3); std %f4, 24(%r3)\n"
    "	std %f5, 32(%r3); std %f6, 40(%r3); std %f7, 48(%r3); std %f8, 56(%r3)\n"
    "	std %f9, 64(%r3); std %f10, 72(%r3); std %f11, 80(%r3); std %f12, 88(%r3)\n"
    "	std %f13, 96(%r3); std %f14, 104(%r3); std %f15, 112(%r3)\n"
    "	larl %r15, own_stack_end\n"
    "	aghi %r15, -160\n"
    "	lgr %r2, %r1\n"
    "	brasl %r14, report\n");

static long make_call(long nr, long a, long b, long c)
{
	register long r1 asm("1") = nr;
	register long r2 asm("2") = a;
	register long r3 asm("3") = b;
	register long r4 asm("4") = c;

	asm volatile("svc 0" : "+d" (r2) : "d" (r1), "d" (r3), "d" (r4) : "memory");
	return r2;
}
#elif defined(__riscv)
#define VECTORS_SIZE	248
#define NR_write	64
#define NR_openat	56
#define NR_read		63
#define NR_exit		93

static const char names[][6] = {
	"zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3",
	"a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
	"t3", "t4", "t5", "t6",
};

/* ft11 keeps t6; nothing may be relative to gp, which nobody has set. */
asm(".globl _start\n"
    ".option norelax\n"
    "_start:\n"
    "	fmv.d.x ft11, t6\n"
    "	lla t6, registers\n"
    "	sd x1, 8(t6); sd x2, 16(t6); sd x3, 24(t6); sd x4, 32(t6); sd x5, 40(t6)\n"
    "	sd x6, 48(t6); sd x7, 56(t6); sd x8, 64(t6); sd x9, 72(t6); sd x10, 80(t6)\n"
    "	sd x11, 88(t6); sd x12, 96(t6); sd x13, 104(t6); sd x14, 112(t6); sd x15, 120(t6)\n"
    "	sd x16, 128(t6); sd x17, 136(t6); sd x18, 144(t6); sd x19, 152(t6)\n"
    "	sd x20, 160(t6); sd x21, 168(t6); sd x22, 176(t6); sd x23, 184(t6)\n"
    "	sd x24, 192(t6); sd x25, 200(t6); sd x26, 208(t6); sd x27, 216(t6)\n"
    "	sd x28, 224(t6); sd x29, 232(t6); sd x30, 240(t6)\n"
    "	fmv.x.d t5, ft11\n"
    "	sd t5, 248(t6)\n"
    "	lla t5, first_stack\n"
    "	sd sp, 0(t5)\n"
    "	lla t5, vectors\n"
    "	fsd f0, 0(t5); fsd f1, 8(t5); fsd f2, 16(t5); fsd f3, 24(t5); fsd f4, 32(t5)\n"
    "	fsd f5, 40(t5); fsd f6, 48(t5); fsd f7, 56(t5); fsd f8, 64(t5); fsd f9, 72(t5)\n"
    "	fsd f10, 80(t5); fsd f11, 88(t5); fsd f12, 96(t5); fsd f13, 104(t5)\n"
    "	fsd f14, 112(t5); fsd f15, 120(t5); fsd f16, 128(t5); fsd f17, 136(t5)\n"
    "	fsd f18, 144(t5); fsd f19, 152(t5); fsd f20, 160(t5); fsd f21, 168(t5)\n"
    "	fsd f22, 176(t5); fsd f23, 184(t5); fsd f24, 192(t5); fsd f25, 200(t5)\n"
    "	fsd f26, 208(t5); fsd f27, 216(t5); fsd f28, 224(t5); fsd f29, 232(t5)\n"
    "	fsd f30, 240(t5)\n"
    "	lla sp, own_stack_end\n"
    "	mv a0, t6\n"
    "	jal report\n");

static long make_call(long nr, long a, long b, long c)
{
	register long a7 asm("a7") = nr;
	register long a0 asm("a0") = a;
	register long a1 asm("a1") = b;
	register long a2 asm("a2") = c;

	asm volatile("ecall" : "+r" (a0) : "r" (a7), "r" (a1), "r" (a2) : "memory");
	return a0;
}
#endif

unsigned long registers[40] = { 1 };
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
	long fd = make_call(NR_openat, AT_FDCWD, (long)path, 0), got, len = 0;
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

__attribute__((used)) void report(const unsigned long *given)
{
	const unsigned long *argc = (const unsigned long *)first_stack;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		print_line(names[i], given[i]);
	print_line("stack", first_stack);
	print_line("vectors", sum(vectors, VECTORS_SIZE));
	print_line("arguments", argc[0]);
	forget_random(argc);
	print_file("/proc/self/maps", "");
	sum_pages("page of the stack", first_stack);
	sum_pages("page of code", (unsigned long)_start);
	print_file("/proc/self/status", "SigShdTraThr");
	make_call(NR_exit, 7, 0, 0);
}
