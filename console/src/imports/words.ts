/** What a field of the mapping is called by people. */
import { useWords, type Key } from "../i18n";

/** What the register calls otherwise, or does not have. */
const RENAMED: Record<string, string> = { "documents.type": "documents.document_type", "objects.class": "objects.object_class" };
const OWN: Record<string, Key> = {
  source_id: "imports.field.source_id", version: "imports.field.version", "related.card": "imports.field.card",
  "point.north": "imports.field.north", "point.east": "imports.field.east", "point.both": "imports.field.both",
};

export interface FieldWords { field: (path: string) => string; block: (name: string) => string }

export function useFieldWords(): FieldWords {
  const { t, code } = useWords();
  const own = (key: string): string => {
    const word = OWN[key];
    if (word) return t(word);
    return key.endsWith(".ref") ? t("imports.field.ref") : code(`event_field.${RENAMED[key] ?? key}`);
  };
  const field = (path: string): string => {
    const [, name = "", at, rest = ""] = /^(\w+)(?:\[(\d+)\])?\.(.+)$/.exec(path) ?? [];
    if (at === undefined) return own(name === "event" ? rest : `${name}.${rest}`);
    return `${code(`event_field.${name}`)} ${Number(at) + 1}: ${own(`${name}.${rest}`)}`;
  };
  const block = (name: string): string => {
    const words: Record<string, Key> = { event: "imports.block.event", place: "imports.block.place", outcome: "imports.block.outcome", related: "imports.block.related", point: "imports.block.point" };
    const word = words[name];
    return word ? t(word) : code(`event_field.${name}`);
  };
  return { field, block };
}
