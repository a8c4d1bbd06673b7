/*
 * A PKCS #11 module, SoftHSM for one, as a stranger to the code under test. A token is made in it,
 * and one request after the other is read from stdin. Each is answered by a line: "ok WORD..." or
 * "no CKR".
 *
 *   secret TYPE BYTES                       makes a secret key: its handle
 *   public TYPE ATTRIBUTE=BYTES...          makes a public key: its handle
 *   generate MECHANISM ATTRIBUTE=BYTES...   makes a key pair: public handle, private handle
 *   get KEY ATTRIBUTE                       bytes of an attribute
 *   wrap MECHANISM WRAPPING-KEY KEY         wrapped bytes
 *   unwrap MECHANISM KEY CLASS TYPE BYTES   unwraps with KEY: handle of the new key
 *   sign MECHANISM KEY BYTES                a signature
 *   verify MECHANISM KEY BYTES SIGNATURE    nothing, if it holds
 *   encrypt MECHANISM KEY BYTES             ciphertext
 *   decrypt MECHANISM KEY BYTES             plaintext
 *
 * Numbers and bytes are in hex; no bytes are "-". A MECHANISM is its type alone, or TYPE:BYTES with
 * a parameter that has no pointers in it, or TYPE:gcm:IV:AAD:TAG-BITS.
 *
 * usage: softhsm MODULE.so
 *
 * SOFTHSM2_CONF names the configuration; its directory of tokens is empty.
 */

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <p11-kit/pkcs11.h>

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define WORDS_MAX 8
#define BYTES_MAX ((size_t)1 << 16)
#define GCM_PARTS 4

struct token {
	CK_FUNCTION_LIST *p11;
	CK_SESSION_HANDLE session;
};

struct buffer {
	CK_BYTE bytes[BYTES_MAX];
	CK_ULONG len;
};

static CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

/* Words in, words out */

static CK_ULONG number(const char *word)
{
	return strtoul(word, NULL, 16);
}

/* false for what is no hex, or too much of it. */
static bool read_hex(const char *word, struct buffer *buffer)
{
	buffer->len = 0;
	if (strcmp(word, "-") == 0)
		return true;
	for (; word[0] && word[1] && buffer->len < BYTES_MAX; word += 2) {
		char pair[3] = {word[0], word[1], '\0'}, *end = NULL;

		buffer->bytes[buffer->len++] = (CK_BYTE)strtoul(pair, &end, 16);
		if (end != pair + 2)
			return false;
	}
	return !*word;
}

static void answer_bytes(const struct buffer *buffer)
{
	fputs(buffer->len ? "ok " : "ok -", stdout);
	for (CK_ULONG i = 0; i < buffer->len; i++)
		printf("%02x", buffer->bytes[i]);
	putchar('\n');
}

/* What a mechanism points to; the mechanism points into it. */
struct parameter {
	CK_MECHANISM mechanism;
	struct buffer flat, iv, aad;
	CK_GCM_PARAMS gcm;
};

static bool read_gcm(char **parts, struct parameter *parameter)
{
	if (!read_hex(parts[0], &parameter->iv) || !read_hex(parts[1], &parameter->aad))
		return false;
	parameter->gcm = (CK_GCM_PARAMS){
	    .pIv = parameter->iv.bytes,
	    .ulIvLen = parameter->iv.len,
	    .ulIvBits = parameter->iv.len * 8,
	    .pAAD = parameter->aad.bytes,
	    .ulAADLen = parameter->aad.len,
	    .ulTagBits = strtoul(parts[2], NULL, 10),
	};
	parameter->mechanism.pParameter = &parameter->gcm;
	parameter->mechanism.ulParameterLen = sizeof(parameter->gcm);
	return true;
}

static bool read_mechanism(char *word, struct parameter *parameter)
{
	char *parts[GCM_PARTS] = {NULL}, *type = strsep(&word, ":");
	size_t n = 0;

	parameter->mechanism = (CK_MECHANISM){.mechanism = number(type)};
	while (word && n < GCM_PARTS)
		parts[n++] = strsep(&word, ":");
	if (n == 0)
		return true;
	if (strcmp(parts[0], "gcm") == 0)
		return n == GCM_PARTS && read_gcm(parts + 1, parameter);
	if (n > 1 || !read_hex(parts[0], &parameter->flat))
		return false;
	parameter->mechanism.pParameter = parameter->flat.bytes;
	parameter->mechanism.ulParameterLen = parameter->flat.len;
	return true;
}

