/** One refused statement: what is wrong with it, its words on demand, sending it again, giving it up. */
import { useState, type FormEvent, type ReactNode } from "react";
import { get } from "../api/client";
import type { Reject, RejectBody, StatementTaken } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Button, Field, PaneHead, Scroll } from "../ui/parts";
import { momentOf } from "../ui/time";
import { Faults } from "./Faults";
import { BASE, useExchangeAct } from "./exchange";

/** Indented where it is JSON; as it came where it is none. */
function legible(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function RejectPane({ reject }: { reject: Reject }): ReactNode {
  const { t } = useWords();
  const { now, act: look } = useDesk();
  const act = useExchangeAct();
  const [body, setBody] = useState<string | null>(null);
  const [ending, setEnding] = useState(false);
  const [reason, setReason] = useState("");
  const named = reject.source_id ?? t("exchange.unnamed");
  const show = async (): Promise<void> => {
    const found = await look(t("exchange.body"), () => get<RejectBody>(`${BASE}/rejects/${reject.id}/body`, { purpose: `event_entry;ref=${reject.id}` }));
    if (found) setBody(legible(found.text));
  };
  const giveUp = (event: FormEvent): void => {
    event.preventDefault();
    void act<Reject>("exchange.given_up", `rejects/${reject.id}/give-up`, { reason: reason.trim() });
  };
  return (
    <>
      <PaneHead title={named} note={reject.title}>
        <Button low kind="main" onPress={() => void act<StatementTaken>("exchange.sent", `rejects/${reject.id}/send`)}>{t("exchange.send")}</Button>
        <Button low onPress={() => setEnding(!ending)}>{t("exchange.give_up")}</Button>
      </PaneHead>
      <Scroll label={named}>
        <p className="pad ink2">{t("exchange.by", { client: reject.client_name })} · {momentOf(reject.first_at, now)}{reject.times > 1 ? ` · ${t("exchange.times", { count: reject.times })}` : ""}</p>
        {ending ? (
          <form className="pad form" onSubmit={giveUp}>
            <Field label={t("exchange.reason")}><input className="input" maxLength={300} required value={reason} onChange={(event) => setReason(event.target.value)} /></Field>
            <div className="bar"><Button type="submit" kind="alarm">{t("exchange.give_up_now")}</Button></div>
          </form>
        ) : null}
        {reject.errors.length ? <Faults faults={reject.errors} /> : null}
        <p className="pad small ink2">{t("exchange.mend_hint")}</p>
        {body === null ? <div className="pad bar"><Button onPress={() => void show()}>{t("exchange.show_body")}</Button></div> : <pre className="pad code told-as-is" aria-label={t("exchange.body")}>{body}</pre>}
      </Scroll>
    </>
  );
}
