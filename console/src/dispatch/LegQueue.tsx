/** Cards of my service: what waits for a decision first, then what runs, then others' to follow. */
import type { ReactNode } from "react";
import type { Card, Leg } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { List } from "../ui/List";
import { Age, Priority, State } from "../ui/marks";
import { SectionHead } from "../ui/parts";
import { secondsSince } from "../ui/time";

export interface MyLeg { card: Card; leg: Leg }
const DECIDE_TARGET_S = 60;

export function LegQueue({ waiting, running, followed, chosen, onChoose }: {
  waiting: MyLeg[]; running: MyLeg[]; followed: Card[]; chosen: string | null; onChoose: (id: string) => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <div className="scroll">
      <SectionHead title={t("legs.waiting")} note={waiting.length}><span>{t("legs.target")}</span></SectionHead>
      <List label={t("legs.waiting")} items={waiting} idOf={(one) => one.leg.id} chosen={chosen} onChoose={onChoose}>{(one) => <Row {...one} waits />}</List>
      {running.length > 0 ? <SectionHead title={t("legs.running")} note={running.length} /> : null}
      <List label={t("legs.running")} items={running} idOf={(one) => one.leg.id} chosen={chosen} onChoose={onChoose}>{(one) => <Row {...one} waits={false} />}</List>
      {followed.length > 0 ? (
        <>
          <SectionHead title={t("legs.followed")} note={followed.length} />
          <List label={t("legs.followed")} items={followed} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose}>{(one) => <FollowedRow card={one} />}</List>
        </>
      ) : null}
    </div>
  );
}

function Row({ card, leg, waits }: MyLeg & { waits: boolean }): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const type = useClassifier("incident_type")(card.type_code);
  return (
    <>
      <Priority value={leg.priority} label={t("priority", { value: leg.priority })} />
      <div>
        <div className="cut"><b>{value(type, card.what)}</b></div>
        <div className="sub cut">{waits ? card.place?.text ?? t("place.none") : <><State state={leg.state} neutral>{code(`leg_state.${leg.state}`)}</State> · {card.place?.text}</>}</div>
      </div>
      <Age seconds={secondsSince(leg.received_at, now)} target={waits ? DECIDE_TARGET_S : null} />
    </>
  );
}

function FollowedRow({ card }: { card: Card }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const type = useClassifier("incident_type")(card.type_code);
  return (
    <>
      <Priority value={card.priority} label={t("priority", { value: card.priority })} />
      <div><div className="cut">{value(type, card.what)}</div><div className="sub cut">{card.place?.text}</div></div>
      <Age seconds={secondsSince(card.happened_at, now)} target={null} />
    </>
  );
}
