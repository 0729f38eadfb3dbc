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
import { RejectPane } from "./RejectPane";
import { OUTCOMES, linesOf, useExchange } from "./exchange";

const NO_VERBS: never[] = [];
const NONE: Reject[] = [];

export function ExchangeDesk(): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const { state, page } = useExchange();
  const [chosen, setChosen] = useState<string | null>(null);
  const [checking, setChecking] = useState(false);
  const rejects = page?.rejects ?? NONE;
  const reject = rejects.find((one) => one.id === chosen);
  const open = (id: string): void => { setChecking(false); setChosen(id); };
  const showDays = useCallback((): void => { setChecking(false); setChosen(null); }, []);
  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "F2", word: "exchange.check", run: () => setChecking(true) },
    { keys: "Alt+V", word: "exchange.days", run: showDays },
  ], [showDays]);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*420px) minmax(0,1fr)" }}>
      <Pane label={t("exchange.title")}>
        <PaneHead title={t("exchange.title")}><Button low hotkey="Alt+V" onPress={showDays}>{t("exchange.days")}</Button><Button low hotkey="F2" onPress={() => setChecking(true)}>{t("exchange.check")}</Button></PaneHead>
        <div className="scroll">
          {state ? <p className="pad ink2">{t("exchange.stated", { count: state.events })} · {state.last_at ? t("exchange.last", { at: momentOf(state.last_at, now) }) : t("exchange.silent")}</p> : null}
          <section aria-label={t("exchange.rejects")}>
            <SectionHead title={t("exchange.rejects")} note={rejects.length} />
            <List label={t("exchange.rejects")} items={rejects} idOf={(one) => one.id} chosen={chosen} onChoose={open}>{(one) => <Row reject={one} now={now} />}</List>
            {page && rejects.length === 0 ? <Empty>{t("exchange.no_rejects")}</Empty> : null}
          </section>
          {state ? <Waiting state={state} now={now} /> : null}
        </div>
      </Pane>
      <Pane label={t("exchange.days")} lift>
        {checking ? <Check /> : reject ? <RejectPane key={reject.id} reject={reject} /> : <Days state={state} />}
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
                <tr key={`${one.day} ${one.client}`}><td className="code">{dateOf(one.day)}</td><td>{one.client.replace(/^client:/, "")}</td>{OUTCOMES.map((name) => <td key={name} className={name === "rejected" && one.counts[name] ? "num warn" : "num"}>{one.counts[name] ?? "—"}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : null}
    </>
  );
}
