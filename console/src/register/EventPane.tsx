/** One event: narrative first, then every field with the mark of where it comes from. Saves by itself. */
import { useState, type ReactNode } from "react";
import type { EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useClassifierList, useDesk, useInstitutionName } from "../session/desk";
import { useSession } from "../session/session";
import { Category, Origin, State } from "../ui/marks";
import { Button, PaneHead, SectionHead } from "../ui/parts";
import { momentOf, timeOf } from "../ui/time";
import { InCustody } from "../custody/InCustody";
import { Violence } from "../protection/Violence";
import { Access } from "./Access";
import { Attachments } from "./Attachments";
import { ListSection } from "./ListSection";
import { LISTS, LIST_NAMES, itemsOf, type ListName } from "./lists";
import { Proposals } from "./Proposals";
import { Deciding, Together } from "./Together";
import { useSaving, type EventChange } from "./saving";

export function EventPane({ event, onOpen }: { event: EventView; onOpen: (event: string) => void }): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const types = useClassifier("incident_type");
  const { save, saving, savedAt } = useSaving(event);
  const { session, has } = useSession();
  const closed = event.status === "completed" || event.status === "cancelled";
  const writes = event.institution === session.institution.code || event.writers.includes(session.institution.code);
  const readOnly = closed || !writes || !has("register.write");
  const [narrative, setNarrative] = useState(event.narrative);
  const [typed, setTyped] = useState(false);
  const [begun, setBegun] = useState<ListName | null>(null);
  const wanted = new Set(event.missing.map((path) => path.split(/[.:]/)[0]));
  const first = event.sections.filter((name): name is ListName => name in LISTS);
  const shown = [...first, ...LIST_NAMES.filter((name) => !first.includes(name))].filter((name) => first.includes(name) || itemsOf(event, name).length > 0 || name === begun || wanted.has(name));
  const rest = LIST_NAMES.filter((name) => !shown.includes(name));
  const text = typed ? narrative : event.narrative;
  /** What was read out of a text is kept with that text. */
  const take = async (change: EventChange): Promise<void> => {
    if (await save(typed && narrative !== event.narrative ? { narrative, ...change } : change) === null) setTyped(false);
  };
  const origin = (path: string): ReactNode => {
    const found = event.origins[path];
    return found ? <Origin origin={found.origin} title={`${code(`origin.${found.origin}`)}: ${found.source}, ${momentOf(found.at, now)}`} /> : null;
  };
  return (
    <>
      <PaneHead title={<>{t("event.title")} <span className="code">{event.number}</span></>} note={value(types(event.type), event.type)}>
        {event.category ? <Category letter={event.category} title={t("event.category", { letter: event.category })} /> : null}
        <State state={closed ? "closed" : "assigned"} neutral>{code(`event_status.${event.status}`)}</State>
        <Access event={event} />
        <span className="ink2">{saving ? t("event.saving") : savedAt ? t("event.saved", { time: timeOf(savedAt) }) : ""}</span>
      </PaneHead>
      <div className="scroll">
        <Deciding event={event} />
        <div className="pad">
          <label className="field">
            <span className="lab">{t("event.narrative")}<span className="grow" />{origin("narrative")}</span>
            <textarea className="input" rows={5} readOnly={readOnly} maxLength={20000} value={text}
              onChange={(one) => { setTyped(true); setNarrative(one.target.value); }}
              onBlur={() => { if (typed && narrative !== event.narrative) void save({ narrative }).then((done) => { if (done === null) setTyped(false); }); }} />
          </label>
          {readOnly ? null : <Proposals event={event} text={text} onTake={(change) => void take(change)} />}
        </div>
        <div className="grid-3 pad" style={{ borderTop: "var(--line-w) solid var(--line-2)" }}>
          <Value label={t("event.received")} mark={origin("received_at")}>{momentOf(event.received_at, now)}</Value>
          <Value label={t("event.from")} mark={origin("card_id") ?? origin("received_via")}>{event.card_number ? `VEK ${event.card_number}` : code(`received_via.${event.received_via}`)}</Value>
          <Value label={t("event.on_scene")} mark={origin("on_scene_at")}>{event.on_scene_at ? momentOf(event.on_scene_at, now) : "—"}</Value>
          <Value label={t("event.place")} mark={origin("place.address")}>{event.place.address ?? "—"}</Value>
          <Value label={t("event.territory")} mark={origin("place.atvk")}><span className="code">{event.place.atvk ?? "—"}</span></Value>
          <Value label={t("event.owner")}>{institution(event.institution)}</Value>
          <Choice label={t("event.class")} list="legal_class" chosen={event.legal_class} readOnly={readOnly} mark={origin("legal_class")} onChange={(one) => void save({ legal_class: one })} />
          <Choice label={t("event.response")} list="response_category" chosen={event.category} readOnly={readOnly} mark={origin("category")} onChange={(one) => void save({ category: one })} />
          <Value label={t("event.occurred")} mark={origin("occurred_from")}>
            {event.occurred_from || readOnly ? (event.occurred_from ? momentOf(event.occurred_from, now) : "—") : (
              <input className="input" type="datetime-local" aria-label={t("event.occurred")} max={event.received_at.slice(0, 16)}
                onBlur={(one) => { if (one.target.value) void save({ occurred_from: new Date(one.target.value).toISOString() }); }} />
            )}
          </Value>
          <Value label={t("event.officer")} mark={origin("officer")}>{event.officer_name ?? "—"}</Value>
        </div>
        <SectionHead title={t("event.outcome")} />
        <Outcome event={event} readOnly={readOnly} mark={origin("outcome.kind") ?? origin("outcome")} onSave={(outcome) => void save({ outcome })} />
        {shown.map((name) => (
          <ListSection key={name} name={name} event={event} readOnly={readOnly} origin={origin} onSave={(items) => save({ [name]: items })}
            begin={name === begun} onEmpty={() => setBegun(null)} />
        ))}
        <Violence event={event} mayWrite={has("register.write") && writes} onOpen={onOpen} />
        <InCustody event={event} />
        <Attachments event={event} readOnly={readOnly} />
        <Together event={event} mayWrite={has("register.write") && writes} />
        {readOnly || rest.length === 0 ? null : (
          <div className="bar pad wrap" role="group" aria-label={t("list.more")}>
            <span className="small ink3">{t("list.more")}</span>
            {rest.map((name) => <Button key={name} low onPress={() => setBegun(name)}>{t(`list.add.${name}`)}</Button>)}
          </div>
        )}
      </div>
    </>
  );
}

