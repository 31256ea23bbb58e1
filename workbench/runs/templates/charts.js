// Draws each chart from the specification that stands beside it. `ast` lets Vega work without eval, which the
// page's policy forbids; SVG keeps text sharp in print.
(() => {
  const options = {
    ast: true,
    renderer: "svg",
    mode: "vega-lite",
    actions: { export: true, source: false, compiled: false, editor: false },
    logLevel: 0,
    i18n: document.documentElement.lang.startsWith("zh")
      ? { CLICK_TO_VIEW_ACTIONS: "保存图表", SVG_ACTION: "保存为 SVG", PNG_ACTION: "保存为 PNG" }
      : {},
  };
  for (const chart of document.querySelectorAll("figure.chart")) {
    const drawing = chart.querySelector(".drawing");
    const tell = (problem) => {
      drawing.textContent = `${chart.getAttribute("aria-label")} (${problem})`;
      chart.classList.add("undrawn");
    };
    try {
      const spec = JSON.parse(chart.querySelector("script").textContent);
      window.vegaEmbed(drawing, spec, options).then(() => chart.classList.add("drawn"), tell);
    } catch (problem) {
      tell(problem);
    }
  }
})();
