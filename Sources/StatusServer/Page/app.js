// SPDX-License-Identifier: Apache-2.0
// Shows what /api/v1 says. Texts of devices and of the API reach the page as text nodes alone, never as markup.
"use strict";

const STALE_AFTER_S = 10; // as in the API: values of an older cycle are not values
const SILENT_AFTER_S = 15; // the stream sends a heartbeat every 10 s
const SLOT_MS = 900e3;
const $ = (id) => document.getElementById(id);
let status = null, receivedAt = 0, heardAt = 0, isConnected = false, token = sessionStorage.getItem("hearth-token");
let prices = [], plan = null, loadedFor = null, loadedAt = 0;

// ---------------------------------------------------------------- building blocks

const present = (children) => children.filter((child) => child !== null && child !== undefined);
function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null) node.setAttribute(name, value);
  node.append(...present(children));
  return node;
}
const setChildren = (id, ...children) => $(id).replaceChildren(...present(children));
const el = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
  build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const text = (id, value) => { if ($(id).textContent !== value) $(id).textContent = value; };

// Local time is the house's, by the offsets the API gives; the browser may stand in another zone.
function local(ms) {
  let offset = null; // not 0, which is an offset too
  for (const change of status ? status.utc_offsets : []) {
    if (offset === null || Date.parse(change.from) <= ms) offset = change.utc_offset_s;
  }
  return new Date(ms + offset * 1000);
}
const two = (n) => String(n).padStart(2, "0");
const clock = (ms) => { const t = local(ms); return two(t.getUTCHours()) + ":" + two(t.getUTCMinutes()); };
const dayOf = (ms) => Math.floor(local(ms).getTime() / 864e5);
const date = (ms, parts) => local(ms).toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", ...parts });
const nowMs = () => Date.parse(status.time) + (status.age_s * 1000) + (performance.now() - receivedAt);
function dayName(ms) {
  const days = dayOf(ms) - dayOf(nowMs());
  return days === 0 ? "today" : days === 1 ? "tomorrow" : days === -1 ? "yesterday" : date(ms, { month: "short" });
}

const minus = (s) => s.replace("-", "−");
function watts(w) {
  const size = Math.abs(w);
  return minus(size < 1000 ? Math.round(w) + " W" : (w / 1000).toFixed(size < 9995 ? 2 : 1) + " kW");
}
const kWh = (wh) => minus((wh / 1000).toFixed(Math.abs(wh) < 99950 ? 1 : 0));
const percent = (share) => Math.round(share * 100) + " %";
const MINOR = { EUR: "ct", GBP: "p", CHF: "Rp", DKK: "øre", SEK: "öre", NOK: "øre", PLN: "gr", CZK: "h" };
const unit = () => (MINOR[status.currency] ? MINOR[status.currency] : status.currency) + "/kWh";
const price = (p) => minus(MINOR[status.currency] ? (p * 100).toFixed(1) : p.toFixed(3));
const money = (m) => minus(m.toFixed(2)) + " " + status.currency;
function ago(s) {
  return s < 60 ? Math.floor(s) + " s" : s < 5400 ? Math.round(s / 60) + " min" : Math.round(s / 3600) + " h";
}
const REASONS = {
  quarantined: "just came back and is not used yet", stale: "is too old", implausible: "cannot be true",
  not_available: "is not available at the device", lost: "got no answer from the device",
  never_offered: "is not offered by the device", no_cycle: "was not measured yet",
};

// ---------------------------------------------------------------- now

const THRESHOLD_W = 15; // below it nothing flows that anyone would notice

function node(id, name, measured, how) {
  const item = $(id);
  const isKnown = measured.value !== null;
  item.classList.toggle("unknown", !isKnown);
  // Where a word tells the direction the number needs no sign; elsewhere a negative one is a fault to be seen.
  const value = isKnown ? watts(how === undefined ? measured.value : Math.abs(measured.value)) : "unknown";
  item.querySelector("b").textContent = value;
  if (how) item.querySelector(".how").textContent = isKnown ? how : "";
  return isKnown ? null : el("li", null, name + " " + (REASONS[measured.quality] || "is unknown") +
    (measured.quality === "stale" && measured.age_s >= 1 ? " (" + ago(measured.age_s) + ")" : "") + ".");
}

// Each way with the ends between the circles; "forward" runs towards the house, or from it to the heat pump.
const WAYS = { solar: [200, 119, 200, 135], grid: [119, 200, 135, 200], battery: [281, 200, 265, 200], heat: [200, 265, 200, 281] };

