/** Where a thing is laid: a place of one's own institution that is in use, or nowhere yet. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { Field } from "../ui/parts";
import { usePlaces } from "./custody";

export function PlaceChoice({ chosen, onChoose, required = false }: { chosen: string; onChoose: (place: string) => void; required?: boolean }): ReactNode {
  const { t } = useWords();
  const places = usePlaces().filter((one) => one.active);
  return (
    <Field label={t("custody.place")}>
      <select className="input" value={chosen} required={required} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{t(required ? "custody.choose" : "custody.in_hands")}</option>
        {places.map((one) => <option key={one.id} value={one.id}>{one.code} · {one.name}</option>)}
      </select>
    </Field>
  );
}
