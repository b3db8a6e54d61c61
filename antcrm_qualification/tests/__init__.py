from . import test_company_match
from . import test_contact_match
from . import test_intake
from . import test_partner_access
from . import test_qualify
from . import test_sales_fields
from . import test_tin
from . import test_translations
