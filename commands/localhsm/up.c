/* up: a cluster, ready for use, in one step. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "config.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"
#include "up-cluster.h"
#include "user.h"

#define HSMS_DEFAULT 2
#define HSMS_MAX 28

enum option {
	OPT_HSM_TYPE,
	OPT_MODE,
	OPT_HSMS,
	OPT_SOURCE_BACKUP_ID,
	OPT_REGION,
	OPT_ADMIN_PASSWORD
};

/* Of the enumerations in estate.h, in their order. */
static const struct option_choice types[] = {
    {.value = "hsm1.medium", .help = "The older type, FIPS 140-2 level 3"},
    {.value = "hsm2m.medium", .help = "The current type, FIPS 140-3 level 3"},
};
static const struct option_choice modes[] = {
    {.value = "FIPS", .help = "Algorithms that are validated for FIPS only"},
    {.value = "NON_FIPS", .help = "All algorithms of the service; hsm2m.medium only"},
};

static const struct option_spec options[] = {
    [OPT_HSM_TYPE] = {.name = "hsm-type",
	.type = OPTION_ENUM,
	.choices = types,
	.n_choices = ARRAY_LENGTH(types),
	.default_text = "hsm2m.medium",
	.help = "Type of the HSMs"},
    [OPT_MODE] = {.name = "mode",
	.type = OPTION_ENUM,
	.choices = modes,
	.n_choices = ARRAY_LENGTH(modes),
	.default_text = "FIPS, or the mode of the backup",
	.help = "Mode of the cluster"},
    [OPT_HSMS] = {.name = "hsms",
	.type = OPTION_U64,
	.metavar = "NUMBER",
	.min = 1,
	.max = HSMS_MAX,
	.default_text = "2",
	.help = "Number of HSMs, in one zone after the other"},
    [OPT_SOURCE_BACKUP_ID] = {.name = "source-backup-id",
	.type = OPTION_STRING,
	.help = "Id or ARN of a backup that the cluster is made from. Users and keys are those of "
		"the backup"},
    [OPT_REGION] = {.name = "region",
	.type = OPTION_STRING,
	.flags = OPTION_NOT_EMPTY,
	.default_text = "us-east-1",
	.help = "Region of the cluster"},
    [OPT_ADMIN_PASSWORD] = {.name = "admin-password",
	.type = OPTION_SECRET,
	.metavar = "PASSWORD",
	.help = "Password of the first admin. Left out, it is LOCALHSM_ADMIN_PASSWORD, or asked "
		"for on the terminal. Not needed with a backup"},
};

static const struct example examples[] = {
    {"Make an hsm2m.medium cluster of two HSMs in FIPS mode", "up --admin-password Passw0rd!"},
    {"Make an hsm1.medium cluster, to rehearse leaving it",
	"up --hsm-type hsm1.medium --admin-password Passw0rd!"},
    {"Make a clone of a cluster from one of its backups", "up --source-backup-id <BACKUP_ID>"},
};

static const struct reply_node hsm_fields[] = {
    {.name = "hsm-id", .type = REPLY_STRING},
    {.name = "eni-ip", .type = REPLY_STRING},
    {.name = "availability-zone", .type = REPLY_STRING},
    {.name = "state", .type = REPLY_STRING},
};

static const struct reply_node hsm[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = hsm_fields,
	.n_children = ARRAY_LENGTH(hsm_fields)},
};

