/* ML-DSA (FIPS 204): whether the library has it, and what tells its three parameter sets apart. */
#include "crypto-internal.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

/* Object identifiers: RFC 9881, section 2. Lengths: FIPS 204, table 2. */
static const struct {
	enum mldsa_algorithm algorithm;
	const char *name, *object;
	uint32_t public_len, private_len;
} sets[] = {
    {MLDSA_44, "ML-DSA-44", "2.16.840.1.101.3.4.3.17", 1312, 2560},
    {MLDSA_65, "ML-DSA-65", "2.16.840.1.101.3.4.3.18", 1952, 4032},
    {MLDSA_87, "ML-DSA-87", "2.16.840.1.101.3.4.3.19", 2592, 4896},
};

bool crypto_has_ml_dsa(void)
{
	EVP_KEYMGMT *manager;
	bool found;

	crypto_start();
	manager = EVP_KEYMGMT_fetch(NULL, sets[0].name, NULL);
	found = manager != NULL;
	EVP_KEYMGMT_free(manager);
	ERR_clear_error();
	return found;
}

const char *crypto_ml_dsa_name(enum mldsa_algorithm algorithm)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++) {
		if (sets[i].algorithm == algorithm)
			return sets[i].name;
	}
	return NULL;
}

enum mldsa_algorithm crypto_ml_dsa_of_object(const ASN1_OBJECT *object)
{
	char text[64];

	if (OBJ_obj2txt(text, sizeof(text), object, 1) <= 0)
		return MLDSA_NONE;
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++) {
		if (strcmp(sets[i].object, text) == 0)
			return sets[i].algorithm;
	}
	return MLDSA_NONE;
}

enum mldsa_algorithm crypto_ml_dsa_of(const EVP_PKEY *key)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++) {
		if (EVP_PKEY_is_a(key, sets[i].name))
			return sets[i].algorithm;
	}
	return MLDSA_NONE;
}

uint32_t crypto_ml_dsa_length(enum mldsa_algorithm algorithm, enum key_class class)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sets); i++) {
		if (sets[i].algorithm == algorithm)
			return class == KEY_CLASS_PUBLIC ? sets[i].public_len : sets[i].private_len;
	}
	return 0;
}
