#!/usr/bin/env python3
"""Writes docs/MEASURES.md, and docs/MATT.md in Swedish: every measure and count, with what it means.

    deploy/generate_measures.py            writes both
    deploy/generate_measures.py --check    fails when what is there differs

All comes from deploy/catalogue.json, which is what `sjukpuls catalogue` prints, and, for the Swedish definitions, from
deploy/definitions_sv.json, which the boards show too.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"

ENGLISH = {
    "page": "MEASURES.md",
    "intro": """# Measures and counts

*Written by `deploy/generate_measures.py` from the catalogue.* På svenska: [MATT.md](MATT.md).

A **count** is an integer with a definition; a **measure** is two counts with a name, and never the mean of other
shares. The definitions below are short; [INDICATORS.md](INDICATORS.md) sections 4 to 8 have every rule,
[DEFINITIONS.md](DEFINITIONS.md) how unclear places of it are read, and which are not followed yet.

- **Periods.** P: the rolling periods `7d`, `28d`, `90d` and `365d`, months (`2025-03`), years (`2025`) and measure years
  (`my2025`: March 2025 to February 2026). *the day*: the state on the day, `at`. Months and years are only printed by
  `replay` and `table`, and are in nothing that is published. Which periods are published at which level is for
  `metrics.periods`, `metrics.breakdown_periods` and `metrics.unit_periods` to say ([SETTINGS.md](SETTINGS.md)).
- **Splits** are by one dimension at a time, for nation and regions; care providers and units have totals.
- **Withheld.** *1–4*: absent where it is 1 to 4 (`privacy.min_count`), and where one that is could be worked out from
  it; 0 is absent too. *with ...*: absent where that count is. *no*: what units say of themselves, always shown.
  Units that no `unit_facts` describe show nothing. [sinks/disclosure](../sinks/disclosure/README.md) has the rules.
- **Preliminary** is a measure whose answers may still come: in periods that end less than 90 days before the day.
- **Of 2024**: measure 12 is `kva_records_DV077` in a measure year; 11 is the same without primary care, the total minus
  its care level PRIMARY. Surveys (1–10, 13, and 6.1, 6.2 of 2020) come in as results and pass through under their
  measure's name. Other KVÅ codes get two counts of their own by `kva_codes`.
""",
    "measures": "Measures",
    "measure_head": ["measure", "", "numerator / denominator", "times", "periods", "preliminary", "source"],
    "counts": "Counts",
    "count_head": ["count", "official term", "definition", "periods", "splits", "withheld", "source"],
    "name": "english",
    "periods": {"P": "P", "at": "the day", "365d": "`365d`", "730d": "`730d`", "own": "the survey's own"},
    "splits": {"sex": "sex", "care_level": "care level", "diagnosis": "diagnosis"},
    "PRIMARY": "primary care only",
    "yes": "yes",
    "no": "no",
    "small": "1–4",
    "with": "with {}",
    "not_by_sex": "; not by sex, which would tell the women",
    "never_split": "; where the men are, too; never split",
    "sources": {"new": "new", "regions' survey": "regions' survey", "configuration": "configuration"},
}

SWEDISH = {
    "page": "MATT.md",
    "intro": """# Mått och antal

*Skriven av `deploy/generate_measures.py` utifrån katalogen.* In English: [MEASURES.md](MEASURES.md).

Ett **antal** är ett heltal med en definition; ett **mått** är två antal med ett namn, och aldrig medelvärdet av andra
andelar. Definitionerna här är korta; alla regler står på engelska i [INDICATORS.md](INDICATORS.md), avsnitt 4 till 8.
[DEFINITIONS.md](DEFINITIONS.md) säger hur oklara ställen i dem har lästs, och vilka regler som inte följs ännu.

- **Perioder.** P: de rullande perioderna `7d`, `28d`, `90d` och `365d`, månader (`2025-03`), år (`2025`) och mätår
  (`my2025`: mars 2025 till och med februari 2026). *dagen*: läget på dagen, `at`. Månader och år skrivs bara ut av
  `replay` och `table` och ingår inte i något som publiceras. Vilka perioder som publiceras på vilken nivå styrs av
  `metrics.periods`, `metrics.breakdown_periods` och `metrics.unit_periods` ([SETTINGS.md](SETTINGS.md)).
