/** The desk of history: files that came in, and one of them from its first look to its last row. */
import { useMemo, useRef, type ReactNode } from "react";
import { sendFile } from "../api/client";
import type { ImportView } from "../api/types";
import { useWords } from "../i18n";
import { useQueryClient } from "@tanstack/react-query";
import type { Shortcut } from "../keyboard/keys";
import { useDesk, useDeskKeys, useKept } from "../session/desk";
import { List, useChoice } from "../ui/List";
import { Button, Empty, Pane, PaneHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { ImportPane } from "./ImportPane";
import { BASE, isAtWork, listed, shapeOf, useImports } from "./imports";

const NO_VERBS: never[] = [];
const ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.ndjson,.jsonl,.json";

export function ImportsDesk(): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const queries = useQueryClient();
  const found = useImports();
  const imports = listed(found);
  const [chosen, choose] = useKept("imports.chosen");
  const field = useRef<HTMLInputElement>(null);
  useChoice(useMemo(() => imports.map((one) => one.id), [imports]), chosen, choose);
  const one = imports.find((other) => other.id === chosen);
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "F2", word: "imports.add", run: () => field.current?.click() }], []);
  useDeskKeys(shortcuts, NO_VERBS);
  const add = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const made = await act(t("imports.added", { name: file.name }), () => sendFile<ImportView>(`${BASE}?name=${encodeURIComponent(file.name.slice(-200))}`, file));
    await queries.invalidateQueries({ queryKey: ["imports"] });
    if (made) choose(made.id);
  };
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*340px) minmax(0,1fr)" }}>
      <Pane label={t("imports.title")}>
        <PaneHead title={t("imports.title")} note={imports.length}><Button low hotkey="F2" onPress={() => field.current?.click()}>{t("imports.add")}</Button></PaneHead>
        <input ref={field} type="file" className="visually-hidden" tabIndex={-1} accept={ACCEPTED} aria-label={t("imports.file")} onChange={(event) => { void add(event.target.files?.[0]); event.target.value = ""; }} />
        <div className="scroll">
          <List label={t("imports.title")} items={imports} idOf={(other) => other.id} chosen={chosen} onChoose={choose}>{(other) => <Row one={other} now={now} />}</List>
          {found && imports.length === 0 ? <Empty>{t("imports.none")}</Empty> : null}
        </div>
      </Pane>
      <Pane label={t("imports.one")} lift>{one ? <ImportPane key={one.id} one={one} /> : <><PaneHead title={t("imports.one")} /><Empty>{t("imports.explained")}</Empty></>}</Pane>
    </main>
  );
}

function Row({ one, now }: { one: ImportView; now: number }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <span className="shape" data-s={shapeOf(one)} />
      <div>
        <div className="cut"><b>{one.file_name}</b></div>
        <div className="sub cut">{t(`imports.state.${one.state}`)}{one.done.rows ? ` · ${t("imports.rows", { count: isAtWork(one) ? one.done.rows : one.rows_total })}` : ""}{one.done.refused ? ` · ${t("imports.refused_count", { count: one.done.refused })}` : ""}</div>
      </div>
      <span className="code ink2">{momentOf(one.made_at, now)}</span>
    </>
  );
}
