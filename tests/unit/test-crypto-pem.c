/* Public keys in PEM: every shape that is taken, and what is said of files that are not. */
#include "crypto.h"

#include "crypto-fixture.h"

#define P256_START "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
#define P256_X "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
#define P256_Y "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
#define P256 P256_START P256_X P256_Y
#define P256_COMPRESSED "3039301306072a8648ce3d020106082a8648ce3d03010703220003" P256_X
#define P256_HYBRID "3059301306072a8648ce3d020106082a8648ce3d03010703420007" P256_X P256_Y
#define P256_OFF_CURVE                                                                             \
	P256_START P256_X "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462298"
#define P256_NAME "06082a8648ce3d030107" /* what EC PARAMETERS holds */
#define ED25519                                                                                    \
	"302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define ED25519_OF(y) "302a300506032b6570032100" y
/* Of the 32 bytes, the 30 between the first and the last. */
#define ED25519_ZEROS "000000000000000000000000000000000000000000000000000000000000"
#define ED25519_ONES "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define ED25519_ONE "01" ED25519_ZEROS "00"
/* RSA of 2048 bits: all but the last byte of the modulus, and the exponent. */
#define RSA_START "30820122300d06092a864886f70d01010105000382010f00"
#define RSA_NUMBERS                                                                                \
	"3082010a0282010100"                                                                       \
	"d86be66d8ae5f8467658983c41fbc398e1773f696d10e48e9e94d1b20ba60aaaab7f2c8c80ce9627bd42f0bc" \
	"3c4ac6f51f924977024204bbf48c4b0789325d733eacd35100173b91903dc9970ad94eb432c245dfca8bd2d9" \
	"05f14089b9c513c3ae7960eced96f2e949526f70388d0993304599178c766159eeab51e4dc6b1b9db23b006d" \
	"ea85b1ff73d1c093fadc070daf354f7dad8befe0061e01d2bf8612522bcb9629da15c2fbd4a5946383152d7a" \
	"8e52cb01294583214b5c3eef9a836ff92481d8b799fb90a90ff47555a433c5c2cc29436ddeca0edc1d21e116" \
	"ba014d3cbf64109e88b83c1d8bfcf1ea1e1061f0d81d4b94469fd48fb73b41e4d1c05f"
#define RSA_PKCS1 RSA_NUMBERS "cb0203010001"
#define RSA_SPKI RSA_START RSA_PKCS1

/* Made with openssl genpkey and ecparam for these tests: keys that no HSM here takes. */
#define RSA_1024                                                                                   \
	"30819f300d06092a864886f70d010101050003818d0030818902818100ba37f4091df9740dd7d7b1284541e9" \
	"1c235cb7a1bb26d2e533d29ee4b25cd00405ce10bca7d823758f7ea04054ae54c50e9aa586b9646970508c98" \
	"e9850ad413054e417bde2ac6023ffaaca1f859726e65626227f15ed2a295790c42f4e99e0a0278d85eb69440" \
	"c26f89b2031310d4bb270f6bd1fb0155aa18c3fa9767497f050203010001"
#define EXPLICIT_P256                                                                              \
	"3082014b3082010306072a8648ce3d02013081f7020101302c06072a8648ce3d0101022100ffffffff000000" \
	"01000000000000000000000000ffffffffffffffffffffffff305b0420ffffffff0000000100000000000000" \
	"0000000000fffffffffffffffffffffffc04205ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63b" \
	"ce3c3e27d2604b031500c49d360886e704936a6678e1139d26b7819f7e900441046b17d1f2e12c4247f8bce6" \
	"e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315e" \
	"cecbb6406837bf51f5022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" \
	"02010103420004536e72dbac6dbe971ce2cb6e56a87628467645f5598d1ab5d51bedf0437fc9aa35f5b60abc" \
	"0edc22622d469f8b1a72eb5e0bf81d5876f25a3a30093000a91481"
#define BRAINPOOL                                                                                  \
	"305a301406072a8648ce3d020106092b24030302080101070342000490e56248381c24c55372168bd51da0b2" \
	"b88b2098249bb6b97cd248e2785f7c353652523f6b1bead4766f6839c8bda1501d523665c00393fee91b8c24" \
	"c7370e7c"
