seccomp.nonsense read
