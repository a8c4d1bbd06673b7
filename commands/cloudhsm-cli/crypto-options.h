/* Options that crypto sign and crypto verify share, each declared once: where the data is. */
#ifndef LOCALHSM_CRYPTO_OPTIONS_H
#define LOCALHSM_CRYPTO_OPTIONS_H

#include "command.h"

#include <stddef.h>

/* What a message may be at most: it is held in memory as a whole. */
#define MESSAGE_MAX ((size_t)1 << 30)

/* Numbers of the groups of which one option is given. */
enum crypto_one_of { ONE_OF_DATA = 1, ONE_OF_SIGNATURE };

#define MESSAGE_PATH_OPTION                                                                        \
	{                                                                                          \
		.name = "data-path", .type = OPTION_PATH, .one_of = ONE_OF_DATA,                   \
		.help = "File with the data, in binary",                                           \
	}

#define MESSAGE_OPTION                                                                             \
	{                                                                                          \
		.name = "data", .type = OPTION_STRING, .one_of = ONE_OF_DATA,                      \
		.help = "The data in base64",                                                      \
	}

#endif
