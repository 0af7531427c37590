# SPDX-License-Identifier: GPL-2.0
# libseccomp_text: one object with what the library and the language consist of, in
# which only the names of its map are global; from that the archive and the shared
# library.
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
pkgconfigdir ?= $(libdir)/pkgconfig
pythondir ?= $(prefix)/lib/python3/dist-packages

AR ?= ar
OBJCOPY ?= $(CROSS_COMPILE)objcopy

lib_objects := $(patsubst %.c,$(out)/%.o,$(wildcard lib/*.c))
lib_major := $(shell sed -n 's/^.define SECCOMP_TEXT_MAJOR[[:blank:]]*//p' lib/seccomp_text.h)
lib_minor := $(shell sed -n 's/^.define SECCOMP_TEXT_MINOR[[:blank:]]*//p' lib/seccomp_text.h)
lib_soname := libseccomp_text.so.$(lib_major)
lib_file := $(lib_soname).$(lib_minor)
libraries := $(addprefix $(out)/lib/,$(lib_file) libseccomp_text.a seccomp_text.pc)

$(lib_objects): $(out)/%.o: %.c $(out)/uapi/done
	@mkdir -p $(@D)
	$(QUIET_CC)$(CC) $(CFLAGS) -fPIC -MMD -MP -c -o $@ $<

$(out)/lib/symbols: lib/libseccomp_text.map
	@mkdir -p $(@D)
	$(QUIET_GEN)sed -n 's/^[[:blank:]]*\(seccomp_text_[a-z_]*\);$$/\1/p' $< >$@.new && \
		mv $@.new $@

$(out)/lib/seccomp_text.o: $(out)/lib/symbols $(lib_objects) $(language_objects) $(kernel_objects)
	$(QUIET_LINK)$(CC) -r -nostdlib -o $@.new $(filter %.o,$^) && \
		$(OBJCOPY) --keep-global-symbols=$< $@.new $@ && rm $@.new

$(out)/lib/libseccomp_text.a: $(out)/lib/seccomp_text.o
	$(QUIET_AR)rm -f $@ && $(AR) rcsD $@ $<

# A program may be linked statically, the library never is.
$(out)/lib/$(lib_file): $(out)/lib/seccomp_text.o lib/libseccomp_text.map
	$(QUIET_LINK)$(CC) $(CFLAGS) $(filter-out -static,$(LDFLAGS)) -shared \
		-Wl,-soname,$(lib_soname) -Wl,--version-script=lib/libseccomp_text.map \
		-Wl,-z,defs,-z,relro,-z,now -o $@ $<

$(out)/lib/seccomp_text.pc: lib/seccomp_text.pc.in lib/seccomp_text.h FORCE
	@mkdir -p $(@D)
	$(QUIET_GEN)sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|' \
		-e 's|@includedir@|$(includedir)|; s|@version@|$(lib_major).$(lib_minor)|' $< >$@

-include $(lib_objects:.o=.d)

install-lib: $(libraries)
	install -d -m 755 $(addprefix $(DESTDIR),$(libdir) $(includedir) \
		$(pkgconfigdir) $(pythondir))
	install -m 644 lib/seccomp_text.h $(DESTDIR)$(includedir)
	install -m 644 $(addprefix $(out)/lib/,$(lib_file) libseccomp_text.a) $(DESTDIR)$(libdir)
	ln -sf $(lib_file) $(DESTDIR)$(libdir)/$(lib_soname)
	ln -sf $(lib_soname) $(DESTDIR)$(libdir)/libseccomp_text.so
	install -m 644 $(out)/lib/seccomp_text.pc $(DESTDIR)$(pkgconfigdir)
	install -m 644 python/seccomp_text.py $(DESTDIR)$(pythondir)

.PHONY: install-lib
