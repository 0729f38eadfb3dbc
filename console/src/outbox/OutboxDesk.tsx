/** The outbox: every system that is fed, its letters, and those that nobody takes. */
import { useMemo, useState, type ReactNode } from "react";
import type { OutboxLetter, SystemPace } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useClassifier, useDesk, useDeskKeys, useKept } from "../session/desk";
import { List } from "../ui/List";
import { Button, Empty, Pane, PaneHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { LetterPane } from "./LetterPane";
import { Registers } from "./Registers";
import { STANDINGS, shapeOf, troubleOf, useLetters, useOutboxAct, useSystems, type Standing } from "./outbox";

const NO_VERBS: never[] = [];
const SHAPES = { dead: "alarm", no_way: "warn", late: "warn", none: "done" } as const;

export function OutboxDesk(): ReactNode {
  const { t, value } = useWords();
  const names = useClassifier("outbox_system");
  const systems = useSystems();
  const [kept, chooseSystem] = useKept("outbox.system");
  const [standing, setStanding] = useState<Standing>("all");
  const [chosen, choose] = useState<string | null>(null);
  const system = systems?.find((one) => one.system === kept) ?? systems?.[0];
  const page = useLetters(system?.system, standing);
  const letter = page?.rows.find((one) => one.id === chosen) ?? page?.rows[0];
  const act = useOutboxAct();
  const dead = system?.dead ?? 0;
  const code = system?.system;
  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: "F3", word: "outbox.narrow", run: () => setStanding((now) => STANDINGS[(STANDINGS.indexOf(now) + 1) % STANDINGS.length] ?? "all") },
    ...(dead > 0 && code ? [{ keys: "Alt+A", word: "outbox.send_all" as const, run: () => void act("outbox.done.all_sent", `systems/${code}/send`) }] : []),
  ], [dead, code, act]);
  useDeskKeys(shortcuts, NO_VERBS);
  const title = system ? value(names(system.system), system.system) : t("view.outbox");
  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "calc(var(--k)*340px) calc(var(--k)*400px) minmax(0,1fr)" }}>
      <Pane label={t("outbox.systems")}>
        <PaneHead title={t("outbox.systems")} note={systems?.length ?? null} />
        <div className="scroll">
          <List label={t("outbox.systems")} items={systems ?? []} idOf={(one) => one.system} chosen={code ?? null} onChoose={chooseSystem}>{(one) => <SystemRow pace={one} />}</List>
          <Registers />
        </div>
      </Pane>
      <Pane label={t("outbox.letters")}>
        <PaneHead title={title}>{dead > 0 && code ? <Button low hotkey="Alt+A" onPress={() => void act("outbox.done.all_sent", `systems/${code}/send`)}>{t("outbox.send_all")}</Button> : null}</PaneHead>
        <div className="bar pad-x" role="group" aria-label={t("outbox.narrow")}>
          {STANDINGS.map((one) => <Button key={one} low kind={one === standing ? "main" : "quiet"} aria-pressed={one === standing} onPress={() => setStanding(one)}>{t(`outbox.standing.${one}`)}</Button>)}
        </div>
        <div className="scroll">
          {system ? <Way pace={system} /> : null}
          <List label={t("outbox.letters")} items={page?.rows ?? []} idOf={(one) => one.id} chosen={letter?.id ?? null} onChoose={choose}>{(one) => <LetterRow letter={one} />}</List>
          {page?.rows.length === 0 ? <Empty>{t("outbox.none")}</Empty> : null}
          {page?.cursor ? <p className="pad small ink2">{t("outbox.more")}</p> : null}
        </div>
      </Pane>
      <Pane label={t("outbox.letter")} lift>{letter ? <LetterPane key={letter.id} letter={letter} /> : <><PaneHead title={t("outbox.letter")} /><Empty>{t("outbox.explained")}</Empty></>}</Pane>
    </main>
  );
}

function SystemRow({ pace }: { pace: SystemPace }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const names = useClassifier("outbox_system");
  const told = [
    pace.dead ? t("outbox.count.dead", { count: pace.dead }) : "",
    pace.waiting ? t("outbox.count.waiting", { count: pace.waiting }) : "",
    pace.sent ? t("outbox.count.sent", { count: pace.sent }) : "",
    pace.delivered_today ? t("outbox.count.delivered", { count: pace.delivered_today }) : "",
  ].filter(Boolean);
  return (
    <>
      <span className="shape" data-s={SHAPES[troubleOf(pace)]} />
      <div><div className="cut"><b>{value(names(pace.system), pace.system)}</b></div><div className="sub cut">{told.join(" · ") || t("outbox.quiet")}</div></div>
      <span className="code ink2">{pace.last_delivered_at ? momentOf(pace.last_delivered_at, now) : "—"}</span>
    </>
  );
}

/** How the system is reached, and what is in the way just now. */
function Way({ pace }: { pace: SystemPace }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  return (
    <div className="pad small">
      <div className="ink2">{t(`outbox.way.${pace.transport ?? "none"}`)}{pace.oldest_at ? ` · ${t("outbox.oldest", { time: momentOf(pace.oldest_at, now) })}` : ""}</div>
      {pace.said ? <div className="warn" role="status">{pace.said}</div> : null}
    </div>
  );
}

function LetterRow({ letter }: { letter: OutboxLetter }): ReactNode {
  const { t, code } = useWords();
  const { now } = useDesk();
  return (
    <>
      <span className="shape" data-s={shapeOf(letter)} />
      <div><div className="cut"><b className="code">{letter.event_number}</b></div><div className="sub cut">{code(`outbox.message.${letter.message}`)}{letter.version > 1 ? ` · ${t("outbox.version", { version: letter.version })}` : ""} · {t(`outbox.state.${letter.state}`)}</div></div>
      <span className="code ink2">{momentOf(letter.made_at, now)}</span>
    </>
  );
}
