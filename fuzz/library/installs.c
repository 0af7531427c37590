// SPDX-License-Identifier: GPL-2.0
/*
 * installs text|bpf - seccomp_text_install() on a kernel where this engine is the best one.
 * Each claim is judged in a child of its own, which prints its verdict.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <seccomp_text.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARK	"77"
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define SYSCTL	"/proc/sys/kernel/seccomp/text_policies"

static struct seccomp_text_error error = SECCOMP_TEXT_ERROR_INIT;
static unsigned int best;
static const char mark_reboot[] = "unlisted: 1\nreboot: magic1 == 5; errno " MARK "\n";

static bool is_marked(void)
{
	return syscall(SYS_reboot, 1, 2, 3, 4) == -1 && errno == atoi(MARK);
}

static bool has_no_new_privs(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* Whether the install fails with @ret and words that contain @words, and nothing is in force */
static bool fails(const char *text, unsigned int flags, unsigned int engine, int ret,
		  const char *words)
{
	int got = seccomp_text_install(text, flags, &engine, &error);

	if (got == ret && error.error == ret && strstr(error.message, words) && !is_marked())
		return true;
	printf("# %d, line %u, column %u: %s\n", got, error.line, error.column, error.message);
	return false;
}

static bool installs(const char *text, unsigned int flags, unsigned int engine, unsigned int used)
{
	unsigned int took = engine;
	int ret = seccomp_text_install(text, flags, &took, &error);

	if (!ret && took == used)
		return true;
	printf("# %d, engine %u, %s\n", ret, took, error.message);
	return false;
}

/* Installing */

static bool the_best_engine_is_used(void)
{
	return installs(mark_reboot, 0, SECCOMP_TEXT_ENGINE_BEST, best) && is_marked() &&
	       has_no_new_privs();
}

static bool an_engine_and_an_error_need_not_be_given(void)
{
	return !seccomp_text_install(mark_reboot, 0, NULL, NULL) && is_marked() &&
	       seccomp_text_install("raed: 1\n", 0, NULL, NULL) == -EINVAL;
}

static bool bpf_can_be_forced(void)
{
	return installs(mark_reboot, 0, SECCOMP_TEXT_ENGINE_BPF, SECCOMP_TEXT_ENGINE_BPF) &&
	       is_marked();
}

static bool text_can_be_forced(void)
{
	if (best == SECCOMP_TEXT_ENGINE_TEXT)
		return installs(mark_reboot, 0, SECCOMP_TEXT_ENGINE_TEXT,
				SECCOMP_TEXT_ENGINE_TEXT) && is_marked();
	return fails(mark_reboot, 0, SECCOMP_TEXT_ENGINE_TEXT, -EOPNOTSUPP, "no text policies") &&
	       !has_no_new_privs();
}

static bool policies_stack(void)
{
	return installs("unlisted: 1\ngetppid: 0; errno 78\n", 0, SECCOMP_TEXT_ENGINE_BPF,
			SECCOMP_TEXT_ENGINE_BPF) &&
	       installs(mark_reboot, 0, SECCOMP_TEXT_ENGINE_BEST, best) && is_marked() &&
	       syscall(SYS_getppid) == -1 && errno == 78;
}

/* The upper half of a register is not the argument's. */
static bool an_argument_has_the_width_of_its_type(void)
{
	return installs("unlisted: 1\nreboot: magic1 != 1; errno " MARK "\n", 0,
			SECCOMP_TEXT_ENGINE_BPF, SECCOMP_TEXT_ENGINE_BPF) && is_marked() &&
	       syscall(SYS_reboot, 0x100000001, 2, 3, 4) == -1 && errno == atoi(MARK) &&
	       !(syscall(SYS_reboot, 0x100000002, 2, 3, 4) == -1 && errno == atoi(MARK));
}

/* Threads */

static pthread_barrier_t barrier;
static bool of_thread;

static void *see_mark(void *own)
{
	if (own && seccomp_text_install(own, 0, NULL, NULL))
		return NULL;
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	of_thread = is_marked();
	return NULL;
}