/* Adds what the words ATTRIBUTE=BYTES say to n attributes; buffers, one a word, hold the bytes. */
static bool read_attributes(
    char **words, struct buffer *buffers, CK_ATTRIBUTE *attributes, CK_ULONG *n)
{
	for (size_t i = 0; words[i]; i++) {
		char *value = words[i], *type = strsep(&value, "=");

		if (!value || !read_hex(value, &buffers[i]))
			return false;
		attributes[(*n)++] = (CK_ATTRIBUTE){number(type), buffers[i].bytes, buffers[i].len};
	}
	return true;
}

/* Requests: each has the words behind its verb, closed by NULL, and answers if all went well. */

static CK_RV make_secret(struct token *token, char **words)
{
	static struct buffer value;
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = number(words[0]);
	CK_OBJECT_HANDLE key = 0;
	CK_RV rv;

	if (!read_hex(words[1], &value))
		return CKR_ARGUMENTS_BAD;
	CK_ATTRIBUTE template[] = {
	    {CKA_CLASS, &class, sizeof(class)},
	    {CKA_KEY_TYPE, &type, sizeof(type)},
	    {CKA_VALUE, value.bytes, value.len},
	    {CKA_TOKEN, &no, sizeof(no)},
	    {CKA_SENSITIVE, &no, sizeof(no)},
	    {CKA_EXTRACTABLE, &yes, sizeof(yes)},
	    {CKA_ENCRYPT, &yes, sizeof(yes)},
	    {CKA_DECRYPT, &yes, sizeof(yes)},
	    {CKA_WRAP, &yes, sizeof(yes)},
	    {CKA_UNWRAP, &yes, sizeof(yes)},
	};
	rv = token->p11->C_CreateObject(token->session, template, ARRAY_LENGTH(template), &key);
	if (rv == CKR_OK)
		printf("ok %lx\n", key);
	return rv;
}

static CK_RV make_public(struct token *token, char **words)
{
	static struct buffer buffers[WORDS_MAX];
	CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = number(words[0]);
	CK_ATTRIBUTE template[5 + WORDS_MAX] = {
	    {CKA_CLASS, &class, sizeof(class)},
	    {CKA_KEY_TYPE, &type, sizeof(type)},
	    {CKA_TOKEN, &no, sizeof(no)},
	    {CKA_VERIFY, &yes, sizeof(yes)},
	};
	CK_ULONG n = 4;
	CK_OBJECT_HANDLE key = 0;
	CK_RV rv;

	if (type == CKK_RSA)
		template[n++] = (CK_ATTRIBUTE){CKA_WRAP, &yes, sizeof(yes)};
	if (!read_attributes(words + 1, buffers, template, &n))
		return CKR_ARGUMENTS_BAD;
	rv = token->p11->C_CreateObject(token->session, template, n, &key);
	if (rv == CKR_OK)
		printf("ok %lx\n", key);
	return rv;
}

static CK_RV generate(struct token *token, char **words)
{
	static struct buffer buffers[WORDS_MAX];
	static struct parameter parameter;
	CK_ATTRIBUTE public[3 + WORDS_MAX] = {
	    {CKA_TOKEN, &no, sizeof(no)},
	    {CKA_VERIFY, &yes, sizeof(yes)},
	    {CKA_WRAP, &yes, sizeof(yes)},
	};
	CK_ATTRIBUTE private[] = {
	    {CKA_TOKEN, &no, sizeof(no)},
	    {CKA_SENSITIVE, &no, sizeof(no)},
	    {CKA_EXTRACTABLE, &yes, sizeof(yes)},
	    {CKA_SIGN, &yes, sizeof(yes)},
	    {CKA_UNWRAP, &yes, sizeof(yes)},
	    {CKA_DECRYPT, &yes, sizeof(yes)},
	};
	CK_ULONG n = 3;
	CK_OBJECT_HANDLE keys[2] = {0, 0};
	CK_RV rv;

	if (!read_mechanism(words[0], &parameter) ||
	    !read_attributes(words + 1, buffers, public, &n))
		return CKR_ARGUMENTS_BAD;
	rv = token->p11->C_GenerateKeyPair(token->session, &parameter.mechanism, public, n, private,
	    ARRAY_LENGTH(private), &keys[0], &keys[1]);
	if (rv == CKR_OK)
		printf("ok %lx %lx\n", keys[0], keys[1]);
	return rv;
}

