/* Prints localhsm-policy(7) in mdoc, from the tables of what HSM types and modes allow. */
#include "bytes.h"
#include "crypto.h"
#include "key.h"
#include "man-text.h"
#include "man.h"
#include "policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* The columns of the page's tables: the kinds of cluster that there are. */
static const struct {
	enum hsm_type type;
	enum cluster_mode mode;
} kinds[] = {
    {HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS},
    {HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS},
    {HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS},
};

static const struct {
	const char *title, *text;
} groups[POLICY_GROUPS] = {
    [POLICY_KEYS] = {"Keys",
	"Which keys can be generated, unwrapped, imported or replicated. 3DES keys are only ever "
	"unwrapped: no command generates them or encrypts with them, which clusters in FIPS mode "
	"have refused since 2024-01-01. EC keys are on the curves of the table below, ML-DSA keys "
	"are ML-DSA-44, ML-DSA-65 or ML-DSA-87."},
    [POLICY_WRAPPING] = {"Wrapping and unwrapping",
	"Which mechanisms key wrap and key unwrap have."},
    [POLICY_SIGNING] = {"Signing and verifying",
	"Which mechanisms crypto sign and crypto verify have. A weak hash hinders crypto sign "
	"only: see below."},
    [POLICY_CHANGES] = {"Changing attributes",
	"Which attributes key set-attribute can change where HSM types differ. extractable can "
	"only become false."},
    [POLICY_CLUSTER] = {"Policies of the cluster",
	"What cluster mtls and the service cluster of quorum token-sign can do."},
};

static void put_date(const char *prefix, int64_t second, struct bytes *out)
{
	time_t at = (time_t)second;
	char date[16] = "";
	struct tm tm;

	if (gmtime_r(&at, &tm))
		(void)strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	bytes_append_text(out, prefix);
	man_escape(date, out);
}

static void put_span(struct policy_span span, struct bytes *out)
{
	if (span.from == POLICY_NEVER)
		bytes_append_text(out, "no");
	else if (span.from != POLICY_ALWAYS)
		put_date("from ", span.from, out);
	else if (span.until != POLICY_NEVER)
		put_date("to ", span.until - 1, out);
	else
		bytes_append_text(out, "yes");
}

static void put_kinds(struct bytes *out)
{
	bytes_append_text(out,
	    ".Bl -column \"Quorum service cluster\" \"to 2023-12-31\" \"from 2026-09-01\""
	    " \"hsm2m NON_FIPS\"\n.It \\&");
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		bytes_append_format(out, " Ta Em %s %s",
		    kinds[i].type == HSM_TYPE_HSM1_MEDIUM ? "hsm1" : "hsm2m",
		    cluster_mode_name(kinds[i].mode));
	bytes_append_char(out, '\n');
}

static void print_group(enum policy_group group, struct bytes *out)
{
	bytes_append_format(out, ".Ss %s\n", groups[group].title);
	man_sentences(groups[group].text, out);
	put_kinds(out);
	for (enum policy_item item = 0; item < POLICY_COUNT; item++) {
		if (policy_group(item) != group)
			continue;
		bytes_append_text(out, ".It ");
		man_argument(policy_name(item), out);
		for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
			bytes_append_text(out, " Ta ");
			put_span(policy_span(item, kinds[i].type, kinds[i].mode), out);
		}
		bytes_append_char(out, '\n');
	}
	bytes_append_text(out, ".El\n");
}

static const char *weakest_hash(enum key_curve curve)
{
	for (enum hash_function hash = HASH_SHA1; hash <= HASH_SHA512; hash++) {
		if (crypto_hash_strength(hash) >= crypto_curve_strength(curve))
			return hash_function_name(hash);
	}
	return "none";
}

static void print_weak_hashes(struct bytes *out)
{
	bytes_append_text(out, ".Ss Weak hashes in ECDSA\n");
	man_sentences(
	    "A hash function is weak for a key if its security strength (SP 800-57 part 1) is less "
	    "than that of the key's curve. Where the policy does not allow it, crypto sign ecdsa "
	    "is refused, and the log of the client says why; the client has done so since its "
	    "version 5.16 of 2025-05-01. configure-cli "
	    "--enable-ecdsa-with-weak-hash-function allows it all the same.",
	    out);
	bytes_append_text(out, ".Bl -column \"secp224r1\" \"strength\" \"weakest hash\"\n"
			       ".It Em curve Ta Em strength Ta Em weakest hash\n");
	for (enum key_curve curve = CURVE_SECP224R1; curve <= CURVE_SECP521R1; curve++)
		bytes_append_format(out, ".It %s Ta %u bits Ta %s\n", key_curve_name(curve),
		    crypto_curve_strength(curve), weakest_hash(curve));
	bytes_append_text(out, ".El\n");
}