static void start_thread(pthread_t *thread, const char *own)
{
	pthread_barrier_init(&barrier, NULL, 2);
	if (pthread_create(thread, NULL, see_mark, (void *)own))
		errx(2, "no thread");
	pthread_barrier_wait(&barrier);
}

static bool end_thread(pthread_t thread)
{
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	return of_thread;
}

static bool syncs(unsigned int engine, unsigned int flags)
{
	pthread_t thread;
	bool done;

	start_thread(&thread, NULL);
	done = installs(mark_reboot, flags, engine, engine);
	return end_thread(thread) == !!flags && done && is_marked();
}

static bool other_threads_are_free_without_tsync(void)
{
	return syncs(best, 0);
}

static bool tsync_holds_all_threads(void)
{
	return syncs(best, SECCOMP_FILTER_FLAG_TSYNC);
}

static bool tsync_works_with_bpf(void)
{
	return syncs(SECCOMP_TEXT_ENGINE_BPF, SECCOMP_FILTER_FLAG_TSYNC);
}

static bool a_thread_with_a_policy_of_its_own_stops_tsync(void)
{
	pthread_t thread;
	bool done;

	start_thread(&thread, "unlisted: 1\n");
	done = fails(mark_reboot, SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_TEXT_ENGINE_BEST, -ESRCH,
		     "has a filter that this thread does not have");
	end_thread(thread);
	return done;
}

static bool flags_reach_the_kernel(void)
{
	return installs(mark_reboot, SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
			SECCOMP_TEXT_ENGINE_BEST, best) && is_marked();
}

/* Privileges */

static bool no_new_privs_can_be_left(void)
{
	if (!geteuid())
		return installs(mark_reboot, SECCOMP_TEXT_KEEP_PRIVS, SECCOMP_TEXT_ENGINE_BEST,
				best) && is_marked() && !has_no_new_privs();
	return fails(mark_reboot, SECCOMP_TEXT_KEEP_PRIVS, SECCOMP_TEXT_ENGINE_BEST, -EACCES,
		     "no_new_privs") && !has_no_new_privs();
}

static bool a_bad_policy_leaves_no_new_privs_with_bpf(void)
{
	return fails("raed: 1\n", 0, SECCOMP_TEXT_ENGINE_BPF, -EINVAL, "raed") &&
	       !has_no_new_privs();
}

static bool set_sysctl(const char *word)
{
	int fd = open(SYSCTL, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, word, strlen(word)) > 0;

	close(fd);
	return done;
}

/* BPF is not what the administrator has switched off. */
static bool bpf_is_used_where_text_is_off(void)
{
	bool done;

	if (!set_sysctl("off"))
		return best == SECCOMP_TEXT_ENGINE_BPF || geteuid();
	done = fails(mark_reboot, 0, SECCOMP_TEXT_ENGINE_TEXT, -EPERM, "text_policies") &&
	       installs(mark_reboot, 0, SECCOMP_TEXT_ENGINE_BEST, SECCOMP_TEXT_ENGINE_BPF) &&
	       is_marked();
	set_sysctl("everyone");
	return done;
}

static bool bpf_is_used_where_text_is_for_admins(void)
{
	bool done;

	if (!set_sysctl("admin"))
		return best == SECCOMP_TEXT_ENGINE_BPF || geteuid();
	if (setresuid(1000, 1000, 1000))
		return false;
	done = fails(mark_reboot, 0, SECCOMP_TEXT_ENGINE_TEXT, -EACCES, "CAP_SYS_ADMIN") &&
	       installs(mark_reboot, 0, SECCOMP_TEXT_ENGINE_BEST, SECCOMP_TEXT_ENGINE_BPF) &&
	       is_marked();
	return done;
}

/* Errors */

static bool an_error_has_a_place_and_words(void)
{
	return fails("unlisted: 1\nread: fdd == 1\n", 0, SECCOMP_TEXT_ENGINE_BEST, -EINVAL,
		     "read has no argument 'fdd'") && error.line == 2 && error.column == 7;
}

