/** What the registers of the country say: of what is typed, and of what an event holds. */
import { useQuery } from "@tanstack/react-query";
import { get, post } from "../api/client";
import type { EventCheck, EventView, RegisterSaid } from "../api/types";
import { useLive } from "../live/store";
import { useSession } from "../session/session";
import type { Item, ListName } from "./lists";

export const ASKED_LISTS: readonly ListName[] = ["persons", "vehicles", "documents", "organisations"];
const WHOLE: Partial<Record<ListName, { field: string; form: RegExp }>> = {
  persons: { field: "personal_code", form: /^\d{6}-?\d{5}$/ },
  vehicles: { field: "plate", form: /^[A-Z]{1,3}[- ]?\d{1,4}$/i },
  documents: { field: "number", form: /^[A-Z]{0,3}\d{6,9}$/i },
  organisations: { field: "registration_number", form: /^\d{11}$/ },
};

/** Empty until the whole number is typed: a register is asked about one person or thing, never about many. */
export function numberOf(list: ListName, draft: Item): string {
  const whole = WHOLE[list];
  const typed = whole ? draft[whole.field] : "";
  const text = typeof typed === "string" ? typed.trim() : "";
  return whole?.form.test(text) ? text : "";
}

export function useRegisters(list: ListName, event: EventView, key: string): RegisterSaid[] | undefined {
  const { has } = useSession();
  return useQuery({
    queryKey: ["registers", list, event.id, key], enabled: key !== "" && has("register.persons"), staleTime: Infinity, retry: false,
    queryFn: () => post<RegisterSaid[]>("/api/v1/register/ask", { list, key }, { purpose: `event_entry;ref=${event.number}` }),
  }).data;
}

/** Asked again when the event changes or a register has answered: each asking is written down. */
export function useChecks(event: EventView): EventCheck[] {
  const { has } = useSession();
  const answers = useLive((state) => state.checked.get(event.id) ?? 0);
  const something = ASKED_LISTS.some((list) => (event[list as "persons"] as unknown[]).length > 0);
  return useQuery({
    queryKey: ["checks", event.id, event.version, answers], enabled: something && has("register.persons"), staleTime: Infinity, placeholderData: (before) => before, retry: false,
    queryFn: () => get<EventCheck[]>(`/api/v1/register/events/${event.id}/checks`, { purpose: `event_entry;ref=${event.number}` }),
  }).data ?? NONE;
}

const NONE: EventCheck[] = [];
const ORDER = ["alert", "differs", "absent", "waiting", "clear"];

/** Of one item, what must be seen first. */
export const checksOf = (checks: readonly EventCheck[], list: ListName, ref: string): EventCheck[] =>
  checks.filter((one) => one.list === list && one.ref === ref).sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
