/** The journal's desk: what was refused and waits to be mended, what the journal does not know yet, what came by day. */
import { useCallback, useMemo, useState, type ReactNode } from "react";
import type { ExchangeState, Reject } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useDesk, useDeskKeys } from "../session/desk";
import { List } from "../ui/List";
import { Button, Empty, Pane, PaneHead, Scroll, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { Check } from "./Check";
import { PacePane } from "./PacePane";
import { RejectPane } from "./RejectPane";
import { Subscriptions } from "./Subscriptions";
import { clientOf } from "./pace";
import { OUTCOMES, linesOf, useExchange } from "./exchange";

type Screen = "days" | "pace" | "hooks" | "check";
const SCREENS = [
  { name: "days", keys: "Alt+V", word: "exchange.days" },
  { name: "pace", keys: "Alt+M", word: "pace.title" },
  { name: "hooks", keys: "Alt+A", word: "hooks.title" },
  { name: "check", keys: "F2", word: "exchange.check" },
] as const;
const NO_VERBS: never[] = [];
const NONE: Reject[] = [];

export function ExchangeDesk(): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const { state, page } = useExchange();
  const [chosen, setChosen] = useState<string | null>(null);
  const [screen, setScreen] = useState<Screen>("days");
  const rejects = page?.rejects ?? NONE;
  const reject = rejects.find((one) => one.id === chosen);
  const open = (id: string): void => { setScreen("days"); setChosen(id); };
  const show = useCallback((name: Screen): void => { setScreen(name); setChosen(null); }, []);
  const shortcuts = useMemo<Shortcut[]>(() => SCREENS.map((one) => ({ keys: one.keys, word: one.word, run: () => show(one.name) })), [show]);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*420px) minmax(0,1fr)" }}>
      <Pane label={t("exchange.title")}>
        <PaneHead title={t("exchange.title")} />
        <div className="scroll">
          {state ? <p className="pad ink2">{t("exchange.stated", { count: state.events })} · {state.last_at ? t("exchange.last", { at: momentOf(state.last_at, now) }) : t("exchange.silent")}</p> : null}
          <div className="pad bar wrap" role="group" aria-label={t("exchange.screens")}>{SCREENS.map((one) => <Button key={one.name} low kind={screen === one.name && !reject ? "main" : "ordinary"} hotkey={one.keys} onPress={() => show(one.name)}>{t(one.word)}</Button>)}</div>
          <section aria-label={t("exchange.rejects")}>
            <SectionHead title={t("exchange.rejects")} note={rejects.length} />
            <List label={t("exchange.rejects")} items={rejects} idOf={(one) => one.id} chosen={chosen} onChoose={open}>{(one) => <Row reject={one} now={now} />}</List>
            {page && rejects.length === 0 ? <Empty>{t("exchange.no_rejects")}</Empty> : null}
          </section>
          {state ? <Waiting state={state} now={now} /> : null}
        </div>
      </Pane>
      <Pane label={t("exchange.days")} lift>
        {reject ? <RejectPane key={reject.id} reject={reject} /> : screen === "pace" ? <PacePane institution={null} title={t("pace.title")} /> : screen === "hooks" ? <Subscriptions /> : screen === "check" ? <Check /> : <Days state={state} />}
      </Pane>
    </main>
  );
}

function Row({ reject, now }: { reject: Reject; now: number }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <span className="shape" data-s="warn" />
      <div>
        <div className="cut"><b>{reject.source_id ?? t("exchange.unnamed")}</b>{reject.times > 1 ? <span className="ink2"> · {t("exchange.times", { count: reject.times })}</span> : null}</div>
        <div className="sub cut">{reject.errors[0]?.message ?? reject.title}</div>
      </div>
      <span className="code ink2">{momentOf(reject.last_at, now)}</span>
    </>
  );
}

function Waiting({ state, now }: { state: ExchangeState; now: number }): ReactNode {
  const { t } = useWords();
  return (
    <section aria-label={t("exchange.waiting")}>
      <SectionHead title={t("exchange.waiting")} note={state.waiting.length} />
      {state.waiting.length ? <p className="pad small ink2">{t("exchange.waiting_note")}</p> : <Empty>{t("exchange.none_waiting")}</Empty>}
      <ul className="plain">
        {state.waiting.map((one) => (
          <li key={one.id} className="pad bar"><b className="code">{one.number}</b><span className="cut ink2 grow">{one.card_number ? `VEK ${one.card_number}` : ""}</span><span className="code ink2">{momentOf(one.received_at, now)}</span></li>
        ))}
      </ul>
    </section>
  );
}

function Days({ state }: { state: ExchangeState | undefined }): ReactNode {
  const { t } = useWords();
  const lines = state ? linesOf(state) : [];
  return (
    <>
      <PaneHead title={t("exchange.days")} />
      {state && lines.length === 0 ? <Empty>{t("exchange.no_days")}</Empty> : null}
      {lines.length ? (
        <Scroll label={t("exchange.days")}>
          <table className="t">
            <thead><tr><th>{t("exchange.day")}</th><th>{t("exchange.client")}</th>{OUTCOMES.map((one) => <th key={one} className="num">{t(`exchange.outcome.${one}`)}</th>)}</tr></thead>
            <tbody>
              {lines.map((one) => (
                <tr key={`${one.day} ${one.client}`}><td className="code">{dateOf(one.day)}</td><td>{clientOf(one.client, t("pace.person"))}</td>{OUTCOMES.map((name) => <td key={name} className={name === "rejected" && one.counts[name] ? "num warn" : "num"}>{one.counts[name] ?? "—"}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : null}
    </>
  );
}
