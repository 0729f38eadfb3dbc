/** Holds: set by the event's number, for whoever keeps it need not see what it says; lifted with a reason. */
import { useState, type FormEvent, type ReactNode } from "react";
import type { RetentionHold } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { Button, Empty, Field, PaneHead } from "../ui/parts";
import { dateOf, dayOf, momentOf } from "../ui/time";
import { useHolds, useKinds, useRetentionAct } from "./retention";

const PERSON = "person";

export function Holds(): ReactNode {
  const { t } = useWords();
  const { has } = useSession();
  const holds = useHolds();
  const mayHold = has("retention.hold");
  return (
    <>
      <PaneHead title={t("retention.holds")} note={holds?.filter((one) => one.lifted_at === null).length ?? null} />
      <div className="scroll">
        {mayHold ? <HoldForm number="" /> : null}
        <ul>{holds?.map((one) => <HoldLine key={one.id} hold={one} mayLift={mayHold} named />)}</ul>
        {holds?.length === 0 ? <Empty>{t("retention.no_holds")}</Empty> : null}
      </div>
    </>
  );
}

/** `number`: of the event that it is for; empty where it is to be typed. */
export function HoldForm({ number, onDone }: { number: string; onDone?: () => void }): ReactNode {
  const { t } = useWords();
  const act = useRetentionAct();
  const blank = { id: crypto.randomUUID() as string, number, reason: "", until: "" };
  const [form, setForm] = useState(blank);
  const type = (field: "number" | "reason" | "until") => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await act<RetentionHold>("retention.done.held", "holds", { id: form.id, number: form.number.trim(), reason: form.reason.trim(), until_on: dayOf(form.until) });
    if (done === null) return;
    setForm({ ...blank, id: crypto.randomUUID() });
    onDone?.();
  };
  return (
    <form className="pad form" aria-label={t("retention.set_hold")} onSubmit={(event) => void submit(event)}>
      <div className="grid-2">
        {number ? null : <Field label={t("retention.event")}><input className="input code" required minLength={3} maxLength={60} value={form.number} onChange={type("number")} /></Field>}
        <Field label={t("retention.until")} hint={t("retention.until_hint")}><input className="input code" maxLength={11} value={form.until} onChange={type("until")} /></Field>
      </div>
      <Field label={t("retention.reason")}><input className="input" required minLength={3} maxLength={1000} value={form.reason} onChange={type("reason")} /></Field>
      <div className="bar"><Button type="submit" low kind="main">{t("retention.set_hold")}</Button></div>
    </form>
  );
}

/** A context's hold stands as long as the case behind it; a person's is lifted here. */
export function HoldLine({ hold, mayLift, named = false }: { hold: RetentionHold; mayLift: boolean; named?: boolean }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const { institution } = useKinds();
  const act = useRetentionAct();
  const [reason, setReason] = useState<string | null>(null);
  const personal = hold.source === PERSON;
  const lift = (event: FormEvent): void => {
    event.preventDefault();
    void act("retention.done.lifted", `holds/${hold.id}/lift`, { reason: (reason ?? "").trim() });
  };
  return (
    <li className="pad-x" style={{ borderBottom: "var(--line-w) solid var(--line-1)" }}>
      <div className="bar wrap" style={{ minHeight: "var(--row)" }}>
        <span className="st" data-s={hold.lifted_at ? "done" : "warn"}>{named ? <span className="code">{hold.number}</span> : t(hold.lifted_at ? "retention.lifted" : "retention.held")}</span>
        {named ? <span className="small ink2">{institution(hold.institution)}</span> : null}
        <span>{personal ? hold.reason : t(`retention.source.${hold.source as "custody"}`)}</span>
        <span className="small ink2">{hold.set_by_name}, {momentOf(hold.set_at, now)}{hold.until_on ? ` · ${t("retention.until_day", { day: dateOf(hold.until_on) })}` : ""}</span>
        {hold.lifted_at && personal ? <span className="small ink2">{t("retention.lifted_by", { name: hold.lifted_by_name ?? "", time: momentOf(hold.lifted_at, now), reason: hold.lift_reason ?? "" })}</span> : null}
        <span className="grow" />
        {mayLift && personal && !hold.lifted_at && reason === null ? <Button low onPress={() => setReason("")}>{t("retention.lift")}</Button> : null}
      </div>
      {reason !== null && !hold.lifted_at ? (
        <form className="bar wrap pad" aria-label={t("retention.lift")} onSubmit={lift}>
          <input className="input grow" autoFocus required minLength={3} maxLength={1000} value={reason} aria-label={t("retention.lift_reason")} placeholder={t("retention.lift_reason")} onChange={(event) => setReason(event.target.value)} />
          <Button type="submit" low kind="main">{t("retention.lift")}</Button><Button low onPress={() => setReason(null)}>{t("cancel")}</Button>
        </form>
      ) : null}
    </li>
  );
}
