// SPDX-License-Identifier: GPL-2.0
/*
 * Try every action of libseccomp, each in its own child, and print the results.
 * With --level, print how much of the kernel's seccomp API the library detects.
 *
 * The BPF filter has one rule, for alarm(77), and allows everything else. A
 * later alarm(0) returns the seconds that were left, so it shows whether
 * alarm(77) was executed: it must return 0 if the call was refused.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS		77
#define TRACE_MESSAGE	42
#define TRACER_RESULT	1234
#define SUPERVISOR_RESULT	4321

/* The exit status if the test itself fails, before it has a result. */
#define EXIT_BROKEN	99

static long call_alarm(unsigned int seconds)
{
	return syscall(SYS_alarm, seconds);
}

/* Call alarm(77); print its result and whether it was executed. */
static void print_call(const char *action)
{
	long ret = call_alarm(SECONDS);
	const char *error = ret < 0 ? strerrorname_np(errno) : "";
	long left = call_alarm(0);

	printf("%s: alarm returned %ld%s%s and was %sexecuted\n", action, ret,
	       *error ? " " : "", error, left ? "" : "not ");
	fflush(stdout);
}

/*
 * Install a filter with @action on alarm(77), and set @attribute unless it is 0.
 * Return the listener for SCMP_ACT_NOTIFY, otherwise -1.
 */
static int install_with(uint32_t action, enum scmp_filter_attr attribute)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int fd = -1, rc;

	if (!filter)
		errx(EXIT_BROKEN, "seccomp_init");
	/* A rule cannot repeat the default action: use one that does not match. */
	if (action == SCMP_ACT_ALLOW)
		rc = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(alarm), 1,
				      SCMP_A0(SCMP_CMP_EQ, SECONDS + 1));
	else
		rc = seccomp_rule_add(filter, action, SCMP_SYS(alarm), 1,
				      SCMP_A0(SCMP_CMP_EQ, SECONDS));
	if (!rc && attribute)
		rc = seccomp_attr_set(filter, attribute, 1);
	if (!rc)
		rc = seccomp_load(filter);
	if (rc)
		errx(EXIT_BROKEN, "libseccomp: %s", strerror(-rc));
	if (action == SCMP_ACT_NOTIFY)
		fd = seccomp_notify_fd(filter);
	seccomp_release(filter);
	return fd;
}

static int install(uint32_t action)
{
	return install_with(action, 0);
}

static void print_end(const char *action, int status)
{
	if (WIFSIGNALED(status))
		printf("%s: the process was killed by SIG%s\n", action,
		       sigabbrev_np(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		printf("%s: the process exited with %d\n", action, WEXITSTATUS(status));
}

static pid_t start(void (*child)(const char *), const char *action)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(EXIT_BROKEN, "fork");
	if (!pid) {
		child(action);
		exit(0);
	}
	return pid;
}

static void run(void (*child)(const char *), const char *action)
{
	int status;

	if (waitpid(start(child, action), &status, 0) < 0)
		err(EXIT_BROKEN, "waitpid");
	print_end(action, status);
}

/* --- allow, log, errno: make the call --- */

static void child_allow(const char *action)
{
	install(SCMP_ACT_ALLOW);
	print_call(action);
}

static void child_log(const char *action)
{
	install(SCMP_ACT_LOG);
	print_call(action);
}

static void child_errno(const char *action)
{
	install(SCMP_ACT_ERRNO(EXDEV));
	print_call(action);
}

static void child_errno_logged(const char *action)
{
	install_with(SCMP_ACT_ERRNO(EXDEV), SCMP_FLTATR_CTL_LOG);
	print_call(action);
}

/* --- errno, installed for an existing thread too --- */

static pthread_barrier_t installed;

static void *wait_and_call(void *action)
{
	pthread_barrier_wait(&installed);
	print_call(action);
	return NULL;
}

static void child_errno_tsync(const char *action)
{
	pthread_t thread;

	pthread_barrier_init(&installed, NULL, 2);
	if (pthread_create(&thread, NULL, wait_and_call, (void *)action))
		errx(EXIT_BROKEN, "thread");
	install_with(SCMP_ACT_ERRNO(EXDEV), SCMP_FLTATR_CTL_TSYNC);
	pthread_barrier_wait(&installed);
	pthread_join(thread, NULL);
}

/* --- trap --- */

static volatile siginfo_t trapped;

static void on_trap(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	trapped = *info;
}

static void child_trap(const char *action)
{
	struct sigaction sa = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	sigaction(SIGSYS, &sa, NULL);
	install(SCMP_ACT_TRAP);
	print_call(action);
	if (!trapped.si_signo)
		printf("%s: no signal arrived\n", action);
	else
		printf("%s: SIG%s, code %d, errno %d, arch %#x, call %s\n", action,
		       sigabbrev_np(trapped.si_signo), trapped.si_code,
		       trapped.si_errno, trapped.si_arch,
		       trapped.si_syscall == SYS_alarm ? "alarm" : "?");
}

/* --- kill_process and kill_thread: a thread makes the call --- */

static bool thread_went_on;

static void *make_call(void *action)
{
	print_call(action);
	thread_went_on = true;
	return NULL;
}

static void call_in_thread(const char *action)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, make_call, (void *)action) ||
	    pthread_join(thread, NULL))
		errx(EXIT_BROKEN, "thread");
	printf("%s: the thread %s; the process continues\n", action,
	       thread_went_on ? "survived" : "was killed");
}

