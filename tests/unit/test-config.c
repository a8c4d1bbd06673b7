/* The configuration of a client host: what is read, what is refused, what an edit leaves alone. */
#include "bytes.h"
#include "config.h"
#include "error.h"
#include "files.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char host[] = "/tmp/localhsm-config-XXXXXX";

static void make_host(void)
{
	memcpy(host + strlen(host) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(host));
}

static void remove_host(void)
{
	static const char *const names[] = {"etc/cloudhsm-cli.cfg", "etc", "run"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *path = path_join(host, names[i]);

		if (unlink(path) != 0)
			rmdir(path);
		free(path);
	}
	ck_assert_int_eq(rmdir(host), 0);
}

static void write_config(const char *text)
{
	struct error err = ERROR_INIT;
	char *etc = path_join(host, "etc"), *path = path_join(host, "etc/cloudhsm-cli.cfg");

	ck_assert_int_eq(directory_make(etc, NULL, &err), 0);
	ck_assert_int_eq(file_write(path, text, strlen(text), 0600, NULL, &err), 0);
	free(etc);
	free(path);
}

/* Compares the file with expected, in which every "HOST" stands for the host's directory. */
static void check_file(const char *expected)
{
	struct error err = ERROR_INIT;
	struct bytes text = BYTES_INIT, want = BYTES_INIT;
	char *path = path_join(host, "etc/cloudhsm-cli.cfg");

	ck_assert_int_eq(file_read(path, 1 << 20, &text, &err), 0);
	for (const char *at = expected; *at; at++) {
		if (strncmp(at, "HOST", 4) == 0) {
			bytes_append_text(&want, host);
			at += 3;
		} else {
			bytes_append_char(&want, *at);
		}
	}
	ck_assert_str_eq(bytes_text(&text), bytes_text(&want));
	bytes_done(&text);
	bytes_done(&want);
	free(path);
}

static struct config *load(void)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	ck_assert_msg(config_load(host, &config, &err) == 0, "%s", err.text);
	return config;
}

static void save(struct config *config)
{
	struct error err = ERROR_INIT;

	ck_assert_msg(config_save(config, NULL, &err) == 0, "%s", err.text);
	config_free(config);
}

static const char two_clusters[] =
    "{\"clusters\": ["
    "{\"type\": \"hsm1\", \"cluster\": {\"cluster_id\": \"cluster-a\","
    " \"servers\": [{\"hostname\": \"10.0.0.1\"}]}},"
    "{\"type\": \"hsm2m\", \"cluster\": {\"hsm_ca_file\": \"/b.crt\", \"cluster_id\": "
    "\"cluster-b\","
    " \"servers\": [{\"hostname\": \"10.0.0.2\", \"enable\": false},"
    " {\"hostname\": \"10.0.0.3\", \"enable\": true}, {\"hostname\": \"10.0.0.4\"}],"
    " \"client_cert_hsm_tls_path\": \"\","
    " \"options\": {\"disable_key_availability_check\": true}}}],"
    "\"logging\": {\"log_type\": \"term\", \"log_level\": \"trace\", \"log_interval\": "
    "\"weekly\"}}";

START_TEST(template_is_shipped_file)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	struct stat status;
	char *path = path_join(host, "etc/cloudhsm-cli.cfg");

	ck_assert_int_eq(config_new(host, &config, &err), 0);
	ck_assert(config_is_template(config));
	ck_assert_str_eq(config_path(config), path);
	save(config);
	check_file("{\n"
		   "  \"clusters\": [\n"
		   "    {\n"
		   "      \"type\": \"hsm1\",\n"
		   "      \"cluster\": {\n"
		   "        \"hsm_ca_file\": \"HOST/etc/customerCA.crt\",\n"
		   "        \"servers\": [\n"
		   "          {\n"
		   "            \"hostname\": \"%%HSM_IP_ADDRESS%%\",\n"
		   "            \"port\": 2223,\n"
		   "            \"enable\": true\n"
		   "          }\n"
		   "        ]\n"
		   "      }\n"
		   "    }\n"
		   "  ],\n"
		   "  \"logging\": {\n"
		   "    \"log_type\": \"file\",\n"
		   "    \"log_file\": \"HOST/run/cloudhsm-cli.log\",\n"
		   "    \"log_level\": \"info\",\n"
		   "    \"log_interval\": \"daily\"\n"
		   "  }\n"
		   "}\n");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	free(path);
}
END_TEST

