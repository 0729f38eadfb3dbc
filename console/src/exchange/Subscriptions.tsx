/** Subscriptions of the institution's journal: where changes are brought, the trial, what was not taken. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { get } from "../api/client";
import type { Delivery, Subscription, SubscriptionMade } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Confirm } from "../ui/Confirm";
import { List } from "../ui/List";
import { Button, Empty, Field, PaneHead, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { BASE, useExchangeAct } from "./exchange";

const TYPES = ["register", "dispatch", "custody", "calls"] as const;
const EVERY_MS = 5_000;

export function Subscriptions(): ReactNode {
  const { t } = useWords();
  const all = useQuery({ queryKey: ["exchange", "subscriptions"], refetchInterval: EVERY_MS, queryFn: () => get<Subscription[]>(`${BASE}/subscriptions`) }).data;
  const [chosen, choose] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const one = all?.find((it) => it.id === chosen) ?? all?.[0];
  return (
    <>
      <PaneHead title={t("hooks.title")} note={all?.filter((it) => it.ended_at === null).length ?? null} />
      <div className="scroll">
        {secret ? <Secret secret={secret} onClose={() => setSecret(null)} /> : null}
        <List label={t("hooks.title")} items={all ?? []} idOf={(it) => it.id} chosen={one?.id ?? null} onChoose={choose}>{(it) => <Row one={it} />}</List>
        {all?.length === 0 ? <Empty>{t("hooks.none")}</Empty> : null}
        {one ? <Detail key={one.id} one={one} /> : null}
        <NewOne onMade={(made) => { choose(made.subscription.id); setSecret(made.secret); }} />
      </div>
    </>
  );
}

const stateOf = (one: Subscription): "ended" | "paused" | "failing" | "standing" => (one.ended_at ? "ended" : one.paused_at ? "paused" : one.failed ? "failing" : "standing");
const SHAPES = { ended: "off", paused: "open", failing: "warn", standing: "done" } as const;

function Row({ one }: { one: Subscription }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const state = stateOf(one);
  return (
    <>
      <span className="shape" data-s={SHAPES[state]} />
      <div><div className="cut"><b className="code">{one.url}</b></div><div className="sub cut">{t(`hooks.state.${state}`)} · {one.types.join(", ").replaceAll("lv.vienots.", "")}</div></div>
      <span className="code ink2">{one.last_delivered_at ? momentOf(one.last_delivered_at, now) : "—"}</span>
    </>
  );
}

/** Told once: it can't be asked for again. */
function Secret({ secret, onClose }: { secret: string; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { log } = useDesk();
  const copy = (): void => { void navigator.clipboard.writeText(secret).then(() => log(true, t("hooks.copied")), () => log(false, t("hooks.not_copied"))); };
  return (
    <div className="pad form" role="status">
      <div className="bar"><span className="shape" data-s="warn" /><b>{t("hooks.secret_once")}</b></div>
      <Field label={t("hooks.secret")}><input className="input code" readOnly value={secret} onFocus={(event) => event.target.select()} /></Field>
      <div className="bar"><Button low kind="main" onPress={copy}>{t("hooks.copy")}</Button><Button low onPress={onClose}>{t("hooks.kept")}</Button></div>
    </div>
  );
}

function Detail({ one }: { one: Subscription }): ReactNode {
  const { t } = useWords();
  const act = useExchangeAct();
  const [ending, setEnding] = useState(false);
  const rows = useQuery({ queryKey: ["exchange", "deliveries", one.id], refetchInterval: EVERY_MS, queryFn: () => get<Delivery[]>(`${BASE}/subscriptions/${one.id}/deliveries`) }).data;
  const path = `subscriptions/${one.id}`;
  return (
    <section aria-label={t("hooks.deliveries")}>
      <SectionHead title={t("hooks.deliveries")} note={t("hooks.counts", { waiting: one.waiting, failed: one.failed })}>
        {one.ended_at ? null : (
          <>
            <Button low onPress={() => void act("hooks.done.trial", `${path}/trial`)}>{t("hooks.trial")}</Button>
            <Button low onPress={() => void act(one.paused_at ? "hooks.done.resumed" : "hooks.done.paused", `${path}/${one.paused_at ? "resume" : "pause"}`)}>{t(one.paused_at ? "hooks.resume" : "hooks.pause")}</Button>
            <Button low kind="quiet" onPress={() => setEnding(true)}>{t("hooks.end")}</Button>
          </>
        )}
      </SectionHead>
      {rows?.length === 0 ? <Empty>{t("hooks.nothing_sent")}</Empty> : null}
      {rows?.length ? <Deliveries one={one} rows={rows} /> : null}
      {ending ? <Confirm title={t("hooks.end_title")} act={t("hooks.end_now")} onAct={() => void act("hooks.done.ended", `${path}/end`)} onClose={() => setEnding(false)}>{t("hooks.end_why", { url: one.url })}</Confirm> : null}
    </section>
  );
}

function Deliveries({ one, rows }: { one: Subscription; rows: readonly Delivery[] }): ReactNode {
  const { t, code } = useWords();
  const saidOf = (said: string): string => said.replace(/^\S+/, (name) => code(name));
  const { now } = useDesk();
  const act = useExchangeAct();
  const again = (row: Delivery): void => void act("hooks.done.again", `subscriptions/${one.id}/send`, { event_id: row.event_id });
  return (
    <table className="t deliveries">
      <thead><tr><th className="at">{t("hooks.made")}</th><th>{t("hooks.type")}</th><th>{t("hooks.answer")}</th><th className="num">{t("hooks.tries")}</th><th className="act">{t("hooks.send")}</th></tr></thead>
      <tbody>
        {rows.map((row) => {
          const stuck = row.state === "failed" || (row.state === "waiting" && row.tries > 0);
          return (
            <tr key={row.event_id}>
              <td className="code">{momentOf(row.made_at, now)}</td><td className="code">{row.type.replace("lv.vienots.", "")}</td>
              <td className={row.state === "failed" ? "wrapc warn" : "wrapc"}>{t(`hooks.delivery.${row.state}`)}{row.state === "waiting" && row.tries ? ` · ${t("hooks.next", { at: momentOf(row.next_at, now) })}` : ""}{row.said ? ` · ${saidOf(row.said)}` : ""}</td>
              <td className="num">{row.tries}</td><td>{stuck && !one.ended_at ? <Button low onPress={() => again(row)}>{t("hooks.again")}</Button> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function NewOne({ onMade }: { onMade: (made: SubscriptionMade) => void }): ReactNode {
  const { t } = useWords();
  const act = useExchangeAct();
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState<string[]>(["register"]);
  const turn = (type: string): void => setTypes(types.includes(type) ? types.filter((it) => it !== type) : [...types, type]);
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await act<SubscriptionMade>("hooks.done.made", "subscriptions", { url: url.trim(), types: types.map((type) => `lv.vienots.${type}.*`) });
    if (made) { onMade(made); setUrl(""); }
  };
  return (
    <form onSubmit={(event) => void make(event)} aria-label={t("hooks.new")}>
      <SectionHead title={t("hooks.new")} />
      <div className="pad form">
        <Field label={t("hooks.url")} hint={t("hooks.url_hint")}><input className="input code" type="url" required maxLength={500} placeholder="https://" value={url} onChange={(event) => setUrl(event.target.value)} /></Field>
        <fieldset className="options"><legend className="lab">{t("hooks.types")}</legend>{TYPES.map((type) => <label key={type} className="bar"><input type="checkbox" checked={types.includes(type)} onChange={() => turn(type)} />{t(`hooks.kind.${type}`)}</label>)}</fieldset>
        <div className="bar"><Button type="submit" isDisabled={!url.trim() || types.length === 0}>{t("hooks.make")}</Button></div>
      </div>
    </form>
  );
}
