/* What the manual page of cloudhsm-cli says that no table can tell. */
#include "commands.h"

static const char description[] =
    "Operates the users and keys of AWS CloudHSM clusters that localhsm simulates on this machine. "
    "Commands, options, answers and texts are those of CloudHSM CLI in Client SDK 5.18, so that a "
    "runbook or script that passes here passes there, and one that fails there fails here.\n\n"
    "Given a command, the program runs it, writes one JSON document to standard output and ends. "
    "It logs in with the credentials in the environment if the command needs a login, and logs out "
    "behind it. Standard input is never read. The command interactive starts a session instead, "
    "which reads command after command and keeps its logins until it ends.\n\n"
    "The answer is an object of error_code, 0 or 1, and data. When error_code is 1, data is a "
    "string that says why. Prompts, warnings, refused words and what goes wrong before a command "
    "can run are written to standard error.\n\n"
    "Options may come in any order, as --option value or --option=value. An option that takes "
    "several words takes all up to the next option. Passwords can be given as options, which other "
    "users of the machine may see for a moment, or typed when they are asked for.\n\n"
    "Keys are real, their protection is not: everything an estate holds can be read by whoever can "
    "read its two files. Do not bring keys here that protect anything.";

static const char environment[] =
    "CLOUDHSM_ROLE\tRole of the user that a single command logs in as: admin or crypto-user. Set "
    "with CLOUDHSM_PIN or not at all.\n"
    "CLOUDHSM_PIN\tUsername and password of that user, divided by the first colon. login, cluster "
    "activate and interactive sessions take no notice of either variable; cluster hsm-info and "
    "user list need no login and log in if they are set.\n"
    "DESTINATION_CLOUDHSM_ROLE\tThe role for the destination cluster of key replicate.\n"
    "DESTINATION_CLOUDHSM_PIN\tThe username and password for it.\n"
    "LOCALHSM_HOME\tDirectory of the estate. Left out, it is localhsm under XDG_STATE_HOME, or "
    "~/.local/state/localhsm.\n"
    "LOCALHSM_CLIENT\tDirectory of the client host. Left out, it is the prefix that the program "
    "is installed under, if that has etc/cloudhsm-cli.cfg, or else client in the estate's "
    "directory.\n"
    "LOCALHSM_ERROR_DETAIL\tIf it is 1, an answer whose error_code is 1 has a third field, error, "
    "with the number, the name and the hint of the error.";

static const char files[] =
    "etc/cloudhsm-cli.cfg\tThe configuration of the client host, in its directory: clusters, "
    "addresses of HSMs, logging. Written by configure-cli and by localhsm up.\n"
    "etc/customerCA.crt\tThe certificate of the CA that signed the cluster's certificate, if the "
    "configuration names no other file. HSMs whose certificate it does not vouch for are not "
    "connected to.\n"
    "run/cloudhsm-cli.log\tThe log, if the configuration names no other file. The day is added to "
    "the name.\n"
    "run/cloudhsm-cli.history\tThe lines of interactive sessions, without passwords.";

static const char key_filters[] =
    "Options that select keys take words of two forms, as many as are wanted, all of which must "
    "match:\n\n"
    "key-reference=0x<HEX>\tThe reference of a key. Leading zeroes may be left out, and the number "
    "may be written in decimal.\n"
    "attr.<KEY_ATTRIBUTE>=<VALUE>\tAn attribute, which is compared in its own kind: flags with "
    "true or false, lengths as numbers, id, check-value, modulus and the like as hexadecimal "
    "digits in either case, key-type, class, curve and mldsa-algorithm as words in either case "
    "(3des is des3, prime256v1 is secp256r1), the label as it stands. A label may hold any "
    "characters; put one with blanks in quotes.\n\n"
    "Crypto users select among the keys that they own, those that are shared with them, and all "
    "public keys. A filter must match exactly one key, but in key list, and in key generate-file, "
    "which takes both halves of a pair too. When both halves of a pair have one label, add "
    "attr.class=private-key or attr.class=public-key.";

static const char key_attributes[] =
    "Each is given as <KEY_ATTRIBUTE>=<VALUE> to a command that makes a key, or set afterwards "
    "with key set-attribute, by the crypto user who owns the key and nobody else. Where nothing "
    "else is said the value is true or false, false is the default, and the attribute can be given "
    "as well as set, either way.\n\n"
    "key-type, class, curve, mldsa-algorithm, modulus-size-bits, public-exponent\tWhat the key is: "
    "follows from the command and its options. Can neither be given as an attribute nor set.\n"
    "check-value, ec-point, key-length-bytes, modulus\tCome from the key itself: can neither be "
    "given nor set. Keys that have no such thing do not show it; generic secrets have no "
    "check-value.\n"
    "label\tA text of 1 to 127 characters, given by the options of that name. Can be set.\n"
    "id\tBytes in hexadecimal, such as 0x01; empty unless given. Cannot be set on hsm1.medium.\n"
    "encrypt, decrypt\tWhether applications may encrypt and decrypt with the key.\n"
    "derive\tWhether applications may derive keys from it. Of an RSA key it cannot be set on "
    "hsm1.medium.\n"
    "sign, verify\tWhether the key may sign and verify; true by default for secret keys.\n"
    "wrap\tWhether the key may wrap others. Not for private keys.\n"
    "unwrap\tWhether the key may unwrap others. Not for public keys.\n"
    "extractable\tWhether the key may be wrapped, true by default. Can be set to false, but not on "
    "hsm1.medium, and never back.\n"
    "never-extractable\tWhether extractable was never true, for keys that were generated here. Can "
    "neither be given nor set.\n"
    "sensitive\tWhether the key can never be read in clear, which none can be anyway; true by "
    "default for secret and private keys. Can be given for private keys only, and not be set.\n"
    "always-sensitive\tWhether sensitive was always true, for keys that were generated here. Can "
    "neither be given nor set.\n"
    "local\tWhether the key was generated in the HSMs; false for keys that were imported or "
    "unwrapped. Can neither be given nor set.\n"
    "token\tWhether the key outlives the login; true by default. Left to --session when a key is "
    "made; can be set to true.\n"
    "private\tWhether the key needs a login to be seen; true by default. Cannot be set.\n"
    "destroyable\tWhether the key may be deleted; true by default.\n"
    "modifiable\tWhether attributes may be set; true by default. Can be set to false.\n"
    "trusted\tWhether the key may wrap keys that want a trusted wrapping key. Cannot be given; set "
    "by admins only, and the one attribute that they set.\n"
    "wrap-with-trusted\tWhether the key can be wrapped under trusted keys only. Can be set to "
    "true.\n"
    "wrap-template, unwrap-template\tKnown, and refused: they belong to the PKCS #11 library.";

