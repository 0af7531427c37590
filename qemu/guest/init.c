// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's first process, linked statically: mount the usual file systems,
 * run one command, send its output and status to the host, and end the machine.
 * qemu/vm is the host's side.
 *
 * /vm/command says what to run, in NUL-terminated strings: "pipe" or "tty", the
 * user id, "scan" or "", and the command with its arguments.
 *
 * In pipe mode the host provides three virtio ports: "stdout" and "stderr" carry
 * the command's bytes unchanged, "status" a decimal number and a newline. In tty
 * mode the command's terminal is the virtio console, and there is only "status".
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ORDER_FILE	"/vm/command"
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"
#define EXIT_NO_COMMAND	127

struct order {
	bool tty;
	uid_t uid;
	bool scan;
	char **argv;
};

static void die(const char *what)
{
	warn("init: %s", what);
	reboot(RB_AUTOBOOT);
	_exit(1);
}

/* qemu/vm finds the folders that it must not add files to by these calls. */
static void mount_at(const char *type, const char *dir, unsigned long flags,
		     const char *data)
{
	mkdir(dir, 0755);
	if (mount(type, dir, type, flags, data))
		warn("init: mount %s", dir);
}

static void mount_all(void)
{
	mount_at("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
	mount_at("proc", "/proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL);
	mount_at("sysfs", "/sys", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL);
	mount_at("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "ptmxmode=0666");
	mount_at("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
	/* The root is a tmpfs: a mount on /tmp would only hide added files. */
	mkdir("/tmp", 0755);
	if (chmod("/tmp", 01777))
		warn("init: chmod /tmp");
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
}

/* init's own messages go to the kernel log. */
static void speak_to_kernel_log(void)
{
	int null = open("/dev/null", O_RDWR), log = open("/dev/kmsg", O_WRONLY);

	if (null < 0 || log < 0)
		die("/dev");
	dup2(null, 0);
	dup2(log, 1);
	dup2(log, 2);
	for (int fd = 3; fd < 16; fd++)
		close(fd);
}

static void bring_loopback_up(void)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (s < 0 || ioctl(s, SIOCSIFFLAGS, &req))
		warn("init: loopback");
	close(s);
}

static char *read_file(const char *path, size_t *len)
{
	struct stat st;
	char *text;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st))
		die(path);
	text = malloc(st.st_size + 1);
	if (!text || read(fd, text, st.st_size) != st.st_size)
		die(path);
	text[st.st_size] = '\0';
	close(fd);
	*len = st.st_size;
	return text;
}

static struct order read_order(void)
{
	struct order order;
	size_t len, n = 0;
	char *text = read_file(ORDER_FILE, &len);
	char **words = calloc(len + 1, sizeof(*words));

	if (!words)
		die("memory");
	for (char *p = text; p < text + len; p += strlen(p) + 1)
		words[n++] = p;
	if (n < 4)
		die(ORDER_FILE);
	order.tty = !strcmp(words[0], "tty");
	order.uid = atoi(words[1]);
	order.scan = !strcmp(words[2], "scan");
	order.argv = words + 3;
	unlink(ORDER_FILE);
	rmdir("/vm");
	return order;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

/* A port appears some time after its driver; sysfs has its name. */
static int find_port(const char *wanted)
{
	char path[300], name[32];
	struct dirent *e;
	DIR *dir = opendir("/sys/class/virtio-ports");

	while (dir && (e = readdir(dir))) {
		int fd, n;

		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name", e->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? 0 : read(fd, name, sizeof(name) - 1);
		close(fd);
		name[n > 0 ? n : 0] = '\0';
		name[strcspn(name, "\n")] = '\0';
		if (strcmp(name, wanted))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", e->d_name);
		closedir(dir);
		return open(path, O_WRONLY | O_CLOEXEC);
	}
	if (dir)
		closedir(dir);
	return -1;
}

static int open_port(const char *name)
{
	for (int tries = 0; tries < 5000; tries++) {
		int fd = find_port(name);

		if (fd >= 0)
			return fd;
		sleep_ms(1);
	}
	die(name);
	return -1;
}

static void write_all(int fd, const char *p, ssize_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		p += n;
		len -= n;
	}
}

static void become(uid_t uid)
{
	if (!uid)
		return;
	if (setgroups(0, NULL) || setgid(uid) || setuid(uid))
		err(EXIT_NO_COMMAND, "init: user %u", uid);
	setenv("HOME", "/tmp", 1);
}

static void run_command(const struct order *order)
{
	become(order->uid);
	execvp(order->argv[0], order->argv);
	warn("%s", order->argv[0]);
	_exit(errno == ENOENT ? EXIT_NO_COMMAND : 126);
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Reap orphans; return true once @child has ended. */
static bool reap(pid_t child, int *status)
{
	int s;
	pid_t pid;

	while ((pid = waitpid(-1, &s, WNOHANG)) > 0) {
		if (pid == child) {
			*status = exit_status(s);
			return true;
		}
	}
	return false;
}

struct relay {
	int from[2];
	int to;
	bool open;
};

static void open_relay(struct relay *r, const char *port, uid_t uid)
{
	if (pipe2(r->from, O_CLOEXEC) || fchown(r->from[1], uid, uid))
		die("pipe");
	r->to = open_port(port);
	r->open = true;
}

/* Pass on what is there; return false when there is nothing more for now. */
static bool pass_on(struct relay *r)
{
	static char buf[65536];
	ssize_t n = read(r->from[0], buf, sizeof(buf));

	if (n > 0) {
		write_all(r->to, buf, n);
		return true;
	}
	if (n == 0)
		r->open = false;
	return false;
}

static void relay_until_exit(struct relay *r, int n, pid_t child, int *status)
{
	bool gone = false;

	for (int i = 0; i < n; i++)
		fcntl(r[i].from[0], F_SETFL, O_NONBLOCK);
	while (!gone) {
		struct pollfd p[2];

		for (int i = 0; i < n; i++) {
			p[i].fd = r[i].open ? r[i].from[0] : -1;
			p[i].events = POLLIN;
		}
		/* The time-out is for a child that closes its pipes before it ends. */
		poll(p, n, p[0].fd < 0 && p[1].fd < 0 ? 1 : 20);
		gone = reap(child, status);
		for (int i = 0; i < n; i++)
			while (r[i].open && pass_on(&r[i]))
				;
	}
}

static int run_with_pipes(const struct order *order)
{
	struct relay r[2];
	int status = 0;
	pid_t child;

	open_relay(&r[0], "stdout", order->uid);
	open_relay(&r[1], "stderr", order->uid);
	child = fork();
	if (child < 0)
		die("fork");
	if (!child) {
		setsid();
		dup2(r[0].from[1], 1);
		dup2(r[1].from[1], 2);
		run_command(order);
	}
	close(r[0].from[1]);
	close(r[1].from[1]);
	relay_until_exit(r, 2, child, &status);
	return status;
}

static int open_console(void)
{
	for (int tries = 0; tries < 5000; tries++) {
		int fd = open("/dev/hvc0", O_RDWR | O_CLOEXEC | O_NOCTTY);

		if (fd >= 0)
			return fd;
		sleep_ms(1);
	}
	die("/dev/hvc0");
	return -1;
}

static int run_with_tty(const struct order *order)
{
	int tty = open_console(), status = 0;
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (!child) {
		setsid();
		fchown(tty, order->uid, order->uid);
		ioctl(tty, TIOCSCTTY, 1);
		dup2(tty, 0);
		dup2(tty, 1);
		dup2(tty, 2);
		run_command(order);
	}
	while (!reap(child, &status))
		sleep_ms(20);
	ioctl(tty, TCSBRK, 1);
	return status;
}

static void poke(const char *path, const char *word)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, word, strlen(word)) < 0)
		warn("init: %s", path);
	close(fd);
}

