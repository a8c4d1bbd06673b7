/* configure-cli without a subcommand: settings of the only cluster, and of the log. */
#include "app.h"

#include "args.h"
#include "config.h"
#include "error.h"
#include "pem-file.h"

#include <arpa/inet.h>
#include <string.h>

enum option {
	OPT_ADDRESSES,
	OPT_CLUSTER_ID,
	OPT_ENDPOINT,
	OPT_REGION,
	OPT_CA,
	OPT_MTLS_CERTIFICATE,
	OPT_MTLS_KEY,
	OPT_LOG_TYPE,
	OPT_LOG_FILE,
	OPT_LOG_LEVEL,
	OPT_LOG_ROTATION,
	OPT_RETRY_MODE,
	OPT_DISABLE_AVAILABILITY,
	OPT_ENABLE_AVAILABILITY,
	OPT_DISABLE_VALIDATION,
	OPT_ENABLE_VALIDATION,
	OPT_ENABLE_WEAK_HASH,
	OPT_TUNNEL_CERTIFICATE,
	OPT_TUNNEL_KEY,
};

enum together { MTLS = 1, TUNNEL };

static const struct option_choice log_types[] = {
    {.value = "term", .help = "Standard error"},
    {.value = "file", .help = "The file of --log-file"},
};
static const struct option_choice log_levels[] = {{.value = "error"}, {.value = "warn"},
    {.value = "info"}, {.value = "debug"}, {.value = "trace"}};
static const struct option_choice log_rotations[] = {
    {.value = "never", .help = "One file for good"},
    {.value = "hourly", .help = "A new file every hour (UTC)"},
    {.value = "daily", .help = "A new file every day (UTC)"},
    {.value = "weekly", .help = "A new file every Sunday (UTC)"},
};
static const struct option_choice retry_modes[] = {
    {.value = "off", .help = "A throttled request fails at once"},
    {.value = "standard", .help = "A throttled request is tried again"},
};

static const struct option_spec options[] = {
    [OPT_ADDRESSES] = {.short_name = 'a',
	.type = OPTION_LIST,
	.metavar = "HSM_ENI_IP",
	.flags = OPTION_ONE_TOKEN,
	.help = "Addresses of HSMs of the cluster, all behind one -a. They replace those in the "
		"file, and the cluster's id with them"},
    [OPT_CLUSTER_ID] = {.name = "cluster-id",
	.type = OPTION_STRING,
	.help = "The cluster whose HSMs are looked up and written to the file"},
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
    [OPT_LOG_TYPE] = {.name = "log-type",
	.type = OPTION_ENUM,
	.choices = log_types,
	.n_choices = ARRAY_LENGTH(log_types),
	.help = "Where the log of the client goes"},
    [OPT_LOG_FILE] = {.name = "log-file",
	.type = OPTION_PATH,
	.metavar = "FILE",
	.help = "File of the log. With rotation the time stands behind this name"},
    [OPT_LOG_LEVEL] = {.name = "log-level",
	.type = OPTION_ENUM,
	.choices = log_levels,
	.n_choices = ARRAY_LENGTH(log_levels),
	.help = "How much is logged: this level and what is more severe"},
    [OPT_LOG_ROTATION] = {.name = "log-rotation",
	.type = OPTION_ENUM,
	.choices = log_rotations,
	.n_choices = ARRAY_LENGTH(log_rotations),
	.help = "When a new file of the log is begun"},
    [OPT_RETRY_MODE] = {.name = "default-retry-mode",
	.type = OPTION_ENUM,
	.choices = retry_modes,
	.n_choices = ARRAY_LENGTH(retry_modes),
	.help = "What the client does when an HSM has too much to do"},
    [OPT_DISABLE_AVAILABILITY] = {.name = "disable-key-availability-check",
	.type = OPTION_FLAG,
	.help = "Keys may be made and used while they are on fewer than 2 HSMs"},
    [OPT_ENABLE_AVAILABILITY] = {.name = "enable-key-availability-check",
	.type = OPTION_FLAG,
	.help = "Keys must be on at least 2 HSMs to be made and used, as on a fresh client host"},
    [OPT_DISABLE_VALIDATION] = {.name = "disable-validate-key-at-init",
	.type = OPTION_FLAG,
	.help = "A key is not checked when an operation with it begins"},
    [OPT_ENABLE_VALIDATION] = {.name = "enable-validate-key-at-init",
	.type = OPTION_FLAG,
	.help = "A key is checked when an operation with it begins"},
    [OPT_ENABLE_WEAK_HASH] = {.name = "enable-ecdsa-with-weak-hash-function",
	.type = OPTION_FLAG,
	.flags = OPTION_HIDDEN,
	.help = "ECDSA may sign with a hash that is weaker than the key"},
    [OPT_TUNNEL_CERTIFICATE] = {.name = "server-client-cert-file",
	.type = OPTION_PATH,
	.metavar = "FILE",
	.flags = OPTION_HIDDEN,
	.together = TUNNEL,
	.help = "Certificate of the client for the connection to the cluster"},
    [OPT_TUNNEL_KEY] = {.name = "server-client-key-file",
	.type = OPTION_PATH,
	.metavar = "FILE",
	.flags = OPTION_HIDDEN,
	.together = TUNNEL,
	.help = "Private key of that certificate"},
};