function way(name, measured, towards) {
  const [x1, y1, x2, y2] = WAYS[name];
  const w = measured.value;
  const flows = w !== null && Math.abs(w) >= THRESHOLD_W;
  const width = flows ? 3 + 4 * Math.min(1, Math.abs(w) / 5000) : 3;
  const group = svg("g", { class: name });
  const isBack = flows && !towards;
  group.append(svg("line", {
    x1, y1, x2, y2, class: w === null ? "unknown" : flows ? "on" + (isBack ? " back" : "") : "",
    "stroke-width": width,
  }));
  if (flows) {
    const turn = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI + (isBack ? 180 : 0);
    const [x, y] = isBack ? [x1, y1] : [x2, y2];
    group.append(svg("path", { d: "M6 0-6-8v16Z", transform: `translate(${x} ${y}) rotate(${turn})` }));
  }
  return group;
}

function flowSentence(p) {
  const parts = [];
  const known = (m) => m.value !== null;
  const some = (m) => known(m) && Math.abs(m.value) >= THRESHOLD_W;
  if (known(p.load_w)) {
    parts.push("The house uses " + watts(p.load_w.value) +
      (some(p.heat_pump_w) ? ", the heat pump " + watts(p.heat_pump_w.value) + " of it" : "") + ".");
  }
  if (known(p.pv_production_w)) {
    const pv = p.pv_production_w.value;
    parts.push(!some(p.pv_production_w) ? "The solar modules give nothing." : pv > 0 ? "The sun gives " + watts(pv) + "."
      : "The solar inverter takes " + watts(-pv) + ".");
  }
  const b = p.battery_discharge_w.value, g = p.grid_import_w.value;
  if (b !== null) parts.push(Math.abs(b) < THRESHOLD_W ? "The battery rests."
    : b > 0 ? "The battery gives " + watts(b) + "." : "The battery takes " + watts(-b) + ".");
  if (g !== null) parts.push(Math.abs(g) < THRESHOLD_W ? "Nothing flows to or from the grid."
    : g > 0 ? watts(g) + " come from the grid." : watts(-g) + " go to the grid.");
  return parts.join(" ");
}

function renderFlow() {
  const p = status.power;
  const hasHeat = p.heat_pump_w.quality !== "never_offered" &&
    (p.heat_pump_w.value !== null || status.devices.some((d) => d.role === "heat_pump"));
  const direction = (m, plus, minusWord) => m.value >= THRESHOLD_W ? plus : m.value <= -THRESHOLD_W ? minusWord : "at rest";
  document.body.classList.toggle("no-heat", !hasHeat);
  $("n-heat").hidden = !hasHeat;
  setChildren("flow-faults", ...[
    node("n-solar", "Solar power", p.pv_production_w),
    node("n-grid", "Grid power", p.grid_import_w, direction(p.grid_import_w, "buying", "selling")),
    node("n-house", "Use of the house", p.load_w),
    node("n-battery", "Battery power", p.battery_discharge_w, direction(p.battery_discharge_w, "giving", "charging")),
    hasHeat ? node("n-heat", "Power of the heat pump", p.heat_pump_w) : null,
  ].filter(Boolean));
  setChildren("lines", ...[
    way("solar", p.pv_production_w, p.pv_production_w.value > 0), way("grid", p.grid_import_w, p.grid_import_w.value > 0),
    way("battery", p.battery_discharge_w, p.battery_discharge_w.value > 0),
    hasHeat ? way("heat", p.heat_pump_w, true) : null,
  ].filter(Boolean));
  text("flow-text", flowSentence(p));
}

// ---------------------------------------------------------------- battery

function told(control) {
  if (!control) return "What it was told is not known.";
  if (control.verdict === "off") return "Switched off by the safety limits.";
  if (control.verdict === "release" || !control.allowed) return "The inverter runs on its own.";
  const { lower_w: low, upper_w: high } = control.allowed;
  const dry = status.is_dry_run ? "The inverter runs on its own; without the dry run it would be told to " : null;
  const words = high < 0 ? "charge with " + (low === high ? watts(-low) : watts(-high) + " to " + watts(-low))
    : low > 0 ? "give " + (low === high ? watts(low) : watts(low) + " to " + watts(high))
    : low === 0 && high === 0 ? "rest" : null;
  if (words) return (dry || "Told to ") + words + ".";
  const up = "charge" + (dry ? "" : "s") + " with up to " + watts(-low), down = "give" + (dry ? "" : "s") + " up to " + watts(high);
  return (dry ? dry + "follow the house: " : "Follows the house: ") + up + ", " + down + ".";
}