static bool the_engines_have_the_same_words(void)
{
	struct seccomp_text_error bpf = SECCOMP_TEXT_ERROR_INIT;
	static const char text[] = "read: count == 1\nsocket: family == AF_NIX\n";
	unsigned int engine = SECCOMP_TEXT_ENGINE_BPF;

	return seccomp_text_install(text, 0, &engine, &bpf) == -EINVAL &&
	       fails(text, 0, SECCOMP_TEXT_ENGINE_BEST, -EINVAL, "AF_NIX") &&
	       !memcmp(&error, &bpf, sizeof(bpf));
}

static bool arguments_are_checked(void)
{
	struct seccomp_text_error small = { .size = 8 };

	return fails(mark_reboot, SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_TEXT_ENGINE_BEST,
		     -EINVAL, "no flag 0x8") &&
	       fails(mark_reboot, 0, 3, -EINVAL, "no engine 3") &&
	       fails(NULL, 0, SECCOMP_TEXT_ENGINE_BEST, -EFAULT, "no policy") &&
	       seccomp_text_install(mark_reboot, 0, NULL, &small) == -EINVAL && !is_marked() &&
	       !has_no_new_privs();
}

static bool a_delay_is_no_bpf(void)
{
	return fails("unlisted: 1\n on_exec: 1\n", 0, SECCOMP_TEXT_ENGINE_BPF, -EOPNOTSUPP,
		     "on_exec is not possible") && error.line == 2 &&
	       fails("on_next_syscall: 1\nunlisted: 1\n", 0, SECCOMP_TEXT_ENGINE_BPF,
		     -EOPNOTSUPP, "on_next_syscall is not possible") && error.line == 1;
}

/* The library makes no call of its own after the install. */
static bool the_next_call_is_the_callers(void)
{
	static const char text[] = "on_next_syscall: 1\nunlisted: 1\ngetppid: 0; errno " MARK "\n";

	if (best == SECCOMP_TEXT_ENGINE_BPF)
		return fails(text, 0, best, -EOPNOTSUPP, "on_next_syscall");
	return !seccomp_text_install(text, 0, NULL, &error) && syscall(SYS_getppid) > 0 &&
	       syscall(SYS_getppid) == -1 && errno == atoi(MARK);
}

/* free() may give memory back, which is a call. The linker leads the library's here. */
static bool is_free_a_call;

void __real_free(void *memory);

void __wrap_free(void *memory)
{
	if (memory && is_free_a_call)
		syscall(SYS_getppid);
	__real_free(memory);
}

static bool nothing_is_called_after_the_install(unsigned int engine)
{
	is_free_a_call = true;
	return !seccomp_text_install("exit_group: 1\n", 0, &engine, &error);
}

static bool no_call_follows_bpf(void)
{
	return nothing_is_called_after_the_install(SECCOMP_TEXT_ENGINE_BPF);
}

static bool no_call_follows_the_best_engine(void)
{
	return nothing_is_called_after_the_install(SECCOMP_TEXT_ENGINE_BEST);
}

static bool what_is_not_possible_is_told(void)
{
	static const char text[] = "on_exec: 1\nunlisted: 1\n";

	return best == SECCOMP_TEXT_ENGINE_BPF ||
	       fails(text, SECCOMP_FILTER_FLAG_TSYNC, best, -EINVAL, "not possible");
}

/* Callers and libraries of other versions */
static bool a_newer_caller_gets_zeros(void)
{
	struct {
		struct seccomp_text_error	known;
		char				more[40];
	} newer[3];
	static const char zeros[40];
	unsigned int nr, i;

	memset(newer, 0xff, sizeof(newer));
	newer[0].known.size = sizeof(newer[0]);
	if (seccomp_text_check("raed: 1\nwirte: 1\n", &newer[0].known, 3, &nr) != -EINVAL ||
	    nr != 2)
		return false;
	for (i = 0; i < nr; i++) {
		if (newer[i].known.line != i + 1 || newer[i].known.size != sizeof(newer[i]) ||
		    memcmp(newer[i].more, zeros, sizeof(zeros)))
			return false;
	}
	return newer[2].known.line == -1U;
}

