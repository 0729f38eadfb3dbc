import { describe, expect, it } from "vitest";
import { dateOf, dayOf } from "./time";

describe("a day that somebody writes", () => {
  it("is read as it is shown", () => {
    expect(dayOf(dateOf("2026-09-01"))).toBe("2026-09-01");
    expect(dayOf(" 1.9.2026. ")).toBe("2026-09-01");
  });
  it("may be left out", () => expect(dayOf("  ")).toBeNull());
  it("goes to the server as it is where it is no day: there it is refused", () => expect(dayOf("drīz")).toBe("drīz"));
});
