/** Events that belong to this one: those that people have named, and those that lie near at hand. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { get, post } from "../api/client";
import type { EventAround, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useClassifierList, useDesk, useInstitutionName } from "../session/desk";
import { useSession } from "../session/session";
import { Button, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { useEventWork } from "./work";

const KIND = "same_occurrence";

export function RelatedEvents({ event, mayWrite, onOpen }: { event: EventView; mayWrite: boolean; onOpen: (event: string) => void }): ReactNode {
  const { t, value } = useWords();
  const { act } = useDesk();
  const { has } = useSession();
  const work = useEventWork(event);
  const kinds = useClassifier("event_relation");
  const [writing, setWriting] = useState<string | null>(null);
  const [around, setAround] = useState(false);
  const base = `/api/v1/register/events/${event.id}/relations`;
  if (!has("register.persons") || !work) return null;
  const related = new Set(work.related.map((one) => one.row.id));
  return (
    <section aria-label={t("related.title")}>
      <SectionHead title={t("related.title")} note={work.related.length || null}>
        <Button low onPress={() => setAround(!around)}>{t(around ? "related.hide" : "related.look")}</Button>
        {mayWrite ? <Button low onPress={() => setWriting("")}>{t("related.add")}</Button> : null}
      </SectionHead>
      {writing === null ? null : <RelationForm key={writing} base={base} number={writing} onEnd={() => setWriting(null)} />}
      <ul>
        {work.related.map(({ relation, row }) => (
          <Line key={relation.id} type={row.type} number={row.number} at={row.received_at} institution={row.institution} onOpen={() => onOpen(row.id)}
            why={[value(kinds(relation.kind), relation.kind), relation.note, relation.by_name].filter(Boolean).join(" · ")}>
            {mayWrite ? <Button low kind="quiet" onPress={() => void act(t("related.ended"), () => post(`${base}/${relation.id}/end`, {}))}>{t("related.end")}</Button> : null}
          </Line>
        ))}
      </ul>
      {around ? <Around event={event} without={related} onOpen={onOpen} onRelate={mayWrite ? setWriting : null} /> : null}
    </section>
  );
}

function Around({ event, without, onOpen, onRelate }: {
  event: EventView; without: ReadonlySet<string>; onOpen: (event: string) => void; onRelate: ((number: string) => void) | null;
}): ReactNode {
  const { t } = useWords();
  const { data } = useQuery({
    queryKey: ["around", event.id, event.version],
    queryFn: () => get<EventAround[]>(`/api/v1/index/events/${event.id}/around`, { purpose: `event_entry;ref=${event.number}` }),
  });
  const found = (data ?? []).filter((one) => !without.has(one.event.id));
  if (!data || found.length === 0) return <p className="pad small ink2">{t(data ? "related.nothing" : "loading")}</p>;
  return (
    <ul aria-label={t("related.around")}>
      {found.map(({ event: one, why }) => (
        <Line key={one.id} type={one.type} number={one.number} at={one.received_at} institution={one.institution} onOpen={() => onOpen(one.id)}
          why={why.map((reason) => t(reason === "person" ? "related.person" : "related.address")).join(", ")}>
          {onRelate ? <Button low onPress={() => onRelate(one.number)}>{t("related.relate")}</Button> : null}
        </Line>
      ))}
    </ul>
  );
}

function Line({ type, number, at, institution, why, onOpen, children }: {
  type: string; number: string; at: string; institution: string; why: string; onOpen: () => void; children: ReactNode;
}): ReactNode {
  const { value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const nameOf = useInstitutionName();
  return (
    <li className="bar pad-x" style={{ minHeight: "var(--row)", borderBottom: "var(--line-w) solid var(--line-1)" }}>
      <Button low kind="quiet" onPress={onOpen}><span className="code">{number}</span></Button>
      <b className="cut">{value(types(type), type)}</b>
      <span className="small ink2 grow cut">{why} · {nameOf(institution)}</span>
      <span className="code small ink2">{momentOf(at, now)}</span>
      {children}
    </li>
  );
}

function RelationForm({ base, number, onEnd }: { base: string; number: string; onEnd: () => void }): ReactNode {
  const { t, value } = useWords();
  const { act } = useDesk();
  const { data } = useClassifierList("event_relation");
  const [body, setBody] = useState({ id: crypto.randomUUID(), number, kind: KIND, note: "" });
  const send = (sent: FormEvent): void => {
    sent.preventDefault();
    void act(t("related.done"), () => post(base, { ...body, note: body.note.trim() || null })).then((done) => { if (done) onEnd(); });
  };
  return (
    <form className="bar pad wrap" aria-label={t("related.add")} onSubmit={send}>
      <input className="input code" autoFocus required maxLength={60} value={body.number} placeholder={t("related.number")} aria-label={t("related.number")} onChange={(one) => setBody({ ...body, number: one.target.value })} />
      <select className="input" value={body.kind} aria-label={t("related.kind")} onChange={(one) => setBody({ ...body, kind: one.target.value })}>
        {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
      </select>
      <input className="input grow" maxLength={1000} value={body.note} placeholder={t("related.note")} aria-label={t("related.note")} onChange={(one) => setBody({ ...body, note: one.target.value })} />
      <Button type="submit" low kind="main">{t("related.relate")}</Button><Button low onPress={onEnd}>{t("cancel")}</Button>
    </form>
  );
}