- **Fördelningar** görs på en sak i taget, för riket och regionerna; vårdgivare och vårdenheter har bara totaler.
- **Visas inte.** *1–4*: antalet saknas när det är 1 till 4 (`privacy.min_count`), och när ett sådant antal skulle gå att
  räkna ut med hjälp av det; även 0 saknas. *följer ...*: saknas när det antalet saknas. *visas alltid*: vad enheterna
  uppger om sig själva. Enheter som saknar `unit_facts` visar inga tal alls. Reglerna står i
  [sinks/disclosure](../sinks/disclosure/README.md).
- **Preliminärt** är ett mått där svar ännu kan komma: i perioder som slutade för mindre än 90 dagar sedan.
- **Måtten för 2024**: mått 12 är `kva_records_DV077` under ett mätår; 11 är detsamma utan primärvård, alltså totalen
  minus vårdnivån PRIMARY. Enkäter (1–10, 13, samt 6.1 och 6.2 för 2020) kommer in som färdiga resultat och visas under
  måttets namn. Andra KVÅ-koder får två egna antal var genom `kva_codes`.
""",
    "measures": "Mått",
    "measure_head": ["mått", "", "täljare / nämnare", "gånger", "perioder", "preliminärt", "källa"],
    "counts": "Antal",
    "count_head": ["antal", "officiell term", "definition", "perioder", "fördelningar", "visas inte", "källa"],
    "name": "swedish",
    "periods": {"P": "P", "at": "dagen", "365d": "`365d`", "730d": "`730d`", "own": "enkätens egna"},
    "splits": {"sex": "kön", "care_level": "vårdnivå", "diagnosis": "diagnos"},
    "PRIMARY": "bara primärvård",
    "yes": "ja",
    "no": "visas alltid",
    "small": "1–4",
    "with": "följer {}",
    "not_by_sex": "; inte efter kön, som skulle avslöja kvinnorna",
    "never_split": "; även när männen är så få; fördelas aldrig",
    "sources": {"new": "ny", "regions' survey": "regionernas enkät", "configuration": "konfiguration"},
}


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


class Page:
    def __init__(self, words, catalogue, definitions):
        self.words = words
        self.catalogue = catalogue
        self.definitions = definitions
        # A sum of days stands over the cases that it is summed over.
        self.cases_of = {m["numerator"]: m["denominator"] for m in catalogue["measures"] if m["unit"] == "days"}

    def source(self, text):
        for english, word in self.words["sources"].items():
            text = text.replace(english, word)
        return text

    def withheld(self, count):
        name, words = count["name"], self.words
        if name in self.cases_of:
            return words["with"].format(f"`{self.cases_of[name]}`")
        if not count["breakdowns"] and count["periods"] != "own":
            return words["no"]
        special = {"sick_listed": "not_by_sex", "sick_listed_women": "never_split"}.get(name)
        return words["small"] + (words[special] if special else "")

    def measure_row(self, measure):
        words = self.words
        fraction = f"`{measure['numerator']}` / `{measure['denominator']}`"
        if measure["care_level"]:
            fraction += f", {words[measure['care_level']]}"
        return [
            f"`{measure['id']}`",
            measure[words["name"]],
            fraction,
            f"{measure['factor']:g}",
            words["periods"][measure["periods"]],
            words["yes"] if measure["cohort"] else "",
            self.source(measure["source"]),
        ]

    def count_row(self, count):
        words = self.words
        return [
            f"`{count['name']}`",
            count["official_term"],
            self.definitions[count["name"]],
            words["periods"][count["periods"]],
            ", ".join(words["splits"][split] for split in count["breakdowns"]),
            self.withheld(count),
            self.source(count["source"]),
        ]

    def text(self):
        words = self.words
        return "\n".join(
            [
                words["intro"],
                f"## {words['measures']}\n",
                table(words["measure_head"], map(self.measure_row, self.catalogue["measures"])),
                f"## {words['counts']}\n",
                table(words["count_head"], map(self.count_row, self.catalogue["counts"])),
            ]
        )


def main():
    catalogue = json.loads((HERE / "catalogue.json").read_text())
    english = {count["name"]: count["help"] for count in catalogue["counts"]}
    swedish = json.loads((HERE / "definitions_sv.json").read_text())
    if missing := [name for name in english if name not in swedish]:
        sys.exit(f"deploy/definitions_sv.json has no definition of {', '.join(missing)}")
    stale = []
    for words, definitions in ((ENGLISH, english), (SWEDISH, swedish)):
        path = DOCS / words["page"]
        text = Page(words, catalogue, definitions).text()
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.name)
    if stale:
        sys.exit(f"not what generate_measures.py writes: {', '.join(stale)}; run deploy/generate_measures.py")


if __name__ == "__main__":
    main()
