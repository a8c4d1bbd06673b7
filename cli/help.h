/* Help at every level, from the table, in the shape of the modelled tool's. */
#ifndef LOCALHSM_HELP_H
#define LOCALHSM_HELP_H

#include "table.h"

#include <stdbool.h>

struct bytes;

/* How a program is being used, as far as texts about it differ. */
enum help_mode {
	HELP_FULL,        /* --help and the word help */
	HELP_SHORT,       /* -h: one line an option, no description */
	HELP_INTERACTIVE, /* as HELP_FULL, within a session: the program's name is not typed */
	HELP_INTERACTIVE_SHORT,
};

/* Appends the help of a command, a group, or ("") the program. */
void help_print(
    const struct program *program, const char *path, enum help_mode mode, struct bytes *out);
/* Appends "Usage: cloudhsm-cli user create [OPTIONS] --username <USERNAME>" and a line break. */
void help_usage_line(
    const struct program *program, const char *path, bool interactive, struct bytes *out);
/* Appends "<--data <DATA>|--data-path <DATA_PATH>>": the options of a one_of group. */
void help_append_one_of(const struct command *command, unsigned one_of, struct bytes *out);

#endif
