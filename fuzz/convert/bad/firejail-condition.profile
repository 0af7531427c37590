?HAS_X11: seccomp
