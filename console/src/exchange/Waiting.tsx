/** What waits: refused and not mended, offered and not answered, sent and not brought. */
import type { ReactNode } from "react";
import type { WaitingLine } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Empty, PaneHead, Scroll } from "../ui/parts";
import { momentOf } from "../ui/time";
import { useWaiting } from "./pace";

export function Waiting({ kind, institution }: { kind: string; institution: string | null }): ReactNode {
  const { t } = useWords();
  const rows = useWaiting(institution)?.filter((one) => one.kind === kind);
  const title = t(`pace.figure.waiting.${kind as "reject"}`);
  return (
    <>
      <PaneHead title={title} note={rows?.length ?? null} />
      <Scroll label={title}>
        {rows?.length === 0 ? <Empty>{t("pace.none_waiting")}</Empty> : null}
        {rows?.length ? <Table kind={kind} rows={rows} /> : null}
      </Scroll>
    </>
  );
}

function Table({ kind, rows }: { kind: string; rows: readonly WaitingLine[] }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  return (
    <table className="t">
      <thead><tr><th>{t("pace.since")}</th><th>{t(`pace.waiting_name.${kind as "reject"}`)}</th><th>{kind === "referral" ? t("pace.due") : t("exchange.client")}</th><th>{t("pace.state")}</th><th className="num">{t("pace.times")}</th></tr></thead>
      <tbody>
        {rows.map((one, place) => (
          <tr key={`${one.id} ${place}`}>
            <td className="code">{momentOf(one.since, now)}</td><td className="code">{one.name ?? t("exchange.unnamed")}</td><td>{one.due_at ? momentOf(one.due_at, now) : one.client}</td>
            <td className={one.code === "failed" ? "wrapc warn" : "wrapc"}>{kind === "reject" ? one.code : t(`pace.waiting_state.${one.code as "failed"}`)}</td><td className="num">{one.times}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
