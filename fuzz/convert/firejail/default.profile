# Of our own, for the tests
quiet
include default.local
include other.inc
caps.drop all
seccomp !chroot,swapon,bpf:ENOSYS
seccomp.block-secondary
protocol unix,inet
ignore memory-deny-write
memory-deny-write-execute
