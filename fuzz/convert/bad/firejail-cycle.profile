seccomp.drop read
include firejail-cycle.profile
