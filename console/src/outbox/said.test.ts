import { expect, test } from "vitest";
import type { SystemPace } from "../api/types";
import { troubleOf } from "./outbox";
import { saidOf } from "./said";

const QUIET: SystemPace = { system: "krass", transport: "http", waiting: 0, sent: 0, dead: 0, oldest_at: null, delivered_today: 0, last_delivered_at: null, said: null };

const word = (list: string, code: string): string => `${list}/${code}`;

test("a letter is read list by list, and what is empty is left out", () => {
  const content = { persons: [{ ref: "p1", role: "suspect", name: "Andris", surname: "Kalns" }], vehicles: [], outcome: { kind: "criminal_case", number: "118" } };
  expect(saidOf(content, word)).toEqual([{ part: "persons", lines: ["Andris · Kalns · person_role/suspect"] }, { part: "outcome", lines: ["outcome_kind/criminal_case · 118"] }]);
});

test("what is no letter says nothing", () => {
  expect(saidOf(null, word)).toEqual([]);
  expect(saidOf("x", word)).toEqual([]);
});

test("dead letters come before letters without a way", () => {
  expect(troubleOf(QUIET)).toBe("none");
  expect(troubleOf({ ...QUIET, transport: null, waiting: 2 })).toBe("no_way");
  expect(troubleOf({ ...QUIET, transport: null, waiting: 2, dead: 1 })).toBe("dead");
  expect(troubleOf({ ...QUIET, said: "503" })).toBe("late");
});
