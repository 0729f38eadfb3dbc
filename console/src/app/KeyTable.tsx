/** F1: every key and every verb of this desk. */
import { useState, type ReactNode } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../i18n";
import type { Verb } from "../keyboard/command";
import { singleKeysOn, turnSingleKeys, type Shortcut } from "../keyboard/keys";
import { Key } from "../ui/marks";
import { Button } from "../ui/parts";

export function KeyTable({ shortcuts, verbs, onClose }: { shortcuts: Shortcut[]; verbs: Verb<null>[]; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const [single, setSingle] = useState(singleKeysOn);
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog" aria-label={t("key.help")}>
          <h2>{t("keys.title")}</h2>
          <div className="grid-2">
            {shortcuts.map((one) => (
              <div key={one.keys} className="bar"><Key>{one.keys}</Key><span>{t(one.word)}</span></div>
            ))}
          </div>
          {verbs.length > 0 ? <h2 className="keys-hint">{t("keys.verbs")}</h2> : null}
          <dl className="kv">
            {verbs.map((one) => (
              <div key={one.verb} className="verb">
                <dt className="code"><b>{one.verb}</b> {one.slots.map((slot) => t(`slot.${slot.kind}`)).map((word, place) => (one.slots[place]?.optional ? `[${word}]` : word)).join(" ")}</dt>
                <dd>{one.does}</dd>
              </div>
            ))}
          </dl>
          <p className="ink2 keys-hint">{t("keys.hint")}</p>
          <label className="bar keys-hint">
            <input type="checkbox" checked={single} onChange={(event) => { turnSingleKeys(event.target.checked); setSingle(event.target.checked); }} />
            {t("keys.single")}
          </label>
          <Button kind="main" onPress={onClose} hotkey="Esc" autoFocus>{t("close")}</Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