function Value({ label, mark, children }: { label: string; mark?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <div className="bar" style={{ borderBottom: "var(--line-w) solid var(--line-1)", minHeight: "var(--row)" }}>
      <span className="small ink3" style={{ width: "calc(var(--k)*84px)", flex: "none" }}>{label}</span><span className="grow cut">{children}</span>{mark}
    </div>
  );
}

function Choice({ label, list, chosen, readOnly, mark, onChange }: {
  label: string; list: string; chosen: string | null; readOnly: boolean; mark: ReactNode; onChange: (code: string) => void;
}): ReactNode {
  const { value } = useWords();
  const { data } = useClassifierList(list);
  return (
    <div className="bar" style={{ borderBottom: "var(--line-w) solid var(--line-1)", minHeight: "var(--row)" }}>
      <span className="small ink3" style={{ width: "calc(var(--k)*84px)", flex: "none" }}>{label}</span>
      <select className="input grow" disabled={readOnly} value={chosen ?? ""} aria-label={label} onChange={(event) => onChange(event.target.value)}>
        <option value="" disabled>—</option>
        {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
      </select>
      {mark}
    </div>
  );
}

function Outcome({ event, readOnly, mark, onSave }: { event: EventView; readOnly: boolean; mark: ReactNode; onSave: (outcome: { kind: string; number: string | null }) => void }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList("outcome_kind");
  const [number, setNumber] = useState(event.outcome?.number ?? "");
  return (
    <div className="bar pad wrap">
      <select id="event-outcome" className="input" style={{ width: "calc(var(--k)*280px)" }} disabled={readOnly} value={event.outcome?.kind ?? ""} aria-label={t("event.outcome")}
        onChange={(one) => onSave({ kind: one.target.value, number: number || null })}>
        <option value="" disabled>{t("event.outcome_choose")}</option>
        {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
      </select>
      <input className="input code" style={{ width: "calc(var(--k)*200px)" }} readOnly={readOnly} value={number} placeholder={t("event.case_number")} aria-label={t("event.case_number")}
        onChange={(one) => setNumber(one.target.value)} onBlur={() => { if (event.outcome && number !== (event.outcome.number ?? "")) onSave({ kind: event.outcome.kind, number: number || null }); }} />
      {mark}
    </div>
  );
}
