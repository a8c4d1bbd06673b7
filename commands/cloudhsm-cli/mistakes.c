/*
 * Words that people try and that do not exist. The first that matches gives a refusal its tip, so
 * the special stand before the general.
 */
#include "commands.h"

static const char login_form[] = "login --username X --role admin";
static const char token_keys[] = "--session for a session key; without it a key is a token key";
static const char by_environment[] =
    "login in a session, or CLOUDHSM_ROLE and CLOUDHSM_PIN for single commands";
static const char both_filters[] = "--payload-filter and --wrapping-filter";
static const char wrap_rsa[] = "key wrap rsa-aes, key wrap rsa-oaep";
static const char wrap_aes[] = "key wrap aes-zero-pad, key wrap aes-gcm";
static const char unwrap_rsa[] = "key unwrap rsa-aes, key unwrap rsa-oaep";
static const char unwrap_aes[] = "key unwrap aes-zero-pad, key unwrap aes-gcm";
static const char des3_keys[] = "key unwrap --key-type-class des3; 3DES keys come in wrapped";
static const char wrapped_keys[] = "key unwrap; private and secret keys come in wrapped";
static const char no_encryption[] =
    "crypto sign, crypto verify; encrypting is for the libraries of CloudHSM";
static const char no_timeouts[] =
    "quorum token-sign list; tokens live 600 seconds, which the tool cannot change any more";
static const char windows_only[] =
    "--encoding reference-pem; ksp-key-reference is for Windows only";

