/** To whom the case is told, by when, and the proof that it arrived. */
import type { ReactNode } from "react";
import { post } from "../api/client";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { List } from "../ui/List";
import { Button, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { useDueNotices } from "./case";
import type { PartProps } from "./Violence";

const NEAR_MS = 2 * 3600_000;

function shapeOf(state: string, due: string | null, now: number): string {
  if (state === "delivered") return "done";
  return state === "failed" || state === "no_recipient" || (due !== null && Date.parse(due) - now < NEAR_MS) ? "warn" : "open";
}

export function Notices({ view, mayWrite }: PartProps): ReactNode {
  const { t, code, value } = useWords();
  const { now, act } = useDesk();
  const rules = useClassifier("notice_rule");
  return (
    <div role="group" aria-label={t("violence.notices")}>
      <p className="pad-x small ink3" style={{ marginTop: "var(--s-3)" }}>{t("violence.notices")}</p>
      <ul>{view.notices.map((one) => (
        <li key={one.id} className="bar pad-x wrap" style={{ minHeight: "var(--row)" }}>
          <span className="st" data-s={shapeOf(one.state, one.due_at, now)}>{value(rules(one.rule), one.rule)}</span>
          <span className="small ink2">{one.recipient_name ?? ""}</span><span className="grow" />
          <b>{code(`notice_state.${one.state}`)}</b>
          <span className="small ink2">{one.delivered_at ? t("violence.receipt", { time: momentOf(one.delivered_at, now), number: String(one.receipt?.["receipt"] ?? "") }) : one.due_at ? t("violence.until", { time: momentOf(one.due_at, now) }) : t("violence.no_term")}</span>
          {one.last_error ? <span className="small warn cut">{one.last_error}</span> : null}
          {mayWrite && (one.state === "failed" || one.state === "no_recipient") ? <Button low onPress={() => void act(t("violence.resent"), () => post(`/api/v1/protection/notices/${one.id}/resend`, {}))}>{t("violence.resend")}</Button> : null}
        </li>
      ))}</ul>
    </div>
  );
}

/** Beside one's events: what must still arrive somewhere, the earliest due first. */
export function DueNotices({ chosen, onOpen }: { chosen: string | null; onOpen: (event: string) => void }): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const rules = useClassifier("notice_rule");
  const due = useDueNotices();
  if (due.length === 0) return null;
  return (
    <section aria-label={t("violence.due")}>
      <SectionHead title={t("violence.due")} note={due.length} />
      <List label={t("violence.due")} items={due} idOf={(one) => one.notice.id} chosen={due.find((one) => one.event_id === chosen)?.notice.id ?? null}
        onChoose={(id) => { const one = due.find((known) => known.notice.id === id); if (one) onOpen(one.event_id); }}>
        {({ notice, number }) => (
          <><span className="shape" data-s={shapeOf(notice.state, notice.due_at, now)} /><div><div className="cut"><b>{value(rules(notice.rule), notice.rule)}</b></div><div className="sub cut">{number} · {code(`notice_state.${notice.state}`)}</div></div><span className="code ink2">{notice.due_at ? momentOf(notice.due_at, now) : "—"}</span></>
        )}
      </List>
    </section>
  );
}
