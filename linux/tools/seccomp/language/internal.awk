# SPDX-License-Identifier: GPL-2.0
# From the kernel's own linux/fs.h, linux/net.h or linux/socket.h, print the
# definitions of constants that user space uses but no UAPI header has. In the kernel,
# linux/fs.h also includes linux/signal.h.
BEGIN { print "#include <uapi/linux/" header ".h>" (header == "fs" ? "\n#include <uapi/linux/signal.h>" : "") }
/^#define[ \t]+((AF|MNT|MSG|PF|SOL|UMOUNT)_[A-Z0-9_]+|SOCK_(CLOEXEC|NONBLOCK))[ \t]/ {
	sub(/\/\*.*/, "")
	if (!/\\$/ && !seen[$2]++)
		print
}
/^enum sock_(type|shutdown_cmd) \{/, /^\}/
