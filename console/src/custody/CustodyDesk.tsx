/** The custody desk: what is offered to me, what is kept with the earliest term first, one thing with its chain. */
import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { CustodyItem } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { ITEM_SHOWN, useDesk, useDeskKeys, useKept } from "../session/desk";
import { useSession } from "../session/session";
import { List } from "../ui/List";
import { Button, Empty, Pane, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { ItemPane } from "./ItemPane";
import { Accept } from "./Offers";
import { Places } from "./Places";
import { TakeIn } from "./TakeIn";
import { ALL, ITEM_STATUSES, isGone, isOverdue, shapeOf, useItem, useItems, usePlaces, useWaitingOffers, type Wanted } from "./custody";

type Shown = "item" | "new" | "places";
const NO_VERBS: never[] = [];

export function CustodyDesk(): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const { has } = useSession();
  const mayWrite = has("custody.write");
  const [wanted, setWanted] = useState<Wanted>(ALL);
  const [chosen, choose] = useKept(ITEM_SHOWN);
  const [answered, setAnswered] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>("item");
  const page = useItems(wanted);
  const waiting = useWaitingOffers();
  const offer = waiting.find((one) => one.offer.id === answered);
  const view = useItem(chosen);
  const items = useMemo(() => page?.items ?? [], [page]);
  const today = page?.today ?? "";
  const late = items.filter((one) => isOverdue(one, today)).length;
  const open = (id: string): void => { setAnswered(null); setShown("item"); choose(id); };
  useEffect(() => { if (chosen === null && items[0]) choose(items[0].id); }, [chosen, choose, items]);
  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "Alt+V", word: "custody.places", run: () => { setAnswered(null); setShown("places"); } },
    { keys: "F3", word: "custody.search", run: () => document.getElementById("custody-search")?.focus() },
    ...(mayWrite ? [{ keys: "F2", word: "custody.take_in" as const, run: () => { setAnswered(null); setShown("new"); } }] : []),
  ], [mayWrite]);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*360px) minmax(0,1fr)" }}>
      <Pane label={t("view.custody")}>
        <PaneHead title={t("view.custody")} note={late ? t("custody.late_count", { count: late }) : items.length}>
          {mayWrite ? <Button low hotkey="F2" onPress={() => { setAnswered(null); setShown("new"); }}>{t("custody.new_short")}</Button> : null}<kbd className="key">F3</kbd>
        </PaneHead>
        <Filters wanted={wanted} onWanted={setWanted} onPlaces={() => { setAnswered(null); setShown("places"); }} />
        <div className="scroll">
          {waiting.length ? (
            <section aria-label={t("custody.waiting")}>
              <SectionHead title={t("custody.waiting")} note={waiting.length} />
              <List label={t("custody.waiting")} items={waiting} idOf={(one) => one.offer.id} chosen={answered} onChoose={setAnswered}>
                {(one) => <><span className="shape" data-s="open" /><div><div className="cut"><b>{one.item.description}</b></div><div className="sub cut">{one.item.number} · {one.offer.from_name}</div></div><span className="code ink2">{momentOf(one.offer.expires_at, now)}</span></>}
              </List>
            </section>
          ) : null}
          <List label={t("custody.items")} items={items} idOf={(one) => one.id} chosen={offer ? null : chosen} onChoose={open}>{(one) => <Row item={one} today={today} />}</List>
          {page && items.length === 0 ? <Empty>{t("custody.none")}</Empty> : null}
          {page?.cursor ? <p className="pad small ink2">{t("custody.more")}</p> : null}
        </div>
      </Pane>
      <Pane label={t("custody.item")} lift>
        {offer ? <Accept key={offer.offer.id} waiting={offer} onDone={open} />
          : shown === "new" ? <TakeIn onDone={(item) => open(item.id)} onClose={() => setShown("item")} />
          : shown === "places" ? <Places mayWrite={mayWrite} onClose={() => setShown("item")} />
          : view ? <ItemPane key={view.item.id} view={view} today={today} /> : <><PaneHead title={t("custody.item")} /><Empty>{t("custody.choose_item")}</Empty></>}
      </Pane>
    </main>
  );
}

function Row({ item, today }: { item: CustodyItem; today: string }): ReactNode {
  const { t } = useWords();
  const late = isOverdue(item, today);
  return (
    <>
      <span className="shape" data-s={shapeOf(item, today)} />
      <div><div className="cut"><b>{item.description}</b></div><div className="sub cut">{item.number} · {isGone(item) ? t(`custody.status.${item.status}`) : item.status === "held" && item.place_code ? item.place_code : `${t(`custody.status.${item.status}`)}: ${item.holder_name}`}</div></div>
      <span className={late ? "code warn" : "code ink2"} title={late ? t("custody.late") : t("custody.due")}>{item.due_on && !isGone(item) ? dateOf(item.due_on) : "—"}</span>
    </>
  );
}

function Filters({ wanted, onWanted, onPlaces }: { wanted: Wanted; onWanted: (wanted: Wanted) => void; onPlaces: () => void }): ReactNode {
  const { t } = useWords();
  const places = usePlaces();
  const [text, setText] = useState(wanted.q);
  return (
    <form className="pad form" onSubmit={(event) => { event.preventDefault(); onWanted({ ...wanted, q: text.trim() }); }}>
      <input id="custody-search" className="input" maxLength={100} value={text} placeholder={t("custody.search_hint")} aria-label={t("custody.search")}
        onChange={(event) => { setText(event.target.value); if (!event.target.value) onWanted({ ...wanted, q: "" }); }} />
      <div className="grid-2">
        <select className="input" aria-label={t("custody.status")} value={wanted.status} onChange={(event) => onWanted({ ...wanted, status: event.target.value })}>
          <option value="">{t("custody.any_status")}</option>{ITEM_STATUSES.map((one) => <option key={one} value={one}>{t(`custody.status.${one}`)}</option>)}
        </select>
        <select className="input" aria-label={t("custody.place")} value={wanted.place} onChange={(event) => onWanted({ ...wanted, place: event.target.value })}>
          <option value="">{t("custody.any_place")}</option>{places.map((one) => <option key={one.id} value={one.id}>{one.code} · {one.name}</option>)}
        </select>
      </div>
      <div className="bar wrap">
        <label className="bar"><input type="checkbox" checked={wanted.overdue} onChange={(event) => onWanted({ ...wanted, overdue: event.target.checked })} />{t("custody.overdue")}</label>
        <label className="bar"><input type="checkbox" checked={wanted.mine} onChange={(event) => onWanted({ ...wanted, mine: event.target.checked })} />{t("custody.mine")}</label>
        <span className="grow" /><Button low kind="quiet" hotkey="Alt+V" onPress={onPlaces}>{t("custody.places")}</Button>
      </div>
    </form>
  );
}
