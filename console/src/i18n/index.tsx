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

export function fill(template: string, values: Values = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function makeWords(language: Language, catalogue: Record<string, string>): Words {
  return {
    language,
    t: (key, values) => fill(OWN[language][key] ?? OWN.lv[key] ?? key, values),
    code: (code, values) => fill(catalogue[code] ?? OWN[language][code] ?? code, values),
    value: (value, otherwise = "") => (value ? (language === "lv" ? value.text_lv : value.text_en) : otherwise),
  };
}

export const WordsContext = createContext<Words>(makeWords("lv", {}));
export const useWords = (): Words => useContext(WordsContext);
