/** Where the nodes of a graph stand: the start in the middle, each step on a ring around it. */
import type { LinkEdge, LinkNode } from "../../api/types";

export interface Placed { node: LinkNode; x: number; y: number }

export const WIDTH = 760;
export const HEIGHT = 400;
/** More would not be read; the list beside has them all. */
export const SHOWN_MAX = 20;
const RINGS: readonly (readonly [number, number])[] = [[0, 0], [0.24, 0.25], [0.4, 0.43]];

/** Second steps stand near the first step that leads to them, so that lines seldom cross. */
export function place(nodes: readonly LinkNode[], edges: readonly LinkEdge[]): Placed[] {
  const shown = nodes.slice(0, SHOWN_MAX);
  const angles = new Map<string, number>();
  const first = shown.filter((node) => node.hop === 1);
  first.forEach((node, turn) => angles.set(node.key, (turn / Math.max(1, first.length)) * 2 * Math.PI));
  const second = shown.filter((node) => node.hop === 2)
    .map((node) => ({ node, wish: wishOf(node, edges, angles) }))
    .sort((one, other) => one.wish - other.wish || one.node.key.localeCompare(other.node.key));
  second.forEach(({ node }, turn) => angles.set(node.key, ((turn + 0.5) / Math.max(1, second.length)) * 2 * Math.PI));
  return shown.map((node) => {
    const [wide, high] = RINGS[Math.min(node.hop, 2)] ?? [0, 0];
    const angle = (angles.get(node.key) ?? 0) - Math.PI / 2;
    return { node, x: Math.round(WIDTH / 2 + WIDTH * wide * Math.cos(angle)), y: Math.round(HEIGHT / 2 - 10 + HEIGHT * high * Math.sin(angle)) };
  });
}

function wishOf(node: LinkNode, edges: readonly LinkEdge[], angles: ReadonlyMap<string, number>): number {
  for (const edge of edges) {
    const other = edge.start === node.key ? edge.end : edge.end === node.key ? edge.start : null;
    const angle = other === null ? undefined : angles.get(other);
    if (angle !== undefined) return angle;
  }
  return 0;
}
