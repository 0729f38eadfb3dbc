/** A card that is out: what was said, what crews read, notes, its services and its history. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { get, post } from "../api/client";
import type { Card, TimelineEntry } from "../api/types";
import { useWords } from "../i18n";
import { connection } from "../live/connection";
import { ChangeCard } from "./ChangeCard";
import { useClassifier, useDesk, useInstitutionName } from "../session/desk";
import { Age, Priority } from "../ui/marks";
import { Button, Empty, PaneHead, SectionHead } from "../ui/parts";
import { momentOf, secondsSince, timeOf } from "../ui/time";

export function CardHead({ card }: { card: Card }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  return (
    <PaneHead title={<>VEK <span className="code">{card.number}</span></>} note={t("card.opened", { time: timeOf(card.opened_at), who: card.opened_by_name })}>
      <Priority value={card.priority} label={t("priority", { value: card.priority })} />
      <Age seconds={secondsSince(card.happened_at, now)} target={null} line />
    </PaneHead>
  );
}

export function RunningCard({ card }: { card: Card }): ReactNode {
  const { t, value } = useWords();
  const type = useClassifier("incident_type")(card.type_code);
  const [changing, setChanging] = useState(false);
  return (
    <div className="scroll">
      {changing ? <ChangeCard card={card} onDone={() => setChanging(false)} /> : <div className="pad" style={{ display: "grid", gap: "var(--s-2)" }}>
        <p className="figure strong">{card.place?.text ?? t("place.none")}</p>
        <p className="ink2">{[value(type), card.place?.municipality].filter(Boolean).join(" · ")}</p>
        <p className="big">{card.what}</p>
        {card.place?.lat == null ? <p className="st" data-s="warn">{t("place.unplaced")}</p> : null}
        {card.state === "informed" ? <div className="bar"><Button low onPress={() => setChanging(true)}>{t("card.change")}</Button></div> : null}
      </div>}
      <SectionHead title={t("card.crew_text")} note={t("card.crew_text_note")} />
      <ol className="time-l">{card.crew_text.map((line) => <li key={line}><span className="ink3" aria-hidden="true">–</span><span>{line}</span></li>)}</ol>
      <Notes card={card} />
    </div>
  );
}

export function Notes({ card }: { card: Card }): ReactNode {
  const { t } = useWords();
  const { act } = useDesk();
  const [text, setText] = useState("");
  const [forCrews, setForCrews] = useState(true);
  if (card.state === "closed") return <Empty>{t("card.is_closed")}</Empty>;
  const send = async (): Promise<void> => {
    if (!text.trim()) return;
    const done = await act(t("done.noted"), () => post<Card>(`/api/v1/calls/cards/${card.id}/notes`, { text: text.trim(), for_crews: forCrews }));
    if (done) setText("");
  };
  return (
    <div className="pad">
      <div className="bar">
        <input className="input" value={text} maxLength={2000} aria-label={t("note.label")} placeholder={t("note.label")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); void send(); } }} />
        <label className="bar nowrap"><input type="checkbox" checked={forCrews} onChange={(event) => setForCrews(event.target.checked)} />{t("note.for_crews")}</label>
        <Button onPress={() => void send()} hotkey="Enter">{t("note.add")}</Button>
      </div>
    </div>
  );
}

/** Read once, then told by the feed when something was added. */
export function Timeline({ card }: { card: Card }): ReactNode {
  const { t, code, language } = useWords();
  const { now } = useDesk();
  const queries = useQueryClient();
  const institution = useInstitutionName();
  const queryKey = ["timeline", card.id];
  const { data } = useQuery({ queryKey, queryFn: () => get<TimelineEntry[]>(`/api/v1/calls/cards/${card.id}/timeline`) });
  useEffect(() => connection.onChange((change) => {
    if (change.subject_id === card.id) void queries.invalidateQueries({ queryKey: ["timeline", card.id] });
  }), [card.id, queries]);
  return (
    <ol className="time-l" aria-label={t("timeline.title")} lang={language}>
      {(data ?? []).map((entry) => (
        <li key={entry.cursor}>
          <time dateTime={entry.at}>{momentOf(entry.at, now)}</time>
          <span>
            {code(`topic.${entry.topic}`)}{detail(entry, code, institution)}
            <span className="who"> · {entry.actor_name}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function detail(entry: TimelineEntry, code: (code: string) => string, institution: (code: string) => string): string {
  const { data } = entry;
  const parts = [
    data["call_sign"],
    data["leg_institution"] ? institution(String(data["leg_institution"])) : null,
    data["to_institution"] ? `→ ${institution(String(data["to_institution"]))}` : null,
    data["state"] ? code(`${entry.topic.startsWith("calls.") ? "leg_state" : "assignment_state"}.${String(data["state"])}`) : null,
    data["text"], data["caller"], data["reason"],
  ].filter((part) => part !== null && part !== undefined && part !== "");
  return parts.length ? `: ${parts.join(", ")}` : "";
}