#define X25519                                                                                     \
	"302a300506032b656e032100801cad7dfb30f3f9e9715614399fe2a0cd100adf31cdf93ec2bd76456bb79b3e"
/* The algorithm of ML-DSA-65 with a key of two bytes. */
#define ML_DSA "3012300b060960864801650304031203030000ff"

/* A PEM block around DER in hex, its lines ended by eol. */
static void append_block(struct bytes *pem, const char *label, const char *hex, const char *eol)
{
	struct bytes der = BYTES_INIT, text = BYTES_INIT;

	append_hex(&der, hex);
	bytes_append_base64(&text, der.data, der.len);
	bytes_append_format(pem, "-----BEGIN %s-----%s", label, eol);
	for (size_t i = 0; i < text.len; i += 64)
		bytes_append_format(pem, "%.64s%s", bytes_text(&text) + i, eol);
	bytes_append_format(pem, "-----END %s-----%s", label, eol);
	bytes_done(&der);
	bytes_done(&text);
}

static void assert_read(const struct bytes *pem, const char *spki)
{
	struct bytes read = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_public_from_pem("k.pem", pem->data, pem->len, &read, &err), 0);
	assert_hex(read.data, read.len, spki);
	bytes_done(&read);
}

static void assert_refused(const struct bytes *pem, const char *reason)
{
	struct bytes read = BYTES_INIT, text = BYTES_INIT;
	struct error err = ERROR_INIT;

	bytes_append_format(&text, "Invalid PEM file dir/k.pem: %s", reason);
	ck_assert_int_eq(
	    crypto_public_from_pem("dir/k.pem", pem->data, pem->len, &read, &err), ERR_PEM_INVALID);
	ck_assert_str_eq(err.text, bytes_text(&text));
	ck_assert_ptr_null(read.data);
	bytes_done(&text);
}

static const struct {
	const char *before, *label, *der, *eol, *after, *spki;
} shapes[] = {
    {"", "PUBLIC KEY", P256, "\n", "", P256},
    {"", "PUBLIC KEY", RSA_SPKI, "\n", "", RSA_SPKI},
    {"", "PUBLIC KEY", ED25519, "\n", "", ED25519},
    {"", "RSA PUBLIC KEY", RSA_PKCS1, "\n", "", RSA_SPKI},
    {"", "PUBLIC KEY", P256_COMPRESSED, "\n", "", P256},
    {"", "PUBLIC KEY", P256_HYBRID, "\n", "", P256},
    {"", "PUBLIC KEY", RSA_SPKI, "\r\n", "", RSA_SPKI},
    {"", "RSA PUBLIC KEY", RSA_PKCS1, "\r\n", "", RSA_SPKI},
    {"", "PUBLIC KEY", RSA_SPKI, "  \n", "", RSA_SPKI},
    {"\n\n", "PUBLIC KEY", P256, "\n", "\n\n\n", P256},
    {"Public key of the old HSM\r\n\r\n", "PUBLIC KEY", P256, "\r\n", "end\r\n", P256},
    {"Bag Attributes\n    friendlyName: k\n--- key ---\n", "PUBLIC KEY", P256, "\n", "----", P256},
    {"\xef\xbb\xbf", "PUBLIC KEY", P256, "\r\n", "", P256},
};

START_TEST(shapes_are_read)
{
	struct bytes pem = BYTES_INIT;

	bytes_append_text(&pem, shapes[_i].before);
	append_block(&pem, shapes[_i].label, shapes[_i].der, shapes[_i].eol);
	bytes_append_text(&pem, shapes[_i].after);
	assert_read(&pem, shapes[_i].spki);
	bytes_done(&pem);
}
END_TEST

START_TEST(a_file_without_a_last_newline)
{
	struct bytes pem = BYTES_INIT;

	append_block(&pem, "PUBLIC KEY", P256, "\n");
	pem.len--;
	assert_read(&pem, P256);
	bytes_done(&pem);
}
END_TEST

