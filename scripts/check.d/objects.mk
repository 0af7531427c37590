# SPDX-License-Identifier: GPL-2.0
# Print the objects and folders that the Makefile of $(dir) adds to the kernel
# in the configuration of the current folder. scripts/check passes srctree,
# SRCARCH and dir.
include include/config/auto.conf
src := $(srctree)/$(dir)
obj := $(dir)
BITS := $(if $(CONFIG_64BIT),64,32)
include $(firstword $(wildcard $(src)/Kbuild $(src)/Makefile))
entries := $(obj-y) $(obj-m) $(lib-y) $(lib-m)
parts := $(foreach entry,$(entries:.o=),$($(entry)-objs) $($(entry)-y) $($(entry)-m))
.PHONY: list-entries
list-entries:
	@printf '%s\n' $(sort $(entries) $(parts))
