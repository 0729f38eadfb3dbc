/** What leaves the desk: an event on paper, the list as a file. Each is in the journal. */
import { useState, type ReactNode } from "react";
import { getFile } from "../api/client";
import type { EventView } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { sayRefusal, useDesk } from "../session/desk";
import { saveFile } from "../ui/files";
import { Button } from "../ui/parts";

export function useSaving(): [boolean, (path: string, name: string, purpose?: string) => void] {
  const { t } = useWords();
  const { log } = useDesk();
  const [busy, setBusy] = useState(false);
  const save = (path: string, name: string, purpose?: string): void => {
    setBusy(true);
    void getFile(path, purpose ? { purpose } : {}).then((blob) => { saveFile(blob, name); log(true, t("export.done", { name })); }, (error: unknown) => log(false, sayRefusal(error, t("away")))).finally(() => setBusy(false));
  };
  return [busy, save];
}

export function PrintButton({ event }: { event: EventView }): ReactNode {
  const { t } = useWords();
  const [busy, save] = useSaving();
  const print = (): void => save(`/api/v1/register/events/${event.id}/print`, `${event.number}.pdf`, `event_entry;ref=${event.number}`);
  useShortcuts([{ keys: "Alt+P", word: "export.print", run: print }]);
  return <Button low kind="quiet" isDisabled={busy} onPress={print}>{t("export.print")}</Button>;
}

export function ListExport(): ReactNode {
  const { t } = useWords();
  const [busy, save] = useSaving();
  const ask = (form: "xlsx" | "csv"): void => save(`/api/v1/register/export?format=${form}`, `notikumi.${form}`);
  return (
    <div className="bar pad" role="group" aria-label={t("export.list")}>
      <span className="small ink3 grow">{t("export.list")}</span>
      <Button low kind="quiet" isDisabled={busy} onPress={() => ask("xlsx")}>XLSX</Button>
      <Button low kind="quiet" isDisabled={busy} onPress={() => ask("csv")}>CSV</Button>
    </div>
  );
}
