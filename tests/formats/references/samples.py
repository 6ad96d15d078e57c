"""Small exports in every dialect, written for these tests: the same invented study, as each program would write it."""

SCOPUS_RIS = """\
TY  - JOUR
AU  - Paredes, L.
AU  - Mejía-Quispe, R.
TI  - Contratos claros entre pequeñas empresas
PY  - 2021
T2  - Revista de Ensayo
VL  - 12
IS  - 3
SP  - 101
EP  - 118
DO  - 10.9999/Ensayo.2021.03
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-99999999999&doi=10.9999%2fensayo.2021.03
AB  - First line of the abstract
and a second line.
KW  - trust
KW  - Trust
KW  - SMEs; contracts
LA  - Spanish
SN  - 11112222
SN  - 33334444
DB  - Scopus
ER  -

TY  - CONF
A1  - Osorio, Ana de la
T1  - Second <i>record</i> &amp; last
Y1  - 2019/05//
SP  - 45-9
ER  -
"""

IEEE_RIS = """\
TY  - CONF
TI  - Networks of firms
AU  - A. B. Carrión
AU  - INEC
PY  - 2018
DO  - 10.9999/NET.2018
ER  -
"""

OVID_RIS = """\
1.
TY  - JOUR
ID  - 2006000001
T1  - Joint ventures in trade
A1  - Fuentes E.
Y1  - 2020//
N2  - Objective: to try.
KW  - *alliance
JF  - Journal of Trials
DO  - http://dx.doi.org/10.9999/JT.2020.1
ER  -
"""

ONE_SPACE_RIS = """\
TY - JOUR
TI - A looser dialect
AU - Rojas, P.
PY - 2015
ER -
"""

SCIELO_BIB = """\
\ufeff@article{ÁLVAREZ LÓPEZ2014,\r
    title = {{Confianza y contrato &amp; peque&ntilde;as empresas de la sierra}},\r
    journal = {{Cuadernos de Ensayo}},\r
    author = {Álvarez López, Ramón A.,  Sant&#039;Anna, María de la,  Duque},\r
    volume = {35},\r
    year = {2014},\r
    publisher = {scielo},\r
    language = {en,  es},\r
    crossref = {10.9999/S0000-00002014000300004},\r
    pages = {193-201},\r
    }\r
"""

WOS_BIB = r"""
@article{ WOS:000000000000001,
Author = {Writer, Ana and {World Trade Group}},
Title = {Firms that trust: 50% of {SMEs} and 40\% of others},
Journal = {JOURNAL OF TRIALS},
Year = {2022},
Pages = {111-88},
DOI = {10.9999/999-9-99\_3},
Unique-ID = {WOS:000000000000001},
}
"""

SCOPUS_BIB = r"""
@string{jot = "Journal of Trials"}
@ARTICLE{Same2020,
author={Garc{\'\i}a, J. and M{\"u}ller, K. and von der Heide, P. and others},
title={One {K}ey},
journal=jot,
year={2020},
author_keywords={trust; alliances},
source={Scopus},
}
@ARTICLE{Same2020,
author={José Pérez and Ludwig van Beethoven},
title="Same key again",
journal = jot # ", Part {B}",
note={first},
note={second},
year=2020,
source={Scopus},
}
"""

SCOPUS_CSV = """\
\ufeff"Authors","Author full names","Author(s) ID","Title","Year","Source title","Volume","Issue","Art. No.",\
"Page start",\
"Page end","DOI","Link","Abstract","Author Keywords","Index Keywords","Language of Original Document","Source","EID"
"Liu F.; Paz M.","Liu, Fengyuan (60410297700); Paz, Marta (58862216200)","1; 2","A ""quoted"" title",2026,\
"Ensayos","12",\
"","e77","","","10.9999/E.12.77","https://www.scopus.com/x","Two
lines","trust; firms","Trust; Trade","Spanish","Scopus","2-s2.0-1"
"""

WOS_TEXT = """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Toro, ML
   de la Paz, R
AF Toro, Maria Luisa
   de la Paz, Rosa
CA Andean Trust Group
TI Trust in alliances of small
   firms
SO TRIAL REVIEW
LA English
DE Trust; Alliances
ID SMALL FIRMS; TRUST
AB An abstract.
CR Perez A, 2001, J TRY, V1; P2
   Lopez B, 2002, J TRY, V2
PY 2020
VL 12
BP 15
EP 28
DI 10.9999/tr.2020.12
EA
UT WOS:000000000000002
ER

PT J
AU [Anonymous]
TI Second
AR 106558
ER

EF
"""

