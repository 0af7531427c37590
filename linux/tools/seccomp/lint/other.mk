# SPDX-License-Identifier: GPL-2.0
# The names of calls on all architectures, out of the kernel tree's tables. Older
# trees have most of them in unistd.h only.
other_tables = $(wildcard $(srctree)/arch/*/*/syscall*.tbl $(srctree)/arch/*/*/syscalls/syscall*.tbl \
	$(srctree)/scripts/syscall.tbl) $(srctree)/include/uapi/asm-generic/unistd.h

$(out)/other-calls.h: lint/other-calls.awk $(other_tables)
	$(QUIET_GEN)$(AWK) -f $^ >$@.new && mv $@.new $@

$(out)/lint/names.o: $(out)/other-calls.h
$(out)/lint/names.o: override CFLAGS += -iquote $(out)
