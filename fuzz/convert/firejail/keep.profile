seccomp.keep read,write,exit_group,socket
seccomp-error-action ENOSYS
protocol unix
restrict-namespaces