static const struct example examples[] = {
    {"Connect to one cluster by its id", "--cluster-id <CLUSTER_ID>"},
    {"Connect to one cluster by the addresses of its HSMs", "-a 10.0.0.1 10.0.0.2"},
    {"Work with a cluster that has a single HSM", "--disable-key-availability-check"},
    {"Log more than usual, one file a day",
	"--log-type file --log-level debug --log-rotation daily"},
};

/* Options that say the opposite of one another. */
static const struct {
	enum option one, other;
} exclusions[] = {
    {OPT_ADDRESSES, OPT_CLUSTER_ID},
    {OPT_DISABLE_AVAILABILITY, OPT_ENABLE_AVAILABILITY},
    {OPT_DISABLE_VALIDATION, OPT_ENABLE_VALIDATION},
};

/* Flags, with the member of the cluster's "options" that they set, and to what. */
static const struct {
	enum option option;
	const char *name;
	bool value;
} flags[] = {
    {OPT_DISABLE_AVAILABILITY, "disable_key_availability_check", true},
    {OPT_ENABLE_AVAILABILITY, "disable_key_availability_check", false},
    {OPT_DISABLE_VALIDATION, "validate_key_at_init", false},
    {OPT_ENABLE_VALIDATION, "validate_key_at_init", true},
    {OPT_ENABLE_WEAK_HASH, "enable_ecdsa_with_weak_hash_function", true},
};

/* Options of the log, with their names in the file. */
static const struct {
	enum option option;
	const char *name;
} logging[] = {
    {OPT_LOG_TYPE, "log_type"},
    {OPT_LOG_FILE, "log_file"},
    {OPT_LOG_LEVEL, "log_level"},
    {OPT_LOG_ROTATION, "log_interval"},
};

static int exclude(enum option one, enum option other, struct error *err)
{
	const char *name = options[one].name;

	return error_raisef(err, ERR_USAGE, "the argument '%s%s' cannot be used with '--%s'",
	    name ? "--" : "-a", name ? name : "", options[other].name);
}

/* An address or a host name: what a URL, a port or a path would add is not wanted here. */
static int check_address(const char *address, struct error *err)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-";
	struct in6_addr v6;

	if (address[0] && strspn(address, allowed) == strlen(address))
		return 0;
	if (inet_pton(AF_INET6, address, &v6) == 1)
		return 0;
	return error_raisef(err, ERR_USAGE,
	    "invalid value '%s' for '-a <HSM_ENI_IP>...': not an address or host name", address);
}

static int check(const struct args *args, struct error *err)
{
	size_t count;
	const char *const *addresses = args_list(args, OPT_ADDRESSES, &count);
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
		any = any || args_has(args, (unsigned)i);
	if (!any)
		return error_raise(err, ERR_USAGE, "at least one option is required");
	for (size_t i = 0; i < ARRAY_LENGTH(exclusions); i++) {
		if (args_has(args, exclusions[i].one) && args_has(args, exclusions[i].other))
			return exclude(exclusions[i].one, exclusions[i].other, err);
	}
	for (size_t i = OPT_ENDPOINT; i <= OPT_REGION; i++) {
		if (args_has(args, (unsigned)i) && !args_has(args, OPT_CLUSTER_ID))
			return error_raisef(err, ERR_USAGE,
			    "the argument '--%s' can only be used with '--cluster-id'",
			    options[i].name);
	}
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = check_address(addresses[i], err);
	return rc;
}

