# SPDX-License-Identifier: GPL-2.0
# The language of policies: the kernel's own sources, and its tables, made from the
# kernel's tree alone.
#
# $(kernel) has their objects and what is generated for them. include/ has what they
# include of the kernel, for user space.
kernel := $(out)/kernel
kernel_objects := $(addprefix $(kernel)/, ctype.o seccomp_check.o seccomp_describe.o \
	seccomp_filter.o seccomp_install.o seccomp_names.o seccomp_parse.o \
	seccomp_policy.o seccomp_show.o seccomp_state.o trace_filter.o \
	trace_filter_reduce.o)
language_objects := $(patsubst %.c,$(out)/%.o,$(wildcard language/*.c bpf/*.c))

# The calls and constants are those of the architecture that the compiler is for.
srcarch_of = $(strip $(patsubst x86_64%,x86,$(patsubst aarch64%,arm64,$(patsubst s390x%,s390, \
	$(patsubst riscv64%,riscv,$(1))))))
SRCARCH := $(call srcarch_of,$(shell $(CC) -dumpmachine))
ifeq ($(filter $(SRCARCH),x86 arm64 s390 riscv),)
$(error $(CC) is for $(shell $(CC) -dumpmachine): only x86_64, arm64, s390x and riscv64 have text policies)
endif
ifneq ($(call srcarch_of,$(or $(ARCH),$(SRCARCH))),$(SRCARCH))
$(error ARCH is $(ARCH), but $(CC) is for $(SRCARCH): set CROSS_COMPILE)
endif

# The kernel's own rules for the tables of names
CONFIG_X86 := $(if $(filter x86,$(SRCARCH)),y)
objtree := $(out)/uapi/build
obj := $(kernel)
pound := \#
comma := ,
AWK ?= awk
CPP := $(CC) -E
c_flags = $(kernel_flags) $(constant_includes)
filechk = @mkdir -p $(@D) && { $(filechk_$(1)); } >$@.new && \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
FORCE:
include $(srctree)/kernel/Makefile.seccomp

# Calls of later kernels have names, too. Of two with one name the architecture's counts.
later := language/later.h
$(eval own_syscall_names = $(value filechk_seccomp_syscall_names))
filechk_seccomp_syscall_names = { $(own_syscall_names); \
	sed -n 's/^LATER(\([0-9]*\), sys_\([a-z0-9_]*\),.*/NAME("\2", \1)/p' $(later); } | \
	LC_ALL=C sort -s -u -t , -k 1,1
$(kernel)/seccomp_syscall_names.h: $(later)

$(addprefix $(kernel)/seccomp_,syscall_names.h errno_names.h constant_names.h): \
	$(out)/uapi/done $(addprefix $(kernel)/include/linux/,eventfd.h fs.h net.h socket.h)

# The internal headers that define constants of user space
$(kernel)/include/linux/%.h: language/internal.awk $(srctree)/include/linux/%.h
	@mkdir -p $(@D)
	$(QUIET_GEN)$(AWK) -v header=$* -f $^ >$@.new && mv $@.new $@

# The table of calls: the architecture's own, or the one that most have in common, of
# which Makefile.syscalls selects; older trees have only a header instead of that one.
syscall_abis_64 := common 64
syscalltbl = scripts/syscall.tbl
-include $(srctree)/arch/$(SRCARCH)/kernel/Makefile.syscalls
table := $(firstword $(wildcard $(addprefix $(srctree)/arch/$(SRCARCH)/, \
	entry/syscalls/syscall_64.tbl kernel/syscalls/syscall.tbl) \
	$(srctree)/$(subst %,64,$(syscalltbl))) $(kernel)/syscall.tbl)

$(kernel)/syscall.tbl: $(out)/uapi/done
	@mkdir -p $(@D)
	$(QUIET_GEN)printf '%s\n' '#define __SYSCALL(nr, entry) @ entry nr' '#include <asm/unistd.h>' | \
		$(CPP) $(constant_includes) -P -x c - | $(AWK) '$$1 == "@" { \
			entry = $$2; sub(/^@ [^ ]* /, ""); gsub(/[()]/, ""); split($$0, sum, "+"); \
			print sum[1] + sum[2], "common", "-", entry }' >$@.new && mv $@.new $@

$(kernel)/calls.h: language/calls.awk language/list-sources.sh $(later) $(table)
	@mkdir -p $(@D)
	$(QUIET_GEN)cat $(later) $(table) | (cd $(srctree) && \
		$(AWK) -v abis='$(strip $(syscall_abis_64))' -f $(CURDIR)/language/calls.awk \
		- arch/$(SRCARCH)/Kconfig \
		$$($(CURDIR)/language/list-sources.sh $(srctree) $(SRCARCH))) >$@.new && mv $@.new $@

$(kernel)/nr_syscalls.h: $(kernel)/calls.h
	$(QUIET_GEN)sed -n 's/^[A-Z]*(\([0-9]*\).*/#define NR_syscalls (\1 + 1)/p' $< | \
		tail -n 1 >$@.new && mv $@.new $@

# User space compiles with other meanings of C than the kernel, and more warnings.
# The objects are for the library, too, which may be loaded anywhere.
kernel_flags = -O2 -g -fPIC -Wall -Wextra -Werror -Wno-sign-compare -Wno-unused-parameter \
	-Wno-missing-field-initializers -Wno-maybe-uninitialized -Wno-override-init -funsigned-char -fwrapv \
	-fno-strict-aliasing -D_GNU_SOURCE -D__KERNEL__ -DCONFIG_SECCOMP_FILTER_TEXT=1 \
	-DCONFIG_SECCOMP_FILTER_TEXT_CONSTANTS=1 -iquote . -iquote $(srctree)/kernel \
	-I language/include -I $(kernel)
# The constants are those that the kernel sees, so take its UAPI headers as they are.
constant_includes := -I $(kernel)/include \
	-I $(srctree)/arch/$(SRCARCH)/include/uapi -I $(objtree)/arch/$(SRCARCH)/include/generated/uapi \
	-I $(srctree)/include/uapi -I $(objtree)/include/generated/uapi \
	$(addprefix -idirafter ,$(srctree)/include $(srctree)/arch/$(SRCARCH)/include \
		$(objtree)/include/generated $(objtree)/arch/$(SRCARCH)/include/generated)
kernel_includes := -isystem $(out)/uapi/include -idirafter $(srctree)/include

generated := $(addprefix $(kernel)/,calls.h nr_syscalls.h seccomp_syscall_names.h \
	seccomp_errno_names.h seccomp_constant_names.h seccomp_header_names.h)

define compile_kernel
@mkdir -p $(@D)
$(QUIET_CC)$(CC) $(kernel_flags) $(EXTRA_CFLAGS) -MMD -MP -c -o $@ $<
endef

$(out)/language/constants.o: language/constants.c $(generated)
	$(compile_kernel) $(constant_includes)
$(filter-out %/constants.o,$(language_objects)): $(out)/%.o: %.c $(generated)
	$(compile_kernel) $(kernel_includes)
# The state that allows everything is never written: include/linux/refcount.h.
$(kernel)/seccomp_state.o: $(srctree)/kernel/seccomp_state.c $(generated)
	$(compile_kernel) $(kernel_includes)
	$(Q)$(OBJCOPY) --rename-section .data=.rodata,alloc,load,readonly,data,contents $@
$(kernel)/%.o: $(srctree)/kernel/%.c $(generated)
	$(compile_kernel) $(kernel_includes)
$(kernel)/%.o: $(srctree)/kernel/trace/%.c $(generated)
	$(compile_kernel) $(kernel_includes)
$(kernel)/%.o: $(srctree)/lib/%.c $(generated)
	$(compile_kernel) $(kernel_includes)

-include $(language_objects:.o=.d) $(kernel_objects:.o=.d)
