import { describe, expect, it } from "vitest";
import { matchCard, matchUnits, parse, type Verb } from "./command";

const verbs: Verb<null>[] = [
  { verb: "d", slots: [{ kind: "card", name: "card" }, { kind: "units", name: "units" }], preview: () => ({ text: "" }) },
  { verb: "n", slots: [{ kind: "text", name: "text" }], preview: () => ({ text: "" }) },
];

describe("the command line", () => {
  it("reads a verb and its slots", () => {
    expect(parse("d 1042 R11 R12", verbs).values).toEqual({ card: "1042", units: "R11 R12" });
  });
  it("names the slot that is missing", () => {
    expect(parse("d 1042", verbs).missing?.name).toBe("units");
  });
  it("never takes bare text for a command", () => {
    expect(parse("215 Brīvības", verbs).verb).toBeNull();
  });
  it("keeps a text whole", () => {
    expect(parse("n deg kūla pie Ozoliem", verbs).values["text"]).toBe("deg kūla pie Ozoliem");
  });
});

describe("naming things", () => {
  it("finds a card by the end of its number", () => {
    expect(matchCard("0042", [{ number: "2026-0000042" }, { number: "2026-0001042" }])).toHaveLength(1);
  });
  it("takes no bare house number for a unit", () => {
    expect(matchUnits("215", [{ call_sign: "R215" }]).found).toEqual([]);
  });
});