static int check_files(const struct args *args, struct error *err)
{
	static const enum option certificates[] = {
	    OPT_CA, OPT_MTLS_CERTIFICATE, OPT_TUNNEL_CERTIFICATE};
	static const enum option keys[] = {OPT_MTLS_KEY, OPT_TUNNEL_KEY};
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(certificates) && rc == 0; i++) {
		if (args_has(args, certificates[i]))
			rc = pem_check_certificate(args_text(args, certificates[i]), err);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(keys) && rc == 0; i++) {
		if (args_has(args, keys[i]))
			rc = pem_check_private_key(args_text(args, keys[i]), err);
	}
	return rc;
}

static int set_cluster(struct app *app, const struct args *args, struct error *err)
{
	const char *cluster_id = args_text(args, OPT_CLUSTER_ID);
	struct servers servers;
	int rc;

	if (args_has(args, OPT_ADDRESSES)) {
		size_t count;
		const char *const *addresses = args_list(args, OPT_ADDRESSES, &count);

		return config_set_servers(app->config, addresses, count, err);
	}
	if (!cluster_id)
		return 0;
	rc = servers_find(app, cluster_id, args_text(args, OPT_REGION), &servers, err);
	if (rc != 0)
		return rc;
	rc =
	    config_set_cluster(app->config, cluster_id, servers_list(&servers), servers.count, err);
	servers_done(&servers);
	return rc;
}

static int set_files(struct config *config, const struct args *args, struct error *err)
{
	int rc = 0;

	if (args_has(args, OPT_CA))
		rc = config_set_ca_file(config, 0, args_text(args, OPT_CA), err);
	if (rc == 0 && args_has(args, OPT_MTLS_KEY))
		rc = config_set_mtls(config, 0, args_text(args, OPT_MTLS_CERTIFICATE),
		    args_text(args, OPT_MTLS_KEY), err);
	if (rc == 0 && args_has(args, OPT_TUNNEL_KEY))
		rc = config_set_tunnel(config, 0, args_text(args, OPT_TUNNEL_CERTIFICATE),
		    args_text(args, OPT_TUNNEL_KEY), err);
	return rc;
}

static int set_options(struct config *config, const struct args *args, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(flags) && rc == 0; i++) {
		if (args_has(args, flags[i].option))
			rc = config_set_option_flag(config, 0, flags[i].name, flags[i].value, err);
	}
	if (rc == 0 && args_has(args, OPT_RETRY_MODE))
		rc = config_set_option_text(
		    config, 0, "retry_mode", args_text(args, OPT_RETRY_MODE), err);
	for (size_t i = 0; i < ARRAY_LENGTH(logging) && rc == 0; i++) {
		if (args_has(args, logging[i].option))
			rc = config_set_logging(
			    config, logging[i].name, args_text(args, logging[i].option), err);
	}
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply UNUSED,
    struct error *err)
{
	struct app *app = context->app;
	int rc;

	/* Nothing here says which of several clusters is meant, so that the real tool does nothing.
	 */
	if (config_cluster_count(app->config) > 1)
		return error_raise(err, ERR_CONFIG_SEVERAL);
	rc = check_files(args, err);
	if (rc == 0)
		rc = set_cluster(app, args, err);
	if (rc == 0)
		rc = set_files(app->config, args, err);
	if (rc == 0)
		rc = set_options(app->config, args, err);
	return rc == 0 ? app_save(app, err) : rc;
}

const struct command command_configure = {
    .path = "",
    .summary = "Configure which cluster CloudHSM CLI connects to, and how",
    .description =
	"Writes the configuration file of this client host, etc/cloudhsm-cli.cfg in its directory. "
	"What no option names stays as it is in the file, keys that localhsm does not know "
	"included; where there is no file yet, the shipped one is the beginning.\n\n"
	"A cluster is given by addresses of its HSMs (-a) or by its id (--cluster-id), which is "
	"looked up in the estate. Certificates and keys stay where they are: the file holds their "
	"absolute paths.\n\n"
	"Nothing is written to standard output, and nothing is changed when an option is refused. "
	"Once the file has several clusters, only add-cluster and remove-cluster change it.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .style = ANSWER_SILENT,
    .check = check,
    .run = run,
};
