/** Which column becomes which field: pure changes of a mapping, each giving a new one. */
import type { ColumnSource, ImportMapping, ImportPreview } from "../api/types";

export const SINGLE = ["event", "place", "outcome", "related"] as const;
export const LISTED = ["persons", "organisations", "vehicles", "documents", "objects", "officers"] as const;
export const POINT = ["point.north", "point.east", "point.both"] as const;
type Single = (typeof SINGLE)[number];
type Listed = (typeof LISTED)[number];
type Block = Record<string, ColumnSource>;

/** `event.type`, `persons[0].name`: where a field stands in the mapping. */
export interface Place { path: string; block: string; field: string; source: ColumnSource }

const isListed = (name: string): name is Listed => (LISTED as readonly string[]).includes(name);
const PATH = /^(\w+)(?:\[(\d+)\])?\.(\w+)$/;

interface Target { name: Single | Listed; at: number; field: string }

function targetOf(path: string): Target {
  const [, name = "event", at = "0", field = ""] = PATH.exec(path) ?? [];
  return { name: name as Single | Listed, at: Number(at), field };
}

/** Every field that has a source, in the order of the event. */
export function placesOf(mapping: ImportMapping): Place[] {
  const of = (path: string, name: string, block: Block): Place[] => Object.entries(block).map(([field, source]) => ({ path: `${path}.${field}`, block: name, field, source }));
  return [
    ...SINGLE.flatMap((name) => of(name, name, mapping[name] ?? {})),
    ...LISTED.flatMap((name) => (mapping[name] ?? []).flatMap((block, at) => of(`${name}[${at}]`, name, block))),
  ];
}

/** Where a column goes: a field, a coordinate, or nowhere. */
export function goalOf(mapping: ImportMapping, column: string): string {
  const point = mapping.point;
  for (const path of POINT) if (point?.[path.slice(6) as "north" | "east" | "both"] === column) return path;
  return placesOf(mapping).find((one) => one.source.column?.includes(column))?.path ?? "";
}

/** Every place a column could go to: one more of each kind of person and thing than there are. */
export function goalsOf(preview: ImportPreview): { block: string; paths: string[] }[] {
  const groups = Object.entries(preview.fields).map(([block, fields]) => {
    const count = isListed(block) ? (preview.mapping[block]?.length ?? 0) + 1 : 0;
    const prefixes = isListed(block) ? Array.from({ length: count }, (_, at) => `${block}[${at}]`) : [block];
    return { block, paths: prefixes.flatMap((prefix) => fields.map((field) => `${prefix}.${field}`)) };
  });
  return [...groups, { block: "point", paths: [...POINT] }];
}

function blockOf(mapping: ImportMapping, { name, at }: Target): Block {
  return (isListed(name) ? mapping[name]?.[at] : mapping[name]) ?? {};
}

function withBlock(mapping: ImportMapping, { name, at }: Target, block: Block): ImportMapping {
  if (!isListed(name)) return { ...mapping, [name]: block };
  const list = [...(mapping[name] ?? [])];
  list[at] = block;
  // A person of whom nothing is told any more is none.
  return { ...mapping, [name]: list.filter((one) => Object.keys(one).length > 0) };
}

/** The field with this source; null: without any. */
export function withSource(mapping: ImportMapping, path: string, source: ColumnSource | null): ImportMapping {
  const target = targetOf(path);
  const rest = Object.fromEntries(Object.entries(blockOf(mapping, target)).filter(([field]) => field !== target.field));
  return withBlock(mapping, target, source ? { ...rest, [target.field]: source } : rest);
}

export function sourceAt(mapping: ImportMapping, path: string): ColumnSource | undefined {
  const target = targetOf(path);
  return blockOf(mapping, target)[target.field];
}

const freed = (one: string | null | undefined, column: string): string | null => (one === column ? null : (one ?? null));

function withoutColumn(mapping: ImportMapping, column: string): ImportMapping {
  let next = mapping;
  const point = mapping.point;
  if (point) {
    const kept = { ...point, north: freed(point.north, column), east: freed(point.east, column), both: freed(point.both, column) };
    next = { ...next, point: kept.north ?? kept.east ?? kept.both ? kept : null };
  }
  for (const { path, source } of placesOf(next)) {
    if (!source.column?.includes(column)) continue;
    const column_ = source.column.filter((one) => one !== column);
    next = withSource(next, path, column_.length > 0 || source.value != null ? { ...source, column: column_ } : null);
  }
  return next;
}

/** The column goes there and nowhere else; beside others that go there already, joined in the file's order. */
export function withGoal(mapping: ImportMapping, column: string, path: string, order: readonly string[]): ImportMapping {
  const rest = withoutColumn(mapping, column);
  if (path === "") return rest;
  if (path.startsWith("point.")) return { ...rest, point: { system: "wgs84", ...rest.point, [path.slice(6)]: column } };
  const before = sourceAt(rest, path) ?? { join: " " };
  const column_ = [...(before.column ?? []), column].sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return withSource(rest, path, { ...before, column: column_ });
}

/** What a word of the file means; an empty code waits to be chosen. */
export function withCode(mapping: ImportMapping, table: string, word: string, code: string): ImportMapping {
  return { ...mapping, values: { ...mapping.values, [table]: { ...mapping.values?.[table], [word]: code } } };
}

/** Gives a field with codes its own table of the words that stand in its columns. */
export function withTable(mapping: ImportMapping, path: string, words: readonly string[]): ImportMapping {
  const source = sourceAt(mapping, path);
  if (!source || source.values) return mapping;
  const name = path.replace(/\W+/g, "_");
  const table = Object.fromEntries(words.map((word) => [word, ""]));
  return { ...withSource(mapping, path, { ...source, values: name }), values: { ...mapping.values, [name]: { ...table, ...mapping.values?.[name] } } };
}
