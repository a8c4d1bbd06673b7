/* configure-cli add-cluster: one more cluster in the configuration. */
#include "app.h"

#include "args.h"
#include "config.h"
#include "error.h"
#include "pem-file.h"

enum option {
	OPT_CLUSTER_ID,
	OPT_ENDPOINT,
	OPT_REGION,
	OPT_CA,
	OPT_MTLS_CERTIFICATE,
	OPT_MTLS_KEY
};

enum together { MTLS = 1 };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = {.name = "cluster-id",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "The cluster to add. Its HSMs are looked up and written to the file"},
    [OPT_ENDPOINT] = {.name = "endpoint",
	.type = OPTION_STRING,
	.metavar = "URL",
	.help =
	    "Where to look the cluster up. Accepted and not used: it is looked up in the estate"},
    [OPT_REGION] = {.name = "region",
	.type = OPTION_STRING,
	.default_text = "us-east-1",
	.help = "The region to look the cluster up in"},
    [OPT_CA] = {.name = "hsm-ca-cert",
	.type = OPTION_PATH,
	.metavar = "FILE",
	.default_text = "etc/customerCA.crt of the client host",
	.help = "Certificate of the CA that signed the certificate of the cluster"},
    [OPT_MTLS_CERTIFICATE] = {.name = "client-cert-hsm-tls-file",
	.type = OPTION_PATH,
	.metavar = "FILE",
	.together = MTLS,
	.help = "Certificate with which the client shows the HSMs who it is (mutual TLS)"},
    [OPT_MTLS_KEY] = {.name = "client-key-hsm-tls-file",
	.type = OPTION_PATH,
	.metavar = "FILE",
	.together = MTLS,
	.help = "Private key of that certificate, not encrypted"},
};

static const struct example examples[] = {
    {"Connect to a second cluster", "add-cluster --cluster-id <CLUSTER_ID>"},
};

static int check_files(const struct args *args, struct error *err)
{
	int rc = 0;

	if (args_has(args, OPT_CA))
		rc = pem_check_certificate(args_text(args, OPT_CA), err);
	if (rc == 0 && args_has(args, OPT_MTLS_CERTIFICATE))
		rc = pem_check_certificate(args_text(args, OPT_MTLS_CERTIFICATE), err);
	if (rc == 0 && args_has(args, OPT_MTLS_KEY))
		rc = pem_check_private_key(args_text(args, OPT_MTLS_KEY), err);
	return rc;
}

static int add(struct app *app, const struct args *args, struct error *err)
{
	const char *cluster_id = args_text(args, OPT_CLUSTER_ID);
	struct servers servers;
	int rc = servers_find(app, cluster_id, args_text(args, OPT_REGION), &servers, err);

	if (rc != 0)
		return rc;
	rc = config_add_cluster(app->config, cluster_id, servers_list(&servers), servers.count,
	    args_text(args, OPT_CA), err);
	servers_done(&servers);
	if (rc == 0 && args_has(args, OPT_MTLS_KEY))
		rc = config_set_mtls(app->config, config_cluster_count(app->config) - 1,
		    args_text(args, OPT_MTLS_CERTIFICATE), args_text(args, OPT_MTLS_KEY), err);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply UNUSED,
    struct error *err)
{
	struct app *app = context->app;
	int rc = check_files(args, err);

	if (rc == 0)
		rc = add(app, args, err);
	return rc == 0 ? app_save(app, err) : rc;
}

const struct command command_add_cluster = {
    .path = "add-cluster",
    .summary = "Add a cluster to the configuration",
    .description =
	"Adds a cluster, beside those that stand in the configuration file, so that one client "
	"host works with several. Each of them must have been configured by its id: one that was "
	"set with -a has to be set again with --cluster-id first.\n\n"
	"From then on cloudhsm-cli wants --cluster-id to say which cluster is meant. Give each "
	"cluster that was initialised with a CA of its own its CA file with --hsm-ca-cert.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .style = ANSWER_SILENT,
    .run = run,
};
