/* What an HSM writes down of management commands: CloudHSM's opcodes and responses. */
#ifndef LOCALHSM_AUDIT_NAMES_H
#define LOCALHSM_AUDIT_NAMES_H

#include "attributes.h"
#include "audit.h"

/* Stored by these numbers: new ones go to the end. */
enum audit_opcode {
	AUDIT_INIT_TOKEN,
	AUDIT_GEN_PSWD_ENC_KEY,
	AUDIT_CREATE_APPLIANCE_USER,
	AUDIT_INIT_DONE,
	AUDIT_LOGIN,
	AUDIT_LOGOUT,
	AUDIT_CLOSE_SESSION, /* a login that ended with its process */
	AUDIT_CREATE_USER,
	AUDIT_CREATE_CO,
	AUDIT_DELETE_USER,
	AUDIT_CHANGE_PSWD,
	AUDIT_SET_M_VALUE,
	AUDIT_GET_TOKEN,
	AUDIT_APPROVE_TOKEN,
	AUDIT_DELETE_TOKEN,
	AUDIT_GENERATE_KEY,
	AUDIT_GENERATE_KEY_PAIR,
	AUDIT_CREATE_OBJECT,
	AUDIT_MODIFY_OBJECT,
	AUDIT_DESTROY_OBJECT,   /* a session key */
	AUDIT_TOMBSTONE_OBJECT, /* a token key */
	AUDIT_SHARE_OBJECT,
	AUDIT_WRAP_KEY,
	AUDIT_UNWRAP_KEY,
	AUDIT_NIST_AES_WRAP,
	AUDIT_EXTRACT_MASKED_OBJECT,
	AUDIT_INSERT_MASKED_OBJECT,
	AUDIT_REGISTER_PUBLIC_KEY,
	AUDIT_CERT_REGISTER,
	AUDIT_CERT_DEREGISTER,
	AUDIT_SET_POLICY,
	AUDIT_OPCODES
};

enum audit_response { AUDIT_SUCCESS, AUDIT_NO_SUCH_USER, AUDIT_LOGIN_FAILURE, AUDIT_RESPONSES };

/* As they are printed: see struct audit_event. "" for a number that is none. */
const char *audit_opcode_text(int opcode);
const char *audit_response_text(int response);
enum audit_log_type audit_opcode_log_type(int opcode);

#endif
