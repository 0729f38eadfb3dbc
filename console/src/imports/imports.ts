/** Files of history as the server has them: the list, one with its first events, its faults; acts that renew them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, getFile, post } from "../api/client";
import type { ImportFaultPage, ImportPreview, ImportView } from "../api/types";
import type { Key } from "../i18n";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { saveFile } from "../ui/files";

export const BASE = "/api/v1/imports";
const NONE: ImportView[] = [];

export const isAtWork = (one: ImportView): boolean => one.state === "checking" || one.state === "running";
/** Its columns can still be put elsewhere. */
export const isOpen = (one: ImportView): boolean => one.state === "draft" || one.state === "checked";
export const shapeOf = (one: ImportView): string => (one.fault || (one.done.refused > 0 && !isAtWork(one)) ? "warn" : isAtWork(one) ? "enroute" : one.state === "done" || one.state === "cancelled" ? "done" : "open");
export const purposeOf = (id: string): string => `event_entry;ref=${id}`;

export function useImports(): ImportView[] | undefined {
  const told = useLive((state) => state.work);
  const { data } = useQuery({ queryKey: ["imports", "list", told], placeholderData: (before) => before, queryFn: () => get<ImportView[]>(BASE) });
  return data;
}
export const listed = (data: ImportView[] | undefined): ImportView[] => data ?? NONE;

/** A look into the file: asked for anew only when its mapping has changed. */
export function usePreview(one: ImportView): { preview: ImportPreview | undefined; error: unknown } {
  const found = useQuery({
    queryKey: ["imports", "preview", one.id, isOpen(one) ? one.changed_at : "closed"], enabled: one.has_file, retry: false, staleTime: Infinity,
    placeholderData: (before: ImportPreview | undefined) => before, queryFn: () => get<ImportPreview>(`${BASE}/${one.id}/preview`, { purpose: purposeOf(one.id) }),
  });
  return { preview: found.data, error: found.error };
}

export function useFaults(one: ImportView): ImportFaultPage | undefined {
  const { data } = useQuery({
    queryKey: ["imports", "faults", one.id, one.changed_at], enabled: one.done.refused > 0, placeholderData: (before) => before,
    queryFn: () => get<ImportFaultPage>(`${BASE}/${one.id}/faults`),
  });
  return data;
}

/** Sends an act, says its end in the log, and asks for every import anew. */
export function useImportAct(): <T>(word: Key, path: string, body?: unknown) => Promise<T | null> {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  return async <T>(word: Key, path: string, body?: unknown): Promise<T | null> => {
    const done = await act(t(word), () => post<T>(`${BASE}/${path}`, body));
    await queries.invalidateQueries({ queryKey: ["imports"] });
    return done;
  };
}

export function useDownload(): (word: Key, path: string, name: string, id: string) => void {
  const { t } = useWords();
  const { act } = useDesk();
  return (word, path, name, id) => void act(t(word), async () => saveFile(await getFile(`${BASE}/${id}/${path}`, { purpose: purposeOf(id) }), name));
}
