// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): watch system calls with ptrace(2).
 *
 * All tracees are seized, never attached to in the old way: so a stop of a whole
 * process (SIGSTOP, ^Z) can be told from a signal, and lasts until SIGCONT as it
 * does without a tracer.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inject/inject.h"
#include "main.h"
#include "request.h"
#include "tracer.h"

#define NR_BUCKETS	1024

/**
 * struct thread - what the tracer knows of a tracee
 * @tracee:  what its user sees
 * @next:    in the same bucket
 * @in_call: its user was told of the call that it is in
 * @present: the tracee was in this call when it was attached to
 * @named:   the name is its own; else it is the one that it began with
 * @name:    of its program, empty if not known
 */
struct thread {
	struct tracee	tracee;
	struct thread	*next;
	bool		in_call;
	bool		present;
	bool		named;
	char		name[16];
};

static struct thread *buckets[NR_BUCKETS];
/* The user is told of calls */
static bool telling;
/* A signal handler sets it */
static bool stopping;

static bool is_stopping(void)
{
	return __atomic_load_n(&stopping, __ATOMIC_RELAXED);
}

static struct thread **find_slot(pid_t tid)
{
	struct thread **slot = &buckets[(unsigned int)tid % NR_BUCKETS];

	while (*slot && (*slot)->tracee.tid != tid)
		slot = &(*slot)->next;
	return slot;
}

/* From /proc/TID/status. Returns false if the thread is gone. */
static bool read_status(pid_t tid, pid_t *pid, char *name)
{
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		if (name && sscanf(line, "Name:\t%15[^\n]", name) == 1)
			continue;
		if (sscanf(line, "Tgid:\t%d", pid) == 1)
			break;
	}
	fclose(file);
	return true;
}

const char *program_of(struct tracee *tracee)
{
	struct thread *thread = *find_slot(tracee->tid);
	pid_t pid;

	if (!thread)
		return "?";
	if (!thread->named)
		thread->named = read_status(tracee->pid, &pid, thread->name);
	return *thread->name ? thread->name : "?";
}

static struct thread *add_thread(const struct tracer *tracer, pid_t tid)
{
	struct thread **slot = find_slot(tid);

	if (*slot)
		return *slot;
	*slot = need_memory(calloc(1, sizeof(**slot)));
	(*slot)->tracee.tid = tid;
	(*slot)->tracee.pid = tid;
	read_status(tid, &(*slot)->tracee.pid, (*slot)->name);
	if (telling && tracer->start)
		tracer->start(&(*slot)->tracee);
	return *slot;
}

static void end_thread(const struct tracer *tracer, pid_t tid, int status)
{
	struct thread **slot = find_slot(tid);
	struct thread *thread = *slot;

	if (!thread)
		return;
	if (telling && tracer->end)
		tracer->end(&thread->tracee, status);
	slot = find_slot(tid);
	*slot = thread->next;
	free(thread);
}

/* The first process is on its own. */
static bool is_released(const struct tracer *tracer)
{
	return telling && tracer->release;
}

/* Continue a stopped thread with a signal, or 0. It can have been killed meanwhile. */
static void resume(const struct tracer *tracer, struct thread *thread, int signal_nr)
{
	bool leaving = is_stopping() || is_released(tracer);
	int how = PTRACE_CONT;

	if (leaving)
		how = PTRACE_DETACH;
	else if (telling && (tracer->entry || tracer->exit))
		how = PTRACE_SYSCALL;
	request(how, thread->tracee.tid, 0, (void *)(long)signal_nr);
	if (leaving)
		end_thread(tracer, thread->tracee.tid, -1);
}

static bool read_call(struct tracee *tracee, struct ptrace_syscall_info *info)
{
	if (request(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof(*info), info) > 0)
		return true;
	if (errno == ESRCH)
		return false;
	err(EXIT_TOOL_FAILED, "cannot watch calls, which takes Linux 5.3 or later");
}

static void note_call(struct tracee *tracee, const struct ptrace_syscall_info *info)
{
	tracee->arch = info->arch;
	tracee->nr = (int)info->entry.nr;
	memcpy(tracee->args, info->entry.args, sizeof(tracee->args));
}

static void handle_call(const struct tracer *tracer, struct thread *thread)
{
	struct tracee *tracee = &thread->tracee;
	struct ptrace_syscall_info info;

	/* Nobody wants to know how a call returns. */
	if (thread->in_call && !tracer->exit) {
		thread->in_call = false;
		return;
	}
	if (!read_call(tracee, &info))
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		thread->in_call = true;
		note_call(tracee, &info);
		if (tracer->entry)
			tracer->entry(tracee);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && thread->in_call) {
		thread->in_call = false;
		if (tracer->exit)
			tracer->exit(tracee, info.exit.rval);
	}
}

