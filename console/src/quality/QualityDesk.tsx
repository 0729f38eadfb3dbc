/** The quality board: numbers of the institution's records, the list behind each, one event of it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { get } from "../api/client";
import type { EventPage, EventRow, EventView, QualityBoard, QualityFigure } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { EventPane } from "../register/EventPane";
import { useSaving } from "../register/Export";
import { sayRefusal, useClassifier, useDesk, useDeskKeys, useInstitutionName } from "../session/desk";
import { List } from "../ui/List";
import { Button, Empty, Field, Pane, PaneHead } from "../ui/parts";
import { dateOf, dayOf, momentOf } from "../ui/time";

const BASE = "/api/v1/register/quality";
const DAY_MINUTES = 1440;
const NO_VERBS: never[] = [];
const NONE: EventRow[] = [];
const FORMS = ["xlsx", "csv"] as const;

export function QualityDesk(): ReactNode {
  const { t } = useWords();
  const [days, setDays] = useState({ from: "", to: "" });
  const [figure, setFigure] = useState<QualityFigure["code"]>("incomplete");
  const [event, setEvent] = useState<string | null>(null);
  const query = useMemo(() => queryOf(days), [days]);
  const board = useQuery({ queryKey: ["quality", query], placeholderData: keepPreviousData, retry: false, queryFn: () => get<QualityBoard>(`${BASE}?${query}`) });
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "F3", word: "quality.period", run: () => document.getElementById("quality-from")?.focus() }], []);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "calc(var(--k)*360px) calc(var(--k)*330px) minmax(0,1fr)" }}>
      <Pane label={t("view.quality")}>
        <PaneHead title={t("view.quality")}><kbd className="key">F3</kbd></PaneHead>
        <div className="scroll">
          <div className="pad grid-2">
            <Field label={t("quality.from")}><input id="quality-from" className="input" placeholder={t("day.hint")} value={days.from} onChange={(one) => setDays({ ...days, from: one.target.value })} /></Field>
            <Field label={t("quality.to")}><input className="input" placeholder={t("day.hint")} value={days.to} onChange={(one) => setDays({ ...days, to: one.target.value })} /></Field>
          </div>
          {board.isError ? <p className="pad warn" role="alert">{sayRefusal(board.error, t("away"))}</p> : null}
          {board.data ? <Figures board={board.data} chosen={figure} onChoose={(code) => { setFigure(code); setEvent(null); }} /> : <Empty>{t("loading")}</Empty>}
        </div>
      </Pane>
      <Behind figure={figure} query={query} chosen={event} onChoose={setEvent} />
      <Pane label={t("event.title")} lift><Opened event={event} onOpen={setEvent} /></Pane>
    </main>
  );
}

/** Days as the wire has them; what is no day yet is left out. */
function queryOf(days: { from: string; to: string }): string {
  const query = new URLSearchParams();
  for (const [name, text] of Object.entries(days)) {
    const day = dayOf(text);
    if (day && /^\d{4}-\d\d-\d\d$/.test(day)) query.set(name, day);
  }
  return query.toString();
}

function Figures({ board, chosen, onChoose }: { board: QualityBoard; chosen: string; onChoose: (code: QualityFigure["code"]) => void }): ReactNode {
  const { t } = useWords();
  const institution = useInstitutionName();
  const spanOf = (minutes: number): string => (minutes && minutes % DAY_MINUTES === 0 ? t("quality.span_days", { count: minutes / DAY_MINUTES }) : t("quality.span_minutes", { count: minutes }));
  const all = board.figures.find((one) => one.code === "registered")?.count ?? 0;
  return (
    <>
      <p className="pad small ink2">{institution(board.institution)} · {t("quality.days", { from: dateOf(board.since), to: dateOf(board.until) })}</p>
      <List label={t("quality.figures")} items={board.figures} idOf={(one) => one.code} chosen={chosen} onChoose={(id) => onChoose(id as QualityFigure["code"])} className="rows q">
        {(one) => (
          <>
            <span />
            <div>
              <div className="bar"><b className="grow">{t(`quality.${one.code}`)}</b><b className="code">{one.configured ? one.count : "—"}</b></div>
              <div className="sub">{one.configured ? t(`quality.what.${one.code}`, { span: spanOf(one.minutes ?? 0) }) : t("quality.unset")}</div>
              <div className="sub">{[one.configured && one.code !== "registered" && all ? t("quality.share", { share: Math.round((100 * one.count) / all) }) : "", one.configured ? t("quality.before", { count: one.before }) : ""].filter(Boolean).join(" · ")}</div>
            </div>
            <span />
          </>
        )}
      </List>
      <p className="pad small ink2">{t("quality.note")}</p>
    </>
  );
}

function Behind({ figure, query, chosen, onChoose }: { figure: QualityFigure["code"]; query: string; chosen: string | null; onChoose: (id: string) => void }): ReactNode {
  const { t, value, code } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const page = useQuery({ queryKey: ["quality", figure, query], retry: false, queryFn: () => get<EventPage>(`${BASE}/${figure}?${query}`) });
  const rows = page.data?.rows ?? NONE;
  const [busy, save] = useSaving();
  return (
    <Pane label={t("quality.list")}>
      <PaneHead title={t(`quality.${figure}`)} note={rows.length || null}>
        {rows.length ? FORMS.map((form) => <Button key={form} low kind="quiet" isDisabled={busy} onPress={() => save(`${BASE}/${figure}/export?${query ? `${query}&` : ""}format=${form}`, `${figure}.${form}`)}>{form.toUpperCase()}</Button>) : null}
      </PaneHead>
      <div className="scroll">
        <List label={t("quality.list")} items={rows} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose}>
          {(one) => (
            <>
              <span className="shape" data-s={one.missing ? "open" : "done"} />
              <div><div className="cut"><b className="code">{one.number}</b></div><div className="sub cut">{value(types(one.type), one.type)} · {one.missing ? t("event.missing", { count: one.missing }) : code(`event_status.${one.status}`)}</div></div>
              <span className="code ink2">{momentOf(one.received_at, now)}</span>
            </>
          )}
        </List>
        {page.data && rows.length === 0 ? <Empty>{t("quality.none")}</Empty> : null}
        {page.data?.cursor ? <p className="pad small ink2">{t("quality.more")}</p> : null}
      </div>
    </Pane>
  );
}

function Opened({ event, onOpen }: { event: string | null; onOpen: (id: string) => void }): ReactNode {
  const { t } = useWords();
  const found = useQuery({
    queryKey: ["event", event], enabled: event !== null, retry: false, staleTime: Infinity,
    queryFn: () => get<EventView>(`/api/v1/register/events/${event ?? ""}`, { purpose: `supervision;ref=${event ?? ""}` }),
  });
  if (event !== null && found.data) return <EventPane key={found.data.id} event={found.data} sought={null} onOpen={onOpen} />;
  return <><PaneHead title={t("event.title")} /><Empty>{found.isError ? sayRefusal(found.error, t("away")) : t(event !== null ? "loading" : "quality.choose")}</Empty></>;
}
