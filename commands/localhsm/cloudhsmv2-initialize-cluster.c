/* cloudhsmv2 initialize-cluster: InitializeCluster. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "error.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_SIGNED_CERT, OPT_TRUST_ANCHOR, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION("Cluster that is initialised"),
    [OPT_SIGNED_CERT] = {.name = "signed-cert",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "Certificate for the cluster's CSR in PEM, or file:// and the path of one"},
    [OPT_TRUST_ANCHOR] = {.name = "trust-anchor",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "Self-signed certificate of the CA that signed it in PEM, or file:// and the path "
		"of one"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Initialise a cluster with the certificates in two files",
	"cloudhsmv2 initialize-cluster --cluster-id <CLUSTER_ID> --signed-cert "
	"file://cluster.crt --trust-anchor file://customerCA.crt"},
};

static const struct reply_node members[] = {
    {.name = "State", .type = REPLY_STRING},
    {.name = "StateMessage", .type = REPLY_STRING},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_CLUSTER_ID, "--cluster-id", "ClusterId"}, NULL},
    {AWS_TEXT, {OPT_SIGNED_CERT, "--signed-cert", "SignedCert"}, NULL},
    {AWS_TEXT, {OPT_TRUST_ANCHOR, "--trust-anchor", "TrustAnchor"}, NULL},
};

static const struct aws_operation operation = {
    .name = "InitializeCluster",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
    .answer = &answer,
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_initialize_cluster = {
    .path = "cloudhsmv2 initialize-cluster",
    .summary = "Initialise a cluster with a signed certificate",
    .description =
	"Claims a new cluster for the CA that has signed its certificate. The request to be signed "
	"is ClusterCsr in describe-clusters, once the cluster has an HSM.\n\n"
	"The certificate must be for the key of that request and signed with SHA-2; the CA's must "
	"be self-signed: an intermediate CA is refused. Keys are RSA of 2048 to 4096 bits or EC on "
	"P-256, P-384 or P-521. A cluster is initialised once; its CA stays for as long as it "
	"lives, and clients need the CA's certificate to connect.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
