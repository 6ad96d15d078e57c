"""Vega, Vega-Lite and its embedder, as vl-convert carries them, for the page's interactive figures.

Bundling takes more than a second of one core, so a run may let a second process begin with it while the tables are
computed and the figures drawn. Nothing is downloaded and nothing is kept on disk.
"""

from functools import lru_cache

from alianza.render.second_process import SecondProcess

SNIPPET = "window.vegaEmbed = vegaEmbed;"
_PROGRAM = f"import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle({SNIPPET!r}).encode('utf-8'))"

ahead = SecondProcess(_PROGRAM)


@lru_cache(maxsize=1)
def bundle() -> str:
    """The script, safe inside a script element."""
    script = ahead.take().decode("utf-8")
    if not script:
        import vl_convert

        script = vl_convert.javascript_bundle(SNIPPET)
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
