"""OpenSSL's own command line, as the other side of an exchange of keys."""

import os
import subprocess

# The alternative initial value of RFC 5649, section 3, as `openssl enc` wants it.
KWP_IV = "A65959A6"


class OpenSsl:
    """Runs openssl in one directory; file names are relative to it."""

    def __init__(self, directory):
        self.directory = directory

    def run(self, *words, data=None):
        done = subprocess.run(["openssl", *words], cwd=self.directory, input=data, check=False,
                              capture_output=True, env={"PATH": os.environ["PATH"]})
        if done.returncode != 0:
            raise AssertionError(f"openssl {' '.join(words)}: {done.stderr.decode()}")
        return done.stdout

    def make_rsa(self, name, bits=2048):
        """A key pair: name.pem and name-public.pem."""
        self.run("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}",
                 "-out", f"{name}.pem")
        self.run("pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}-public.pem")

    def make_ec(self, name, curve):
        self.run("genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}",
                 "-pkeyopt", "ec_param_enc:named_curve", "-out", f"{name}.pem")
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

    def kwp(self, direction, key, data):
        """AES key wrap with padding, RFC 5649."""
        option = ["-d"] if direction == "unwrap" else []
        return self.run("enc", *option, f"-id-aes{len(key) * 8}-wrap-pad", "-K", key.hex(),
                        "-iv", KWP_IV, data=data)

    def rsa_aes_unwrap(self, private, hash_name, wrapped, modulus_bytes=256):
        key = self.oaep("decrypt", private, hash_name, wrapped[:modulus_bytes])
        return self.kwp("unwrap", key, wrapped[modulus_bytes:])

    def rsa_aes_wrap(self, public, hash_name, payload, aes_bytes=32):
        key = os.urandom(aes_bytes)
        return (self.oaep("encrypt", public, hash_name, key) + self.kwp("wrap", key, payload))

    def check_value(self, key, kind):
        """The first three bytes of one block of zeros under the key, as attributes print it."""
        cipher = {"des3": "-des-ede3-ecb", "aes": f"-aes-{len(key) * 8}-ecb"}[kind]
        size = 8 if kind == "des3" else 16
        block = self.run("enc", cipher, "-K", key.hex(), "-nopad", data=bytes(size))
        return "0x" + block[:3].hex()
