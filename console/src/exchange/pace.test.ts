import { describe, expect, it } from "vitest";
import type { ClientQuotas, Pace } from "../api/types";
import { clientOf, daysOf, figuresOf, fullest, hoursOf, queryOf, spanOf } from "./pace";

const late = { count: 3, median_s: 2, p95_s: 90 };
const PACE: Pace = {
  institution: "pp-0003000", since: "2026-11-23", until: "2026-11-25", clients: [],
  days: [{ on_day: "2026-11-23", outcome: "registered", times: 4 }, { on_day: "2026-11-25", outcome: "registered", times: 2 }, { on_day: "2026-11-25", outcome: "rejected", times: 1 }],
  hours: [{ hour: 6, outcome: "registered", times: 6 }], faults: [{ code: "register.type_unknown", title: "Nav tāda veida", times: 1 }],
  stated: late, visible: late, waiting: { rejects: 1, referrals: 2, deliveries: 3, failed: 4 },
};
const standing = (used: number): ClientQuotas["standings"][number] => ({ code: "events_day", unit: "events", span: "day", amount: 200, used, frees_at: "2026-11-26T00:00:00Z" });
const CLIENT: ClientQuotas = { client: "client:a", client_name: "Žurnāls", institution: "pp-0003000", refused_today: 0, exceptions: [], standings: [standing(50), standing(500)] };

describe("the pace of the exchange", () => {
  it("counts each outcome over all days, and what waits", () => {
    const counts = new Map(figuresOf(PACE, [CLIENT]).map((one) => [one.id, one.count]));

    expect([counts.get("outcome:registered"), counts.get("outcome:rejected"), counts.get("fault:register.type_unknown")]).toEqual([6, 1, 1]);
    expect([counts.get("waiting:reject"), counts.get("waiting:referral"), counts.get("waiting:delivery")]).toEqual([1, 2, 7]);
    expect(counts.get("quota:client:a")).toBeNull();
  });
  it("shows the days on which nothing came, too", () => {
    expect(daysOf(PACE, "registered").map((one) => one.times)).toEqual([4, 0, 2]);
    expect(hoursOf(PACE, "registered").indexOf(6)).toBe(6);
  });
  it("asks for the list behind a figure by its own kind", () => {
    expect(queryOf("fault:register.type_unknown", "institution=vp")).toBe("institution=vp&fault=register.type_unknown");
    expect(queryOf("order:stated", "")).toBe("order=stated");
  });
  it("tells seconds, clients and how full a quota is", () => {
    expect([spanOf(0.44), spanOf(75)]).toEqual(["0,4 s", "1:15"]);
    expect([clientOf("client:a", "cilvēks"), clientOf("person:1", "cilvēks")]).toEqual(["a", "cilvēks"]);
    expect(fullest(CLIENT)).toBe(100);
  });
});
