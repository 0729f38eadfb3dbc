import { describe, expect, it, test } from "vitest";
import { dateOf, dayOf, typedMoment } from "./time";

describe("a day that somebody writes", () => {
  it("is read as it is shown", () => {
    expect(dayOf(dateOf("2026-09-01"))).toBe("2026-09-01");
    expect(dayOf(" 1.9.2026. ")).toBe("2026-09-01");
  });
  it("may be left out", () => expect(dayOf("  ")).toBeNull());
  it("goes to the server as it is where it is no day: there it is refused", () => expect(dayOf("drīz")).toBe("drīz"));
});

test("a moment is typed as people say it", () => {
  const now = new Date(2026, 10, 24, 10, 30).getTime();
  const local = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();
  expect(typedMoment("10:15", now)).toBe(local(2026, 10, 24, 10, 15));
  expect(typedMoment("0915", now)).toBe(local(2026, 10, 24, 9, 15));
  expect(typedMoment("23.11. 22:05", now)).toBe(local(2026, 10, 23, 22, 5));
  expect(typedMoment("1.2.2025 07.40", now)).toBe(local(2025, 1, 1, 7, 40));
  expect(typedMoment("-15", now)).toBe(local(2026, 10, 24, 10, 15));
});

test("a time of today that is still to come was yesterday's", () => {
  const now = new Date(2026, 10, 24, 0, 20).getTime();
  expect(typedMoment("23:50", now)).toBe(new Date(2026, 10, 23, 23, 50).toISOString());
});

test("a term lies ahead: a time that has passed today is tomorrow's", () => {
  const now = new Date(2026, 10, 24, 22, 0).getTime();
  expect(typedMoment("9:00", now, true)).toBe(new Date(2026, 10, 25, 9, 0).toISOString());
  expect(typedMoment("23:00", now, true)).toBe(new Date(2026, 10, 24, 23, 0).toISOString());
  expect(typedMoment("+90", now, true)).toBe(new Date(2026, 10, 24, 23, 30).toISOString());
});

test("what is no moment is none", () => {
  const now = Date.now();
  expect(["25:00", "10:75", "31.02. 10:00", "vakar", "", "10"].map((text) => typedMoment(text, now))).toEqual([null, null, null, null, null, null]);
});
