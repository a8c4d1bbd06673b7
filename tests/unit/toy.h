/* A program that stands for no other: one command for each thing that the shell can do. */
#ifndef LOCALHSM_TESTS_TOY_H
#define LOCALHSM_TESTS_TOY_H

#include "command.h"

/* "echo": one option of each type, told back. */
enum toy_echo {
	ECHO_TEXT,
	ECHO_COUNT,
	ECHO_HEX,
	ECHO_FILE,
	ECHO_COLOUR,
	ECHO_WORD,
	ECHO_ONCE,
	ECHO_SECRET,
	ECHO_VERBOSE,
	ECHO_LATER,
	ECHO_HIDDEN,
	ECHO_EVEN,
	ECHO_LARGE,
	ECHO_PLACE,
	ECHO_SINGLE,
};

/* "pick": options that depend on each other. */
enum toy_pick { PICK_LEFT, PICK_RIGHT, PICK_USER, PICK_CODE, PICK_PATH, PICK_LATER, PICK_WHOLE };

/* "fruit pack": words by themselves. */
enum toy_pack { PACK_FILE, PACK_COUNT, PACK_GENTLY };

extern const struct program toy;

#endif
