"""DigestInfo: what rsa-pkcs signs of a hash (RFC 8017, section 9.2)."""

import hashlib

# What stands before the hash: note 1 there.
PREFIX = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha224": "302d300d06096086480165030402040500041c",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}


def digest_info(hash_name, message):
    return bytes.fromhex(PREFIX[hash_name]) + hashlib.new(hash_name, message).digest()
