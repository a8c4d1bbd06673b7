/* Options that crypto sign and crypto verify share, each declared once, and their values. */
#ifndef LOCALHSM_CRYPTO_OPTIONS_H
#define LOCALHSM_CRYPTO_OPTIONS_H

#include "command.h"
#include "key-options.h"
#include "key.h"

#include <stdint.h>

struct args;

/* What a message may be at most: it is held in memory as a whole. */
#define MESSAGE_MAX ((size_t)1 << 30)

#define DATA_TYPE_CHOICES 2
/* The second of each pair is SIGN_DATA_DIGEST and SIGN_DATA_EXTERNAL_MU. */
extern const struct option_choice digest_choices[DATA_TYPE_CHOICES], mu_choices[DATA_TYPE_CHOICES];
extern const struct option_choice shake256_choice;

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

/* text: what the data is under either choice. otherwise: the default, for one that is not required.
 */
#define DATA_TYPE_OPTION(values, text, option_flags, otherwise)                                    \
	{                                                                                          \
		.name = "data-type", .type = OPTION_ENUM, .help = (text), .choices = (values),     \
		.n_choices = DATA_TYPE_CHOICES, .flags = OPTION_ANY_CASE | (option_flags),         \
		.default_text = (otherwise),                                                       \
	}

#define DIGEST_OPTION(option_flags, otherwise)                                                     \
	DATA_TYPE_OPTION(digest_choices, "Whether the data is the message or the hash of it",      \
	    option_flags, otherwise)

#define MU_OPTION                                                                                  \
	DATA_TYPE_OPTION(                                                                          \
	    mu_choices, "Whether the data is the message or the mu of it", OPTION_REQUIRED, NULL)

/* A hash function that the mechanism leaves no choice of. */
#define ONLY_HASH_OPTION(choice)                                                                   \
	{                                                                                          \
		.name = "hash-function", .type = OPTION_ENUM,                                      \
		.help = "Hash function of the mechanism; there is no other", .choices = (choice),  \
		.n_choices = 1, .flags = OPTION_REQUIRED | OPTION_ANY_CASE,                        \
	}

#define SALT_LENGTH_OPTION                                                                         \
	{                                                                                          \
		.name = "salt-length", .type = OPTION_U64,                                         \
		.help = "Length of the salt in bytes, 0 or more", .max = UINT64_MAX,               \
		.numbers = "0 or more", .flags = OPTION_REQUIRED,                                  \
	}

/* What a DATA_TYPE_OPTION was given; second: what the second of its choices stands for. */
enum sign_data option_data_type(const struct args *args, unsigned option, enum sign_data second);
/* What a HASH_FUNCTION_OPTION was given. */
enum hash_function option_hash(const struct args *args, unsigned option);

#endif
