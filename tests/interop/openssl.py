"""OpenSSL's own command line, and evp.c for what that cannot do, as the other side of an exchange of keys."""

import functools
import os
import subprocess

import lab

# The initial value of RFC 3394, section 2.2.3.1, and the one of RFC 5649, section 3, as `openssl enc` wants them.
KW_IV = "A6" * 8
KWP_IV = "A65959A6"

# The exit status of evp.c when the library does not know what was asked for.
EVP_MISSING = 77


class Refused(AssertionError):
    """OpenSSL did not do what it was asked."""


def pairs(option, parameters):
    """Words of a command line: the option before each name:value."""
    return [word for name, value in parameters.items() for word in (option, f"{name}:{value}")]


def evp_program():
    return os.environ.get("LOCALHSM_TEST_EVP") or os.path.join(lab.BUILD, "tests", "interop", "evp")


@functools.cache
def enc_wraps():
    """Whether `openssl enc` takes ciphers that wrap keys, as it does up to OpenSSL 3.4."""
    done = subprocess.run(["openssl", "enc", "-id-aes128-wrap", "-K", "00" * 16, "-iv", KW_IV],
                          input=bytes(16), check=False, capture_output=True)
    return done.returncode == 0


class OpenSsl:
    """Runs openssl in one directory; file names are relative to it."""

    def __init__(self, directory):
        self.directory = directory

    def call(self, *command, data=None):
        """The command's end, whatever it is."""
        return subprocess.run(command, cwd=self.directory, input=data, check=False,
                              capture_output=True, env={"PATH": os.environ["PATH"]})

    def output_of(self, *command, data=None):
        done = self.call(*command, data=data)
        if done.returncode != 0:
            raise Refused(f"{' '.join(command)}: {done.stderr.decode()}")
        return done.stdout

    def run(self, *words, data=None):
        return self.output_of("openssl", *words, data=data)

    def evp(self, *words, data=None):
        return self.output_of(evp_program(), *words, data=data)

    def make_rsa(self, name, bits=2048):
        """A key pair: name.pem and name-public.pem."""
        self.run("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}",
                 "-out", f"{name}.pem")
        self.run("pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}-public.pem")

    def make_ec(self, name, curve):
        self.run("genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}",
                 "-pkeyopt", "ec_param_enc:named_curve", "-out", f"{name}.pem")
        self.run("pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}-public.pem")

    def make_ed25519(self, name):
        self.run("genpkey", "-algorithm", "ED25519", "-out", f"{name}.pem")
        self.run("pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}-public.pem")

    def pkcs8(self, name):
        """The private key as PKCS#8 DER."""
        return self.run("pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-in", f"{name}.pem")

    def public_of_pkcs8(self, der):
        """The public half of a PKCS#8 private key, as PEM."""
        return self.run("pkey", "-inform", "DER", "-pubout", data=der)

    def oaep(self, direction, key, hash_name, data):
        options = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", f"rsa_oaep_md:{hash_name}",
                   "-pkeyopt", f"rsa_mgf1_md:{hash_name}"]
        side = ["-encrypt", "-pubin"] if direction == "encrypt" else ["-decrypt"]
        return self.run("pkeyutl", *side, "-inkey", key, *options, data=data)

    def pkcs1(self, direction, key, data):
        """PKCS#1 v1.5."""
        side = ["-encrypt", "-pubin"] if direction == "encrypt" else ["-decrypt"]
        return self.run("pkeyutl", *side, "-inkey", key, "-pkeyopt", "rsa_padding_mode:pkcs1",
                        data=data)

    def rsa(self, key, block):
        """RSA alone: a block of the modulus's length, in which the padding is the caller's."""
        return self.run("pkeyutl", "-encrypt", "-pubin", "-inkey", key, "-pkeyopt",
                        "rsa_padding_mode:none", data=block)

    def enc(self, direction, cipher, key, initial, data):
        """AES key wrap with an initial value: by `openssl enc` where it still has it, else by evp.c."""
        if not enc_wraps():
            return self.evp(direction, f"AES-{len(key) * 8}-{cipher.upper()}", key.hex(), initial,
                            data=data)
        option = ["-d"] if direction == "unwrap" else []
        return self.run("enc", *option, f"-id-aes{len(key) * 8}-{cipher}", "-K", key.hex(), "-iv",
                        initial, data=data)

    def kw(self, direction, key, data):
        """AES key wrap, RFC 3394."""
        return self.enc(direction, "wrap", key, KW_IV, data)

    def kwp(self, direction, key, data):
        """AES key wrap with padding, RFC 5649."""
        return self.enc(direction, "wrap-pad", key, KWP_IV, data)

    def gcm(self, direction, key, initial, aad, tag_bits, data):
        """AES-GCM: ciphertext and tag."""
        return self.evp(f"gcm-{direction}", key.hex(), initial.hex(), aad.hex(), str(tag_bits),
                        data=data)

    def rsa_aes_unwrap(self, private, hash_name, wrapped, modulus_bytes=256):
        key = self.oaep("decrypt", private, hash_name, wrapped[:modulus_bytes])
        return self.kwp("unwrap", key, wrapped[modulus_bytes:])

    def rsa_aes_wrap(self, public, hash_name, payload, aes_bytes=32):
        key = os.urandom(aes_bytes)
        return (self.oaep("encrypt", public, hash_name, key) + self.kwp("wrap", key, payload))

    # Signatures. parameters: what dgst calls -sigopt and pkeyutl -pkeyopt. A signature that does not hold is
    # Refused.

    def keep(self, data, name="openssl.sig"):
        """The name of a file with it."""
        with open(os.path.join(self.directory, name), "wb") as file:
            file.write(data)
        return name

    def sign(self, key, hash_name, message, parameters):
        return self.run("dgst", f"-{hash_name}", "-sign", key, *pairs("-sigopt", parameters),
                        data=message)

    def verify(self, key, hash_name, message, signature, parameters):
        self.run("dgst", f"-{hash_name}", "-verify", key, "-signature", self.keep(signature),
                 *pairs("-sigopt", parameters), data=message)

    def sign_hash(self, key, hash_name, digest, parameters):
        """The same of a hash that was made before."""
        return self.run("pkeyutl", "-sign", "-inkey", key, "-pkeyopt", f"digest:{hash_name}",
                        *pairs("-pkeyopt", parameters), data=digest)

    def verify_hash(self, key, hash_name, digest, signature, parameters):
        self.run("pkeyutl", "-verify", "-pubin", "-inkey", key, "-sigfile", self.keep(signature),
                 "-pkeyopt", f"digest:{hash_name}", *pairs("-pkeyopt", parameters), data=digest)

    def sign_raw(self, key, message):
        """With an algorithm that takes the message as it is."""
        return self.run("pkeyutl", "-sign", "-inkey", key, "-rawin", "-in",
                        self.keep(message, "openssl.in"))

    def verify_raw(self, key, message, signature):
        self.run("pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in",
                 self.keep(message, "openssl.in"), "-sigfile", self.keep(signature))

    def check_value(self, key, kind):
        """The first three bytes of one block of zeros under the key, as attributes print it."""
        cipher = {"des3": "-des-ede3-ecb", "aes": f"-aes-{len(key) * 8}-ecb"}[kind]
        size = 8 if kind == "des3" else 16
        block = self.run("enc", cipher, "-K", key.hex(), "-nopad", data=bytes(size))
        return "0x" + block[:3].hex()
