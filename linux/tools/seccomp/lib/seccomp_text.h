/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libseccomp_text - system-call filters from policies in text
 *
 * A policy is what seccomp-policy(7) describes:
 *
 *	sys_read: fd == 0
 *	sys_write: fd == 1
 *	sys_exit_group: 1
 *
 * Where the kernel has text policies it gets the text. Elsewhere the policy is compiled
 * to a BPF filter that means the same; what BPF cannot say is an error.
 *
 * Functions return 0 or a negative errno value; what they leave in errno means nothing.
 * None prints or exits. There is no global state: several threads may call any of them at
 * once, with the same struct seccomp_text_policies too. They are not for signal handlers.
 */
#ifndef SECCOMP_TEXT_H
#define SECCOMP_TEXT_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header. Releases with one major version have one ABI. */
#define SECCOMP_TEXT_MAJOR	0
#define SECCOMP_TEXT_MINOR	1

/* Maximum length of a message, with its NUL */
#define SECCOMP_TEXT_ERROR_SIZE	256

/**
 * struct seccomp_text_error - what is wrong with a policy, or a note on it
 * @size:    the size of this struct, set by the caller: SECCOMP_TEXT_ERROR_INIT
 * @error:   what the function returns, or would return; 0 for a note
 * @policy:  the index of the policy, where a function takes several
 * @line:    the line, from 1; 0 if the error is not about a place in the policy
 * @column:  the column in bytes, from 1; 0 likewise
 * @message: one line without a newline, terminated
 *
 * Later versions append members. A library never writes more than @size bytes, and
 * clears what it does not know.
 */
struct seccomp_text_error {
	size_t		size;
	int		error;
	unsigned int	policy;
	unsigned int	line;
	unsigned int	column;
	char		message[SECCOMP_TEXT_ERROR_SIZE];
};

#define SECCOMP_TEXT_ERROR_INIT	{ sizeof(struct seccomp_text_error), 0, 0, 0, 0, "" }

/* What holds the process to a policy */
enum seccomp_text_engine {
	SECCOMP_TEXT_ENGINE_BEST,	/* the kernel, if it has text policies, else BPF */
	SECCOMP_TEXT_ENGINE_TEXT,	/* the kernel */
	SECCOMP_TEXT_ENGINE_BPF,	/* a BPF filter */
};

/* A flag of seccomp_text_install(): do not set no_new_privs. */
#define SECCOMP_TEXT_KEEP_PRIVS	0x80000000U

/**
 * seccomp_text_install - hold the calling thread to a policy
 * @text:   the policy, terminated
 * @flags:  SECCOMP_FILTER_FLAG_TSYNC, _LOG and _SPEC_ALLOW as for seccomp(2), and
 *          SECCOMP_TEXT_KEEP_PRIVS
 * @engine: an enum seccomp_text_engine; receives the one that was used, unless there was
 *          an error. NULL is SECCOMP_TEXT_ENGINE_BEST
 * @error:  filled in if there is an error, or NULL
 *
 * The policy comes on top of those in force: a call must be allowed by all. It is
 * installed whole or not at all. With SECCOMP_FILTER_FLAG_TSYNC all threads of the
 * process are held to it.
 *
 * Like libseccomp, this sets no_new_privs, which nothing takes back, even if the install
 * fails afterwards. With SECCOMP_TEXT_KEEP_PRIVS it does not: then the thread must have
 * no_new_privs, or CAP_SYS_ADMIN.
 *
 * Once the policy is in force, the library makes no system call, so the policy need not
 * allow any for it, and on_next_syscall exempts one of the caller's. The filter for BPF is
 * then on the stack, 32 KiB.
 *
 * Return: 0, or
 *
 * * -EINVAL for an error in @text, which has a line; for a flag or an engine that does
 *   not exist; for on_next_syscall or on_exec with SECCOMP_FILTER_FLAG_TSYNC;
 * * -E2BIG if the policy is too long, or too much together with those in force, or takes
 *   more than BPF_MAXINSNS instructions;
 * * -EOPNOTSUPP for what BPF cannot do: on_next_syscall, on_exec, and actions that this
 *   kernel's BPF does not have; for another ABI than that of the library; for
 *   SECCOMP_TEXT_ENGINE_TEXT where the kernel has no text policies;
 * * -EACCES without no_new_privs, if SECCOMP_TEXT_KEEP_PRIVS keeps it so; for
 *   SECCOMP_TEXT_ENGINE_TEXT, if the administrator requires CAP_SYS_ADMIN;
 * * -EPERM if the administrator has switched text policies off, for
 *   SECCOMP_TEXT_ENGINE_TEXT; or from a filter in force, which may return any other error;
 * * -ESRCH if another thread has a filter that this one does not have; @error names it;
 * * -EFAULT if @text is NULL;
 * * -ENOMEM.
 */