function mark(share, label) {
  const item = el("span", { class: share < .06 ? "left" : share > .9 ? "right" : "" }, label);
  item.style.left = share * 100 + "%";
  return item;
}

function batteryRow(battery, k, count) {
  const soc = battery.state_of_charge.value;
  const kept = Math.min(1, battery.floor + battery.backup_reserve);
  const bar = svg("svg", { viewBox: "0 0 1000 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (soc !== null) bar.append(svg("rect", { class: "fill", width: soc * 1000, height: 10 }));
  bar.append(svg("rect", { class: "kept", width: kept * 1000, height: 10 }),
    svg("rect", { class: "kept", x: battery.ceiling * 1000, width: 1000 - battery.ceiling * 1000, height: 10 }));
  const label = "floor " + percent(battery.floor) + (battery.backup_reserve > 0 ? ", kept in reserve up to " + percent(kept) : "");
  return el("div", { class: "battery-row" },
    count > 1 ? el("h3", null, "Battery " + (k + 1)) : null,
    el("p", { class: "charge" },
      el("span", { class: soc === null ? "big unknown" : "big" }, soc === null ? "Charge unknown" : percent(soc)),
      el("span", { class: "muted" }, soc === null
        ? "it " + (REASONS[battery.state_of_charge.quality] || "is unknown")
        : kWh(soc * battery.capacity_wh) + " of " + kWh(battery.capacity_wh) + " kWh")),
    el("div", { class: "gauge", role: "img", "aria-label": (soc === null ? "Charge unknown" : "Charge " + percent(soc)) +
      ", " + label + ", ceiling " + percent(battery.ceiling) }, bar),
    el("div", { class: "marks" }, mark(kept, battery.backup_reserve > 0 ? "reserve " + percent(kept) : "floor " + percent(kept)),
      mark(battery.ceiling, "ceiling " + percent(battery.ceiling))),
    battery.backup_reserve > 0
      ? el("p", { class: "small" }, "Floor " + percent(battery.floor) + ", and " + percent(battery.backup_reserve) + " kept for a power cut.")
      : null,
    el("p", { class: "told" }, told(battery.control)),
    ...(battery.control ? battery.control.interlocks : []).map((lock) => el("p", { class: "small" }, lock.sentence)));
}

// ---------------------------------------------------------------- decision

const INTENTS = {
  self_consume: "Cover the house and store the surplus", no_discharge: "Store the surplus and keep what is stored",
  no_charge: "Cover the house and store nothing", idle: "Let the battery rest",
};
function intentText(intent) {
  if (intent.kind === "charge") return "Charge with at least " + watts(intent.power_w);
  if (intent.kind === "discharge") return "Give at least " + watts(intent.power_w);
  return INTENTS[intent.kind] || intent.kind;
}

const minusInText = (s) => s.replace(/ -(?=\d)/g, " −");

function renderDecision() {
  const d = status.decision;
  if (!d) return setChildren("decision", el("p", { class: "muted" }, "No decision yet."));
  const start = Date.parse(d.slot);
  const isPast = start + SLOT_MS <= Date.parse(status.time);
  setChildren("decision",
    isPast ? el("p", { class: "muted", id: "past" }, "There is no decision for this quarter hour. The last one was:") : null,
    ...d.intents.map((intent) => el("p", { class: "intent" }, intentText(intent))),
    el("p", { id: "reason" }, minusInText(d.sentence)),
    d.learned ? el("p", { class: "alt", id: "learned" }, minusInText(d.learned.sentence)) : null,
    el("p", { class: "small" }, "For " + clock(start) + " to " + clock(start + SLOT_MS) + ", by the policy " + d.policy + "."));
}

// Shown where a policy has to earn its place or something was compared: who drives, why, and what each would have cost the house of late.
function renderPolicy(p) {
  const c = p && p.comparison;
  $("policy").hidden = !c && !(p && p.candidate);
  if ($("policy").hidden) return;
  text("policy-text", `The policy ${p.driver} drives` + (p.since ? ` since ${dayName(Date.parse(p.since))}, ${clock(Date.parse(p.since))}. ` : ". ") +
    (p.candidate ? p.candidate + ": " : "") + p.sentence + ".");
  text("policy-note", c ? `Replayed: ${c.days} days up to ${date(Date.parse(c.to), { month: "short" })}, forecast ${c.forecast}.` : "Nothing was replayed yet.");
  $("policy-table").hidden = !c;
  if (!c) return;
  table("policy-table", ["Policy", "Cost", "Saved", "Share"], c.rows, (row) => [row.policy, money(row.cost),
    row.saved === null ? "–" : money(row.saved), row.share_percent === null ? "–" : Math.round(row.share_percent) + " %"]);
}

// What is missing is not zero: a sum that is not known for the whole day so far says so.
function earned(today) {
  if (!today || today.saved_against_self_consumption === null) {
    return "Earned today: unknown" + (!today ? "." : today.quarter_hours === 0 ? ", as no quarter hour of it has ended."
      : `, as none of its ${today.quarter_hours} quarter hours could be settled.`);
  }
  const saved = today.saved_against_self_consumption, known = today.saved_against_self_consumption_quarter_hours;
  const word = saved <= -0.005 ? (today.is_dry_run ? "Would have lost" : "Lost") : today.is_dry_run ? "Would have earned" : "Earned";
  return `${word} today: ${money(Math.abs(saved))} against a battery that only follows the house.` +
    (known >= today.quarter_hours ? "" : ` Known for ${known} of ${today.quarter_hours} quarter hours, since ` +
      clock(Date.parse(today.known_from)) + "; the rest is missing, not zero.");
}

// ---------------------------------------------------------------- charts

// A chart of slots that is drawn to the width it has; arrows or pointer move a cursor, whose slot is read out.
function chart(host, options) {
  const draw = () => {
    const width = Math.max(240, host.clientWidth), height = options.height, left = 34, right = 2, top = 24, bottom = 20;
    const slots = options.slots;
    const x = (ms) => left + ((ms - slots[0].ms) / (slots.length * SLOT_MS)) * (width - left - right);
    const image = svg("svg", {
      viewBox: `0 0 ${width} ${height}`, height, tabindex: 0, role: "slider", "aria-label": options.label,
      "aria-valuemin": 0, "aria-valuemax": slots.length - 1,
    });
    const frame = { x, left, right: width - right, top, bottom: height - bottom, width, step: x(SLOT_MS) - x(0) };
    options.paint(image, frame);
    paintTime(image, frame, slots);
    const cursor = svg("rect", { class: "cursor", y: top, height: frame.bottom - top, width: Math.max(2, frame.step), visibility: "hidden" });
    image.append(cursor);
    let at = Math.max(0, slots.findIndex((s) => s.ms + SLOT_MS > nowMs()));
    const show = (k, isShown) => {
      at = Math.max(0, Math.min(slots.length - 1, k));
      const words = options.read(slots[at]);
      image.setAttribute("aria-valuenow", at);
      image.setAttribute("aria-valuetext", words);
      cursor.setAttribute("x", x(slots[at].ms));
      cursor.setAttribute("visibility", isShown ? "visible" : "hidden");
      text(options.readout, isShown ? words : "Point at the chart, or use the arrow keys, to read a quarter hour.");
    };
    show(at, false);
    const point = (event) => {
      const box = image.getBoundingClientRect();
      show(Math.floor(((event.clientX - box.left) * (width / box.width) - left) / frame.step), true);
    };
    image.addEventListener("pointermove", point);
    image.addEventListener("pointerdown", point);
    image.addEventListener("pointerleave", () => show(at, document.activeElement === image));
    image.addEventListener("focus", () => show(at, true));
    image.addEventListener("blur", () => show(at, false));
    image.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 4, PageDown: -4 }[event.key];
      const next = event.key === "Home" ? 0 : event.key === "End" ? slots.length - 1 : step ? at + step : null;
      if (next === null) return;
      event.preventDefault();
      show(next, true);
    });
    host.replaceChildren(image);
  };
  // Redrawn under the reader's cursor it would lose the focus.
  if (host.contains(document.activeElement)) return;
  host.draw = draw;
  draw();
}

