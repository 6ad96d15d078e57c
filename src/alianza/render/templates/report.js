(() => {
  "use strict";
  const wide = matchMedia("(min-width: 68rem)");
  const contents = document.querySelector("nav.bar details");
  const fit = () => { contents.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);
  contents.addEventListener("click", (event) => {
    if (event.target.tagName === "A" && !wide.matches) contents.open = false;
  });
  const bundle = document.getElementById("vega");
  if (!bundle) return;
  const load = () => {
    if (window.vegaEmbed) return;
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = bundle.textContent;
    document.head.append(script);
  };
  const ready = async () => {
    load();
    while (!window.vegaEmbed) await new Promise((resolve) => setTimeout(resolve, 30));
  };
  for (const button of document.querySelectorAll("button[data-figure]")) {
    const figure = button.closest("figure");
    const still = figure.querySelector(".still");
    const live = figure.querySelector(".live");
    const explore = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const showing = live.hidden;
      if (showing && !live.firstChild) {
        await ready();
        const spec = JSON.parse(document.getElementById("spec-" + button.dataset.figure).textContent);
        await window.vegaEmbed(live, spec, { actions: false, renderer: "svg" });
      }
      live.hidden = !showing;
      still.hidden = showing;
      button.textContent = showing ? button.dataset.still : explore;
    });
  }
})();
