from . import antcrm_mail_connect
from . import antcrm_mail_intake_test
