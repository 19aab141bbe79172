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
  return { labels: rows.map(([label]) => label), series: series.map((name, at) => ({ name, data: rows.map((row) => number(row[at + 1])) })), percent: rows.some((row) => row.some((cell) => cell.includes("%"))) };
}

// A bar needs room for its label, which is broken into lines where there is little width.
function room({ labels, series }, kind, width) {
  const label = width > 600 ? 260 : 120;
  const lines = Math.max(...labels.map((text) => Math.ceil((text.length * 9) / label)));
  const bars = kind === "bar" ? series.length : 1;
  return { label, height: kind === "line" ? 320 : Math.max(320, 60 + labels.length * Math.max(20 * bars, 18 * lines + 8)) };
}

function option({ labels, series, percent }, kind, title, width) {
  const across = kind !== "line";
  const named = { type: "category", data: labels, inverse: across, axisLabel: { ...INK, interval: 0, lineHeight: 18, width: across ? width : 60, overflow: "break" }, axisTick: { show: false } };
  const counted = { type: "value", min: 0, max: percent ? 100 : undefined, axisLabel: { ...INK, hideOverlap: true, formatter: percent ? "{value}%" : undefined }, splitLine: { lineStyle: { color: "#b1b4b6" } } };
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
  const { kind } = figure.dataset;
  const title = figure.querySelector("figcaption").textContent;
  const figures = read(figure.querySelector("table"));
  const drawn = echarts.init(place, null, { renderer: "svg" });
  const draw = () => {
    const { label, height } = room(figures, kind, place.clientWidth);
    place.style.height = `${height}px`;
    drawn.resize();
    drawn.setOption(option(figures, kind, title, label));
  };
  new ResizeObserver(draw).observe(place);
}
