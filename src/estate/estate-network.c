/*
 * The VPC of each region: one subnet in each of three zones, and the addresses of the HSMs in them.
 * Ids are the same in every estate, so that a runbook can name them.
 */
#include "estate-private.h"

#include "error.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZONES 3
#define PREFIX_BITS 24
/* AWS keeps the first four addresses of a subnet and its last one. */
#define FIRST_HOST 4
#define LAST_HOST 254

/*
 * The regions that there are to choose from. A region's place in the list is in its ids and its
 * addresses: append only.
 */
static const char *const regions[] = {
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-central-1",
    "eu-north-1",
    "eu-south-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "af-south-1",
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "us-gov-east-1",
    "us-gov-west-1",
};

/* -1 for a name that is none. */
static int region_number(const char *region)
{
	for (size_t i = 0; i < ARRAY_LENGTH(regions); i++) {
		if (strcmp(regions[i], region) == 0)
			return (int)i;
	}
	return -1;
}

bool estate_is_region(const char *region)
{
	return region_number(region) >= 0;
}

int estate_choose_region(struct estate *estate, const char *region, struct error *err)
{
	if (!estate_is_region(region))
		return error_raisef(err, ERR_LAB,
		    "There is no region %s: regions are those of AWS CloudHSM, such as %s and %s",
		    region, regions[0], regions[9]);
	memcpy(estate->region, region, strlen(region) + 1);
	return 0;
}

const char *estate_chosen_region(const struct estate *estate)
{
	return estate->region;
}

void estate_vpc_id(const char *region, char vpc_id[32])
{
	(void)snprintf(vpc_id, 32, "vpc-%016d1", region_number(region));
}

bool estate_is_zone_of(const char *zone, const char *region)
{
	size_t len = strlen(region);

	return strncmp(zone, region, len) == 0 && strlen(zone) == len + 1;
}

int estate_subnet_list(
    struct estate *estate, struct subnet_row **rows, size_t *count, struct error *err)
{
	size_t all = 0;
	int rc = store_subnet_list(estate->store, rows, &all, err);

	*count = 0;
	for (size_t i = 0; i < all && rc == 0; i++) {
		if (estate_is_zone_of((*rows)[i].zone, estate->region))
			(*rows)[(*count)++] = (*rows)[i];
	}
	return rc;
}

int estate_network_make(struct estate *estate, struct error *err)
{
	struct subnet_row *rows = NULL;
	char subnet_id[32], zone[REGION_MAX + 2], cidr[20];
	int number = region_number(estate->region);
	size_t count = 0;
	int rc = estate_subnet_list(estate, &rows, &count, err);

	free(rows);
	if (rc == 0 && count > 0)
		return 0;
	for (int i = 0; i < ZONES && rc == 0; i++) {
		(void)snprintf(subnet_id, sizeof(subnet_id), "subnet-%015d1%c", number, 'a' + i);
		(void)snprintf(zone, sizeof(zone), "%s%c", estate->region, 'a' + i);
		(void)snprintf(cidr, sizeof(cidr), "10.%d.%d.0/%d", number, i + 1, PREFIX_BITS);
		rc = store_subnet_put(estate->store, subnet_id, zone, cidr, err);
	}
	return rc;
}

/* Makes the region's network, where nobody has looked for it before. */
static int make_subnets(struct estate *estate, struct error *err)
{
	int rc = store_begin(estate->store, STORE_FLUSH, err);

	if (rc != 0)
		return rc;
	return estate_finish(estate, estate_network_make(estate, err), err);
}

/* What there is is read, and not written, for readers of estates that cannot be written. */
static int find_subnets(
    struct estate *estate, struct subnet_row **rows, size_t *count, struct error *err)
{
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = estate_subnet_list(estate, rows, count, err);
	store_end_read(estate->store);
	return rc;
}

int estate_subnets(
    struct estate *estate, struct subnet_view **subnets, size_t *count, struct error *err)
{
	struct subnet_row *rows = NULL;
	struct subnet_view *views;
	size_t n = 0;
	int rc = find_subnets(estate, &rows, &n, err);

