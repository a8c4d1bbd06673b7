/* The values of the options of single mechanisms. */
#include "key-mechanism.h"

#include "args.h"

static const enum mechanism_family families[WRAP_MECHANISMS] = {
    [WRAP_AES_GCM] = FAMILY_GCM,
    [WRAP_CLOUDHSM_AES_GCM] = FAMILY_GCM,
    [WRAP_RSA_AES] = FAMILY_OAEP,
    [WRAP_RSA_OAEP] = FAMILY_OAEP,
};

enum mechanism_family mechanism_family(enum wrap_mechanism mechanism)
{
	return families[mechanism];
}

unsigned mechanism_own_options(enum wrap_mechanism mechanism)
{
	return families[mechanism] == FAMILY_PLAIN ? 0 : OWN_OPTIONS;
}

static int gcm_values(
    const struct args *args, unsigned first, struct mechanism_values *values, struct error *err)
{
	struct wrap_parameters *parameters = &values->parameters;
	int rc = option_hex(args, first + OWN_AAD, &values->aad, err);

	parameters->aad = values->aad.data;
	parameters->aad_len = values->aad.len;
	parameters->tag_bits = (unsigned)args_number(args, first + OWN_TAG_LENGTH_BITS, 0);
	return rc;
}

int mechanism_values(const struct args *args, enum wrap_mechanism mechanism, unsigned first,
    struct mechanism_values *values, struct error *err)
{
	struct wrap_parameters *parameters = &values->parameters;

	parameters->mechanism = mechanism;
	switch (families[mechanism]) {
	case FAMILY_GCM:
		return gcm_values(args, first, values, err);
	case FAMILY_OAEP:
		return option_hashes(args, first + OWN_HASH_FUNCTION, first + OWN_MGF,
		    &parameters->hash, &parameters->mgf, err);
	case FAMILY_PLAIN:
		break;
	}
	return 0;
}

void mechanism_values_done(struct mechanism_values *values)
{
	bytes_done(&values->aad);
}
