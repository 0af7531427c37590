seccomp.drop @clock,ptrace
seccomp-error-action kill
restrict-namespaces net,user
memory-deny-write-execute
seccomp.32 socket
