/** The call-taker's desk: queue → my card → the caller and the services. */
import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { post } from "../api/client";
import type { Card, Contact } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { connection, serverNow } from "../live/connection";
import { useLive } from "../live/store";
import { MapView } from "../map/MapView";
import { useClassifier, useDesk, useDeskKeys, useKept } from "../session/desk";
import { useSession } from "../session/session";
import { Empty, Pane, PaneHead, SectionHead } from "../ui/parts";
import { secondsSince } from "../ui/time";
import { CloseWithReason, type Ending } from "./CloseWithReason";
import { drafts, useDrafts } from "./drafts";
import { Editor } from "./Editor";
import { ANSWER_TARGET_S, Queue } from "./Queue";
import { Legs } from "./Legs";
import { useNear } from "./near";
import { CardHead, RunningCard, Timeline } from "./RunningCard";
import { callVerbs } from "./verbs";

export function CallTakerDesk(): ReactNode {
  const words = useWords();
  const { t } = words;
  const types = useClassifier("incident_type");
  const { now, act, log, setAlarms } = useDesk();
  const { session } = useSession();
  const contacts = useLive((state) => state.contacts);
  const cards = useLive((state) => state.cards);
  const mine = useDrafts();
  const [chosen, setChosen] = useKept(`calls.${session.person_id}`);
  const [closing, setClosing] = useState<Ending | null>(null);
  const me = `person:${session.person_id}`;

  useEffect(() => { drafts.open(session.person_id); void drafts.resend(); return connection.onOpen(() => void drafts.resend()); }, [session.person_id]);

  const byAge = (a: Contact, b: Contact): number => a.ringing_at.localeCompare(b.ringing_at);
  const waiting = useMemo(() => [...contacts.values()].filter((one) => one.state === "ringing").sort(byAge), [contacts]);
  const callBack = useMemo(() => [...contacts.values()]
    .filter((one) => one.state === "abandoned" && !one.closed_as && !one.card_id).sort(byAge), [contacts]);
  const running = useMemo(() => [...cards.values()].filter((one) => one.state === "informed")
    .sort((a, b) => b.happened_at.localeCompare(a.happened_at)), [cards]);
  const own = useMemo(() => [...contacts.values()].filter((one) => one.state === "answered" && one.answered_by === me && !one.card_id), [contacts, me]);

  // A call that I answered and that has no card yet always has a draft: nothing to look for.
  useEffect(() => { for (const contact of own) drafts.start(contact.id, contact.answered_at ?? contact.ringing_at); }, [own]);

  useEffect(() => {
    for (const one of cards.values()) if (one.state === "draft" && one.opened_by === me) drafts.adopt(one);
    // Sent or closed by somebody else: what stands here unchanged is over.
    for (const one of drafts.all()) {
      const state = cards.get(one.id)?.state;
      if (state !== undefined && state !== "draft" && !one.dirty && !one.wantsInform) drafts.drop(one.id);
    }
  }, [cards, me]);

  const answer = useCallback(async (id: string) => {
    const contact = await act(t("done.answered"), () => post<Contact>(`/api/v1/calls/contacts/${id}/answer`, { desk: session.desk }));
    if (contact) setChosen(drafts.start(contact.id, contact.answered_at ?? contact.ringing_at).id);
  }, [act, t, session.desk, setChosen]);
  const answerOldest = useCallback(() => { if (waiting[0]) void answer(waiting[0].id); else log(true, t("queue.none")); }, [waiting, answer, log, t]);
  const open = useCallback((what = "") => {
    const draft = drafts.start(null, new Date(serverNow()).toISOString());
    if (what) drafts.change(draft.id, { what });
    setChosen(draft.id);
  }, [setChosen]);

  const draft = mine.find((one) => one.id === chosen) ?? null;
  const near = useNear(draft);
  const card = chosen ? cards.get(chosen) ?? null : null;
  const contact = draft?.contactId ? contacts.get(draft.contactId) ?? null
    : card?.contacts[0] ? contacts.get(card.contacts[0]) ?? null : chosen ? contacts.get(chosen) ?? null : null;

  const attach = useCallback(async (target: Card) => {
    if (!draft?.contactId) return;
    const done = await act(t("done.attached", { number: target.number }), () => post<Card>(`/api/v1/calls/cards/${target.id}/contacts`, { contact_id: draft.contactId }));
    if (done) { drafts.drop(draft.id); setChosen(target.id); }
  }, [act, draft, t, setChosen]);

  const inform = useCallback(async () => {
    if (!draft) return;
    const card = await act(t("done.informed"), async () => {
      const sent = await drafts.inform(draft.id);
      if (sent === null) throw new Error(t("card.two_fields"));
      return sent;
    });
    if (card) setChosen(card.id);
  }, [draft, act, t, setChosen]);

  // What the server has seen ends with a reason; what it has not, was never there.
  const giveUp = (): void => {
    if (!draft) return;
    const title = contact ? contact.caller ?? t("caller.hidden") : draft.number ?? "";
    if (draft.version !== null) setClosing({ path: `/api/v1/calls/cards/${draft.id}/close`, title });
    else if (contact) setClosing({ path: `/api/v1/calls/contacts/${contact.id}/close`, title });
    else drafts.drop(draft.id);
  };

  const oldest = waiting[0];
  useEffect(() => {
    if (!oldest) { setAlarms("calls", []); return; }
    const late = secondsSince(oldest.ringing_at, now) > ANSWER_TARGET_S;
    setAlarms("calls", [{
      id: "waiting", kind: late ? "alarm" : "news", title: t("alarm.rings", { count: waiting.length }),
      text: oldest.caller ?? t("caller.hidden"), act: { label: t("card.answer"), hotkey: "F3", run: answerOldest },
    }]);
  }, [oldest, waiting.length, now, setAlarms, t, answerOldest]);

  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "F3", word: "key.answer", run: answerOldest },
    { keys: "F2", word: "key.new", run: () => open() },
    ...(draft ? [{ keys: "Ctrl+Enter", word: "key.inform" as const, run: () => void inform() }] : []),
  ], [answerOldest, open, draft, inform]);
  const verbs = useMemo(() => callVerbs(words, {
    running, near, hasCall: Boolean(draft?.contactId), nameOf: (one) => words.value(types(one.type_code), one.what),
    open, choose: setChosen, attach,
    note: (one, text) => post(`/api/v1/calls/cards/${one.id}/notes`, { text, for_crews: true }),
  }), [words, running, near, draft?.contactId, types, open, setChosen, attach]);
  useDeskKeys(shortcuts, verbs);

  const spot = draft?.place?.lat != null ? { lat: draft.place.lat, lon: draft.place.lon ?? 0 } : card?.place?.lat != null ? { lat: card.place.lat, lon: card.place.lon ?? 0 } : null;
  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "min(calc(var(--k)*288px),21vw) minmax(0,1fr) min(calc(var(--k)*384px),27vw)" }}>
      <Pane label={t("queue.title")}>
        <Queue waiting={waiting} drafts={mine} cards={running} callBack={callBack} chosen={chosen} onChoose={setChosen} onAnswer={(id) => void answer(id)} />
      </Pane>
      <Pane label={t("card.mine")} lift>
        {draft ? (
          <>
            <PaneHead title={draft.number ? <>VEK <span className="code">{draft.number}</span></> : t("card.new")} />
            <Editor key={draft.id} draft={draft} contact={contact} near={near} onInform={() => void inform()} onAttach={(target) => void attach(target)}
              onClose={giveUp} />
          </>
        ) : card ? <><CardHead card={card} /><RunningCard key={card.id} card={card} /></> : (
          <><PaneHead title={t("card.mine")} /><Empty>{t("card.nothing")}</Empty></>
        )}
      </Pane>
      <Pane label={t("caller.title")}>
        <PaneHead title={t("caller.title")} note={contact?.position ? `${contact.position.source.toUpperCase()} ±${Math.round(contact.position.radius_m)} m` : ""} />
        <div className="map-box" style={{ height: "calc(var(--k)*224px)", flex: "none" }}>
          <MapView label={t("caller.map")} caller={contact?.position ?? null} spot={spot} compact />
        </div>
        {card ? (
          <>
            <SectionHead title={t("legs.title")} note={t("legs.note")} /><Legs card={card} />
            <SectionHead title={t("timeline.title")} note={t("timeline.note")} /><div className="scroll"><Timeline card={card} /></div>
          </>
        ) : <Empty>{t("legs.later")}</Empty>}
      </Pane>
      {closing ? <CloseWithReason ending={closing} onClose={(done) => { setClosing(null); if (done && draft) drafts.drop(draft.id); }} /> : null}
    </main>
  );
}
