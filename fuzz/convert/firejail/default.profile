# Of our own, for the tests
quiet
include default.local
include other.inc
caps.drop all
seccomp !chroot,swapon,bpf:ENOSYS
seccomp.block-secondary
protocol unix,inet
ignore memory-deny-write-execute
ignore seccomp.block
seccomp.32.drop mount
memory-deny-write-execute
