/*
 * Writes the man pages of one program into a folder: its own and one a command, from its table.
 * usage: print-pages FOLDER NAME.1 …
 * The names are those that the build installs; a page too many or too few is an error, so that
 * build and table cannot part.
 */
#include "bytes.h"
#include "command.h"
#include "man.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int write_page(const char *folder, const char *name, const struct bytes *page)
{
	char path[4096];
	FILE *file;
	int rc;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		return 1;
	}
	rc = fwrite(page->data, 1, page->len, file) != page->len;
	rc = fclose(file) != 0 || rc;
	if (rc)
		perror(path);
	return rc;
}

static int print(const char *folder, const char *command, int n_names, char **names)
{
	struct bytes name = BYTES_INIT, page = BYTES_INIT;
	int rc = 1;

	man_page_name(&PROGRAM, command, &name);
	bytes_append_text(&name, ".1");
	if (man_print(&PROGRAM, command, &page) != 0 || bytes_failed(&page) || bytes_failed(&name))
		fprintf(stderr, "print-pages: cannot make %s\n", bytes_text(&name));
	else
		rc = write_page(folder, bytes_text(&name), &page);
	for (int i = 0; i < n_names; i++) {
		if (names[i] && strcmp(names[i], bytes_text(&name)) == 0) {
			names[i] = NULL;
			goto out;
		}
	}
	fprintf(stderr, "print-pages: %s is not in man/meson.build\n", bytes_text(&name));
	rc = 1;
out:
	bytes_done(&name);
	bytes_done(&page);
	return rc;
}

int main(int argc, char **argv)
{
	int rc;

	if (argc < 2)
		return 2;
	rc = print(argv[1], NULL, argc - 2, argv + 2);
	for (size_t i = 0; i < PROGRAM.n_commands; i++) {
		const struct command *command = PROGRAM.commands[i];

		if (!(command->flags & (COMMAND_HIDDEN | COMMAND_LATER)) && *command->path)
			rc = print(argv[1], command->path, argc - 2, argv + 2) || rc;
	}
	for (int i = 2; i < argc; i++) {
		if (argv[i]) {
			fprintf(stderr, "print-pages: no command for %s\n", argv[i]);
			rc = 1;
		}
	}
	return rc ? 1 : 0;
}
