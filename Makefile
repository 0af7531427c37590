# SPDX-License-Identifier: GPL-2.0
# The verbs; each is one program in scripts/ that says there what it does.
# BASE=6.12 chooses the base, SOAK_SECONDS=N how long each part of soak takes.
# import takes MAIL=N and FILES="...".

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

help:
	@echo 'make run      from nothing to the demonstration in a virtual machine'
	@echo 'make test     everything that must pass; ends in "N passed, N failed"'
	@echo 'make test-debian'
	@echo '              real programs from Debian, on the stock and the patched kernel'
	@echo 'make fuzz     look for texts that break the parser or the filter engine'
	@echo 'make soak     what takes long: fuzzing in the guest, and races; SOAK_SECONDS=600'
	@echo 'make shell    an interactive shell inside the patched kernel'
	@echo 'make bench    the measurements'
	@echo 'make series   the mails, in build/series/'
	@echo 'make check    the series is well formed, every step builds (long)'
	@echo 'make import   edits made in build/6.12/tree go back to linux/ and patches/;'
	@echo '              MAIL=N says into which mail, FILES="..." which of them'
	@echo 'make clean    remove build/'

run test test-debian fuzz soak shell bench series check clean:
	@scripts/$@

import:
	@scripts/import $(if $(MAIL),--mail $(MAIL)) $(FILES)

.PHONY: help run test test-debian fuzz soak shell bench series check import clean