static const struct reply_node members[] = {
    {.name = "cluster-id", .type = REPLY_STRING},
    {.name = "hsm-type", .type = REPLY_STRING},
    {.name = "mode", .type = REPLY_STRING},
    {.name = "state", .type = REPLY_STRING},
    {.name = "hsms", .type = REPLY_ARRAY, .children = hsm, .n_children = 1},
    {.name = "config", .type = REPLY_STRING},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static void show(struct reply *reply, const struct cluster_view *cluster, const char *config)
{
	reply_object(reply, NULL);
	reply_string(reply, "cluster-id", cluster->cluster_id);
	reply_string(reply, "hsm-type", hsm_type_name(cluster->type));
	reply_string(reply, "mode", cluster_mode_name(cluster->mode));
	reply_string(reply, "state", cluster_state_name(cluster->state));
	reply_array(reply, "hsms");
	for (size_t i = 0; i < cluster->n_hsms; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "hsm-id", cluster->hsms[i].hsm_id);
		reply_string(reply, "eni-ip", cluster->hsms[i].eni_ip);
		reply_string(reply, "availability-zone", cluster->hsms[i].availability_zone);
		reply_string(reply, "state", hsm_state_name(cluster->hsms[i].state));
		reply_end(reply);
	}
	reply_end(reply);
	reply_string(reply, "config", config);
	reply_end(reply);
}

/* From the option, else the environment, else the terminal; checked before anything is made. */
static int take_password(struct command_context *context, const struct args *args,
    struct secret *password, struct error *err)
{
	struct app *app = context->app;
	const struct secret *given = args_secret(args, OPT_ADMIN_PASSWORD);
	int rc;

	if (!given && app->admin_password.len > 0)
		given = &app->admin_password;
	if (!given)
		rc = context_ask_password(context, true, "--admin-password", password, err);
	else
		rc = secret_copy(password, given) == 0 ? 0 : error_raise(err, ERR_MEMORY);
	return rc == 0 ? user_password_check(password, err) : rc;
}

static int make(
    struct app *app, const struct up_request *request, struct reply *reply, struct error *err)
{
	struct cluster_view cluster;
	int rc = app_edit_config(app, err);

	if (rc == 0)
		rc = up_make(app, request, &cluster, err);

	/* No exception of an operation that nobody called. */
	if (rc == ERR_API_LIMIT)
		return error_raisef(err, ERR_LAB,
		    "%s Raise it with localhsm set quota-clusters or quota-hsms", err->text);
	if (rc != 0 && error_class_of(err->code) == CLASS_API)
		return error_raise(err, ERR_LAB, err->text);
	if (rc != 0)
		return rc;
	show(reply, &cluster, config_path(app->config));
	cluster_view_done(&cluster);
	return 0;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct secret password = SECRET_INIT;
	int type = args_choice(args, OPT_HSM_TYPE), mode = args_choice(args, OPT_MODE);
	const struct up_request request = {
	    .hsm_type = hsm_type_name(type < 0 ? HSM_TYPE_HSM2M_MEDIUM : (enum hsm_type)type),
	    .mode = mode < 0 ? NULL : cluster_mode_name((enum cluster_mode)mode),
	    .source_backup_id = args_text(args, OPT_SOURCE_BACKUP_ID),
	    .region = args_text(args, OPT_REGION),
	    .hsms = args_number(args, OPT_HSMS, HSMS_DEFAULT),
	    .password = &password,
	};
	int rc = request.source_backup_id ? 0 : take_password(context, args, &password, err);

	if (rc == 0)
		rc = make(context->app, &request, reply, err);
	secret_done(&password);
	return rc;
}

const struct command command_up = {
    .path = "up",
    .summary = "Make a cluster ready for use in one step",
    .description =
	"Creates a cluster and its HSMs, makes a CA and signs the cluster's certificate with it, "
	"initialises the cluster, activates it with the password of its first admin, whose name is "
	"admin, and adds it to the configuration of the client host, beside other clusters that "
	"stand there. Then cloudhsm-cli can be used. If there is no estate, it is made.\n\n"
	"From a backup nothing is initialised or activated: the clone has the users, the keys and "
	"the CA of the cluster that the backup was taken of.\n\n"
	"Each cluster has a CA file of its own in the directory etc of the client host. The "
	"private key of the CA is thrown away; to have one, go the long way with cloudhsmv2 and "
	"openssl.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    /* Needs nothing beforehand: the configuration is kept from others, and the estate made, when
     * nobody is waited for any more and the password is known to be good. */
    .run = run,
};