static void handle_trap(const struct tracer *tracer, struct thread *thread)
{
	struct ptrace_syscall_info info;

	if (!tracer->trapped || !read_call(&thread->tracee, &info) ||
	    info.op != PTRACE_SYSCALL_INFO_SECCOMP)
		return;
	/* The entry and the seccomp part of the union begin alike. */
	note_call(&thread->tracee, &info);
	tracer->trapped(&thread->tracee, info.seccomp.ret_data);
}

/* A program that the tool does not get to confine must not run. */
static long options_of(const struct tracer *tracer)
{
	bool unconfined = tracer->injection && !telling;

	return PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	       PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
	       (tracer->trapped ? PTRACE_O_TRACESECCOMP : 0) |
	       (tracer->kill || unconfined ? PTRACE_O_EXITKILL : 0);
}

/* The first process has executed a program. Returns false if it has ended since. */
static bool begin_to_tell(const struct tracer *tracer, struct thread *thread, int *status)
{
	enum injected injected = INJECTED;

	if (tracer->injection)
		injected = inject_filter(thread->tracee.tid, tracer->injection, status);
	if (injected == INJECT_FAILED)
		return false;
	telling = true;
	if (injected == INJECTED && tracer->injection)
		request(PTRACE_SETOPTIONS, thread->tracee.tid, 0, (void *)options_of(tracer));
	if (tracer->start)
		tracer->start(&thread->tracee);
	return injected == INJECTED;
}

/*
 * The thread that executes a program gets the ID of its process; the other threads
 * are gone. Those of which no end is reported are the old leader's and its own.
 */
static struct thread *handle_exec(const struct tracer *tracer, struct thread *thread,
				  pid_t first, int *status)
{
	pid_t pid = thread->tracee.tid;
	unsigned long former = pid;
	struct thread **slot;
	bool ended = false;

	request(PTRACE_GETEVENTMSG, pid, 0, &former);
	if ((pid_t)former != pid && *find_slot(former)) {
		end_thread(tracer, pid, -1);
		slot = find_slot(former);
		thread = *slot;
		*slot = thread->next;
		thread->tracee.tid = pid;
		slot = find_slot(pid);
		thread->next = NULL;
		*slot = thread;
	}
	/* Read it now: a process that is gone has no name. */
	thread->named = false;
	program_of(&thread->tracee);
	if (!telling && pid == first)
		ended = !begin_to_tell(tracer, thread, status);
	if (telling && tracer->executed)
		tracer->executed(&thread->tracee);
	return ended ? NULL : thread;
}

static void deliver_signal(const struct tracer *tracer, struct thread *thread, int signal_nr)
{
	siginfo_t info;

	if (telling && tracer->signal &&
	    !request(PTRACE_GETSIGINFO, thread->tracee.tid, 0, &info))
		tracer->signal(&thread->tracee, &info);
	resume(tracer, thread, signal_nr);
}

static void tell_present_call(const struct tracer *tracer, struct thread *thread)
{
	struct ptrace_syscall_info info;

	thread->present = false;
	if (!read_call(&thread->tracee, &info))
		return;
	thread->tracee.arch = info.arch;
	if (tracer->entry)
		tracer->entry(&thread->tracee);
}

/* The first stop of a new thread, a stop of the whole process, or its end */
static void handle_stop(const struct tracer *tracer, struct thread *thread, int signal_nr)
{
	if (thread->present)
		tell_present_call(tracer, thread);
	if (signal_nr == SIGTRAP || is_stopping())
		resume(tracer, thread, 0);
	else
		request(PTRACE_LISTEN, thread->tracee.tid, 0, NULL);
}

/* Returns false if the thread has ended meanwhile, with the wait status. */
static bool handle_event(const struct tracer *tracer, pid_t first, struct thread *thread,
			 int *status)
{
	int signal_nr = WSTOPSIG(*status);

	switch (*status >> 16) {
	case 0:
		if (signal_nr != SYSCALL_STOP) {
			deliver_signal(tracer, thread, signal_nr);
			return true;
		}
		handle_call(tracer, thread);
		break;
	case PTRACE_EVENT_STOP:
		handle_stop(tracer, thread, signal_nr);
		return true;
	case PTRACE_EVENT_SECCOMP:
		handle_trap(tracer, thread);
		break;
	case PTRACE_EVENT_EXEC:
		thread = handle_exec(tracer, thread, first, status);
		if (!thread)
			return false;
		break;
	}
	/*
	 * A child becomes known by its first stop. Its parent's event can come later,
	 * even after its end.
	 */
	resume(tracer, thread, 0);
	return true;
}

