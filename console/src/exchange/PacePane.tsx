/** The pace of one institution's exchange: figures on the left, what stands behind the chosen one on the right. */
import { useState, type ReactNode } from "react";
import type { ClientQuotas, Pace } from "../api/types";
import { useWords } from "../i18n";
import { sayRefusal } from "../session/desk";
import { List } from "../ui/List";
import { Empty, Field, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, dayOf } from "../ui/time";
import { QuotaPane } from "./QuotaPane";
import { Statements } from "./Statements";
import { Waiting } from "./Waiting";
import { figuresOf, fullest, spanOf, splitOnce, usePace, type Figure } from "./pace";

const GROUPS = ["came", "refused", "late", "waiting", "quota"] as const;

/** `institution`: null is one's own. */
export function PacePane({ institution, title }: { institution: string | null; title: string }): ReactNode {
  const { t } = useWords();
  const [days, setDays] = useState({ from: "", to: "" });
  const [chosen, choose] = useState("outcome:registered");
  const asked = askedOf(institution, days);
  const { pace, quotas, error } = usePace(asked);
  return (
    <>
      <PaneHead title={title} note={pace ? t("pace.days", { from: dateOf(pace.since), to: dateOf(pace.until) }) : null} />
      <div className="pace">
        <div className="scroll">
          <div className="pad grid-2">
            <Field label={t("quality.from")}><input className="input" placeholder={t("day.hint")} value={days.from} onChange={(one) => setDays({ ...days, from: one.target.value })} /></Field>
            <Field label={t("quality.to")}><input className="input" placeholder={t("day.hint")} value={days.to} onChange={(one) => setDays({ ...days, to: one.target.value })} /></Field>
          </div>
          {error ? <p className="pad warn" role="alert">{sayRefusal(error, t("away"))}</p> : null}
          {pace ? <Figures pace={pace} quotas={quotas} chosen={chosen} onChoose={choose} /> : <Empty>{t("loading")}</Empty>}
        </div>
        <section className="behind" aria-label={t("pace.behind")}>{pace ? <Behind pace={pace} quotas={quotas} chosen={chosen} asked={asked} institution={institution} /> : null}</section>
      </div>
    </>
  );
}

/** What is no day yet is left out. */
function askedOf(institution: string | null, days: { from: string; to: string }): string {
  const query = new URLSearchParams(institution ? { institution } : {});
  for (const [name, text] of Object.entries(days)) {
    const day = dayOf(text);
    if (day && /^\d{4}-\d\d-\d\d$/.test(day)) query.set(name, day);
  }
  return query.toString();
}

function Figures({ pace, quotas, chosen, onChoose }: { pace: Pace; quotas: ClientQuotas[]; chosen: string; onChoose: (id: string) => void }): ReactNode {
  const { t } = useWords();
  const figures = figuresOf(pace, quotas);
  return (
    <>
      {GROUPS.map((group) => {
        const items = figures.filter((one) => one.group === group);
        return items.length === 0 ? null : (
          <section key={group} aria-label={t(`pace.group.${group}`)}>
            <SectionHead title={t(`pace.group.${group}`)} />
            <List label={t(`pace.group.${group}`)} items={items} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose}>{(one) => <Row figure={one} pace={pace} quotas={quotas} />}</List>
          </section>
        );
      })}
    </>
  );
}

function Row({ figure, pace, quotas }: { figure: Figure; pace: Pace; quotas: ClientQuotas[] }): ReactNode {
  const { t } = useWords();
  const [kind, value] = splitOnce(figure.id);
  const shape = figure.count === 0 ? "done" : figure.group === "came" ? "free" : figure.group === "refused" || (value === "delivery" && pace.waiting.failed) ? "warn" : "open";
  if (kind === "order") {
    const late = pace[value as "stated" | "visible"];
    return <><span className="shape" data-s="open" /><div><div className="cut">{t(`pace.figure.order.${value as "stated"}`)}</div><div className="sub cut">{late.median_s === null ? t("pace.no_figure") : t("pace.spread", { median: spanOf(late.median_s), p95: spanOf(late.p95_s ?? 0) })}</div></div><span /></>;
  }
  if (kind === "quota") {
    const client = quotas.find((one) => one.client === value);
    const full = client ? fullest(client) : 0;
    return <><span className="shape" data-s={client?.refused_today ? "warn" : "done"} /><div><div className="cut">{figure.title}</div><div className="sub cut">{client?.refused_today ? t("pace.over_today", { count: client.refused_today }) : t("pace.within")}</div></div><span className="code">{t("pace.percent", { share: full })}</span></>;
  }
  return <><span className="shape" data-s={shape} /><div className={kind === "fault" ? "cut ink2 indent" : "cut"}>{figure.title ?? (kind === "waiting" ? t(`pace.figure.waiting.${value as "reject"}`) : t(`pace.figure.outcome.${value as "late"}`))}</div><b className="code">{figure.count}</b></>;
}

function Behind({ pace, quotas, chosen, asked, institution }: { pace: Pace; quotas: ClientQuotas[]; chosen: string; asked: string; institution: string | null }): ReactNode {
  const [kind, value] = splitOnce(chosen);
  const client = quotas.find((one) => kind === "quota" && one.client === value);
  if (kind === "waiting") return <Waiting kind={value} institution={institution} />;
  if (kind === "quota") return client ? <QuotaPane key={client.client} client={client} /> : null;
  return <Statements key={chosen} figure={chosen} pace={pace} asked={asked} />;
}
