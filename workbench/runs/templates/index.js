// Shows the rows that hold every word typed: the first of them at once, since to lay out thousands takes a second, and
// all of them when asked.
(() => {
  const FIRST = 200;
  const box = document.getElementById("search");
  const more = document.getElementById("more");
  const rows = [...document.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  const show = (most) => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [row, text] of rows) {
      const fits = words.every((word) => text.includes(word));
      found += fits ? 1 : 0;
      row.hidden = !fits || found > most;
    }
    document.getElementById("none").hidden = found > 0;
    more.hidden = found <= most;
  };
  box.addEventListener("input", () => show(FIRST));
  more.addEventListener("click", () => show(Infinity));
})();
