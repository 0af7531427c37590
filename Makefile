# SPDX-License-Identifier: GPL-2.0
# Each verb is a program in scripts/, which says what it does.
# BASE=6.12 chooses the base, ARCH=x86_64 the architecture, SOAK_SECONDS=N the time
# for each part of soak.
# test, test-all, test-debian and deb take PARTS="...", import takes MAIL=N and FILES="...".

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

help:
	@echo 'make run      from nothing to the demonstration in a virtual machine'
	@echo 'make test     test the kernel of make run; ends in "N passed, N failed"'
	@echo 'make test-all the tests that take longer or need other kernels'
	@echo 'make test-everywhere'
	@echo '              the tests on every base and architecture; takes hours, and goes on'
	@echo '              where it was interrupted'
	@echo 'make test-debian'
	@echo '              real programs and services of Debian, on its kernel and on the patched one'
	@echo 'make fuzz     look for texts that break the parser, the filter engine or the compiler'
	@echo 'make soak     fuzzing in the guest, and races, for long; SOAK_SECONDS=600'
	@echo 'make tool     the tool seccomp and its library for this machine, in build/tool/'
	@echo 'make deb      Debian packages of the tool and of the patched kernel, in build/deb/;'
	@echo '              PARTS=tool takes minutes, the kernel an hour or two'
	@echo 'make debian   a Debian with systemd and these packages, in a virtual machine;'
	@echo '              SUITE=trixie takes another release, KERNEL=patched our kernel'
	@echo 'make shell    an interactive shell inside the patched kernel'
	@echo 'make bench    the measurements'
	@echo 'make series   the mails, in build/series/'
	@echo 'make check    the series is well formed, every mail builds (long)'
	@echo 'make check-all'
	@echo '              every base applies, builds, boots and refuses calls'
	@echo 'make import   take edits in build/6.12/tree back to linux/ and patches/;'
	@echo '              MAIL=N chooses the mail, FILES="..." the files'
	@echo 'make clean    remove build/'

run test-everywhere fuzz soak tool debian shell bench series check check-all clean:
	@scripts/$@

test test-all test-debian deb:
	@scripts/$@ $(PARTS)

import:
	@scripts/import $(if $(MAIL),--mail $(MAIL)) $(FILES)

.PHONY: help run test test-all test-everywhere test-debian fuzz soak tool deb debian shell bench series check check-all import clean