	if (rc == 0 && n == 0) {
		free(rows);
		rc = make_subnets(estate, err);
		if (rc == 0)
			rc = find_subnets(estate, &rows, &n, err);
	}
	if (rc != 0)
		return rc;
	views = calloc(n ? n : 1, sizeof(*views));
	if (!views) {
		free(rows);
		return error_raise(err, ERR_MEMORY);
	}
	for (size_t i = 0; i < n; i++) {
		memcpy(views[i].zone, rows[i].zone, sizeof(views[i].zone));
		memcpy(views[i].subnet_id, rows[i].subnet_id, sizeof(views[i].subnet_id));
	}
	free(rows);
	*subnets = views;
	*count = n;
	return 0;
}

/* An address in the order of the machine; false for what is none. */
static bool parse_address(const char *text, uint32_t *address)
{
	struct in_addr parsed;

	if (inet_pton(AF_INET, text, &parsed) != 1)
		return false;
	*address = ntohl(parsed.s_addr);
	return true;
}

static void format_address(uint32_t address, char text[16])
{
	(void)snprintf(text, 16, "%u.%u.%u.%u", address >> 24, (address >> 16) & 255U,
	    (address >> 8) & 255U, address & 255U);
}

static int subnet_base(const struct subnet_row *subnet, uint32_t *base, struct error *err)
{
	char text[sizeof(subnet->cidr)];
	char *slash;

	memcpy(text, subnet->cidr, sizeof(text));
	slash = strchr(text, '/');
	if (slash)
		*slash = '\0';
	if (!slash || !parse_address(text, base))
		return error_raise(err, ERR_ESTATE_ALTERED, "a subnet has no address range");
	return 0;
}

static bool is_taken(const struct hsm_row *hsms, size_t count, const char *ip)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(hsms[i].ip, ip) == 0)
			return true;
	}
	return false;
}

static int pick_wanted(const struct subnet_row *subnet, uint32_t base, const char *wanted,
    const struct hsm_row *hsms, size_t n_hsms, char ip[16], struct error *err)
{
	uint32_t address;

	if (!parse_address(wanted, &address))
		return error_raisef(
		    err, ERR_API_INVALID_REQUEST, "IP address %s is not valid.", wanted);
	if (address < base + FIRST_HOST || address > base + LAST_HOST)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "IP address %s does not fall within the available range of subnet '%s', which "
		    "is "
		    "%s.",
		    wanted, subnet->subnet_id, subnet->cidr);
	format_address(address, ip);
	if (is_taken(hsms, n_hsms, ip))
		return error_raisef(
		    err, ERR_API_INVALID_REQUEST, "IP address %s is already in use.", ip);
	return 0;
}

static int pick_free(const struct subnet_row *subnet, uint32_t base, const struct hsm_row *hsms,
    size_t n_hsms, char ip[16], struct error *err)
{
	for (uint32_t host = FIRST_HOST; host <= LAST_HOST; host++) {
		format_address(base + host, ip);
		if (!is_taken(hsms, n_hsms, ip))
			return 0;
	}
	return error_raisef(err, ERR_API_INVALID_REQUEST, "Subnet '%s' has no free IP addresses.",
	    subnet->subnet_id);
}

int estate_pick_address(struct estate *estate, const struct subnet_row *subnet, const char *wanted,
    char ip[16], struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	uint32_t base = 0;
	/* Of all clusters: they share the subnets. */
	int rc = store_hsm_list(estate->store, NULL, &hsms, &count, err);

	if (rc == 0)
		rc = subnet_base(subnet, &base, err);
	if (rc == 0)
		rc = wanted ? pick_wanted(subnet, base, wanted, hsms, count, ip, err)
			    : pick_free(subnet, base, hsms, count, ip, err);
	free(hsms);
	return rc;
}

/* Each subnet has a /64 whose groups are those of its IPv4 addresses. */
void estate_address_v6(const char *ip, char ip_v6[40])
{
	uint32_t address = 0;

	ip_v6[0] = '\0';
	if (parse_address(ip, &address))
		(void)snprintf(ip_v6, 40, "2600:1f00:%x:%x::%x", (address >> 16) & 255U,
		    (address >> 8) & 255U, address & 255U);
}
