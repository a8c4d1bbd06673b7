/* Questions on the controlling terminal, whatever standard input and output are. */
#ifndef LOCALHSM_PROMPT_H
#define LOCALHSM_PROMPT_H

#include "attributes.h"

#include <stdbool.h>

struct secret;

enum prompt_result {
	PROMPT_ANSWERED,
	PROMPT_NO_TERMINAL, /* there is none, or it belongs to another job: to ask would stop us */
	PROMPT_INTERRUPTED, /* Ctrl-C, or the end of input */
	PROMPT_NO_MEMORY,
};

/* Shows text and reads one line, without its line break. */
MUST_CHECK enum prompt_result prompt_ask(const char *text, bool echo, struct secret *answer);

#endif
