seccomp.drop read
seccomp.drop write
