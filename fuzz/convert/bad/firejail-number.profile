seccomp.drop $165
