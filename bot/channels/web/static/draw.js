// Turns data into elements. Everything that people wrote goes in as text, never as markup.
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const STICKERS = ["早上好", "收到", "谢谢", "点赞", "辛苦了", "哈哈哈"];
const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const CHINA_MS = 8 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

function china(ms) {
  return new Date(ms + CHINA_MS); // read with getUTC…
}

export function hour(ms) {
  const at = china(ms);
  return `${String(at.getUTCHours()).padStart(2, "0")}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
}

export function day(ms) {
  const at = china(ms);
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${WEEKDAYS[at.getUTCDay()]}`;
}

export function moment(ms, now) {
  const days = Math.floor((now + CHINA_MS) / DAY_MS) - Math.floor((ms + CHINA_MS) / DAY_MS);
  if (days === 0) return hour(ms);
  if (days === 1) return `昨天 ${hour(ms)}`;
  return `${day(ms)} ${hour(ms)}`;
}

function familyName(name) {
  const known = [...name].find((sign) => /\p{Script=Han}|[A-Za-z0-9]/u.test(sign));
  return known || "邻";
}

// The same person has the same colour in every tab.
export function face(person, bot = false) {
  if (bot) return el("span", { class: "face bot", "aria-hidden": "true" }, "邻");
  let sum = 7;
  for (const sign of person.id) sum = (sum * 31 + sign.codePointAt(0)) % 100003;
  return el("span", { class: `face c${sum % 10}`, "aria-hidden": "true" }, familyName(person.name));
}

// The words of a line, with each mention of somebody known set apart.
function words(text, names) {
  const parts = [];
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const name = names.find((each) => text.startsWith(each, at + 1));
    if (!name) continue;
    parts.push(text.slice(from, at), el("span", { class: "call" }, `@${name}`));
    from = at + 1 + name.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function body(line, names) {
  if (line.kind === "location") {
    return el("div", { class: "bubble plainbox" }, el("span", { class: "card" }, el("i", { class: "map" }),
      el("b", {}, line.text), el("small", {}, line.detail || "位置")));
  }
  if (line.kind === "sticker") {
    const kind = Math.max(0, STICKERS.indexOf(line.text));
    return el("div", { class: "bubble plainbox" }, el("div", { class: `sticker s${kind}` }, line.text.slice(0, 8)));
  }
  if (line.kind === "file" && line.file) {
    return el("div", { class: "bubble plainbox" }, el("a", { class: "card filecard", href: line.file.url, download: line.file.name },
      el("span", { class: "two" }, el("b", {}, line.file.name), el("small", {}, `${size(line.file.size)} · 点一下下载`))));
  }
  return el("div", { class: "bubble" }, ...words(line.text, names));
}

// view: {me, bot, names, roles, onmenu}. A line that was taken back is a grey remark.
export function drawLine(line, view) {
  const own = line.sender === view.me;
  if (line.recalled) {
    return el("li", { class: "system", "data-id": line.id }, own ? "你撤回了一条消息" : `“${line.name}”撤回了一条消息`);
  }
  const bubble = body(line, view.names);
  bubble.tabIndex = 0;
  bubble.setAttribute("aria-haspopup", "menu");
  view.onmenu(bubble, line);
  const role = view.roles(line.sender);
  const nick = el("div", { class: "nick" }, line.name, role ? el("span", { class: "tag" }, role) : null);
  const below = line.quote
    ? el("div", { class: "below" }, el("span", {}, `${line.quote.name}：${line.quote.text}`)) : null;
  const forme = !own && line.mentions.includes(view.me);
  return el("li", { class: `line${own ? " own" : ""}${forme ? " forme" : ""}`, "data-id": line.id, "data-sender": line.sender },
    face({ id: line.sender, name: line.name }, line.sender === view.bot), el("div", { class: "said" }, nick, bubble, below));
}

// The newest chain here with one more line for this name; where there is none, a new one begins.
export function nextInChain(lines, name) {
  const last = lines.filter((line) => line.text.startsWith("#接龙")).at(-1);
  if (!last) return `#接龙\n\n1. ${name} `;
  const rows = last.text.split("\n").filter((row) => /^\s*\d{1,3}\s*[.．、]/u.test(row)).length;
  return `${last.text.trimEnd()}\n${rows + 1}. ${name} `;
}
