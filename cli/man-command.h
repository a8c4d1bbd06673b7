/* The sections that a man page has of one command, for its own page or for that of a program. */
#ifndef LOCALHSM_MAN_COMMAND_H
#define LOCALHSM_MAN_COMMAND_H

#include "command.h"

struct bytes;

/* The options of a synopsis, behind the name. */
void man_synopsis(const struct command *command, struct bytes *out);
/* OPTIONS, if there are any. */
void man_options(const struct command *command, struct bytes *out);
/* ANSWER, if there is one. */
void man_answer(const struct command *command, struct bytes *out);
/* EXAMPLES, if there are any. */
void man_examples(const struct program *program, const struct command *command, struct bytes *out);

#endif
