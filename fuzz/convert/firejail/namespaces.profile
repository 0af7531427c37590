# Of our own, for the tests
restrict-namespaces
seccomp-error-action ENOSYS
