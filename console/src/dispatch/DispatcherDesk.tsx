/** The dispatcher's desk: legs that wait → the card with its proposal → all units by state. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { post } from "../api/client";
import type { Assignment, Recommendation, Referral } from "../api/types";
import { useWords } from "../i18n";
import { matchCard, matchUnits, type Verb } from "../keyboard/command";
import type { Shortcut } from "../keyboard/keys";
import { useLive } from "../live/store";
import { EVENT_OF_CARD, useDesk, useDeskKeys, useKept, useInstitutionName } from "../session/desk";
import { useSession } from "../session/session";
import { Button, Empty, Pane, PaneHead } from "../ui/parts";
import { Age, Key } from "../ui/marks";
import { secondsSince } from "../ui/time";
import { CardView } from "./CardView";
import { LegQueue, type MyLeg } from "./LegQueue";
import { UnitsBoard } from "./UnitsBoard";

const ENDED = new Set(["closed", "rejected", "transferred", "cancelled"]);

export function DispatcherDesk(): ReactNode {
  const { t, code } = useWords();
  const { now, act, setAlarms } = useDesk();
  const { session, has } = useSession();
  const institution = useInstitutionName();
  const queries = useQueryClient();
  const own = session.institution.code;
  const cards = useLive((state) => state.cards);
  const units = useLive((state) => state.units);
  const referrals = useLive((state) => state.referrals);
  const assignments = useLive((state) => state.assignments);
  const [chosen, setChosen] = useKept(`dispatch.${session.person_id}`);

  const legs = useMemo(() => {
    const found: MyLeg[] = [];
    for (const card of cards.values()) {
      if (card.state === "draft") continue;
      for (const leg of card.legs) if (leg.institution === own && !ENDED.has(leg.state)) found.push({ card, leg });
    }
    return found.sort((a, b) => a.leg.priority - b.leg.priority || a.leg.received_at.localeCompare(b.leg.received_at));
  }, [cards, own]);
  const followed = useMemo(() => [...cards.values()].filter((card) => card.state === "informed" && !card.legs.some((leg) => leg.institution === own && !ENDED.has(leg.state))), [cards, own]);
  const offered = useMemo(() => [...referrals.values()].filter((one) => one.state === "offered" && one.to_institution === own), [referrals, own]);
  const ownUnits = useMemo(() => [...units.values()].filter((one) => one.institution === own), [units, own]);

  const waiting = legs.filter((one) => one.leg.state === "received" || one.leg.state === "accepted");
  const mine = legs.find((one) => one.leg.id === chosen) ?? null;
  const other = chosen ? followed.find((one) => one.id === chosen) ?? null : null;
  useEffect(() => { if (!mine && !other) setChosen(waiting[0]?.leg.id ?? legs[0]?.leg.id ?? null); }, [mine, other, waiting, legs, setChosen]);

  const [, showEventOf] = useKept(EVENT_OF_CARD);
  const answer = useCallback(async (referral: Referral, kind: "accept" | "reject") => {
    if (kind === "reject") return;
    const accepted = await act(t("done.referral_accepted", { number: referral.card_number }), () => post<Referral>(`/api/v1/dispatch/referrals/${referral.id}/accept`));
    if (accepted) showEventOf(accepted.card_number);
  }, [act, t, showEventOf]);
  const first = offered[0];
  useEffect(() => {
    setAlarms("dispatch", first ? [{
      id: first.id, kind: "news", title: t("referral.offered", { from: institution(first.from_institution) }), text: `VEK ${first.card_number} ${first.note ?? ""}`,
      act: { label: t("referral.accept"), hotkey: "Alt+I", run: () => void answer(first, "accept") },
    }] : []);
  }, [first, setAlarms, t, institution, answer]);

  const acceptLeg = useCallback(async (one: MyLeg) => {
    await act(t("done.leg_accepted", { number: one.card.number }), () => post(`/api/v1/dispatch/legs/${one.leg.id}/accept`));
  }, [act, t]);
  const next = useCallback(() => setChosen(waiting[0]?.leg.id ?? chosen), [waiting, chosen, setChosen]);

  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "F3", word: "key.queue", run: next },
    { keys: "Alt+I", word: "referral.accept", run: () => { if (first) void answer(first, "accept"); } },
  ], [next, first, answer]);
  const verbs = useMemo<Verb<null>[]>(() => [
    {
      verb: "d", does: t("verb.send"), slots: [{ kind: "card", name: "VEK" }, { kind: "units", name: "vienības" }],
      preview: ({ VEK, "vienības": words }) => {
        const found = matchCard(VEK ?? "", legs.map((one) => ({ number: one.card.number, leg: one.leg, place: one.card.place?.text ?? "" })));
        const one = found[0];
        if (found.length !== 1 || !one) {
          return { text: t("preview.cards", { count: found.length }), choices: found.slice(0, 8).map((each) => ({ line: `d ${each.number} ${words ?? ""}`, label: `${each.number} ${each.place}` })) };
        }
        if (words?.trim() === "+") {
          const shown = queries.getQueriesData<Recommendation>({ queryKey: ["recommendation", one.leg.id] }).map(([, data]) => data).findLast((data) => data !== undefined);
          const units = shown?.units.filter((unit) => unit.chosen) ?? [];
          if (!shown || units.length === 0) return { text: t("preview.no_proposal") };
          return {
            text: t("preview.send", { units: units.map((unit) => unit.call_sign).join(", "), number: one.number, place: one.place }),
            run: async () => { await post<Assignment[]>(`/api/v1/dispatch/legs/${one.leg.id}/assignments`, { units: units.map((unit) => unit.unit_id), recommendation_id: shown.id }); return one.number; },
          };
        }
        const { found: wanted, unknown } = matchUnits(words ?? "", ownUnits);
        if (unknown.length) return { text: t("preview.units_unknown", { names: unknown.join(", ") }) };
        return {
          text: t("preview.send", { units: wanted.map((unit) => unit.call_sign).join(", "), number: one.number, place: one.place }),
          run: async () => { await post<Assignment[]>(`/api/v1/dispatch/legs/${one.leg.id}/assignments`, { units: wanted.map((unit) => unit.id) }); return one.number; },
        };
      },
    },
    {
      verb: "s", does: t("verb.state"), slots: [{ kind: "unit", name: "vienība" }, { kind: "state", name: "stāvoklis" }],
      preview: ({ "vienība": sign, "stāvoklis": word }) => {
        const unit = matchUnits(sign ?? "", ownUnits).found[0];
        const state = ["available", "en_route", "on_scene", "returning", "unavailable"].find((one) => code(`unit_state.${one}`).toLowerCase().startsWith((word ?? "").toLowerCase()));
        if (!unit || !state) return { text: t("preview.state_unknown") };
        const running = [...assignments.values()].find((one) => one.unit_id === unit.id && !["released", "recalled"].includes(one.state));
        return {
          text: t("preview.state", { unit: unit.call_sign, state: code(`unit_state.${state}`) }),
          run: async () => {
            if (running && ["en_route", "on_scene"].includes(state)) await post(`/api/v1/dispatch/assignments/${running.id}/state`, { state });
            else await post(`/api/v1/dispatch/units/${unit.id}/state`, { state });
            return code(`unit_state.${state}`);
          },
        };
      },
    },
  ], [legs, ownUnits, assignments, queries, t, code]);
  useDeskKeys(shortcuts, verbs);

  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "min(calc(var(--k)*320px),23vw) minmax(0,1fr) min(calc(var(--k)*384px),27vw)" }}>
      <Pane label={t("legs.queue")}>
        <PaneHead title={t("legs.queue")} note={t("queue.waiting", { count: waiting.length })}><Key>F3</Key></PaneHead>
        {offered.length > 0 ? <Offered offered={offered} onAccept={(one) => void answer(one, "accept")} /> : null}
        <LegQueue waiting={waiting} running={legs.filter((one) => !waiting.includes(one))} followed={followed} chosen={chosen} onChoose={setChosen} />
      </Pane>
      <Pane label={t("card.mine")} lift>
        {mine ? <CardView key={mine.leg.id} card={mine.card} leg={mine.leg} onAccept={() => void acceptLeg(mine)} mayAssign={has("dispatch.assign")} />
          : other ? <CardView key={other.id} card={other} leg={null} onAccept={() => undefined} mayAssign={false} />
            : <><PaneHead title={t("card.mine")} /><Empty>{t("legs.nothing")}</Empty></>}
      </Pane>
      <Pane label={t("units.title")}>
        <UnitsBoard units={ownUnits} cards={cards} now={now} />
      </Pane>
    </main>
  );
}

function Offered({ offered, onAccept }: { offered: Referral[]; onAccept: (one: Referral) => void }): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const institution = useInstitutionName();
  const [rejecting, setRejecting] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const reject = async (one: Referral): Promise<void> => {
    const done = await act(t("done.referral_rejected"), () => post<Referral>(`/api/v1/dispatch/referrals/${one.id}/reject`, { reason }));
    if (done) { setRejecting(null); setReason(""); }
  };
  return (
    <div className="sec">
      {offered.map((one) => (
        <div key={one.id} className="pad" style={{ display: "grid", gap: "var(--s-2)" }}>
          <div className="bar"><b className="cut grow">{t("referral.offered", { from: institution(one.from_institution) })}</b>
            <Age seconds={secondsSince(one.offered_at, now)} target={(Date.parse(one.answer_due_at) - Date.parse(one.offered_at)) / 1000} /></div>
          <div className="cut">VEK <span className="code">{one.card_number}</span> {one.note}</div>
          {rejecting === one.id ? (
            <div className="bar"><input className="input" value={reason} aria-label={t("referral.reason")} placeholder={t("referral.reason")} onChange={(event) => setReason(event.target.value)} />
              <Button isDisabled={reason.trim().length < 3} onPress={() => void reject(one)}>{t("referral.reject")}</Button></div>
          ) : (
            <div className="bar"><Button kind="main" hotkey="Alt+I" onPress={() => onAccept(one)}>{t("referral.accept")}</Button><Button onPress={() => setRejecting(one.id)}>{t("referral.reject")}</Button></div>
          )}
        </div>
      ))}
    </div>
  );
}

