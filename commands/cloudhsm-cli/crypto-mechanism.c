/* The values of the options of single signature mechanisms. */
#include "crypto-mechanism.h"

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

/* second: what the second of the choices stands for. */
static enum sign_data data_type(const struct args *args, unsigned first, enum sign_data second)
{
	return args_choice(args, first + SIGN_OWN_DATA_TYPE) == 1 ? second : SIGN_DATA_RAW;
}

static int pss_parameters(
    const struct args *args, unsigned first, struct sign_parameters *parameters, struct error *err)
{
	parameters->salt_length = args_number(args, first + SIGN_OWN_SALT_LENGTH, 0);
	return option_hashes(args, first + SIGN_OWN_HASH_FUNCTION, first + SIGN_OWN_MGF,
	    &parameters->hash, &parameters->mgf, err);
}

int signature_parameters(const struct args *args, enum sign_mechanism mechanism, unsigned first,
    struct sign_parameters *parameters, struct error *err)
{
	*parameters = (struct sign_parameters){.mechanism = mechanism, .data_type = SIGN_DATA_RAW};
	if (mechanism == SIGN_ED25519)
		return 0;
	parameters->data_type = data_type(
	    args, first, mechanism == SIGN_ML_DSA ? SIGN_DATA_EXTERNAL_MU : SIGN_DATA_DIGEST);
	if (mechanism == SIGN_RSA_PKCS_PSS)
		return pss_parameters(args, first, parameters, err);
	if (mechanism == SIGN_ED25519PH)
		parameters->hash = HASH_SHA512;
	else if (mechanism != SIGN_ML_DSA)
		parameters->hash =
		    (enum hash_function)args_choice(args, first + SIGN_OWN_HASH_FUNCTION);
	return 0;
}
