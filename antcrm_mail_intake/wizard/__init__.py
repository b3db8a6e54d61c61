from . import antcrm_mail_intake_test
