/** Files of an event: added by choosing or dropping, opened with a purpose, withdrawn with a reason. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type DragEvent, type ReactNode } from "react";
import { get, getFile, post, sendFile } from "../api/client";
import type { Attachment, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";
import { saveFile } from "../ui/files";
import { momentOf } from "../ui/time";

const ACCEPTED = ".jpg,.jpeg,.png,.webp,.heic,.pdf,.mp4,.m4v,.mp3,.m4a,.wav";

export function Attachments({ event, readOnly }: { event: EventView; readOnly: boolean }): ReactNode {
  const { t } = useWords();
  const { act, now } = useDesk();
  const queries = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const path = `/api/v1/register/events/${event.id}/attachments`;
  const purpose = `event_entry;ref=${event.number}`;
  const key = ["attachments", event.id];
  const files = useQuery({ queryKey: key, queryFn: () => get<Attachment[]>(path, { purpose }) });
  const sending = useMutation({
    mutationFn: async (chosen: File[]) => {
      for (const file of chosen) {
        const found = await act(t("done.attached", { name: file.name }), () => sendFile<Attachment[]>(`${path}?name=${encodeURIComponent(file.name)}`, file));
        if (found) queries.setQueryData(key, found);
      }
    },
  });
  const open = (one: Attachment): Promise<unknown> => act(t("done.opened", { name: one.name }), async () => saveFile(await getFile(`${path}/${one.id}`, { purpose }), one.name));
  const shown = (files.data ?? []).filter((one) => one.withdrawn_at === null);
  const gone = (files.data ?? []).filter((one) => one.withdrawn_at !== null);
  const drop = (dropped: DragEvent): void => {
    dropped.preventDefault();
    setOver(false);
    if (!readOnly) sending.mutate([...dropped.dataTransfer.files]);
  };
  return (
    // Dropping is a help for those with a mouse; the button does the same.
    <section aria-label={t("files.title")} className={over ? "is-over" : undefined} onDrop={drop} onDragOver={(event_) => { event_.preventDefault(); setOver(!readOnly); }} onDragLeave={() => setOver(false)}>
      <SectionHead title={t("files.title")} note={shown.length || null}>
        {readOnly ? null : <Button low isDisabled={sending.isPending} onPress={() => chooser.current?.click()}>{t(sending.isPending ? "event.saving" : "files.add")}</Button>}
      </SectionHead>
      <input ref={chooser} type="file" multiple accept={ACCEPTED} className="visually-hidden" tabIndex={-1} aria-label={t("files.add")}
        onChange={(chosen) => { sending.mutate([...(chosen.target.files ?? [])]); chosen.target.value = ""; }} />
      <ul>
        {shown.map((one) => (
          <li key={one.id} className="bar pad-x" style={{ minHeight: "var(--row)", borderBottom: "var(--line-w) solid var(--line-1)" }}>
            <Button kind="quiet" low onPress={() => void open(one)}>{one.name}</Button>
            <span className="ink3 small grow">{sizeOf(one.size)} · {one.added_by_name}, {momentOf(one.added_at, now)}</span>
            {readOnly ? null : <Withdraw one={one} path={path} onDone={(found) => queries.setQueryData(key, found)} />}
          </li>
        ))}
        {gone.map((one) => (
          <li key={one.id} className="bar pad-x ink3 small" style={{ minHeight: "var(--row)" }}>
            <s>{one.name}</s><span className="grow">{t("files.gone", { name: one.withdrawn_by_name ?? "", reason: one.withdrawn_reason ?? "" })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Withdraw({ one, path, onDone }: { one: Attachment; path: string; onDone: (found: Attachment[]) => void }): ReactNode {
  const { t } = useWords();
  const { act } = useDesk();
  const [reason, setReason] = useState<string | null>(null);
  if (reason === null) return <Button kind="quiet" low onPress={() => setReason("")}>{t("files.withdraw")}</Button>;
  const send = async (): Promise<void> => {
    const found = await act(t("done.withdrawn", { name: one.name }), () => post<Attachment[]>(`${path}/${one.id}/withdraw`, { reason }));
    if (found) onDone(found);
  };
  return (
    <form className="bar" onSubmit={(asked) => { asked.preventDefault(); if (reason.trim()) void send(); }}>
      <input className="input" autoFocus maxLength={300} value={reason} placeholder={t("files.reason")} aria-label={t("files.reason")} onChange={(typed) => setReason(typed.target.value)} />
      <Button low type="submit" isDisabled={!reason.trim()}>{t("files.withdraw")}</Button>
      <Button kind="quiet" low onPress={() => setReason(null)}>{t("cancel")}</Button>
    </form>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1).replace(".", ",")} MB`;
}
