/** What an event says beside its narrative: each fact with the mark of its source, put right where it stands. */
import { useRef, useState, type ReactNode } from "react";
import type { EventView } from "../api/types";
import { useWords } from "../i18n";
import { PlaceField } from "../places/PlaceField";
import { useDesk, useInstitutionName } from "../session/desk";
import { MomentInput } from "../ui/MomentInput";
import { momentOf } from "../ui/time";
import { CodeSelect } from "./CodeSelect";
import type { EventChange } from "./saving";

interface FactsProps { event: EventView; readOnly: boolean; origin: (path: string) => ReactNode; onSave: (change: EventChange) => Promise<unknown> }

export function Facts({ event, readOnly, origin, onSave }: FactsProps): ReactNode {
  const { t, code } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const save = (change: EventChange): void => void onSave(change);
  const moment = (path: "received_at" | "occurred_from" | "occurred_to", word: "event.received" | "event.occurred" | "event.occurred_to"): ReactNode => (
    <Moment key={path} path={path} label={t(word)} at={event[path]} readOnly={readOnly} mark={origin(path)} onSave={(at) => save({ [path]: at })} />
  );
  return (
    <div className="grid-3 pad" style={{ borderTop: "var(--line-w) solid var(--line-2)" }}>
      <Choice path="type" label={t("card.type")} list="incident_type" chosen={event.type} readOnly={readOnly} mark={origin("type")} onChange={(one) => save({ type: one })} />
      {moment("received_at", "event.received")}
      <Value label={t("event.from")} mark={origin("card_id") ?? origin("received_via")}>{event.card_number ? `VEK ${event.card_number}` : code(`received_via.${event.received_via}`)}</Value>
      <Value label={t("event.on_scene")} mark={origin("on_scene_at")}>{event.on_scene_at ? momentOf(event.on_scene_at, now) : "—"}</Value>
      <Where event={event} readOnly={readOnly} mark={origin("place.address")} onSave={(place) => save({ place })} />
      <Value label={t("event.territory")} mark={origin("place.atvk")}><span className="code">{event.place.atvk ?? "—"}</span></Value>
      <Choice path="legal_class" label={t("event.class")} list="legal_class" chosen={event.legal_class} readOnly={readOnly} mark={origin("legal_class")} onChange={(one) => save({ legal_class: one })} />
      <Choice path="category" label={t("event.response")} list="response_category" chosen={event.category} readOnly={readOnly} mark={origin("category")} onChange={(one) => save({ category: one })} />
      {moment("occurred_from", "event.occurred")}
      {event.occurred_from ? moment("occurred_to", "event.occurred_to") : null}
      <Value label={t("event.officer")} mark={origin("officer")}>{event.officer_name ?? "—"}</Value>
      <Value label={t("event.owner")}>{institution(event.institution)}</Value>
    </div>
  );
}

function Line({ label, mark, children }: { label: string; mark?: ReactNode; children: ReactNode }): ReactNode {
  return <div className="fact"><span className="small ink3">{label}</span>{children}{mark}</div>;
}

function Value({ label, mark, children }: { label: string; mark?: ReactNode; children: ReactNode }): ReactNode {
  return <Line label={label} mark={mark}><span className="grow cut">{children}</span></Line>;
}

function Choice({ mark, ...select }: {
  path: string; label: string; list: string; chosen: string | null; readOnly: boolean; mark: ReactNode; onChange: (code: string) => void;
}): ReactNode {
  return <Line label={select.label} mark={mark}><CodeSelect {...select} className="input grow" /></Line>;
}

/** What is known is shown and opened by a press; what is not is typed at once. */
function Moment({ path, label, at, readOnly, mark, onSave }: {
  path: string; label: string; at: string | null; readOnly: boolean; mark: ReactNode; onSave: (at: string) => void;
}): ReactNode {
  const { now } = useDesk();
  const [typing, setTyping] = useState(false);
  if (readOnly) return <Value label={label} mark={mark}>{at ? momentOf(at, now) : "—"}</Value>;
  return (
    <Line label={label} mark={mark}>
      {at && !typing ? <button type="button" className="told" data-path={path} aria-label={`${label}: ${momentOf(at, now)}`} onClick={() => setTyping(true)}>{momentOf(at, now)}</button> : (
        <MomentInput label={label} path={path} at={at} focus={typing} onChange={onSave} onLeave={() => setTyping(false)} />
      )}
    </Line>
  );
}

function Where({ event, readOnly, mark, onSave }: { event: EventView; readOnly: boolean; mark: ReactNode; onSave: (place: EventView["place"]) => void }): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState<string | null>(null);
  const taken = useRef(false);
  const known = event.place.address ?? "";
  const leave = (): void => {
    if (!taken.current && text?.trim() && text.trim() !== known) onSave({ address: text.trim() });
    setText(null);
  };
  if (readOnly) return <Value label={t("event.place")} mark={mark}>{known || "—"}</Value>;
  if (text === null) {
    return <Line label={t("event.place")} mark={mark}><button type="button" className="told cut" data-path="place.address" aria-label={`${t("event.place")}: ${known || "—"}`} onClick={() => { taken.current = false; setText(known); }}>{known || "—"}</button></Line>;
  }
  return (
    <div className="fact is-open">
      <span className="small ink3">{t("event.place")}</span>
      <div className="grow">
        {/* A place that is typed and not chosen stands as a text without coordinates, and is said so. */}
        <PlaceField text={text} place={text === known ? event.place : null} near={null} big={false} input={(one) => one?.focus()} onText={setText} onLeave={leave}
          onPlace={(one) => { taken.current = true; onSave({ address: one.name, atvk: one.atvk, lat: one.lat, lon: one.lon, accuracy_m: one.accuracy_m }); setText(null); }} />
      </div>
    </div>
  );
}
