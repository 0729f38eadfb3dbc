import { describe, expect, it } from "vitest";
import type { Card } from "../api/types";
import { makeWords } from "../i18n";
import { parse } from "../keyboard/command";
import { callVerbs, findCards, type CallActs } from "./verbs";

const card = (id: string, number: string, text: string): Card => ({ id, number, what: "Deg kūla", place: { text } }) as unknown as Card;
const cards = [card("1", "2026-0000041", "Brīvības iela 2, Rīga"), card("2", "2026-0000141", "Lielā iela 1, Jelgava")];
const acts = (changes: Partial<CallActs>): CallActs => ({
  running: cards, near: [], hasCall: true, nameOf: () => "Kūla", open: () => undefined, choose: () => undefined,
  attach: async () => undefined, note: async () => undefined, ...changes,
});
const preview = (line: string, changes: Partial<CallActs> = {}): ReturnType<ReturnType<typeof callVerbs>[number]["preview"]> | undefined => {
  const parsed = parse(line, callVerbs(makeWords("lv", {}), acts(changes)));
  return parsed.verb?.preview(parsed.values, null);
};

describe("the call-taker's command line", () => {
  it("finds cards without diacritics", () => {
    expect(findCards("brivibas", cards, () => "").map((one) => one.id)).toEqual(["1"]);
  });
  it("offers the cards that a short number may mean, and does nothing yet", () => {
    expect(preview("a 41")?.choices).toHaveLength(2);
    expect(preview("a 41")?.run).toBeUndefined();
  });
  it("attaches to a row of possible duplicates by its printed key", () => {
    const near = [{ card: cards[1] as Card, metres: 10 }];
    expect(preview("a1", { near })?.text).toContain("0000141");
  });
  it("attaches nothing without a call", () => {
    expect(preview("a 0041", { hasCall: false })?.run).toBeUndefined();
  });
});
