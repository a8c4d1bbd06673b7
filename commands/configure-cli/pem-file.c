/* The PEM files that options name: is this one there, and does it hold what it should? */
#include "pem-file.h"

#include "bytes.h"
#include "error.h"
#include "files.h"
#include "secret.h"

#include <string.h>

#define PEM_SIZE_MAX (1024U * 1024U)

static bool holds(const void *data, size_t len, const char *text)
{
	return data && memmem(data, len, text, strlen(text)) != NULL;
}

/* A file that cannot be read is a wrong option here, not a command's answer. */
static int read_failed(const struct error *cause, struct error *err)
{
	return cause->code == ERR_FILE_READ ? error_raise(err, ERR_CONFIG_OPTION, cause->text)
					    : error_raise(err, cause->code);
}

int pem_check_certificate(const char *path, struct error *err)
{
	struct error cause = ERROR_INIT;
	struct bytes pem = BYTES_INIT;
	int rc = 0;

	if (file_read(path, PEM_SIZE_MAX, &pem, &cause) != 0)
		rc = read_failed(&cause, err);
	else if (!holds(pem.data, pem.len, "-----BEGIN CERTIFICATE-----"))
		rc = error_raisef(
		    err, ERR_CONFIG_OPTION, "%s: This file holds no certificate in PEM form", path);
	bytes_done(&pem);
	return rc;
}

static bool is_encrypted(const struct secret *pem)
{
	return holds(pem->data, pem->len, "-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
	       holds(pem->data, pem->len, "Proc-Type: 4,ENCRYPTED");
}

static bool is_private_key(const struct secret *pem)
{
	static const char *const lines[] = {"-----BEGIN PRIVATE KEY-----",
	    "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN EC PRIVATE KEY-----"};

	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
		if (holds(pem->data, pem->len, lines[i]))
			return true;
	}
	return false;
}

int pem_check_private_key(const char *path, struct error *err)
{
	struct error cause = ERROR_INIT;
	struct secret pem = SECRET_INIT;
	int rc = 0;

	if (file_read_secret(path, PEM_SIZE_MAX, &pem, &cause) != 0)
		rc = read_failed(&cause, err);
	else if (is_encrypted(&pem))
		rc = error_raisef(err, ERR_CONFIG_OPTION,
		    "%s: The private key is encrypted; it must not be", path);
	else if (!is_private_key(&pem))
		rc = error_raisef(
		    err, ERR_CONFIG_OPTION, "%s: This file holds no private key in PEM form", path);
	secret_done(&pem);
	return rc;
}
