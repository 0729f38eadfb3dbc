/** Writing to one event: each write waits for the one before it, so none starts from what is already old. */
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal, patch, post } from "../api/client";
import type { EventView, Fault } from "../api/types";
import { useWords } from "../i18n";
import { sayRefusal, useDesk } from "../session/desk";
import type { Item, ListName } from "./lists";

/** Whence an item was filled. */
export interface TakenOver { path: string; event: string; ref: string }

export type EventChange = Partial<Record<ListName, Item[]>> & {
  narrative?: string; type?: string; legal_class?: string; category?: string; outcome?: { kind: string; number?: string | null };
  occurred_from?: string; occurred_to?: string; received_at?: string; status?: string; reason?: string; place?: EventView["place"]; from_narrative?: string[]; taken_over?: TakenOver[];
};

/** Writes of one scope run one after another, in the order in which they were made. */
const scopeOf = (event: EventView): { id: string } => ({ id: `event ${event.id}` });

const present = (queries: QueryClient, event: EventView): EventView => queries.getQueryData<EventView>(["event", event.id]) ?? event;

/** An answer that comes late never takes the place of a newer one. */
function keepNewest(queries: QueryClient, answered: EventView): void {
  queries.setQueryData<EventView>(["event", answered.id], (known) => (known && known.version > answered.version ? known : answered));
}

/** One change at a time, upon the version that is seen; another's change of other fields is no hindrance. */
export function useSaving(event: EventView): { save: (change: EventChange) => Promise<readonly Fault[] | null>; saving: boolean; savedAt: string | null } {
  const queries = useQueryClient();
  const { log } = useDesk();
  const { t } = useWords();
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const mutation = useMutation({
    scope: scopeOf(event),
    mutationFn: (change: EventChange) => patch<EventView>(`/api/v1/register/events/${event.id}`, { version: present(queries, event).version, ...change }),
    onSuccess: (saved) => { keepNewest(queries, saved); setSavedAt(saved.changed_at); },
    onError: (error) => log(false, `${t("event.not_saved")}: ${sayRefusal(error, t("away"))}`),
  });
  /** Null once saved; else what was refused, field by field: the draft stays where it is. */
  const save = async (change: EventChange): Promise<readonly Fault[] | null> => {
    try {
      await mutation.mutateAsync(change);
      return null;
    } catch (error) {
      return error instanceof Refusal ? error.faults : [];
    }
  };
  return { save, saving: mutation.isPending, savedAt };
}

/** Completes the event once everything typed before has been saved. */
export function useCompleting(event: EventView): () => Promise<EventView> {
  const queries = useQueryClient();
  const mutation = useMutation({
    scope: scopeOf(event),
    mutationFn: () => post<EventView>(`/api/v1/register/events/${event.id}/complete`, { version: present(queries, event).version }),
    onSuccess: (completed) => keepNewest(queries, completed),
  });
  return () => mutation.mutateAsync();
}
