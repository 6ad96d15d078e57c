"""A small study with interviews: a registry, transcripts in SYNTHETIC words, and two coders."""

from pathlib import Path

PROTOCOL = """
synthetic = true

[study]
id = "mini"
title = { es = "Estudio pequeño", en = "Small study" }
country = "EC"
wave = "2025"
period = { first = 2020, last = 2024 }
population = { es = "empresas", en = "firms" }
unit_of_analysis = "firm"
focal_alliance = "none"

[[constructs]]
id = "trust"
label = { es = "confianza", en = "trust" }

[interviews]
[[interviews.coders]]
id = "lia"
roles = ["lead", "keeper"]

[[interviews.coders]]
id = "ana"
roles = ["coder"]

[[interviews.coders]]
id = "luis"
roles = ["coder"]

[[interviews.coders]]
id = "eva"
roles = ["arbiter"]
"""

REGISTRY = """entrevista;participante;fecha;minutos;cargo;sector;provincia;consentimiento;transcripción
E01;P1;2025-03-04;45;gerente;comercio;Azuay;cita;interviews/transcripts/E01.txt
E02;P2;5/3/2025;38,5;dueña;manufactura;Loja;análisis;interviews/transcripts/E02.txt
"""

TEXTS = {
    "E01": "SYNTHETIC\n\nEntrevistador: ¿Cómo eligieron al socio?\n\nP1: Lo conocíamos desde la quebrada azulejo; "
    "firmamos sin leer el acta.\n\nEntrevistador: ¿Y después?\n\nP1: Nos reunimos cada mes y la confianza creció.\n",
    "E02": "SYNTHETIC\n\nEntrevistador: ¿Cómo eligieron al socio?\n\nP2: Nadie nos presentó; fue un acuerdo de palabra."
    "\n\nEntrevistador: ¿Hubo conflictos?\n\nP2: Uno grande, y no había quién mediara.\n",
}
"""Interview to its transcript; «quebrada azulejo» stands nowhere else, so that no trace of it can hide."""


def study(folder: Path) -> Path:
    """The study in a new folder `estudio`."""
    made = folder / "estudio"
    (made / "interviews" / "transcripts").mkdir(parents=True)
    (made / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    (made / "interviews" / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    for name, text in TEXTS.items():
        (made / "interviews" / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    return made


def transcripts(made: Path) -> list[Path]:
    """The transcripts of the study."""
    return sorted((made / "interviews" / "transcripts").glob("*.txt"))
