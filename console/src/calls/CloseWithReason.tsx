/** A call or a draft that needs no service ends with a reason, in two keys. */
import { useState, type ReactNode } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { post } from "../api/client";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useClassifierList, useDesk } from "../session/desk";
import { Key } from "../ui/marks";
import { Button, Field } from "../ui/parts";

export interface Ending { path: string; title: string }

export function CloseWithReason({ ending, onClose }: { ending: Ending; onClose: (done: boolean) => void }): ReactNode {
  const { t, value } = useWords();
  const { act } = useDesk();
  const { data } = useClassifierList("contact_closing");
  const [note, setNote] = useState("");
  const close = async (code: string): Promise<void> => {
    const done = await act(t("done.closed"), () => post<unknown>(ending.path, { closed_as: code, note: note || null }));
    if (done) onClose(true);
  };
  useShortcuts(data.slice(0, 9).map((one, place) => ({ keys: String(place + 1), word: "close.title" as const, run: () => void close(one.code) })));
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(false); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog" aria-label={t("close.title")}>
          <h2>{t("close.title")} <span className="code">{ending.title}</span></h2>
          <div className="grid-2" role="group" aria-label={t("close.reason")}>
            {data.map((one, place) => (
              <Button key={one.code} autoFocus={place === 0} onPress={() => void close(one.code)}>
                {place < 9 ? <Key>{place + 1}</Key> : null}{value(one)}
              </Button>
            ))}
          </div>
          <div style={{ marginTop: "var(--s-3)" }}>
            <Field label={t("note.label")}><input className="input" value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} /></Field>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