function paintTime(image, f, slots) {
  const end = slots[slots.length - 1].ms + SLOT_MS;
  const every = [3, 6, 12].find((hours) => hours * 4 * f.step >= 28) || 24;
  const minutes = every * 4 * f.step >= 44 ? ":00" : "";
  for (const slot of slots) {
    const t = local(slot.ms), hour = t.getUTCHours();
    if (t.getUTCMinutes() !== 0 || hour % every !== 0) continue;
    if (hour === 0) {
      image.append(svg("line", { class: "midnight", x1: f.x(slot.ms), x2: f.x(slot.ms), y1: f.top - 16, y2: f.bottom }),
        svg("text", { class: "day", x: Math.max(46, f.x(slot.ms) + 6), y: f.top - 8 }, dayName(slot.ms)));
    }
    if (f.x(slot.ms) > f.left + 12 && f.x(slot.ms) < f.right - 16) {
      image.append(svg("text", { x: f.x(slot.ms), y: f.bottom + 15, "text-anchor": "middle" }, two(hour) + minutes));
    }
  }
  const now = nowMs();
  if (now < slots[0].ms || now >= end) return;
  const x = f.x(now);
  image.append(svg("line", { class: "nowline", x1: x, x2: x, y1: f.top - 4, y2: f.bottom }),
    svg("text", { class: "now", x: Math.max(f.left + 14, Math.min(f.right - 14, x)), y: f.top - 8, "text-anchor": "middle" }, "now"));
}