START_TEST(getters_read_what_stands_there)
{
	struct config *config;
	bool present;

	write_config(two_clusters);
	config = load();
	ck_assert(!config_is_template(config));
	ck_assert_uint_eq(config_cluster_count(config), 2);
	ck_assert_str_eq(config_cluster_id(config, 1), "cluster-b");
	ck_assert_str_eq(config_ca_file(config, 0), "");
	ck_assert_str_eq(config_ca_file(config, 1), "/b.crt");
	ck_assert_uint_eq(config_server_count(config, 0), 1);
	ck_assert_uint_eq(config_server_count(config, 1), 2);
	ck_assert_str_eq(config_server(config, 1, 0), "10.0.0.3");
	ck_assert_str_eq(config_server(config, 1, 1), "10.0.0.4");
	ck_assert_str_eq(config_server(config, 1, 2), "");
	ck_assert(config_key_availability_check(config, 0));
	ck_assert(!config_key_availability_check(config, 1));
	ck_assert_str_eq(config_mtls_certificate(config, 0, &present), "");
	ck_assert(!present);
	ck_assert_str_eq(config_mtls_certificate(config, 1, &present), "");
	ck_assert(present);
	config_mtls_key(config, 1, &present);
	ck_assert(!present);
	ck_assert_int_eq(config_log_type(config), CONFIG_LOG_TERM);
	ck_assert_int_eq(config_log_level(config), LOG_LEVEL_TRACE);
	ck_assert_int_eq(config_log_rotation(config), CONFIG_ROTATE_WEEKLY);
	/* Behind the last cluster there is nothing, and nobody falls. */
	ck_assert_str_eq(config_cluster_id(config, 2), "");
	ck_assert_uint_eq(config_server_count(config, 2), 0);
	config_free(config);
}
END_TEST

START_TEST(absent_keys_have_defaults)
{
	struct config *config;

	write_config(
	    "{\"clusters\": [{\"cluster\": {\"servers\": [{\"hostname\": \"10.0.0.1\"}]}}]}");
	config = load();
	ck_assert_str_eq(config_cluster_id(config, 0), "");
	ck_assert_str_eq(config_log_file(config), "");
	ck_assert_int_eq(config_log_type(config), CONFIG_LOG_FILE);
	ck_assert_int_eq(config_log_level(config), LOG_LEVEL_INFO);
	ck_assert_int_eq(config_log_rotation(config), CONFIG_ROTATE_DAILY);
	config_free(config);
}
END_TEST

#define ONE(members) "{\"clusters\": [{\"type\": \"hsm1\", \"cluster\": {" members "}}]}"
#define SERVERS "\"servers\": [{\"hostname\": \"10.0.0.1\"}]"

/* A file and the reason for which it is refused. */
static const struct {
	const char *text, *reason;
} wrong[] = {
    {"[]", "it must be an object"},
    {"{}", "clusters is missing"},
    {"{\"clusters\": {}}", "clusters must be an array, not an object"},
    {"{\"clusters\": []}", "clusters is empty"},
    {"{\"clusters\": [7]}", "clusters[0] must be an object"},
    {"{\"clusters\": [{}]}", "clusters[0].cluster is missing"},
    {ONE(""), "clusters[0].cluster.servers is missing"},
    {ONE("\"servers\": []"), "clusters[0].cluster.servers is empty"},
    {ONE("\"servers\": [{}]"), "clusters[0].cluster.servers[0].hostname is missing"},
    {ONE("\"servers\": [{\"hostname\": 7}]"),
	"clusters[0].cluster.servers[0].hostname must be a string, not a number"},
    {ONE("\"servers\": [{\"hostname\": \"h\", \"port\": 0}]"),
	"clusters[0].cluster.servers[0].port must be a whole number from 1 to 65535"},
    {ONE("\"servers\": [{\"hostname\": \"h\", \"port\": 1e99}]"),
	"clusters[0].cluster.servers[0].port must be a whole number from 1 to 65535"},
    {ONE("\"servers\": [{\"hostname\": \"h\", \"port\": 22.5}]"),
	"clusters[0].cluster.servers[0].port must be a whole number from 1 to 65535"},
    {ONE("\"servers\": [{\"hostname\": \"h\", \"enable\": \"true\"}]"),
	"clusters[0].cluster.servers[0].enable must be a boolean, not a string"},
    {ONE(SERVERS ", \"cluster_id\": null"),
	"clusters[0].cluster.cluster_id must be a string, not null"},
    {ONE(SERVERS ", \"options\": []"),
	"clusters[0].cluster.options must be an object, not an array"},
    {ONE(SERVERS ", \"options\": {\"retry_mode\": \"always\"}"),
	"clusters[0].cluster.options.retry_mode must be one of off, standard"},
    {"{\"clusters\": [{\"cluster\": {" SERVERS "}}], \"logging\": {\"log_level\": \"loud\"}}",
	"logging.log_level must be one of error, warn, info, debug, trace"},
    {"{\"clusters\": [{\"cluster\": {\"cluster_id\": \"cluster-a\", " SERVERS
     "}}, {\"cluster\": {" SERVERS "}}]}",
	"clusters[1].cluster.cluster_id is missing, which each of several clusters must have"},
    {"{\"clusters\": [{\"cluster\": {\"cluster_id\": \"cluster-a\", " SERVERS
     "}}, {\"cluster\": {\"cluster_id\": \"cluster-a\", " SERVERS "}}]}",
	"clusters[1].cluster.cluster_id is the same as that of clusters[0]"},
};

