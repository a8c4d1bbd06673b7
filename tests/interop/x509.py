#!/usr/bin/env python3
"""A cluster is initialised by an operator who signs its request with openssl, by the steps of the service's
manual; certificates that are no self-signed root of that request are refused."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import LabTest

EXCEPTION = re.compile(r"\nAn error occurred \((\w+)\) when calling the (\w+) operation: .+\n")

MAKE_ROOT = """
openssl genrsa -out {name}.key 2048 2>/dev/null
openssl req -new -x509 -days 3652 -key {name}.key -out {name}.crt -subj "/CN={name}"
"""
SIGN = """
openssl x509 -req -days 3652 -in cluster.csr -CA {ca}.crt -CAkey {ca}.key -CAcreateserial \
    -out {out}.crt 2>/dev/null
"""


class InitializeTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("bare")
        self.cluster = self.estate.clusters["source"]

    def aws(self, operation, *words, check=True):
        result = self.estate.run("localhsm", "cloudhsmv2", operation, *words, check=check)
        return result.answer if check else result

    def describe(self):
        return self.aws("describe-clusters", "--filters",
                        f"clusterIds={self.cluster}")["Clusters"][0]

    def create_hsm(self):
        zone = sorted(self.describe()["SubnetMapping"])[0]
        return self.aws("create-hsm", "--cluster-id", self.cluster, "--availability-zone",
                        zone)["Hsm"]

    def take_csr(self):
        csr = self.estate.shell(
            "localhsm cloudhsmv2 describe-clusters --filters clusterIds=" + self.cluster +
            " --output text --query 'Clusters[].Certificates.ClusterCsr' > cluster.csr; "
            "openssl req -in cluster.csr -noout -verify -subject").stdout
        return csr

    def initialize(self, certificate, anchor, check=True):
        return self.aws("initialize-cluster", "--cluster-id", self.cluster,
                        "--signed-cert", f"file://{certificate}.crt",
                        "--trust-anchor", f"file://{anchor}.crt", check=check)

    def refuse(self, result, operation="InitializeCluster",
               exception="CloudHsmInvalidRequestException"):
        self.assertEqual((result.status, result.stdout), (254, ""), str(result))
        match = EXCEPTION.fullmatch(result.stderr)
        self.assertIsNotNone(match, str(result))
        self.assertEqual(match.groups(), (exception, operation))

    def make(self, *scripts):
        for script in scripts:
            self.estate.shell(script)

    def prepare(self):
        self.assertEqual(self.describe()["State"], "UNINITIALIZED")
        self.assertNotIn("ClusterCsr", self.describe().get("Certificates", {}))
        self.create_hsm()
        self.assertRegex(self.take_csr(), r'CN ?= ?"?HSM:')
        self.make(MAKE_ROOT.format(name="customerCA"),
                  SIGN.format(ca="customerCA", out="signed"))

    def configure(self, anchor="customerCA.crt"):
        self.estate.run("configure-cli", "--cluster-id", self.cluster, "--hsm-ca-cert", anchor,
                        check=True)

    def test_the_manual_step_by_step(self):
        self.prepare()
        answer = self.initialize("signed", "customerCA")
        self.assertEqual(answer["State"], "INITIALIZE_IN_PROGRESS")
        self.assertTrue(answer["StateMessage"])
        cluster = self.describe()
        self.assertEqual(cluster["State"], "INITIALIZED")
        self.assertNotIn("ClusterCsr", cluster["Certificates"])
        # What the control plane shows now verifies as the manual has it verified.
        for member, name in (("ClusterCertificate", "cluster"), ("HsmCertificate", "hsm"),
                             ("AwsHardwareCertificate", "aws"),
                             ("ManufacturerHardwareCertificate", "manufacturer")):
            self.estate.write(f"{name}.crt", cluster["Certificates"][member])
        self.make("openssl verify -CAfile customerCA.crt cluster.crt",
                  "cmp <(openssl x509 -in cluster.crt -pubkey -noout)"
                  " <(openssl req -in cluster.csr -pubkey -noout)",
                  "openssl verify -CAfile aws.crt hsm.crt",
                  "openssl verify -CAfile manufacturer.crt hsm.crt",
                  "cmp <(openssl x509 -in hsm.crt -pubkey -noout)"
                  " <(openssl req -in cluster.csr -pubkey -noout)")
        self.configure()
        users = self.estate.ask("user", "list")["users"]
        self.assertEqual([(user["username"], user["role"]) for user in users],
                         [("admin", "unactivated-admin"),
                          ("app_user", "internal(APPLIANCE_USER)")])
        self.assertEqual(self.estate.ask("cluster", "activate", "--password", lab.PASSWORD),
                         "Cluster activation successful")
        self.assertEqual(self.describe()["State"], "ACTIVE")
        self.assertEqual(len(self.aws("describe-backups")["Backups"]), 1)

    def test_a_second_initialisation_is_refused(self):
        self.prepare()
        self.initialize("signed", "customerCA")
        self.refuse(self.initialize("signed", "customerCA", check=False))
        self.assertEqual(self.describe()["State"], "INITIALIZED")

    def test_another_ca_is_refused(self):
        self.prepare()
        self.make(MAKE_ROOT.format(name="otherCA"))
        self.refuse(self.initialize("signed", "otherCA", check=False))
        self.assertEqual(self.describe()["State"], "UNINITIALIZED")
        self.initialize("signed", "customerCA")

    def test_an_intermediate_in_place_of_the_root_is_refused(self):
        self.prepare()
        self.make("""
            openssl req -new -newkey rsa:2048 -nodes -keyout middle.key -out middle.csr \
                -subj /CN=middle 2>/dev/null
            printf 'basicConstraints=critical,CA:true\n' > middle.ext
            openssl x509 -req -days 365 -in middle.csr -CA customerCA.crt -CAkey customerCA.key \
                -CAcreateserial -extfile middle.ext -out middle.crt 2>/dev/null""",
                  SIGN.format(ca="middle", out="below"))
        self.refuse(self.initialize("below", "middle", check=False))
        self.assertEqual(self.describe()["State"], "UNINITIALIZED")

    def test_a_certificate_of_another_key_is_refused(self):
        self.prepare()
        self.make("""
            openssl req -new -newkey rsa:2048 -nodes -keyout stranger.key -out stranger.csr \
                -subj /CN=stranger 2>/dev/null
            openssl x509 -req -days 365 -in stranger.csr -CA customerCA.crt \
                -CAkey customerCA.key -CAcreateserial -out stranger.crt 2>/dev/null""")
        self.refuse(self.initialize("stranger", "customerCA", check=False))

    def test_files_that_are_no_certificates_are_refused(self):
        self.prepare()
        self.estate.write("text.crt", "this is no certificate\n")
        self.estate.write("empty.crt", "")
        for name in ("text", "empty"):
            self.assertNotEqual(self.initialize(name, "customerCA", check=False).status, 0)
            self.assertNotEqual(self.initialize("signed", name, check=False).status, 0)
        missing = self.initialize("missing", "customerCA", check=False)
        self.assertNotIn(missing.status, (0, 254), str(missing))
        self.assertEqual(self.describe()["State"], "UNINITIALIZED")

    def test_it_needs_an_hsm_first(self):
        self.make(MAKE_ROOT.format(name="customerCA"))
        self.refuse(self.initialize("customerCA", "customerCA", check=False))

    def test_a_second_hsm_waits_for_activation(self):
        self.prepare()
        zone = sorted(self.describe()["SubnetMapping"])[0]
        result = self.aws("create-hsm", "--cluster-id", self.cluster, "--availability-zone", zone,
                          check=False)
        self.refuse(result, "CreateHsm")
        self.assertIn("already contains an HSM but has not yet been fully activated",
                      result.stderr)

    def test_the_client_connects_only_under_its_ca(self):
        self.prepare()
        self.make(MAKE_ROOT.format(name="otherCA"))
        self.initialize("signed", "customerCA")
        self.configure("otherCA.crt")
        self.assertStartError(self.estate.cli("user", "list"), "HSM is disconnected")
        self.configure()
        self.estate.ask("user", "list")
        os.remove(os.path.join(self.estate.work, "customerCA.crt"))
        self.assertStartError(self.estate.cli("user", "list"),
                              re.compile("hsm_ca_file.*No such file or directory"))


if __name__ == "__main__":
    lab.main()
