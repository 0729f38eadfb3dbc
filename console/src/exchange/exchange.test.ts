import { describe, expect, it } from "vitest";
import { linesOf } from "./exchange";

const use = (on_day: string, outcome: string, times: number, client = "client:a") => ({ on_day, outcome, times, client, last_at: "2026-11-24T10:00:00Z" });

describe("days of a journal", () => {
  it("puts the outcomes of a day side by side, the newest day first", () => {
    const days = [use("2026-11-23", "registered", 4), use("2026-11-24", "registered", 2), use("2026-11-24", "rejected", 1), use("2026-11-24", "registered", 9, "client:b")];

    const lines = linesOf({ institution: "pp-0003000", events: 6, waiting: [], open_rejects: 1, last_at: null, days });

    expect(lines.map((one) => [one.day, one.client, one.counts])).toEqual([
      ["2026-11-24", "client:a", { registered: 2, rejected: 1 }],
      ["2026-11-24", "client:b", { registered: 9 }],
      ["2026-11-23", "client:a", { registered: 4 }],
    ]);
  });
});