static void child_kill_process(const char *action)
{
	install(SCMP_ACT_KILL_PROCESS);
	call_in_thread(action);
}

static void child_kill_thread(const char *action)
{
	install(SCMP_ACT_KILL_THREAD);
	call_in_thread(action);
}

/* --- trace --- */

static void child_trace(const char *action)
{
	install(SCMP_ACT_TRACE(TRACE_MESSAGE));
	print_call(action);
}

static void child_traced(const char *action)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	child_trace(action);
}

/*
 * Wait until the child stops or ends, and return its status. Resume it if it
 * stopped. At a seccomp event, replace the call's number by @rewrite unless that
 * is 0.
 */
static int follow(const char *action, pid_t pid, long rewrite)
{
	unsigned long message;
	int status;

	if (waitpid(pid, &status, 0) != pid)
		err(EXIT_BROKEN, "waitpid");
	if (!WIFSTOPPED(status))
		return status;
	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
		ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
		printf("%s: the tracer got message %lu\n", action, message);
		fflush(stdout);
		if (rewrite) {
			ptrace(PTRACE_POKEUSER, pid, 8 * ORIG_RAX, rewrite);
			ptrace(PTRACE_POKEUSER, pid, 8 * RAX, TRACER_RESULT);
		}
	}
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	return status;
}

static void run_traced(const char *action, long rewrite)
{
	pid_t pid = start(child_traced, action);
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL))
		err(EXIT_BROKEN, "tracing");
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	do
		status = follow(action, pid, rewrite);
	while (WIFSTOPPED(status));
	print_end(action, status);
}

/* --- notify --- */

static int channel[2];

/* Set by the supervisor, read by its parent. */
static volatile bool *notified;

static void send_fd(int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec io = { .iov_base = "f", .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1,
			      .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&msg);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (sendmsg(channel[1], &msg, 0) != 1)
		err(EXIT_BROKEN, "sendmsg");
}

static int receive_fd(void)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte;
	struct iovec io = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1,
			      .msg_control = control, .msg_controllen = sizeof(control) };
	int fd;

	if (recvmsg(channel[0], &msg, 0) != 1 || !CMSG_FIRSTHDR(&msg))
		errx(EXIT_BROKEN, "received no listener");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

static void child_notify(const char *action)
{
	send_fd(install(SCMP_ACT_NOTIFY));
	print_call(action);
}

/* Answer one notification. */
static void supervise(const char *action, int fd, int64_t value, int32_t error,
		      uint32_t flags)
{
	struct seccomp_notif *request;
	struct seccomp_notif_resp *answer;

	if (seccomp_notify_alloc(&request, &answer))
		errx(EXIT_BROKEN, "seccomp_notify_alloc");
	if (seccomp_notify_receive(fd, request))
		return;
	*notified = true;
	printf("%s: the supervisor saw %s(%llu)\n", action,
	       request->data.nr == SYS_alarm ? "alarm" : "?",
	       (unsigned long long)request->data.args[0]);
	fflush(stdout);
	answer->id = request->id;
	answer->val = value;
	answer->error = error;
	answer->flags = flags;
	if (seccomp_notify_respond(fd, answer))
		printf("%s: the response was rejected\n", action);
	seccomp_notify_free(request, answer);
}

static void run_supervised(const char *action, int64_t value, int32_t error,
			   uint32_t flags)
{
	int status;
	pid_t pid, supervisor;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel))
		err(EXIT_BROKEN, "socketpair");
	notified = mmap(NULL, sizeof(*notified), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (notified == MAP_FAILED)
		err(EXIT_BROKEN, "mmap");
	pid = start(child_notify, action);
	supervisor = fork();
	if (supervisor < 0)
		err(EXIT_BROKEN, "fork");
	if (!supervisor) {
		supervise(action, receive_fd(), value, error, flags);
		_exit(0);
	}
	close(channel[0]);
	close(channel[1]);
	if (waitpid(pid, &status, 0) < 0)
		err(EXIT_BROKEN, "waitpid");
	print_end(action, status);
	if (!*notified)
		kill(supervisor, SIGKILL);
	waitpid(supervisor, NULL, 0);
	if (!*notified)
		printf("%s: the supervisor was not notified\n", action);
}

/* Level 6 has everything this program uses; newer libraries know higher ones. */
static int print_level(void)
{
	unsigned int level = seccomp_api_get();

	printf("libseccomp detects API level %u\n", level);
	puts(level >= 6 ? "sufficient" : "insufficient");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--level"))
		return print_level();
	run(child_allow, "allow");
	run(child_log, "log");
	run_traced("trace", -1);
	run_traced("trace, unchanged", 0);
	run(child_trace, "trace, no tracer");
	run_supervised("notify", SUPERVISOR_RESULT, 0, 0);
	run_supervised("notify, error", 0, -EXDEV, 0);
	run_supervised("notify, continue", 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
	run(child_errno, "errno");
	run(child_errno_logged, "errno, logged");
	run(child_errno_tsync, "errno, all threads");
	run(child_trap, "trap");
	run(child_kill_thread, "kill_thread");
	run(child_kill_process, "kill_process");
	return 0;
}