const struct mistake mistakes[MISTAKES] = {
    /* Commands of other tools, and guesses */
    {"cluster info", "cluster hsm-info"},
    {"cluster identify", "cluster hsm-info"},
    {"hsm-info", "cluster hsm-info"},
    {"login --user", login_form},
    {"login -u", login_form},
    {"login --role preco", login_form},
    {"login --role co", login_form},
    {"login --role crypto-officer", login_form},
    {"login --role cu", "login --username X --role crypto-user"},
    {"--role preco", "--role admin"},
    {"--role co", "--role admin"},
    {"--role crypto-officer", "--role admin"},
    {"--role cu", "--role crypto-user"},
    {"--user", "--username"},
    {"key generate-asymmetric-pair --key-type ec", "key generate-asymmetric-pair ec"},
    {"key generate-asymmetric-pair --key-type", "key generate-asymmetric-pair rsa"},
    {"generate-asymmetric-pair", "key generate-asymmetric-pair rsa"},
    {"generate-symmetric", "key generate-symmetric aes"},
    {"key generate", "key generate-asymmetric-pair rsa, key generate-symmetric aes"},
    {"key create", "key generate-asymmetric-pair rsa, key generate-symmetric aes"},
    {"key generate-asymmetric-pair ed25519", "key generate-asymmetric-pair ec --curve ed25519"},
    {"key generate-symmetric des3", des3_keys},
    {"key generate-symmetric 3des", des3_keys},
    {"key generate-symmetric hmac", "key generate-symmetric generic-secret"},
    {"key wrap rsa", wrap_rsa},
    {"key wrap aes", wrap_aes},
    {"key unwrap rsa", unwrap_rsa},
    {"key unwrap aes", unwrap_aes},
    {"key sign", "crypto sign"},
    {"key verify", "crypto verify"},
    {"key export", "key generate-file --encoding pem"},
    {"key find", "key list --filter"},
    {"crypto sign rsa", "crypto sign rsa-pkcs, crypto sign rsa-pkcs-pss"},
    {"crypto verify rsa", "crypto verify rsa-pkcs, crypto verify rsa-pkcs-pss"},
    {"crypto sign ec", "crypto sign ecdsa"},
    {"crypto verify ec", "crypto verify ecdsa"},
    {"crypto encrypt", no_encryption},
    {"crypto decrypt", no_encryption},
    {"crypto wrap", "key wrap"},
    {"crypto unwrap", "key unwrap"},
    {"encrypt", no_encryption},
    {"decrypt", no_encryption},
    {"quorum token-sign register", "user change-quorum token-sign register"},
    {"quorum token-sign get-quorum-values", "quorum token-sign list-quorum-values"},
    {"quorum token-sign list-timeouts", no_timeouts},
    {"quorum token-sign set-timeout", no_timeouts},
    {"quorum token-sign approve", "--approval of the operation that the token is for"},
    {"user change-quorum token-sign activate", "user change-quorum token-sign register"},
    {"user change-mfa token-sign --disable", "--deregister"},
    {"user change-mfa token-sign --password", "--change-password"},
    {"export", "login here; in the shell, with no spaces: export CLOUDHSM_ROLE=admin"},

    /* Options */
    {"key generate-asymmetric-pair rsa --key-size", "--modulus-size-bits 2048"},
    {"--key-size-in-bits", "--key-length-bytes 32"},
    {"--key-size 128", "--key-length-bytes 16"},
    {"--key-size 192", "--key-length-bytes 24"},
    {"--key-size", "--key-length-bytes 32"},
    {"key generate-asymmetric-pair --label", "--public-label/--private-label"},
    {"key generate-asymmetric-pair --attributes", "--public-attributes/--private-attributes"},
    {"key generate-symmetric --extractable", "--attributes extractable=false"},
    {"key unwrap --extractable", "--attributes extractable=false"},
    {"--extractable", "--private-attributes extractable=false"},
    {"key --token", token_keys},
    {"--persistent", token_keys},
    {"--partition", "--cluster-id"},
    {"key generate-asymmetric-pair ml-dsa --algorithm", "--mldsa-algorithm"},
    {"key generate-file --encoding ksp-key-reference", windows_only},
    {"key generate-file --all", windows_only},
    {"key import pem --key-type-class rsa-private", wrapped_keys},
    {"key import pem --key-type-class ec-private", wrapped_keys},
    {"key import pem --key-type-class aes", wrapped_keys},
    {"key wrap --filter", both_filters},
    {"key wrap --key-filter", both_filters},
    {"--wrapping-key-filter", "--wrapping-filter"},
    {"--tag-length", "--tag-length-bits"},
    {"crypto --filter", "--key-filter"},
    {"key wrap --data-path", "--path"},
    {"key wrap --file", "--path"},
    {"key wrap --out", "--path"},
    {"key unwrap --wrapping-filter", "--filter"},
    {"key unwrap --unwrapping-filter", "--filter"},
    {"key unwrap --path", "--data-path"},

    /* Client SDK 3: cloudhsm_mgmt_util and key_mgmt_util */
    {"singlecmd", by_environment},
    {"loginHSM", "login --username X --role admin (or crypto-user)"},
    {"logoutHSM", "logout"},
    {"listUsers", "user list"},
    {"createUser", "user create"},
    {"deleteUser", "user delete"},
    {"changePswd", "user change-password"},
    {"getHSMInfo", "cluster hsm-info"},
    {"info", "cluster hsm-info"},
    {"server", "--cluster-id; every command acts on all HSMs of its cluster"},
    {"syncKey", "key replicate"},
    {"syncUser", "user replicate; user create repairs a user that some HSMs do not have"},
    {"registerQuorumPubKey", "user change-quorum token-sign register"},
    {"setMValue", "quorum token-sign set-quorum-value"},
    {"getMValue", "quorum token-sign list-quorum-values"},
    {"getToken", "quorum token-sign generate"},
    {"approveToken", "--approval of the operation that the token is for"},
    {"listTokens", "quorum token-sign list"},
    {"delToken", "quorum token-sign delete"},
    {"genSymKey", "key generate-symmetric aes"},
    {"genPBEKey", "key generate-symmetric generic-secret"},
    {"genRSAKeyPair", "key generate-asymmetric-pair rsa"},
    {"genECCKeyPair", "key generate-asymmetric-pair ec"},
    {"findKey", "key list"},
    {"findSingleKey", "key list"},
    {"findAllKeys", "key list"},
    {"getKeyInfo", "key list --verbose"},
    {"getAttribute", "key list --verbose"},
    {"listAttributes", "key list --verbose"},
    {"setAttribute", "key set-attribute"},
    {"shareKey", "key share, key unshare"},
    {"deleteKey", "key delete"},
    {"sign", "crypto sign"},
    {"verify", "crypto verify"},
    {"getCaviumPrivKey", "key generate-file --encoding reference-pem"},
    {"extractMaskedObject", "key replicate"},
    {"insertMaskedObject", "key replicate"},
    {"wrapKey", "key wrap"},
    {"unWrapKey", "key unwrap"},
    {"exSymKey", "key wrap"},
    {"imSymKey", "key unwrap"},
    {"exportPrivateKey", "key wrap"},
    {"importPrivateKey", "key unwrap"},
    {"exportPubKey", "key generate-file --encoding pem"},
    {"importPubKey", "key import pem"},
};