// Round steps for an axis: at most five lines.
function ticks(low, high) {
  const raw = (high - low) / 4 || 1, base = 10 ** Math.floor(Math.log10(raw));
  const step = base * [1, 2, 5, 10].find((m) => m * base >= raw * .75);
  const list = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9; k++) list.push(k * step);
  return list;
}

function renderPrices() {
  const slots = prices;
  const known = slots.filter((s) => s.buy !== null);
  const host = $("prices");
  if (!known.length) return host.replaceChildren(el("p", { class: "muted" }, "No prices are known."));
  const values = known.map((s) => s.buy);
  const low = Math.min(0, ...values), high = Math.max(0.01, ...values);
  const sorted = [...values].sort((a, b) => a - b), cheap = sorted[Math.floor(sorted.length / 4)];
  chart(host, {
    slots, height: 210, readout: "price-read",
    label: `Import price by quarter hour, lowest ${price(sorted[0])}, highest ${price(sorted[sorted.length - 1])} ${unit()}.`,
    read: (s) => dayName(s.ms) + " " + clock(s.ms) + "–" + clock(s.ms + SLOT_MS) + ": " +
      (s.buy === null ? "not known" : "buy " + price(s.buy) + (s.sell === null ? "" : ", sell " + price(s.sell)) + " " + unit()),
    paint: (image, f) => {
      const y = (p) => f.bottom - ((p - low) / (high - low)) * (f.bottom - f.top);
      image.append(svg("defs", null, svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("rect", { class: "hatch-bg", width: 5, height: 5 }), svg("line", { class: "hatch-line", y2: 5 }))));
      image.append(svg("text", { y: f.top - 8 }, unit()));
      for (const tick of ticks(low, high)) {
        image.append(svg("line", { class: Math.abs(tick) < 1e-9 ? "zero" : "rule", x1: f.left, x2: f.right, y1: y(tick), y2: y(tick) }),
          svg("text", { x: f.left - 6, y: y(tick) + 4, "text-anchor": "end" }, minus(MINOR[status.currency] ? String(Math.round(tick * 100)) : tick.toFixed(2))));
      }
      for (const s of slots) {
        const box = { x: f.x(s.ms), width: Math.max(.5, f.step - (f.step > 3 ? 1 : 0)) };
        if (s.buy === null) { image.append(svg("rect", { ...box, class: "gap", y: f.top, height: f.bottom - f.top })); continue; }
        const kind = s.buy < 0 ? "price neg" : s.buy <= cheap ? "price low" : "price";
        image.append(svg("rect", { ...box, class: kind + (s.ms + SLOT_MS <= nowMs() ? " past" : ""),
          y: y(Math.max(0, s.buy)), height: Math.max(1, Math.abs(y(0) - y(s.buy))) }));
      }
    },
  });
  const current = slots.find((s) => s.ms <= nowMs() && nowMs() < s.ms + SLOT_MS);
  text("price-now", !current || current.buy === null ? "The present price is not known."
    : `Now ${price(current.buy)} ${unit()}` + (current.sell === null ? "" : `, selling earns ${price(current.sell)}`) +
      (current.buy < 0 ? ". Below zero: using energy earns money." : "."));
  table("price-table", ["Time", "Buy " + unit(), "Sell " + unit()], slots, (s) => [dayName(s.ms) + " " + clock(s.ms),
    s.buy === null ? "not known" : price(s.buy), s.sell === null ? "not known" : price(s.sell)]);
}

