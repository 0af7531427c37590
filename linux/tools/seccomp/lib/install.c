// SPDX-License-Identifier: GPL-2.0
/* libseccomp_text: hold the calling thread to a policy */
#include <errno.h>
#include <string.h>

#include "engine.h"

#define KERNEL_FLAGS	(SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG | \
			 SECCOMP_FILTER_FLAG_SPEC_ALLOW)

/**
 * struct request - what the caller wants
 * @text:   the policy
 * @flags:  for the kernel
 * @keep_privs: do not set no_new_privs
 * @engine: the one that is wanted, then the one that is used
 * @error:  the caller's, or NULL
 */
struct request {
	const char			*text;
	unsigned int			flags;
	bool				keep_privs;
	unsigned int			engine;
	struct seccomp_text_error	*error;
};

/* Whether this thread may install texts. It sets no_new_privs if that is what it takes. */
static int prepare_text(const struct request *request)
{
	int ret = probe_text();

	if (ret == -EACCES && !request->keep_privs) {
		ret = drop_privs(request->error);
		if (!ret)
			ret = probe_text();
	}
	return ret;
}

/* A text that the kernel refuses is not tried elsewhere: it means nothing there either. */
static int use_text(const struct request *request)
{
	int ret = request->keep_privs ? 0 : drop_privs(request->error);

	return ret ? ret : install_text(request->text, request->flags, request->error);
}

static int explain_no_text(int ret, struct seccomp_text_error *error)
{
	switch (ret) {
	case -EOPNOTSUPP:
		return fail(error, ret, "this kernel has no text policies");
	case -EACCES:
		if (!has_no_new_privs())
			return explain_install(ret, error);
		return fail(error, ret, "kernel.seccomp.text_policies takes CAP_SYS_ADMIN");
	case -EPERM:
		return fail(error, ret, "kernel.seccomp.text_policies, or a filter, refuses texts");
	default:
		return fail(error, ret, "a filter in force may refuse seccomp(2)");
	}
}

/* Once the filter is in force, free() may not give memory back: so do it before. */
static int install_copy(const struct request *request, struct sock_fprog *program)
{
	struct sock_filter code[BPF_MAXINSNS];
	struct sock_fprog copy = { .len = program->len, .filter = code };

	memcpy(code, program->filter, program->len * sizeof(*code));
	seccomp_text_free_program(program);
	return install_program(&copy, request->flags, request->error);
}

static int compile(const struct request *request, struct sock_fprog *program)
{
	struct seccomp_text_policies *policies;
	int ret;

	ret = seccomp_text_parse(&request->text, 1, &policies, request->error);
	if (!ret)
		ret = seccomp_text_compile(policies, 0, program, request->error);
	seccomp_text_free(policies);
	return ret;
}

static int use_bpf(const struct request *request)
{
	struct sock_fprog program = { };
	int ret;

	ret = compile(request, &program);
	if (!ret)
		ret = check_actions(&program, request->error);
	if (!ret && !request->keep_privs)
		ret = drop_privs(request->error);
	if (!ret)
		ret = install_copy(request, &program);
	seccomp_text_free_program(&program);
	return ret;
}

static int install(struct request *request)
{
	int ret;

	if (request->engine == SECCOMP_TEXT_ENGINE_BPF)
		return use_bpf(request);
	ret = prepare_text(request);
	if (!ret) {
		request->engine = SECCOMP_TEXT_ENGINE_TEXT;
		return use_text(request);
	}
	if (request->engine == SECCOMP_TEXT_ENGINE_TEXT)
		return explain_no_text(ret, request->error);
	/* The kernel has none, or none for this thread; BPF is another thing. */
	request->engine = SECCOMP_TEXT_ENGINE_BPF;
	return use_bpf(request);
}

int seccomp_text_install(const char *text, unsigned int flags, unsigned int *engine,
			 struct seccomp_text_error *error)
{
	struct request request = {
		.text = text,
		.flags = flags & ~SECCOMP_TEXT_KEEP_PRIVS,
		.keep_privs = flags & SECCOMP_TEXT_KEEP_PRIVS,
		.engine = engine ? *engine : SECCOMP_TEXT_ENGINE_BEST,
		.error = error,
	};
	unsigned int unknown = request.flags & ~KERNEL_FLAGS;
	int ret;

	if (check_error(error))
		return -EINVAL;
	if (!text)
		return fail(error, -EFAULT, "there is no policy");
	if (unknown)
		return fail(error, -EINVAL, "there is no flag 0x%x", unknown);
	if (request.engine > SECCOMP_TEXT_ENGINE_BPF)
		return fail(error, -EINVAL, "there is no engine %u", request.engine);
	ret = install(&request);
	if (!ret && engine)
		*engine = request.engine;
	return ret;
}
