/** What one waits for: the searches with their news, what was told, the event behind it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { get } from "../api/client";
import type { EventView, SavedSearch } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { EventPane } from "../register/EventPane";
import { sayRefusal, useDeskKeys, useKept } from "../session/desk";
import { useSession } from "../session/session";
import { List } from "../ui/List";
import { Button, Empty, Pane, PaneHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { SearchPane } from "./SearchPane";
import { Standing } from "./Standing";
import { purposeOf, shapeOf, useSearches } from "./saved";

const NO_VERBS: never[] = [];

export function SavedDesk(): ReactNode {
  const { t } = useWords();
  const { has } = useSession();
  const reviews = has("register.review");
  const searches = useSearches();
  const [chosen, choose] = useKept("saved.search");
  const [event, open] = useState<string | null>(null);
  const [standing, setStanding] = useState(false);
  const search = searches.find((one) => one.id === chosen);
  const first = searches[0]?.id;
  useEffect(() => { if (!search && first !== undefined) choose(first); }, [search, first, choose]);
  const take = (id: string): void => { setStanding(false); open(null); choose(id); };
  const shortcuts = useMemo<Shortcut[]>(() => (reviews ? [{ keys: "Alt+I", word: "standing.title", run: () => setStanding(true) }] : []), [reviews]);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className={standing ? "desk is-two" : "desk is-three"} style={{ gridTemplateColumns: standing ? "calc(var(--k)*260px) minmax(0,1fr)" : "calc(var(--k)*260px) calc(var(--k)*400px) minmax(0,1fr)" }}>
      <Pane label={t("view.saved")}>
        <PaneHead title={t("view.saved")} note={searches.length || null}>{reviews ? <Button low hotkey="Alt+I" onPress={() => setStanding(true)}>{t("standing.short")}</Button> : null}</PaneHead>
        <div className="scroll">
          <List label={t("view.saved")} items={searches} idOf={(one) => one.id} chosen={standing ? null : chosen} onChoose={take}>{(one) => <Row search={one} />}</List>
          {searches.length === 0 ? <Empty>{t("saved.none")}</Empty> : null}
        </div>
      </Pane>
      {standing ? <Pane label={t("standing.title")} lift><Standing address="/api/v1/index/standing" purpose="supervision;ref=desk" /></Pane> : (
        <>
          <Pane label={t("saved.told")}>
            {search ? <SearchPane key={search.id} search={search} event={event} onOpen={open} /> : <><PaneHead title={t("saved.told")} /><Empty>{t("saved.choose")}</Empty></>}
          </Pane>
          <Pane label={t("event.title")} lift><Opened search={search} event={event} onOpen={open} /></Pane>
        </>
      )}
    </main>
  );
}

function Row({ search }: { search: SavedSearch }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <span className="shape" data-s={shapeOf(search)} />
      <div><div className="cut"><b>{search.name}</b></div><div className="sub cut">{search.paused_because ? t(`saved.paused.${search.paused_because}`) : t("saved.until", { day: dateOf(search.ends_on) })} · {search.q}</div></div>
      {search.unseen > 0 ? <span className="chip is-warn">{t("saved.new", { count: search.unseen })}</span> : <span />}
    </>
  );
}

function Opened({ search, event, onOpen }: { search: SavedSearch | undefined; event: string | null; onOpen: (id: string) => void }): ReactNode {
  const { t } = useWords();
  const found = useQuery({
    queryKey: ["event", event], enabled: event !== null && search !== undefined, retry: false, staleTime: Infinity,
    queryFn: () => get<EventView>(`/api/v1/register/events/${event ?? ""}`, { purpose: search ? purposeOf(search) : "" }),
  });
  if (event !== null && found.data) return <EventPane key={found.data.id} event={found.data} sought={null} onOpen={onOpen} />;
  return <><PaneHead title={t("event.title")} /><Empty>{found.isError ? sayRefusal(found.error, t("away")) : t(event !== null ? "loading" : "saved.choose_notice")}</Empty></>;
}
