/** The separation decision: who from whom, how long, and when it ends. */
import { useState, type FormEvent, type ReactNode } from "react";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Button, Field } from "../ui/parts";
import { momentOf } from "../ui/time";
import type { PartProps } from "./Violence";

const FROM = new Set(["threat", "offender", "suspect"]);
const PROTECTED = new Set(["protected", "victim", "minor"]);

export function Separation({ view, act, mayWrite }: PartProps): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const [deciding, setDeciding] = useState(false);
  const nameOf = (ref: string): string => view.people.find((one) => one.ref === ref)?.name ?? ref;
  const stands = view.decisions.find((one) => one.revoked_at === null);
  return (
    <div role="group" aria-label={t("violence.separation")}>
      <div className="bar pad-x" style={{ minHeight: "var(--control)" }}><span className="small ink3 grow">{t("violence.separation")}</span>
        {mayWrite && !stands && !deciding ? <Button low onPress={() => setDeciding(true)}>{t("violence.decide")}</Button> : null}</div>
      {view.decisions.map((one) => (
        <div key={one.id} className="bar pad-x wrap" style={{ minHeight: "var(--row)" }}>
          <span className="st" data-s={one.revoked_at ? "open" : Date.parse(one.ends_at) < now ? "done" : "warn"}>{one.number}</span>
          <span>{t("violence.from_to", { from: nameOf(one.from_ref), to: one.protected_refs.map(nameOf).join(", ") })}</span>
          <b>{one.revoked_at ? t("violence.revoked", { reason: one.revoked_reason ?? "" }) : t("violence.until", { time: momentOf(one.ends_at, now) })}</b>
          <span className="small ink2">{[one.distance_m ? `${one.distance_m} m` : "", one.conditions, one.to_court ? t("violence.to_court") : ""].filter(Boolean).join(" · ")}</span>
          {mayWrite && !one.revoked_at ? <Revoke onRevoke={(reason) => void act("violence.revoked_done", `decisions/${one.id}/revoke`, { reason })} /> : null}
        </div>
      ))}
      {deciding ? <Decide view={view} act={act} onEnd={() => setDeciding(false)} /> : null}
    </div>
  );
}

function Revoke({ onRevoke }: { onRevoke: (reason: string) => void }): ReactNode {
  const { t } = useWords();
  const [reason, setReason] = useState<string | null>(null);
  if (reason === null) return <Button kind="quiet" low onPress={() => setReason("")}>{t("violence.revoke")}</Button>;
  return (
    <form className="bar" onSubmit={(event) => { event.preventDefault(); if (reason.trim().length >= 3) onRevoke(reason.trim()); }}>
      <input className="input" value={reason} maxLength={1000} placeholder={t("violence.revoke_reason")} aria-label={t("violence.revoke_reason")} onChange={(event) => setReason(event.target.value)} /><Button type="submit" low>{t("violence.revoke")}</Button>
    </form>
  );
}

function Decide({ view, act, onEnd }: Pick<PartProps, "view" | "act"> & { onEnd: () => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const [id] = useState(() => crypto.randomUUID());
  const from = view.people.filter((one) => FROM.has(one.role));
  const safe = view.people.filter((one) => PROTECTED.has(one.role));
  const [form, setForm] = useState({ from_ref: from[0]?.ref ?? "", protected_refs: safe.map((one) => one.ref), days: view.days_max ?? 1, distance: "150", conditions: "", to_court: false });
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { distance, ...rest } = form;
    if (await act("violence.decided", "decisions", { ...rest, id, distance_m: distance ? Number(distance) : null })) onEnd();
  };
  return (
    <form className="pad form" onSubmit={(event) => void send(event)}>
      <div className="grid-3">
        <Field label={t("violence.from")}><select className="input" required value={form.from_ref} onChange={(event) => setForm({ ...form, from_ref: event.target.value })}><option value="" disabled />{from.map((one) => <option key={one.ref} value={one.ref}>{one.name}</option>)}</select></Field>
        <Field label={t("violence.days")} hint={t("violence.ends", { time: momentOf(new Date(now + form.days * 86_400_000).toISOString(), now) })}><input className="input code" type="number" min={1} max={view.days_max ?? 365} value={form.days} onChange={(event) => setForm({ ...form, days: Number(event.target.value) })} /></Field>
        <Field label={t("violence.distance")}><input className="input code" type="number" min={1} max={10000} value={form.distance} onChange={(event) => setForm({ ...form, distance: event.target.value })} /></Field>
      </div>
      <div className="bar wrap" role="group" aria-label={t("violence.protected")}>
        <span className="small ink3">{t("violence.protected")}</span>
        {safe.map((one) => <label key={one.ref} className="bar"><input type="checkbox" checked={form.protected_refs.includes(one.ref)} onChange={(event) => setForm({ ...form, protected_refs: event.target.checked ? [...form.protected_refs, one.ref] : form.protected_refs.filter((ref) => ref !== one.ref) })} />{one.name}</label>)}
      </div>
      <Field label={t("violence.conditions")}><input className="input" maxLength={2000} value={form.conditions} onChange={(event) => setForm({ ...form, conditions: event.target.value })} /></Field>
      <label className="bar"><input type="checkbox" checked={form.to_court} onChange={(event) => setForm({ ...form, to_court: event.target.checked })} />{t("violence.to_court")}</label>
      <div className="bar"><Button type="submit" kind="main" isDisabled={!form.from_ref || form.protected_refs.length === 0}>{t("violence.decide")}</Button><Button onPress={onEnd}>{t("cancel")}</Button></div>
    </form>
  );
}