START_TEST(parameters_before_a_key)
{
	struct bytes pem = BYTES_INIT;

	append_block(&pem, "EC PARAMETERS", P256_NAME, "\n");
	append_block(&pem, "PUBLIC KEY", P256, "\n");
	assert_read(&pem, P256);
	bytes_done(&pem);
}
END_TEST

#define DAMAGED "the public key in it is damaged"
#define PRIVATE "it holds a private key, not a public key: "
#define TAKE_HALF PRIVATE "take the public half out with openssl pkey -pubout"
#define TAKE_CERTIFICATE "it holds a certificate: take the key out with openssl x509 -pubkey -noout"
#define TAKE_REQUEST                                                                               \
	"it holds a certificate request: take the key out with openssl req -pubkey -noout"

static const struct {
	const char *label, *der, *reason;
} blocks[] = {
    {"PRIVATE KEY", "3000", TAKE_HALF},
    {"ENCRYPTED PRIVATE KEY", "3000", TAKE_HALF},
    {"RSA PRIVATE KEY", "3000", TAKE_HALF},
    {"EC PRIVATE KEY", "3000", TAKE_HALF},
    {"DSA PRIVATE KEY", "3000", TAKE_HALF},
    {"OPENSSH PRIVATE KEY", "3000", PRIVATE "take the public half out with ssh-keygen -e -m PKCS8"},
    {"CERTIFICATE", "3000", TAKE_CERTIFICATE},
    {"X509 CERTIFICATE", "3000", TAKE_CERTIFICATE},
    {"TRUSTED CERTIFICATE", "3000", TAKE_CERTIFICATE},
    {"CERTIFICATE REQUEST", "3000", TAKE_REQUEST},
    {"NEW CERTIFICATE REQUEST", "3000", TAKE_REQUEST},
    {"PKCS7", "3000", "it does not hold a public key"},
    {"KEY", "3000", "it does not hold a public key"},
    {"PUBLIC KEY", "3000", DAMAGED},
    {"PUBLIC KEY", P256 "00", DAMAGED},
    {"PUBLIC KEY", P256_OFF_CURVE, DAMAGED},
    {"PUBLIC KEY", RSA_PKCS1, DAMAGED},
    {"RSA PUBLIC KEY", "3000", DAMAGED},
    {"RSA PUBLIC KEY", RSA_SPKI, DAMAGED},
    {"RSA PUBLIC KEY", RSA_PKCS1 "00", DAMAGED},
    {"PUBLIC KEY", RSA_1024, "the RSA key in it has 1024 bits, and 2048 to 4096 are supported"},
    {"PUBLIC KEY", BRAINPOOL, "the EC key in it is on a curve that is not supported"},
    {"PUBLIC KEY", EXPLICIT_P256,
	"the EC key in it does not name its curve, but spells its parameters out"},
    {"PUBLIC KEY", X25519, "the public key in it is X25519, neither RSA nor EC"},
    {"PUBLIC KEY", ML_DSA, "it holds an ML-DSA key, which cannot be imported"},
    /* An even modulus, an even exponent. */
    {"PUBLIC KEY", RSA_START RSA_NUMBERS "ca0203010001", "the key in it is not valid"},
    {"PUBLIC KEY", RSA_START RSA_NUMBERS "cb0203010000", "the key in it is not valid"},
    /* RFC 8032, 5.1.3: no x, y of p and of p + 1, and x = 0 with a sign. */
    {"PUBLIC KEY", ED25519_OF("02" ED25519_ZEROS "00"), "the key in it is not valid"},
    /* Points of order 1, 4, 2 and 8, under which one signature verifies many messages. */
    {"PUBLIC KEY", ED25519_OF(ED25519_ONE), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("00" ED25519_ZEROS "00"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("00" ED25519_ZEROS "80"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("ec" ED25519_ONES "7f"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
	"the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
	"the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("07" ED25519_ZEROS "80"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("ed" ED25519_ONES "7f"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("ee" ED25519_ONES "7f"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("01" ED25519_ZEROS "80"), "the key in it is not valid"},
    {"PUBLIC KEY", ED25519_OF("ec" ED25519_ONES "ff"), "the key in it is not valid"},
};

START_TEST(blocks_are_refused)
{
	struct bytes pem = BYTES_INIT;

	append_block(&pem, blocks[_i].label, blocks[_i].der, "\n");
	assert_refused(&pem, blocks[_i].reason);
	bytes_done(&pem);
}
END_TEST

/* A key, and a second block that leaves open what is meant. */
static const struct {
	const char *label, *der, *reason;
} seconds[] = {
    {"PUBLIC KEY", P256, "it holds more than one key"},
    {"RSA PUBLIC KEY", RSA_PKCS1, "it holds more than one key"},
    {"CERTIFICATE", "3000", TAKE_CERTIFICATE},
    {"PRIVATE KEY", "3000", TAKE_HALF},
};

START_TEST(second_blocks_are_refused)
{
	struct bytes pem = BYTES_INIT;

	append_block(&pem, "PUBLIC KEY", P256, "\n");
	append_block(&pem, seconds[_i].label, seconds[_i].der, "\n");
	assert_refused(&pem, seconds[_i].reason);
	bytes_done(&pem);
}
END_TEST

#define NO_PEM "it is not a PEM file"
#define BLOCK_DAMAGED "a PEM block in it is damaged"
#define OPENSSH "it is a public key of OpenSSH, not PEM: convert it with ssh-keygen "

static const struct {
	const char *text, *reason;
} texts[] = {
    {"", NO_PEM},
    {"hello\n", NO_PEM},
    {"0 is how this begins\n", NO_PEM},
    {"-----BEGIN PUBLIC KEY-----\n", BLOCK_DAMAGED},
    {"-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n", BLOCK_DAMAGED},
    {"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END OTHER KEY-----\n", BLOCK_DAMAGED},
    {"ssh-rsa AAAAB3NzaC1yc2E= me\n", OPENSSH "-e -m PKCS8"},
    {"ecdsa-sha2-nistp256 AAAA me\n", OPENSSH "-e -m PKCS8"},
    {"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", OPENSSH "-i -m RFC4716"},
    {"\xff\xfe-\x01", "it is text in UTF-16, and PEM is ASCII"},
    {"\xfe\xff\x01-", "it is text in UTF-16, and PEM is ASCII"},
};

START_TEST(other_texts_are_refused)
{
	struct bytes text = BYTES_INIT;

	bytes_append_text(&text, texts[_i].text);
	assert_refused(&text, texts[_i].reason);
	bytes_done(&text);
}
END_TEST

static const char *const ders[] = {P256, RSA_SPKI, RSA_PKCS1, ED25519};

START_TEST(der_is_told)
{
	struct bytes der = BYTES_INIT;

	append_hex(&der, ders[_i]);
	assert_refused(&der, "it is DER, not PEM: convert it with openssl pkey -pubin -inform DER "
			     "-in DER-FILE -out PEM-FILE");
	der.len--;
	assert_refused(&der, NO_PEM);
	bytes_done(&der);
}
END_TEST

START_TEST(pem_is_written)
{
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT;
	struct error err = ERROR_INIT;

	append_hex(&spki, ED25519);
	bytes_append_text(&pem, "first\n");
	ck_assert_int_eq(crypto_public_to_pem(spki.data, spki.len, &pem, &err), 0);
	ck_assert_str_eq(bytes_text(&pem),
	    "first\n"
	    "-----BEGIN PUBLIC KEY-----\n"
	    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
	    "-----END PUBLIC KEY-----\n");
	bytes_done(&spki);
	bytes_done(&pem);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-pem");
	TCase *tests = tcase_create("crypto-pem");

	tcase_add_loop_test(tests, shapes_are_read, 0, ARRAY_LENGTH(shapes));
	tcase_add_test(tests, a_file_without_a_last_newline);
	tcase_add_test(tests, parameters_before_a_key);
	tcase_add_loop_test(tests, blocks_are_refused, 0, ARRAY_LENGTH(blocks));
	tcase_add_loop_test(tests, second_blocks_are_refused, 0, ARRAY_LENGTH(seconds));
	tcase_add_loop_test(tests, other_texts_are_refused, 0, ARRAY_LENGTH(texts));
	tcase_add_loop_test(tests, der_is_told, 0, ARRAY_LENGTH(ders));
	tcase_add_test(tests, pem_is_written);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
