/** The pace of the exchange: its figures, and which list stands behind each. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get } from "../api/client";
import type { ClientQuotas, InstitutionPace, Pace, StatementPage, WaitingLine } from "../api/types";
import { useLive } from "../live/store";
import { durationOf } from "../ui/time";
import { BASE } from "./exchange";

const EVERY_MS = 15_000;
export const CAME = ["registered", "replaced", "unchanged", "asked"] as const;
export const REFUSED = ["rejected", "late"] as const;
export const LATENESS = ["stated", "visible"] as const;
export const WAITING = ["reject", "referral", "delivery"] as const;
export type Outcome = (typeof CAME)[number] | (typeof REFUSED)[number];

/** `outcome:registered`, `fault:register.type_unknown`, `order:stated`, `waiting:reject`, `quota:client:journal-a`. */
export interface Figure { id: string; group: "came" | "refused" | "late" | "waiting" | "quota"; count: number | null; title?: string }

/** Which list stands behind a figure, as the address asks for it. */
export function queryOf(figure: string, asked: string): string {
  const [kind = "", value = ""] = splitOnce(figure);
  const query = new URLSearchParams(asked);
  query.set(kind, value);
  return query.toString();
}

export function splitOnce(text: string): [string, string] {
  const place = text.indexOf(":");
  return [text.slice(0, place), text.slice(place + 1)];
}

const waitingOf = (pace: Pace): Record<(typeof WAITING)[number], number> => ({
  reject: pace.waiting.rejects, referral: pace.waiting.referrals, delivery: pace.waiting.deliveries + pace.waiting.failed,
});

export function figuresOf(pace: Pace, quotas: readonly ClientQuotas[]): Figure[] {
  const times = (outcome: string): number => pace.days.filter((one) => one.outcome === outcome).reduce((sum, one) => sum + one.times, 0);
  return [
    ...CAME.map((one): Figure => ({ id: `outcome:${one}`, group: "came", count: times(one) })),
    ...REFUSED.map((one): Figure => ({ id: `outcome:${one}`, group: "refused", count: times(one) })),
    ...pace.faults.map((one): Figure => ({ id: `fault:${one.code}`, group: "refused", count: one.times, title: one.title })),
    ...LATENESS.map((one): Figure => ({ id: `order:${one}`, group: "late", count: pace[one].count })),
    ...WAITING.map((one): Figure => ({ id: `waiting:${one}`, group: "waiting", count: waitingOf(pace)[one] })),
    ...quotas.map((one): Figure => ({ id: `quota:${one.client}`, group: "quota", count: null, title: one.client_name })),
  ];
}

/** The fullest of a client's quotas, in whole percent. */
export function fullest(client: ClientQuotas): number {
  return Math.max(0, ...client.standings.map((one) => Math.min(100, Math.round((100 * one.used) / one.amount))));
}

/** Every day between the two, also those on which nothing came. */
export function daysOf(pace: Pace, outcome: string): { day: string; times: number }[] {
  const found = new Map(pace.days.filter((one) => one.outcome === outcome).map((one) => [one.on_day, one.times]));
  const days: { day: string; times: number }[] = [];
  for (let at = Date.parse(`${pace.since}T00:00:00Z`); at <= Date.parse(`${pace.until}T00:00:00Z`); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.push({ day, times: found.get(day) ?? 0 });
  }
  return days;
}

/** `0,4 s` below a minute; as durations are told above. */
export const spanOf = (seconds: number): string => (seconds < 60 ? `${Math.max(0, seconds).toFixed(1).replace(".", ",")} s` : durationOf(seconds));

/** People ask at their desks, too; who they were stands in the journal. */
export const clientOf = (client: string, person: string): string => (client.startsWith("person:") ? person : client.replace(/^client:/, ""));

export const hoursOf = (pace: Pace, outcome: string): number[] =>
  Array.from({ length: 24 }, (_, hour) => pace.hours.find((one) => one.hour === hour && one.outcome === outcome)?.times ?? 0);

export function usePace(asked: string): { pace: Pace | undefined; quotas: ClientQuotas[]; error: unknown } {
  const told = useLive((state) => state.work);
  const pace = useQuery({ queryKey: ["exchange", "pace", asked, told], placeholderData: keepPreviousData, refetchInterval: EVERY_MS, retry: false, queryFn: () => get<Pace>(`${BASE}/pace?${asked}`) });
  const institution = new URLSearchParams(asked).get("institution");
  const quotas = useQuery({ queryKey: ["exchange", "quotas", institution, told], placeholderData: keepPreviousData, refetchInterval: EVERY_MS, queryFn: () => get<ClientQuotas[]>(`${BASE}/quotas${institution ? `?institution=${institution}` : ""}`) });
  return { pace: pace.data, quotas: quotas.data ?? [], error: pace.error };
}

export function useStatements(query: string): StatementPage | undefined {
  return useQuery({ queryKey: ["exchange", "statements", query], placeholderData: keepPreviousData, refetchInterval: EVERY_MS, queryFn: () => get<StatementPage>(`${BASE}/pace/statements?${query}`) }).data;
}

export function useWaiting(institution: string | null): WaitingLine[] | undefined {
  return useQuery({ queryKey: ["exchange", "waiting", institution], refetchInterval: EVERY_MS, queryFn: () => get<WaitingLine[]>(`${BASE}/pace/waiting${institution ? `?institution=${institution}` : ""}`) }).data;
}

export function useInstitutionPaces(): InstitutionPace[] | undefined {
  return useQuery({ queryKey: ["exchange", "institutions"], refetchInterval: EVERY_MS, queryFn: () => get<InstitutionPace[]>(`${BASE}/pace/institutions`) }).data;
}