/* As a kernel without an action answers, and one before Linux 4.14 */
static bool refuses_actions(const char *answer)
{
	char text[200];

	snprintf(text, sizeof(text), "unlisted: 1\nseccomp: op != 2; errno %s\n", answer);
	return installs(text, 0, SECCOMP_TEXT_ENGINE_BPF, SECCOMP_TEXT_ENGINE_BPF) &&
	       fails("unlisted: 1\nreboot: magic1 == 5\n", 0, SECCOMP_TEXT_ENGINE_BPF, -EOPNOTSUPP,
		     "no action 'kill'") &&
	       fails("unlisted: 1\nforeign: errno 1\nreboot: 0; log\non_violation: errno 1\n", 0,
		     SECCOMP_TEXT_ENGINE_BPF, -EOPNOTSUPP, "no action 'log'") &&
	       installs("unlisted: 1\nforeign: errno 1\non_violation: errno " MARK "\n"
			"reboot: magic1 == 5\ngetcpu: 0; trap 5\nmkdir: 0; trace 6\n"
			"rmdir: 0; kill_thread\n", 0, SECCOMP_TEXT_ENGINE_BPF,
			SECCOMP_TEXT_ENGINE_BPF) && is_marked();
}

static bool an_action_that_the_kernel_lacks_is_named(void)
{
	return refuses_actions("EOPNOTSUPP");
}

static bool an_old_kernel_has_the_old_actions(void)
{
	return refuses_actions("EINVAL");
}

static bool an_outer_filter_is_told(void)
{
	return installs("unlisted: 1\non_violation: errno EPERM\nseccomp: 0\n"
			"prctl: option != PR_SET_SECCOMP\n", 0, SECCOMP_TEXT_ENGINE_BEST, best) &&
	       fails(mark_reboot, 0, SECCOMP_TEXT_ENGINE_BEST, -EPERM, "filter in force");
}

#define CLAIM(name)	{ #name, name }
static const struct {
	const char	*name;
	bool		(*holds)(void);
} claims[] = {
	CLAIM(the_best_engine_is_used),
	CLAIM(an_engine_and_an_error_need_not_be_given),
	CLAIM(bpf_can_be_forced),
	CLAIM(text_can_be_forced),
	CLAIM(policies_stack),
	CLAIM(an_argument_has_the_width_of_its_type),
	CLAIM(other_threads_are_free_without_tsync),
	CLAIM(tsync_holds_all_threads),
	CLAIM(tsync_works_with_bpf),
	CLAIM(a_thread_with_a_policy_of_its_own_stops_tsync),
	CLAIM(flags_reach_the_kernel),
	CLAIM(no_new_privs_can_be_left),
	CLAIM(a_bad_policy_leaves_no_new_privs_with_bpf),
	CLAIM(bpf_is_used_where_text_is_off),
	CLAIM(bpf_is_used_where_text_is_for_admins),
	CLAIM(an_error_has_a_place_and_words),
	CLAIM(the_engines_have_the_same_words),
	CLAIM(arguments_are_checked),
	CLAIM(a_delay_is_no_bpf),
	CLAIM(the_next_call_is_the_callers),
	CLAIM(no_call_follows_bpf),
	CLAIM(no_call_follows_the_best_engine),
	CLAIM(what_is_not_possible_is_told),
	CLAIM(a_newer_caller_gets_zeros),
	CLAIM(an_action_that_the_kernel_lacks_is_named),
	CLAIM(an_old_kernel_has_the_old_actions),
	CLAIM(an_outer_filter_is_told),
};

static void judge(unsigned int i, const char *engine)
{
	int status = -1;
	const char *c;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		bool holds = claims[i].holds();

		fflush(stdout);
		_exit(!holds);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(2, "no child");
	printf("%sok library (%s, %s): ", status ? "not " : "", engine,
	       geteuid() ? "user" : "root");
	for (c = claims[i].name; *c; c++)
		putchar(*c == '_' ? ' ' : *c);
	putchar('\n');
	if (status && !WIFEXITED(status))
		printf("# the child died: %#x\n", status);
}

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc != 2)
		errx(2, "usage: installs text|bpf");
	best = strcmp(argv[1], "text") ? SECCOMP_TEXT_ENGINE_BPF : SECCOMP_TEXT_ENGINE_TEXT;
	for (i = 0; i < ARRAY_SIZE(claims); i++)
		judge(i, argv[1]);
	return 0;
}
