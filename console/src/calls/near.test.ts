import { describe, expect, it } from "vitest";
import type { Card } from "../api/types";
import { metresBetween, rankNear } from "./near";

const card = (id: string, type_code: string, lat: number): Card => ({ id, type_code, place: { lat, lon: 24.1 } }) as unknown as Card;
const spot = { lat: 56.95, lon: 24.1 };

describe("cards near by", () => {
  it("are measured in metres", () => {
    expect(metresBetween(spot, { lat: 56.951, lon: 24.1 })).toBeCloseTo(111.2, 0);
  });
  it("stand with the same kind of thing first, then by distance", () => {
    const ranked = rankNear([card("far", "fire", 56.954), card("other", "theft", 56.9501), card("close", "fire", 56.951)], spot, "fire");
    expect(ranked.map((one) => one.card.id)).toEqual(["close", "far", "other"]);
  });
  it("need a place", () => {
    expect(rankNear([{ id: "x", place: null } as unknown as Card], spot, null)).toEqual([]);
  });
});
