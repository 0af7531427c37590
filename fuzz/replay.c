// SPDX-License-Identifier: GPL-2.0
/*
 * replay FILE - run one input through a harness, without libFuzzer. Exits with 0
 * if the input is accepted, with 3 if it is refused, and aborts if a property
 * does not hold. Sanitizers exit with 1.
 */
#include "fuzz.h"

int main(int argc, char **argv)
{
	uint8_t *data = NULL;
	size_t size = 0;
	size_t room = 0;
	FILE *file;

	file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!file) {
		fprintf(stderr, "usage: replay FILE\n");
		return 2;
	}
	do {
		room += 65536;
		data = realloc(data, room);
		must(data);
		size += fread(data + size, 1, room - size, file);
	} while (size == room);
	fclose(file);

	room = fuzz_accepts(data, size) ? 0 : 3;
	free(data);
	return room;
}
