"""Read columns that say whether a customer is a person or a company; no ORM."""

from functools import lru_cache

from .header_words import parse, words
from .values import parse_boolean

TYPE_HEADERS = parse(
    """
    type, customer type, client type, contact type, partner type, party type, company
    type, type of customer, entity type, customer sub type, customer kind, kind, record
    type, loại, loại khách, loại khách hàng, loại KH, kiểu khách hàng, đối tượng,
    đối tượng khách hàng, loại đối tượng, phân loại khách hàng, loại hình khách hàng,
    tổ chức/cá nhân, cá nhân/tổ chức, kundentyp, kundenart, art, typ, type de
    client, type client, tipo, tipo de cliente, tipo cliente, tipo di cliente, tipo de
    contato, type klant, klanttype, typ klienta, rodzaj klienta, тип, тип клиента, тип
    контрагента, 类型, 客户类型, 客戶類型, 顧客種別, 区分, 顧客区分, 고객유형, 유형"""
)
#: a yes below them is a company
COMPANY_HEADERS = parse(
    """
    is a company, is company, is an organization, is organization, is an
    organisation, is organisation, is business, là công ty, là tổ chức, là doanh nghiệp,
    ist ein unternehmen, ist firma, est une société, est une entreprise, es una empresa,
    es una compañía, è un'azienda, é uma empresa"""
)
KINDS = {
    "account": parse(
        """
        company, companies, organization, organisation, organisations, organizations,
        business, corporate, corporation, enterprise, firm, legal entity, legal person,
        công ty, tổ chức, doanh nghiệp, cơ quan, pháp nhân, khách công ty, khách doanh
        nghiệp, khách hàng tổ chức, khách hàng doanh nghiệp, firma, unternehmen,
        gesellschaft, geschäftskunde, firmenkunde, juristische person, entreprise,
        société, personne morale, professionnel, empresa, compañía, persona jurídica,
        azienda, società, persona giuridica, pessoa jurídica, bedrijf, organisatie,
        zakelijk, osoba prawna, przedsiębiorstwo, организация, компания, предприятие,
        юридическое лицо, юрлицо, юр лицо, 公司, 企业, 企業, 法人, 会社, 单位, 회사,
        법인, 기업"""
    ),
    "contact": parse(
        """
        person, individual, individuals, private person, natural person, consumer,
        cá nhân, khách cá nhân, khách hàng cá nhân, thể nhân, privatperson, privatkunde,
        privat, natürliche person, particulier, personne physique, persona, particular,
        persona física, privato, persona fisica, pessoa física, pessoa fisica,
        particulier, osoba fizyczna, osoba prywatna, физическое лицо, физлицо, физ лицо,
        частное лицо, 个人, 個人, 개인"""
    ),
}
#: {words of a value: kind}
_KIND_OF = {word: kind for kind, phrases in KINDS.items() for word in phrases}


@lru_cache(1000)  # few values stand in many rows
def read_kind(header, text):
    """Return what kind of customer a cell speaks of.

    >>> read_kind("Loại khách", "Công ty"), read_kind("Customer type", "Individual")
    ('account', 'contact')
    >>> read_kind("Is a Company", "True"), read_kind("Is a Company", "no")
    ('account', 'contact')
    >>> read_kind("Type", "Key customer"), read_kind("Industry", "Business")
    (None, None)

    :return: ``account``, ``contact`` or ``None`` where it says nothing of it
    """
    header = words(header or "")
    if header in TYPE_HEADERS:
        return _KIND_OF.get(words(text))
    if header in COMPANY_HEADERS:
        answer = parse_boolean(text)
        return None if answer is None else "account" if answer else "contact"
    return None


def tells_kind(header):
    """Tell whether a column of this name may say what kind customers are of."""
    return words(header or "") in TYPE_HEADERS | COMPANY_HEADERS
