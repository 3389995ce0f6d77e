"""What the published schemas of wire formats ask of a file, as far as our samples go: names, types, order, what must be there.

IPTC's own schemas (ninjs 1.4 to 3.3, NewsML-G2 2.30, NITF 3.5) come in no package that a test could install; these rules
were written down after them. `ninjs`: names of fields with their JSON type, a name that is not listed is wrong, as
`additionalProperties` has it. `children`: for an XML element the names that may stand in it, in this order; `*` marks
those that may come in any order and number.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

STRING, INTEGER, OBJECT, ARRAY = str, int, dict, list
DATES = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
STATUS = ("usable", "withheld", "canceled")
TYPES = {
    1: ["text", "audio", "video", "picture", "graphic", "composite", "component"],
    2: ["text", "audio", "video", "picture", "graphic", "composite", "component", "event"],
    3: ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"],
}
_STRINGS = (
    "uri type profile version language copyrightholder copyrightnotice usageterms ednote title by slugline located"
)
NINJS: dict[int, dict[str, type]] = {
    1: dict.fromkeys(f"{_STRINGS.replace(' by ', ' byline ')} mimetype representationtype firstcreated versioncreated "
                     "contentcreated embargoed pubstatus headline expires".split(), STRING)
    | {"urgency": INTEGER, "$standard": OBJECT, "renditions": OBJECT, "associations": OBJECT, "altids": OBJECT}
    | dict.fromkeys(["person", "organisation", "place", "subject", "event", "object", "infosource", "genre", "trustindicator"], ARRAY),
    2: dict.fromkeys(f"{_STRINGS} representationtype firstcreated versioncreated contentcreated embargoed pubstatus "
                     "expires".split(), STRING)
    | {"urgency": INTEGER, "standard": OBJECT, "rightsinfo": OBJECT, "eventdetails": OBJECT}
    | dict.fromkeys(["headlines", "descriptions", "bodies", "people", "organisations", "places", "subjects", "events", "objects", "infosources", "renditions", "associations", "altids", "trustindicators", "genres", "plannedcoverage"], ARRAY),
    3: dict.fromkeys(["uri", "type", "profile", "version", "language", "copyrightHolder", "copyrightNotice", "usageTerms", "edNote", "title", "by", "slugline", "located", "representationType", "firstCreated", "versionCreated", "contentCreated", "contentDigitised", "embargoedUntil", "pubStatus", "expires"], STRING)
    | {"urgency": INTEGER, "standard": OBJECT, "rightsInfo": OBJECT, "eventDetails": OBJECT, "digitalSourceType": OBJECT}
    | dict.fromkeys(["headlines", "descriptions", "bodies", "people", "organisations", "places", "subjects", "events", "objects", "infoSources", "renditions", "associations", "altIds", "trustIndicators", "genres", "plannedCoverage"], ARRAY),
}  # fmt: skip
_DATED = ("firstcreated", "versioncreated", "contentcreated", "embargoed", "embargoeduntil", "expires")
_PIECES = {
    "headlines": {"role", "contenttype", "value"},
    "bodies": {"role", "contenttype", "charcount", "wordcount", "value"},
}
_PLAN = {"uri", "title", "pubStatus", "type", "commissioned", "dates", "edNote", "urgency", "language", "wordCount"}

G2 = "http://iptc.org/std/nar/2006-10-01/"
NITF = "http://iptc.org/std/NITF/2006-10-18/"
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
_ANYITEM = "catalogRef rightsInfo itemMeta contentMeta"
CHILDREN: dict[str, str] = {
    f"{{{G2}}}newsMessage": "header itemSet",
    f"{{{G2}}}itemSet": "* newsItem packageItem planningItem conceptItem knowledgeItem",
    f"{{{G2}}}header": "* sent sender transmitId priority origin channel destination timestamp signal",
    f"{{{G2}}}newsItem": f"{_ANYITEM} contentSet",
    f"{{{G2}}}packageItem": f"{_ANYITEM} groupSet",
    f"{{{G2}}}planningItem": f"{_ANYITEM} newsCoverageSet",
    f"{{{G2}}}itemMeta": "itemClass provider versionCreated firstCreated embargoed pubStatus * role fileName generator "
    "profile service title edNote memberOf instanceOf signal link",
    f"{{{G2}}}contentMeta": "* icon urgency contentCreated contentModified digitalSourceType located infoSource creator "
    "contributor audience exclAudience altId rating userInteraction language keyword subject slugline headline dateline "
    "by creditline description genre",
    f"{{{G2}}}contentSet": "* inlineXML inlineData remoteContent",
    f"{{{G2}}}newsCoverageSet": "* newsCoverage",
    f"{{{G2}}}newsCoverage": "* planning delivery",
    f"{{{G2}}}planning": "g2contentType itemClass itemCount assignedTo scheduled service * title edNote headline genre "
    "subject slugline keyword language by",
    f"{{{NITF}}}nitf": "head body",
    f"{{{NITF}}}head": "title meta tobject iim docdata pubdata revision-history",
    f"{{{NITF}}}docdata": "* correction evloc doc-id del-list urgency fixture date.issue date.release date.expire doc-scope "
    "series ed-msg du-key doc.copyright doc.rights key-list identified-content",
    f"{{{NITF}}}body": "body.head body.content body.end",
    f"{{{NITF}}}body.head": "hedline note rights byline distributor dateline abstract series",
    f"{{{NITF}}}hedline": "hl1 hl2",
    f"{{{NITF}}}body.content": "* p hl2 table media ol ul dl bq fn note pre hr block nitf-table",
    f"{{{NITF}}}note": "body.content",
    f"{{{NITF}}}body.end": "tagline bibliography",
    f"{{{ATOM}}}feed": "* id title updated author link entry subtitle category contributor generator icon logo rights",
    f"{{{ATOM}}}entry": "* id title updated published author link content summary category contributor rights source",
    f"{{{SITEMAP}}}urlset": "* url",
    f"{{{SITEMAP}}}sitemapindex": "* sitemap",
    f"{{{SITEMAP}}}sitemap": "loc lastmod",
    f"{{{SITEMAP}}}url": "* loc lastmod changefreq priority news",
    f"{{{NEWS}}}news": "publication publication_date title",
    f"{{{NEWS}}}publication": "name language",
    "rss": "channel",
    "channel": "* title link description language item pubDate lastBuildDate",
    "item": "* title link guid pubDate description creator encoded author category",
}
REQUIRED: dict[str, str] = {
    f"{{{G2}}}newsItem": "@guid @version @standard @standardversion itemMeta",
    f"{{{G2}}}planningItem": "@guid @version @standard @standardversion itemMeta",
    f"{{{G2}}}itemMeta": "itemClass provider versionCreated",
    f"{{{G2}}}newsMessage": "header itemSet",
    f"{{{ATOM}}}feed": "id title updated",
    f"{{{ATOM}}}entry": "id title updated",
    f"{{{SITEMAP}}}url": "loc",
    f"{{{NEWS}}}news": "publication publication_date title",
    "channel": "title link description",
}


def ninjs_faults(item: dict[str, Any], major: int) -> list[str]:
    """What of a ninjs item the schema of that version would refuse."""
    known = NINJS[major]
    faults = [] if "uri" in item else ["no uri"]
    for name, value in item.items():
        kind = known.get(name)
        if major == 1 and re.fullmatch(r"(?:body|description|headline)_\w+", name):
            kind = STRING
        if kind is None or not isinstance(value, kind):
            faults.append(f"{name}: {type(value).__name__}")
        if name.casefold() in _DATED and not re.fullmatch(DATES, str(value)):
            faults.append(f"{name}: {value}")
        for piece in value if name in _PIECES and isinstance(value, list) else ():
            if "value" not in piece or {part.casefold() for part in piece} - _PIECES[name]:
                faults.append(f"{name}: {piece}")
        for piece in value if name == "plannedCoverage" else ():
            faults += [f"{name}: {part}" for part in set(piece) - _PLAN]
    if item.get("type", "text") not in TYPES[major]:
        faults.append(f"type: {item['type']}")
    if (item.get("pubstatus") or item.get("pubStatus") or "usable") not in STATUS:
        faults.append("pubstatus")
    if not 1 <= item.get("urgency", 1) <= 9:
        faults.append("urgency")
    return faults


def xml_faults(root: Any) -> list[str]:
    """What of an XML file the schemas and document types above would refuse."""
    faults = []
    for element in root.iter(etree.Element):
        name = element.tag
        if root.tag == "nitf":  # as a document type has it, without a namespace
            name = f"{{{NITF}}}{name}"
        if name in CHILDREN:
            faults += _order(element, CHILDREN[name])
        for needed in REQUIRED.get(name, "").split():
            held = needed[1:] in element.attrib if needed.startswith("@") else any(_local(c) == needed for c in element)
            faults += [] if held else [f"{_local(element)} without {needed}"]
    return faults


def _order(element: Any, rule: str) -> list[str]:
    fixed, _, free = rule.partition("*")
    names = fixed.split()
    places = [names.index(_local(child)) if _local(child) in names else len(names) for child in element]
    strange = [_local(c) for c in element if _local(c) not in names and _local(c) not in free.split()]
    if places != sorted(places):
        strange.append("order of " + ", ".join(map(_local, element)))
    return [f"{_local(element)}: {name}" for name in strange]


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
