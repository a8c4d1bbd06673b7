/* Certificates: what a cluster's first HSM brings with it, and what `localhsm up` needs of a CA. */
#include "estate-private.h"

#include "crypto.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>

#define MICROSECONDS 1000000
#define HARDWARE_DAYS 3652
#define CA_DAYS 3652
#define SERIAL_BYTES 8
#define COMMON_NAME_MAX 64 /* RFC 5280, appendix A: ub-common-name */

static int64_t now_in_seconds(struct estate *estate)
{
	return estate_now(estate) / MICROSECONDS;
}

/* "HSM:<16 digits>:PARTN:1, for FIPS mode", the subject of the CSR and of the HSM. */
static int name_hsm(struct estate *estate, enum cluster_mode mode, char name[COMMON_NAME_MAX + 1],
    struct error *err)
{
	unsigned char serial[SERIAL_BYTES];
	struct bytes hex = BYTES_INIT;
	int rc = estate_random(estate, serial, sizeof(serial), err);

	if (rc != 0)
		return rc;
	bytes_append_hex(&hex, serial, sizeof(serial));
	if (bytes_failed(&hex))
		rc = error_raise(err, ERR_MEMORY);
	else
		(void)snprintf(name, COMMON_NAME_MAX + 1, "HSM:%s:PARTN:1, for %s mode",
		    bytes_text(&hex), mode == CLUSTER_MODE_FIPS ? "FIPS" : "non-FIPS");
	bytes_done(&hex);
	return rc;
}

/*
 * The key of the hardware vouches for the cluster's key. AWS and the manufacturer each certify the
 * hardware's key; as neither can be imitated, both certificates are self-signed. What holds is what
 * an operator can check: one key in both, the HSM's certificate verifies under either, and its key
 * is that of the CSR.
 */
static int certify_hardware(
    struct estate *estate, const char *name, struct hsm_identity *identity, struct error *err)
{
	struct secret hardware = SECRET_INIT;
	struct bytes public_half = BYTES_INIT;
	int64_t now = now_in_seconds(estate);
	int rc = crypto_generate_ec(CURVE_SECP384R1, &hardware, &public_half, err);

	if (rc == 0)
		rc = crypto_root_ca(
		    &hardware, name, now, HARDWARE_DAYS, &identity->aws_hardware_certificate, err);
	if (rc == 0)
		rc = crypto_root_ca(&hardware, name, now, HARDWARE_DAYS,
		    &identity->manufacturer_hardware_certificate, err);
	if (rc == 0)
		rc = crypto_sign_csr(bytes_text(&identity->csr),
		    bytes_text(&identity->manufacturer_hardware_certificate), &hardware, now,
		    HARDWARE_DAYS, &identity->hsm_certificate, err);
	bytes_done(&public_half);
	secret_done(&hardware);
	return rc;
}

int hsm_identity_make(
    struct estate *estate, enum cluster_mode mode, struct hsm_identity *identity, struct error *err)
{
	char name[COMMON_NAME_MAX + 1];
	int rc = name_hsm(estate, mode, name, err);

	if (rc == 0)
		rc = crypto_certificate_key(&identity->key, err);
	if (rc == 0)
		rc = crypto_csr(&identity->key, mode == CLUSTER_MODE_FIPS ? "N3FIPS" : "N3", name,
		    &identity->csr, err);
	if (rc == 0)
		rc = certify_hardware(estate, name, identity, err);
	if (rc != 0)
		hsm_identity_done(identity);
	return rc;
}

void hsm_identity_done(struct hsm_identity *identity)
{
	secret_done(&identity->key);
	bytes_done(&identity->csr);
	bytes_done(&identity->hsm_certificate);
	bytes_done(&identity->aws_hardware_certificate);
	bytes_done(&identity->manufacturer_hardware_certificate);
}

