#: context of what writes many customers, or what a stranger says: who has a login keeps
#: address and company, silently; elsewhere the user is told
KEEP_LOGINS = "antcrm_keep_logins"
