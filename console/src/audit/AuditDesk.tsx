/** The auditor's desk: the journal, newest first, and whether its chain is whole. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { get, post } from "../api/client";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useDesk, useDeskKeys, useInstitutionName } from "../session/desk";
import { Button, Empty, Field, Pane, PaneHead, SectionHead } from "../ui/parts";
import { momentOf, timeOf } from "../ui/time";

interface Entry {
  id: number; recorded_at: string; happened_at: string; kind: string; actor: string; actor_name: string; institution: string; topic: string;
  subject_id: string; purpose: string | null; purpose_ref: string | null; payload: Record<string, unknown>; sealed_seq: number | null;
}
interface Page { entries: Entry[]; before: number | null }
interface Chain {
  sealed: number; unsealed: number; unsealed_age_s: number; last_hash: string; checkpoint_at: string | null; key_id: string | null;
  verified: { at: string; asked_by: string; entries: number; erased: number; whole: boolean; findings: { kind: string; seq: number | null }[]; took_s: number } | null;
}
const KINDS = ["", "read", "change", "refused"] as const;
const PURPOSE = "audit;ref=desk";
const NO_VERBS: never[] = [];

export function AuditDesk(): ReactNode {
  const { t, code } = useWords();
  const { now, act } = useDesk();
  const institution = useInstitutionName();
  const [who, setWho] = useState("");
  const [topic, setTopic] = useState("");
  const [kind, setKind] = useState<string>("");
  const [asked, setAsked] = useState({ who: "", topic: "", kind: "" });
  const [chosen, setChosen] = useState<number | null>(null);
  const query = Object.entries(asked).filter(([, value]) => value).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join("");
  const pages = useInfiniteQuery({
    queryKey: ["journal", query], initialPageParam: 0,
    queryFn: ({ pageParam }) => get<Page>(`/api/v1/audit/entries?limit=100${query}${pageParam ? `&before=${pageParam}` : ""}`, { purpose: PURPOSE }),
    getNextPageParam: (page) => page.before ?? undefined,
  });
  const chain = useQuery({ queryKey: ["chain"], queryFn: () => get<Chain>("/api/v1/audit/chain"), refetchInterval: 3_000 });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const entry = entries.find((one) => one.id === chosen) ?? null;
  const ask = (): void => setAsked({ who, topic, kind });
  const verify = (): void => void act(t("audit.asked"), () => post("/api/v1/audit/verifications"));
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "F3", word: "audit.filter", run: () => document.getElementById("audit-who")?.focus() }], []);
  useDeskKeys(shortcuts, NO_VERBS);

  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*240px) minmax(0,1fr)" }}>
      <Pane label={t("audit.filter")}>
        <PaneHead title={t("audit.filter")}><kbd className="key">F3</kbd></PaneHead>
        <form className="pad" style={{ display: "grid", gap: "var(--s-3)" }} onSubmit={(event) => { event.preventDefault(); ask(); }}>
          <Field label={t("audit.who")}><input id="audit-who" className="input" value={who} onChange={(event) => setWho(event.target.value)} /></Field>
          <Field label={t("audit.topic")} hint="register, calls…"><input className="input code" value={topic} onChange={(event) => setTopic(event.target.value)} /></Field>
          <Field label={t("audit.kind")}>
            <select className="input" value={kind} onChange={(event) => setKind(event.target.value)}>{KINDS.map((one) => <option key={one} value={one}>{t(one ? `audit.kind.${one}` : "audit.kind.all")}</option>)}</select>
          </Field>
          <button type="submit" className="btn is-main">{t("audit.show")} <kbd className="key">Enter</kbd></button>
        </form>
        <p className="pad small ink2">{t("audit.logged")}</p>
      </Pane>
      <Pane label={t("audit.journal")} lift>
        <PaneHead title={t("audit.journal")} note={t("audit.note")} />
        <div className="scroll">
          <table className="t">
            <colgroup><col style={{ width: "calc(var(--k)*68px)" }} /><col style={{ width: "calc(var(--k)*108px)" }} /><col /><col /><col style={{ width: "calc(var(--k)*90px)" }} /><col style={{ width: "26%" }} /><col /><col style={{ width: "calc(var(--k)*44px)" }} /></colgroup>
            <thead><tr><th>{t("audit.number")}</th><th>{t("audit.time")}</th><th>{t("audit.person")}</th><th>{t("word.institution")}</th><th>{t("audit.kind")}</th><th>{t("audit.what")}</th><th>{t("audit.purpose")}</th><th title={t("audit.seal")}>{t("audit.seal_short")}</th></tr></thead>
            <tbody>
              {entries.map((one) => (
                <tr key={one.id} aria-selected={one.id === chosen} tabIndex={0} onClick={() => setChosen(one.id)} onKeyDown={(event) => { if (event.key === "Enter") setChosen(one.id); }}>
                  <td className="code">{one.id}</td><td className="time">{momentOf(one.recorded_at, now)}</td><td title={one.actor}>{one.actor_name}</td><td>{institution(one.institution)}</td>
                  <td><b>{t(`audit.kind.${one.kind}` as "audit.kind.read")}</b></td><td title={one.topic}>{code(`topic.${one.topic}`)}{subject(one)}</td>
                  <td>{one.purpose ? `${code(`purpose.${one.purpose}`)}${one.purpose_ref ? ` · ${one.purpose_ref}` : ""}` : "—"}</td>
                  <td>{one.sealed_seq ? <span className="shape" data-s="done" role="img" aria-label={t("audit.sealed", { seq: one.sealed_seq })} /> : <span className="shape" data-s="open" role="img" aria-label={t("audit.unsealed")} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {entries.length === 0 && !pages.isPending ? <Empty>{t("audit.none")}</Empty> : null}
          {pages.hasNextPage ? <div className="pad"><Button onPress={() => void pages.fetchNextPage()}>{t("audit.more")}</Button></div> : null}
        </div>
        {entry ? (
          <div style={{ flex: "none", maxHeight: "38%", overflow: "auto" }}>
            <SectionHead title={t("audit.entry", { number: entry.id })} note={`${entry.actor_name} · ${timeOf(entry.recorded_at)} · ${entry.topic}`} />
            <pre className="pad code small" style={{ margin: 0, whiteSpace: "pre-wrap" }}>{JSON.stringify(entry.payload, null, 1)}</pre>
          </div>
        ) : null}
        <ChainLine chain={chain.data} onVerify={verify} now={now} />
      </Pane>
    </main>
  );
}

function subject(entry: Entry): string {
  const { payload } = entry;
  for (const field of ["card", "row", "unit", "assignment", "referral", "contact", "item"]) {
    const thing = payload[field] as Record<string, unknown> | undefined;
    const name = thing?.["number"] ?? thing?.["call_sign"] ?? thing?.["card_number"] ?? thing?.["caller"];
    if (name) return ` · ${String(name)}`;
  }
  return "";
}

function ChainLine({ chain, onVerify, now }: { chain: Chain | undefined; onVerify: () => void; now: number }): ReactNode {
  const { t } = useWords();
  if (!chain) return null;
  const { verified } = chain;
  const broken = verified !== null && !verified.whole;
  return (
    <div className="bar pad wrap" style={{ borderTop: "var(--line-w) solid var(--line-2)", flex: "none" }} role="status">
      <b>{t("audit.chain")}</b>
      <span className="st" data-s={broken ? "alarm" : chain.unsealed_age_s > 5 ? "warn" : "done"}>{t(broken ? "audit.broken" : "audit.sealed_to", { count: chain.sealed })}</span>
      <span className="ink2">{t("audit.waits", { count: chain.unsealed })}</span>
      {chain.checkpoint_at ? <span className="ink2">{t("audit.checkpoint", { time: momentOf(chain.checkpoint_at, now) })}</span> : null}
      {verified ? <span className="ink2">{t("audit.verified", { time: momentOf(verified.at, now), count: verified.entries })} · {t("audit.erased", { count: verified.erased })}</span> : null}
      <span className="code ink3">{chain.last_hash.slice(0, 8)}…{chain.last_hash.slice(-4)}</span>
      <span className="grow" />
      <Button low onPress={onVerify}>{t("audit.verify")}</Button>
    </div>
  );
}
