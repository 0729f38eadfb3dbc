import { describe, expect, it } from "vitest";
import type { Unit } from "../api/types";
import { circle, fading, unitFeatures } from "./data";

const unit = (changes: Partial<Unit>): Unit => ({
  id: "u1", call_sign: "R31", institution: "vugd", service: "fire", station_id: "s1", station_name: "", kind: "tanker", capabilities: [], crew: 4, crew_min: 3,
  crew_norm: 4, skills: [], state: "en_route", state_at: "", card_id: null, position: null, modelled: true, version: 1, ...changes,
});

describe("units on the map", () => {
  it("fade with the age of their fix", () => {
    expect([10, 45, 100, 200, 900].map(fading)).toEqual([1, 0.75, 0.55, 0.45, 0.4]);
  });
  it("print the age of an old fix", () => {
    const fix = new Map([["u1", { lat: 56.9, lon: 24.1, at: "2026-11-24T10:00:00Z", heading: null }]]);
    const found = unitFeatures([unit({})], fix, new Map(), Date.parse("2026-11-24T10:02:00Z"), false);
    expect(JSON.stringify(found)).toContain("R31 2 min");
  });
  it("leave vehicles in their depot to the depot's mark", () => {
    expect(unitFeatures([unit({ state: "available" })], new Map(), new Map(), 0, false).features).toEqual([]);
  });
});

describe("the caller's radius", () => {
  it("is a closed ring of that many metres", () => {
    const ring = (circle({ lat: 57, lon: 24, radius_m: 1000, source: "aml", at: "" }).features[0] as { geometry: { coordinates: number[][][] } }).geometry.coordinates[0] ?? [];
    expect(ring[0]?.[1]).toBeCloseTo(57 + 1000 / 111195, 6);
    expect(ring[0]?.[0]).toBeCloseTo(ring.at(-1)?.[0] ?? 0, 9);
  });
});
