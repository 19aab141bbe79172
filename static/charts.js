// Draws each figure from the table that stands beneath it; without this, the table alone says it all.
/* global echarts: the script before this one, which packs what bars and lines need and no more */

// The Analysis Function's palette for accessible charts: told apart by lightness as well as by hue.
const COLOURS = ["#12436d", "#28a197", "#801650", "#f46a25"];
const INK = { color: "#0b0c0c", fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 15 };

const number = (text) => parseFloat(text.replace(/[,%£\s]/g, ""));
const words = (cells) => [...cells].map((cell) => cell.textContent.trim());

function read(table) {
  const [, ...series] = words(table.tHead.rows[0].cells);
  const rows = [...table.tBodies[0].rows].map((row) => words(row.cells));
  return { labels: rows.map(([label]) => label), series: series.map((name, at) => ({ name, data: rows.map((row) => number(row[at + 1])) })), percent: rows.some((row) => row[1].endsWith("%")) };
}

function option({ labels, series, percent }, kind, title) {
  const across = kind !== "line";
  const named = { type: "category", data: labels, inverse: across, axisLabel: { ...INK, lineHeight: 18, width: across ? 120 : 90, overflow: "break" }, axisTick: { show: false } };
  const counted = { type: "value", min: 0, max: percent ? 100 : undefined, axisLabel: { ...INK, formatter: percent ? "{value}%" : undefined }, splitLine: { lineStyle: { color: "#b1b4b6" } } };
  return {
    animation: false,
    color: COLOURS,
    textStyle: INK,
    aria: { enabled: true, label: { description: `${title}. The figures are in the table that follows.` }, decal: { show: kind !== "line" && series.length > 1 } },
    legend: { show: series.length > 1, top: 0, left: 0, textStyle: INK, itemGap: 20 },
    grid: { left: 0, right: 30, top: series.length > 1 ? 40 : 10, bottom: 10, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { show: false },
    xAxis: across ? counted : named,
    yAxis: across ? named : counted,
    series: series.map(({ name, data }) => ({ name, data, type: across ? "bar" : "line", stack: kind === "stacked" ? "all" : undefined, lineStyle: { width: 3 }, symbolSize: 9 })),
  };
}

for (const figure of document.querySelectorAll('[data-module="mappa-chart"]')) {
  const place = figure.querySelector(".mappa-chart__drawing");
  place.hidden = false;
  const drawn = echarts.init(place, null, { renderer: "svg" });
  drawn.setOption(option(read(figure.querySelector("table")), figure.dataset.kind, figure.querySelector("figcaption").textContent));
  new ResizeObserver(() => drawn.resize()).observe(place);
}
