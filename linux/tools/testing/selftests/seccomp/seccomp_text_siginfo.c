// SPDX-License-Identifier: GPL-2.0
/*
 * What a process and its parent are told of a violation, which is what they are
 * told of one of a BPF filter: siginfo, the registers, the core file.
 */
#include "seccomp_text.h"
#include <sys/procfs.h>

static siginfo_t trapped;

static void keep_siginfo(int sig, siginfo_t *info, void *unused)
{
	(void)unused;
	(void)sig;
	trapped = *info;
}

/* Makes a call of no arguments; @after is the address behind it. */
static inline long call_from(long nr, void **after)
{
	long ret;

	asm volatile("lea 1f(%%rip), %1\n\tsyscall\n1:"
		     : "=a"(ret), "=&r"(*after)
		     : "0"(nr), "D"(0), "S"(0), "d"(0)
		     : "rcx", "r11", "memory");
	return ret;
}

static void trap_and_look(struct text_page *page, const void *arg)
{
	const bool *bpf = arg;
	struct sigaction action = {
		.sa_sigaction = keep_siginfo, .sa_flags = SA_SIGINFO
	};
	void *after = NULL;

	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
	if (*bpf)
		CHILD_CHECK(page, !install_bpf(__NR_getpgrp,
					       SECCOMP_RET_TRAP | 77));
	else
		CHILD_CHECK(page, !install_unprivileged("unlisted: 1\n"
							"getpgrp: 0; trap 77\n"));
	set_mark(&page->before, 1);
	page->result[0] = call_from(__NR_getpgrp, &after);
	set_mark(&page->after, 1);
	CHILD_CHECK(page, trapped.si_call_addr == after);
	page->result[1] = trapped.si_signo;
	page->result[2] = trapped.si_code;
	page->result[3] = trapped.si_errno;
	page->result[4] = trapped.si_syscall;
	page->result[5] = trapped.si_arch;
}

TEXT_TEST(siginfo_of_a_trap_tells_the_call_as_bpf_does)
{
	static const bool ways[] = { true, false };
	struct text_page bpf;

	EXPECT_FATE("passed", trap_and_look, &ways[0]);
	bpf = *self->page;
	EXPECT_FATE("passed", trap_and_look, &ways[1]);
	EXPECT_EQ(SIGSYS, self->page->result[1]);
	EXPECT_EQ(77, self->page->result[3]);
	EXPECT_EQ(__NR_getpgrp, self->page->result[4]);
	EXPECT_EQ(AUDIT_ARCH_X86_64, (unsigned int)self->page->result[5]);
	/* The same si_code, and the handler may leave the registers alone. */
	EXPECT_EQ(0, memcmp(bpf.result, self->page->result, sizeof(bpf.result)));
	EXPECT_EQ(__NR_getpgrp, self->page->result[0]);
}

/* What a core file says of a death. */
struct autopsy {
	siginfo_t info;
	struct user_regs_struct regs;
};

#define CORE_PATTERN	"/proc/sys/kernel/core_pattern"

static void find_notes(const char *core, size_t size, struct autopsy *autopsy)
{
	const struct elf64_hdr *ehdr = (const void *)core;
	const struct elf64_phdr *phdr = (const void *)(core + ehdr->e_phoff);
	size_t at = phdr->p_offset, end = at + phdr->p_filesz;
	struct elf_prstatus status;

	while (phdr->p_type == PT_NOTE && end <= size &&
	       at + sizeof(struct elf64_note) < end) {
		const struct elf64_note *note = (const void *)(core + at);
		size_t desc = at + sizeof(*note) + ((note->n_namesz + 3) & ~3);

		if (note->n_type == NT_SIGINFO)
			memcpy(&autopsy->info, core + desc,
			       sizeof(autopsy->info));
		if (note->n_type == NT_PRSTATUS) {
			memcpy(&status, core + desc, sizeof(status));
			memcpy(&autopsy->regs, status.pr_reg,
			       sizeof(autopsy->regs));
		}
		at = desc + ((note->n_descsz + 3) & ~3);
	}
}

