/** How long events stay, as the server has it: rules, what they reach, what is due, holds, certificates. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api/client";
import type { CertificatePage, DuePage, EventRetention, ReachPage, RetentionCoverage, RetentionHold, RetentionRule, RuleReach } from "../api/types";
import { useWords, type Key } from "../i18n";
import { useClassifier, useDesk, useInstitutionName } from "../session/desk";

export const BASE = "/api/v1/register/retention";
export const EVERYWHERE = "*";
export const UNITS = ["day", "month", "year"] as const;
export const RULE_STATES = ["proposed", "standing", "refused", "withdrawn"] as const;
const PAGE = 100;

/** What everything of the desk is kept under: one act may change all of it. */
const KEY = "retention";

export function useRules(): RetentionRule[] | undefined {
  return useQuery({ queryKey: [KEY, "rules"], queryFn: () => get<RetentionRule[]>(`${BASE}/rules`), refetchInterval: 30_000 }).data;
}

/** The desk's first page says where the house stands too; it is asked for now and then, for the house works by night. */
export function useDue(cursor: string | null): DuePage | undefined {
  const query = `limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
  return useQuery({ queryKey: [KEY, "due", cursor], queryFn: () => get<DuePage>(`${BASE}/due?${query}`), refetchInterval: 30_000, placeholderData: (before) => before }).data;
}

export function useCoverage(): RetentionCoverage[] | undefined {
  return useQuery({ queryKey: [KEY, "coverage"], queryFn: () => get<RetentionCoverage[]>(`${BASE}/coverage`) }).data;
}

export function useHolds(): RetentionHold[] | undefined {
  return useQuery({ queryKey: [KEY, "holds"], queryFn: () => get<RetentionHold[]>(`${BASE}/holds`) }).data;
}

export function useCertificates(sought: string, cursor: string | null): CertificatePage | undefined {
  const query = new URLSearchParams({ limit: "50", ...(sought ? { q: sought } : {}), ...(cursor ? { cursor } : {}) });
  return useQuery({ queryKey: [KEY, "certificates", query.toString()], queryFn: () => get<CertificatePage>(`${BASE}/certificates?${query.toString()}`), placeholderData: (before) => before }).data;
}

export function useReach(rule: string): RuleReach[] | undefined {
  return useQuery({ queryKey: [KEY, "reach", rule], queryFn: () => get<RuleReach[]>(`${BASE}/rules/${rule}/reach`) }).data;
}

export function useReached(rule: string, institution: string, cursor: string | null): ReachPage | undefined {
  const query = new URLSearchParams({ institution, limit: "50", ...(cursor ? { cursor } : {}) });
  return useQuery({ queryKey: [KEY, "reached", rule, query.toString()], queryFn: () => get<ReachPage>(`${BASE}/rules/${rule}/events?${query.toString()}`), placeholderData: (before) => before }).data;
}

export function useEventRetention(event: string, version: number): EventRetention | undefined {
  return useQuery({ queryKey: [KEY, "event", event, version], queryFn: () => get<EventRetention>(`/api/v1/register/events/${event}/retention`), refetchInterval: 30_000 }).data;
}

/** Sends an act, says its end in the log, and asks for everything of the desk anew. */
export function useRetentionAct(): <T>(word: Key, path: string, body: unknown) => Promise<T | null> {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  return async <T>(word: Key, path: string, body: unknown): Promise<T | null> => {
    const done = await act(t(word), () => post<T>(`${BASE}/${path}`, body));
    await queries.invalidateQueries({ queryKey: [KEY] });
    return done;
  };
}

/** `3 gadi`, or that it is kept. */
export function useTerm(): (count: number | null, unit: string | null) => string {
  const { t } = useWords();
  return (count, unit) => (count === null || unit === null ? t("retention.keep") : t(`retention.unit.${unit as "day"}`, { count }));
}

/** Names of what a rule or an event says by codes. */
export function useKinds(): { legal: (code: string | null) => string; outcome: (code: string | null) => string; institution: (code: string) => string } {
  const { t, value } = useWords();
  const legal = useClassifier("legal_class");
  const outcome = useClassifier("outcome_kind");
  const name = useInstitutionName();
  return {
    legal: (code) => (code === null ? "—" : value(legal(code), code)),
    outcome: (code) => (code === null ? "—" : value(outcome(code), code)),
    institution: (code) => (code === EVERYWHERE ? t("retention.everywhere") : name(code)),
  };
}
