/* Writing to standard output and standard error, past stdio: whole texts, and no failure unseen. */
#ifndef LOCALHSM_OUTPUT_H
#define LOCALHSM_OUTPUT_H

#include "attributes.h"

#include <stddef.h>

/* Writes all of data, in one write(2) if the system takes it at once. 0, or errno. */
MUST_CHECK int output_write(int fd, const void *data, size_t len);

/*
 * Writes to standard error, where nothing can be done about a failure. Words of the user's and
 * labels of others may be part of text: see text_visible.
 */
void output_message(const char *text, size_t len);

/*
 * To be called once, first: a reader that goes away and a limit on the size of files make a write
 * fail instead of ending the process, and descriptors 0 to 2 are taken, so that no file opened
 * later can be mistaken for one of them.
 */
void output_prepare(void);

#endif
