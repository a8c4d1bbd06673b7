/* The command that mends a difference between two clusters, as it is typed. */
#ifndef LOCALHSM_COMPARE_MEND_H
#define LOCALHSM_COMPARE_MEND_H

#include "compare.h"

struct bytes;

/*
 * Appends the line for cloudhsm-cli, without the program's name; nothing where no one command mends
 * it. Passwords are left out, and asked for.
 */
void compare_mend_line(const struct difference *difference, const char *source_id,
    const char *destination_id, struct bytes *line);

#endif
