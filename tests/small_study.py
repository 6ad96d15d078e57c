"""How the small studies of the tests begin."""


def declared(name: str) -> str:
    """The block `[study]` of a study about no alliance in particular."""
    return f"""
[study]
id = "{name}"
title = {{ es = "Estudio pequeño", en = "Small study" }}
country = "EC"
wave = "2025"
period = {{ first = 2020, last = 2024 }}
population = {{ es = "empresas", en = "firms" }}
unit_of_analysis = "firm"
focal_alliance = "none"
"""
