/** The shift at a glance: who waits, how quickly it goes, who is overloaded, what has no decision yet. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { get } from "../api/client";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useClassifier, useDesk, useDeskKeys, useInstitutionName } from "../session/desk";
import { Age, Priority } from "../ui/marks";
import { Empty, Pane, PaneHead, SectionHead } from "../ui/parts";
import { durationOf, minuteOf, secondsSince } from "../ui/time";

interface Judged { n: number; p50: number | null; p90: number | null; p95: number | null; within: number | null; verdict: string }
interface TargetRow { code: string; target_s: number | null; share: number | null; source: string; shift: Judged; day: Judged; month: Judged }
interface Board {
  at: string; shift_from: string; shift_to: string; institution: string | null;
  waiting: { count: number; oldest_s: number | null };
  answering: { offered: number; answered: number; abandoned: number; within_10_s: number | null; p50_s: number | null; p90_s: number | null; target_s: number | null; target_share: number | null };
  informing: { cards: number; within_60_s: number | null; p50_s: number | null; p90_s: number | null };
  flow: { calls: number; usual: number | null };
  desks: { desk: string; person_name: string; calls: number; mean_to_inform_s: number | null; talking_since: string | null }[];
  legs: { leg_id: string; card_number: string; type_code: string | null; service: string; institution: string; priority: number; received_at: string; age_s: number }[];
  referrals: { id: string; card_number: string; from_institution: string; to_institution: string; offered_at: string; answer_due_at: string; age_s: number }[];
  targets: TargetRow[];
}
const SPANS = ["shift", "day", "month"] as const;
const NO_VERBS: never[] = [];
const share = (part: number | null): string => (part === null ? "—" : `${(part * 100).toFixed(1).replace(".", ",")} %`);
const time = (seconds: number | null): string => (seconds === null ? "—" : seconds < 60 ? `${seconds.toFixed(1).replace(".", ",")} s` : durationOf(seconds));

export function SupervisorDesk(): ReactNode {
  const { t } = useWords();
  const [span, setSpan] = useState<(typeof SPANS)[number]>("shift");
  const board = useQuery({ queryKey: ["shift"], queryFn: () => get<Board>("/api/v1/analytics/shift"), refetchInterval: 5_000 }).data;
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "E", word: "shift.span", run: () => setSpan((one) => SPANS[(SPANS.indexOf(one) + 1) % SPANS.length] ?? "shift") }], []);
  useDeskKeys(shortcuts, NO_VERBS);
  if (!board) return <main className="desk"><Pane label={t("view.shift")}><PaneHead title={t("view.shift")} /><Empty>{t("loading")}</Empty></Pane></main>;
  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "calc(var(--k)*320px) minmax(0,1fr) calc(var(--k)*430px)" }}>
      <Pane label={t("shift.waiting_legs")}><Waiting board={board} /></Pane>
      <Pane label={t("view.shift")} lift>
        <Figures board={board} />
        <Desks board={board} />
      </Pane>
      <Pane label={t("shift.intervals")}>
        <PaneHead title={t("shift.intervals")}>
          <span className="switch" role="group" aria-label={t("shift.span")}>
            {SPANS.map((one) => <button key={one} type="button" aria-pressed={one === span} onClick={() => setSpan(one)}>{t(`shift.${one}`)}</button>)}
          </span>
          <kbd className="key">E</kbd>
        </PaneHead>
        <Targets rows={board.targets} span={span} />
      </Pane>
    </main>
  );
}

function Figures({ board }: { board: Board }): ReactNode {
  const { t } = useWords();
  const { answering, informing, flow, waiting } = board;
  const late = answering.target_share !== null && answering.within_10_s !== null && answering.within_10_s < answering.target_share;
  const ratio = flow.usual ? `×${(flow.calls / flow.usual).toFixed(1).replace(".", ",")}` : String(flow.calls);
  const boxes: [string, string, string, boolean][] = [
    [t("shift.now_waiting"), String(waiting.count), waiting.oldest_s === null ? t("shift.nobody") : t("shift.oldest", { time: durationOf(waiting.oldest_s) }), false],
    [t("shift.within_10"), share(answering.within_10_s), answering.target_share === null ? t("shift.no_target") : t("shift.target", { share: share(answering.target_share) }), late],
    [t("shift.answer"), time(answering.p50_s), `p90 ${time(answering.p90_s)}`, false],
    [t("shift.abandoned"), String(answering.abandoned), t("shift.offered", { count: answering.offered }), false],
    [t("shift.informed"), share(informing.within_60_s), t("shift.cards", { count: informing.cards }), false],
    [t("shift.flow"), ratio, t("shift.flow_note", { count: flow.calls }), false],
  ];
  return (
    <div className="kpi">
      {boxes.map(([label, figure, note, warn]) => (
        <div key={label}><div className="small ink3 cut" title={label}>{label}</div><div className={warn ? "figure strong warn nowrap" : "figure strong nowrap"} style={{ fontFamily: "var(--font-code)" }}>{figure}</div><div className="small ink2 cut" title={note}>{note}</div></div>
      ))}
    </div>
  );
}

function Desks({ board }: { board: Board }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const most = Math.max(1, ...board.desks.map((one) => one.calls));
  return (
    <>
      <SectionHead title={t("shift.desks")} note={t("shift.desks_note", { from: minuteOf(board.shift_from), to: minuteOf(board.shift_to) })} />
      <div className="scroll">
        {board.desks.length === 0 ? <Empty>{t("shift.no_desks")}</Empty> : (
          <table className="t">
            <thead><tr><th>{t("shift.desk")}</th><th>{t("shift.person")}</th><th>{t("shift.doing")}</th><th className="num">{t("shift.calls")}</th><th>{t("shift.load")}</th><th className="num">{t("shift.to_inform")}</th></tr></thead>
            <tbody>
              {board.desks.map((one) => (
                <tr key={`${one.desk}${one.person_name}`}>
                  <td className="code">{one.desk || "—"}</td><td>{one.person_name}</td>
                  <td><span className="st is-neutral" data-s={one.talking_since ? "onscene" : "free"}>{one.talking_since ? t("shift.talking", { time: durationOf(secondsSince(one.talking_since, now)) }) : t("shift.free")}</span></td>
                  <td className="num">{one.calls}</td>
                  <td><span className="meter" role="img" aria-label={String(one.calls)}><i style={{ width: `${(one.calls / most) * 100}%` }} /></span></td>
                  <td className="num">{time(one.mean_to_inform_s)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}

function Waiting({ board }: { board: Board }): ReactNode {
  const { t, value } = useWords();
  const types = useClassifier("incident_type");
  const institution = useInstitutionName();
  return (
    <>
      <PaneHead title={t("shift.waiting_legs")} note={board.legs.length} />
      <div className="scroll">
        {board.legs.length === 0 ? <Empty>{t("shift.all_decided")}</Empty> : null}
        <ul className="rows q">
          {board.legs.slice(0, 60).map((one) => (
            <li key={one.leg_id}>
              <Priority value={one.priority} label={t("priority", { value: one.priority })} />
              <div><div className="cut"><b>{value(types(one.type_code), t("card.type_unknown"))}</b></div><div className="sub cut"><span className="code">…{one.card_number.slice(-4)}</span> {institution(one.institution)}</div></div>
              <Age seconds={one.age_s} target={60} />
            </li>
          ))}
        </ul>
        <SectionHead title={t("shift.referrals")} note={board.referrals.length} />
        <ul className="rows q">
          {board.referrals.map((one) => (
            <li key={one.id}>
              <span className="shape" data-s="assigned" />
              <div><div className="cut">{institution(one.from_institution)} → {institution(one.to_institution)}</div><div className="sub cut"><span className="code">…{one.card_number.slice(-4)}</span></div></div>
              <Age seconds={one.age_s} target={(Date.parse(one.answer_due_at) - Date.parse(one.offered_at)) / 1000} />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function Targets({ rows, span }: { rows: TargetRow[]; span: (typeof SPANS)[number] }): ReactNode {
  const { t, code } = useWords();
  return (
    <div className="scroll">
      <table className="t">
        <colgroup><col /><col style={{ width: "calc(var(--k)*92px)" }} /><col style={{ width: "calc(var(--k)*60px)" }} /><col style={{ width: "calc(var(--k)*60px)" }} /><col style={{ width: "calc(var(--k)*108px)" }} /></colgroup>
        <thead><tr><th>{t("shift.interval")}</th><th className="num">{t("shift.goal")}</th><th className="num">p50</th><th className="num">p90</th><th>{t("shift.verdict")}</th></tr></thead>
        <tbody>
          {rows.map((row) => {
            const judged = row[span];
            return (
              <tr key={row.code} title={row.source}>
                <td>{code(`target.${row.code}`)}</td>
                <td className="num">{row.target_s === null ? <span className="ink3 words">{t("shift.none_set")}</span> : durationOf(row.target_s)}</td>
                <td className="num">{judged.p50 === null ? "—" : durationOf(judged.p50)}</td>
                <td className="num">{judged.p90 === null ? "—" : durationOf(judged.p90)}</td>
                <td><span className="st" data-s={judged.verdict === "over" ? "warn" : judged.verdict === "kept" ? "done" : "open"}>{t(`verdict.${judged.verdict}` as "verdict.kept")}</span></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
