/** The first rows as the register will have them: what is wrong stands under the event. */
import type { ReactNode } from "react";
import type { ImportPreview, PreviewedEvent } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";

interface Said { type?: string; received_at?: string; narrative?: string; place?: { address?: string; lat?: number; lon?: number }; persons?: { name?: string; surname?: string }[]; vehicles?: { plate?: string }[] }

export function FirstEvents({ preview }: { preview: ImportPreview }): ReactNode {
  const { t } = useWords();
  if (preview.events.length === 0) return null;
  const faulty = preview.events.filter((one) => one.faults.length > 0).length;
  return (
    <section aria-label={t("imports.first")}>
      <SectionHead title={t("imports.first")} note={faulty ? t("imports.first_faulty", { count: faulty }) : t("imports.first_fit")} />
      <ul>{preview.events.map((one) => <Previewed key={one.rows.join(",")} event={one} />)}</ul>
    </section>
  );
}

function Previewed({ event }: { event: PreviewedEvent }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const said = event.document as Said;
  const people = [...(said.persons ?? []).map((one) => [one.name, one.surname].filter(Boolean).join(" ")), ...(said.vehicles ?? []).map((one) => one.plate)].filter(Boolean).join(", ");
  const point = said.place?.lat !== undefined && said.place.lon !== undefined ? `${said.place.lat.toFixed(5)}, ${said.place.lon.toFixed(5)}` : "";
  return (
    <li className="pad-x" style={{ padding: "var(--s-2) var(--s-3)", borderBottom: "var(--line-w) solid var(--line-1)" }}>
      <div className="bar">
        <span className="shape" data-s={event.faults.length ? "warn" : "open"} />
        <b className="code">{event.source_id ?? "—"}</b><span>{value(types(said.type), said.type ?? "—")}</span><span className="grow" />
        <span className="small ink2">{t("imports.row_of", { row: event.rows.join(", ") })}</span><span className="code ink2">{said.received_at ? momentOf(said.received_at, now) : "—"}</span>
      </div>
      <div className="small ink2 cut">{[said.place?.address, point, people, said.narrative].filter(Boolean).join(" · ")}</div>
      {event.faults.map((one) => <div key={`${one.row} ${one.path} ${one.code}`} className="small warn">{[t("imports.row_of", { row: one.row }), one.column, one.message].filter(Boolean).join(" · ")}</div>)}
    </li>
  );
}
