// Passages in code points of a paragraph's text, which is how the server counts.
export const textOf = (row) => row.querySelector("[data-text]");
const codePoints = (text) => [...text].length;

const CONTEXT = 32;

// The offsets of a DOM range inside an element's text.
export function offsets(range, element) {
  const before = document.createRange();
  before.selectNodeContents(element);
  before.setEnd(range.startContainer, range.startOffset);
  const start = codePoints(before.toString());
  return [start, start + codePoints(range.toString())];
}

// Whole words by default, and never half a character: the offsets widened to what they touch.
export function wholeWords(text, start, end) {
  const points = [...text];
  [start, end] = trimmed(points, start, end);
  if (start >= end || !Intl.Segmenter) return [start, end];
  let at = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)) {
    const next = at + codePoints(segment);
    if (at < start && start < next) start = at;
    if (at < end && end < next) end = next;
    at = next;
  }
  return trimmed(points, start, end);
}

// Offsets without white space and what nobody sees at their ends, as `selection.py` trims them; a
// variation selector stays with its character.
const UNSEEN = /[\s\p{Default_Ignorable_Code_Point}\uFFF0-\uFFFB]/u;
function trimmed(points, start, end) {
  while (start < end && UNSEEN.test(points[start])) start += 1;
  let last = end;
  while (last > start && UNSEEN.test(points[last - 1])) last -= 1;
  while (last > start && last < end && /\p{M}/u.test(points[last])) last += 1;
  return [start, last];
}

// The sentences of a text, as offsets.
export function sentences(text) {
  if (!Intl.Segmenter) return [[0, codePoints(text)]];
  let at = 0;
  return [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)].map(({ segment }) => {
    const start = at;
    at += codePoints(segment);
    return [start, start + codePoints(segment.trimEnd())];
  });
}

// What a composer sends about a passage.
export function described(text, start, end) {
  const points = [...text];
  const piece = (from, to) => points.slice(Math.max(0, from), to).join("");
  return { start, end, exact: piece(start, end), prefix: piece(start - CONTEXT, start), suffix: piece(end, end + CONTEXT) };
}

// The DOM range of offsets in an element's text.
export function rangeOf(element, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let at = 0;
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const points = [...node.data];
    const unit = (point) => points.slice(0, point - at).join("").length;
    if (!begun && start < at + points.length) { range.setStart(node, unit(start)); begun = true; }
    if (begun && end <= at + points.length) { range.setEnd(node, unit(end)); return range; }
    at += points.length;
  }
  return range;
}

// Shows words without touching the text: those that are being written about, or, by another name,
// those of an annotation.
export function highlight(element, start, end, name = "about") {
  if (!CSS.highlights) return;
  if (start === undefined) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(rangeOf(element, start, end)));
}
