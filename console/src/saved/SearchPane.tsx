/** One saved search: what it waits for, acts upon it, and what it has told, the new first. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { post, remove } from "../api/client";
import type { Hit, SavedSearch, SearchAnswer, SearchNotice } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { HitLine } from "../register/search/Hits";
import { keyOf, rowsOf } from "../register/search/hits";
import { useClassifier, useDesk, useInstitutionName } from "../session/desk";
import { Confirm } from "../ui/Confirm";
import { List } from "../ui/List";
import { Button, Empty, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { Changes } from "./Changes";
import { BASE, DONE, useMarkSeen, useNotices } from "./saved";

interface Props { search: SavedSearch; event: string | null; onOpen: (event: string) => void }

export function SearchPane({ search, event, onOpen }: Props): ReactNode {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  const [changing, setChanging] = useState(false);
  const [forgetting, setForgetting] = useState(false);
  const [ran, setRan] = useState<Hit[] | null>(null);
  const told = useNotices(search);
  const mark = useMarkSeen(search);
  const notices = told?.notices ?? [];
  const unseen = notices.filter((one) => one.seen_at === null).map((one) => one.id);
  const next = notices.find((one) => one.seen_at === null);
  const path = `${BASE}/${search.id}`;
  const send = (what: keyof typeof DONE, body: unknown = {}): Promise<SavedSearch | null> => act(t(DONE[what] ?? "saved.told"), () => post<SavedSearch>(`${path}/${what}`, body));
  const run = async (): Promise<void> => { const answer = await act(t("saved.run"), () => post<SearchAnswer>(`${path}/run`, {})); if (answer) setRan(answer.hits); };
  const forget = async (): Promise<void> => { await act(t("saved.done.forget"), () => remove(path)); queries.removeQueries({ queryKey: ["saved", "notices", search.id] }); };
  const open = (notice: SearchNotice): void => {
    onOpen(notice.event.id);
    if (notice.seen_at === null) void mark([notice.id]);
  };
  const paused = search.paused_because !== null;
  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "Alt+N", word: "saved.next", run: () => document.getElementById("saved-next")?.click() },
    { keys: "F4", word: "saved.seen_all", run: () => document.getElementById("saved-seen")?.click() },
    { keys: "F9", word: "saved.run", run: () => document.getElementById("saved-run")?.click() },
  ], []);
  useShortcuts(shortcuts);
  return (
    <>
      <PaneHead title={search.name} note={search.unseen ? t("saved.new", { count: search.unseen }) : null} />
      <div className="scroll">
        <Facts search={search} />
        <div className="bar pad wrap" role="group" aria-label={t("saved.acts")}>
          <Button low id="saved-run" hotkey="F9" isDisabled={search.paused_because === "ended"} onPress={() => void run()}>{t("saved.run")}</Button>
          {search.paused_because === "ended" ? null : <Button low onPress={() => void send(paused ? "resume" : "pause")}>{t(paused ? "saved.resume" : "saved.pause")}</Button>}
          <Button low onPress={() => setChanging(!changing)}>{t("saved.change")}</Button>
          <Button low kind="quiet" onPress={() => setForgetting(true)}>{t("saved.forget")}</Button>
        </div>
        {changing ? <Changes search={search} onSend={send} onClose={() => setChanging(false)} /> : null}
        {ran ? <Ran hits={ran} onOpen={onOpen} onClose={() => setRan(null)} /> : null}
        <SectionHead title={t("saved.told")} note={notices.length || null}>
          {next ? <Button low kind="main" id="saved-next" hotkey="Alt+N" onPress={() => open(next)}>{t("saved.next")}</Button> : null}
          {next ? <Button low id="saved-seen" hotkey="F4" onPress={() => void mark(unseen)}>{t("saved.seen_all")}</Button> : null}
        </SectionHead>
        <List label={t("saved.told")} items={notices} idOf={(one) => one.event.id} chosen={event} onChoose={(id) => { const one = notices.find((notice) => notice.event.id === id); if (one) open(one); }} className="rows q hits">
          {(one) => <NoticeLine notice={one} />}
        </List>
        {notices.length === 0 ? <Empty>{t("saved.nothing_told")}</Empty> : null}
        {told?.more ? <p className="pad small ink2">{t("saved.more")}</p> : null}
      </div>
      {forgetting ? <Confirm title={t("saved.forget")} act={t("saved.forget")} onAct={() => void forget()} onClose={() => setForgetting(false)}>{t("saved.forget_why", { name: search.name })}</Confirm> : null}
    </>
  );
}

function Facts({ search }: { search: SavedSearch }): ReactNode {
  const { t, value, code } = useWords();
  const types = useClassifier("incident_type");
  const roles = useClassifier("person_role");
  const purposes = useClassifier("purpose");
  const narrowed = [
    search.kind ? t(`index.kind.${search.kind}`) : "", search.type ? value(types(search.type), search.type) : "", search.role ? value(roles(search.role), code(search.role)) : "",
    search.atvk ?? "", search.since ? t("saved.since", { day: dateOf(search.since) }) : "",
  ].filter(Boolean).join(" · ");
  return (
    <dl className="kv pad">
      <dt>{t("saved.words")}</dt><dd className="code">{search.q}</dd>
      {narrowed ? <><dt>{t("saved.narrowed")}</dt><dd>{narrowed}</dd></> : null}
      <dt>{t("purpose.title")}</dt><dd>{value(purposes(search.purpose), search.purpose)} · <span className="code">{search.purpose_ref}</span></dd>
      <dt>{t("saved.ends")}</dt><dd>{dateOf(search.ends_on)}</dd>
      {search.paused_because ? <><dt>{t("saved.state")}</dt><dd><b>{t(`saved.paused.${search.paused_because}`)}</b></dd></> : null}
    </dl>
  );
}

function NoticeLine({ notice }: { notice: SearchNotice }): ReactNode {
  const { t, value, code } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const institution = useInstitutionName();
  const where = [notice.event.number, institution(notice.event.institution), notice.event.address].filter(Boolean).join(" · ");
  const isNew = notice.seen_at === null;
  return (
    <>
      <span className="shape" data-s={isNew ? "open" : "done"} role="img" aria-label={t(isNew ? "saved.is_new" : "saved.is_seen")} />
      <div>
        <div className={isNew ? "cut strong" : "cut"}>{notice.matches.map((one) => one.label).join(", ")}</div>
        <div className="sub cut" title={where}>{value(types(notice.event.type), notice.event.type)} · {where}</div>
        {notice.matches.map((one) => (
          <div key={`${one.kind}:${one.id ?? ""}`} className="bar small wrap why">
            <span className="ink3">{t(`index.kind.${one.kind}`)} {t("index.because")}</span>
            {one.why.map((why, place) => <span key={place} className="chip">{code(`why.${why.code}`)}{why.found && why.found !== one.label ? ` ${why.found}` : ""}</span>)}
          </div>
        ))}
      </div>
      <span className="code ink2">{momentOf(notice.told_at, now)}</span>
    </>
  );
}

function Ran({ hits, onOpen, onClose }: { hits: Hit[]; onOpen: (event: string) => void; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = (id: string): void => {
    setChosen(id);
    const newest = hits.find((one) => keyOf(one) === id)?.events[0];
    if (newest) onOpen(newest.id);
  };
  return (
    <>
      <SectionHead title={t("saved.all_found")} note={hits.length}><Button low kind="quiet" onPress={onClose}>{t("close")}</Button></SectionHead>
      <List label={t("saved.all_found")} items={rowsOf(hits, null)} idOf={(row) => row.id} chosen={chosen} onChoose={choose} className="rows q hits">{(row) => <HitLine hit={row.hit} now={now} />}</List>
      {hits.length === 0 ? <Empty>{t("register.nothing")}</Empty> : null}
    </>
  );
}