static const char client_sdk_3[] =
    "What the commands of cloudhsm_mgmt_util and key_mgmt_util, which work with hsm1.medium only, "
    "are called here:\n\n"
    "loginHSM\tlogin; for single commands, CLOUDHSM_ROLE and CLOUDHSM_PIN\n"
    "logoutHSM\tlogout\n"
    "getHSMInfo, info\tcluster hsm-info\n"
    "listUsers\tuser list\n"
    "createUser\tuser create\n"
    "deleteUser\tuser delete\n"
    "changePswd\tuser change-password\n"
    "genSymKey\tkey generate-symmetric aes (-t 31), key generate-symmetric generic-secret (-t 16). "
    "3DES keys (-t 21) come in by key unwrap --key-type-class des3\n"
    "genRSAKeyPair\tkey generate-asymmetric-pair rsa\n"
    "genECCKeyPair\tkey generate-asymmetric-pair ec; -i 2 is --curve secp256r1, 13 secp224r1, 14 "
    "secp384r1, 15 secp521r1, 16 secp256k1\n"
    "findKey, findSingleKey\tkey list\n"
    "getAttribute, getKeyInfo\tkey list --verbose\n"
    "setAttribute\tkey set-attribute\n"
    "shareKey\tkey share, key unshare\n"
    "deleteKey\tkey delete\n"
    "wrapKey, unWrapKey\tkey wrap, key unwrap. The number of -m is a command: 4 aes-pkcs5-pad, 5 "
    "aes-no-pad, 6 aes-zero-pad, 7 rsa-aes, 8 rsa-oaep, 10 aes-gcm, 11 cloudhsm-aes-gcm, 12 "
    "rsa-pkcs. That of -t is --hash-function, with the --mgf of the same hash: 2 sha1, 3 sha256, 4 "
    "sha384, 5 sha512, 6 sha224. -tag_size is in bytes, --tag-length-bits in bits. Files are those "
    "of -noheader\n"
    "exSymKey, exportPrivateKey\tkey wrap aes-pkcs5-pad, which is their -m 4; no key leaves the "
    "HSMs in clear\n"
    "imSymKey, importPrivateKey\tkey unwrap; no private or secret key comes in in clear\n"
    "exportPubKey\tkey generate-file --encoding pem\n"
    "importPubKey\tkey import pem\n"
    "getCaviumPrivKey\tkey generate-file --encoding reference-pem\n"
    "sign, verify\tcrypto sign, crypto verify. -m 0 to 4 is rsa-pkcs, 5 to 9 rsa-pkcs-pss, 15 to "
    "19 ecdsa\n"
    "extractMaskedObject, insertMaskedObject, syncKey\tkey replicate";

static const char caveats[] =
    "Where the service's behaviour is not published, this program does what is most likely; among "
    "that are:\n\n"
    "- the exit status, 1 for an answer with error_code 1 and 2 for words that were not "
    "understood\n"
    "- the texts of most refusals; those that are known from the service or its documentation are "
    "kept to the letter\n"
    "- the answer of key wrap with --path, which names the file in the place of the wrapped data\n"
    "- the lengths that --tag-length-bits takes, of which the documentation shows 64 alone\n"
    "- the bytes of the files that key generate-file writes for private keys\n"
    "- how Ed25519 keys are printed: their key-type, ec-point and lengths\n"
    "- what an admin sees in key list, which is the reference and label of every key\n"
    "- that an environment variable which is set but empty counts as not set\n\n"
    "ML-DSA and Ed25519ph need a newer OpenSSL than some systems have: 3.5 and 3.2, and 3.4 for "
    "Ed25519ph of a digest. Where it is older, their commands are refused with an answer that says "
    "so.\n\n"
    "Quorum approval, second factors and mutual TLS are not simulated by this version: their "
    "options are refused, never ignored.";

const struct manual_section manual_sections[MANUAL_SECTIONS] = {
    {"DESCRIPTION", description},
    {"ENVIRONMENT", environment},
    {"FILES", files},
    {"KEY FILTERS", key_filters},
    {"KEY ATTRIBUTES", key_attributes},
    {"CLIENT SDK 3", client_sdk_3},
    {"CAVEATS", caveats},
};
