/** What registers say: beneath an item of the event, and beneath what is being typed. */
import type { ReactNode } from "react";
import type { EventCheck, EventView, KnownItem } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useDelayed } from "../places/PlaceField";
import { useClassifier } from "../session/desk";
import { Button } from "../ui/parts";
import { numberOf, useRegisters } from "./checks";
import { LISTS, type Item, type ListName } from "./lists";

const PAUSE_MS = 400;
const TAKE = "Alt+4";
const CHIPS = { alert: "chip is-alarm", differs: "chip is-warn", absent: "chip is-warn", waiting: "chip", clear: "chip" } as const;

/** One line: what must be seen in words, the rest by name. */
export function Checks({ checks }: { checks: readonly EventCheck[] }): ReactNode {
  const { t, value } = useWords();
  const names = useClassifier("asked_register");
  return (
    <ul className="bar wrap" aria-label={t("checks.title")}>
      {checks.map((one) => (
        <li key={one.source} className="bar">
          <span className={CHIPS[one.state]}>{value(names(one.source), one.source)}: {t(`checks.state.${one.state}`)}</span>
          {one.note ? <span className={one.state === "alert" ? "alarm small wrapc" : "small ink2 wrapc"}>{one.note}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** Beneath the fields: filled with one key; what is away is said and does not stand in the way. */
export function AskedRegisters({ name, event, draft, onTake }: { name: ListName; event: EventView; draft: Item; onTake: (known: KnownItem) => void }): ReactNode {
  const { t, value } = useWords();
  const names = useClassifier("asked_register");
  const key = useDelayed(numberOf(name, draft), PAUSE_MS);
  const said = useRegisters(name, event, key) ?? [];
  const fields = new Set(LISTS[name].fields.map((field) => field.name));
  const values = Object.fromEntries(said.flatMap((one) => Object.entries(one.answer?.values ?? {})).filter(([field]) => fields.has(field)));
  const news = Object.entries(values).some(([field, told]) => draft[field] !== told);
  const take = (): void => onTake({ label: key, values, differs: [], sources: [], event_count: 0, why: [], name_only: false });
  useShortcuts(news ? [{ keys: TAKE, word: "checks.take", run: take }] : []);
  if (key === "" || said.length === 0) return null;
  return (
    <div className="is-wide known" role="group" aria-label={t("checks.title")}>
      <span className="small ink3">{t("checks.title")}</span>
      {said.map((one) => {
        const answer = one.answer;
        const words = [...Object.values(answer?.values ?? {}), answer?.note ?? ""].filter(Boolean).join(" · ");
        const state = one.state === "not_checked" ? "waiting" : answer?.alert ? "alert" : answer?.found ? "clear" : one.source === "wanted" || one.source === "weapons" ? "clear" : "absent";
        return (
          <div key={one.source} className="bar">
            <span className={CHIPS[state]}>{value(names(one.source), one.source)}: {t(`checks.state.${state}`)}</span>
            <span className={answer?.alert ? "alarm small grow wrapc" : "small ink2 grow cut"}>{words}</span>
          </div>
        );
      })}
      {news ? <div className="bar"><Button low hotkey={TAKE} onPress={take}>{t("checks.take")}</Button></div> : null}
    </div>
  );
}
