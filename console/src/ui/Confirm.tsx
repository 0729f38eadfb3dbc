/** Asks once more, only for what can't be undone: what will happen, in words, and the way back first. */
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../i18n";
import { Button } from "./parts";

export interface ConfirmProps { title: string; children: ReactNode; act: string; onAct: () => void; onClose: () => void }

export function Confirm({ title, children, act, onAct, onClose }: ConfirmProps): ReactNode {
  const { t } = useWords();
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog confirm">
          <Heading slot="title" level={2}>{title}</Heading>
          <p>{children}</p>
          <div className="bar wrap"><Button autoFocus kind="main" hotkey="Esc" onPress={onClose}>{t("cancel")}</Button><Button onPress={() => { onClose(); onAct(); }}>{act}</Button></div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