START_TEST(wrong_file_is_refused)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	char expected[ERROR_TEXT_MAX];

	write_config(wrong[_i].text);
	ck_assert_int_eq(config_load(host, &config, &err), ERR_CONFIG_INVALID);
	snprintf(expected, sizeof(expected),
	    "Configuration file %s/etc/cloudhsm-cli.cfg is not valid: %s. Mend it, or move it away "
	    "and run configure-cli again",
	    host, wrong[_i].reason);
	ck_assert_str_eq(err.text, expected);
	ck_assert_ptr_null(config);
}
END_TEST

START_TEST(text_that_is_not_json_is_placed)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	write_config("{\n  \"clusters\": [\n  oops\n");
	ck_assert_int_eq(config_load(host, &config, &err), ERR_CONFIG_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "line 3, column 3"));
}
END_TEST

START_TEST(large_file_is_refused)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	size_t len = (1 << 20) + 1;
	char *text = malloc(len + 1);

	memset(text, ' ', len);
	text[len] = '\0';
	write_config(text);
	ck_assert_int_eq(config_load(host, &config, &err), ERR_CONFIG_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "it is larger than 1 MiB"));
	free(text);
}
END_TEST

START_TEST(missing_file_is_named)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	char expected[ERROR_TEXT_MAX];

	ck_assert_int_eq(config_load(host, &config, &err), ERR_CONFIG_MISSING);
	snprintf(expected, sizeof(expected),
	    "Could not read configuration file at location %s/etc/cloudhsm-cli.cfg: No such file "
	    "or "
	    "directory. Run 'localhsm up' or 'configure-cli -a <HSM IP>' first",
	    host);
	ck_assert_str_eq(err.text, expected);
}
END_TEST

START_TEST(editing_takes_the_template_only_for_no_file)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	ck_assert_int_eq(config_edit(host, NULL, &config, &err), 0);
	ck_assert(config_is_template(config));
	config_free(config);
	write_config("not a configuration");
	ck_assert_int_eq(config_edit(host, NULL, &config, &err), ERR_CONFIG_INVALID);
	write_config(two_clusters);
	ck_assert_int_eq(config_edit(host, NULL, &config, &err), 0);
	ck_assert_uint_eq(config_cluster_count(config), 2);
	config_free(config);
}
END_TEST

START_TEST(cluster_without_servers_can_be_mended)
{
	static const char *const address = "10.0.0.1";
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	write_config(ONE("\"n\": 9007199254740993, \"servers\": []"));
	ck_assert_int_eq(config_load(host, &config, &err), ERR_CONFIG_INVALID);
	ck_assert_int_eq(config_edit(host, NULL, &config, &err), 0);
	ck_assert_int_eq(config_set_servers(config, &address, 1, &err), 0);
	save(config);
	check_file("{\n"
		   "  \"clusters\": [\n"
		   "    {\n"
		   "      \"type\": \"hsm1\",\n"
		   "      \"cluster\": {\n"
		   "        \"n\": 9007199254740993,\n"
		   "        \"servers\": [\n"
		   "          {\n"
		   "            \"hostname\": \"10.0.0.1\",\n"
		   "            \"port\": 2223,\n"
		   "            \"enable\": true\n"
		   "          }\n"
		   "        ]\n"
		   "      }\n"
		   "    }\n"
		   "  ]\n"
		   "}\n");
	config_free(load());
}
END_TEST

