/** The bell in the top line: how much is new under one's saved searches; said aloud when it grows. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { Key } from "../ui/marks";
import { countUnseen } from "./saved";

export function Bell({ open, onOpen }: { open: boolean; onOpen: () => void }): ReactNode {
  const { t } = useWords();
  const unseen = useLive((state) => countUnseen(state.searches.values()));
  return (
    <button type="button" className="item bell" aria-current={open ? "page" : undefined} title={`${t("view.saved")} (Alt+B)`} onClick={onOpen}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M8 2a4 4 0 0 1 4 4v3l1.5 2.5h-11L4 9V6a4 4 0 0 1 4-4zM6.5 13h3" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" /></svg>
      <span className="visually-hidden">{t("view.saved")}</span>
      <span role="status">{unseen > 0 ? <span className="chip is-warn"><b>{unseen}</b><span className="visually-hidden"> {t("saved.new_count", { count: unseen })}</span></span> : null}</span>
      <Key>Alt+B</Key>
    </button>
  );
}
