/* Man pages in mdoc, from the tables. */
#ifndef LOCALHSM_MAN_H
#define LOCALHSM_MAN_H

#include "attributes.h"
#include "command.h"

#include <stddef.h>

struct bytes;

/* The date that every page bears, as .Dd wants it. */
#define MAN_DATE "November 28, 2026"

/*
 * Appends the page of a command ("key wrap rsa-aes"), or with path NULL that of the program. 0;
 * ERR_USAGE if there is no such command; ERR_MEMORY.
 */
MUST_CHECK int man_print(const struct program *program, const char *path, struct bytes *out);

/* The page's name, "cloudhsm-cli-key-wrap-rsa-aes", appended to out. Its section is 1. */
void man_page_name(const struct program *program, const char *path, struct bytes *out);

#endif