WOS_TAB = (
    "\ufeffPT\tAU\tAF\tTI\tSO\tLA\tDE\tID\tAB\tBP\tEP\tDI\tPY\tVL\tIS\tUT\t\r\n"
    'J\tToro, ML; Paz, R\tToro, Maria; Paz, Rosa\t"Smart" alliances\tTRIALS\tEnglish\tTrust; Firms\t\t'
    "Abs.\t15\t28\t10.9999/t.1\t2020\t12\t1\tWOS:3\t\r\n"
    'J\tRey, A\tRey, Ana\tAn unclosed "quote\tTRIALS\tSpanish\t\t\t\t\t\t\t2021\t\t\tWOS:4\t\r\n'
)

PUBMED_NBIB = """\
PMID- 30000001
OWN - NLM
DP  - 2021 Mar
TI  - Trust and small firms: a trial with a title that
      runs over two lines.
LID - 10.9999/pm.2021.1 [doi]
AB  - An abstract.
FAU - Smith, Tomas
AU  - Smith T
FAU - Reyes, Ana
AU  - Reyes A
LA  - spa
JT  - Journal of trials
MH  - *Commerce
MH  - Trust
OT  - trust
VI  - 4
IP  - 2
PG  - 123-31

PMID- 30000002
OWN - NLM
TI  - Second.
AU  - Lara JM
"""

ERIC_NBIB = """\

OWN - ERIC
TI  - Learning alliances
AU  - Hunter, Sofia
AID - http://dx.doi.org/10.9999/eric.1
JT  - Learning
DP  - 2000
LA  - English

OWN - ERIC
TI  - Second alliance
AU  - Hunter, Sofia
"""

ENDNOTE_TAGS = """\
%0 Journal Article
%A Straub, Diana W.
%A Universidad de Ensayo,
%T Trust on platforms
%J Journal of Trials
%D 2021
%V 45
%N 3
%P 1309-48
%R 10.9999/jt.45
%K trust
firms
%X One paragraph.
Another paragraph.
%G Portuguese

%0 Book
%A Paz, Octavia
%T A book
%D c2020
"""

ENDNOTE_XML = """\
<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="x.enl">x.enl</database>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Asenjo, E. A.</style>
</author><author><style>Okafor, I.</style></author></authors></contributors><titles><title><style face="normal">Trust,
</style><style face="italic">firms</style><style> and trade</style></title><secondary-title><style>Ensayos</style>
</secondary-title></titles><periodical><full-title>Ensayos de Comercio</full-title></periodical><pages>53-60</pages>
<volume>7</volume><number>1</number><keywords><keyword>trust</keyword><keyword>trade</keyword></keywords>
<dates><year>2018</year></dates><abstract>Background &amp; aims.</abstract>
<electronic-resource-num>10.9999/E.2018.01</electronic-resource-num><language>English</language>
<caption>Duplicate</caption><remote-database-name>Embase</remote-database-name></record></records></xml>
"""

ZOTERO_RDF = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
 <bib:Article rdf:about="http://example.org/1">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1111-2222"/>
  <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>de la Torre</foaf:surname>
  <foaf:givenName>Ana</foaf:givenName>
  </foaf:Person></rdf:li><rdf:li><foaf:Person><foaf:surname>INEC</foaf:surname></foaf:Person></rdf:li></rdf:Seq></bib:authors>
  <dc:subject>confianza</dc:subject>
  <dc:subject><z:AutomaticTag><rdf:value>pymes</rdf:value></z:AutomaticTag></dc:subject>
  <dc:title>Alianzas y confianza</dc:title>
  <dcterms:abstract>Un resumen.</dcterms:abstract>
  <dc:date>2017-05-04</dc:date>
  <z:language>es</z:language>
  <z:libraryCatalog>SciELO</z:libraryCatalog>
  <bib:pages>5-19</bib:pages>
 </bib:Article>
 <bib:Journal rdf:about="urn:issn:1111-2222">
  <prism:volume>9</prism:volume><prism:number>2</prism:number><dc:title>Ensayos</dc:title>
  <dc:identifier>DOI 10.9999/z.9.2</dc:identifier>
 </bib:Journal>
 <z:Attachment rdf:about="#item_7"><z:itemType>attachment</z:itemType><dc:title>PDF</dc:title></z:Attachment>
