/** The search's answer: things of every kind, best first, each with why; Enter opens the event. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { get } from "../../api/client";
import type { Hit, SearchAnswer } from "../../api/types";
import { useWords } from "../../i18n";
import { useShortcuts, type Shortcut } from "../../keyboard/keys";
import { sayRefusal, useClassifier, useDesk, useInstitutionName } from "../../session/desk";
import { List } from "../../ui/List";
import { Button, Empty, SectionHead } from "../../ui/parts";
import { dateOf, momentOf } from "../../ui/time";
import { useMarkName } from "./marks";
import { SaveSearch } from "../../saved/SaveSearch";
import { KINDS, LETTERS, addressOf, countOf, eventOf, rowsOf, thingOf, type Kind, type Row } from "./hits";

const SPANS = [0, 30, 365, 730] as const;
const NONE: Hit[] = [];

export function Hits({ asked, purpose, onOpen, onLinks }: { asked: string; purpose: string; onOpen: (event: string) => void; onLinks: (thing: string) => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const [days, setDays] = useState<number>(0);
  const [kind, setKind] = useState<Kind | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const found = useQuery({
    queryKey: ["index-search", asked, days, purpose],
    queryFn: () => get<SearchAnswer>(addressOf(asked, days, Date.now()), { purpose }),
    enabled: asked.length >= 2, retry: false,
  });
  const hits = found.data?.hits ?? NONE;
  const counts = countOf(hits);
  const shown = kind !== null && counts.has(kind) ? hits.filter((one) => one.kind === kind) : hits;
  const rows = rowsOf(shown, chosen);

  const choose = (id: string): void => {
    setChosen(id);
    const event = eventOf(id);
    if (event) onOpen(event);
  };
  const take = (id: string): void => {
    const row = rows.find((one) => one.id === id);
    const event = row?.event ?? row?.hit.events[0];
    if (event) onOpen(event.id);
  };
  const thing = chosen === null ? null : thingOf(chosen);
  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "Alt+W", word: "saved.save", run: () => setSaving(true) },
    ...(thing === null ? [] : [{ keys: "Alt+S", word: "index.links" as const, run: () => onLinks(thing) }]),
  ], [thing, onLinks]);
  useShortcuts(shortcuts);

  return (
    <>
      <SectionHead title={t("register.found")} note={found.data ? hits.length : found.isError ? "—" : "…"}>
        <select className="input is-low" aria-label={t("index.span")} value={days} onChange={(one) => setDays(Number(one.target.value))}>
          {SPANS.map((one) => <option key={one} value={one}>{t(`index.span.${one}` as "index.span.0")}</option>)}
        </select>
      </SectionHead>
      {found.data && !saving ? <div className="bar pad-x wrap" style={{ paddingBlock: "var(--s-1)" }}><Button low hotkey="Alt+W" onPress={() => setSaving(true)}>{t("saved.save")}</Button></div> : null}
      {saving ? <SaveSearch asked={asked} days={days} kind={kind} purpose={purpose} onClose={() => setSaving(false)} /> : null}
      {counts.size > 1 ? (
        <div className="bar pad wrap" role="group" aria-label={t("index.kinds")}>
          {KINDS.filter((one) => counts.has(one)).map((one) => (
            <button key={one} type="button" className={one === kind ? "chip is-on" : "chip"} aria-pressed={one === kind} onClick={() => setKind(one === kind ? null : one)}>
              {t(`index.kind.${one}` as "index.kind.person")} {counts.get(one)}{found.data?.cut.includes(one) ? "+" : ""}
            </button>
          ))}
        </div>
      ) : null}
      <List label={t("register.found")} items={rows} idOf={(row) => row.id} chosen={chosen} onChoose={choose} onTake={take} className="rows q hits">
        {(row) => (row.event ? <EventLine row={row} now={now} /> : <HitLine hit={row.hit} now={now} />)}
      </List>
      {found.data && hits.length === 0 ? <Empty>{t("register.nothing")}</Empty> : null}
      {found.isError ? <Empty>{sayRefusal(found.error, t("away"))}</Empty> : null}
      {hits.length > 0 ? <p className="pad small ink3"><kbd className="key">Enter</kbd> {t("index.opens")} <kbd className="key">Alt+S</kbd> {t("index.links")}</p> : null}
    </>
  );
}

export function HitLine({ hit, now }: { hit: Hit; now: number }): ReactNode {
  const { t } = useWords();
  const markOf = useMarkName();
  const newest = hit.events[0];
  const facts = [hit.birth_on ? dateOf(hit.birth_on) : "", hit.personal_code ?? "", hit.kind === "mark" ? markOf(hit.detail) : (hit.detail ?? "")];
  const stands = [
    t("index.events", { count: `${hit.event_count}${hit.more_events ? "+" : ""}` }), hit.merged > 1 ? t("index.merged", { count: hit.merged }) : "",
    hit.name_only ? t("index.name_only") : "", newest?.address ?? "",
  ];
  const told = facts.filter(Boolean).join(" · ");
  const where = stands.filter(Boolean).join(" · ");
  return (
    <>
      <span className="prov" title={t(`index.kind.${hit.kind}` as "index.kind.person")}>{LETTERS[hit.kind]}</span>
      <div>
        <div className={hit.kind === "person" || hit.kind === "address" ? "cut strong" : "cut strong code"} title={hit.label}>{hit.label}</div>
        {told ? <div className="cut" title={told}>{told}</div> : null}
        <div className="sub cut" title={where}>{where}</div>
        <Why hit={hit} />
      </div>
      <span className="code ink2">{newest ? momentOf(newest.received_at, now) : ""}</span>
    </>
  );
}

function Why({ hit }: { hit: Hit }): ReactNode {
  const { t, code } = useWords();
  return (
    <div className="bar small wrap why">
      <span className="ink3">{t("index.because")}</span>
      {hit.why.map((one, place) => <span key={place} className="chip">{code(`why.${one.code}`)}{one.found && one.found !== hit.label ? ` ${one.found}` : ""}</span>)}
    </div>
  );
}

export function EventLine({ row, now }: { row: Row; now: number }): ReactNode {
  const { value } = useWords();
  const institution = useInstitutionName();
  const types = useClassifier("incident_type");
  const roles = useClassifier("person_role");
  const vehicleRoles = useClassifier("vehicle_role");
  const { event } = row;
  if (!event) return null;
  const role = value((row.hit.kind === "vehicle" ? vehicleRoles : roles)(event.role), event.role ?? "");
  const what = [value(types(event.type), event.type), role].filter(Boolean).join(" · ");
  const where = [event.number, institution(event.institution), event.address].filter(Boolean).join(" · ");
  return (
    <>
      <span aria-hidden="true" />
      <div>
        <div className="cut" title={what}>{what}</div>
        <div className="sub cut" title={where}>{where}</div>
      </div>
      <span className="code ink2">{momentOf(event.received_at, now)}</span>
    </>
  );
}