function planSentence(slots) {
  const runs = [];
  for (const s of slots) {
    const kind = s.power <= -50 ? "charges" : s.power >= 50 ? "gives" : null;
    const last = runs[runs.length - 1];
    if (last && last.kind === kind) { last.end = s.ms + SLOT_MS; last.wh += Math.abs(s.power) / 4; last.soc = s.soc; }
    else runs.push({ kind, start: s.ms, end: s.ms + SLOT_MS, wh: Math.abs(s.power) / 4, soc: s.soc });
  }
  const main = runs.filter((r) => r.kind && r.wh >= 200).slice(0, 3);
  if (!main.length) return "The battery rests.";
  return "The battery " + main.map((r) => `${r.kind} ${kWh(r.wh)} kWh ` +
    (r.start <= nowMs() ? "until " + clock(r.end) : `from ${clock(r.start)} to ${clock(r.end)}`) +
    (r.soc !== null && r.kind === "charges" ? ` (then ${percent(r.soc)})` : "")).join(", ") + ".";
}

function renderPlan() {
  const host = $("plan");
  $("plan-table").hidden = !plan.length;
  if (!plan.length) { text("plan-text", ""); return host.replaceChildren(el("p", { class: "muted" }, "There is no plan at present.")); }
  const most = Math.max(500, ...plan.map((s) => Math.abs(s.power)));
  const battery = status.batteries.length === 1 ? status.batteries[0] : null;
  text("plan-text", planSentence(plan));
  chart(host, {
    slots: plan, height: 250, readout: "plan-read",
    label: "Planned charge and power of the battery. " + planSentence(plan),
    read: (s) => dayName(s.ms) + " " + clock(s.ms) + ": " + (s.power < -5 ? "charge with " + watts(-s.power) : s.power > 5 ? "give " + watts(s.power) : "rest") +
      (s.soc === null ? "" : ", then " + percent(s.soc)) + ", grid " + (s.grid < 0 ? "sells " + watts(-s.grid) : "buys " + watts(s.grid)),
    paint: (image, f) => {
      const split = f.top + (f.bottom - f.top) * .52, middle = (split + 26 + f.bottom) / 2, half = f.bottom - middle;
      const y = (soc) => split - soc * (split - f.top);
      for (const share of [0, .5, 1]) {
        image.append(svg("line", { class: "rule", x1: f.left, x2: f.right, y1: y(share), y2: y(share) }),
          svg("text", { x: f.left - 6, y: y(share) + 4, "text-anchor": "end" }, String(share * 100) + (share === 1 ? "%" : "")));
      }
      for (const limit of battery ? [battery.floor + battery.backup_reserve, battery.ceiling] : []) {
        image.append(svg("line", { class: "limit", x1: f.left, x2: f.right, y1: y(limit), y2: y(limit) }));
      }
      const points = plan.filter((s) => s.soc !== null).map((s) => `${f.x(s.ms + SLOT_MS).toFixed(1)} ${y(s.soc).toFixed(1)}`);
      const first = battery && battery.state_of_charge.value !== null ? `${f.x(plan[0].ms)} ${y(battery.state_of_charge.value).toFixed(1)}L` : "";
      if (points.length) {
        image.append(svg("path", { class: "soc-area", d: `M${f.x(plan[0].ms)} ${split}L${first}${points.join("L")}V${split}Z` }),
          svg("path", { class: "soc", d: "M" + first + points.join("L") }));
      }
      image.append(svg("line", { class: "zero", x1: f.left, x2: f.right, y1: middle, y2: middle }),
        svg("text", { x: f.left - 6, y: middle + 4, "text-anchor": "end" }, "0"),
        svg("text", { x: f.left - 6, y: middle - half + 9, "text-anchor": "end" }, (most / 1000).toFixed(1)),
        svg("text", { x: f.right, y: middle - half - 6, "text-anchor": "end" }, "kW, charging up, giving down"));
      for (const s of plan) {
        const size = (Math.abs(s.power) / most) * (half - 2);
        if (s.power) image.append(svg("rect", { class: s.power < 0 ? "charging" : "discharging", x: f.x(s.ms), width: Math.max(.5, f.step - 1),
          y: s.power < 0 ? middle - size : middle, height: size }));
      }
    },
  });
  table("plan-table", ["Time", "Battery", "Charge then", "Grid"], plan, (s) => [dayName(s.ms) + " " + clock(s.ms),
    (s.power < -5 ? "charge " : s.power > 5 ? "give " : "") + watts(Math.abs(s.power)), s.soc === null ? "–" : percent(s.soc),
    (s.grid < 0 ? "sell " : "buy ") + watts(Math.abs(s.grid))]);
}

function table(id, heads, rows, cells) {
  const details = $(id);
  const fill = () => {
    if (!details.open) return;
    details.querySelector("div").replaceChildren(el("table", null,
      el("thead", null, el("tr", null, ...heads.map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", null, ...rows.map((row) => {
        const [first, ...rest] = cells(row);
        return el("tr", null, el("th", { scope: "row" }, first), ...rest.map((c) => el("td", null, c)));
      }))));
  };
  details.ontoggle = fill;
  fill();
}

