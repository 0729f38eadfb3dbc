/** The command line's grammar: a verb, then typed slots. Bare text is never executed. */
export interface Slot { kind: "word" | "text" | "card" | "unit" | "units" | "state"; name: string; optional?: boolean }
/** `does` says in words what the verb is for. */
export interface Verb<C> { verb: string; does?: string; slots: Slot[]; preview: (values: Record<string, string>, context: C) => Preview }
/** What will happen, or why it can't; `run` is there only when it can. */
export interface Preview { text: string; run?: () => Promise<string>; choices?: Choice[] }
/** A way to go on when several are meant: the whole line, and its words for people. */
export interface Choice { line: string; label: string }
export interface Parsed<C> { verb: Verb<C> | null; values: Record<string, string>; missing: Slot | null; given: string }

export function parse<C>(line: string, verbs: readonly Verb<C>[]): Parsed<C> {
  // `a1` is `a 1`: keys printed beside rows are written without a space.
  const trimmed = line.trimStart().replace(/^([a-z?])(?=\d+$)/i, "$1 ");
  const [given = "", ...rest] = trimmed.split(/\s+/);
  const verb = verbs.find((one) => one.verb === given.toLowerCase()) ?? null;
  if (!verb) return { verb: null, values: {}, missing: null, given };
  const words = rest.filter((word) => word !== "");
  const values: Record<string, string> = {};
  let missing: Slot | null = null;
  for (const slot of verb.slots) {
    const takesAll = slot.kind === "text" || slot.kind === "units";
    const value = takesAll ? words.splice(0).join(" ") : (words.shift() ?? "");
    if (value) values[slot.name] = value;
    else if (!slot.optional && missing === null) missing = slot;
  }
  return { verb, values, missing, given };
}

/** Cards are named by the end of their number, units by their call sign: never by a bare number. */
export function matchCard<T extends { number: string }>(text: string, cards: Iterable<T>): T[] {
  const digits = text.replace(/\D/g, "");
  if (digits.length < 2) return [];
  return [...cards].filter((card) => card.number.replace(/\D/g, "").endsWith(digits));
}

export function matchUnits<T extends { call_sign: string }>(text: string, units: Iterable<T>): { found: T[]; unknown: string[] } {
  const all = [...units];
  const found: T[] = [];
  const unknown: string[] = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const unit = all.find((one) => one.call_sign.toLowerCase() === word.toLowerCase());
    if (unit) found.push(unit);
    else unknown.push(word);
  }
  return { found, unknown };
}
