/* The values of the options that crypto sign and crypto verify share. */
#include "crypto-options.h"

#include "args.h"

/* AWS KMS has the same words in capitals, and writes the last of them EXTERNAL_MU. */
const struct option_choice digest_choices[DATA_TYPE_CHOICES] = {
    {.value = "raw"},
    {.value = "digest"},
};

const struct option_choice mu_choices[DATA_TYPE_CHOICES] = {
    {.value = "raw"},
    {.value = "external-mu", .aliases = (const char *const[]){"external_mu", NULL}},
};

const struct option_choice shake256_choice = {
    .value = "shake256",
    .aliases = (const char *const[]){"shake-256", NULL},
};

enum sign_data option_data_type(const struct args *args, unsigned option, enum sign_data second)
{
	return args_choice(args, option) == 1 ? second : SIGN_DATA_RAW;
}

enum hash_function option_hash(const struct args *args, unsigned option)
{
	return (enum hash_function)args_choice(args, option);
}