/* Four editors at once, each of which adds its cluster: none is lost. */
START_TEST(editors_wait_for_each_other)
{
	static const char *const address = "10.0.0.1";
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	int status;

	write_config(two_clusters);
	for (int i = 0; i < 4; i++) {
		char id[] = "cluster-aaaaaaaaaaa";

		id[8] = (char)('b' + i);
		if (fork() != 0)
			continue;
		if (config_edit(host, NULL, &config, &err) != 0 ||
		    config_add_cluster(config, id, &address, 1, NULL, &err) != 0)
			_exit(1);
		usleep(20000);
		_exit(config_save(config, NULL, &err) != 0);
	}
	for (int i = 0; i < 4; i++) {
		ck_assert_int_ne(wait(&status), -1);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(config_load(host, &config, &err), 0);
	ck_assert_uint_eq(config_cluster_count(config), 6);
	config_free(config);
}
END_TEST

START_TEST(edit_keeps_unknown_keys_and_order)
{
	static const char *const servers[] = {"10.0.0.8", "10.0.0.9"};
	struct error err = ERROR_INIT;
	struct config *config;

	write_config("{\"site\": {\"rack\": [1, 2.5, null]}, \"clusters\": [{\"type\": \"hsm2m\","
		     "\"cluster\": {\"servers\": [{\"hostname\": \"old\", \"weight\": 3}],"
		     "\"note\": \"\\u00e4/\", \"hsm_ca_file\": \"/ca.crt\"}}]}");
	config = load();
	ck_assert_int_eq(config_set_cluster(config, "cluster-a", servers, 2, &err), 0);
	ck_assert_int_eq(
	    config_set_option_flag(config, 0, "disable_key_availability_check", true, &err), 0);
	ck_assert_int_eq(config_set_option_text(config, 0, "retry_mode", "off", &err), 0);
	ck_assert_int_eq(config_set_logging(config, "log_level", "debug", &err), 0);
	save(config);
	check_file("{\n"
		   "  \"site\": {\n"
		   "    \"rack\": [\n"
		   "      1,\n"
		   "      2.5,\n"
		   "      null\n"
		   "    ]\n"
		   "  },\n"
		   "  \"clusters\": [\n"
		   "    {\n"
		   "      \"type\": \"hsm2m\",\n"
		   "      \"cluster\": {\n"
		   "        \"servers\": [\n"
		   "          {\n"
		   "            \"hostname\": \"10.0.0.8\",\n"
		   "            \"port\": 2223,\n"
		   "            \"enable\": true\n"
		   "          },\n"
		   "          {\n"
		   "            \"hostname\": \"10.0.0.9\",\n"
		   "            \"port\": 2223,\n"
		   "            \"enable\": true\n"
		   "          }\n"
		   "        ],\n"
		   "        \"note\": \"ä/\",\n"
		   "        \"hsm_ca_file\": \"/ca.crt\",\n"
		   "        \"cluster_id\": \"cluster-a\",\n"
		   "        \"options\": {\n"
		   "          \"disable_key_availability_check\": true,\n"
		   "          \"retry_mode\": \"off\"\n"
		   "        }\n"
		   "      }\n"
		   "    }\n"
		   "  ],\n"
		   "  \"logging\": {\n"
		   "    \"log_level\": \"debug\"\n"
		   "  }\n"
		   "}\n");
}
END_TEST

START_TEST(addresses_take_the_id_out)
{
	static const char *const servers[] = {"10.0.0.8"};
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	ck_assert_int_eq(config_new(host, &config, &err), 0);
	ck_assert_int_eq(config_set_cluster(config, "cluster-a", servers, 1, &err), 0);
	ck_assert_str_eq(config_cluster_id(config, 0), "cluster-a");
	ck_assert(!config_is_template(config));
	ck_assert_int_eq(config_set_servers(config, servers, 1, &err), 0);
	ck_assert_str_eq(config_cluster_id(config, 0), "");
	ck_assert_str_eq(config_server(config, 0, 0), "10.0.0.8");
	config_free(config);
}
END_TEST

START_TEST(clusters_are_added_and_removed)
{
	static const char *const servers[] = {"10.0.0.8"};
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	ck_assert_int_eq(config_new(host, &config, &err), 0);
	ck_assert_int_eq(
	    config_add_cluster(config, "cluster-a", servers, 1, NULL, &err), ERR_CONFIG_NO_ID);
	ck_assert_int_eq(config_set_cluster(config, "cluster-a", servers, 1, &err), 0);
	ck_assert_int_eq(
	    config_add_cluster(config, "cluster-a", servers, 1, NULL, &err), ERR_CONFIG_DUPLICATE);
	ck_assert_int_eq(config_add_cluster(config, "cluster-b", servers, 1, "/b.crt", &err), 0);
	ck_assert_str_eq(config_ca_file(config, 1), "/b.crt");
	ck_assert_int_eq(config_set_servers(config, servers, 1, &err), ERR_CONFIG_SEVERAL);
	ck_assert_int_eq(
	    config_set_cluster(config, "cluster-c", servers, 1, &err), ERR_CONFIG_SEVERAL);
	save(config);

	config = load();
	ck_assert_uint_eq(config_cluster_count(config), 2);
	ck_assert_int_eq(config_remove_cluster(config, "cluster-c", &err), ERR_CONFIG_NO_CLUSTER);
	ck_assert_int_eq(config_remove_cluster(config, "", &err), ERR_CONFIG_NO_CLUSTER);
	ck_assert_int_eq(config_remove_cluster(config, "cluster-a", &err), 0);
	ck_assert_str_eq(config_cluster_id(config, 0), "cluster-b");
	ck_assert_int_eq(config_remove_cluster(config, "cluster-b", &err), 0);
	ck_assert(config_is_template(config));
	config_free(config);
}
END_TEST

START_TEST(paths_become_absolute)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	char before[4096];
	char *ca, *key;
	bool present;

	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	ck_assert_int_eq(chdir(host), 0);
	ca = path_absolute("ca.crt");
	key = path_absolute("../k");
	ck_assert_int_eq(config_new(".", &config, &err), 0);
	ck_assert_int_eq(config_set_ca_file(config, 0, "./ca.crt", &err), 0);
	ck_assert_str_eq(config_ca_file(config, 0), ca);
	ck_assert_int_eq(config_set_mtls(config, 0, "/c", "../k", &err), 0);
	ck_assert_str_eq(config_mtls_certificate(config, 0, &present), "/c");
	ck_assert_str_eq(config_mtls_key(config, 0, &present), key);
	ck_assert_int_eq(config_set_tunnel(config, 0, "c", "k", &err), 0);
	ck_assert_int_eq(config_set_logging(config, "log_file", "ca.crt", &err), 0);
	ck_assert_str_eq(config_log_file(config), ca);
	ck_assert_int_eq(chdir(before), 0);
	config_free(config);
	free(ca);
	free(key);
}
END_TEST