static CK_RV get(struct token *token, char **words)
{
	static struct buffer value;
	CK_ATTRIBUTE attribute = {number(words[1]), value.bytes, BYTES_MAX};
	CK_RV rv = token->p11->C_GetAttributeValue(token->session, number(words[0]), &attribute, 1);

	value.len = attribute.ulValueLen;
	if (rv == CKR_OK)
		answer_bytes(&value);
	return rv;
}

static CK_RV wrap(struct token *token, char **words)
{
	static struct parameter parameter;
	static struct buffer out;
	CK_RV rv;

	if (!read_mechanism(words[0], &parameter))
		return CKR_ARGUMENTS_BAD;
	out.len = BYTES_MAX;
	rv = token->p11->C_WrapKey(token->session, &parameter.mechanism, number(words[1]),
	    number(words[2]), out.bytes, &out.len);
	if (rv == CKR_OK)
		answer_bytes(&out);
	return rv;
}

static CK_RV unwrap(struct token *token, char **words)
{
	static struct parameter parameter;
	static struct buffer in;
	CK_OBJECT_CLASS class = number(words[2]);
	CK_KEY_TYPE type = number(words[3]);
	CK_ATTRIBUTE_TYPE use = class == CKO_PRIVATE_KEY ? CKA_SIGN : CKA_UNWRAP;
	CK_ATTRIBUTE template[] = {
	    {CKA_CLASS, &class, sizeof(class)},
	    {CKA_KEY_TYPE, &type, sizeof(type)},
	    {CKA_TOKEN, &no, sizeof(no)},
	    {CKA_SENSITIVE, &no, sizeof(no)},
	    {CKA_EXTRACTABLE, &yes, sizeof(yes)},
	    {use, &yes, sizeof(yes)},
	};
	CK_OBJECT_HANDLE key = 0;
	CK_RV rv;

	if (!read_mechanism(words[0], &parameter) || !read_hex(words[4], &in))
		return CKR_ARGUMENTS_BAD;
	rv = token->p11->C_UnwrapKey(token->session, &parameter.mechanism, number(words[1]),
	    in.bytes, in.len, template, ARRAY_LENGTH(template), &key);
	if (rv == CKR_OK)
		printf("ok %lx\n", key);
	return rv;
}

typedef CK_RV begin_call(CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE);
typedef CK_RV finish_call(CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);

/* Signing, encrypting and decrypting have the same form. */
static CK_RV apply(struct token *token, char **words, begin_call *begin, finish_call *finish)
{
	static struct parameter parameter;
	static struct buffer in, out;
	CK_RV rv;

	if (!read_mechanism(words[0], &parameter) || !read_hex(words[2], &in))
		return CKR_ARGUMENTS_BAD;
	rv = begin(token->session, &parameter.mechanism, number(words[1]));
	out.len = BYTES_MAX;
	if (rv == CKR_OK)
		rv = finish(token->session, in.bytes, in.len, out.bytes, &out.len);
	if (rv == CKR_OK)
		answer_bytes(&out);
	return rv;
}

static CK_RV sign(struct token *token, char **words)
{
	return apply(token, words, token->p11->C_SignInit, token->p11->C_Sign);
}

static CK_RV encrypt(struct token *token, char **words)
{
	return apply(token, words, token->p11->C_EncryptInit, token->p11->C_Encrypt);
}

static CK_RV decrypt(struct token *token, char **words)
{
	return apply(token, words, token->p11->C_DecryptInit, token->p11->C_Decrypt);
}

static CK_RV verify(struct token *token, char **words)
{
	static struct parameter parameter;
	static struct buffer in, signature;
	CK_RV rv;

	if (!read_mechanism(words[0], &parameter) || !read_hex(words[2], &in) ||
	    !read_hex(words[3], &signature))
		return CKR_ARGUMENTS_BAD;
	rv = token->p11->C_VerifyInit(token->session, &parameter.mechanism, number(words[1]));
	if (rv == CKR_OK)
		rv = token->p11->C_Verify(
		    token->session, in.bytes, in.len, signature.bytes, signature.len);
	if (rv == CKR_OK)
		puts("ok");
	return rv;
}

