seccomp.drop @nonsense
