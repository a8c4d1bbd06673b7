/* The names that CloudHSM's audit log has for opcodes, responses, users and kinds of entries. */
#include "audit-names.h"

/*
 * Where the number of an opcode is not known, only its name is printed. Names that begin with
 * LOCALHSM_ stand for commands of which it is not known what the service writes.
 */
static const struct {
	const char *text;
	enum audit_log_type type;
} opcodes[AUDIT_OPCODES] = {
    [AUDIT_INIT_TOKEN] = {"CN_INIT_TOKEN (0x1)", AUDIT_MINIMAL},
    [AUDIT_GEN_PSWD_ENC_KEY] = {"CN_GEN_PSWD_ENC_KEY (0x1d)", AUDIT_MINIMAL},
    [AUDIT_CREATE_APPLIANCE_USER] = {"CN_CREATE_APPLIANCE_USER (0xfc)", AUDIT_USER_DETAILS},
    [AUDIT_INIT_DONE] = {"CN_INIT_DONE (0x95)", AUDIT_MINIMAL},
    [AUDIT_LOGIN] = {"CN_LOGIN (0xd)", AUDIT_USER_DETAILS},
    [AUDIT_LOGOUT] = {"CN_LOGOUT (0xe)", AUDIT_USER_DETAILS},
    [AUDIT_CLOSE_SESSION] = {"CN_CLOSE_SESSION", AUDIT_USER_DETAILS},
    [AUDIT_CREATE_USER] = {"CN_CREATE_USER (0x3)", AUDIT_USER_DETAILS},
    [AUDIT_CREATE_CO] = {"CN_CREATE_CO (0x4)", AUDIT_USER_DETAILS},
    [AUDIT_DELETE_USER] = {"CN_DELETE_USER (0xa1)", AUDIT_USER_DETAILS},
    [AUDIT_CHANGE_PSWD] = {"CN_CHANGE_PSWD (0x9)", AUDIT_USER_DETAILS},
    [AUDIT_SET_M_VALUE] = {"CN_SET_M_VALUE", AUDIT_USER_DETAILS},
    [AUDIT_GET_TOKEN] = {"CN_GET_TOKEN", AUDIT_USER_DETAILS},
    [AUDIT_APPROVE_TOKEN] = {"CN_APPROVE_TOKEN", AUDIT_USER_DETAILS},
    [AUDIT_DELETE_TOKEN] = {"CN_DELETE_TOKEN", AUDIT_USER_DETAILS},
    [AUDIT_GENERATE_KEY] = {"CN_GENERATE_KEY (0x17)", AUDIT_KEY_DETAILS},
    [AUDIT_GENERATE_KEY_PAIR] = {"CN_GENERATE_KEY_PAIR (0x19)", AUDIT_KEY_DETAILS},
    [AUDIT_CREATE_OBJECT] = {"CN_CREATE_OBJECT", AUDIT_KEY_DETAILS},
    [AUDIT_MODIFY_OBJECT] = {"CN_MODIFY_OBJECT", AUDIT_KEY_DETAILS},
    [AUDIT_DESTROY_OBJECT] = {"CN_DESTROY_OBJECT (0x11)", AUDIT_KEY_DETAILS},
    [AUDIT_TOMBSTONE_OBJECT] = {"CN_TOMBSTONE_OBJECT", AUDIT_KEY_DETAILS},
    [AUDIT_SHARE_OBJECT] = {"CN_SHARE_OBJECT (0x12)", AUDIT_KEY_DETAILS},
    [AUDIT_WRAP_KEY] = {"CN_WRAP_KEY (0x1a)", AUDIT_KEY_DETAILS},
    [AUDIT_UNWRAP_KEY] = {"CN_UNWRAP_KEY (0x1b)", AUDIT_KEY_DETAILS},
    [AUDIT_NIST_AES_WRAP] = {"CN_NIST_AES_WRAP (0x1e)", AUDIT_KEY_DETAILS},
    [AUDIT_EXTRACT_MASKED_OBJECT] = {"CN_EXTRACT_MASKED_OBJECT_USER (0xf0)", AUDIT_KEY_DETAILS},
    [AUDIT_INSERT_MASKED_OBJECT] = {"CN_INSERT_MASKED_OBJECT_USER (0xf1)", AUDIT_KEY_DETAILS},
    [AUDIT_REGISTER_PUBLIC_KEY] = {"LOCALHSM_REGISTER_PUBLIC_KEY", AUDIT_USER_DETAILS},
    [AUDIT_CERT_REGISTER] = {"LOCALHSM_REGISTER_TRUST_ANCHOR", AUDIT_USER_DETAILS},
    [AUDIT_CERT_DEREGISTER] = {"LOCALHSM_DEREGISTER_TRUST_ANCHOR", AUDIT_USER_DETAILS},
    [AUDIT_SET_POLICY] = {"LOCALHSM_SET_MTLS_ENFORCEMENT", AUDIT_USER_DETAILS},
};

static const char *const responses[AUDIT_RESPONSES] = {
    [AUDIT_SUCCESS] = "0:HSM Return: SUCCESS",
    [AUDIT_NO_SUCH_USER] =
	"157:HSM Error: user isn't initialized or user with this name doesn't exist",
    [AUDIT_LOGIN_FAILURE] = "163:HSM Error: RET_USER_LOGIN_FAILURE",
};

const char *audit_opcode_text(int opcode)
{
	return opcode >= 0 && opcode < AUDIT_OPCODES ? opcodes[opcode].text : "";
}

enum audit_log_type audit_opcode_log_type(int opcode)
{
	return opcode >= 0 && opcode < AUDIT_OPCODES ? opcodes[opcode].type : AUDIT_MINIMAL;
}

const char *audit_response_text(int response)
{
	return response >= 0 && response < AUDIT_RESPONSES ? responses[response] : "";
}

const char *audit_user_type(enum user_role role)
{
	switch (role) {
	case ROLE_CRYPTO_USER:
		return "CN_CRYPTO_USER (1)";
	case ROLE_ADMIN:
		return "CN_CRYPTO_OFFICER (2)";
	case ROLE_APPLIANCE_USER:
		return "CN_APPLIANCE_USER (5)";
	case ROLE_UNACTIVATED_ADMIN:
		return "CN_CRYPTO_PRE_OFFICER (6)";
	case ROLE_NONE:
	case ROLE_INCONSISTENT:
		break;
	}
	return "";
}

const char *audit_log_type_name(enum audit_log_type type)
{
	switch (type) {
	case AUDIT_MINIMAL:
		return "MINIMAL_LOG_ENTRY (0)";
	case AUDIT_KEY_DETAILS:
		return "MGMT_KEY_DETAILS_LOG (1)";
	case AUDIT_USER_DETAILS:
		return "MGMT_USER_DETAILS_LOG (2)";
	}
	return "";
}