</rdf:RDF>
"""

ZOTERO_CSV = """\
"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Abstract Note","Date","Pages",\
"Issue","Volume","Language","Library Catalog","Manual Tags","Automatic Tags"
"AAAA1111","journalArticle","2017","de la Torre, Ana; INEC","Alianzas y confianza","Ensayos","10.9999/z.9.2",\
"","Un resumen.",\
"2017-05-04","5-19","2","9","es-EC","","confianza; pymes","Confianza"
"""

LENS_CSV = """\
"Lens ID","Title","Date Published","Publication Year","Source Title","Author/s","Abstract","Volume","Issue Number",\
"Start Page","End Page","Keywords","DOI"
"000-1","Trust at the edge","2020-11-22",2020,"Trials","Petra Radanova; David De Roure","","41",NA,"1","12",\
"trust; edge",\
"10.9999/L.1"
"""

OPENALEX_CSV = """\
id,doi,title,display_name,publication_year,language,primary_location.source.display_name,\
authorships.author.display_name,\
biblio.volume,biblio.issue,biblio.first_page,biblio.last_page,keywords.display_name
https://openalex.org/W1,https://doi.org/10.9999/O.1,Trust,Trust,2019,es,Trials,\
Ana Paz|Luis de la Cruz,3,1,10,20,trust|firms
"""

DIMENSIONS_CSV = """\
"About the data: Exported on Jan 02, 2024. Criteria: 'alliances' in full data."
Rank,Publication ID,DOI,PMID,Title,Abstract,Source title,Publication Date,PubYear,Volume,Issue,Pagination,Authors
500,pub.1,10.9999/d.1,,Trust in trade,,Trials,2021-02,2021,7,2,15-9,"Paz, Ana; de la Cruz, Luis"
"""

EMBASE_CSV = """\
Title,Original Title,Author Names,Source,Abstract,Emtree Drug Index Terms,Emtree Medical Index Terms,Open URL Link
"Trust: a trial",,"Liu R., de Paz D.G.",Trials of Trust (2014) 3:4 (152-160). Date of Publication: 2014,Abs,,\
"adult, trust (diagnosis, therapy), human",http://x.example/?sid=EMBASE&id=doi:10.9999%2F2303.138783&atitle=T
"""

PUBMED_CSV = """\
PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI
1,Trust.,"Lara JM, Paz A.",Trials. 2020 Jan;5(2):123-30. doi: 10.9999/p.1.,Lara JM,Trials,2020,2020/01/01,,,10.9999/p.1
"""

IEEE_CSV = """\
"Document Title","Authors","Publication Title","Publication Year","Volume","Issue","Start Page","End Page","Abstract",\
"DOI","Author Keywords","IEEE Terms"
"Networks","A. B. Paz; L. Ríos","Trials","2016","1","2","3","9","Abs","10.9999/i.1","trust","Networks"
"""

SPANISH_CSV = 'título;autores;año;revista;resumen\nConfianza;"Paz, Ana";2011;Ensayos;Un resumen\n'

CSL_JSON = """\
[
  {"id": "a", "type": "article-journal", "title": "Trust <i>and</i> {trade}", "container-title": "Trials",
   "author": [{"family": "Cruz", "given": "Ana", "non-dropping-particle": "de la"}, {"literal": "World Trade Group"}],
   "issued": {"date-parts": [[2016, 5]]}, "DOI": "10.9999/CSL.1", "page": "10-9", "volume": 4, "language": "es-EC",
   "keyword": "trust, trade"},
  {"id": "b", "type": "book", "title": "Brackets ] } in a \\"title\\" [ {", "issued": {"raw": "c2009"}}
]
"""

SAMPLES = {
    "scopus ris": (SCOPUS_RIS, "ris", 2),
    "ieee ris": (IEEE_RIS, "ris", 1),
    "ovid ris": (OVID_RIS, "ris", 1),
    "one-space ris": (ONE_SPACE_RIS, "ris", 1),
    "scielo bibtex": (SCIELO_BIB, "bibtex", 1),
    "wos bibtex": (WOS_BIB, "bibtex", 1),
    "scopus bibtex": (SCOPUS_BIB, "bibtex", 2),
    "scopus csv": (SCOPUS_CSV, "scopus-csv", 1),
    "wos text": (WOS_TEXT, "wos", 2),
    "wos tab": (WOS_TAB, "wos-tab", 2),
    "pubmed nbib": (PUBMED_NBIB, "nbib", 2),
    "eric nbib": (ERIC_NBIB, "nbib", 2),
    "endnote tags": (ENDNOTE_TAGS, "endnote", 2),
    "endnote xml": (ENDNOTE_XML, "endnote-xml", 1),
    "zotero rdf": (ZOTERO_RDF, "zotero-rdf", 1),
    "zotero csv": (ZOTERO_CSV, "zotero-csv", 1),
    "lens csv": (LENS_CSV, "lens-csv", 1),
    "openalex csv": (OPENALEX_CSV, "openalex-csv", 1),
    "dimensions csv": (DIMENSIONS_CSV, "dimensions-csv", 1),
    "embase csv": (EMBASE_CSV, "embase-csv", 1),
    "pubmed csv": (PUBMED_CSV, "pubmed-csv", 1),
    "ieee csv": (IEEE_CSV, "ieee-csv", 1),
    "spanish csv": (SPANISH_CSV, "csv", 1),
    "csl json": (CSL_JSON, "csl-json", 2),
}
"""Text, the format that a receipt names, and the number of records."""
