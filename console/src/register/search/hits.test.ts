import { describe, expect, it } from "vitest";
import type { Hit } from "../../api/types";
import { addressOf, countOf, eventOf, keyOf, rowsOf, thingOf } from "./hits";

const EVENT = "0193a0a0-0000-7000-8000-000000000001";
const event = { id: EVENT, number: "JPP-2026-000001", institution: "vp", type: "t", status: "registered", received_at: "2026-11-24T10:00:00Z", address: null, atvk: null, role: null };
const hit = (kind: Hit["kind"], id: number | null): Hit => ({
  kind, id, label: "x", detail: null, birth_on: null, personal_code: null, phone: null, score: 1, why: [], events: [event], event_count: 1, more_events: false, merged: 1, name_only: false,
});

describe("rows of what was found", () => {
  it("open the chosen thing to its events, and no other", () => {
    const hits = [hit("person", 12), hit("vehicle", 3), hit("event", null)];
    expect(rowsOf(hits, null).map((row) => row.id)).toEqual(["person:12", "vehicle:3", `event:${EVENT}`]);
    expect(rowsOf(hits, "person:12").map((row) => row.id)).toEqual(["person:12", `person:12>event:${EVENT}`, "vehicle:3", `event:${EVENT}`]);
    expect(rowsOf(hits, `person:12>event:${EVENT}`)).toHaveLength(4);
  });
  it("are named by the thing and the event", () => {
    expect(keyOf(hit("event", null))).toBe(`event:${EVENT}`);
    expect(eventOf(`person:12>event:${EVENT}`)).toBe(EVENT);
    expect(eventOf("person:12")).toBeNull();
    expect(thingOf(`person:12>event:${EVENT}`)).toBe("person:12");
  });
  it("are counted by kind", () => {
    expect([...countOf([hit("person", 1), hit("person", 2), hit("phone", 3)])]).toEqual([["person", 2], ["phone", 1]]);
  });
  it("are asked for from a day on", () => {
    expect(addressOf("ā b", 0, 0)).toBe("/api/v1/index/search?q=%C4%81%20b");
    expect(addressOf("a", 1, Date.parse("2026-11-24T00:00:00Z"))).toContain("&from=2026-11-23T00%3A00%3A00.000Z");
  });
});
