/** Words: Latvian first. Screens' own words come from here, those of codes from the server's catalogue. */
import { createContext, useContext } from "react";
import type { ClassifierValue } from "../api/types";
import en from "./en.json";
import lv from "./lv.json";

export type Language = "lv" | "en";
export type Key = keyof typeof lv;
export type Values = Record<string, string | number>;

const OWN: Record<Language, Record<string, string>> = { lv, en };

export interface Words {
  language: Language;
  /** A text of the console. */
  t: (key: Key, values?: Values) => string;
  /** A text of the server's catalogue; the code itself where there is none. */
  code: (code: string, values?: Values) => string;
  /** A classifier value in the reader's language. */
  value: (value: ClassifierValue | undefined, otherwise?: string) => string;
}

const PLURALS: Record<Language, Intl.PluralRules> = { lv: new Intl.PluralRules("lv"), en: new Intl.PluralRules("en") };

/** `{count} {count:vienība|vienības}`: a value, and the word that its number asks for. */
export function fill(template: string, values: Values = {}, language: Language = "lv"): string {
  return template
    .replace(/\{(\w+):([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, other: string) => (PLURALS[language].select(Number(values[name])) === "one" ? one : other))
    .replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function makeWords(language: Language, catalogue: Record<string, string>): Words {
  return {
    language,
    t: (key, values) => fill(OWN[language][key] ?? OWN.lv[key] ?? key, values, language),
    code: (code, values) => fill(catalogue[code] ?? OWN[language][code] ?? code, values, language),
    value: (value, otherwise = "") => (value ? (language === "lv" ? value.text_lv : value.text_en) : otherwise),
  };
}

export const WordsContext = createContext<Words>(makeWords("lv", {}));
export const useWords = (): Words => useContext(WordsContext);
