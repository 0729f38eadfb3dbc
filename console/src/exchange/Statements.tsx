/** What stands behind a number of the pace: by day, by hour, and one by one; also as a file. */
import { useState, type ReactNode } from "react";
import type { Pace, StatementLine } from "../api/types";
import { useWords } from "../i18n";
import { useSaving } from "../register/Export";
import { useDesk } from "../session/desk";
import { Button, Empty, PaneHead, Scroll } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { BASE } from "./exchange";
import { clientOf, daysOf, hoursOf, queryOf, spanOf, splitOnce, useStatements } from "./pace";

const FORMS = ["xlsx", "csv"] as const;
const SHOWN_DAYS_MAX = 31;

export function Statements({ figure, pace, asked }: { figure: string; pace: Pace; asked: string }): ReactNode {
  const { t } = useWords();
  const [hour, setHour] = useState<number | null>(null);
  const [busy, save] = useSaving();
  const [kind, value] = splitOnce(figure);
  const query = queryOf(figure, asked) + (hour === null ? "" : `&hour=${hour}`);
  const page = useStatements(query);
  const title = kind === "fault" ? (pace.faults.find((one) => one.code === value)?.title ?? value) : kind === "order" ? t(`pace.figure.order.${value as "stated"}`) : t(`pace.figure.outcome.${value as "late"}`);
  return (
    <>
      <PaneHead title={title} note={kind === "order" ? t("pace.longest_first") : null}>
        {page?.rows.length ? FORMS.map((form) => <Button key={form} low kind="quiet" isDisabled={busy} onPress={() => save(`${BASE}/pace/export?${query}&format=${form}`, `apmaina.${form}`)}>{form.toUpperCase()}</Button>) : null}
      </PaneHead>
      <Scroll label={t("pace.behind")}>
        {kind === "outcome" ? <Spread pace={pace} outcome={value} hour={hour} onHour={setHour} /> : null}
        {page && page.rows.length === 0 ? <Empty>{t("pace.nothing")}</Empty> : null}
        {page?.rows.length ? <Table rows={page.rows} /> : null}
        {page?.cursor ? <p className="pad small ink2">{t("pace.more")}</p> : null}
      </Scroll>
    </>
  );
}

/** Bars of days and hours; an hour narrows the list below. */
function Spread({ pace, outcome, hour, onHour }: { pace: Pace; outcome: string; hour: number | null; onHour: (hour: number | null) => void }): ReactNode {
  const { t } = useWords();
  const days = daysOf(pace, outcome).slice(-SHOWN_DAYS_MAX);
  const hours = hoursOf(pace, outcome);
  const most = Math.max(1, ...days.map((one) => one.times));
  const busiest = Math.max(1, ...hours);
  return (
    <div className="pad spread">
      <table className="t bars" aria-label={t("pace.by_day")}>
        <tbody>{days.map((one) => <tr key={one.day}><th scope="row" className="code">{dateOf(one.day)}</th><td className="num">{one.times}</td><td><span className="meter" aria-hidden="true"><i style={{ width: `${(100 * one.times) / most}%` }} /></span></td></tr>)}</tbody>
      </table>
      <div className="hours" role="group" aria-label={t("pace.by_hour")}>
        {hours.map((times, at) => (
          <button key={at} type="button" className="hour" aria-pressed={hour === at} aria-label={t("pace.hour", { hour: String(at).padStart(2, "0"), count: times })} onClick={() => onHour(hour === at ? null : at)}>
            <i style={{ height: `${(100 * times) / busiest}%` }} /><span aria-hidden="true">{at % 6 === 0 ? String(at).padStart(2, "0") : ""}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

function Table({ rows }: { rows: readonly StatementLine[] }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const since = (from: string | null, to: string | null): string => (from && to ? spanOf((Date.parse(to) - Date.parse(from)) / 1000) : "—");
  return (
    <table className="t statements">
      <thead><tr><th className="at">{t("pace.at")}</th><th>{t("pace.number")}</th><th>{t("exchange.client")}</th><th className="num">{t("pace.stated_after")}</th><th className="num">{t("pace.visible_after")}</th><th>{t("pace.outcome")}</th></tr></thead>
      <tbody>
        {rows.map((one, place) => (
          <tr key={`${one.at} ${place}`}>
            <td className="code">{momentOf(one.at, now)}</td><td className="code">{one.source_id ?? t("exchange.unnamed")}</td><td>{clientOf(one.client, t("pace.person"))}</td>
            <td className="num">{one.outcome === "registered" ? since(one.occurred_at, one.at) : "—"}</td><td className="num">{since(one.at, one.visible_at)}</td>
            <td className="wrapc">{one.faults.length ? one.faults.map((fault) => fault.title).join("; ") : t(`pace.done.${one.outcome}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
