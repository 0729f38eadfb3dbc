/** Another name, another end. */
import { useState, type FormEvent, type ReactNode } from "react";
import type { SavedSearch } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useDesk } from "../session/desk";
import { Button, Field } from "../ui/parts";
import { dayAfter, useRule } from "./saved";

export function Changes({ search, onSend, onClose }: { search: SavedSearch; onSend: (what: "rename" | "extend", body: unknown) => Promise<SavedSearch | null>; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const rule = useRule();
  useShortcuts([{ keys: "Escape", word: "cancel", run: onClose, inFields: true }]);
  const today = dayAfter(now, 0);
  const [name, setName] = useState(search.name);
  const [ends, setEnds] = useState(search.ends_on < today ? dayAfter(now, rule?.days ?? 0) : search.ends_on);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const renamed = name.trim() === search.name || (await onSend("rename", { name: name.trim() }));
    const moved = ends === search.ends_on || (await onSend("extend", { ends_on: ends }));
    if (renamed && moved) onClose();
  };
  return (
    <form className="pad form" aria-label={t("saved.change")} onSubmit={(event) => void submit(event)}>
      <Field label={t("saved.name")}><input className="input" autoFocus required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} /></Field>
      <Field label={t("saved.ends")}><input className="input code" type="date" required min={today} max={rule ? dayAfter(now, rule.days_max) : undefined} value={ends} onChange={(event) => setEnds(event.target.value)} /></Field>
      <div className="bar"><Button type="submit" kind="main" hotkey="Enter">{t("saved.keep")}</Button><Button onPress={onClose}>{t("cancel")}</Button></div>
    </form>
  );
}
