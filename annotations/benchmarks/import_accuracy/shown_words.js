// The texts that the page shows: [text, kind of block, number of its block, names of its markup].
// A page that hides all of itself until its scripts run is taken as they would show it: they do not
// run here, and without this such a page would have no words, and all that arrive were invented.
() => {
  const out = [];
  for (const whole of [document.documentElement, document.body]) {
    if (whole && getComputedStyle(whole).visibility !== 'visible')
      whole.style.setProperty('visibility', 'visible', 'important');
  }
  let block = 0, owner = null;
  const furniture = 'nav,[role=navigation],button,select,textarea,input,iframe,object,svg,canvas,'
    + 'video,audio,progress,meter,output,datalist,noscript';
  const remembered = (find) => {
    const known = new Map();
    return (element) => {
      if (!known.has(element)) known.set(element, find(element));
      return known.get(element);
    };
  };
  const isBlock = remembered((element) => {
    const display = getComputedStyle(element).display;
    return !/^(inline|contents|ruby)/.test(display) || display === 'inline-table'
      || /^(li|p|div|dt|dd|td|th|h[1-6])$/.test(element.localName);
  });
  const blockOf = (element) => {
    while (element && element !== document.body && !isBlock(element)) element = element.parentElement;
    return element || document.body;
  };
  const types = (element) => [element.className && element.className.baseVal === undefined
    ? element.className : '', element.getAttribute('epub:type') || '',
    element.getAttribute('role') || ''].join(' ').toLowerCase();
  const isLayout = remembered((table) => table.querySelector('table,h1,h2,h3,h4,h5,h6')
    || /presentation/.test(types(table))
    || [...table.querySelectorAll('tr')].every((row) => row.children.length < 2)
    || [...table.querySelectorAll('td')].some((cell) => cell.textContent.length > 2000));
  // What the page calls a note's mark leads to a note.
  const marked = new Set([...document.querySelectorAll('a[href^="#"]')]
    .filter((link) => /noteref/.test(types(link)))
    .map((link) => document.getElementById(link.getAttribute('href').slice(1))));
  const kindOf = remembered((element) => {
    let kind = 'paragraph', breaks = false;
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const tag = at.localName, names = types(at);
      if (at.matches(furniture)) return 'furniture';
      if (/^h[1-6]$/.test(tag)) kind = 'heading';
      else if (tag === 'table' && !isLayout(at)) kind = 'table';
      else if (/^(ul|ol|dl|menu|dir)$/.test(tag)) kind = 'list';
      else if (tag === 'blockquote' || names.includes('blockquote'))
        kind = at.querySelector('br') ? 'quoted lines' : 'quote';
      else if (tag === 'pre') kind = 'code';
      else if (tag === 'figcaption' || tag === 'caption') kind = 'caption';
      else if (tag === 'figure' && kind === 'paragraph') kind = 'caption';
      if (/(^|\s)(verse|poem|poetry|stanza|line-?group|lg|z3998:(poem|verse|song|hymn))(\s|$)/.test(names)
        && kind !== 'heading') kind = 'quoted lines';
      if (marked.has(at)) return 'footnote';
      if (/(foot|end|rear)note(\s|$)/.test(names) || /doc-(foot|end)note(\s|$)/.test(names))
        return 'footnote';
      if (kind === 'paragraph' && /^(p|div|td)$/.test(tag)
        && at.querySelector(':scope > br')) kind = 'lines';
    }
    return kind;
  });
  const marksOf = remembered((element) => {
    const around = blockOf(element);
    const marks = [], style = getComputedStyle(element), outer = getComputedStyle(around);
    const within = (names) => { const at = element.closest(names); return at && around.contains(at); };
    const slanted = (each) => /italic|oblique/.test(each.fontStyle);
    const heavy = (each) => Number(each.fontWeight) >= 600;
    if (slanted(outer)) marks.push('em?');
    if (heavy(outer)) marks.push('strong?');
    if (slanted(style) && (!slanted(outer) || within('em,i,cite,dfn,var'))) marks.push('em');
    if (element.closest('h1,h2,h3,h4,h5,h6,th,dt,caption,summary')) marks.push('heading');
    if (heavy(style) && (!heavy(outer) || within('b,strong'))) marks.push('strong');
    for (let at = element; at && at !== around; at = at.parentElement) {
      const own = getComputedStyle(at).verticalAlign;
      if (own === 'super') marks.push('sup');
      if (own === 'sub') marks.push('sub');
    }
    const link = element.closest('a[href]');
    if (link && /^\s*(https?|mailto):/i.test(link.getAttribute('href'))) marks.push('a');
    else if (link && link.closest('sup')) marks.push('sup');
    return marks;
  });
  const separate = () => { block += 1; owner = null; };
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        const parent = child.parentElement;
        if (getComputedStyle(parent).visibility !== 'visible') continue;
        const around = blockOf(parent);
        if (around !== owner) { block += 1; owner = around; }
        out.push([child.data, kindOf(parent), block, marksOf(parent)]);
      } else if (child.nodeType === 1) {
        const tag = child.localName;
        if (/^(script|style|template|head|title|rp|math|option|param|source)$/.test(tag)
          || child.matches('span.math')) {
          if (/^(math|span)$/.test(tag)) out.push([' ', 'paragraph', block, []]);
          continue;
        }
        const display = getComputedStyle(child).display;
        if (display === 'none') continue;
        if (tag === 'br') { out.push([' ', 'paragraph', block, []]); continue; }
        if (isBlock(child)) separate();
        if (tag === 'rt') out.push([' ', 'paragraph', block, []]);
        walk(child);
        if (tag === 'rt') out.push([' ', 'paragraph', block, []]);
        if (isBlock(child)) separate();
      }
    }
  };
  walk(document.body || document.documentElement);
  return out;
}
