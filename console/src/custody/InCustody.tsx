/** Beside the event: which of its things are in custody, and the one act that takes in the rest. */
import { useState, type ReactNode } from "react";
import type { CustodyItem, EventView } from "../api/types";
import { useWords } from "../i18n";
import { ITEM_SHOWN, useDesk, useInstitutionName, useKept } from "../session/desk";
import { useSession } from "../session/session";
import { Button, Field, SectionHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { PlaceChoice } from "./PlaceChoice";
import { useCustodyAct, useThings } from "./custody";

const TAKEN = new Set(["seized", "found", "evacuated"]);

/** Whether there is anything to ask for: an event without such things has no section. */
function hasThings(event: EventView): boolean {
  return [...event.objects.map((one) => one.status), ...event.documents.map((one) => one.status), ...event.vehicles.map((one) => one.role)].some((one) => TAKEN.has(one ?? ""));
}

export function InCustody({ event }: { event: EventView }): ReactNode {
  const { has } = useSession();
  return has("custody.read") && has("register.persons") && hasThings(event) ? <Things key={event.version} event={event} mayWrite={has("custody.write")} /> : null;
}

function Things({ event, mayWrite }: { event: EventView; mayWrite: boolean }): ReactNode {
  const { t } = useWords();
  const institution = useInstitutionName();
  const { openView } = useDesk();
  const [, showItem] = useKept(ITEM_SHOWN);
  const act = useCustodyAct();
  const things = useThings(event);
  const [place, setPlace] = useState("");
  const [basis, setBasis] = useState("");
  const left = things.filter((one) => one.item === null);
  const take = (): void => void act<CustodyItem[]>("custody.done.taken_all", `events/${event.id}/take`, { place_id: place || null, legal_basis: basis.trim() || null });
  const where = (item: CustodyItem): string => item.place_code ?? `${item.holder_name}, ${institution(item.holder_institution)}`;
  return (
    <section aria-label={t("custody.in_custody")}>
      <SectionHead title={t("custody.in_custody")} note={`${things.length - left.length}/${things.length}`} />
      <ul>{things.map(({ thing, item }) => (
        <li key={`${thing.part} ${thing.ref}`} className="bar pad-x wrap" style={{ minHeight: "var(--row)" }}>
          <span className="st" data-s={item ? "done" : "open"}>{thing.description}</span><span className="small ink2">{t(`custody.kind.${thing.kind}`)}</span><span className="grow" />
          {item ? <><Button kind="quiet" low onPress={() => { showItem(item.id); openView("custody"); }}><span className="code">{item.number}</span></Button><span className="small ink2">{t(`custody.status.${item.status}`)} · {where(item)}{item.due_on ? ` · ${dateOf(item.due_on)}` : ""}</span></> : <span className="small ink2">{t("custody.not_yet")}</span>}
        </li>
      ))}</ul>
      {mayWrite && left.length > 0 ? (
        <form className="pad form" onSubmit={(sent) => { sent.preventDefault(); take(); }}>
          <div className="grid-2">
            <PlaceChoice chosen={place} onChoose={setPlace} />
            <Field label={t("custody.basis")}><input className="input" maxLength={300} value={basis} onChange={(typed) => setBasis(typed.target.value)} /></Field>
          </div>
          <div className="bar"><Button type="submit" low>{t("custody.take_all", { count: left.length })}</Button></div>
        </form>
      ) : null}
    </section>
  );
}
