/** One card as its dispatcher reads it: where, what, who else; then the proposal, or the units at work. */
import { useMemo, useState, type ReactNode } from "react";
import { post } from "../api/client";
import type { Card, Leg, Referral } from "../api/types";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { MapView } from "../map/MapView";
import { useClassifier, useClassifierList, useDesk, useInstitutionName } from "../session/desk";
import { Age, Priority, State } from "../ui/marks";
import { Button, PaneHead, SectionHead } from "../ui/parts";
import { secondsSince, timeOf } from "../ui/time";
import { AtWork } from "./AtWork";
import { Proposal } from "./Proposal";

const CAN_SEND = new Set(["received", "accepted", "dispatched", "en_route", "on_scene", "completed"]);

export function CardView({ card, leg, onAccept, mayAssign }: { card: Card; leg: Leg | null; onAccept: () => void; mayAssign: boolean }): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const type = useClassifier("incident_type")(card.type_code);
  const all = useLive((state) => state.assignments);
  const atWork = useMemo(() => [...all.values()].filter((one) => one.card_id === card.id), [all, card.id]);
  const spot = useMemo(() => (card.place?.lat != null ? { lat: card.place.lat, lon: card.place.lon ?? 0 } : null), [card.place?.lat, card.place?.lon]);
  const running = atWork.some((one) => !["released", "recalled"].includes(one.state));
  const [more, setMore] = useState(false);
  return (
    <>
      <PaneHead title={<span className="bar"><Priority value={leg?.priority ?? card.priority} label={t("priority", { value: leg?.priority ?? card.priority })} />{value(type, t("card.type_unknown"))}</span>}>
        <span className="code ink2">VEK {card.number}</span>
        <Age seconds={secondsSince(leg?.received_at ?? card.happened_at, now)} target={leg && !leg.dispatched_at ? 60 : null} line />
      </PaneHead>
      <div className="scroll">
        <div className="pad" style={{ display: "grid", gridTemplateColumns: "minmax(0,1fr) calc(var(--k)*260px)", gap: "var(--s-4)" }}>
          <div>
            <p className="figure strong">{card.place?.text ?? t("place.none")}</p>
            <p className="ink2">{card.place?.municipality}{card.place?.lat == null ? <> · <span className="st" data-s="warn">{t("place.unplaced")}</span></> : null}</p>
            <ol style={{ marginTop: "var(--s-2)" }}>{card.crew_text.map((line) => <li key={line} className="big">{line}</li>)}</ol>
            <dl className="kv" style={{ marginTop: "var(--s-2)" }}>
              <dt>{t("card.informed")}</dt><dd className="code">{card.informed_at ? timeOf(card.informed_at) : "—"}</dd>
              <dt>{t("legs.others")}</dt>
              <dd className="bar wrap">{card.legs.filter((one) => one.id !== leg?.id).map((one) => <State key={one.id} state={one.state} neutral>{institution(one.institution)} {code(`leg_state.${one.state}`)}</State>)}</dd>
            </dl>
          </div>
          <div className="map-box" style={{ minHeight: "calc(var(--k)*168px)", border: "var(--line-w) solid var(--line-2)" }}>
            <MapView label={t("view.map")} spot={spot} compact />
          </div>
        </div>
        {running ? <AtWork assignments={atWork} /> : null}
        {leg && mayAssign && CAN_SEND.has(leg.state) && (!running || more) ? <Proposal card={card} leg={leg} /> : null}
        {leg && running && !more ? <div className="pad"><Button onPress={() => setMore(true)}>{t("units.more")}</Button></div> : null}
        {!running && atWork.length > 0 ? <AtWork assignments={atWork} /> : null}
      </div>
      {leg && mayAssign ? <Acts card={card} leg={leg} onAccept={onAccept} /> : null}
    </>
  );
}

function Acts({ card, leg, onAccept }: { card: Card; leg: Leg; onAccept: () => void }): ReactNode {
  const { t, value } = useWords();
  const { act } = useDesk();
  const outcomes = useClassifierList("leg_outcome").data;
  const [closing, setClosing] = useState(false);
  const referrals = useLive((state) => state.referrals);
  const institution = useInstitutionName();
  const offered = [...referrals.values()].find((one) => one.leg_id === leg.id && one.state === "offered");
  const refer = (): void => void act(t("done.referred", { number: card.number }), () => post<Referral>(`/api/v1/dispatch/legs/${leg.id}/referrals`, {}));
  const close = async (outcome: string): Promise<void> => {
    if (await act(t("done.leg_closed", { number: card.number }), () => post<Leg>(`/api/v1/dispatch/legs/${leg.id}/close`, { outcome }))) setClosing(false);
  };
  return (
    <div className="sec">
      <SectionHead title={t("acts.title")} />
      <div className="pad bar wrap">
        {leg.state === "received" ? <Button onPress={onAccept}>{t("acts.accept")}</Button> : null}
        {offered ? <span className="st" data-s="assigned">{t("referral.waits", { to: institution(offered.to_institution) })}</span>
          : leg.service === "police" && !leg.dispatched_at ? <Button onPress={refer} isDisabled={!card.place?.atvk}>{t("acts.refer")}</Button> : null}
        {closing ? outcomes.map((one) => <Button key={one.code} onPress={() => void close(one.code)}>{value(one)}</Button>)
          : <Button onPress={() => setClosing(true)}>{t("acts.close")}</Button>}
        {closing ? <Button kind="quiet" onPress={() => setClosing(false)}>{t("cancel")}</Button> : null}
      </div>
    </div>
  );
}
