/** Other ends than completing: suspended, cancelled, opened again. Each says why. */
import { useState, type FormEvent, type ReactNode } from "react";
import type { EventView } from "../api/types";
import { useWords, type Key } from "../i18n";
import { useDesk } from "../session/desk";
import { Button, Field } from "../ui/parts";
import { useSaving } from "./saving";

interface Turn { status: string; word: Key; why: Key; done: Key }
const AGAIN: Turn = { status: "in_progress", word: "ending.again", why: "ending.why_again", done: "ending.opened" };
const SUSPEND: Turn = { status: "suspended", word: "ending.suspend", why: "ending.why_suspend", done: "ending.suspended" };
const CANCEL: Turn = { status: "cancelled", word: "ending.cancel", why: "ending.why_cancel", done: "ending.cancelled" };
const TURNS: Record<string, Turn[]> = { registered: [SUSPEND, CANCEL], in_progress: [SUSPEND, CANCEL], suspended: [AGAIN, CANCEL] };

export function Ending({ event }: { event: EventView }): ReactNode {
  const { t } = useWords();
  const { log } = useDesk();
  const { save } = useSaving(event);
  const [turn, setTurn] = useState<Turn | null>(null);
  const [reason, setReason] = useState("");
  const send = async (sent: FormEvent): Promise<void> => {
    sent.preventDefault();
    if (!turn || !reason.trim()) return;
    if (await save({ status: turn.status, reason: reason.trim() }) !== null) return;
    log(true, t(turn.done, { number: event.number }));
    setTurn(null);
    setReason("");
  };
  if (!turn) return <div className="bar wrap">{(TURNS[event.status] ?? [AGAIN]).map((one) => <Button key={one.status} low kind="quiet" onPress={() => setTurn(one)}>{t(one.word)}</Button>)}</div>;
  return (
    <form className="form" onSubmit={(sent) => void send(sent)}>
      <Field label={t(turn.why)}><input className="input" autoFocus required maxLength={300} value={reason} onChange={(typed) => setReason(typed.target.value)} /></Field>
      <div className="bar wrap"><Button type="submit" low isDisabled={!reason.trim()}>{t(turn.word)}</Button><Button low kind="quiet" onPress={() => setTurn(null)}>{t("cancel")}</Button></div>
    </form>
  );
}
