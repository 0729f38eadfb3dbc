/** How one client stands with its quotas; the keeper of the platform sets others for it. */
import { useState, type FormEvent, type ReactNode } from "react";
import type { ClientQuotas } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList, useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { Button, Empty, Field, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, dayOf, minuteOf, writtenMoment } from "../ui/time";
import { useExchangeAct } from "./exchange";

const KEEPER = "iemic";

export function QuotaPane({ client }: { client: ClientQuotas }): ReactNode {
  const { t, value } = useWords();
  const { session, has } = useSession();
  const quotas = useClassifierList("exchange_quota").data;
  const nameOf = (code: string): string => value(quotas.find((one) => one.code === code), code);
  const maySet = has("identity.administer") && session.institution.code === KEEPER;
  return (
    <>
      <PaneHead title={client.client_name} note={client.client.replace(/^client:/, "")} />
      <div className="scroll">
        <table className="t quotas">
          <thead><tr><th>{t("quota.name")}</th><th className="num">{t("quota.used")}</th><th className="num">{t("quota.amount")}</th><th>{t("quota.share")}</th><th>{t("quota.frees")}</th></tr></thead>
          <tbody>
            {client.standings.map((one) => (
              <tr key={one.code}>
                <td>{nameOf(one.code)}</td><td className={one.used >= one.amount ? "num warn" : "num"}>{amount(one.used)}</td><td className="num">{amount(one.amount)}</td>
                <td><span className="meter" aria-hidden="true"><i style={{ width: `${Math.min(100, (100 * one.used) / one.amount)}%` }} /></span></td><td className="code">{minuteOf(one.frees_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="pad small ink2">{client.refused_today ? t("pace.over_today", { count: client.refused_today }) : t("quota.note")}</p>
        <SectionHead title={t("quota.set")} note={client.exceptions.length || null} />
        {client.exceptions.length === 0 ? <Empty>{t("quota.as_all")}</Empty> : null}
        <ul className="plain">
          {client.exceptions.map((one) => (
            <li key={`${one.code} ${one.set_at}`} className="pad"><div className="bar"><b className="grow">{nameOf(one.code)}: {one.amount === null ? t("quota.as_all_again") : amount(one.amount)}</b><span className="code ink2">{dateOf(one.valid_from)}–{one.valid_to ? dateOf(one.valid_to) : ""}</span></div><div className="sub">{one.reason} · {one.set_by_name}, {writtenMoment(one.set_at)}</div></li>
          ))}
        </ul>
        {maySet ? <SetQuota client={client} nameOf={nameOf} /> : null}
      </div>
    </>
  );
}

/** `1 200 000`: long numbers are read by threes. */
const amount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

function SetQuota({ client, nameOf }: { client: ClientQuotas; nameOf: (code: string) => string }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const act = useExchangeAct();
  const today = dateOf(new Date(now).toISOString());
  const empty = { code: client.standings[0]?.code ?? "", amount: "", from: today, to: "", reason: "" };
  const [form, setForm] = useState(empty);
  const type = (field: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  const set = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = { client: client.client, code: form.code, reason: form.reason.trim(), amount: form.amount ? Number(form.amount) : null, valid_from: dayOf(form.from), valid_to: form.to ? dayOf(form.to) : null };
    if (await act("quota.done", "quotas", body)) setForm(empty);
  };
  return (
    <form onSubmit={(event) => void set(event)} aria-label={t("quota.change")}>
      <SectionHead title={t("quota.change")} />
      <div className="pad form">
      <div className="grid-2">
        <Field label={t("quota.name")}><select className="input" value={form.code} onChange={type("code")}>{client.standings.map((one) => <option key={one.code} value={one.code}>{nameOf(one.code)}</option>)}</select></Field>
        <Field label={t("quota.amount")} hint={t("quota.amount_hint")}><input className="input code" inputMode="numeric" pattern="[1-9][0-9]{0,14}" value={form.amount} onChange={type("amount")} /></Field>
        <Field label={t("quota.from")}><input className="input" required placeholder={t("day.hint")} value={form.from} onChange={type("from")} /></Field>
        <Field label={t("quota.to")} hint={t("quota.to_hint")}><input className="input" placeholder={t("day.hint")} value={form.to} onChange={type("to")} /></Field>
      </div>
      <Field label={t("exchange.reason")}><input className="input" required minLength={3} maxLength={300} value={form.reason} onChange={type("reason")} /></Field>
      <div className="bar"><Button type="submit" low>{t("quota.set_now")}</Button></div>
      </div>
    </form>
  );
}