START_TEST(forbidden_edit_changes_nothing)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	ck_assert_int_eq(config_new(host, &config, &err), 0);
	ck_assert_int_eq(config_set_logging(config, "log_level", "loud", &err), ERR_CONFIG_INVALID);
	ck_assert_int_eq(config_log_level(config), LOG_LEVEL_INFO);
	ck_assert_int_eq(
	    config_set_option_text(config, 0, "retry_mode", "", &err), ERR_CONFIG_INVALID);
	save(config);
}
END_TEST

START_TEST(file_that_cannot_be_written_is_named)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	char *in_the_way = path_join(host, "etc/cloudhsm-cli.cfg");

	ck_assert_int_eq(config_new(host, &config, &err), 0);
	ck_assert_int_eq(directory_make(in_the_way, NULL, &err), 0);
	ck_assert_int_eq(config_save(config, NULL, &err), ERR_CONFIG_WRITE);
	ck_assert_ptr_nonnull(strstr(err.text, "Is a directory. Nothing was changed"));
	ck_assert_int_eq(rmdir(in_the_way), 0);
	config_free(config);
	free(in_the_way);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *tests = tcase_create("config");

	tcase_add_checked_fixture(tests, make_host, remove_host);
	tcase_add_test(tests, template_is_shipped_file);
	tcase_add_test(tests, getters_read_what_stands_there);
	tcase_add_test(tests, absent_keys_have_defaults);
	tcase_add_loop_test(tests, wrong_file_is_refused, 0, (int)ARRAY_LENGTH(wrong));
	tcase_add_test(tests, text_that_is_not_json_is_placed);
	tcase_add_test(tests, large_file_is_refused);
	tcase_add_test(tests, missing_file_is_named);
	tcase_add_test(tests, editing_takes_the_template_only_for_no_file);
	tcase_add_test(tests, cluster_without_servers_can_be_mended);
	tcase_add_test(tests, editors_wait_for_each_other);
	tcase_add_test(tests, edit_keeps_unknown_keys_and_order);
	tcase_add_test(tests, addresses_take_the_id_out);
	tcase_add_test(tests, clusters_are_added_and_removed);
	tcase_add_test(tests, paths_become_absolute);
	tcase_add_test(tests, forbidden_edit_changes_nothing);
	tcase_add_test(tests, file_that_cannot_be_written_is_named);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
