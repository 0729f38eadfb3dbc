/** What one field has said since the event was registered: who wrote it, when, from what source. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { get } from "../api/client";
import type { EventVersion, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk, useInstitutionName } from "../session/desk";
import { Origin } from "../ui/marks";
import { Button, Empty, Field } from "../ui/parts";
import { momentOf } from "../ui/time";
import { codeListOf, linesOf, wordPathOf } from "./fieldLines";

export function useHistory(event: EventView): EventVersion[] | undefined {
  return useQuery({
    queryKey: ["history", event.id, event.version],
    queryFn: () => get<EventVersion[]>(`/api/v1/register/events/${event.id}/history`, { purpose: `event_entry;ref=${event.number}` }),
  }).data;
}

/** `path`: a field, or a person or thing with all its fields; empty for everything. */
export function FieldHistory({ event, path, onClose }: { event: EventView; path: string; onClose: () => void }): ReactNode {
  const { t, code } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const versions = useHistory(event);
  const [chosen, setChosen] = useState(path);
  const all = linesOf(versions ?? [], "");
  const paths = [...new Set([...(path ? [path] : []), ...all.map((line) => line.path)])].sort();
  const lines = linesOf(versions ?? [], chosen);
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog is-wide">
          <Heading slot="title" level={2}>{t("history.title")} <span className="code">{event.number}</span></Heading>
          <div className="form">
            <Field label={t("history.field")}>
              <select className="input" value={chosen} onChange={(one) => setChosen(one.target.value)}>
                <option value="">{t("history.all")}</option>
                {paths.map((one) => <option key={one} value={one}>{titleOf(one, code)}</option>)}
              </select>
            </Field>
            <div className="scroll history">
              {lines.length === 0 ? <Empty>{t(versions ? "history.none" : "loading")}</Empty> : (
                <table className="t">
                  <thead><tr><th>{t("history.when")}</th><th>{t("history.who")}</th><th>{t("history.field")}</th><th>{t("history.before")}</th><th>{t("history.after")}</th><th>{t("history.source")}</th></tr></thead>
                  <tbody>
                    {lines.map((line) => (
                      <tr key={`${line.version} ${line.path}`}>
                        <td className="nowrap">{momentOf(line.at, now)}</td>
                        <td>{line.by}<div className="small ink2">{institution(line.institution)}</div></td>
                        <td>{titleOf(line.path, code)}</td>
                        <td className="ink2"><Said path={line.path} value={line.before} /></td>
                        <td><Said path={line.path} value={line.after} /></td>
                        <td><span className="bar">{line.origin ? <Origin origin={line.origin} title={code(`origin.${line.origin}`)} /> : null}<span className="small">{line.source ?? ""}</span></span></td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </div>
            <div className="bar"><Button hotkey="Esc" onPress={onClose}>{t("close")}</Button><span className="small ink2">{t("history.kept")}</span></div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** `persons.p1.phone`: Persons p1 · Phone. */
function titleOf(path: string, code: (key: string) => string): string {
  const [list = "", ref, ...rest] = path.split(".");
  if (wordPathOf(path) === path) return code(`event_field.${path}`);
  const thing = `${code(`event_field.${list}`)} ${ref ?? ""}`;
  return rest.length > 0 ? `${thing} · ${code(`event_field.${wordPathOf(path)}`)}` : thing;
}

function Said({ path, value }: { path: string; value: EventVersion["changes"][number]["after"] }): ReactNode {
  const { value: word, code } = useWords();
  const { now } = useDesk();
  const codes = useClassifier(codeListOf(path) ?? "person_role");
  if (value === null || value === "") return <span className="ink3">—</span>;
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  if (path === "status") return code(`event_status.${text}`);
  if (codeListOf(path)) return word(codes(text), text);
  return /(_at|_from|_to)$/.test(path) ? momentOf(text, now) : text;
}
