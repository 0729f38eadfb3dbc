/** What the call-taker's command line can do. Pure: the desk gives what is there and what to do. */
import type { Card } from "../api/types";
import type { Words } from "../i18n";
import { matchCard, type Choice, type Verb } from "../keyboard/command";
import type { NearCard } from "./near";

export interface CallActs {
  running: readonly Card[]; near: readonly NearCard[]; hasCall: boolean; nameOf: (card: Card) => string;
  open: (what: string) => void; choose: (id: string) => void; attach: (card: Card) => Promise<void>; note: (card: Card, text: string) => Promise<unknown>;
}

const FOUND_MAX = 8;

/** Without diacritics and case, so that `brivibas` finds `Brīvības`. */
export const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function findCards(text: string, cards: readonly Card[], nameOf: (card: Card) => string): Card[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return cards.filter((card) => {
    const whole = plain([card.number, card.what, nameOf(card), card.place?.text ?? "", card.place?.municipality ?? ""].join(" "));
    return words.every((word) => whole.includes(word));
  });
}

export function callVerbs({ t }: Words, acts: CallActs): Verb<null>[] {
  const tell = (card: Card): string => `…${card.number.slice(-4)} ${acts.nameOf(card)}, ${card.place?.text ?? t("place.none")}`;
  const choices = (verb: string, cards: readonly Card[], rest = ""): Choice[] =>
    cards.slice(0, FOUND_MAX).map((card) => ({ line: `${verb} ${card.number}${rest}`, label: tell(card) }));
  /** `a1` … `a5` name the rows of possible duplicates; otherwise the end of a number. */
  const cardsOf = (text: string): Card[] => {
    const listed = /^[1-9]$/.test(text) ? acts.near[Number(text) - 1]?.card : undefined;
    return listed ? [listed] : matchCard(text, acts.running);
  };
  return [
    {
      verb: "n", does: t("verb.new"), slots: [{ kind: "text", name: "text" }],
      preview: ({ text = "" }) => ({ text: t("preview.new", { text }), run: async () => { acts.open(text); return t("card.new"); } }),
    },
    {
      verb: "a", does: t("verb.attach"), slots: [{ kind: "card", name: "card" }],
      preview: ({ card = "" }) => {
        const found = cardsOf(card);
        const one = found[0];
        if (!acts.hasCall) return { text: t("preview.no_call") };
        if (found.length !== 1 || !one) return { text: t("preview.cards", { count: found.length }), choices: choices("a", found) };
        return { text: t("preview.attach", { number: one.number, place: one.place?.text ?? "" }), run: async () => { await acts.attach(one); return one.number; } };
      },
    },
    {
      verb: "m", does: t("verb.note"), slots: [{ kind: "card", name: "card" }, { kind: "text", name: "text" }],
      preview: ({ card = "", text = "" }) => {
        const found = matchCard(card, acts.running);
        const one = found[0];
        if (found.length !== 1 || !one) return { text: t("preview.cards", { count: found.length }), choices: choices("m", found, ` ${text}`) };
        return { text: t("preview.note", { number: one.number, text }), run: async () => { await acts.note(one, text); return one.number; } };
      },
    },
    {
      verb: "?", does: t("verb.search"), slots: [{ kind: "text", name: "text" }],
      preview: ({ text = "" }) => {
        const exact = acts.running.find((card) => card.number === text.trim());
        const found = exact ? [exact] : findCards(text, acts.running, acts.nameOf);
        const one = found[0];
        if (found.length !== 1 || !one) return { text: t("preview.found", { count: found.length }), choices: choices("?", found) };
        return { text: tell(one), run: async () => { acts.choose(one.id); return one.number; } };
      },
    },
  ];
}
