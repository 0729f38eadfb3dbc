import { expect, test } from "vitest";
import type { EventCheck } from "../api/types";
import { checksOf, numberOf } from "./checks";

test("registers are asked by a whole number only", () => {
  expect(numberOf("persons", { ref: "p1", personal_code: "161175-1999" })).toBe("");
  expect(numberOf("persons", { ref: "p1", personal_code: " 161175-19997 " })).toBe("161175-19997");
  expect(numberOf("vehicles", { ref: "v1", plate: "zv-1717" })).toBe("zv-1717");
  expect(numberOf("objects", { ref: "o1", serial: "123456789" })).toBe("");
});

test("of one item, what must be seen stands first", () => {
  const check = (ref: string, source: string, state: EventCheck["state"]): EventCheck => ({ list: "persons", ref, source, state, note: null, checked_at: null });
  const all = [check("p1", "persons", "clear"), check("p2", "wanted", "alert"), check("p1", "weapons", "waiting"), check("p1", "wanted", "alert")];
  expect(checksOf(all, "persons", "p1").map((one) => one.state)).toEqual(["alert", "waiting", "clear"]);
});
