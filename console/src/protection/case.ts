/** The violence case of an event: read with its purpose, written act by act, always as the server has it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Refusal, get, post } from "../api/client";
import type { CaseView, DueNotice, EventView } from "../api/types";
import type { Key } from "../i18n";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useClassifier, useDesk } from "../session/desk";

const GROUP = "family_violence";
const BASE = "/api/v1/protection";

/** Whether an event of this type is one of family violence: the classifier says. */
export function useIsViolence(): (type: string) => boolean {
  const types = useClassifier("incident_type");
  return (type) => types(type)?.attributes["group"] === GROUP;
}

export interface CaseDesk { view: CaseView | null | undefined; open: () => Promise<void>; act: (word: Key, path: string, body: unknown) => Promise<boolean> }

export function useCase(event: EventView): CaseDesk {
  const { t } = useWords();
  const { act: run } = useDesk();
  const queries = useQueryClient();
  const told = useLive((state) => state.work);
  const key = ["violence-case", event.id];
  const { data } = useQuery({
    queryKey: [...key, told], placeholderData: (before) => before, retry: false,
    queryFn: async (): Promise<CaseView | null> => {
      try {
        return await get<CaseView>(`${BASE}/events/${event.id}/case`, { purpose: `event_entry;ref=${event.number}` });
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null;
        throw error;
      }
    },
  });
  const keep = (view: CaseView | null): boolean => {
    if (view) queries.setQueriesData<CaseView | null>({ queryKey: key }, view);
    return view !== null;
  };
  return {
    view: data,
    open: async () => { keep(await run(t("violence.opened"), () => post<CaseView>(`${BASE}/events/${event.id}/case`, {}))); },
    act: async (word, path, body) => keep(await run(t(word), () => post<CaseView>(`${BASE}/cases/${data?.id ?? ""}/${path}`, body))),
  };
}

export function useDueNotices(): DueNotice[] {
  const told = useLive((state) => state.work);
  const { data } = useQuery({ queryKey: ["due-notices", told], placeholderData: (before) => before, queryFn: () => get<DueNotice[]>(`${BASE}/notices`) });
  return data ?? [];
}
