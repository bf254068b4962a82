"""What publishers call the numbers and details of a party, and what that is here.

OFAC, BIS, the EU, Switzerland and OpenSanctions each have their words; one table serves them all, since the words do
not contradict each other. A label that is not known is kept as it stands and counted.
"""

import re
from functools import lru_cache

from screening.lists.dates import iso_date
from screening.lists.draft import Draft, plain
from screening.lists.parsed import count_note

# Words of a label (lower case) and the kind of number; the first that occurs in the label decides.
_NUMBERS = (
    ("inn", r"\binn\b|инн|taxpayer identification.*russia"),
    ("ogrn", r"\bogrn|огрн|primary state registration"),
    ("kpp", r"\bkpp\b|кпп"),
    ("okpo", r"\bokpo\b|окпо|\barbk\b"),
    ("bin", r"\bbin\b|бин\b"),
    ("iin", r"\biin\b|иин\b"),
    ("unp", r"\bunp\b|унп|belarus.*tax"),
    ("imo", r"\bimo\b|vessel registration identification|international maritime organi[sz]ation"),
    ("mmsi", r"\bmmsi\b|maritime mobile service"),
    ("callsign", r"call ?sign"),
    ("lei", r"\blei\b|legal entity (?:number|identifier)"),
    ("duns", r"d-?u-?n-?s"),
    ("bic", r"swift|\bbic\b"),
    ("isin", r"\bisin\b"),
    ("wallet", r"digital currency|crypto ?wallet|wallet address"),
    ("passport", r"pass?e?port|pasaporte|reisepass|паспорт|төлқұжат"),
    ("tail", r"tail number|mode s transponder"),
    ("serial", r"serial number|construction number|\bmsn\b|aircraft serial"),
    ("phone", r"phone|telephone|\btel\b|\bfax\b|mobile"),
    ("email", r"e-?mail"),
    ("tax", r"tax identification|taxpayer|n\.?i\.?f\b"),
    ("national_id",
     r"national (?:id|identity|identification)|national foreign id|cedula|\bdni\b|d\.n\.i|c\.u\.i|c\.u\.r\.p|curp|personal id|"
     r"^id(?:entification)?(?: card| number| no\.?)?$|identificiation number|identification (?:number|card)|identity card|birth certificate|"
     r"driver|driving licen[cs]e|social security|\bssn\b|citizen|residen(?:t|cy|ce)|stateless|travel document|electoral|"
     r"kenyan|n\.?i\.?e\b|\bcnp\b|personal numerical|permanent resident|tarjeta|bosnian|pesel|ssn|interior ministry|moroccan personal|afghan(?! money)|nie\b|tazkira|numero de identidad|nrn|unssn|"
     r"immigration|deportation|visa ?number|cartilla|i\.f\.e\b|nationcert|birthcert|electionid|travelcardid|drivinglicence|residentperm|refugee|military|seafarer"),
    ("tax",
     r"\btax|fein\b|c\.i\.f\b|v\.?a\.?t|r\.?f\.?c\b|\bnit\b|\bruc\b|\brif\b|\brtn\b|\bcuit\b|\bcuil\b|\bcnpj\b|\bcpf\b|\btin\b|fiscal|"
     r"\brut\b|\bpan\b|euvat|steuer"),
    ("registration",
     r"regist|company number|commercial|gazette|c\.r\. no|\bcr no|trade ?lic|tradelic|matricula|folio|licen[cs]e|"
     r"charter|enterprise|incorporat|unified social|credit code|\bregnumber\b|business number|file number|certificate|"
     r"branch unit|le number|company id|permit|istanbul chamber|chamber of commerce|numero unico|dubai|uae identification|trademark|identification of|romanian c\.?r|\brsin\b|economic register"),
    ("other", r"ticker|micex|un/locode|organi[sz]ation code|\bbik\b|commercial code|^other|^serial no"),
)  # fmt: skip
_NUMBER_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _NUMBERS)

