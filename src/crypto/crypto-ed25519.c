/*
 * Which bytes are a public key of Ed25519: OpenSSL takes any. Under bytes that are no point no
 * signature verifies, and under a point of small order one signature verifies many messages.
 */
#include "crypto-internal.h"

#include <openssl/bn.h>
#include <string.h>

#define ED25519_LEN 32
#define SIGN_BIT 0x80 /* of x, in the last byte; the others are y, little-endian */

/* p = 2^255 - 19 (RFC 8032, 5.1). */
static bool set_prime(BIGNUM *p)
{
	return BN_set_bit(p, 255) == 1 && BN_sub_word(p, 19) == 1;
}

/*
 * 1 where x^2 = (y^2 - 1) / (d y^2 + 1) has two solutions, 0 where x is 0, -1 where there is none,
 * and -2 on failure. As d = -121665/121666, and a quotient is a square where the product is one,
 * this asks for (y^2 - 1) (121666 - 121665 y^2) 121666.
 */
static int count_solutions(const BIGNUM *y, const BIGNUM *p, BN_CTX *context)
{
	BIGNUM *constant = BN_CTX_get(context);
	BIGNUM *above = BN_CTX_get(context);
	BIGNUM *below = BN_CTX_get(context); /* NULL when one of the others is */

	if (!below || BN_set_word(constant, 121666) != 1 || BN_mod_sqr(below, y, p, context) != 1 ||
	    BN_mod_sub(above, below, BN_value_one(), p, context) != 1 ||
	    BN_mul_word(below, 121665) != 1 ||
	    BN_mod_sub(below, constant, below, p, context) != 1 ||
	    BN_mod_mul(above, above, below, p, context) != 1 ||
	    BN_mod_mul(above, above, constant, p, context) != 1)
		return -2;
	return BN_kronecker(above, p, context);
}

/* The y of the points of order 8, beside which 0, 1 and p - 1 have small orders. */
static const unsigned char order_8[2][ED25519_LEN] = {
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
	0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc,
	0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
	0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03,
	0x7a},
};

static bool has_small_order(const unsigned char y_bytes[ED25519_LEN], BIGNUM *y, const BIGNUM *p)
{
	if (memcmp(y_bytes, order_8[0], ED25519_LEN) == 0 ||
	    memcmp(y_bytes, order_8[1], ED25519_LEN) == 0)
		return true;
	/* y is less than p, so that a y of p - 1 becomes p. */
	return BN_is_zero(y) || BN_is_one(y) || BN_add_word(y, 1) != 1 || BN_cmp(y, p) == 0;
}

/* RFC 8032, 5.1.3: y is less than p, there is an x, and 0 has no other sign. */
static bool is_point(unsigned char bytes[ED25519_LEN], BN_CTX *context)
{
	bool sign = (bytes[ED25519_LEN - 1] & SIGN_BIT) != 0;
	BIGNUM *p = BN_CTX_get(context);
	BIGNUM *y = BN_CTX_get(context);
	int solutions;

	bytes[ED25519_LEN - 1] &= (unsigned char)~SIGN_BIT;
	if (!y || !set_prime(p) || !BN_lebin2bn(bytes, ED25519_LEN, y) || BN_cmp(y, p) >= 0)
		return false;
	solutions = count_solutions(y, p, context);
	if (solutions != 1 && (solutions != 0 || sign))
		return false;
	return !has_small_order(bytes, y, p);
}

bool crypto_is_ed25519_point(const EVP_PKEY *key)
{
	BN_CTX *context = BN_CTX_new();
	unsigned char bytes[ED25519_LEN];
	size_t len = sizeof(bytes);
	bool ok = false;

	if (context) {
		BN_CTX_start(context);
		ok = EVP_PKEY_get_raw_public_key(key, bytes, &len) == 1 && len == sizeof(bytes) &&
		     is_point(bytes, context);
		BN_CTX_end(context);
	}
	BN_CTX_free(context);
	return ok;
}