// ---------------------------------------------------------------- the last day, events, devices

function renderEnergy(totals) {
  const tile = (name, value, unitName) => el("div", null, el("dt", null, name),
    value === null ? el("dd", { class: "unknown" }, "unknown") : el("dd", null, value, el("small", null, " " + unitName)));
  const energy = (name, key) => tile(name, totals[key] === null ? null : kWh(totals[key]), "kWh");
  setChildren("energy",
    energy("House used", "used_wh"), energy("Solar", "produced_wh"), energy("Bought", "imported_wh"), energy("Sold", "exported_wh"),
    energy("Battery in", "charged_wh"), energy("Battery out", "discharged_wh"),
    ...(totals.heat_pump_wh === null ? [] : [energy("Heat pump", "heat_pump_wh")]),
    totals.cost !== null && totals.cost < 0 ? tile("Earned", (-totals.cost).toFixed(2), status.currency)
      : tile("Cost", totals.cost === null ? null : totals.cost.toFixed(2), status.currency));
  const least = Math.min(totals.imported_quarter_hours, totals.produced_quarter_hours);
  text("energy-note", least < totals.quarter_hours
    ? `Known for ${least} of ${totals.quarter_hours} quarter hours; the rest is missing, not zero.` : "");
}

function renderLog(events) {
  setChildren("log", ...(events.length ? events.map((event) => {
    const ms = Date.parse(event.time);
    return el("li", null, el("time", { datetime: event.time }, clock(ms), el("br"), dayName(ms)),
      el("span", null, event.sentence, event.detail ? el("small", null, event.detail) : null));
  }) : [el("li", null, "Nothing had to be done.")]));
}

const ROLES = { meter: "grid meter", inverter: "inverter", heat_pump: "heat pump" };
function renderDevices() {
  setChildren("devices", ...status.devices.map((d) => el("li", null,
    el("span", null, d.id, el("small", null, ROLES[d.role] || d.role)),
    el("span", { class: "state" + (d.is_connected === null ? " unsure" : d.is_connected ? "" : " no") },
      d.is_connected === null ? "not known" : d.is_connected ? "answers" : "does not answer"))));
}

// ---------------------------------------------------------------- how old it is, and what is wrong

function renderAge() {
  if (!status) return;
  const since = (performance.now() - receivedAt) / 1000;
  const age = status.cycle_age_s === null ? null : status.cycle_age_s + since;
  const silent = (performance.now() - heardAt) / 1000;
  const isLost = !isConnected || silent > SILENT_AFTER_S;
  const isOld = age === null || age > STALE_AFTER_S;
  document.body.classList.toggle("old", isOld || isLost);
  $("pulse").classList.toggle("late", isOld || isLost);
  text("age", age === null ? "no values yet" : isOld || isLost ? "values " + ago(age) + " old" : "live, " + ago(age) + " old");
  text("clock", isLost ? "Last heard " + clock(nowMs() - silent * 1000) : date(nowMs(), { weekday: "long", month: "long" }) + ", " + clock(nowMs()));
  renderBanners(isLost, isOld, age, silent);
}

function renderBanners(isLost, isOld, age, silent) {
  const list = [];
  if (isLost) list.push(["bad", "Connection lost", "Nothing was heard for " + ago(silent) + "; what is shown is old. Trying again."]);
  else if (age === null) list.push(["bad", "No values yet", "The guard has not reported a cycle."]);
  else if (isOld) list.push(["bad", "Old values", "The guard's last cycle was " + ago(age) + " ago. Values are not shown until it runs again."]);
  if (status.is_dry_run) list.push(["warn", "DRY RUN", "Hearth reads and decides, but writes nothing to the devices."]);
  if (status.link === "mismatch") list.push(["bad", "Two configurations", "Guard and planner run different configurations; nothing is wished."]);
  if (status.is_clock_trusted === false) list.push(["warn", "Clock", "The clock is not synchronised; prices are not acted on."]);
  for (const warning of status.warnings) list.push(["warn", "Note", warning]);
  const key = JSON.stringify(list.map((b) => b.slice(0, 2).concat(b[1] === "Note" ? b[2] : "")));
  // A live region is read aloud when it changes: the counting seconds change quietly, inside.
  if ($("banners").dataset.key === key) {
    list.forEach((b, k) => { const p = $("banners").children[k].lastChild; if (p.textContent !== b[2]) p.textContent = b[2]; });
    return;
  }
  $("banners").dataset.key = key;
  setChildren("banners", ...list.map(([kind, title, words]) => el("p", { class: "banner " + kind }, el("b", null, title), " ",
    el("span", title === "Note" ? null : { "aria-live": "off" }, words))));
}

