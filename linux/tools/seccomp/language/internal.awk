# SPDX-License-Identifier: GPL-2.0
# From the kernel's own linux/eventfd.h, linux/fs.h, linux/net.h or linux/socket.h,
# print the definitions of constants that user space uses but no UAPI header has; older
# kernels have no UAPI header of eventfd at all. In the kernel, linux/fs.h also includes
# linux/signal.h.
BEGIN {
	print "#if __has_include(<uapi/linux/" header ".h>)"
	print "#include <uapi/linux/" header ".h>\n#endif"
	if (header == "fs")
		print "#include <uapi/linux/signal.h>"
}
/^#define[ \t]+(EFD_(CLOEXEC|NONBLOCK|SEMAPHORE)|(AF|MNT|MSG|PF|SOL|UMOUNT)_[A-Z0-9_]+|SOCK_(CLOEXEC|NONBLOCK))[ \t]/ {
	sub(/\/\*.*/, "")
	if (!/\\$/ && !seen[$2]++)
		print
}
/^enum sock_(type|shutdown_cmd) \{/, /^\}/
