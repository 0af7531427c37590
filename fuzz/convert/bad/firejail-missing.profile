include nowhere.inc
seccomp.drop read