function show(next) {
  status = next;
  receivedAt = performance.now();
  document.title = (status.site || "Hearth") + " · Hearth";
  text("site", status.site || "Hearth");
  renderAge();
  renderFlow();
  setChildren("batteries", ...(status.batteries.length
    ? status.batteries.map((b, k) => batteryRow(b, k, status.batteries.length)) : [el("p", { class: "muted" }, "There is no battery.")]));
  renderDecision();
  text("earned", earned(status.today));
  renderPolicy(status.policy);
  renderDevices();
  text("foot", "Hearth " + status.version + ", read only. " + (status.guard.cycles === null ? "" : status.guard.cycles + " cycles, " +
    status.guard.commands_verified + " commands verified since the guard started."));
  const slot = Math.floor(nowMs() / SLOT_MS) + (status.decision ? status.decision.made_at : "");
  if (slot !== loadedFor || performance.now() - loadedAt > 60e3) { loadedFor = slot; loadedAt = performance.now(); load(); }
}

// ---------------------------------------------------------------- asking

function headers() { return token ? { Authorization: "Bearer " + token } : {}; }

async function ask(path) {
  const reply = await fetch("/api/v1/" + path, { headers: headers() });
  if (!reply.ok) throw new Error(path + ": " + reply.status);
  return reply.json();
}

// One after the other, so that a slow database is asked once at a time; what fails is said and tried again in a minute.
async function load() {
  const part = async (path, use, id) => {
    try { use(await ask(path)); } catch (fault) { setChildren(id, el("li", { class: "muted" }, "These values could not be read. Trying again in a minute.")); }
  };
  await part("prices", (document) => {
    const sell = document.export_per_kwh;
    prices = document.import_per_kwh.map((buy, k) => ({ ms: Date.parse(document.first_slot) + k * SLOT_MS, buy, sell: sell[k] }));
    renderPrices();
  }, "prices");
  await part("plan", (document) => {
    const { state_of_charge: soc, grid_import_w: grid } = document;
    plan = document.battery_discharge_w.map((power, k) => ({ ms: Date.parse(document.first_slot) + k * SLOT_MS, power, soc: soc[k], grid: grid[k] }));
    renderPlan();
  }, "plan");
  await part("readings?only=totals", (document) => renderEnergy(document.totals), "energy");
  await part("interventions?limit=12", (document) => renderLog(document.interventions), "log");
  document.body.dataset.ready = "yes";
}

function askToken(fault) {
  $("login").hidden = false;
  $("main").hidden = true;
  text("login-fault", fault);
  text("age", "signed out");
  $("pulse").classList.add("late");
  $("token").focus();
}

$("login").addEventListener("submit", (event) => {
  event.preventDefault();
  const entered = $("token").value.trim();
  // A browser refuses to send any other character, and would never ask again.
  if (!/^[!-~]+$/.test(entered)) return askToken("This token is not the right one.");
  token = entered;
  sessionStorage.setItem("hearth-token", token);
  $("token").value = "";
  listen();
});

async function listen() {
  for (let wait = 1; ; wait = Math.min(15, wait * 2)) {
    try {
      const reply = await fetch("/api/v1/events", { headers: headers() });
      if (reply.status === 401 || (reply.status === 429 && !status)) {
        const isWrong = token !== null;
        token = null;
        sessionStorage.removeItem("hearth-token");
        return askToken(reply.status === 429 ? "Too many tries. Wait a little and try again." : isWrong ? "This token is not the right one." : "");
      }
      if (reply.ok) {
        $("login").hidden = true;
        $("main").hidden = false;
        wait = 1;
        await follow(reply.body.getReader());
      }
    } catch (fault) { /* the banner tells it; the next try follows */ }
    isConnected = false;
    renderAge();
    if (!status) text("age", "no connection");
    await new Promise((again) => setTimeout(again, wait * 1000));
  }
}

// Server-sent events by hand: EventSource cannot send the token's header.
async function follow(reader) {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    isConnected = true;
    heardAt = performance.now();
    rest += decoder.decode(value, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (data) show(JSON.parse(data));
    }
  }
}

let redraw = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(redraw);
  redraw = requestAnimationFrame(() => { for (const id of ["prices", "plan"]) if ($(id).draw) $(id).draw(); });
});
setInterval(renderAge, 1000);
listen();
