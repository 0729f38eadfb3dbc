/** Each service has its own way and its own clock; the units that it sent stand under it. */
import type { ReactNode } from "react";
import type { Assignment, Card, Leg } from "../api/types";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useDesk, useInstitutionName } from "../session/desk";
import { Age, Priority, State } from "../ui/marks";
import { Empty } from "../ui/parts";
import { durationOf, secondsSince, timeOf } from "../ui/time";

const ACCEPT_TARGET_S = 60;

export function Legs({ card }: { card: Card }): ReactNode {
  const { t } = useWords();
  const assignments = useLive((state) => state.assignments);
  if (card.legs.length === 0) return <Empty>{t("legs.none")}</Empty>;
  const sent = [...assignments.values()].filter((one) => one.card_id === card.id && one.released_at === null);
  return (
    <ul className="rows legs" aria-label={t("legs.title")}>
      {card.legs.map((leg) => <LegRow key={leg.id} leg={leg} sent={sent.filter((one) => one.leg_id === leg.id)} />)}
    </ul>
  );
}

function LegRow({ leg, sent }: { leg: Leg; sent: Assignment[] }): ReactNode {
  const { t, code } = useWords();
  const { now } = useDesk();
  const name = useInstitutionName()(leg.institution);
  return (
    <li>
      <Priority value={leg.priority} label={t("priority", { value: leg.priority })} />
      <b className="cut" title={name}>{name}</b>
      <State state={leg.state}>{code(`leg_state.${leg.state}`)}</State>
      {leg.closed_at ? <span className="code ink2">{timeOf(leg.closed_at)}</span>
        : leg.accepted_at ? <span className="code">{durationOf(secondsSince(leg.received_at, now))}</span>
          : <Age seconds={secondsSince(leg.received_at, now)} target={ACCEPT_TARGET_S} />}
      <span className="sub cut">{useLegNews(leg, sent)}</span>
    </li>
  );
}

/** `R31 R32 A31 · pirmā pēc 3:40 · nosūtīts 02:14:29`: only what is known. */
function useLegNews(leg: Leg, sent: Assignment[]): string {
  const { t } = useWords();
  const { now } = useDesk();
  const due = sent.filter((one) => one.on_scene_at === null && one.eta_at !== null).map((one) => Date.parse(one.eta_at ?? "")).sort((a, b) => a - b)[0];
  const first = leg.on_scene_at ? t("legs.on_scene_at", { time: timeOf(leg.on_scene_at) })
    : due !== undefined && due > now ? t("legs.first_in", { time: durationOf((due - now) / 1000) }) : "";
  const step = leg.dispatched_at ? t("legs.dispatched_at", { time: timeOf(leg.dispatched_at) })
    : leg.accepted_at ? t("legs.accepted_at", { time: timeOf(leg.accepted_at) }) : t("legs.received_at", { time: timeOf(leg.received_at) });
  return [sent.map((one) => one.call_sign).join(" "), first, step].filter(Boolean).join(" · ");
}
