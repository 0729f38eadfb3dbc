/** What waits for this desk around events, and what stands around one of them. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { get } from "../api/client";
import type { EventView, EventWork, Institution, WaitingWork } from "../api/types";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { useSession } from "../session/session";

const OWNER = "work";
const NOTHING: WaitingWork = { offered_to_us: [], offered_by_us: [], tasks: [], second_looks: [] };
const POLICE = new Set(["state_police", "municipal_police", "port_police"]);

export function useWaitingWork(): WaitingWork {
  const { t } = useWords();
  const { setAlarms } = useDesk();
  const told = useLive((state) => state.work);
  const { data } = useQuery({ queryKey: ["work", told], queryFn: () => get<WaitingWork>("/api/v1/register/work"), placeholderData: (before) => before });
  const late = data?.offered_to_us.filter((one) => one.transfer.overdue_at !== null) ?? [];
  const numbers = late.map((one) => one.row.number).join(", ");
  useEffect(() => {
    setAlarms(OWNER, numbers ? [{ id: OWNER, kind: "alarm", title: t("work.late"), text: numbers }] : []);
  }, [numbers, setAlarms, t]);
  return data ?? NOTHING;
}

export function useEventWork(event: EventView): EventWork | undefined {
  const told = useLive((state) => state.work);
  const { has } = useSession();
  const { data } = useQuery({
    queryKey: ["event-work", event.id, told, event.version], placeholderData: (before) => before, enabled: has("register.persons"),
    queryFn: () => get<EventWork>(`/api/v1/register/events/${event.id}/work`, { purpose: `event_entry;ref=${event.number}` }),
  });
  return data;
}

/** Institutions that an event may go to. */
export function useOtherPolice(): Institution[] {
  const { session } = useSession();
  const { data } = useQuery({ queryKey: ["institutions"], queryFn: () => get<Institution[]>("/api/v1/identity/institutions"), staleTime: 600_000 });
  return (data ?? []).filter((one) => POLICE.has(one.kind) && one.code !== session.institution.code);
}
