/* New identifiers, in the alphabets that the API's patterns allow. */
#include "estate-private.h"

#include "error.h"
#include "ports.h"

#include <string.h>

#define ID_CHARACTERS 11
#define EC2_DIGITS 17

int estate_random(struct estate *estate, void *data, size_t len, struct error *err)
{
	return ports_random(store_ports(estate->store), data, len, err);
}

int estate_new_id(
    struct estate *estate, const char *prefix, char id[RESOURCE_ID_MAX + 1], struct error *err)
{
	/* 32 characters, so that five bits of chance choose one of them evenly. */
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char chance[ID_CHARACTERS];
	size_t len = strlen(prefix);
	int rc = estate_random(estate, chance, sizeof(chance), err);

	if (rc != 0)
		return rc;
	if (len + ID_CHARACTERS > RESOURCE_ID_MAX)
		return error_raise(err, ERR_INTERNAL, "the prefix of an id is too long");
	memcpy(id, prefix, len);
	for (size_t i = 0; i < ID_CHARACTERS; i++)
		id[len + i] = alphabet[chance[i] & 31U];
	id[len + ID_CHARACTERS] = '\0';
	return 0;
}

int estate_new_ec2_id(struct estate *estate, const char *prefix, char id[32], struct error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char chance[EC2_DIGITS];
	size_t len = strlen(prefix);
	int rc = estate_random(estate, chance, sizeof(chance), err);

	if (rc != 0)
		return rc;
	if (len + EC2_DIGITS >= 32)
		return error_raise(err, ERR_INTERNAL, "the prefix of an id is too long");
	memcpy(id, prefix, len);
	for (size_t i = 0; i < EC2_DIGITS; i++)
		id[len + i] = digits[chance[i] & 15U];
	/* Ids of 17 digits begin with 0 on EC2. */
	id[len] = '0';
	id[len + EC2_DIGITS] = '\0';
	return 0;
}
