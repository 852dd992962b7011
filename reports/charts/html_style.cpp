// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"

namespace etalon::charts {

// One column, calm, dense where there are numbers. Everything that matters is said by words and
// shapes; colour only helps. On paper: black on white, nothing folded, nothing torn apart.
const char* const kStyle = R"css(
:root { --ink: #1d2939; --soft: #5b6777; --line: #dfe4ea; --paper: #fff; --wash: #f5f7fa;
  --accent: #0f4c81; --care: #9a4a08; --good: #1c6b3c; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eceff3; color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
main { max-width: 960px; margin: 24px auto; padding: 48px 56px 40px; background: var(--paper);
  border-radius: 6px; box-shadow: 0 1px 3px rgba(16, 24, 40, .12); }
h1, h2, h3, h4 { line-height: 1.25; font-weight: 650; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 2.1rem; letter-spacing: -.015em; }
h2 { font-size: 1.4rem; margin-top: 3.2rem; padding-top: 1.1rem; border-top: 2px solid var(--ink); }
h2 small { display: block; font: 400 .85rem/1.6 ui-monospace, "DejaVu Sans Mono", monospace;
  color: var(--soft); }
h3 { font-size: 1.08rem; margin: 2.2rem 0 .7rem; }
h4 { font-size: .95rem; margin: 1.3rem 0 .5rem; color: var(--soft); }
p { margin: .4rem 0; }
small { font-size: .8rem; color: var(--soft); }
code { font: .82em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
a { color: var(--accent); }
.kicker { margin: 0 0 .35rem; font-size: .78rem; font-weight: 650; letter-spacing: .14em;
  text-transform: uppercase; color: var(--accent); }
.where { color: var(--soft); font-size: 1.02rem; }
.unfinished, .nothing { font-weight: 650; }
.summary { margin-top: 1.8rem; border: 1px solid var(--line); border-left: 5px solid var(--accent);
  border-radius: 4px; background: var(--wash); padding: 1.3rem 1.6rem 1.1rem; break-inside: avoid; }
.plain { display: grid; grid-template-columns: max-content 1fr; gap: .8rem 1.6rem; margin: 0 0 1.2rem; }
.plain dt { font-weight: 650; padding-top: .22rem; }
.plain dd { margin: 0; font-size: 1.12rem; }
.plain dd b { font-size: 1.22em; font-weight: 700; white-space: nowrap; }
.sure { display: block; font-size: .9rem; color: var(--soft); }
.notes { margin: 0; padding: .9rem 0 0 1.1rem; border-top: 1px solid var(--line); font-size: .9rem; }
.notes:first-child { padding-top: 0; border-top: 0; }
.notes li { margin: .15rem 0; }
.fit { font-size: 1.12rem; margin: .15rem 0 .7rem; padding-left: .9rem; border-left: 4px solid var(--soft); }
.fit small { display: block; font-size: .88rem; }
.fit.yes { border-left-color: var(--good); }
.fit.yes b { color: var(--good); }
.fit.no { border-left-color: var(--care); border-left-style: dashed; }
.fit.no b { color: var(--care); }
.fit.open { border-left-style: dotted; }
.ground { font-size: .88rem; color: var(--soft); }
.verdict { font-weight: 650; white-space: nowrap; }
.verdict.yes { color: var(--good); }
.verdict.no { color: var(--care); }
.limits { margin: 1rem 0 .9rem; font-size: .98rem; }
.limits td:nth-child(2) { font-weight: 600; }
.limits .sure, .rules .sure { font-weight: 400; font-size: .84rem; }
.limits tbody th { font-weight: 650; }
.rules { font-size: .86rem; }
.rules { table-layout: fixed; }
.rules td, .rules th { overflow-wrap: break-word; }
.rules thead th:nth-child(1) { width: 16%; }
.rules thead th:nth-child(2) { width: 20%; }
.rules thead th:nth-child(3) { width: 28%; }
.rules thead th:nth-child(4) { width: 22%; }
.comparison td { min-width: 7rem; }
.comparison thead th { overflow-wrap: anywhere; }
.comparison .sure, .items .sure { font-size: .84rem; font-weight: 400; }
.comparison th small { font-weight: 400; }
.runs code { white-space: nowrap; }
.summary h3 { margin: .9rem 0 .5rem; }
.summary h3:first-child { margin-top: 0; }
.map .peak { fill: none; stroke: #000; stroke-width: 2.4px; }
nav h2 { margin-top: 2.2rem; padding-top: 0; border: 0; font-size: 1.08rem; }
nav ol { margin: .5rem 0 0; padding-left: 1.4rem; columns: 2 18rem; column-gap: 3rem; }
nav li { break-inside: avoid; margin-bottom: .2rem; }
.scroll { overflow-x: auto; -webkit-overflow-scrolling: touch; }
table { border-collapse: collapse; width: 100%; font-size: .9rem;
  font-variant-numeric: tabular-nums lining-nums; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.1rem .5rem 0; font-weight: 400;
  border-bottom: 1px solid var(--line); }
thead th { font-size: .78rem; line-height: 1.3; color: var(--soft); vertical-align: bottom;
  border-bottom: 1.5px solid var(--ink); }
th small { display: block; line-height: 1.35; }
.results td, .budget td { white-space: nowrap; }
.budget tbody th { min-width: 8.5rem; }
.results td:nth-child(n+2), .results thead th:nth-child(n+2) { text-align: right; }
.results td:last-child, .results thead th:last-child { padding-right: .2rem; }
.sheet td { white-space: nowrap; }
.results .main > th { font-weight: 650; min-width: 11rem; }
.results .main > th small { font-weight: 400; }
.results .main td:nth-child(2) { font-weight: 650; }
.results .beside th { padding-left: 1.1rem; }
.results .beside > * { padding-top: .28rem; padding-bottom: .28rem; color: var(--soft); }
.results .subject th { font-weight: 650; color: var(--accent); padding-top: 1.1rem; }
.results .subject th small { font-weight: 400; }
.unit { font-weight: 400; font-size: .94em; }
.care { color: var(--care); }
.problem { border-left: 3px solid var(--care); padding: .1rem 0 .1rem 1rem; margin: .8rem 0;
  break-inside: avoid; max-width: 46rem; }
.problem .code b { color: var(--care); margin-right: .7rem; white-space: nowrap; }
.problem .aside { font-size: .85rem; color: var(--soft); }
.figures { display: grid; grid-template-columns: 1fr 1fr; gap: 1.4rem 2rem; }
figure { margin: 0; break-inside: avoid; }
figure svg { display: block; height: auto; }
figcaption { font-size: .85rem; color: var(--soft); line-height: 1.4; margin-top: .3rem; }
.chart.wide { grid-column: 1 / -1; max-width: 680px; }
.figures + .scroll, .figures + details { margin-top: 1.2rem; }
.items th { white-space: nowrap; }
.picture { border-radius: 3px; }
.picture polyline, .picture polygon { fill: none; vector-effect: non-scaling-stroke;
  stroke-linejoin: round; }
.picture .rim { stroke: #000; stroke-opacity: .55; stroke-width: 4px; }
.picture .found { stroke: #ffc83d; stroke-width: 2px; }
.picture .rejected { stroke: #ff8a65; stroke-width: 2px; stroke-dasharray: 2 3; }
.picture .region { stroke: #fff; stroke-width: 1.6px; stroke-dasharray: 6 4; }
.picture text { fill: #fff; stroke: #000; stroke-width: .22em; stroke-linejoin: round;
  paint-order: stroke; font-weight: 650; font-family: inherit; }
.budget td:nth-child(n+4):nth-child(-n+6), .budget thead th:nth-child(n+4):nth-child(-n+6) {
  text-align: right; }
.budget .total > * { border-bottom: 0; border-top: 1.5px solid var(--ink); font-weight: 650; }
.budget .total small { font-weight: 400; }
.bar { display: inline-block; width: 5.5rem; height: .62rem; margin-right: .6rem; background: var(--line);
  border-radius: 2px; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--accent); }
.bar, .bar i { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
details { border-top: 1px solid var(--line); padding: .45rem 0; }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; font-size: .92rem; }
.facts { display: grid; grid-template-columns: 10.5rem 1fr; gap: .35rem 1.2rem; margin: .8rem 0 0;
  font-size: .92rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts dd code { margin-right: .7rem; }
.inputs code { word-break: break-all; }
footer { margin-top: 3.2rem; padding-top: 1rem; border-top: 2px solid var(--ink); font-size: .85rem;
  color: var(--soft); }
.end { text-align: center; letter-spacing: .08em; margin-top: 1.2rem; }
@media (max-width: 640px) {
  body { background: var(--paper); }
  main { margin: 0; padding: 22px 18px 28px; border-radius: 0; box-shadow: none; }
  h1 { font-size: 1.65rem; }
  h2 { font-size: 1.25rem; margin-top: 2.4rem; }
  .summary { padding: 1rem 1.1rem; }
  .plain { display: block; }
  .plain dt { font-size: .8rem; color: var(--soft); padding: 0; }
  .plain dd { margin-bottom: .9rem; font-size: 1.05rem; line-height: 1.4; }
  .figures { grid-template-columns: minmax(0, 1fr); }
  .stack thead { display: none; }
  .stack tr { display: block; padding: .55rem 0; border-bottom: 1px solid var(--line); }
  .stack tr:first-child { border-top: 1px solid var(--line); }
  .stack th, .stack td { display: block; padding: .08rem 0; border: 0; white-space: normal; }
  .stack th { font-weight: 650; font-size: .95rem; }
  .stack th small { font-weight: 400; }
  .stack td:empty { display: none; }
  .stack td::before { content: attr(data-head); color: var(--soft); font-weight: 400; margin-right: .5em; }
  .limits td:nth-child(-n+3)::before { content: none; }
  .limits td { font-size: 1rem; }
  .limits td:nth-child(4) .sure { display: inline; margin-left: .4rem; }
  .runs code { white-space: normal; }
  table { font-size: .84rem; }
  th, td { padding-right: .8rem; }
  .results .main > th { min-width: 6.5rem; }
  .results th small { display: none; }
  .results .beside th { padding-left: .6rem; }
  .facts { display: block; }
  .facts dt { font-size: .8rem; margin-top: .6rem; }
}
@media print {
  @page { margin: 16mm; }
  :root { --ink: #000; --soft: #333; --accent: #000; --care: #000; --good: #000; --line: #bbb; --wash: #fff; }
  body { background: #fff; font-size: 10.5pt; }
  main { margin: 0; padding: 0; max-width: none; box-shadow: none; }
  h2, h3, h4 { break-after: avoid; }
  tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  .bar i { background: #444; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
)css";

}  // namespace etalon::charts
