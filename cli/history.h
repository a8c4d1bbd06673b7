/*
 * The commands of earlier sessions: one a line in a file that only its owner can read. What could
 * be a secret never gets there.
 */
#ifndef LOCALHSM_HISTORY_H
#define LOCALHSM_HISTORY_H

#include "command.h"

#include <stdbool.h>

struct bytes;
struct parsed;
struct words;

#define HISTORY_LINES 1000

/*
 * Appends to out what may be kept of a line; false if nothing. Options with secret values are left
 * out, so that the command, recalled, asks for them. A line that begins with a blank is not kept,
 * nor one that was not understood, unless the command it names takes no secret.
 */
bool history_entry(
    const char *line, const struct words *words, const struct parsed *parsed, struct bytes *out);

/* Calls add for the newest HISTORY_LINES lines of the file, oldest first. A failure leaves them
 * out. */
void history_load(const char *path, void (*add)(void *to, const char *line), void *to);
/* Adds a line to the file. A failure leaves it out. */
void history_save(const char *path, const char *line);

#endif
