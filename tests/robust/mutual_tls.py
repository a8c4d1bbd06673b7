#!/usr/bin/env python3
"""Mutual TLS with real certificates, made by openssl as the service's guide does it: who gets in, who does not, and
what becomes of those who were in."""

import os
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
import signing
from lab import ADMIN, ALICE, LOGIN_ADMIN, LOGIN_ALICE, PASSWORD
from signing import BAD_SIGNATURE, DISCONNECTED, NEEDS_QUORUM, Member, SharedLab, openssl

SECOND = signing.pin("second", "admin")
GONE = f'Error: "{DISCONNECTED}"\n'
NOT_LOGGED_IN = "User must be logged in to run this command"
EXISTS = "Invalid Certificate: Trust anchor already exists."
INSTALLED = "Certificate error received from Hsm. Trust anchor is already installed in Hsm."
FULL = "Maximum number of certificates registered."
TOO_LONG = "Oversized Certificate: Certificate is too long"
NO_MTLS = "Failed to set the mtls enforcement. Current connection must be mtls to set this enforcement."
ONLY_ADMIN = "An Admin must be logged in to set policy on an HSM"
REGISTER = ("cluster", "mtls", "register-trust-anchor", "--path")
DEREGISTER = ("cluster", "mtls", "deregister-trust-anchor", "--certificate-reference")
LIST = ("cluster", "mtls", "list-trust-anchors")
LEVEL = ("cluster", "mtls", "get-enforcement")
ENFORCE = ("cluster", "mtls", "set-enforcement", "--level")
CERTIFICATE, KEY = "client_cert_hsm_tls_path", "client_key_hsm_tls_path"


def make_estate(estate):
    """Two HSMs, the admins admin and second, alice."""
    signing.small_cluster(estate, 2)
    estate.make_users("alice")
    estate.ask("user", "create", "--username", "second", "--role", "admin", "--password", PASSWORD,
               as_user=ADMIN)


PLAIN = signing.recipe("plain-mtls", make_estate)


