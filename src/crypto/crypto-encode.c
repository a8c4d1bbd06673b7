/* Writing DER elements (X.690) and PEM blocks (RFC 7468). */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/pem.h>

/* Lengths up to 127 stand in one byte; others after a byte that counts theirs (X.690, 8.1.3). */
static void append_length(struct bytes *out, size_t len)
{
	int bytes = 1;

	if (len < 0x80) {
		bytes_append_u8(out, (uint8_t)len);
		return;
	}
	while (len >> (8 * bytes) != 0)
		bytes++;
	bytes_append_u8(out, (uint8_t)(0x80 | bytes));
	while (bytes-- > 0)
		bytes_append_u8(out, (uint8_t)(len >> (8 * bytes)));
}

void crypto_append_der_header(struct bytes *out, unsigned char tag, size_t len)
{
	bytes_append_u8(out, tag);
	append_length(out, len);
}

void crypto_append_der(struct bytes *out, unsigned char tag, const void *content, size_t len)
{
	crypto_append_der_header(out, tag, len);
	bytes_append(out, content, len);
}

int crypto_take_bio(BIO *bio, struct bytes *out, struct error *err)
{
	char *data = NULL;
	long len = BIO_get_mem_data(bio, &data);

	if (len > 0)
		bytes_append(out, data, (size_t)len);
	return bytes_failed(out) ? error_raise(err, ERR_MEMORY) : 0;
}

int crypto_append_pem(
    const char *label, const void *der, size_t len, struct bytes *pem, struct error *err)
{
	BIO *bio;
	int rc;

	crypto_start();
	bio = BIO_new(BIO_s_mem());
	if (bio && len <= INT_MAX && PEM_write_bio(bio, label, "", der, (long)len) > 0)
		rc = crypto_take_bio(bio, pem, err);
	else
		rc = crypto_fail(err, "writing a PEM text");
	BIO_free(bio);
	return rc;
}