static const struct {
	const char *verb;
	size_t min, max; /* words behind the verb */
	CK_RV (*run)(struct token *token, char **words);
} requests[] = {
    {"secret", 2, 2, make_secret},
    {"public", 2, WORDS_MAX, make_public},
    {"generate", 2, WORDS_MAX, generate},
    {"get", 2, 2, get},
    {"wrap", 3, 3, wrap},
    {"unwrap", 5, 5, unwrap},
    {"sign", 3, 3, sign},
    {"verify", 4, 4, verify},
    {"encrypt", 3, 3, encrypt},
    {"decrypt", 3, 3, decrypt},
};

static CK_RV answer(struct token *token, char *line)
{
	char *words[WORDS_MAX + 2] = {NULL}, *word;
	size_t n = 0;

	while (n <= WORDS_MAX && (word = strsep(&line, " \n")) && *word)
		words[n++] = word;
	for (size_t i = 0; n > 0 && i < ARRAY_LENGTH(requests); i++)
		if (strcmp(words[0], requests[i].verb) == 0 && n > requests[i].min &&
		    n - 1 <= requests[i].max)
			return requests[i].run(token, words + 1);
	return CKR_ARGUMENTS_BAD;
}

/* The slot of the first token that there is. */
static CK_RV first_slot(CK_FUNCTION_LIST *p11, CK_SLOT_ID *slot)
{
	CK_SLOT_ID slots[2];
	CK_ULONG n = 0;
	CK_RV rv = p11->C_GetSlotList(CK_TRUE, NULL, &n);

	if (rv == CKR_OK && (n == 0 || n > ARRAY_LENGTH(slots)))
		return CKR_TOKEN_NOT_PRESENT;
	if (rv == CKR_OK)
		rv = p11->C_GetSlotList(CK_TRUE, slots, &n);
	*slot = slots[0];
	return rv;
}

/* Makes a token where SoftHSM keeps one free, and a session of its user. */
static CK_RV open_token(struct token *token)
{
	CK_UTF8CHAR pin[] = "123456", label[32];
	CK_FUNCTION_LIST *p11 = token->p11;
	CK_SLOT_ID slot = 0;
	CK_RV rv = p11->C_Initialize(NULL);

	memset(label, ' ', sizeof(label));
	if (rv == CKR_OK)
		rv = first_slot(p11, &slot);
	if (rv == CKR_OK)
		rv = p11->C_InitToken(slot, pin, 6, label);
	/* The new token has another slot; the list of them is made anew when it is asked for. */
	if (rv == CKR_OK)
		rv = first_slot(p11, &slot);
	if (rv == CKR_OK)
		rv = p11->C_OpenSession(
		    slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &token->session);
	if (rv == CKR_OK)
		rv = p11->C_Login(token->session, CKU_SO, pin, 6);
	if (rv == CKR_OK)
		rv = p11->C_InitPIN(token->session, pin, 6);
	if (rv == CKR_OK)
		rv = p11->C_Logout(token->session);
	return rv == CKR_OK ? p11->C_Login(token->session, CKU_USER, pin, 6) : rv;
}

static CK_FUNCTION_LIST *load(const char *path)
{
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	CK_C_GetFunctionList get_list = NULL;
	CK_FUNCTION_LIST *p11 = NULL;

	if (module)
		*(void **)&get_list = dlsym(module, "C_GetFunctionList");
	if (!get_list || get_list(&p11) != CKR_OK)
		return NULL;
	return p11;
}

int main(int argc, char **argv)
{
	struct token token = {.p11 = argc == 2 ? load(argv[1]) : NULL};
	char *line = NULL;
	size_t size = 0;
	CK_RV rv;

	if (!token.p11) {
		fputs("usage: softhsm MODULE.so\n", stderr);
		return 2;
	}
	rv = open_token(&token);
	if (rv != CKR_OK) {
		fprintf(stderr, "softhsm: no token: %#lx\n", rv);
		return 1;
	}
	while (getline(&line, &size, stdin) > 0) {
		rv = answer(&token, line);
		if (rv != CKR_OK)
			printf("no %lx\n", rv);
		fflush(stdout);
	}
	free(line);
	token.p11->C_Finalize(NULL);
	return 0;
}
