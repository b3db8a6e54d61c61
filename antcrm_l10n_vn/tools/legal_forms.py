"""Legal forms of Vietnam, and what companies say of their trade in the same breath.

Law on Enterprises 59/2020/QH14, articles 37 and 39, for the forms and their
abbreviations; Decree 168/2025/ND-CP for household businesses.
"""

from odoo.addons.antcrm_customers.tools.company_names import make_forms

LEGAL_FORMS = make_forms(
    ": cong ty|cty|tong cong ty|tct|doanh nghiep|mtv|mot thanh vien|1 thanh vien|"
    "1tv|hai thanh vien tro len|hai thanh vien|2 thanh vien|one member|single member|"
    "chi nhanh|cn|branch|branch of|vpdd|van phong dai dien|representative office|"
    "representative office of",
    "limited: tnhh|t n h h|trach nhiem huu han|tnhhmtv",
    "stock: co phan|cp|ctcp",
    "partnership: hop danh",
    "private: dntn|doanh nghiep tu nhan|private enterprise",
    "household: hkd|ho kinh doanh|ho kinh doanh ca the|business household",
    "cooperative: htx|hop tac xa",
    "trade: tm|thuong mai|va tm|va thuong mai|trading|and trading",
    "service: dv|dich vu|va dv|va dich vu|services|and services|service|and service",
    "production: sx|san xuat|va sx|va san xuat|manufacturing|and manufacturing",
    "foreign: xnk|xuat nhap khau|va xnk|va xuat nhap khau|import export|"
    "and import export|import and export",
    "trade service: tmdv|dvtm",
    "production trade: sxtm|tmsx",
    "production service: sxdv|dvsx",
    "production trade service: sxtmdv|tmdvsx|tmsxdv",
    "trade foreign: tmxnk|xnktm",
)
