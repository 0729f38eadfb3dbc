/** The register's desk: my events → the event → what is still missing to complete it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { get } from "../api/client";
import type { EventRow, EventView } from "../api/types";
import { useWords } from "../i18n";
import type { Verb } from "../keyboard/command";
import type { Shortcut } from "../keyboard/keys";
import { useLive } from "../live/store";
import { EVENT_OF_CARD, EVENT_SHOWN, useClassifier, useDesk, useDeskKeys, useKept } from "../session/desk";
import { DueNotices } from "../protection/Notices";
import { useSession } from "../session/session";
import { List } from "../ui/List";
import { Category } from "../ui/marks";
import { Button, Empty, Pane, PaneHead, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { PurposeForm, PurposeLine, headerOf, useTaskPurpose } from "../session/purpose";
import { LevelMark } from "./Access";
import { EventPane } from "./EventPane";
import { GlassDialog, GlassLine } from "./GlassDialog";
import { GlassReview } from "./GlassReviews";
import { useGlasses } from "./glass";
import { ListExport } from "./Export";
import { Missing } from "./Missing";
import { NewEvent } from "./NewEvent";
import type { Sought } from "./sought";
import { WorkLists } from "./WorkLists";
import { Hits } from "./search/Hits";
import { LinkView } from "./search/LinkView";
import { Same } from "./search/Same";

const OPEN = new Set(["registered", "in_progress", "suspended"]);

export function RegisterDesk(): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const queries = useQueryClient();
  const rows = useLive((state) => state.events);
  const [wanted, setWanted] = useState("");
  const [asked, setAsked] = useState("");
  const [writing, setWriting] = useState(false);
  const { session, has } = useSession();
  const [chosen, setChosen] = useKept(`${EVENT_SHOWN}.${session.person_id}`);
  const mayWrite = has("register.write");
  const [tied, setTied] = useState<string | null>(null);
  const [task, setTask] = useTaskPurpose();
  const [breaking, setBreaking] = useState(false);
  const [reviewed, setReviewed] = useState<string | null>(null);
  const { own: broken, waiting, judged } = useGlasses();
  const glass = [...waiting, ...judged].find((one) => one.id === reviewed);
  const [ofCard, setOfCard] = useKept(EVENT_OF_CARD);
  const openEvent = useCallback((id: string) => { setTied(null); setReviewed(null); setOfCard(null); setChosen(id); }, [setOfCard, setChosen]);
  const person = tied?.startsWith("person:") && !writing ? tied.slice(7) : null;
  const leave = useCallback(() => setTied(null), []);
  const list = useMemo(() => [...rows.values()].sort((a, b) => b.received_at.localeCompare(a.received_at)), [rows]);
  const open = list.filter((one) => OPEN.has(one.status));
  const ended = list.filter((one) => !OPEN.has(one.status)).slice(0, 30);
  const row = chosen ? rows.get(chosen) : undefined;
  const event = useQuery({
    queryKey: ["event", chosen],
    // What stands in one's own list is opened to work on it; what was searched for, for what it was searched.
    queryFn: () => get<EventView>(`/api/v1/register/events/${chosen ?? ""}`, { purpose: row || !task ? `event_entry;ref=${row?.number ?? chosen ?? ""}` : headerOf(task) }),
    enabled: chosen !== null, staleTime: Infinity,
  });
  // The feed says that a newer version exists; the event itself, with its persons, is asked for.
  const newer = row && event.data && row.version > event.data.version;
  // Again with each version: what was asked for may have been answered before the last one was written.
  const [told, read] = [row?.version, event.data?.version];
  useEffect(() => { if (newer) void queries.invalidateQueries({ queryKey: ["event", chosen] }); }, [newer, told, read, chosen, queries]);
  const [sought, setSought] = useState<Sought | null>(null);
  useEffect(() => setSought(null), [chosen]);
  const wished = ofCard ? open.find((one) => one.card_number === ofCard) : undefined;
  useEffect(() => {
    if (wished) openEvent(wished.id);
    else if (chosen === null && !ofCard && open[0]) setChosen(open[0].id);
  }, [chosen, open, wished, ofCard, openEvent, setChosen]);

  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "F3", word: "key.queue", run: () => document.getElementById("register-search")?.focus() },
    { keys: "Alt+A", word: "glass.title", run: () => setBreaking(true) },
    ...(mayWrite ? [{ keys: "F2", word: "event.new" as const, run: () => setWriting(true) }] : [])], [mayWrite]);
  const verbs = useMemo<Verb<null>[]>(() => [{
    verb: "?", does: t("verb.search"), slots: [{ kind: "text", name: "teksts" }],
    preview: ({ teksts }) => ({ text: t("preview.search", { text: teksts ?? "" }), run: () => { setWanted(teksts ?? ""); setAsked(teksts ?? ""); return Promise.resolve(t("register.search")); } }),
  }], [t]);
  useDeskKeys(shortcuts, verbs);
  const show = (one: EventRow): ReactNode => (
    <>
      {one.category ? <Category letter={one.category} title={t("event.category", { letter: one.category })} /> : <span className="shape" data-s={OPEN.has(one.status) ? "open" : "done"} />}
      <div>
        <div className="bar"><b className="cut">{value(types(one.type), one.type)}</b> <LevelMark level={one.level} /></div>
        <div className="sub cut">{one.address ?? t("place.none")} · {OPEN.has(one.status) ? t("event.missing", { count: one.missing }) : code(`event_status.${one.status}`)}</div>
      </div>
      <span className="code ink2">{momentOf(one.received_at, now)}</span>
    </>
  );
  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "calc(var(--k)*300px) minmax(0,1fr) calc(var(--k)*320px)" }}>
      <Pane label={t("register.events")}>
        <PaneHead title={t("register.events")} note={open.length}>
          {mayWrite ? <Button low hotkey="F2" onPress={() => setWriting(true)}>{t("event.new_short")}</Button> : null}<kbd className="key">F3</kbd>
        </PaneHead>
        <form className="pad" onSubmit={(one) => { one.preventDefault(); setAsked(wanted.trim()); }}>
          <input id="register-search" className="input" value={wanted} placeholder={t("register.search_hint")} aria-label={t("register.search")}
            onChange={(one) => { setWanted(one.target.value); if (!one.target.value) setAsked(""); }} />
        </form>
        <div className="scroll">
          {broken ? <GlassLine glass={broken} /> : null}
          {asked && task ? <PurposeLine purpose={task} onEnd={() => setTask(null)} /> : null}
          {asked && !task ? <PurposeForm first="search" onChosen={setTask} onLeave={() => setAsked("")} /> : null}
          {asked && task ? <Hits key={asked} asked={asked} purpose={headerOf(task)} onOpen={openEvent} onLinks={setTied} /> : null}
          <DueNotices chosen={chosen} onOpen={openEvent} />
          <WorkLists chosen={chosen} onOpen={openEvent} />
          {waiting.length ? (
            <>
              <SectionHead title={t("glass.waiting")} note={waiting.length} />
              <List label={t("glass.waiting")} items={waiting} idOf={(one) => one.id} chosen={reviewed} onChoose={setReviewed}>
                {(one) => <><span className="shape" data-s="open" /><div><div className="cut"><b>{one.actor_name}</b></div><div className="sub cut">{one.reason}</div></div><span className="code ink2">{one.broken_at ? momentOf(one.broken_at, now) : ""}</span></>}
              </List>
            </>
          ) : null}
          <SectionHead title={t("register.open")} note={open.length} />
          <List label={t("register.open")} items={open} idOf={(one) => one.id} chosen={chosen} onChoose={openEvent}>{show}</List>
          <SectionHead title={t("register.ended")} note={ended.length} />
          <List label={t("register.ended")} items={ended} idOf={(one) => one.id} chosen={chosen} onChoose={openEvent}>{show}</List>
          <ListExport />
        </div>
      </Pane>
      <Pane label={t("event.title")} lift>
        {writing ? (
          <NewEvent owner={session.person_id} onClose={() => setWriting(false)}
            onDone={(registered) => { queries.setQueryData(["event", registered.id], registered); setChosen(registered.id); setWriting(false); }} />
        ) : glass ? <GlassReview key={glass.id} glass={glass} />
          : tied && task ? <LinkView key={tied} start={tied} purpose={headerOf(task)} onOpen={openEvent} onFollow={setTied} onBack={leave} /> : event.data ? <EventPane key={event.data.id} event={event.data} sought={sought} onOpen={openEvent} /> : <><PaneHead title={t("event.title")} /><Empty>{t(chosen ? "loading" : "register.choose")}</Empty></>}
      </Pane>
      <Pane label={t(person ? "same.person" : "missing.title")}>
        {person && task ? <Same key={person} id={person} purpose={headerOf(task)} onFollow={setTied} /> : event.data && !writing ? <Missing event={event.data} onSeek={(path) => setSought({ path, turn: Date.now() })} /> : <PaneHead title={t("missing.title")} />}
      </Pane>
      {breaking ? <GlassDialog onClose={() => setBreaking(false)} /> : null}
    </main>
  );
}
