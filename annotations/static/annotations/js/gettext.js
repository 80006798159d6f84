// Django's translation functions, from the catalogue that the page has loaded. Without it, English.
export const gettext = window.gettext ?? ((words) => words);
export const ngettext = window.ngettext ?? ((one, several, number) => (number === 1 ? one : several));
export const interpolate = window.interpolate ?? ((words, values) => words.replace(/%\((\w+)\)s/g, (_, name) => values[name]));
