/** Where one's institution keeps things: stores, safes, car parks. */
import { useState, type FormEvent, type ReactNode } from "react";
import type { StoragePlace } from "../api/types";
import { useWords } from "../i18n";
import { Button, Empty, Field, PaneHead } from "../ui/parts";
import { PLACE_KINDS, useCustodyAct, usePlaces } from "./custody";

const NEW = { code: "", name: "", kind: "store" };

export function Places({ mayWrite, onClose }: { mayWrite: boolean; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const act = useCustodyAct();
  const places = usePlaces();
  const [form, setForm] = useState(NEW);
  const type = (field: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  const put = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await act("custody.done.place", "places", { ...form, code: form.code.trim(), name: form.name.trim() })) setForm(NEW);
  };
  const turn = (one: StoragePlace): void => void act("custody.done.place", "places", { code: one.code, name: one.name, kind: one.kind, active: !one.active });
  return (
    <>
      <PaneHead title={t("custody.places")} note={places.length}><Button low kind="quiet" onPress={onClose}>{t("close")}</Button></PaneHead>
      <div className="scroll">
        <ul>{places.map((one) => (
          <li key={one.id} className="bar pad-x" style={{ minHeight: "var(--row)" }}>
            <b className="code">{one.code}</b><span className="grow cut">{one.name} · <span className="ink2">{t(`custody.place_kind.${one.kind}`)}</span></span>
            {one.active ? null : <span className="chip">{t("custody.closed")}</span>}
            {mayWrite ? <Button low kind="quiet" onPress={() => turn(one)}>{t(one.active ? "custody.close_place" : "custody.open_place")}</Button> : null}
          </li>
        ))}</ul>
        {places.length === 0 ? <Empty>{t("custody.no_places")}</Empty> : null}
        {mayWrite ? (
          <form className="pad form" style={{ maxWidth: "calc(var(--k)*520px)" }} onSubmit={(event) => void put(event)}>
            <div className="grid-2">
              <Field label={t("custody.place_code")}><input className="input code" required maxLength={30} pattern="[A-Za-z0-9][A-Za-z0-9./\-]*" value={form.code} onChange={type("code")} /></Field>
              <Field label={t("custody.place_kind")}><select className="input" value={form.kind} onChange={type("kind")}>{PLACE_KINDS.map((one) => <option key={one} value={one}>{t(`custody.place_kind.${one}`)}</option>)}</select></Field>
            </div>
            <Field label={t("custody.place_name")}><input className="input" required maxLength={200} value={form.name} onChange={type("name")} /></Field>
            <div className="bar"><Button type="submit" low>{t("custody.add_place")}</Button></div>
          </form>
        ) : null}
      </div>
    </>
  );
}
