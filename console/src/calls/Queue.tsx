/** Who waits, what I write, what runs, whom to call back: one column, oldest first. */
import type { ReactNode } from "react";
import type { Card, Contact } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { List } from "../ui/List";
import { Age, Key, Priority } from "../ui/marks";
import { PaneHead, SectionHead } from "../ui/parts";
import { secondsSince } from "../ui/time";
import type { Draft } from "./drafts";

export const ANSWER_TARGET_S = 10;
export const INFORM_TARGET_S = 60;
export const CALL_BACK_TARGET_S = 300;
const CHANNEL: Record<string, string> = { phone: "T", ecall: "E", sms: "S" };

export interface QueueProps {
  waiting: Contact[]; drafts: readonly Draft[]; cards: Card[]; callBack: Contact[]; chosen: string | null;
  onChoose: (id: string) => void; onAnswer: (id: string) => void;
}

export function Queue({ waiting, drafts, cards, callBack, chosen, onChoose, onAnswer }: QueueProps): ReactNode {
  const { t } = useWords();
  return (
    <>
      <PaneHead title={t("queue.title")} note={t("queue.waiting", { count: waiting.length })}>
        <span className="ink3 small">{t("queue.target")}</span><Key>F3</Key>
      </PaneHead>
      <div className="scroll">
        <List label={t("queue.title")} items={waiting} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose} onTake={onAnswer}>
          {(contact) => <ContactRow contact={contact} target={ANSWER_TARGET_S} />}
        </List>
        {waiting.length === 0 ? <p className="pad ink3">{t("queue.none")}</p> : null}
        {drafts.length > 0 ? <SectionHead title={t("queue.writing")} note={drafts.length} /> : null}
        <List label={t("queue.writing")} items={drafts} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose}>
          {(draft) => <DraftRow draft={draft} />}
        </List>
        {cards.length > 0 ? <SectionHead title={t("queue.running")} note={cards.length} /> : null}
        <List label={t("queue.running")} items={cards} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose}>
          {(card) => <CardRow card={card} />}
        </List>
        {callBack.length > 0 ? (
          <>
            <SectionHead title={t("queue.call_back")} note={t("queue.call_back_note")} />
            <List label={t("queue.call_back")} items={callBack} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose} onTake={onAnswer}>
              {(contact) => <ContactRow contact={contact} target={CALL_BACK_TARGET_S} />}
            </List>
          </>
        ) : null}
      </div>
    </>
  );
}

function ContactRow({ contact, target }: { contact: Contact; target: number }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const from = contact.state === "abandoned" ? contact.ended_at ?? contact.ringing_at : contact.ringing_at;
  const sub = [
    contact.position ? `${t("position." + contact.position.source as "position.aml")} ±${Math.round(contact.position.radius_m)} m` : t("position.none"),
    contact.state === "answered" ? contact.answered_by_name ?? "" : "",
  ].filter(Boolean).join(" · ");
  return (
    <>
      <Key>{CHANNEL[contact.channel] ?? "?"}</Key>
      <div><div className="cut code">{contact.caller ?? t("caller.hidden")}</div><div className="sub cut">{sub}</div></div>
      <Age seconds={secondsSince(from, now)} target={target} />
    </>
  );
}

function DraftRow({ draft }: { draft: Draft }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  return (
    <>
      <span className="shape" data-s={draft.waiting ? "warn" : "open"} />
      <div>
        <div className="cut"><b>{draft.what || t("card.new")}</b></div>
        <div className="sub cut">{draft.waiting ? t("draft.waiting") : draft.placeText || draft.number || t("draft.here")}</div>
      </div>
      <Age seconds={secondsSince(draft.openedAt, now)} target={INFORM_TARGET_S} />
    </>
  );
}

export function CardRow({ card, target = null }: { card: Card; target?: number | null }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const type = useClassifier("incident_type")(card.type_code);
  return (
    <>
      <Priority value={card.priority} label={t("priority", { value: card.priority })} />
      <div>
        <div className="cut"><b>{value(type, card.what)}</b></div>
        <div className="sub cut"><span className="code">…{card.number.slice(-4)}</span> {card.place?.text ?? t("place.none")}</div>
      </div>
      <Age seconds={secondsSince(card.informed_at ?? card.happened_at, now)} target={target} />
    </>
  );
}