int seccomp_text_install(const char *text, unsigned int flags, unsigned int *engine,
			 struct seccomp_text_error *error);

/**
 * seccomp_text_check - find all that is wrong with a policy, or all notes on it
 * @text:     the policy, terminated
 * @problems: receives errors or, if there are none, notes, by their lines; the size of
 *            each is that which the caller has set in the first one. NULL if @max is 0
 * @max:      how many to store
 * @nr:       receives how many there are; after @max + 1 errors no more are looked for
 *
 * The library judges by its own tables of calls and constants, and asks no kernel.
 *
 * Return: 0 if the policy is valid, the error of the first of @problems (-EINVAL or
 * -E2BIG) if it is not, or -ENOMEM, or -EINVAL with *@nr 0 for an invalid argument.
 */
int seccomp_text_check(const char *text, struct seccomp_text_error *problems,
		       unsigned int max, unsigned int *nr);

/* One policy, or several that are in force together. It does not change. */
struct seccomp_text_policies;

/**
 * seccomp_text_parse - read policies
 * @texts:    the policies, oldest first, each terminated; not used after the call
 * @nr_texts: their number, at least 1
 * @policies: receives them, to be freed with seccomp_text_free()
 * @error:    filled in if there is an error, or NULL
 *
 * Return: 0, or
 *
 * * -EINVAL for an error in a policy, or an invalid argument;
 * * -E2BIG if a policy is too long, or all together are too much;
 * * -ENOMEM.
 */
int seccomp_text_parse(const char *const texts[], unsigned int nr_texts,
		       struct seccomp_text_policies **policies,
		       struct seccomp_text_error *error);

/**
 * seccomp_text_free - free policies
 * @policies: the policies, or NULL
 */
void seccomp_text_free(struct seccomp_text_policies *policies);

/**
 * seccomp_text_compile - compile policies to one BPF filter
 * @policies: the policies
 * @arch:     AUDIT_ARCH_* of the programs that it is for; 0: that of the library
 * @program:  receives the filter, to be freed with seccomp_text_free_program()
 * @error:    filled in if there is an error, or NULL
 *
 * The filter means what the policies mean: the same action with the same data for each
 * number of a call and for all values of its arguments. Nothing is installed.
 *
 * Return: 0, or
 *
 * * -E2BIG if it takes more than BPF_MAXINSNS instructions; @error has their number;
 * * -EOPNOTSUPP if a policy has on_next_syscall or on_exec, which whoever installs a
 *   filter would have to do, or if the library does not know the calls of @arch;
 * * -EINVAL for an invalid argument;
 * * -ENOMEM.
 */
int seccomp_text_compile(const struct seccomp_text_policies *policies, uint32_t arch,
			 struct sock_fprog *program, struct seccomp_text_error *error);

/**
 * seccomp_text_free_program - free the instructions of a filter
 * @program: from seccomp_text_compile(); is empty afterwards. Or NULL
 */
void seccomp_text_free_program(struct sock_fprog *program);

/**
 * struct seccomp_text_verdict - what becomes of a call
 * @size:   the size of this struct, set by the caller: SECCOMP_TEXT_VERDICT_INIT
 * @action: SECCOMP_RET_* with its data; SECCOMP_RET_ALLOW if the call passes
 * @policy: the index of the policy that decided, if it does not pass
 * @line:   the line of the rule that decided; 0 if no rule did
 */
struct seccomp_text_verdict {
	size_t		size;
	uint32_t	action;
	unsigned int	policy;
	unsigned int	line;
};

#define SECCOMP_TEXT_VERDICT_INIT { sizeof(struct seccomp_text_verdict), 0, 0, 0 }

/**
 * seccomp_text_judge - say what becomes of a call, without making it
 * @policies: the policies
 * @arch:     AUDIT_ARCH_* of the call; 0: that of the library
 * @nr:       its number
 * @args:     its arguments, as in the six registers
 * @verdict:  filled in
 *
 * on_next_syscall and on_exec make no difference: the policies are in force.
 *
 * Return: 0, or -EINVAL for an invalid argument.
 */
int seccomp_text_judge(const struct seccomp_text_policies *policies, uint32_t arch, int nr,
		       const uint64_t args[6], struct seccomp_text_verdict *verdict);

/**
 * seccomp_text_find_call - the number of a call
 * @name: its name, as in policies
 * @arch: an AUDIT_ARCH_*; 0: that of the library
 * @nr:   receives it
 *
 * Return: 0, -ENOENT if no call has this name, -EOPNOTSUPP if the library does not know
 * the calls of @arch, or -EINVAL for an invalid argument.
 */
int seccomp_text_find_call(const char *name, uint32_t arch, int *nr);

/**
 * seccomp_text_version - the version of the library that is in use
 *
 * Return: "MAJOR.MINOR".
 */
const char *seccomp_text_version(void);

#ifdef __cplusplus
}
#endif

#endif /* SECCOMP_TEXT_H */