class Shop:
    """A folder in which certificates are made."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        # By the guide: a root of RSA-4096 for 25 years. Others are made of keys that take less time.
        self.key("root", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096")
        self.root("root")
        for name in "other", "third":
            self.key(name)
            self.root(name)
        self.key("client", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
        self.signed("client", "client", "root", "1826")
        self.chain("ssl-client.pem", "client", "root")

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def key(self, name, *kind):
        openssl("genpkey", "-out", self.path(f"{name}.key"),
                *(kind or ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")))

    def root(self, name, *more):
        openssl("req", "-new", "-x509", "-days", "9130", "-key", self.path(f"{name}.key"), "-out",
                self.path(f"{name}.crt"), "-subj", f"/CN={name}", *more)

    def signed(self, name, key, issuer, days, *extensions):
        """A certificate of a key, of an issuer."""
        openssl("req", "-new", "-sha256", "-key", self.path(f"{key}.key"), "-out",
                self.path(f"{name}.csr"), "-subj", f"/CN={name}")
        with open(self.path("extensions.cnf"), "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in extensions))
        openssl("x509", "-req", "-sha256", "-days", days, "-in", self.path(f"{name}.csr"), "-CA",
                self.path(f"{issuer}.crt"), "-CAkey", self.path(f"{issuer}.key"), "-CAcreateserial",
                "-out", self.path(f"{name}.crt"), "-extfile", self.path("extensions.cnf"))

    def chain(self, file, *names):
        with open(self.path(file), "wb") as out:
            for name in names:
                out.write(self.read(f"{name}.crt"))


class MutualTlsLab(SharedLab):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not hasattr(cls.lab, "shop"):
            cls.lab.shop = Shop(os.path.join(cls.lab.dir, "certificates"))
        cls.shop = cls.lab.shop

    def setUp(self):
        self.estate = self.lab.estate(PLAIN)

    def host(self, name, certificate=None, key=None):
        """Another client host of the cluster, with a certificate or without: its environment."""
        client = os.path.join(self.estate.dir, name)
        shutil.copytree(self.estate.client, client)
        host = {"LOCALHSM_CLIENT": client}
        if certificate:
            self.configure(host, certificate, key or "client.key")
        return host

    def configure(self, host, certificate, key):
        self.estate.run("configure-cli", "--client-cert-hsm-tls-file", self.shop.path(certificate),
                        "--client-key-hsm-tls-file", self.shop.path(key), env=host, check=True)

    def good_host(self):
        return self.host("good", "ssl-client.pem")

    def ask(self, host, *words, as_user=ADMIN):
        return self.estate.ask(*words, as_user=as_user, env=host)

    def cli(self, host, *words, as_user=ADMIN):
        return self.estate.cli(*words, as_user=as_user, env=host)

    def session(self, host, login=LOGIN_ADMIN):
        session = lab.LiveSession(self.estate, env=host)
        self.addCleanup(session.__exit__)
        self.assertEqual(session.ask(login)["error_code"], 0)
        return session

    def register(self, host, name="root.crt"):
        return self.ask(host, *REGISTER, self.shop.path(name))["trust_anchor"]

    def enforce(self, host):
        self.assertEqual(self.ask(host, *ENFORCE, "cluster"),
                         {"message": "Mtls enforcement level set to Cluster successfully"})

    def anchors(self, host):
        return [(anchor["certificate-reference"], anchor["cluster-coverage"])
                for anchor in self.ask(host, *LIST, as_user=None)["trust_anchors"]]

    def assertGone(self, host):
        """No command gets an HSM to talk to."""
        for words, user in (("user", "list"), None), (LEVEL, ADMIN), (("key", "list"), ALICE), (LIST, None):
            result = self.cli(host, *words, as_user=user)
            self.assertEqual((result.status, result.stdout, result.stderr), (1, "", GONE))

    def sql(self, text, *values):
        with sqlite3.connect(self.estate.database()) as database:
            database.execute(text, values)
        database.close()


class RecipeTest(MutualTlsLab):
    def test_from_the_root_to_the_enforcement(self):
        plain, host = self.host("plain"), self.host("good")
        self.assertEqual(self.ask(plain, *LIST, as_user=None), {"trust_anchors": []})
        self.assertEqual(self.ask(plain, *LEVEL), {"mtls-enforcement-level": "none"})
        anchor = self.register(host)
        self.assertEqual(anchor, {"certificate-reference": "0x01",
                                  "certificate": self.shop.read("root.crt").decode(),
                                  "cluster-coverage": "full"})
        self.assertRefused(self.cli(host, *ENFORCE, "cluster"), NO_MTLS)
        self.configure(host, "ssl-client.pem", "client.key")
        self.enforce(host)
        self.assertEqual(self.ask(host, *LEVEL), {"mtls-enforcement-level": "cluster"})
        self.assertEqual(self.ask(host, *LEVEL, as_user=ALICE), {"mtls-enforcement-level": "cluster"})
        self.assertEqual(self.ask(host, *LIST, as_user=None), {"trust_anchors": [anchor]})
        self.assertEqual(len(self.ask(host, "cluster", "hsm-info")["hsms"]), 2)
        self.ask(host, "key", "generate-symmetric", "aes", "--label", "x", "--key-length-bytes", "32",
                 as_user=ALICE)
        self.assertGone(plain)
        self.assertEqual(self.ask(host, *ENFORCE, "none"),
                         {"message": "Mtls enforcement level set to None successfully"})
        self.ask(plain, "key", "list", as_user=ALICE)

    def test_refusals(self):
        host = self.host("good")
        # Nobody is asked for a certificate that nobody could verify.
        self.configure(host, "ssl-client.pem", "client.key")
        self.assertRefused(self.cli(host, *ENFORCE, "cluster"), NO_MTLS)
        self.register(host)
        self.assertRefused(self.cli(host, *REGISTER, self.shop.path("root.crt")), EXISTS)
        for user in SECOND, ALICE, None:
            for level in "cluster", "none":
                self.assertRefused(self.cli(host, *ENFORCE, level, as_user=user), ONLY_ADMIN)
        self.register(host, "other.crt")
        self.assertRefused(self.cli(host, *REGISTER, self.shop.path("third.crt")), FULL)
        self.assertRefused(self.cli(host, *REGISTER, self.shop.path("root.crt")), EXISTS)
        self.assertEqual(self.anchors(host), [("0x01", "full"), ("0x02", "full")])
        self.assertRefused(self.cli(host, *DEREGISTER, "0x03"), "Trust anchor with reference 0x03 does not exist")
        for user in ALICE, None:
            for words in (*REGISTER, self.shop.path("third.crt")), (*DEREGISTER, "1"):
                self.assertEqual(self.cli(host, *words, as_user=user).status, 1)
        self.assertEqual(self.ask(host, *DEREGISTER, "2", as_user=SECOND),
                         {"message": "Trust anchor with reference 0x02 deregistered successfully"})
        self.assertEqual(self.ask(host, *LEVEL), {"mtls-enforcement-level": "none"})
        # The number is free again.
        self.assertEqual(self.register(host, "third.crt")["certificate-reference"], "0x02")

    def test_an_anchor_that_is_too_long(self):
        """A chain of 7,320 bytes, as that of which it is known; and one with the last byte that is allowed."""
        root = self.shop.read("root.crt")
        for size, text in (7320, TOO_LONG), (6981, TOO_LONG), (6980, None):
            padded = self.estate.write(f"{size}.crt", root + b"#" * (size - len(root) - 1) + b"\n")
            result = self.estate.cli(*REGISTER, padded, as_user=ADMIN)
            if text:
                self.assertRefused(result, text)
                self.assertEqual(self.anchors({}), [])
            else:
                # The certificate alone is kept, and not what stood around it.
                self.assertEqual(result.data["trust_anchor"]["certificate"], root.decode())

    def test_what_is_no_anchor(self):
        shop = self.shop
        shop.key("small", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")
        shop.root("small")
        shop.key("koblitz", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")
        shop.root("koblitz")
        shop.signed("leaf-v3", "client", "root", "1826", "basicConstraints=CA:FALSE")
        shop.chain("leaf.pem", "leaf-v3", "root")
        shop.chain("reversed.pem", "root", "client")
        shop.chain("unrelated.pem", "other", "root")
        expired = shop.path("expired-root.crt")
        openssl("req", "-new", "-key", shop.path("other.key"), "-subj", "/CN=expired", "-out", expired + ".csr")
        with open(shop.path("ca.cnf"), "w", encoding="utf-8") as file:
            file.write("basicConstraints=critical,CA:TRUE\n")
        openssl("x509", "-req", "-days", "0", "-in", expired + ".csr", "-signkey", shop.path("other.key"),
                "-extfile", shop.path("ca.cnf"), "-out", expired)
        for name in ("small.crt", "koblitz.crt", "client.crt", "leaf.pem", "reversed.pem",
                     "unrelated.pem", "expired-root.crt", "root.key", "client.csr"):
            with self.subTest(file=name):
                self.assertRefused(self.estate.cli(*REGISTER, shop.path(name), as_user=ADMIN),
                                   lab.re.compile(r"\AInvalid Certificate: .+"))
        self.assertEqual(self.anchors({}), [])

    def test_the_quorum_of_the_service_cluster(self):
        signing.members(self.estate, "admin")
        host = self.host("good", "ssl-client.pem")
        with Member(self.estate, "second") as second:
            second.enter().register()
        admin = Member(self.estate, "admin")
        self.addCleanup(admin.__exit__)
        admin.enter()
        admin.data("quorum", "token-sign", "set-quorum-value", "--service", "cluster", "--value", "2")
        register = (*REGISTER, self.shop.path("root.crt"))
        self.assertEqual(admin.answer(*register), {"error_code": 1, "data": NEEDS_QUORUM})
        self.assertEqual(self.anchors({}), [])
        second = signing.ring_of(self.lab).of("second")
        path = admin.token("cluster", "cluster.token")
        self.assertEqual(signing.read_json(path)["service"], "cluster-management")
        signing.approve(path, admin.entry(path), signing.entry(path, "second", "admin", second))
        admin.data(*register, "--approval", path)
        self.assertEqual(self.anchors({}), [("0x01", "full")])
        self.assertRefused(self.cli(host, *ENFORCE, "cluster"), NEEDS_QUORUM)
        self.assertRefused(self.cli(host, *DEREGISTER, "1"), NEEDS_QUORUM)
        self.assertEqual(self.anchors({}), [("0x01", "full")])


class ClientTest(MutualTlsLab):
    """Clients of a cluster that takes none without a certificate of the root."""

    def setUp(self):
        super().setUp()
        self.plain = self.host("plain")
        self.good = self.good_host()
        self.register(self.good)
        self.enforce(self.good)

    def spoilt(self):
        shop = self.shop
        shop.signed("stranger", "client", "other", "1826")
        shop.signed("expired", "client", "root", "0")
        shop.signed("server", "client", "root", "1826", "extendedKeyUsage=serverAuth")
        # The name of the root, and another key.
        openssl("req", "-new", "-x509", "-days", "9130", "-key", shop.path("other.key"), "-out",
                shop.path("lookalike.crt"), "-subj", "/CN=root")
        shutil.copy(shop.path("other.key"), shop.path("lookalike.key"))
        shop.signed("forged", "client", "lookalike", "1826")
        for name, issuer in (("stranger", "other"), ("expired", "root"), ("server", "root"),
                             ("forged", "lookalike"), ("forged", "root")):
            shop.chain(f"{name}-{issuer}.pem", name, issuer)
            yield f"{name}-{issuer}.pem"

    def test_certificates_that_do_not_do(self):
        self.assertGone(self.plain)
        for name in self.spoilt():
            with self.subTest(certificate=name):
                self.assertGone(self.host(name, name))
        self.ask(self.good, "key", "list", as_user=ALICE)
        # The chain says who signed it, and the client file is in order without it, too.
        self.ask(self.host("bare", "client.crt"), "key", "list", as_user=ALICE)

    def test_certificates_run_out_by_the_clock_of_the_estate(self):
        self.ask(self.good, "key", "list", as_user=ALICE)
        self.estate.run("localhsm", "clock", "advance", "--by", "1825d", check=True)
        self.ask(self.good, "key", "list", as_user=ALICE)
        self.estate.run("localhsm", "clock", "advance", "--by", "2d", check=True)
        self.assertGone(self.good)
        self.estate.run("localhsm", "clock", "reset", check=True)
        self.ask(self.good, "key", "list", as_user=ALICE)

    def test_files_that_do_not_do(self):
        """Refused by configure-cli, and, when they went bad later, by the commands."""
        shop = self.shop
        shop.key("stray")
        openssl("pkcs8", "-topk8", "-in", shop.path("client.key"), "-passout", "pass:Sesame", "-out",
                shop.path("locked.key"))
        unusable = "Configuration-referenced file {} at location {} cannot be used: {}"
        missing = "Could not read configuration-referenced file {} at location {}: No such file or directory"
        no_key = "it is not a PEM private key without a passphrase"
        for number, (certificate, key, fault, text, *where) in enumerate((
                ("ssl-client.pem", "stray.key", KEY, unusable, "it is not the key of the client certificate"),
                ("ssl-client.pem", "locked.key", KEY, unusable, no_key),
                ("ssl-client.pem", "client.crt", KEY, unusable, no_key),
                ("ssl-client.pem", "gone.key", KEY, missing),
                ("client.key", "client.key", CERTIFICATE, unusable, "it is not a PEM certificate"),
                ("gone.pem", "client.key", CERTIFICATE, missing))):
            with self.subTest(certificate=certificate, key=key):
                files = [shop.path("used.pem"), shop.path("used.key")]
                for file, name in zip(files, ("ssl-client.pem", "client.key")):
                    shutil.copy(shop.path(name), file)
                host = self.host(f"host{number}", "used.pem", "used.key")
                self.ask(host, "key", "list", as_user=ALICE)
                for file, name in zip(files, (certificate, key)):
                    if name.startswith("gone"):
                        os.remove(file)
                    else:
                        shutil.copy(shop.path(name), file)
                place = files[fault == KEY]
                self.assertStartError(self.cli(host, "user", "list", as_user=None),
                                      text.format(fault, place, *where))
                fresh = self.host(f"fresh{number}")
                result = self.estate.run("configure-cli", "--client-cert-hsm-tls-file", shop.path(certificate),
                                         "--client-key-hsm-tls-file", shop.path(key), env=fresh)
                if key != "stray.key":
                    self.assertStartError(result)
        # One of the two alone, and one that was left empty.
        half = self.host("half")
        self.estate.run("configure-cli", "--client-cert-hsm-tls-file", shop.path("ssl-client.pem"), env=half)
        result = self.cli(half, "user", "list", as_user=None)
        self.assertEqual((result.status, result.stdout), (1, ""))
        config = os.path.join(self.good["LOCALHSM_CLIENT"], "etc", "cloudhsm-cli.cfg")
        with open(config, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(shop.path("ssl-client.pem"), text)
        with open(config, "w", encoding="utf-8") as file:
            file.write(text.replace(shop.path("ssl-client.pem"), ""))
        self.assertStartError(self.cli(self.good, "user", "list", as_user=None), missing.format(CERTIFICATE, ""))

    def test_an_intermediate(self):
        """A client file with the chain to the root, and an anchor that is a chain itself."""
        shop = self.shop
        shop.key("middle")
        shop.signed("middle", "middle", "other", "3000", "basicConstraints=critical,CA:TRUE")
        shop.signed("leaf", "client", "middle", "1826")
        shop.chain("leaf.pem", "leaf", "middle", "other")
        shop.chain("middle.pem", "middle", "other")
        leaf, bare = self.host("leaf", "leaf.pem"), self.host("bare", "leaf.crt")
        self.assertGone(leaf)
        self.assertEqual(self.register(self.good, "middle.pem")["certificate-reference"], "0x02")
        self.ask(leaf, "key", "list", as_user=ALICE)
        self.ask(bare, "key", "list", as_user=ALICE)
        self.ask(self.good, *DEREGISTER, "2")
        self.register(self.good, "other.crt")
        self.ask(leaf, "key", "list", as_user=ALICE)
        # Who signed the leaf, nobody says any more.
        self.assertGone(bare)


class DroppedTest(MutualTlsLab):
    """Sessions that were open when the rules changed."""

    def assertDropped(self, session):
        self.assertEqual(session.watch("key list"), ("", GONE))
        self.assertEqual(session.watch("user list"), ("", GONE))

    def test_by_enforcement(self):
        plain, host = self.host("plain"), self.good_host()
        self.register(host)
        session = self.session(plain, LOGIN_ALICE)
        made = session.ask("key generate-symmetric aes --label s --key-length-bytes 32 --session")
        self.assertEqual(made["error_code"], 0)
        other = self.session(host, LOGIN_ALICE)
        self.enforce(host)
        self.assertDropped(session)
        self.assertEqual(other.ask("key list")["error_code"], 0)
        # The connection comes back, the login and its session key do not.
        self.ask(host, *ENFORCE, "none")
        self.assertEqual(session.ask("key list"), {"error_code": 1, "data": NOT_LOGGED_IN})
        self.assertEqual(session.ask(LOGIN_ALICE)["error_code"], 0)
        self.assertEqual(session.ask("key list --filter attr.label=s")["data"]["total_key_count"], 0)

    def test_an_anchor_that_comes_changes_nothing_for_who_is_in(self):
        """Nobody was asked for a certificate; who comes later is, and one that does not verify is worse than none."""
        self.shop.signed("stranger", "client", "other", "1826")
        host, stranger = self.host("good"), self.host("stranger", "stranger.crt")
        session = self.session(stranger, LOGIN_ALICE)
        self.register(host)
        self.assertEqual(session.ask("key list")["error_code"], 0)
        self.assertGone(stranger)
        self.configure(host, "ssl-client.pem", "client.key")
        self.enforce(host)
        self.assertDropped(session)

    def test_its_tokens_go_with_it(self):
        signing.members(self.estate, "admin")
        with Member(self.estate, "second") as second:
            second.enter().register()
        host = self.good_host()
        self.register(host)
        admin = Member(self.estate, "admin")
        self.addCleanup(admin.__exit__)
        admin.enter()
        admin.data("quorum", "token-sign", "set-quorum-value", "--service", "user", "--value", "2")
        path = admin.token("user", "user.token")
        signing.approve(path, admin.entry(path), signing.entry(path, "second", "admin", second.pair))
        self.enforce(host)
        self.assertEqual(admin.watch("key list"), ("", GONE))
        self.ask(host, *ENFORCE, "none")
        admin.enter()
        self.assertEqual(admin.data("quorum", "token-sign", "list"), {"tokens": []})
        answer = admin.answer("user", "create", "--username", "eve", "--role", "crypto-user", "--password",
                              PASSWORD, "--approval", path)
        self.assertEqual(answer, {"error_code": 1, "data": BAD_SIGNATURE})

    def test_by_deregistering(self):
        """Connections whose certificate was under that anchor: with another left, and with none."""
        host = self.good_host()
        self.register(host)
        plain = self.host("no-certificate")
        self.configure_away(plain)
        self.ask(host, *REGISTER, self.shop.path("other.crt"))
        session, bare = self.session(host), self.session(plain)
        self.ask(plain, *DEREGISTER, "0x01", as_user=SECOND)
        self.assertDropped(session)
        self.assertEqual(bare.ask("cluster mtls get-enforcement")["error_code"], 0)
        self.assertGone(host)
        self.assertEqual(self.anchors(plain), [("0x02", "full")])
        self.ask(plain, *DEREGISTER, "0x02", as_user=SECOND)
        # Nobody asks for the certificate any more.
        self.assertEqual(session.ask("cluster mtls get-enforcement"), {"error_code": 1, "data": NOT_LOGGED_IN})
        self.ask(host, *LEVEL)

    def configure_away(self, host):
        """The plain configuration, on whichever host it was copied from."""
        config = os.path.join(host["LOCALHSM_CLIENT"], "etc", "cloudhsm-cli.cfg")
        with open(config, encoding="utf-8") as file:
            self.assertNotIn(CERTIFICATE, file.read())

    def test_the_last_anchor_of_a_session(self):
        """The login that it was made with is over, though the certificate is asked for no more."""
        host = self.good_host()
        self.register(host)
        session = self.session(host)
        self.ask(host, *DEREGISTER, "0x01", as_user=SECOND)
        self.assertEqual(session.ask("cluster mtls get-enforcement"), {"error_code": 1, "data": NOT_LOGGED_IN})
        self.assertEqual(self.anchors(host), [])

    def test_enforcement_without_an_anchor_lets_nobody_in(self):
        """One can shut oneself out, and the command that does it is the last one."""
        host = self.good_host()
        self.register(host)
        self.enforce(host)
        self.ask(host, *DEREGISTER, "0x01")
        self.assertGone(host)
        self.assertGone(self.host("plain"))


class HsmsTest(MutualTlsLab):
    """Anchors and enforcement are each HSM's own."""

    def create_hsm(self, cluster):
        return self.estate.lab_command("cloudhsmv2", "create-hsm", "--cluster-id", cluster,
                                       "--availability-zone", self.estate.zone()).answer["Hsm"]["HsmId"]

    def test_a_clone_has_both(self):
        host = self.good_host()
        self.register(host)
        self.enforce(host)
        backup = self.estate.newest_backup()
        self.estate.up("destination", "--source-backup-id", backup)
        where = ("--cluster-id", self.estate.clusters["destination"])
        plain = {"LOCALHSM_CLIENT": self.estate.client}
        result = self.cli(plain, "user", "list", *where, as_user=None)
        self.assertEqual((result.status, result.stdout, result.stderr), (1, "", GONE))
        self.estate.run("configure-cli", "add-cluster", *where, "--client-cert-hsm-tls-file",
                        self.shop.path("ssl-client.pem"), "--client-key-hsm-tls-file",
                        self.shop.path("client.key"), env=host, check=True)
        self.assertEqual(self.ask(host, *LEVEL, *where), {"mtls-enforcement-level": "cluster"})
        anchor, = self.ask(host, *LIST, *where, as_user=None)["trust_anchors"]
        self.assertEqual(anchor["certificate"], self.shop.read("root.crt").decode())
        # Of what is done there, the source knows nothing.
        self.ask(host, *ENFORCE, "none", *where)
        source = ("--cluster-id", self.estate.clusters["source"])
        self.assertEqual(self.ask(host, *LEVEL, *source), {"mtls-enforcement-level": "cluster"})

    def test_an_hsm_that_comes_later(self):
        host = self.good_host()
        self.register(host)
        self.enforce(host)
        self.create_hsm(self.estate.clusters["source"])
        self.assertEqual(len(self.ask(host, "cluster", "hsm-info")["hsms"]), 3)
        self.assertEqual(self.anchors(host), [("0x01", "full")])
        self.assertEqual(self.ask(host, *LEVEL), {"mtls-enforcement-level": "cluster"})
        self.assertGone(self.host("plain"))

    def test_an_anchor_that_an_hsm_lacks(self):
        host = self.good_host()
        for hsm in signing.hsm_ids(self.estate):
            with self.subTest(hsm=hsm):
                self.sql("INSERT INTO fault (hsm_id, kind) VALUES (?, 'unreachable')", hsm)
                self.register(host)
                self.sql("DELETE FROM fault")
                self.assertEqual(self.anchors(host), [("0x01", "inconsistent")])
                register = (*REGISTER, self.shop.path("root.crt"))
                self.assertRefused(self.cli(host, *register), INSTALLED)
                self.assertEqual(self.anchors(host), [("0x01", "full")])
                self.assertRefused(self.cli(host, *register), EXISTS)
                self.ask(host, *DEREGISTER, "0x01")
                self.assertEqual(self.anchors(host), [])


if __name__ == "__main__":
    lab.main()
