/* The estate: tags of clusters and backups. */
#include "estate-fixture.h"
#include "resource.h"

static char cluster_id[RESOURCE_ID_MAX + 1];

static void make_cluster(void)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");

	open_estate();
	create_cluster(&request, cluster_id);
}

static struct tag tag_of(const char *key, const char *value)
{
	struct tag tag;

	(void)snprintf(tag.key, sizeof(tag.key), "%s", key);
	(void)snprintf(tag.value, sizeof(tag.value), "%s", value);
	return tag;
}

static void put(const char *key, const char *value)
{
	struct tag tag = tag_of(key, value);

	succeed(estate_tag_resource(estate, cluster_id, &tag, 1, &err));
}

/* Keys and values of one page, as "a=1 b=2". */
static void expect_page(uint64_t max, char **token, const char *expected)
{
	struct list_tags_request request = {
	    .resource_id = cluster_id, .max_results = max, .next_token = *token};
	struct bytes text = BYTES_INIT;
	struct tag *tags = NULL;
	char *next = NULL;
	size_t count = 0;

	succeed(estate_list_tags(estate, &request, &tags, &count, &next, &err));
	for (size_t i = 0; i < count; i++)
		bytes_append_format(&text, "%s%s=%s", i > 0 ? " " : "", tags[i].key, tags[i].value);
	ck_assert_str_eq(bytes_text(&text), expected);
	bytes_done(&text);
	free(tags);
	free(*token);
	*token = next;
}

static void expect(const char *expected)
{
	char *token = NULL;

	expect_page(0, &token, expected);
	ck_assert_ptr_null(token);
}

static void refuse_tag(const char *key, const char *value, enum error_code code, const char *part)
{
	const struct tag tags[] = {tag_of("Good", "yes"), tag_of(key, value)};

	refuse(estate_tag_resource(estate, cluster_id, tags, 2, &err), code, part);
}

START_TEST(tags_come_change_and_go)
{
	const char *const keys[] = {"Team", "Nobody"};

	expect("");
	put("Team", "payments");
	put("Name", "test");
	put("Team", "cards");
	expect("Name=test Team=cards");
	succeed(estate_untag_resource(estate, cluster_id, keys, 2, &err));
	expect("Name=test");
}
END_TEST

START_TEST(pages_go_on_behind_a_key)
{
	const char *const keys[] = {"b"};
	char *token = NULL;

	put("c", "3");
	put("a", "1");
	put("b", "2");
	expect_page(2, &token, "a=1 b=2");
	ck_assert_ptr_nonnull(token);
	/* The key of the token may have gone meanwhile. */
	succeed(estate_untag_resource(estate, cluster_id, keys, 1, &err));
	expect_page(2, &token, "c=3");
	ck_assert_ptr_null(token);
}
END_TEST

START_TEST(bad_tags_change_nothing)
{
	char key[129];

	memset(key, 'k', 128);
	key[128] = '\0';
	refuse_tag("aws:team", "x", ERR_API_TAG, "begin with aws:");
	refuse_tag("Good", "x", ERR_API_TAG, "given twice");
	refuse_tag("", "x", ERR_API_INVALID_REQUEST, "tagList.member.key");
	refuse_tag("a<b", "x", ERR_API_INVALID_REQUEST, "tagList.member.key");
	refuse_tag("a", "<", ERR_API_INVALID_REQUEST, "tagList.member.value");
	refuse(estate_tag_resource(estate, cluster_id, NULL, 0, &err), ERR_API_INVALID_REQUEST,
	    "Value '[]' at 'tagList'");
	refuse(estate_untag_resource(estate, cluster_id, NULL, 0, &err), ERR_API_INVALID_REQUEST,
	    "Value '[]' at 'tagKeyList'");
	expect("");
	put(key, "");
}
END_TEST

START_TEST(fifty_tags_are_enough)
{
	struct tag tags[51];
	char key[8];

	for (int i = 0; i < 51; i++) {
		(void)snprintf(key, sizeof(key), "k%02d", i);
		tags[i] = tag_of(key, "v");
	}
	refuse(estate_tag_resource(estate, cluster_id, tags, 51, &err), ERR_API_TAG, "at most 50");
	succeed(estate_tag_resource(estate, cluster_id, tags, 50, &err));
	/* Those that are there already take no room. */
	succeed(estate_tag_resource(estate, cluster_id, tags, 50, &err));
	refuse(
	    estate_tag_resource(estate, cluster_id, &tags[50], 1, &err), ERR_API_TAG, "at most 50");
	refuse(
	    estate_tag_resource(estate, cluster_id, &tags[49], 2, &err), ERR_API_TAG, "at most 50");
}
END_TEST

static void refuse_list(
    const char *id, uint64_t max, const char *token, enum error_code code, const char *part)
{
	const struct list_tags_request request = {
	    .resource_id = id, .max_results = max, .next_token = token};
	struct tag *tags;
	char *next;
	size_t count;

	refuse(estate_list_tags(estate, &request, &tags, &count, &next, &err), code, part);
}

START_TEST(resource_must_be_there)
{
	struct tag tag = tag_of("a", "b");
	const char *const keys[] = {"a"};

	refuse_list("cluster-aaaaaaaaaaa", 0, NULL, ERR_API_NOT_FOUND, "Cluster 'cluster-aaa");
	refuse_list("backup-aaaaaaaaaaa", 0, NULL, ERR_API_NOT_FOUND, "Backup 'backup-aaa");
	refuse_list("hsm-aaaaaaaaaaa", 0, NULL, ERR_API_INVALID_REQUEST, "resourceId");
	refuse_list(cluster_id, 101, NULL, ERR_API_INVALID_REQUEST, "maxResults");
	refuse_list(cluster_id, 0, "nonsense", ERR_API_INVALID_REQUEST, "Invalid NextToken");
	/* A token of another list. */
	refuse_list(cluster_id, 0, "MToxOmE=", ERR_API_INVALID_REQUEST, "Invalid NextToken");
	refuse(estate_tag_resource(estate, "cluster-aaaaaaaaaaa", &tag, 1, &err), ERR_API_NOT_FOUND,
	    "does not exist");
	refuse(estate_untag_resource(estate, "backup-aaaaaaaaaaa", keys, 1, &err),
	    ERR_API_NOT_FOUND, "does not exist");
	succeed(estate_choose_region(estate, "eu-west-1", &err));
	refuse_list(cluster_id, 0, NULL, ERR_API_NOT_FOUND, "does not exist");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-tag");
	TCase *tags = tcase_create("tags");

	tcase_add_checked_fixture(tags, make_cluster, close_estate);
	tcase_add_test(tags, tags_come_change_and_go);
	tcase_add_test(tags, pages_go_on_behind_a_key);
	tcase_add_test(tags, bad_tags_change_nothing);
	tcase_add_test(tags, fifty_tags_are_enough);
	tcase_add_test(tags, resource_must_be_there);
	suite_add_tcase(suite, tags);
	return unit_run(suite);
}