static void put_number(const char *name, uint64_t on_hsm1, uint64_t on_hsm2m, struct bytes *out)
{
	bytes_append_format(out, ".It %s Ta %" PRIu64 " Ta %" PRIu64 "\n", name, on_hsm1, on_hsm2m);
}

/* "16 to 32 by 8" */
static void put_sizes(const struct policy_sizes *sizes, struct bytes *out)
{
	bytes_append_format(out, " Ta %" PRIu32, sizes->min);
	if (sizes->max != sizes->min)
		bytes_append_format(out, " to %" PRIu32, sizes->max);
	if (sizes->max != sizes->min && sizes->step != 1)
		bytes_append_format(out, " by %" PRIu32, sizes->step);
}

static void put_size_row(const char *name, const struct policy_sizes *on_hsm1,
    const struct policy_sizes *on_hsm2m, struct bytes *out)
{
	bytes_append_format(out, ".It %s", name);
	put_sizes(on_hsm1, out);
	put_sizes(on_hsm2m, out);
	bytes_append_char(out, '\n');
}

static void print_limits(struct bytes *out)
{
	const struct policy_limits *old = policy_limits(HSM_TYPE_HSM1_MEDIUM);
	const struct policy_limits *new = policy_limits(HSM_TYPE_HSM2M_MEDIUM);

	bytes_append_text(out, ".Ss Limits\n");
	man_sentences(
	    "What one HSM holds at most, and the sizes of keys that it takes. A pair counts as two "
	    "keys. Token keys lie on every HSM of a cluster. A session key counts on the one HSM "
	    "that holds it, the first that has room for it, against everybody's room until its "
	    "login ends. The public exponent of an RSA key is odd: a key with another exponent, or "
	    "a smaller one than the table's, is neither generated nor imported nor unwrapped. Such "
	    "a key is refused with error 606, PUBLIC_EXPONENT, and a key of another size with "
	    "error 523, KEY_SIZE; what is unwrapped to no key at all with error 601, "
	    "UNWRAP_FAILED.",
	    out);
	bytes_append_text(out, ".Bl -column \"smallest public exponent\""
			       " \"2048 to 4096 by 256\" \"2048 to 4096 by 256\"\n"
			       ".It \\& Ta Em hsm1.medium Ta Em hsm2m.medium\n");
	put_number("keys", old->keys, new->keys, out);
	put_number("of them asymmetric", old->asymmetric_keys, new->asymmetric_keys, out);
	put_number("users", old->users, new->users, out);
	put_size_row("AES key, bytes", &old->aes, &new->aes, out);
	put_size_row("3DES key, bytes", &old->des3, &new->des3, out);
	put_size_row("generic secret, bytes", &old->generic_secret, &new->generic_secret, out);
	put_size_row("RSA modulus, bits", &old->rsa, &new->rsa, out);
	put_number("smallest public exponent", old->rsa_exponent_min, new->rsa_exponent_min, out);
	bytes_append_text(out, ".El\n");
}

int main(void)
{
	struct bytes page = BYTES_INIT;
	int rc;

	bytes_append_text(&page,
	    ".Dd " MAN_DATE "\n.Dt LOCALHSM-POLICY 7\n.Os\n.Sh NAME\n.Nm localhsm-policy\n"
	    ".Nd what HSM types and modes allow, and since when\n.Sh DESCRIPTION\n");
	man_sentences(
	    "An HSM is of type hsm1.medium or hsm2m.medium, and its cluster runs in FIPS mode or, "
	    "with hsm2m.medium only, in NON_FIPS mode. The tables say what each of these allows. "
	    "Dates are days of the estate's clock, in UTC, the named day included. What is not "
	    "allowed is refused, in most cases with error 522, POLICY.",
	    &page);
	bytes_append_text(&page, ".Pp\n");
	man_sentences(
	    "The service has made no new clusters of hsm1.medium since April 2025 and has retired "
	    "the type on 2026-03-31. Here they can still be made: or else nobody could rehearse "
	    "leaving them.",
	    &page);
	for (enum policy_group group = 0; group < POLICY_GROUPS; group++)
		print_group(group, &page);
	print_weak_hashes(&page);
	print_limits(&page);
	bytes_append_text(&page, ".Sh SEE ALSO\n.No cloudhsm\\-cli Ns (1) ,\n"
				 ".No localhsm Ns (1) ,\n.No localhsm\\-errors Ns (7)\n");
	rc = bytes_failed(&page) || fwrite(page.data, 1, page.len, stdout) != page.len;
	bytes_done(&page);
	return rc || fflush(stdout) != 0;
}