static const char *advise_on_attach(int error)
{
	if (error == ESRCH)
		return "there is no such process";
	if (error == EPERM)
		return "it is another user's or traced, or kernel.yama.ptrace_scope forbids it";
	return "a filter in force may forbid ptrace";
}

static void reject_attach(pid_t pid)
{
	errx(EXIT_TOOL_FAILED, "cannot trace process %d: %s: %s", pid, strerror(errno),
	     advise_on_attach(errno));
}

/* Without it, policies can be in force at the start of a program in one way only. */
static void reject_injection(void)
{
	if (errno == ESRCH)
		errx(EXIT_TOOL_FAILED,
		     "the command ended before it could be put under the policies");
	errx(EXIT_TOOL_FAILED,
	     "cannot trace the command, to put it under the policies when it starts: %s: %s\n"
	     "--before-exec does without, if they allow execve and what the dynamic loader calls",
	     strerror(errno), advise_on_attach(errno));
}

void attach_command(const struct tracer *tracer, pid_t pid)
{
	telling = !tracer->from_exec;
	if (request(PTRACE_SEIZE, pid, 0, (void *)options_of(tracer))) {
		if (tracer->injection)
			reject_injection();
		reject_attach(pid);
	}
	add_thread(tracer, pid);
}

/*
 * The call that a thread is in when it is attached to may go on as restart_syscall
 * and not be seen. It is told of at the first stop, when its ABI is known.
 */
static void note_present_call(struct thread *thread)
{
	struct tracee *tracee = &thread->tracee;
	unsigned long long a[6];
	char path[64];
	FILE *file;
	int i;

	snprintf(path, sizeof(path), "/proc/%d/syscall", tracee->tid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fscanf(file, "%d %llx %llx %llx %llx %llx %llx", &tracee->nr, &a[0], &a[1],
		   &a[2], &a[3], &a[4], &a[5]) == 7 && tracee->nr >= 0) {
		for (i = 0; i < 6; i++)
			tracee->args[i] = a[i];
		thread->present = true;
	}
	fclose(file);
}

/* Returns false if the thread is gone or attached to already. */
static bool attach_thread(const struct tracer *tracer, pid_t tid)
{
	if (*find_slot(tid))
		return false;
	if (request(PTRACE_SEIZE, tid, 0, (void *)options_of(tracer)))
		return false;
	note_present_call(add_thread(tracer, tid));
	request(PTRACE_INTERRUPT, tid, 0, NULL);
	return true;
}

/* Threads can be created meanwhile, so read the list until it holds nothing new. */
void attach_process(const struct tracer *tracer, pid_t pid)
{
	char *path = format_string("/proc/%d/task", pid);
	struct dirent *entry;
	bool more = true;
	DIR *tasks;

	telling = true;
	if (!attach_thread(tracer, pid))
		reject_attach(pid);
	while (more) {
		tasks = opendir(path);
		more = false;
		while (tasks && (entry = readdir(tasks))) {
			if (atoi(entry->d_name) > 0)
				more |= attach_thread(tracer, atoi(entry->d_name));
		}
		if (tasks)
			closedir(tasks);
	}
	free(path);
}

/*
 * A signal that asks to stop can come just before waitpid() begins to wait; the
 * alarm wakes it in this case.
 */
void stop_tracing(void)
{
	__atomic_store_n(&stopping, true, __ATOMIC_RELAXED);
	alarm(1);
}

/* Ask all threads to stop, so that they can be detached from. */
static void interrupt_all(void)
{
	struct thread *thread;
	unsigned int i;

	for (i = 0; i < NR_BUCKETS; i++) {
		for (thread = buckets[i]; thread; thread = thread->next)
			request(PTRACE_INTERRUPT, thread->tracee.tid, 0, NULL);
	}
}

/* Signals that wake waitpid() do so only if they have a handler. */
static pid_t wait_for_event(int *status)
{
	static bool interrupted;
	pid_t tid;

	for (;;) {
		if (is_stopping() && !interrupted) {
			interrupted = true;
			interrupt_all();
		}
		tid = waitpid(-1, status, __WALL);
		if (tid >= 0 || errno != EINTR)
			return tid;
	}
}

int trace_all(const struct tracer *tracer, pid_t first)
{
	int first_status = -1;
	struct thread *thread;
	int status;
	pid_t tid;

	/* A child that is not known yet counts, too: until there is nothing to wait for */
	while (!is_released(tracer) && (tid = wait_for_event(&status)) >= 0) {
		if (WIFSTOPPED(status)) {
			thread = add_thread(tracer, tid);
			if (handle_event(tracer, first, thread, &status))
				continue;
		}
		if (tid == first)
			first_status = status;
		end_thread(tracer, tid, status);
	}
	alarm(0);
	return first_status;
}