static bool read_core(pid_t pid, struct autopsy *autopsy)
{
	static char core[1 << 20];
	char path[64];
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "/tmp/seccomp_text.%d", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	size = read(fd, core, sizeof(core));
	close(fd);
	unlink(path);
	if (size < (ssize_t)(sizeof(struct elf64_hdr) + sizeof(struct elf64_phdr)))
		return false;
	find_notes(core, size, autopsy);
	return true;
}

static bool set_core_pattern(const char *pattern)
{
	int fd = open(CORE_PATTERN, O_WRONLY);
	bool ok = fd >= 0 && write(fd, pattern, strlen(pattern)) > 0;

	close(fd);
	return ok;
}

static void dump_core(struct text_page *page, const void *arg)
{
	const bool *bpf = arg;
	struct rlimit core;
	void *after;

	CHILD_CHECK(page, !getrlimit(RLIMIT_CORE, &core));
	core.rlim_cur = core.rlim_max;
	CHILD_CHECK(page, !setrlimit(RLIMIT_CORE, &core));
	if (*bpf)
		CHILD_CHECK(page, !install_bpf(__NR_getpgrp,
					       SECCOMP_RET_KILL_PROCESS));
	else
		CHILD_CHECK(page, !install_unprivileged("getppid: 1\n"));
	set_mark(&page->before, 1);
	call_from(__NR_getpgrp, &after);
	set_mark(&page->after, 1);
}

static bool perform_autopsy(struct text_page *page, bool bpf,
			    struct autopsy *autopsy)
{
	pid_t pid = start_child(page, dump_core, &bpf);
	int status = raw_wait(pid);

	memset(autopsy, 0, sizeof(*autopsy));
	return !strcmp(judge(page, status), "killed") && read_core(pid, autopsy);
}

static void expect_autopsy(struct __test_metadata *_metadata,
			   const struct autopsy *seen,
			   const struct autopsy *bpf)
{
	EXPECT_EQ(SIGSYS, seen->info.si_signo);
	EXPECT_EQ(bpf->info.si_code, seen->info.si_code);
	EXPECT_EQ(__NR_getpgrp, seen->info.si_syscall);
	EXPECT_EQ((unsigned int)AUDIT_ARCH_X86_64, seen->info.si_arch);
	EXPECT_EQ(bpf->info.si_call_addr, seen->info.si_call_addr);
	EXPECT_EQ(bpf->info.si_errno, seen->info.si_errno);
	EXPECT_EQ((unsigned long)seen->info.si_call_addr, seen->regs.rip);
	EXPECT_EQ(bpf->regs.rax, seen->regs.rax);
	EXPECT_EQ(bpf->regs.orig_rax, seen->regs.orig_rax);
}

TEXT_TEST(siginfo_and_registers_of_a_kill_are_those_of_a_bpf_filter)
{
	struct autopsy bpf, text;
	char pattern[256] = "";
	bool have_bpf, have_text;
	int fd = open(CORE_PATTERN, O_RDONLY);

	if (geteuid() || fd < 0 || read(fd, pattern, sizeof(pattern) - 1) < 1 ||
	    !set_core_pattern("/tmp/seccomp_text.%p"))
		SKIP(return, "cannot make core files");
	have_bpf = perform_autopsy(self->page, true, &bpf);
	have_text = perform_autopsy(self->page, false, &text);
	set_core_pattern(pattern);
	close(fd);
	if (!have_bpf)
		SKIP(return, "this kernel writes no core files");
	ASSERT_TRUE(have_text);
	expect_autopsy(_metadata, &text, &bpf);
}

TEXT_TEST(waitid_tells_of_the_kill)
{
	struct trial trial = { "exit_group: 1\n", CALL(__NR_getpgrp) };
	siginfo_t info = { 0 };
	pid_t pid;

	pid = start_child(self->page, try_call, &trial);
	EXPECT_EQ(0, waitid(P_PID, pid, &info, WEXITED));
	EXPECT_EQ(pid, info.si_pid);
	EXPECT_EQ(SIGSYS, info.si_status);
	EXPECT_EQ(CLD_KILLED, info.si_code);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(0, self->page->after);
}

TEST_HARNESS_MAIN
