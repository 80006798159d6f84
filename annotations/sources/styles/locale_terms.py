"""The terms around a work in the languages of essays; English stands in for what is missing.

The terms are those that the style sheets of CSL print in each language; the keys are the English
terms, so that a style reads as it prints.
"""

_DE = {
    "and": "und", "et al.": "u. a.", "n.d.": "o. J.", "p.": "S.", "pp.": "S.", "vol.": "Bd.",
    "no.": "Nr.", "art.": "Art.", "ed.": "Hrsg.", "eds.": "Hrsg.", "editor": "Herausgeber",
    "editors": "Herausgeber", "trans.": "Übers.", "translator": "Übersetzer",
    "translators": "Übersetzer", "{number} ed.": "{number}. Aufl.",
    "edited by": "herausgegeben von", "translated by": "übersetzt von", "In": "In",
    "version": "Version", "online": "online", "viewed": "abgerufen am",
    "Available from": "Verfügbar unter", "Report": "Bericht", "Thesis": "Abschlussarbeit",
    "Doctoral dissertation": "Dissertation", "PhD diss.": "Diss.",
    "Master’s thesis": "Masterarbeit", "Data set": "Datensatz",
    "Computer software": "Computersoftware", "Article": "Artikel", "Untitled": "Ohne Titel",
    "{year} BCE": "{year} v. Chr.", "{day} {month}": "{day}. {month}",
    "“": "„", "”": "“", "‘": "‚", "’": "‘",
    "months": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember "
              "Frühling Sommer Herbst Winter",
    "short months": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez. Frühling Sommer "
                    "Herbst Winter",
}  # fmt: skip
_FR = {
    "and": "et", "n.d.": "s. d.", "pp.": "p.", "no.": "nᵒ", "ed.": "éd.", "eds.": "éds.",
    "editor": "éditeur", "editors": "éditeurs", "trans.": "trad.", "translator": "traducteur",
    "translators": "traducteurs", "{number} ed.": "{number}ᵉ éd.",
    "edited by": "édité par", "translated by": "traduit par", "In": "Dans", "online": "en ligne",
    "viewed": "consulté le", "Available from": "Disponible sur", "Report": "Rapport",
    "Thesis": "Mémoire", "Doctoral dissertation": "Thèse de doctorat",
    "PhD diss.": "Thèse de doctorat", "Master’s thesis": "Mémoire de master",
    "Data set": "Jeu de données", "Computer software": "Logiciel", "Untitled": "Sans titre",
    "{year} BCE": "{year} av. J.-C.",
    "“": "«\u00a0", "”": "\u00a0»", "‘": "“", "’": "”",
    "months": "janvier février mars avril mai juin juillet août septembre octobre novembre "
              "décembre printemps été automne hiver",
    "short months": "janv. févr. mars avril mai juin juill. août sept. oct. nov. déc. printemps "
                    "été automne hiver",
}  # fmt: skip
_ES = {
    "and": "y", "n.d.": "s. f.", "no.": "n.º", "trans.": "trad.", "translator": "traductor",
    "translators": "traductores", "{number} ed.": "{number}.ª ed.", "edited by": "editado por",
    "translated by": "traducido por", "In": "En", "version": "versión", "online": "en línea",
    "viewed": "consultado el", "Available from": "Disponible en", "Report": "Informe",
    "Thesis": "Tesis", "Doctoral dissertation": "Tesis doctoral", "PhD diss.": "Tesis doctoral",
    "Master’s thesis": "Tesis de maestría", "Data set": "Conjunto de datos",
    "Computer software": "Software", "Article": "Artículo", "Untitled": "Sin título",
    "editors": "editores", "{year} BCE": "{year} a. C.", "{day} {month}": "{day} de {month}",
    "{date} {year}": "{date} de {year}", "“": "«", "”": "»", "‘": "“", "’": "”",
    "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
              "diciembre primavera verano otoño invierno",
    "short months": "ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic. primavera verano "
                    "otoño invierno",
}  # fmt: skip
_IT = {
    "and": "e", "n.d.": "s.d.", "no.": "n.", "ed.": "a c. di", "eds.": "a c. di",
    "editor": "a cura di", "editors": "a cura di", "trans.": "trad.", "translator": "traduttore",
    "translators": "traduttori", "{number} ed.": "{number}ª ed.", "edited by": "a cura di",
    "translated by": "tradotto da", "version": "versione", "viewed": "consultato il",
    "Available from": "Disponibile su", "Report": "Rapporto", "Thesis": "Tesi",
    "Doctoral dissertation": "Tesi di dottorato", "PhD diss.": "Tesi di dottorato",
    "Master’s thesis": "Tesi di laurea magistrale", "Data set": "Insieme di dati",
    "Computer software": "Software", "Article": "Articolo", "Untitled": "Senza titolo",
    "{year} BCE": "{year} a.C.", "“": "«", "”": "»", "‘": "“", "’": "”",
    "months": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
              "novembre dicembre primavera estate autunno inverno",
    "short months": "gen. feb. mar. apr. mag. giu. lug. ago. set. ott. nov. dic. primavera estate "
                    "autunno inverno",
}  # fmt: skip
_NL = {
    "and": "en", "et al.": "e.a.", "n.d.": "z.d.", "no.": "nr.", "ed.": "red.", "eds.": "red.",
    "editor": "redacteur", "editors": "redacteuren", "trans.": "vert.",
    "translator": "vertaler", "translators": "vertalers", "{number} ed.": "{number}e dr.",
    "edited by": "onder redactie van",
    "translated by": "vertaald door", "version": "versie", "viewed": "geraadpleegd",
    "Available from": "Beschikbaar op", "Report": "Rapport", "Thesis": "Scriptie",
    "Doctoral dissertation": "Proefschrift", "PhD diss.": "Proefschrift",
    "Master’s thesis": "Masterscriptie", "Data set": "Gegevensset",
    "Computer software": "Software", "Article": "Artikel", "Untitled": "Zonder titel",
    "{year} BCE": "{year} v.Chr.",
    "months": "januari februari maart april mei juni juli augustus september oktober november "
              "december lente zomer herfst winter",
    "short months": "jan. feb. mrt. apr. mei juni juli aug. sept. okt. nov. dec. lente zomer "
                    "herfst winter",
}  # fmt: skip
_PT = {
    "and": "e", "n.d.": "s.d.", "pp.": "p.", "no.": "n.º", "ed.": "org.", "eds.": "orgs.",
    "editor": "organizador", "editors": "organizadores", "trans.": "trad.",
    "translator": "tradutor", "translators": "tradutores", "{number} ed.": "{number}.ª ed.",
    "edited by": "organizado por", "translated by": "traduzido por", "In": "Em",
    "version": "versão", "viewed": "consultado em", "Available from": "Disponível em",
    "Report": "Relatório", "Thesis": "Tese", "Doctoral dissertation": "Tese de doutorado",
    "PhD diss.": "Tese de doutorado", "Master’s thesis": "Dissertação de mestrado",
    "Data set": "Conjunto de dados", "Computer software": "Software", "Article": "Artigo",
    "Untitled": "Sem título", "{year} BCE": "{year} a.C.", "{day} {month}": "{day} de {month}",
    "{date} {year}": "{date} de {year}",
    "months": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
              "dezembro primavera verão outono inverno",
    "short months": "jan. fev. mar. abr. maio jun. jul. ago. set. out. nov. dez. primavera verão "
                    "outono inverno",
}  # fmt: skip
_PL = {
    "and": "i", "et al.": "i in.", "n.d.": "b.d.", "p.": "s.", "pp.": "s.", "vol.": "t.",
    "no.": "nr", "ed.": "red.", "eds.": "red.", "editor": "redaktor", "editors": "redaktorzy",
    "trans.": "tłum.", "translator": "tłumacz", "translators": "tłumacze",
    "{number} ed.": "wyd. {number}", "edited by": "pod redakcją",
    "translated by": "w tłumaczeniu", "In": "W", "version": "wersja", "viewed": "dostęp",
    "Available from": "Dostępne na", "Report": "Raport", "Thesis": "Praca dyplomowa",
    "Doctoral dissertation": "Rozprawa doktorska", "PhD diss.": "Rozprawa doktorska",
    "Master’s thesis": "Praca magisterska", "Data set": "Zbiór danych",
    "Computer software": "Oprogramowanie", "Article": "Artykuł", "Untitled": "Bez tytułu",
    "{year} BCE": "{year} p.n.e.", "“": "„", "‘": "«", "’": "»",
    "months": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
              "listopada grudnia wiosna lato jesień zima",
    "short months": "stycz. luty mar. kwiec. maj czerw. lip. sierp. wrzes. paźdz. listop. grudz. "
                    "wiosna lato jesień zima",
}  # fmt: skip

LOCALE_TERMS = {"de": _DE, "fr": _FR, "es": _ES, "it": _IT, "nl": _NL, "pt": _PT, "pl": _PL}
"""The terms of each language, by its BCP 47 code without a region."""