/* Clones have the same key: it is sealed for the lineage, so that they can have the same blob. */
static int seal_key(struct estate *estate, const struct cluster_row *row, const struct secret *key,
    struct bytes *sealed, struct error *err)
{
	struct bytes purpose = BYTES_INIT;
	int rc;

	bytes_append_text(&purpose, "cluster key ");
	bytes_append_hex(&purpose, row->lineage, sizeof(row->lineage));
	rc = bytes_failed(&purpose)
		 ? error_raise(err, ERR_MEMORY)
		 : store_seal(estate->store, bytes_text(&purpose), key, sealed, err);
	bytes_done(&purpose);
	return rc;
}

int hsm_identity_give(struct estate *estate, struct hsm_identity *identity, struct cluster_row *row,
    struct error *err)
{
	struct bytes sealed = BYTES_INIT;
	int rc = seal_key(estate, row, &identity->key, &sealed, err);

	if (rc != 0)
		goto out;
	hsm_identity_drop(row);
	row->sealed_key = bytes_detach(&sealed, &row->sealed_key_len);
	row->csr = bytes_detach(&identity->csr, NULL);
	row->hsm_certificate = bytes_detach(&identity->hsm_certificate, NULL);
	row->aws_hardware_certificate = bytes_detach(&identity->aws_hardware_certificate, NULL);
	row->manufacturer_hardware_certificate =
	    bytes_detach(&identity->manufacturer_hardware_certificate, NULL);
	if (!row->sealed_key || !row->csr || !row->hsm_certificate ||
	    !row->aws_hardware_certificate || !row->manufacturer_hardware_certificate)
		rc = error_raise(err, ERR_MEMORY);
out:
	bytes_done(&sealed);
	return rc;
}

static void drop(char **text)
{
	free(*text);
	*text = NULL;
}

void hsm_identity_drop(struct cluster_row *row)
{
	free(row->sealed_key);
	row->sealed_key = NULL;
	row->sealed_key_len = 0;
	drop(&row->csr);
	drop(&row->hsm_certificate);
	drop(&row->aws_hardware_certificate);
	drop(&row->manufacturer_hardware_certificate);
}

int estate_sign_csr(struct estate *estate, const char *csr, struct bytes *ca_certificate,
    struct bytes *cluster_certificate, struct error *err)
{
	struct secret key = SECRET_INIT;
	struct bytes ca = BYTES_INIT, cluster = BYTES_INIT;
	int64_t now = now_in_seconds(estate);
	int rc = crypto_certificate_key(&key, err);

	if (rc == 0)
		rc = crypto_root_ca(&key, "localhsm customer CA", now, CA_DAYS, &ca, err);
	if (rc == 0)
		rc = crypto_sign_csr(csr, bytes_text(&ca), &key, now, CA_DAYS, &cluster, err);
	if (rc == 0) {
		bytes_append(ca_certificate, ca.data, ca.len);
		bytes_append(cluster_certificate, cluster.data, cluster.len);
		if (bytes_failed(ca_certificate) || bytes_failed(cluster_certificate))
			rc = error_raise(err, ERR_MEMORY);
	}
	bytes_done(&cluster);
	bytes_done(&ca);
	/* Nobody needs the key again: a cluster is initialised once. */
	secret_done(&key);
	return rc;
}

int estate_trust_anchor(
    struct estate *estate, const char *cluster_id, struct bytes *pem, struct error *err)
{
	struct cluster_row row;
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = estate_find_cluster(estate, cluster_id, &row, err);
	store_end_read(estate->store);
	if (rc != 0)
		return rc;
	if (!row.trust_anchor)
		rc = error_raisef(err, ERR_LAB, "Cluster %s has not been initialized", cluster_id);
	else
		bytes_append_text(pem, row.trust_anchor);
	if (rc == 0 && bytes_failed(pem))
		rc = error_raise(err, ERR_MEMORY);
	cluster_row_done(&row);
	return rc;
}