/*
 * kmemleak reports an object that is five seconds old, unchanged and without a
 * reference in two scans. Copy its report to the kernel log.
 */
static void scan_for_leaks(void)
{
	static char buf[4096];
	ssize_t n;
	int fd;

	mount_at("debugfs", "/sys/kernel/debug", 0, NULL);
	if (access(KMEMLEAK, W_OK))
		return;
	sleep_ms(5100);
	poke(KMEMLEAK, "scan");
	poke(KMEMLEAK, "scan");
	fd = open(KMEMLEAK, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, buf, sizeof(buf) - 1)) > 0) {
		buf[n] = '\0';
		for (char *save, *line = strtok_r(buf, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save))
			dprintf(2, "<3>kmemleak report: %s\n", line);
	}
	close(fd);
}

int main(void)
{
	struct order order;
	int status, port;
	char text[16];

	mount_all();
	speak_to_kernel_log();
	chmod("/", 0755);
	bring_loopback_up();
	sethostname("guest", 5);
	setenv("PATH", "/samples:/selftests:/bin", 1);
	setenv("HOME", "/root", 1);
	setenv("TERM", "vt100", 0);
	order = read_order();
	port = open_port("status");
	status = order.tty ? run_with_tty(&order) : run_with_pipes(&order);
	if (order.scan)
		scan_for_leaks();
	snprintf(text, sizeof(text), "%d\n", status);
	write_all(port, text, strlen(text));
	reboot(RB_AUTOBOOT);
	return 1;
}
