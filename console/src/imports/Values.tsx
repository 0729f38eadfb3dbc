/** What the file does not say and stands for every event; and which code each of its words means. */
import { useState, type ReactNode } from "react";
import type { ImportMapping, ImportPreview } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";
import { goalsOf, placesOf, withCode, withSource, withTable, type Place } from "./mapping";
import { useFieldWords } from "./words";

interface ValuesProps { preview: ImportPreview; mapping: ImportMapping; readOnly: boolean; onChange: (mapping: ImportMapping) => void }
const listOf = (preview: ImportPreview, place: Place): string | undefined => preview.lists[`${place.block}.${place.field}`];

export function Values({ preview, mapping, readOnly, onChange }: ValuesProps): ReactNode {
  const { t } = useWords();
  const places = placesOf(mapping);
  const constant = places.filter((one) => !one.source.column?.length);
  const coded = places.filter((one) => one.source.column?.length && listOf(preview, one));
  return (
    <>
      <section aria-label={t("imports.constants")}>
        <SectionHead title={t("imports.constants")} note={constant.length} />
        <table className="t"><tbody>{constant.map((one) => <Constant key={one.path} place={one} list={listOf(preview, one)} mapping={mapping} readOnly={readOnly} onChange={onChange} />)}</tbody></table>
        {readOnly ? null : <More preview={preview} mapping={mapping} onChange={onChange} />}
      </section>
      {coded.map((one) => <Table key={one.path} place={one} preview={preview} mapping={mapping} readOnly={readOnly} onChange={onChange} />)}
    </>
  );
}

function Codes({ list, chosen, label, readOnly, onChoose }: { list: string; chosen: string; label: string; readOnly: boolean; onChoose: (code: string) => void }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList(list);
  return (
    <select className={chosen ? "input grow" : "input grow is-wanted"} disabled={readOnly} value={chosen} aria-label={label} onChange={(event) => onChoose(event.target.value)}>
      <option value="" disabled>{t("imports.choose_code")}</option>
      {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
    </select>
  );
}

function Constant({ place, list, mapping, readOnly, onChange }: { place: Place; list: string | undefined; mapping: ImportMapping; readOnly: boolean; onChange: (mapping: ImportMapping) => void }): ReactNode {
  const { t } = useWords();
  const { field } = useFieldWords();
  const label = field(place.path);
  const [text, setText] = useState(place.source.value ?? "");
  const set = (value: string): void => { if (value !== place.source.value) onChange(withSource(mapping, place.path, { ...place.source, value })); };
  return (
    <tr>
      <td>{label}</td>
      <td>{list ? <Codes list={list} chosen={place.source.value ?? ""} label={label} readOnly={readOnly} onChoose={set} /> : <input className="input" disabled={readOnly} maxLength={300} value={text} aria-label={label} onChange={(event) => setText(event.target.value)} onBlur={() => set(text)} />}</td>
      <td className="num">{readOnly ? null : <Button low kind="quiet" aria-label={t("imports.drop_of", { field: label })} onPress={() => onChange(withSource(mapping, place.path, null))}>{t("imports.drop")}</Button>}</td>
    </tr>
  );
}

/** Any field that has no source yet may be given one value for all. */
function More({ preview, mapping, onChange }: Omit<ValuesProps, "readOnly">): ReactNode {
  const { t } = useWords();
  const { field, block } = useFieldWords();
  const taken = new Set(placesOf(mapping).map((one) => one.path));
  const goals = goalsOf({ ...preview, mapping }).filter((one) => one.block !== "point").map((one) => ({ ...one, paths: one.paths.filter((path) => !taken.has(path)) }));
  return (
    <div className="bar pad">
      <select className="input" value="" aria-label={t("imports.add_constant")} onChange={(event) => onChange(withSource(mapping, event.target.value, { value: "", join: " " }))}>
        <option value="" disabled>{t("imports.add_constant")}</option>
        {goals.map((group) => <optgroup key={group.block} label={block(group.block)}>{group.paths.map((path) => <option key={path} value={path}>{field(path)}</option>)}</optgroup>)}
      </select>
    </div>
  );
}

function Table({ place, preview, mapping, readOnly, onChange }: ValuesProps & { place: Place }): ReactNode {
  const { t } = useWords();
  const { field } = useFieldWords();
  const list = listOf(preview, place) ?? "";
  const name = place.source.values ?? null;
  const words = Object.entries((name ? mapping.values?.[name] : undefined) ?? {});
  const label = field(place.path);
  const samples = preview.columns.filter((one) => place.source.column?.includes(one.name)).flatMap((one) => one.samples);
  return (
    <section aria-label={t("imports.words_of", { field: label })}>
      <SectionHead title={t("imports.words_of", { field: label })} note={words.length}>
        {name === null && !readOnly ? <Button low onPress={() => onChange(withTable(mapping, place.path, samples))}>{t("imports.make_table")}</Button> : null}
      </SectionHead>
      {name === null ? <p className="pad small ink2">{t("imports.words_are_codes")}</p> : (
        <table className="t"><tbody>
          {words.map(([word, code]) => <tr key={word}><td>{word}</td><td><Codes list={list} chosen={code} label={`${label}: ${word}`} readOnly={readOnly} onChoose={(chosen) => onChange(withCode(mapping, name, word, chosen))} /></td></tr>)}
        </tbody></table>
      )}
    </section>
  );
}