_DETAILS = (
    ("gender", r"^gender$|^sex$"),
    ("website", r"^website$|^url$|^web"),
    ("birth_place", r"^pob$|^place of birth$"),
    ("founded", r"organi[sz]ation established date|date of incorporation|established"),
    ("nature", r"^organi[sz]ation type|^type of (?:entity|business)|target type"),
    ("aircraft_model", r"aircraft (?:model|type)"),
    ("built", r"year of build|aircraft manufacture date|^built|year built|vessel year"),
    ("operator", r"aircraft operator|^operator|vessel operator"),
    ("former_owner", r"(?:previous|former) (?:aircraft )?(?:owner|operator)"),
    ("owner", r"vessel owner|^owner|aircraft owner|current owner"),
    ("former_flag", r"(?:former|other|previous) vessel flag|previous flag"),
    ("flag", r"vessel flag|^flag"),
    ("vessel_type", r"vessel type|type of ship|^vessel class|other vessel type"),
    ("gross_tonnage", r"gross (?:registered )?tonnage|^grt$"),
    ("tonnage", r"tonnage|deadweight|^dwt"),
    ("hull_number", r"hull"),
    ("title", r"^title"),
    ("position", r"^position|^function|^occupation"),
)  # fmt: skip
_DETAIL_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _DETAILS)

_NO_NUMBER = re.compile(
    r"secondary sanctions|executive order|caatsa|prohibit|sanctions information|directive|effective date|listing date|"
    r"^type of|subject to|^member|^regime|citizenship|nationality|^dob|birth ?date|"
    r"target description|registration country|divestment|peesa|bank account|account|^ifca|transactions"
)
"""Labels of things that are no number of a party; they are remarks."""


@lru_cache(maxsize=8192)
def meaning_of(label: str) -> tuple[str, str]:
    """Return what a publisher's label means.

    ("number", kind), ("detail", code), ("name", ""), ("remark", "") or ("unknown", "").
    """
    folded = re.sub(
        r"^(?:alt\.?|alternate|additional|secondary)\s+(?!sanctions)", "", plain(label).lower().strip(" :#")
    )
    for code, pattern in _DETAIL_PATTERNS:
        if pattern.search(folded):
            return "detail", code
    if folded == "issuer name":
        return "name", ""
    if _NO_NUMBER.search(folded):
        return "remark", ""
    for kind, pattern in _NUMBER_PATTERNS:
        if pattern.search(folded):
            return "number", kind
    return "unknown", ""


def add_labelled(draft: Draft, label: str, value: str, country: str = "") -> None:
    """Add what a publisher's label says to an entry: a number, a detail or a remark."""
    what, code = meaning_of(label)
    label = plain(label).strip(" :")
    if not plain(value):
        # OFAC has labels that are the whole message.
        draft.remark(label)
    elif what == "detail":
        draft.detail(code, iso_date(plain(value)) if code in ("built", "founded") else value)
        if code in ("flag", "former_flag"):
            draft.country(value)
    elif what == "name":
        draft.name(value)
    elif what == "remark":
        draft.remark(f"{label} {plain(value)}")
    else:
        if what == "unknown":
            count_note(draft.notes, "unknown_number_kind", label)
        code, value = _value_of(code or "other", plain(value))
        draft.identifier(code, value, country, label)


def _value_of(kind: str, value: str) -> tuple[str, str]:
    """Return kind and value of a number whose value begins with words: "IMO 9187629" as an identification number."""
    value = re.sub(r"^[#:]\s+", "", value)
    if imo := re.fullmatch(r"IMO:?\s*(\d{6,7})", value):
        return "imo", imo[1]
    if isin := re.fullmatch(r"ISIN:?\s*([A-Z]{2}[A-Z0-9]{9}\d)", value):
        return "isin", isin[1]
    before = {"imo": r"IMO\s*", "passport": r"Booklet:?\s+", "tax": r"(?:RIF|NIT|RUC|TIN)\s+(?=\S*\d)"}.get(kind)
    return kind, re.sub(f"^{before}", "", value) if before else value
