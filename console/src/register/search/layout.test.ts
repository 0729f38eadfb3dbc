import { describe, expect, it } from "vitest";
import type { LinkEdge, LinkNode } from "../../api/types";
import { HEIGHT, SHOWN_MAX, WIDTH, place } from "./layout";

const node = (key: string, hop: number): LinkNode => ({ key, kind: "person", label: key, detail: null, hop, at: "2026-11-24T10:00:00Z" });
const edge = (start: string, end: string): LinkEdge => ({ start, end, relation: "driver", at: "2026-11-24T10:00:00Z" });

describe("the graph", () => {
  it("puts the start in the middle and every node at a place of its own", () => {
    const nodes = [node("a", 0), node("b", 1), node("c", 1), node("d", 2), node("e", 2)];
    const placed = place(nodes, [edge("a", "b"), edge("a", "c"), edge("c", "d"), edge("b", "e")]);
    expect(placed[0]).toMatchObject({ x: WIDTH / 2, y: HEIGHT / 2 - 10 });
    expect(new Set(placed.map((one) => `${one.x}:${one.y}`)).size).toBe(5);
    expect(placed.every((one) => one.x > 0 && one.x < WIDTH && one.y > 0 && one.y < HEIGHT)).toBe(true);
  });
  it("draws no more than can be read", () => {
    const nodes = Array.from({ length: 60 }, (_, number) => node(`n${number}`, number === 0 ? 0 : 1));
    expect(place(nodes, [])).toHaveLength(SHOWN_MAX);
  });
  it("puts the second step near the first that leads to it", () => {
    const nodes = [node("a", 0), node("b", 1), node("c", 1), node("of c", 2), node("of b", 2)];
    const placed = place(nodes, [edge("a", "b"), edge("a", "c"), edge("c", "of c"), edge("b", "of b")]);
    const y = (key: string): number => placed.find((one) => one.node.key === key)?.x ?? 0;
    expect(y("of b")).not.toBe(y("of c"));
  });
});
